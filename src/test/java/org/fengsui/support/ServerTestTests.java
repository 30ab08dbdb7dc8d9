package org.fengsui.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class ServerTestTests {

    @Autowired
    Clock clock;

    @Autowired
    TestClock testClock;

    @Autowired
    ZoneId zone;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    @LocalServerPort
    int port;

    @Test
    void theServerAnswersOnItsPort() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isIn(200, 401, 302);
    }

    @Test
    void theServerTakesItsTimeFromTheTestClock() {
        testClock.reset();
        assertThat(clock).isSameAs(testClock);
        testClock.advance(Duration.ofHours(2));
        assertThat(clock.instant()).isEqualTo(TestClock.START.plus(Duration.ofHours(2)));
        assertThat(clock.withZone(zone).instant()).isEqualTo(clock.instant());
        testClock.reset();
    }

    @Test
    void theDatabaseBelongsToTheContextAlone() {
        String own = jdbc.sql("select current_database()").query(String.class).single();
        assertThat(TestPostgres.freshDatabase()).doesNotEndWith("/" + own);
        assertThat(environment.getProperty("spring.datasource.url")).endsWith("/" + own);
    }

    @Test
    void theTestSiteHasTheDefaultsOfTheEmbeddedSite() {
        assertThat(environment.getProperty("fengsui.demo", Boolean.class)).isTrue();
        assertThat(zone).isEqualTo(ZoneId.of("Asia/Shanghai"));

    }
}
