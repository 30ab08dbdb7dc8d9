package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class EmbeddedDatabaseConfigurationTests {

    @TempDir
    Path home;

    private final ApplicationContextRunner site = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
            .withUserConfiguration(SystemConfiguration.class, EmbeddedDatabaseConfiguration.class)
            .withPropertyValues("fengsui.zone=Asia/Shanghai", "fengsui.public-address=http://127.0.0.1:8080");

    @Test
    void aSiteThatNamesItsDatabaseGetsNoEmbeddedOne() {
        namingItsDatabase().run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedDatabase.class);
            assertThat(context.getBean(JdbcConnectionDetails.class).getJdbcUrl()).isEqualTo("jdbc:postgresql:named");
        });
        assertThat(Files.exists(home.resolve("postgres"))).isFalse();
    }

    @Test
    void aSiteThatNamesItsDatabaseNeedsNoClassOfTheEmbeddedOne() {
        namingItsDatabase().withClassLoader(new FilteredClassLoader(EmbeddedPostgres.class.getPackageName()))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedDatabase.class));
    }

    private ApplicationContextRunner namingItsDatabase() {
        return site.withPropertyValues("spring.datasource.url=jdbc:postgresql:named",
                "fengsui.database.folder=" + home.resolve("postgres"));
    }
}
