package org.fengsui.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.springframework.boot.SpringApplication;

/** The one PostgreSQL of the test JVM, without durability, handing out empty databases. */
public final class TestPostgres {

    public static final String USERNAME = "postgres";
    /** The test server trusts every local user; the settings of a site ask for a password all the same. */
    public static final String PASSWORD = "unused";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {
    }

    /** Creates an empty database and returns its JDBC URL. */
    public static String freshDatabase() {
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = Running.SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        catch (SQLException failure) {
            throw new IllegalStateException("cannot create the database " + name, failure);
        }
        return "jdbc:postgresql://localhost:" + Running.SERVER.getPort() + "/" + name;
    }

    private static final class Running {

        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setRegisterShutdownHook(false)
                        .setServerConfig("listen_addresses", "localhost")
                        .setServerConfig("full_page_writes", "off")
                        .setLocaleConfig("locale", "C")
                        .setLocaleConfig("locale-provider", "builtin")
                        .setLocaleConfig("builtin-locale", "C.UTF-8")
                        .start();
                // Spring Boot runs these after the last context has closed its connections.
                SpringApplication.getShutdownHandlers().add(() -> stop(server));
                return server;
            }
            catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static void stop(EmbeddedPostgres server) {
            try {
                server.close();
            }
            catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
