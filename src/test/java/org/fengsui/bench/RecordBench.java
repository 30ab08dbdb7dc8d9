package org.fengsui.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;

/**
 * What the record costs: 16 writers at once, each a transaction that changes a row of its own and, as every command
 * does, writes its entry last; without a record, in one lane, in 16; and with the signal to open pages, whose commits
 * PostgreSQL lets through one by one anyway. On a PostgreSQL that keeps what it confirms.
 */
final class RecordBench {

    private static final int WRITERS = 16;
    private static final int SECONDS = 8;

    private RecordBench() {
    }

    static List<String> rows() throws Exception {
        Path folder = Files.createTempDirectory("fengsui-record");
        List<String> rows = new ArrayList<>();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setDataDirectory(folder.resolve("cluster"))
                .setOverrideWorkingDirectory(folder.toFile()).setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on").setServerConfig("full_page_writes", "on").start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            Flyway.configure().dataSource(url, "postgres", "").locations("classpath:db/migration").load().migrate();
            try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                    Statement statement = connection.createStatement()) {
                statement.execute("create table bench_row (id integer primary key, n integer) with (fillfactor = 20)");
                statement.execute("insert into bench_row select n, 0 from generate_series(0, 63) as n");
            }
            // The first run warms up.
            run(url, 16, false);
            for (boolean signal : new boolean[] {false, true}) {
                for (int lanes : new int[] {0, 16, 1}) {
                    rows.add(run(url, lanes, signal));
                }
            }
        }
        return rows;
    }

    /** @param lanes 0 = without a record */
    private static String run(String url, int lanes, boolean signal) throws Exception {
        List<Double> waits = Collections.synchronizedList(new ArrayList<>());
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        List<Future<?>> running = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int own = writer;
            running.add(writers.submit(() -> {
                write(url, own, lanes, signal, end, waits);
                return null;
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
        writers.shutdown();
        Numbers numbers = new Numbers(waits);
        return String.format(Locale.ROOT, "| record: %d writers%s, %s: %.0f transactions a second | %.1f ms | %.1f ms | |",
                WRITERS, signal ? " that signal" : "", lanes == 0 ? "no record" : lanes + (lanes == 1 ? " lane" : " lanes"),
                waits.size() / (double) SECONDS, numbers.p50(), numbers.p95());
    }

    private static void write(String url, int own, int lanes, boolean signal, long end, List<Double> waits)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                PreparedStatement change = connection.prepareStatement("update bench_row set n = n + 1 where id = ?");
                PreparedStatement tell = connection.prepareStatement("select pg_notify('bench', ?)");
                PreparedStatement entry = connection.prepareStatement("""
                        insert into audit_entry (lane, at, node, actor, actor_name, unit, posts, origin, type, result, task_id,
                            detail) values (?, now(), 'node-1', 'water', '市水务局值班员', 'water', 'officer', '10.0.0.7',
                            'task.progress', 'ok', gen_random_uuid(), '{"text":"已到 28 辆，其余在途"}')""")) {
            connection.setAutoCommit(false);
            while (System.nanoTime() < end) {
                long begin = System.nanoTime();
                change.setInt(1, own);
                change.executeUpdate();
                if (signal) {
                    tell.setString(1, "unit:" + own);
                    tell.execute();
                }
                if (lanes > 0) {
                    entry.setInt(1, own % lanes);
                    entry.executeUpdate();
                }
                connection.commit();
                waits.add((System.nanoTime() - begin) / 1_000_000.0);
            }
        }
    }
}
