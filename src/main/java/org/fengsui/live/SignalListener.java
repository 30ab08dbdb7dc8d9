package org.fengsui.live;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Hears the database's signals on one connection of its own, and passes them to this node's hub. */
@Component
class SignalListener implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SignalListener.class);
    private static final int WAIT_MILLIS = 10_000;
    private static final int VALID_SECONDS = 5;

    private final DataSource dataSource;
    private final LiveHub hub;
    private Listening listening;

    SignalListener(DataSource dataSource, LiveHub hub) {
        this.dataSource = dataSource;
        this.hub = hub;
    }

    @Override
    public synchronized void start() {
        listening = new Listening();
        Thread thread = new Thread(listening, "live-signals");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void stop() {
        listening.stop();
        listening = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return listening != null;
    }

    /** From one start to the next stop. */
    private final class Listening implements Runnable {

        private final CountDownLatch stopped = new CountDownLatch(1);
        private Connection connection;

        @Override
        public void run() {
            boolean lost = false;
            do {
                try (Connection opened = dataSource.getConnection()) {
                    if (!listen(opened)) {
                        return;
                    }
                    if (lost) {
                        log.info("The database's signals are heard again");
                        lost = false;
                    }
                    // Whatever happened before this moment was not heard.
                    hub.anythingMayHaveChanged();
                    pass(opened);
                } catch (SQLException e) {
                    if (stopped.getCount() > 0 && !lost) {
                        lost = true;
                        log.warn("The database's signals are not heard; trying again every second", e);
                    }
                }
            } while (!pausedUntilStop());
        }

        /** Cuts the connection: the thread waits in it. */
        void stop() {
            stopped.countDown();
            synchronized (this) {
                if (connection != null) {
                    try {
                        connection.abort(Runnable::run);
                    } catch (SQLException e) {
                        log.debug("The connection was already cut", e);
                    }
                }
            }
        }

        private boolean listen(Connection opened) throws SQLException {
            synchronized (this) {
                if (stopped.getCount() == 0) {
                    return false;
                }
                connection = opened;
            }
            try (Statement statement = opened.createStatement()) {
                statement.execute("listen " + Signals.CHANNEL);
            }
            return true;
        }

        private void pass(Connection opened) throws SQLException {
            PGConnection postgres = opened.unwrap(PGConnection.class);
            while (stopped.getCount() > 0) {
                PGNotification[] heard = postgres.getNotifications(WAIT_MILLIS);
                if (heard != null && heard.length > 0) {
                    for (PGNotification notification : heard) {
                        Topic.of(notification.getParameter()).ifPresent(hub::changed);
                    }
                } else if (!opened.isValid(VALID_SECONDS)) {
                    throw new SQLException("The connection to the database is dead");
                }
            }
        }

        private boolean pausedUntilStop() {
            try {
                return stopped.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
    }
}
