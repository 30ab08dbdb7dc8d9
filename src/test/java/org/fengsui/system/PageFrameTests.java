package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.words.DateWords;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;

/** What every page has around it: the security policy, the theme, the clock; and that it is grey while nothing is wrong. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageFrameTests {

    /** Difference of the largest and the smallest of red, green and blue, of 255. The deep green of buttons has 61. */
    private static final int SATURATED = 80;

    @Autowired
    ApplicationContext context;
    @Autowired
    MessageSource messages;
    @Autowired
    ZoneId zone;
    @LocalServerPort
    int port;

    private Browser browser;

    @BeforeAll
    void openBrowser() {
        browser = new Browser(port);
    }

    @AfterAll
    void closeBrowser() {
        browser.close();
    }

    @Test
    void everyAnswerForABrowserCarriesTheStrictPolicy() {
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        for (String path : List.of("/", "/login", "/css/fengsui.css", "/js/app.js", "/js/live-worker.js", "/nothing-here",
                "/css/nothing-here.css", "/responses/not-an-id", "/error")) {
            APIResponse answer = page.request().get(path);
            assertThat(answer.headers().get("content-security-policy")).as(path).startsWith("default-src 'none'; ")
                    .contains("script-src 'self';", "style-src 'self';", "worker-src 'self';", "form-action 'self'",
                            "base-uri 'none'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "*", "http", "report");
            assertThat(answer.headers().get("x-content-type-options")).as(path).isEqualTo("nosniff");
        }
    }

    @Test
    void theThemeIsChosenByALinkAndDrawnByTheServer() {
        Page page = browser.signedIn("auditor", Browser.PHONE);
        assertThat(theme(page)).isEqualTo("light");
        assertThat(page.navigate("/incidents?text=%00").status()).as("NUL").isEqualTo(200);
        page.navigate("/incidents?text=水&page=0");
        page.locator(".foot-themes a").nth(1).click();
        assertThat(page.url()).contains("text=").endsWith("theme=dark");
        assertThat(theme(page)).isEqualTo("dark");
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor")).isEqualTo("rgb(17, 23, 22)");
        page.navigate("/responses");
        assertThat(theme(page)).isEqualTo("dark");
        assertThat(page.locator(".foot-themes [aria-current]").textContent()).isEqualTo("深色");
        page.navigate("/responses?theme=purple");
        assertThat(theme(page)).isEqualTo("dark");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(com.microsoft.playwright.options.Media.PRINT));
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor")).as("on paper")
                .isEqualTo("rgb(255, 255, 255)");
    }

    @Test
    void theScriptTellsMomentsAsTheServerDoes() {
        Page page = browser.stranger(Browser.DESKTOP, true);
        for (String language : List.of("zh-CN", "en")) {
            for (int month = 1; month <= 12; month++) {
                Instant now = ZonedDateTime.of(2026, month, month * 2, month + 8, month, 30, 0, zone).toInstant();
                LocaleContextHolder.setLocale(Locale.forLanguageTag(language));
                String told = new DateWords(Clock.fixed(now, ZoneOffset.UTC), zone, messages).at(now);
                LocaleContextHolder.resetLocaleContext();
                page.unrouteAll();
                page.route("**/login?*", route -> answer(route, now));
                page.navigate("/login?lang=" + language);
                page.waitForFunction("told => document.querySelector('[data-tick=clock]').textContent === told", told);
            }
        }
        page.context().close();
    }

    /** The page as it comes, but from another time. */
    private static void answer(Route route, Instant now) {
        APIResponse real = route.fetch();
        route.fulfill(new Route.FulfillOptions().setResponse(real)
                .setBody(real.text().replaceFirst("data-now=\"\\d+\"", "data-now=\"" + now.toEpochMilli() + "\"")));
    }

    @Test
    void anIdlePageHasNoSaturatedColour() throws IOException {
        Scenario scenario = new Scenario(context).onAnEmptySite();
        Response over = scenario.active("Ⅱ");
        scenario.responses.end(over.id(), "情况解除", Actors.EVERY_POST);
        Response asked = scenario.responses.launch(scenario.request(scenario.flood(Map.of("长江南京", "9.80")), "Ⅱ"),
                Actors.DUTY).response();
        scenario.responses.withdrawRequest(asked.id(), "情况解除", Actors.DUTY);
        scenario.incidents.decline(asked.incidentId(), "情况解除", Actors.DUTY);
        for (String path : List.of("/", "/responses", "/incidents", "/tasks")) {
            for (String theme : List.of("light", "dark")) {
                Page page = browser.signedIn(path.equals("/tasks") ? "garrison" : "duty", Browser.DESKTOP);
                page.navigate(path + "?theme=" + theme);
                BufferedImage seen = ImageIO.read(new ByteArrayInputStream(page.screenshot()));
                assertThat(saturated(seen)).as("%s in %s", path, theme).isZero();
                page.context().close();
            }
        }
    }

    private static int saturated(BufferedImage picture) {
        int count = 0;
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                int rgb = picture.getRGB(x, y);
                int[] parts = {rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255};
                count += Math.max(parts[0], Math.max(parts[1], parts[2])) - Math.min(parts[0], Math.min(parts[1], parts[2]))
                        > SATURATED ? 1 : 0;
            }
        }
        return count;
    }

    private static String theme(Page page) {
        return page.locator("html").getAttribute("data-theme");
    }
}
