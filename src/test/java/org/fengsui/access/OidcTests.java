package org.fengsui.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fengsui.organization.Founding;
import org.fengsui.organization.Post;
import org.fengsui.support.Browser;
import org.fengsui.support.FreshDatabase;
import org.fengsui.support.Pictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Sign-in by a real OpenID provider, at a server of its own that has accounts and not a single password. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {"fengsui.demo=false",
    "fengsui.access.oidc.claim=employee"})
@ContextConfiguration(initializers = FreshDatabase.class)
@DirtiesContext
class OidcTests {

    private static final ConfigurableApplicationContext PROVIDER = OpenIdProvider.start();

    @Autowired
    Founding founding;
    @Autowired
    SignIn signIn;
    @Autowired
    SecondFactors factors;
    @Autowired
    JdbcClient jdbc;
    @LocalServerPort
    int port;

    /** The provider under its own name; one that is away; and one that goes away in the middle. */
    @DynamicPropertySource
    static void providers(DynamicPropertyRegistry properties) throws Exception {
        String issuer = OpenIdProvider.issuer(PROVIDER);
        String nobody;
        try (ServerSocket closed = new ServerSocket(0)) {
            nobody = "http://127.0.0.1:" + closed.getLocalPort();
        }
        String client = "spring.security.oauth2.client.";
        for (String id : List.of("bureau", "away", "half")) {
            properties.add(client + "registration." + id + ".client-id", () -> OpenIdProvider.CLIENT);
            properties.add(client + "registration." + id + ".client-secret", () -> OpenIdProvider.SECRET);
        }
        properties.add(client + "registration.bureau.client-name", () -> "市统一身份认证");
        properties.add(client + "provider.bureau.issuer-uri", () -> issuer);
        properties.add(client + "provider.away.issuer-uri", () -> nobody);
        properties.add(client + "registration.half.authorization-grant-type", () -> "authorization_code");
        properties.add(client + "registration.half.redirect-uri", () -> "{baseUrl}/login/oauth2/code/{registrationId}");
        properties.add(client + "provider.half.authorization-uri", () -> issuer + "/oauth2/authorize");
        properties.add(client + "provider.half.token-uri", () -> nobody + "/oauth2/token");
        properties.add(client + "provider.half.jwk-set-uri", () -> nobody + "/oauth2/jwks");
    }

    @AfterAll
    static void stopProvider() {
        PROVIDER.close();
    }

    @BeforeEach
    void peopleWithoutPasswords() {
        if (founding.needed()) {
            founding.found("南京市应急管理局", "Nanjing", List.of(new Founding.Administrator("wang", "王某", Post.SYSADMIN),
                    new Founding.Administrator("li", "李某", Post.SECADMIN), new Founding.Administrator("zhang", "张某", Post.AUDITOR)));
        }
        OpenIdProvider.register(PROVIDER, base() + "/login/oauth2/code/bureau", base() + "/login/oauth2/code/half");
        factors.demand(List.of());
        jdbc.sql("delete from access_attempt").update();
        jdbc.sql("delete from access_session").update();
        assertThat(jdbc.sql("select count(*) from access_password").query(Integer.class).single()).isZero();
    }

    private String base() {
        return "http://127.0.0.1:" + port;
    }

    @Test
    void whoHasAnAccountComesInWithoutAPasswordToThePageThatWasWanted() {
        int before = recorded("wang", "ok");
        try (Browser browser = new Browser(port)) {
            Page page = browser.stranger(Browser.PHONE, false);
            page.navigate("/account?lang=en");
            assertThat(page.locator(".login-providers").textContent()).contains("Sign in with 市统一身份认证", "Sign in with away");
            page.navigate("/login?lang=zh");
            assertThat(page.locator(".login-providers a").first().textContent()).startsWith("用");
            Pictures.whole(page, "oidc-login-390");
            Page desktop = browser.stranger(Browser.DESKTOP, false);
            desktop.navigate("/login?lang=en");
            Pictures.whole(desktop, "oidc-login-1440");
            String cookie = session(page);
            atTheProvider(page, "wang");
            page.waitForURL(url -> url.startsWith(base()));
            assertThat(page.url()).endsWith("/account?lang=en");
            assertThat(page.locator("main").textContent()).contains("王某", "Nanjing");
            assertThat(session(page)).isNotEqualTo(cookie);
            assertThat(page.context().cookies().stream().map(one -> one.name)).contains(Client.COOKIE);
        }
        assertThat(jdbc.sql("select username from access_session where username is not null").query(String.class).list())
                .containsExactly("wang");
        assertThat(jdbc.sql("select name from access_session_attribute where name like '%oauth2%'").query(String.class).list())
                .as("nothing of the provider's is kept").isEmpty();
        assertThat(recorded("wang", "ok")).as("recorded once").isEqualTo(before + 1);
    }

