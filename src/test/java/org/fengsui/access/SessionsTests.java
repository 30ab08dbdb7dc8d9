package org.fengsui.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.fengsui.live.Signals;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@ServerTest
class SessionsTests {

    @Autowired
    Sessions sessions;
    @Autowired
    JdbcClient jdbc;
    @Autowired
    TransactionTemplate transaction;
    @Autowired
    Signals signals;
    @Autowired
    TestClock clock;
    @LocalServerPort
    int port;

    @BeforeEach
    void setTheClock() {
        clock.reset();
    }

    @Test
    void aSessionEndsWhenNobodyIsThereAndAfterAShiftWhateverIsDone() {
        Sessions strict = new Sessions(jdbc, transaction, signals,
                Settings.of(Map.of()), clock);
        Session person = new Session(port, "police");
        String secret = secret(person);
        clock.advance(Duration.ofMinutes(29));
        assertThat(strict.findById(secret)).isNotNull();
        person.get("/incidents");
        clock.advance(Duration.ofMinutes(29));
        assertThat(strict.findById(secret)).as("somebody was there").isNotNull();
        person.get("/incidents", "Fengsui-Live", "part");
        clock.advance(Duration.ofMinutes(2));
        assertThat(strict.findById(secret)).as("a page that brings itself up to date is nobody").isNull();

        Session busy = new Session(port, "police");
        for (int i = 0; i < 12 * 3; i++) {
            clock.advance(Duration.ofMinutes(20));
            busy.get("/incidents");
        }
        assertThat(strict.findById(secret(busy))).isNotNull();
        clock.advance(Duration.ofMinutes(1));
        assertThat(strict.findById(secret(busy))).as("after a shift").isNull();
        sessions.endAll("police", null);
    }

    @Test
    void aSessionThatIsOverLetsNobodyInAndIsForgotten() {
        Session person = new Session(port, "police");
        assertThat(person.get("/incidents").statusCode()).isEqualTo(200);
        jdbc.sql("update access_session set seen_at = ? where secret_hash = ?")
                .params(java.sql.Timestamp.from(clock.instant().minus(Duration.ofDays(366))), Secrets.hash(secret(person))).update();
        assertThat(person.get("/incidents").statusCode()).isEqualTo(302);
        sessions.forget();
        assertThat(count("secret_hash = '" + Secrets.hash(secret(person)) + "'")).isZero();
    }

    @Test
    void theSecretOfASessionIsNotInTheDatabase() {
        Session person = new Session(port, "police");
        String secret = secret(person);
        assertThat(count("access_session::text like '%" + secret + "%'")).isZero();
        assertThat(count("secret_hash = '" + Secrets.hash(secret) + "'")).isEqualTo(1);
    }

    @Test
    void signingInGivesANewCookieSoThatAPlantedOneIsWorthNothing() throws Exception {
        HttpClient attacker = HttpClient.newHttpClient();
        HttpResponse<String> page = attacker.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/login")).build(),
                HttpResponse.BodyHandlers.ofString());
        String planted = page.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        HttpResponse<String> victim = attacker.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/login"))
                .header("Cookie", planted).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("_csrf=" + Session.token(page.body())
                        + "&username=police&password=fengsui-demo")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(victim.headers().firstValue("Location")).hasValue("/");
        assertThat(victim.headers().allValues("Set-Cookie")).anySatisfy(cookie -> assertThat(cookie)
                .startsWith("fengsui-session=").doesNotContain(planted).contains("HttpOnly", "SameSite=Lax"));
        HttpResponse<String> with = attacker.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/incidents"))
                .header("Cookie", planted).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(with.statusCode()).isEqualTo(302);
    }

    @Test
    void aPageThatIsOnlyReadWritesNothing() {
        Session person = new Session(port, "police");
        person.get("/incidents");
        String before = row(person);
        person.get("/incidents");
        person.get("/responses");
        assertThat(row(person)).isEqualTo(before);
        clock.advance(Duration.ofMinutes(2));
        person.get("/incidents", "Fengsui-Live", "part");
        assertThat(row(person)).isEqualTo(before);
        person.get("/incidents");
        assertThat(row(person)).as("that somebody is there, once a minute").isNotEqualTo(before);
    }

    @Test
    void whatAnotherVersionHasWrittenIsLeftOutAndThePersonStaysSignedIn() {
        Session person = new Session(port, "police");
        jdbc.sql("update access_session_attribute set value = ? where session_id = (select id from access_session where secret_hash = ?)")
                .params(new byte[] {1, 2, 3}, Secrets.hash(secret(person))).update();
        assertThat(person.get("/incidents").statusCode()).isEqualTo(200);
    }

    @Test
    void aSessionEndedOnAnotherNodeStaysEndedThoughARequestWasUnderWay() {
        Session person = new Session(port, "police");
        Sessions.Kept underWay = sessions.findById(secret(person));
        Sessions.Listed listed = sessions.of("police").get(0);
        assertThat(sessions.end(listed.id(), "water")).as("somebody else's").isFalse();
        sessions.endAll("police", null);
        underWay.setAttribute("typed", "x");
        underWay.changeSessionId();
        sessions.save(underWay);
        assertThat(sessions.findById(underWay.getId())).isNull();
        assertThat(person.get("/incidents").statusCode()).isEqualTo(302);
    }

    @Test
    void aRowThatCarriesForeignObjectsBringsNoneOfThemToLife() throws Exception {
        Session person = new Session(port, "police");
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (java.io.ObjectOutputStream out = new java.io.ObjectOutputStream(bytes)) {
            out.writeObject(new javax.management.BadAttributeValueExpException("x"));
        }
        jdbc.sql("insert into access_session_attribute (session_id, name, value) select id, 'planted', ? from access_session where secret_hash = ?")
                .params(bytes.toByteArray(), Secrets.hash(secret(person))).update();
        Sessions.Kept read = sessions.findById(secret(person));
        assertThat((Object) read.getAttribute("planted")).isNull();
    }

    private int count(String condition) {
        return jdbc.sql("select count(*) from access_session where " + condition).query(Integer.class).single();
    }

    private String row(Session person) {
        return jdbc.sql("select xmin || ' ' || ctid from access_session where secret_hash = ?").param(Secrets.hash(secret(person)))
                .query(String.class).single();
    }

    static String secret(Session person) {
        return List.of(person.cookie().split("; ")).stream().filter(cookie -> cookie.startsWith("fengsui-session="))
                .findFirst().orElseThrow().substring("fengsui-session=".length());
    }
}
