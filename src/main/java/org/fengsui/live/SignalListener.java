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
    /** A stop is noticed within this time. */
    private static final int WAIT_MILLIS = 250;
    /** After so many waits without a signal, it asks whether the connection still lives. */
    private static final int WAITS_BEFORE_ASKING = 40;
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
        listening.start();
    }

    @Override
    public synchronized void stop() {
        listening.end();
        listening = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return listening != null;
    }

    /** From one start to the next stop. */
    private final class Listening extends Thread {

        private final CountDownLatch stopped = new CountDownLatch(1);

        Listening() {
            super("live-signals");
            setDaemon(true);
        }

        @Override
        public void run() {
            boolean lost = false;
            do {
                try (Connection connection = dataSource.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("listen " + Signals.CHANNEL);
                    if (lost) {
                        log.info("The database's signals are heard again");
                        lost = false;
                    }
                    // Whatever happened before this moment was not heard.
                    hub.anythingMayHaveChanged();
                    pass(connection);
                    // The connection goes back to the pool for other work.
                    statement.execute("unlisten *");
                } catch (SQLException e) {
                    if (!lost) {
                        lost = true;
                        log.warn("The database's signals are not heard; trying again every second", e);
                    }
                }
            } while (!pausedUntilStop());
        }

        /** Returns when the thread has let go of its connection, which the pool closes next. */
        void end() {
            stopped.countDown();
            try {
                join(TimeUnit.SECONDS.toMillis(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void pass(Connection connection) throws SQLException {
            PGConnection postgres = connection.unwrap(PGConnection.class);
            int silent = 0;
            while (stopped.getCount() > 0) {
                PGNotification[] heard = postgres.getNotifications(WAIT_MILLIS);
                if (heard != null && heard.length > 0) {
                    silent = 0;
                    for (PGNotification notification : heard) {
                        Topic.of(notification.getParameter()).ifPresent(this::pass);
                    }
                } else if (++silent % WAITS_BEFORE_ASKING == 0 && !connection.isValid(VALID_SECONDS)) {
                    throw new SQLException("The connection to the database is dead");
                }
            }
        }

        private void pass(Topic topic) {
            if (topic.kind().equals(Topic.SESSION)) {
                hub.endSession(topic.id());
            } else {
                hub.changed(topic);
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
