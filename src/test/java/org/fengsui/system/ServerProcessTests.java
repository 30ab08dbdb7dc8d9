package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.fengsui.support.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTests {

    private static final int ENOUGH_ROWS = 200;

    @TempDir
    Path home;

    @AfterEach
    void noDatabaseIsLeftBehind() throws IOException {
        OrphanedPostgres.stop(home.resolve("data/postgres/cluster"));
    }

    /** One story, because each start of a server takes seconds. */
    @Test
    void theEmbeddedServerSurvivesAKillKeepsWhatItAcknowledgedRefusesASecondAndStopsInUnderFiveSeconds()
            throws Exception {
        List<Integer> acknowledged;
        long orphan;
        try (ServerProcess first = ServerProcess.start(home).awaitReady()) {
            CountDownLatch enough = new CountDownLatch(ENOUGH_ROWS);
            CompletableFuture<List<Integer>> writer = CompletableFuture.supplyAsync(() -> writeUntilCutOff(enough));
            assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
            first.kill();
            orphan = postmaster();
            assertThat(ProcessHandle.of(orphan)).as("the database outlives its killed server").isPresent();
            try (ServerProcess again = ServerProcess.start(home).awaitReady()) {
                acknowledged = writer.get(30, TimeUnit.SECONDS);
                assertThat(postmaster()).isNotEqualTo(orphan);
                assertThat(rows()).containsAll(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH_ROWS);

                try (ServerProcess second = ServerProcess.start(home)) {
                    assertThat(second.awaitExit()).isEqualTo(1);
                    assertThat(second.errors().lines()).singleElement().asString()
                            .startsWith("fengsui.database.folder: ").contains("data/postgres");
                    assertThat(second.output()).doesNotContain("Exception");
                }
                assertThat(again.alive()).isTrue();
                assertThat(rows()).containsAll(acknowledged);

                long begun = System.nanoTime();
                again.terminate();
                again.awaitExit();
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
                assertThat(home.resolve("data/postgres/cluster/postmaster.pid")).doesNotExist();
                assertThat(again.output()).doesNotContain(" ERROR ", "Exception");
            }
        }
    }

    @Test
    void aProductionServerRunsWithoutTheClassesOfTheEmbeddedDatabase() throws Exception {
        try (ServerProcess server = ServerProcess.start(home, entry -> entry.contains("zonky"),
                "--spring.datasource.url=" + TestPostgres.freshDatabase(),
                "--spring.datasource.username=" + TestPostgres.USERNAME,
                "--spring.datasource.password=" + TestPostgres.PASSWORD,
                "--fengsui.public-address=https://fengsui.example.org",
                "--fengsui.task.attachments=" + home.resolve("attachments")).awaitReady()) {
            assertThat(server.output()).contains("https://fengsui.example.org").doesNotContain("fengsui-demo");
            // The record's anchor lies there by default; no database does.
            assertThat(home.resolve("data/postgres")).doesNotExist();
        }
    }

    @Test
    void aProductionServerThatLacksASettingEndsWithOneLine() throws Exception {
        try (ServerProcess server = ServerProcess.start(home,
                "--spring.datasource.url=" + TestPostgres.freshDatabase(),
                "--spring.datasource.username=" + TestPostgres.USERNAME,
                "--spring.datasource.password=" + TestPostgres.PASSWORD,
                "--fengsui.task.attachments=" + home.resolve("attachments"))) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.errors().lines()).singleElement().asString().startsWith("fengsui.public-address: ")
                    .contains("未设置", "is not set");
            assertThat(server.output()).isEmpty();
        }
    }

    /** Commits numbers one by one until the database goes away, and returns those that it acknowledged. */
    private List<Integer> writeUntilCutOff(CountDownLatch enough) {
        List<Integer> acknowledged = new ArrayList<>();
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute("create table receipt (number int)");
            try (PreparedStatement insert = connection.prepareStatement("insert into receipt values (?)")) {
                for (int number = 1;; number++) {
                    insert.setInt(1, number);
                    insert.executeUpdate();
                    acknowledged.add(number);
                    enough.countDown();
                }
            }
        }
        catch (SQLException cutOff) {
            return acknowledged;
        }
    }

    private List<Integer> rows() throws SQLException {
        List<Integer> numbers = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select number from receipt")) {
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
        }
        return numbers;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + pidFile(3) + "/fengsui",
                EmbeddedDatabase.USER, read(home.resolve("data/postgres/password")));
    }

    private long postmaster() {
        return Long.parseLong(pidFile(0));
    }

    /** Lines of PostgreSQL's pid file: the process, the folder, the start, the port. */
    private String pidFile(int line) {
        return read(home.resolve("data/postgres/cluster/postmaster.pid")).lines().toList().get(line).strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        }
        catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
