package org.fengsui.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fengsui.system.ServerProcess;

/**
 * Two servers on one PostgreSQL and one folder of attachments, each in a process of its own, with a line to its database
 * and a line to its clients that can be cut. The database is durable, and outlives the servers.
 */
final class Site implements AutoCloseable {

    /** In the tests waiting is short, so that much happens; a site waits longer. */
    private static final String[] PATIENCE = {"--spring.datasource.hikari.connection-timeout=2000",
        "--spring.datasource.hikari.data-source-properties.socketTimeout=5",
        "--spring.datasource.hikari.connection-init-sql=set lock_timeout = '4s'; "
                + "set idle_in_transaction_session_timeout = '6s'"};
    /** In bytes: what an invented attachment takes is more than is left of it. */
    static final long QUOTA = 1L << 30;
    private static final String SMALL_DISK = "48m";
    /** Of a server to its database, at most. */
    static final int CONNECTIONS = 30;

    final Path home;
    final Path attachments;
    final boolean smallDisk;
    final List<Node> nodes = new ArrayList<>();
    private final EmbeddedPostgres postgres;
    private final String url;
    private final MappedByteBuffer ahead;
    private final Path classes;

    Site() throws Exception {
        home = Files.createTempDirectory("fengsui-faults");
        attachments = Files.createDirectory(home.resolve("attachments"));
        smallDisk = mount(attachments);
        Path clock = home.resolve("clock");
        ahead = FaultServer.ahead(clock);
        classes = Files.createDirectory(home.resolve("classes"));
        copyServerClasses();
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on").setServerConfig("listen_addresses", "localhost")
                .setServerConfig("max_connections", "250").setServerConfig("unix_socket_directories", "")
                .setLocaleConfig("locale", "C").setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database fengsui");
        }
        url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/fengsui";
        try {
            for (int n = 0; n < 2; n++) {
                nodes.add(new Node(clock));
                nodes.get(n).start();
            }
            // A clock that is set back must not come before the founding: nobody held a post then, and what was done
            // is rightly refused when it is sent again.
            moveClock(Duration.ofMinutes(10));
        } catch (Exception failure) {
            close();
            throw failure;
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "postgres", "unused");
    }

    /** Process ids of the database's side of the servers' connections. */
    List<Integer> backends(String condition) throws SQLException {
        List<Integer> found = new ArrayList<>();
        try (Connection connection = connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select pid from pg_stat_activity where datname = 'fengsui'"
                        + " and backend_type = 'client backend' and pid <> pg_backend_pid() and " + condition)) {
            while (rows.next()) {
                found.add(rows.getInt(1));
            }
        }
        return found;
    }

    boolean databaseAnswers() {
        try (Connection connection = connect()) {
            return connection.isValid(2);
        } catch (SQLException recovering) {
            return false;
        }
    }

    Duration ahead() {
        return Duration.ofMillis(ahead.getLong(0));
    }

    void moveClock(Duration by) {
        ahead.putLong(0, ahead.getLong(0) + by.toMillis());
    }

    /** Node that answers; null when none does. */
    Node ready(int preferred) {
        Node first = nodes.get(preferred % nodes.size());
        return first.ready ? first : nodes.stream().filter(node -> node.ready).findFirst().orElse(null);
    }

    static void await(String what, Duration within, BooleanSupplier condition) {
        long end = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }

    private void copyServerClasses() throws IOException {
        Path from = Path.of(FaultServer.class.getProtectionDomain().getCodeSource().getLocation().getPath())
                .resolve("org/fengsui/faults");
        Path to = Files.createDirectories(classes.resolve("org/fengsui/faults"));
        try (DirectoryStream<Path> own = Files.newDirectoryStream(from, "FaultServer*.class")) {
            for (Path file : own) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** A disk that really gets full, where this user may mount one. */
    private static boolean mount(Path folder) {
        return run("mount", "-t", "tmpfs", "-o", "size=" + SMALL_DISK, "tmpfs", folder.toString());
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        for (Node node : nodes) {
            node.close();
        }
        postgres.close();
        if (smallDisk && !run("umount", "-l", attachments.toString())) {
            throw new IOException("cannot unmount " + attachments);
        }
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** One server. */
    final class Node {

        final Wire database;
        final Wire clients;
        private final Path clock;
        private ServerProcess process;
        private CompletableFuture<Void> starting = CompletableFuture.completedFuture(null);
        volatile boolean ready;

        Node(Path clock) throws IOException {
            this.clock = clock;
            database = new Wire(postgres.getPort());
            clients = new Wire(0);
        }

        void start() throws Exception {
            List<String> settings = new ArrayList<>(List.of(PATIENCE));
            settings.addAll(List.of("--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + database.port()
                            + "/fengsui", "--spring.datasource.username=postgres", "--spring.datasource.password=unused",
                    "--fengsui.public-address=http://127.0.0.1", "--fengsui.demo=true",
                    "--fengsui.task.attachments=" + attachments, "--fengsui.task.attachments-quota=" + QUOTA + "B",
                    "--fengsui.task.attachments-reserve=1MB"));
            process = ServerProcess.start(home, entry -> false,
                    List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", FaultServer.setting(clock)),
                    FaultServer.class.getName(), classes, settings.toArray(String[]::new));
            process.awaitReady();
            clients.target(port());
            ready = true;
        }

        private int port() throws IOException {
            Matcher started = Pattern.compile("Tomcat started on port (\\d+)").matcher(process.output());
            if (!started.find()) {
                throw new IOException("the server does not say where it is:\n" + process.output());
            }
            return Integer.parseInt(started.group(1));
        }

        /** Kills the server, and starts it again in the background. */
        void killAndRestart(Ledger ledger) {
            ready = false;
            process.kill();
            clients.cut();
            starting = CompletableFuture.runAsync(() -> {
                for (int attempt = 0; !ready; attempt++) {
                    try {
                        start();
                    } catch (Exception failure) {
                        // A fault that struck in the midst of a start may end it; not three times.
                        if (attempt == 2) {
                            ledger.violation("the server does not start again: " + failure);
                            return;
                        }
                    }
                }
            });
        }

        boolean starting() {
            return !starting.isDone();
        }

        void awaitStarted() {
            starting.join();
        }

        boolean alive() {
            return process.alive();
        }

        long threads() throws IOException {
            try (Stream<Path> all = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
                return all.count();
            }
        }

        String output() {
            return process.output();
        }

        void close() throws IOException {
            starting.join();
            if (process != null) {
                database.restore();
                process.kill();
            }
            database.close();
            clients.close();
        }
    }
}
