package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

@TestInstance(Lifecycle.PER_CLASS)
class EmbeddedDatabaseTests {

    private Path home;
    private Path folder;
    private EmbeddedDatabase database;

    @BeforeAll
    void start(@TempDir Path shared) {
        home = shared;
        folder = home.resolve("data").resolve("postgres");
        database = new EmbeddedDatabase(folder);
        database.start();
    }

    @AfterAll
    void stop() {
        database.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "synchronous_commit", "full_page_writes"})
    void whatIsCommittedIsOnDisk(String setting) throws SQLException {
        assertThat(show(setting)).isEqualTo("on");
    }

    @Test
    void itListensOnLoopbackOnly() throws SQLException {
        assertThat(show("listen_addresses")).isEqualTo("localhost");
        assertThat(show("unix_socket_directories")).isEmpty();
    }

    @Test
    void itLetsNobodyInWithoutItsPassword() {
        assertThatThrownBy(() -> DriverManager.getConnection(database.url(), EmbeddedDatabase.USER, "guess"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void itsFolderIsClosedToOtherUsers() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
    }

    @Test
    void rowsSurviveAStopAndAStart() throws SQLException {
        execute("create table if not exists kept (id int)", "insert into kept values (7)");
        database.stop();
        database.start();
        assertThat(query("select id from kept")).isEqualTo("7");
    }

    @Test
    void aSecondServerOnTheFolderIsRefusedAndTheFirstRunsOn() throws SQLException {
        EmbeddedDatabase second = new EmbeddedDatabase(folder);
        assertThatThrownBy(second::start).isInstanceOfSatisfying(StartRefused.class, refused ->
                assertThat(refused.lines()).singleElement().asString()
                        .startsWith("fengsui.database.folder: ").contains("process " + ProcessHandle.current().pid()));
        second.stop();
        assertThatThrownBy(new EmbeddedDatabase(folder)::start).isInstanceOf(StartRefused.class);
        assertThat(show("fsync")).isEqualTo("on");
    }

    @Test
    void aPidFileThatNamesAnotherProgramIsNoObstacleAndTheProgramIsSpared() throws Exception {
        database.stop();
        Process bystander = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(folder.resolve("cluster/postmaster.pid"),
                    bystander.pid() + "\n" + folder.resolve("cluster") + "\n");
            database.start();
            assertThat(show("fsync")).isEqualTo("on");
            assertThat(bystander.isAlive()).isTrue();
        }
        finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void theRunningDatabaseIsToldFromAnotherOnAnotherFolder() throws Exception {
        long pid = Long.parseLong(Files.readAllLines(folder.resolve("cluster/postmaster.pid")).get(0));
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(OrphanedPostgres.isPostgresOn(folder.resolve("cluster"), process)).isTrue();
        assertThat(OrphanedPostgres.isPostgresOn(home, process)).isFalse();
        assertThat(OrphanedPostgres.isPostgresOn(folder.resolve("cluster"), ProcessHandle.current())).isFalse();
    }

    @Test
    void aFirstStartThatWasCutShortIsBegunAnew() throws Exception {
        Path cut = Files.createDirectories(home.resolve("cut"));
        Files.createDirectories(cut.resolve("cluster"));
        Files.writeString(cut.resolve("cluster/PG_VERSION"), "17\n");
        // The unpacked program is large: lend it.
        Files.createSymbolicLink(cut.resolve("program"), folder.toRealPath().resolve("program"));
        EmbeddedDatabase begun = new EmbeddedDatabase(cut);
        begun.start();
        try (Connection connection = DriverManager.getConnection(begun.url(), EmbeddedDatabase.USER,
                begun.password())) {
            assertThat(connection.isValid(5)).isTrue();
        }
        finally {
            begun.stop();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedInOneLine() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "");
        assertThatThrownBy(new EmbeddedDatabase(file.resolve("postgres"))::start)
                .isInstanceOfSatisfying(StartRefused.class, refused -> assertThat(refused.lines()).singleElement()
                        .asString().startsWith("fengsui.database.folder: ").doesNotContain("\n"));
    }

    @Test
    void aSiteWithAWrongPasswordIsToldSoInOneLine() {
        assertThat(problems(database.url(), "guess")).singleElement().asString()
                .startsWith("spring.datasource.password: ").contains(EmbeddedDatabase.USER);
    }

    @Test
    void aSiteThatNamesAMissingDatabaseIsToldSoInOneLine() {
        assertThat(problems(database.url().replace("/fengsui", "/absent") + "?ApplicationName=secret", database.password()))
                .singleElement().asString().startsWith("spring.datasource.url: ").contains("/absent")
                .doesNotContain("secret");
    }

    @Test
    void aSiteWithTheRightPasswordMayStart() {
        assertThat(problems(database.url(), database.password())).isEmpty();
    }

    private List<String> problems(String url, String password) {
        MockEnvironment site = new MockEnvironment()
                .withProperty(SiteSettings.URL, url)
                .withProperty(SiteSettings.USERNAME, EmbeddedDatabase.USER)
                .withProperty(SiteSettings.PASSWORD, password)
                .withProperty(SiteSettings.ZONE, "Asia/Shanghai")
                .withProperty(SiteSettings.PUBLIC_ADDRESS, "https://fengsui.example.org")
                .withProperty(SiteSettings.ATTACHMENTS, home.resolve("attachments").toString());
        try {
            new SiteSettings().postProcessEnvironment(site, new SpringApplication());
            return List.of();
        }
        catch (StartRefused refused) {
            return refused.lines();
        }
    }

    private String show(String setting) throws SQLException {
        return query("show " + setting);
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void execute(String... commands) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            for (String sql : commands) {
                statement.execute(sql);
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.url(), EmbeddedDatabase.USER, database.password());
    }
}
