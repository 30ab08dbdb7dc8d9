package org.fengsui.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.fengsui.database.Rows;
import org.fengsui.organization.Organization;
import org.fengsui.support.Api;
import org.fengsui.support.Session;
import org.fengsui.support.ServerTest;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ServerTest
@ExtendWith(OutputCaptureExtension.class)
class TokensTests {

    @Autowired
    Tokens tokens;
    @Autowired
    OwnAccess own;
    @Autowired
    Passwords passwords;
    @Autowired
    Organization organization;
    @Autowired
    JdbcClient jdbc;
    @Autowired
    TestClock clock;
    @LocalServerPort
    int port;

    Api api;

    @BeforeEach
    void reset() {
        clock.reset();
        api = new Api(port);
    }

    @Test
    void aTokenThatMayReadChangesNothing() {
        String token = make(Map.of("scope", "read", "name", "监测平台")).path("token").asString();
        assertThat(api.call(token, "GET", "/units", null, null).status()).isEqualTo(200);
        for (String path : new String[] {"/incidents", "/tokens/00000000-0000-0000-0000-000000000000", "/nothing"}) {
            Api.Answer refused = api.call(token, "POST", path, "application/json", "{}".getBytes());
            assertThat(refused.status()).as(path).isEqualTo(403);
            assertThat(refused.code()).isEqualTo("token-reads-only");
        }
        assertThat(api.call(token, "DELETE", "/tokens/00000000-0000-0000-0000-000000000000", null, null).status()).isEqualTo(403);
    }

    @Test
    void aTokenIsListedWithoutItsSecretAndRefusedAtTheVeryNextCallOnceRevoked() {
        JsonNode made = make(Map.of("name", "水情中心", "validFor", "P30D"));
        String token = made.path("token").asString();
        assertThat(made.path("expiresAt").asString()).isEqualTo("2026-07-31T08:00:00+08:00");
        clock.advance(Duration.ofMinutes(5));
        Api.Answer list = api.call(token, "GET", "/tokens", null, null);
        JsonNode one = list.json().path("content").valueStream()
                .filter(entry -> entry.path("id").asString().equals(made.path("id").asString())).findFirst().orElseThrow();
        assertThat(one.path("name").asString()).isEqualTo("水情中心");
        assertThat(one.path("scope").asString()).isEqualTo("act");
        assertThat(one.path("usedAt").asString()).isEqualTo("2026-07-01T08:05:00+08:00");
        assertThat(list.text()).doesNotContain(token);
        assertThat(jdbc.sql("select count(*) from access_token where access_token::text like ?").param("%" + token + "%")
                .query(Integer.class).single()).isZero();

        assertThat(api.send("police", "DELETE", "/tokens/" + made.path("id").asString(), null, null).status())
                .as("somebody else's").isEqualTo(404);
        assertThat(api.call(token, "DELETE", "/tokens/" + made.path("id").asString(), null, null).status()).isEqualTo(204);
        assertThat(api.call(token, "GET", "/units", null, null).status()).isEqualTo(401);
    }

    @Test
    void anAddressOpensTheCalendarAloneAndEndsWhenItIsRevokedItsTimeIsUpOrItsOwnerHasLeft() {
        JsonNode made = make(Map.of("scope", "calendar", "name", "手机日历", "validFor", "P90D"));
        String secret = made.path("token").asString();
        String address = "/plans/calendar.ics?token=" + secret;
        Api.Answer calendar = api.call(null, "GET", address, null, null);
        assertThat(calendar.status()).isEqualTo(200);
        assertThat(calendar.contentType()).isEqualTo("text/calendar;charset=UTF-8");
        assertThat(calendar.header("Cache-Control")).contains("no-store");
        assertThat(calendar.text()).contains("SUMMARY:预案管理日历的订阅到期", "DTSTART;VALUE=DATE:20260929");
        assertThat(api.call(null, "GET", address + "&lang=en", null, null).text())
                .contains("The subscription to the plan calendar");
        assertThat(jdbc.sql("select used_at is not null from access_token where id = cast(? as uuid)")
                .param(made.path("id").asString()).query(Boolean.class).single()).isTrue();

        assertThat(api.call(secret, "GET", "/plans/calendar.ics", null, null).status()).as("no bearer token")
                .isEqualTo(401);
        assertThat(api.call(secret, "GET", "/units", null, null).status()).isEqualTo(401);
        for (String other : new String[] {"/units", "/plans/calendar", "/plans/flood-nanjing", "/tokens"}) {
            assertThat(api.call(null, "GET", other + "?token=" + secret, null, null).status()).as(other).isEqualTo(401);
        }
        assertThat(api.call(null, "POST", address, "application/x-www-form-urlencoded", new byte[0]).status())
                .isEqualTo(401);
        String bearer = make(Map.of("scope", "read")).path("token").asString();
        assertThat(api.call(null, "GET", "/plans/calendar.ics?token=" + bearer, null, null).status())
                .as("a token of the API goes into no address").isEqualTo(401);
        assertThat(api.call(null, "GET", "/plans/calendar.ics?token=", null, null).status()).isEqualTo(401);
        Api.Answer byBearer = api.call(bearer, "GET", "/plans/calendar.ics", null, null);
        assertThat(byBearer.text()).startsWith("BEGIN:VCALENDAR").doesNotContain("订阅到期");

        jdbc.sql("update organization_account set left_at = ? where username = 'water'")
                .param(Rows.at(clock.instant())).update();
        assertThat(api.call(null, "GET", address, null, null).status()).as("has left").isEqualTo(401);
        jdbc.sql("update organization_account set left_at = null where username = 'water'").update();
        assertThat(api.call(null, "GET", address, null, null).status()).isEqualTo(200);
        clock.advance(Duration.ofDays(90));
        assertThat(api.call(null, "GET", address, null, null).status()).as("its time is up").isEqualTo(401);
        clock.reset();
        assertThat(api.send("water", "DELETE", "/tokens/" + made.path("id").asString(), null, null).status())
                .isEqualTo(204);
        assertThat(api.call(null, "GET", address, null, null).status()).as("revoked").isEqualTo(401);
        assertThat(jdbc.sql("select detail::text from audit_entry where type like 'access.token-%'")
                .query(String.class).list()).anyMatch(entry -> entry.contains("calendar") && entry.contains("手机日历"))
                .noneMatch(entry -> entry.contains(secret));
    }

