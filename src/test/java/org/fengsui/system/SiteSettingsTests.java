package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

import org.fengsui.support.TestPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.env.MockEnvironment;

class SiteSettingsTests {

    /** A port of the reserved range on which nothing listens. */
    private static final String UNREACHABLE = "jdbc:postgresql://127.0.0.1:1/fengsui?password=secret";

    @TempDir
    Path home;

    private final MockEnvironment site = new MockEnvironment();

    @BeforeEach
    void aCompleteProductionSite() {
        site.setProperty("spring.datasource.url", TestPostgres.freshDatabase());
        site.setProperty("spring.datasource.username", TestPostgres.USERNAME);
        site.setProperty("spring.datasource.password", TestPostgres.PASSWORD);
        site.setProperty("fengsui.zone", "Asia/Shanghai");
        site.setProperty("fengsui.public-address", "https://fengsui.example.org");
        site.setProperty("fengsui.task.attachments", home.resolve("attachments").toString());
    }

    @Test
    void aCompleteProductionSiteStartsWithoutDemoData() {
        assertThat(problems()).isEmpty();
        assertThat(site.getProperty("fengsui.demo")).isEqualTo("false");
        assertThat(home.resolve("attachments")).isEmptyDirectory();
    }

    /** A list of days off that can not be understood is refused by its lines, and not read by half. */
    @Test
    void everyWrongLineOfTheDaysOffIsNamed() throws IOException {
        Path file = Files.writeString(home.resolve("days.csv"), """
                year,date,kind,name
                2027,2027-01-01,holiday,元旦
                2027,2027-1-2,holiday,元旦
                2027,2027-01-03,feast,元旦
                """);
        site.setProperty("fengsui.plan.holidays", file.toString());
        assertThat(problems()).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("fengsui.plan.holidays: "));
        assertThat(problems().get(0)).contains("第 3 行", "line 3", file.toString());
        assertThat(problems().get(1)).contains("第 4 行", "line 4");
        site.setProperty("fengsui.plan.holidays", home.resolve("none.csv").toString());
        assertOneLineOn("fengsui.plan.holidays");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring.datasource.username", "spring.datasource.password", "fengsui.zone",
        "fengsui.public-address", "fengsui.task.attachments"})
    void aProductionSiteThatLacksASettingIsToldWhichInOneLine(String key) {
        site.getPropertySources().forEach(source -> ((Properties) source.getSource()).remove(key));
        assertOneLineOn(key);
    }

    @ParameterizedTest
    @CsvSource({
        "spring.datasource.url, ''",
        "spring.datasource.url, jdbc:mysql://127.0.0.1/fengsui",
        "spring.datasource.url, localhost:5432",
        "spring.datasource.username, ' '",
        "spring.datasource.password, ''",
        "fengsui.zone, Asia/Nanking",
        "fengsui.zone, ''",
        "fengsui.public-address, fengsui.example.org",
        "fengsui.public-address, ftp://fengsui.example.org",
        "fengsui.public-address, https://",
        "fengsui.public-address, https://fengsui.example.org?a=b",
        "fengsui.public-address, https://user:secret@fengsui.example.org",
        "fengsui.public-address, https://烽 燧",
    })
    void aProductionSiteWithAWrongSettingIsToldWhichInOneLine(String key, String value) {
        site.setProperty(key, value);
        assertOneLineOn(key);
    }

    @Test
    void aFolderForAttachmentsThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");
        site.setProperty("fengsui.task.attachments", file.resolve("attachments").toString());
        assertOneLineOn("fengsui.task.attachments");
    }

    @Test
    void anUnreachableDatabaseIsNamedWithoutThePasswordInItsUrl() {
        site.setProperty("spring.datasource.url", UNREACHABLE);
        assertOneLineOn("spring.datasource.url");
        assertThat(problems().get(0)).contains("jdbc:postgresql://127.0.0.1:1/fengsui").doesNotContain("secret");
    }

    @Test
    void aUserWhomTheDatabaseRefusesIsNamed() {
        site.setProperty("spring.datasource.username", "stranger");
        assertOneLineOn("spring.datasource.password");
        assertThat(problems().get(0)).contains("stranger");
    }

    @Test
    void everyProblemOfASiteHasItsOwnLine() {
        site.setProperty("spring.datasource.url", "");
        site.setProperty("fengsui.zone", "");
        site.setProperty("fengsui.public-address", "");
        assertThat(problems()).hasSize(3);
    }

    @Test
    void theEmbeddedSiteHasDefaultsForAllButItsZone() {
        MockEnvironment embedded = new MockEnvironment().withProperty("fengsui.zone", "Asia/Shanghai");
        new SiteSettings().postProcessEnvironment(embedded, new SpringApplication());
        assertThat(embedded.getProperty("fengsui.demo")).isEqualTo("true");
        assertThat(embedded.getProperty("fengsui.task.attachments")).isEqualTo("data/attachments");
        assertThat(embedded.getProperty("fengsui.public-address")).isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void aProgramWithoutTheEmbeddedDatabaseAsksForOne() {
        MockEnvironment bare = new MockEnvironment().withProperty("fengsui.zone", "Asia/Shanghai");
        SpringApplication program = new SpringApplication(new DefaultResourceLoader(
                new FilteredClassLoader("io.zonky")));
        assertThatThrownBy(() -> new SiteSettings().postProcessEnvironment(bare, program))
                .isInstanceOfSatisfying(StartRefused.class, refused -> assertThat(refused.lines()).singleElement()
                        .asString().startsWith("spring.datasource.url: "));
    }

    @Test
    void aTakenPortIsReportedInOneLine() {
        assertThat(StartFailureReporter.lines(new IllegalStateException(new PortInUseException(8080))))
                .singleElement().asString().startsWith("server.port: ").contains("8080");
    }

    @Test
    void anyOtherFailureIsLeftToTheUsualReport() {
        assertThat(StartFailureReporter.lines(new IllegalStateException("bug"))).isEmpty();
    }

    private void assertOneLineOn(String key) {
        assertThat(problems()).singleElement().asString().startsWith(key + ": ").contains(" / ").doesNotContain("\n");
    }

    private List<String> problems() {
        try {
            new SiteSettings().postProcessEnvironment(site, new SpringApplication());
            return List.of();
        }
        catch (StartRefused refused) {
            return refused.lines();
        }
    }
}