    @Test
    void whoHasNoAccountIsToldWhomToAskAndWithWhichName() {
        int before = vouchedFor("zhao");
        try (Browser browser = new Browser(port)) {
            for (int width : new int[] {Browser.PHONE, Browser.DESKTOP}) {
                Page page = browser.stranger(width, false);
                page.navigate("/login?lang=zh");
                atTheProvider(page, "zhao");
                page.waitForURL(url -> url.startsWith(base()));
                assertThat(page.locator("[role=alert]").textContent()).contains("没有您的账号", "系统管理员", "zhao");
                Pictures.whole(page, "oidc-no-account-" + width);
                page.navigate("/account");
                assertThat(page.url()).endsWith("/login");
                assertThat(page.locator("main").textContent()).as("told once").doesNotContain("zhao");
            }
        }
        assertThat(vouchedFor("zhao")).isEqualTo(before + 2);
    }

    @Test
    void whoHasLeftTheBureauIsKeptOutThoughTheProviderStillKnowsThem() throws Exception {
        int before = vouchedFor("li");
        Visitor visitor = new Visitor();
        assertThat(visitor.location(visitor.allow(visitor.begin("bureau"), "li"))).isEqualTo("/");
        jdbc.sql("update organization_account set left_at = now() where username = 'li'").update();
        try {
            assertThat(visitor.location(base() + "/account")).as("the session that there was").isEqualTo("/login");
            Visitor next = new Visitor();
            assertThat(next.location(next.allow(next.begin("bureau"), "li"))).isEqualTo("/login?refused=no-account");
            assertThat(next.get(base() + "/login?refused=no-account").body()).contains("账号已停用", "系统管理员");
            assertThat(next.location(base() + "/account")).isEqualTo("/login");
        } finally {
            jdbc.sql("update organization_account set left_at = null where username = 'li'").update();
        }
        assertThat(vouchedFor("li")).isEqualTo(before + 1);
    }

