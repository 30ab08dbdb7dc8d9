package org.fengsui.organization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.fengsui.support.Api;
import org.fengsui.support.Session;
import org.fengsui.support.ServerTest;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What administrators try that is not theirs, from outside. */
@ServerTest
class AdministratorAttackTests {

    @LocalServerPort
    int port;

    @Autowired
    TestClock clock;

    private Api api;

    @BeforeEach
    void connect() {
        clock.reset();
        api = new Api(port);
    }

    @Test
    void noAdministratorDoesAnothersWorkOrLaunches() {
        for (String who : new String[] {"sysadmin", "auditor", "water", "commander"}) {
            assertThat(api.post(who, "/people/" + who + "/posts", Map.of("post", "commander")).status()).isEqualTo(403);
        }
        assertThat(api.post("secadmin", "/people/secadmin/posts", Map.of("post", "commander")).code()).isEqualTo("not-oneself");
        for (String who : new String[] {"secadmin", "auditor", "water", "commander"}) {
            assertThat(api.post(who, "/people", Map.of("username", "mole", "name", "x", "unit", "water")).status()).isEqualTo(403);
            assertThat(api.post(who, "/people/duty/leaving", Map.of()).status()).isEqualTo(403);
        }
        for (String who : new String[] {"auditor", "water", "commander"}) {
            assertThat(api.get(who, "/people").status()).isEqualTo(404);
            assertThat(api.get(who, "/people/duty").status()).isEqualTo(404);
        }
        String incident = api.post("duty", "/incidents", Map.of("title", "汛情", "hazard", "flood", "occurredAt",
                clock.instant().toString(), "place", Map.of("name", "全市"), "facts", Map.of(), "source", "x"))
                .expect(201).path("id").asString();
        for (String who : new String[] {"sysadmin", "secadmin", "auditor"}) {
            assertThat(api.post(who, "/responses", Map.of("requestId", "attack-" + who, "incidentId", incident, "planKey",
                    "flood-nanjing", "level", "Ⅳ", "reason", "x")).status()).as(who).isEqualTo(403);
        }
        assertThat(api.get("duty", "/people/mole").status()).isEqualTo(404);
    }

    @Test
    void theTokenOfSomebodyWhoHasLeftIsWorthNothing() {
        api.get("parks", "/tasks").expect(200);
        String token = api.token("parks");
        api.post("sysadmin", "/people/parks/leaving", Map.of()).expect(200);
        assertThat(api.call(token, "GET", "/tasks", null, null).status()).isEqualTo(401);
        assertThat(api.post(null, "/tokens", Map.of("username", "parks", "password", "fengsui-demo")).status()).isEqualTo(401);
        api.post("sysadmin", "/people/parks/return", Map.of("unit", "parks")).expect(200);
        assertThat(api.call(token, "GET", "/people/parks", null, null).status()).isNotEqualTo(200);
        api.post("secadmin", "/people/parks/posts", Map.of("post", "officer")).expect(200);
    }

    @Test
    void anAdministratorsPagesShowTheOwnWorkOnly() {
        Session system = new Session(port, "sysadmin");
        assertThat(system.get("/").body()).contains("/organization/units", "/configuration").doesNotContain("href=\"/responses\"");
        assertThat(system.get("/organization/people/water").body()).contains("/move").doesNotContain("/grant\"");
        Session security = new Session(port, "secadmin");
        assertThat(security.get("/organization/people/water").body()).contains("/grant\"").doesNotContain("/leaving");
        assertThat(security.get("/organization/units").statusCode()).isEqualTo(403);
        assertThat(security.get("/organization/join").statusCode()).isEqualTo(403);
        assertThat(security.get("/configuration").statusCode()).isEqualTo(403);
        assertThat(new Session(port, "water").get("/organization/people").statusCode()).isEqualTo(404);
        assertThat(system.get("/configuration").body()).contains("fengsui.task.attachments").doesNotContain("unused");
    }
}