    /** Whatever goes wrong at an address, its secret is told to no log and no record. */
    @Test
    void theSecretOfAnAddressStandsInNoLog(CapturedOutput output) {
        String secret = make(Map.of("scope", "calendar", "name", "手机日历")).path("token").asString();
        assertThat(api.call(null, "GET", "/plans/calendar.ics?token=" + secret + "x", null, null).status())
                .isEqualTo(401);
        assertThat(api.call(null, "GET", "/plans/calendar.ics?token=" + secret + "&x=%FF", null, null).status())
                .isLessThan(500);
        jdbc.sql("alter table plan_date rename to plan_date_away").update();
        try {
            assertThat(api.call(null, "GET", "/plans/calendar.ics?token=" + secret, null, null).status())
                    .isEqualTo(500);
        } finally {
            jdbc.sql("alter table plan_date_away rename to plan_date").update();
        }
        assertThat(output.getAll()).contains("/api/v1/plans/calendar.ics").doesNotContain(secret);
        assertThat(jdbc.sql("select count(*) from audit_entry where audit_entry::text like ?").param("%" + secret + "%")
                .query(Integer.class).single()).isZero();
    }

    @Test
    void aTokenEndsWhenItsTimeIsUpAndNoneIsGivenForLonger() {
        String token = make(Map.of("validFor", "PT1H")).path("token").asString();
        clock.advance(Duration.ofMinutes(59));
        assertThat(api.call(token, "GET", "/units", null, null).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(2));
        assertThat(api.call(token, "GET", "/units", null, null).status()).isEqualTo(401);
        for (String wrong : new String[] {"P91D", "PT0S", "-PT1H"}) {
            Api.Answer answer = api.post(null, "/tokens", Map.of("username", "water", "password", "fengsui-demo", "validFor", wrong));
            assertThat(answer.status()).as(wrong).isEqualTo(422);
            assertThat(answer.text()).contains("validFor");
        }
        assertThat(api.post(null, "/tokens", Map.of("username", "water", "password", "fengsui-demo", "scope", "all")).text())
                .contains("not-a-scope");
    }

    @Test
    void aNewPasswordEndsTokensAndAllOtherSessionsAtOnce() {
        String username = "construction";
        Session here = new Session(port, username);
        Session there = new Session(port, username);
        String token = api.token(username);
        own.changePassword(organization.account(username).orElseThrow().actor(), "fengsui-demo", "Lantern over 9 bridges",
                "Lantern over 9 bridges", sessions.findById(SessionsTests.secret(here)) == null ? null
                        : java.util.UUID.fromString(sessions.findById(SessionsTests.secret(here))
                                .getAttribute(org.fengsui.live.Signals.SESSION)));
        assertThat(api.call(token, "GET", "/units", null, null).status()).isEqualTo(401);
        assertThat(there.get("/incidents").statusCode()).isEqualTo(302);
        assertThat(here.get("/incidents").statusCode()).isEqualTo(200);
        assertThat(api.post(null, "/tokens", Map.of("username", username, "password", "fengsui-demo")).status()).isEqualTo(401);

        // 等保: to be changed after 90 days, and not back to an earlier one.
        assertThat(passwords.mustChange(username)).isFalse();
        clock.advance(Duration.ofDays(90));
        assertThat(passwords.mustChange(username)).isTrue();
        assertThat(api.post(null, "/tokens", Map.of("username", username, "password", "Lantern over 9 bridges")).code())
                .isEqualTo("password-change-needed");
        clock.reset();
        jdbc.sql("update access_password set hash = (select hash from access_password where username = 'water'), changed_at = null, earlier = '{}' where username = ?")
                .param(username).update();
    }

    @Autowired
    private Sessions sessions;

    private JsonNode make(Map<String, Object> more) {
        Map<String, Object> sent = new java.util.HashMap<>(more);
        sent.put("username", "water");
        sent.put("password", "fengsui-demo");
        return api.post(null, "/tokens", sent).expect(201);
    }
}