    @Test
    void anAnswerOfTheProviderIsGoodOnceInTheBrowserThatAskedForItAndAsItWasAskedFor() throws Exception {
        int before = recorded("", "bad-credentials");
        Visitor wang = new Visitor();
        String asked = wang.begin("bureau");
        assertThat(asked).contains("code_challenge=", "code_challenge_method=S256", "state=", "nonce=", "scope=openid");
        String answer = wang.allow(asked, "wang");
        assertRefused(wang, answer.replaceFirst("state=[^&]*", "state=other"));
        assertRefused(new Visitor(), answer);
        assertThat(wang.location(answer)).isEqualTo("/");
        Visitor again = new Visitor();
        again.begin("bureau");
        assertRefused(again, answer);
        assertRefused(wang, answer);
        assertThat(recorded("", "bad-credentials")).as("whoever's answer it is not has tried nothing").isEqualTo(before);

        Visitor nonce = new Visitor();
        assertRefused(nonce, nonce.allow(nonce.begin("bureau").replaceFirst("nonce=[^&]*", "nonce=other"), "wang"));
        Visitor challenge = new Visitor();
        assertRefused(challenge, challenge.allow(challenge.begin("bureau")
                .replaceFirst("code_challenge=[^&]*", "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), "wang"));
        Visitor code = new Visitor();
        assertRefused(code, code.allow(code.begin("bureau"), "wang").replaceFirst("code=[^&]*", "code=other"));
        Visitor refused = new Visitor();
        String state = refused.begin("bureau").replaceFirst(".*[?&](state=[^&]*).*", "$1");
        assertRefused(refused, base() + "/login/oauth2/code/bureau?error=access_denied&" + state);
        assertThat(recorded("", "bad-credentials")).isEqualTo(before + 4);
        assertThat(new Visitor().get(base() + "/oauth2/authorization/nobody").statusCode()).isEqualTo(404);
    }

    private void assertRefused(Visitor visitor, String answer) throws Exception {
        assertThat(visitor.location(answer)).isEqualTo("/login?refused=bad-answer");
        assertThat(visitor.get(base() + "/login?refused=bad-answer").body()).contains("没有登录", "请再试一次");
    }

    @Test
    void aProviderThatIsAwayIsSaidToBeAway() throws Exception {
        int before = recorded("", "bad-credentials");
        Visitor visitor = new Visitor();
        assertThat(visitor.begin("away")).isEqualTo("/login?refused=provider-away");
        assertThat(visitor.location(base() + "/login/oauth2/code/away?code=x&state=y")).isEqualTo("/login?refused=bad-answer");
        assertThat(visitor.location(visitor.allow(visitor.begin("half"), "wang"))).isEqualTo("/login?refused=provider-away");
        HttpResponse<String> page = visitor.get(base() + "/login?refused=provider-away");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("现在没有应答");
        assertThat(recorded("", "bad-credentials")).as("nobody's fault").isEqualTo(before);
    }

    @Test
    void whatWasTypedWaitsBehindTheProviderToo() throws Exception {
        Visitor visitor = new Visitor();
        HttpResponse<String> lost = visitor.send(HttpRequest.newBuilder(URI.create(base() + "/incidents"))
                .header("Content-Type", "application/x-www-form-urlencoded").header("Sec-Fetch-Site", "same-origin")
                .header("Sec-Fetch-Mode", "navigate").POST(HttpRequest.BodyPublishers.ofString("title=Flood")).build());
        assertThat(lost.headers().firstValue("Location")).hasValue("/login");
        assertThat(visitor.location(visitor.allow(visitor.begin("bureau"), "wang"))).isEqualTo("/resume");
        assertThat(visitor.get(base() + "/resume").body()).contains("Flood");
    }

    @Test
    void aPostThatAsksForASecondFactorAsksForItAfterTheProviderUnlessThatHasSeenToIt() throws Exception {
        factors.demand(List.of(Post.SYSADMIN));
        Visitor visitor = new Visitor();
        assertThat(visitor.location(visitor.allow(visitor.begin("bureau"), "wang"))).isEqualTo("/login/second-factor");
        assertThat(visitor.location(base() + "/account")).isEqualTo("/login");
        assertThat(visitor.get(base() + "/login/second-factor").statusCode()).isEqualTo(200);

        MockHttpServletRequest request = new MockHttpServletRequest();
        assertThat(signIn.vouched("wang", true, request, new MockHttpServletResponse())).isNull();
        assertThat(Settings.of(Map.of("oidc.trusted-second-factor", "true")).oidc().trustedSecondFactor()).isTrue();
        assertThat(Settings.of(Map.of()).oidc()).isEqualTo(new AccessSettings.Oidc("sub", false));
    }

    private void atTheProvider(Page page, String who) {
        page.locator(".login-providers a").first().click();
        page.locator("#username").fill("number-of-" + who);
        page.locator("#password").fill(OpenIdProvider.PASSWORD);
        page.locator("#password").press("Enter");
    }

    private static String session(Page page) {
        return page.context().cookies().stream().filter(one -> one.name.equals(AccessConfiguration.COOKIE))
                .map(one -> one.value).findFirst().orElse("");
    }

    private int recorded(String who, String result) {
        return jdbc.sql("select count(*) from audit_entry where type = 'access.sign-in' and actor = ? and result = ?")
                .params(who, result).query(Integer.class).single();
    }

    /** Refused, though the provider vouched for this name. */
    private int vouchedFor(String name) {
        return jdbc.sql("select count(*) from audit_entry where type = 'access.sign-in' and result = 'disabled'"
                + " and detail::jsonb ->> 'vouched' = ?").param(name).query(Integer.class).single();
    }

    /** A browser that stops at every redirect. */
    private final class Visitor {

        private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

        HttpResponse<String> send(HttpRequest request) throws Exception {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }

        HttpResponse<String> get(String address) throws Exception {
            return send(HttpRequest.newBuilder(URI.create(address)).header("Accept", "text/html")
                    .header("Accept-Language", "zh").build());
        }

        String location(String address) throws Exception {
            HttpResponse<String> answer = get(address);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
            return answer.headers().firstValue("Location").orElseThrow();
        }

        /** Where the button leads. */
        String begin(String provider) throws Exception {
            return location(base() + "/oauth2/authorization/" + provider);
        }

        /** Signs in at the provider; what it sends the browser back with. */
        String allow(String asked, String who) throws Exception {
            String issuer = OpenIdProvider.issuer(PROVIDER);
            assertThat(location(asked)).endsWith("/login");
            Matcher csrf = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(get(issuer + "/login").body());
            assertThat(csrf.find()).isTrue();
            HttpResponse<String> signedIn = send(HttpRequest.newBuilder(URI.create(issuer + "/login"))
                    .header("Content-Type", "application/x-www-form-urlencoded").POST(HttpRequest.BodyPublishers.ofString(
                            "username=number-of-" + who + "&password=" + encoded(OpenIdProvider.PASSWORD) + "&_csrf="
                                    + encoded(csrf.group(1)))).build());
            String answer = location(URI.create(issuer).resolve(signedIn.headers().firstValue("Location").orElseThrow()).toString());
            assertThat(answer).startsWith(base() + "/login/oauth2/code/");
            return answer;
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }
}
