package org.fengsui.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import org.fengsui.support.Api;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class OversightPageTests {

    @Autowired
    TestClock clock;
    @Autowired
    JdbcClient jdbc;
    @LocalServerPort
    int port;

    @BeforeEach
    void reset() {
        clock.reset();
    }

    @Test
    void theSecurityAdministratorEndsSessionsRevokesTokensAndLiftsWaits() {
        Session person = new Session(port, "ecology");
        Api api = new Api(port);
        String token = api.post(null, "/tokens", Map.of("username", "ecology", "password", "fengsui-demo", "name", "空气监测"))
                .expect(201).path("token").asString();
        for (int i = 0; i < 6; i++) {
            api.post(null, "/tokens", Map.of("username", "finance", "password", "guessed"));
        }
        try (Browser browser = new Browser(port)) {
            Page page = browser.freshlySignedIn("secadmin", Browser.DESKTOP);
            page.navigate("/account");
            page.locator(".bar-nav a[href='/access']").click();
            Locator lock = page.locator("#locks li").filter(new Locator.FilterOptions().setHasText("finance"));
            assertThat(lock.textContent()).contains("账号", "失败 5 次");
            Pictures.whole(page, "access-1440");
            lock.locator("button").click();
            assertThat(api.post(null, "/tokens", Map.of("username", "finance", "password", "fengsui-demo")).status()).isEqualTo(201);

            page.locator("#q").fill("ecology");
            page.locator(".access-search button").click();
            Pictures.whole(page, "access-found-1440");
            page.locator("#tokens li button").first().click();
            page.locator("#sessions li button").first().click();
            assertThat(person.get("/incidents").statusCode()).isEqualTo(302);
            assertThat(api.call(token, "GET", "/units", null, null).status()).isEqualTo(401);
            page.setViewportSize(390, 844);
            page.navigate("/access");
            Pictures.whole(page, "access-390");
        }
        jdbc.sql("delete from access_attempt").update();
    }

    @Test
    void forAllOthersThePageIsNotThere() {
        Session victim = new Session(port, "ecology");
        String id = jdbc.sql("select id from access_session where username = 'ecology' order by signed_in_at desc limit 1")
                .query(String.class).single();
        for (String username : List.of("sysadmin", "auditor", "duty")) {
            Session other = new Session(port, username);
            assertThat(other.get("/access").statusCode()).as(username).isEqualTo(404);
            String mark = Session.token(other.get("/account").body());
            assertThat(other.post("/access/sessions/" + id + "/end", mark, "username=ecology").statusCode()).isEqualTo(404);
            assertThat(other.post("/access/locks/lift", mark, "kind=account&key=duty").statusCode()).isEqualTo(404);
        }
        assertThat(victim.get("/incidents").statusCode()).isEqualTo(200);
    }
}
