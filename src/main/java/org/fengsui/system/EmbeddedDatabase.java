package org.fengsui.system;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL run by the server itself, on a folder that survives restarts: for trying Fengsui out and for exercises on
 * one machine. It listens on loopback only, on a free port, with a password of its own.
 *
 * <p>The folder holds {@code server.lock}, {@code password}, {@code program} (the unpacked binaries: a temporary
 * folder would be swept clean under a server that runs for weeks) and {@code cluster} (PostgreSQL's data, with its log
 * of one week).
 */
class EmbeddedDatabase {

    static final String USER = "postgres";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String NAME = "fengsui";
    /** Recovery after a crash may take its time; a healthy start takes a second. */
    private static final Duration START_WITHIN = Duration.ofSeconds(60);

    private final Path folder;
    private FolderLock lock;
    private EmbeddedPostgres postgres;
    private String password;

    EmbeddedDatabase(Path folder) {
        this.folder = folder;
    }

    /**
     * @throws StartRefused when another server uses the folder, or PostgreSQL cannot be started on it
     */
    void start() {
        try {
            Path place = Files.createDirectories(folder).toRealPath();
            // The library unpacks the binaries writable by everyone.
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
            lock = FolderLock.tryOn(place).orElse(null);
            if (lock == null) {
                throw new StartRefused(StartTexts.line("fengsui.database.folder", "system.start.folderInUse", folder,
                        FolderLock.holder(place)), null);
            }
            password = password(place.resolve("password"));
            Path cluster = place.resolve("cluster");
            OrphanedPostgres.stop(cluster);
            Path complete = place.resolve("complete");
            setAsideUnfinished(cluster, complete);
            postgres = launch(place, cluster);
            createDatabase();
            if (Files.notExists(complete)) {
                Files.createFile(complete);
            }
        }
        catch (IOException | SQLException failure) {
            stop();
            throw new StartRefused(StartTexts.line("fengsui.database.folder", "system.start.embeddedFailed", folder,
                    String.valueOf(failure.getMessage()).replaceAll("\\s+", " ")), failure);
        }
    }

    /** Closes the database after a last checkpoint; a failure is logged, and mended by the next start. */
    void stop() {
        try {
            if (postgres != null) {
                postgres.close();
                postgres = null;
            }
            if (lock != null) {
                lock.close();
                lock = null;
            }
        }
        catch (IOException failure) {
            LOG.error("The embedded database was not stopped cleanly", failure);
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + NAME;
    }

    String password() {
        return password;
    }

    private EmbeddedPostgres launch(Path place, Path cluster) throws IOException {
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(place.resolve("program").toFile())
                .setDataDirectory(cluster)
                .setCleanDataDirectory(false)
                // The library's hook would stop the database while the application context still uses it.
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_WITHIN)
                // The library is made for tests and gives up durability for speed: take it back.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("listen_addresses", "localhost")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "100")
                .setServerConfig("log_checkpoints", "off")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_filename", "postgres-%a.log")
                .setServerConfig("log_truncate_on_rotation", "on")
                .setServerConfig("log_rotation_age", "1d")
                // These reach initdb: its own default lets every local user in as the superuser.
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", place.resolve("password").toString())
                // The same order of text on every machine.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setConnectConfig("password", password)
                .start();
    }

    /** A first start that was killed inside initdb leaves half a cluster, in which nothing was ever stored. */
    private static void setAsideUnfinished(Path cluster, Path complete) throws IOException {
        if (Files.exists(cluster) && Files.notExists(complete)) {
            Path aside = cluster.resolveSibling("cluster-unfinished-" + System.nanoTime());
            Files.move(cluster, aside);
            LOG.warn("{} was never finished: moved to {}", cluster, aside);
        }
    }

    private static String password(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        catch (FileAlreadyExistsException kept) {
            return Files.readString(file);
        }
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        Files.writeString(file, HexFormat.of().formatHex(secret));
        return Files.readString(file);
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery(
                    "select 1 from pg_database where datname = '" + NAME + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("create database " + NAME);
        }
    }
}
