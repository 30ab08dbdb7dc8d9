package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.fengsui.support.TestPostgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class PatientMigrationsTests {

    @Test
    void aMigrationMayTakeLongerThanARequestWhichIsGivenUp() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestPostgres.freshDatabase());
        config.setUsername(TestPostgres.USERNAME);
        config.setPassword(TestPostgres.PASSWORD);
        config.setMaximumPoolSize(2);
        config.addDataSourceProperty("socketTimeout", "1");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            assertThat(Flyway.configure().dataSource(pool).locations("classpath:slow-migration")
                    .callbacks(new PatientMigrations()).load().migrate().migrationsExecuted).isEqualTo(1);
            for (int n = 0; n < 3; n++) {
                assertThatThrownBy(() -> sleep(pool)).as("every connection of the pool gives up again")
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    private static void sleep(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("select pg_sleep(2.5)");
        }
    }
}
