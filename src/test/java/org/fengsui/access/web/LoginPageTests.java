package org.fengsui.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
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
class LoginPageTests {

    @Autowired
    TestClock clock;
    @Autowired
    JdbcClient jdbc;
    @LocalServerPort
    int port;

    @BeforeEach
    void setTheClock() {
        clock.reset();
    }

    @Test
    void whoGuessesIsToldToWaitAndTheAnswerIsTheSameForANameThatNobodyHas() throws Exception {
        String nobody = "nobody-" + UUID.randomUUID();
        for (String name : new String[] {nobody, "metro"}) {
            HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
            for (int i = 0; i < 5; i++) {
                assertThat(post(http, name).headers().firstValue("Location")).hasValue("/login?error");
            }
            HttpResponse<String> held = post(http, name);
            assertThat(held.statusCode()).isEqualTo(429);
            assertThat(held.headers().firstValue("Retry-After")).hasValue("15");
            assertThat(held.body()).contains("请 15 秒后再试", "value=\"" + name + "\"").doesNotContain("guessed");
        }
        Api api = new Api(port);
        Api.Answer answer = api.post(null, "/tokens", java.util.Map.of("username", nobody, "password", "guessed"));
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("too-many-attempts");
        assertThat(answer.header("Retry-After")).isEqualTo("15");
        try (Browser browser = new Browser(port)) {
            for (int width : new int[] {Browser.PHONE, Browser.DESKTOP}) {
                Page page = browser.stranger(width, false);
                page.navigate("/login");
                page.locator("#username").fill(nobody);
                page.locator("#password").fill("guessed");
                page.locator("main form button").click();
                assertThat(page.locator(".summary").textContent()).contains("请稍候再登录");
                Pictures.whole(page, "login-held-" + width);
            }
        }
        jdbc.sql("delete from access_attempt").update();
    }

    @Test
    void theAnswerToASignInLeadsToThisSiteWhateverHostTheRequestNames() throws Exception {
        HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        http.send(request("/plans?x=1").header("Accept", "text/html").build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> page = http.send(request("/login").build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> in = http.send(request("/login").header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Forwarded-Host", "elsewhere.example").POST(HttpRequest.BodyPublishers.ofString("_csrf="
                        + Session.token(page.body()) + "&username=water&password=fengsui-demo")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(in.headers().firstValue("Location")).hasValue("/plans?x=1");
    }

    @Test
    void behindTlsTheCookiesAreSecureAndTheBrowserIsToldToKeepToTls() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<String> tls = http.send(request("/login").header("X-Forwarded-Proto", "https").build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(tls.headers().firstValue("Strict-Transport-Security")).hasValueSatisfying(value ->
                assertThat(value).contains("max-age=31536000"));
        assertThat(tls.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure", "HttpOnly", "SameSite=Lax");
        HttpResponse<String> plain = http.send(request("/login").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(plain.headers().firstValue("Strict-Transport-Security")).isEmpty();
        assertThat(plain.headers().firstValue("Set-Cookie").orElseThrow()).doesNotContain("Secure");
        assertThat(plain.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(plain.headers().firstValue("Permissions-Policy").orElseThrow()).contains("microphone=()");
        assertThat(plain.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
    }

    @Test
    void thePageOfErrorsOpenedByHandIsNothing() {
        Session person = new Session(port, "water");
        assertThat(person.get("/error").statusCode()).isEqualTo(404);
        assertThat(person.get("/error", "Accept", "text/html").body()).contains("没有");
    }

    private HttpResponse<String> post(HttpClient http, String username) throws Exception {
        HttpResponse<String> page = http.send(request("/login").build(), HttpResponse.BodyHandlers.ofString());
        return http.send(request("/login").header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("_csrf=" + Session.token(page.body()) + "&username=" + username
                        + "&password=guessed")).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}
