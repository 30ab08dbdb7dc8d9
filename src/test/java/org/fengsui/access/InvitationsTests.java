package org.fengsui.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.NotFound;
import org.fengsui.support.Api;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class InvitationsTests {

    private static final String WHO = "parks";

    @Autowired
    Invitations invitations;
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

    @AfterEach
    void publishedPasswordAgain() {
        jdbc.sql("update access_password set hash = (select hash from access_password where username = 'water'), changed_at = null,"
                + " earlier = '{}' where username = ?").param(WHO).update();
        clock.reset();
    }

    @Test
    void whoeverIsInvitedSetsAPasswordOnceAndWhatThereWasBeforeEnds() {
        Session before = new Session(port, WHO);
        Api api = new Api(port);
        String bearer = api.token(WHO);
        String older = invitations.invite(WHO, Actor.SYSTEM, clock.instant());
        String link = invitations.invite(WHO, Actor.SYSTEM, clock.instant());
        assertThat(jdbc.sql("select count(*) from access_invitation where access_invitation::text like ?")
                .param("%" + link + "%").query(Integer.class).single()).isZero();
        try (Browser browser = new Browser(port)) {
            Page page = browser.stranger(Browser.PHONE, false);
            assertThat(page.navigate("/invitation/" + older).status()).as("the older one").isEqualTo(404);
            page.navigate("/invitation/" + link);
            assertThat(page.locator("main").textContent()).contains(WHO);
            Pictures.whole(page, "invitation-390");
            page.locator("#fresh").fill("password1");
            page.locator("#again").fill("password1");
            page.locator("main form button").click();
            assertThat(page.locator("#fresh-error").textContent()).contains("至少要有 3 种");
            page.locator("#fresh").fill("Lantern over 9 bridges");
            page.locator("#again").fill("Lantern over 9 bridges");
            page.locator("main form button").click();
            assertThat(page.locator("[role=status]").textContent()).contains("密码已设置");
            Response again = page.navigate("/invitation/" + link);
            assertThat(again.status()).isEqualTo(404);
            assertThat(page.locator("h1").textContent()).contains("链接已经无效");
        }
        assertThat(before.get("/incidents").statusCode()).isEqualTo(302);
        assertThat(api.call(bearer, "GET", "/units", null, null).status()).isEqualTo(401);
    }

    @Test
    void ofTwoAtOnceOneSetsThePassword() throws Exception {
        String link = invitations.invite(WHO, Actor.SYSTEM, clock.instant());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> both = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String password = "Lantern over " + i + " bridges";
                both.add(() -> {
                    try {
                        invitations.accept(link, password, password);
                        return true;
                    } catch (NotFound used) {
                        return false;
                    }
                });
            }
            int set = 0;
            for (Future<Boolean> one : threads.invokeAll(both)) {
                set += one.get() ? 1 : 0;
            }
            assertThat(set).isEqualTo(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aLinkEndsAfterItsTimeWithThePersonsAccessAndIsNotGuessed() {
        String late = invitations.invite(WHO, Actor.SYSTEM, clock.instant());
        clock.advance(Duration.ofHours(73));
        assertThat(invitations.invited(late)).isEmpty();
        clock.reset();
        String ended = invitations.invite(WHO, Actor.SYSTEM, clock.instant());
        Session session = new Session(port, WHO);
        invitations.end(WHO, Actor.SYSTEM, clock.instant());
        assertThat(invitations.invited(ended)).isEmpty();
        assertThat(session.get("/incidents").statusCode()).isEqualTo(302);
        assertThat(invitations.invited("guessed")).isEmpty();
        assertThat(invitations.invited(Secrets.fresh())).isEmpty();
    }
}
