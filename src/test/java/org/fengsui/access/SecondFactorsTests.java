package org.fengsui.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.microsoft.playwright.Page;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import javax.imageio.ImageIO;
import org.apache.commons.codec.binary.Base32;
import org.fengsui.support.Api;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.ServerTest;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class SecondFactorsTests {

    private static final String WHO = "publicity-leader";

    @Autowired
    SecondFactors factors;
    @Autowired
    TestClock clock;
    @Autowired
    JdbcClient jdbc;
    @LocalServerPort
    int port;

    @BeforeEach
    @AfterEach
    void withoutFactors() {
        clock.reset();
        factors.demand(List.of());
        factors.remove(WHO);
        jdbc.sql("delete from access_attempt").update();
    }

    @Test
    void aPostThatAsksForItLeadsToItAfterThePasswordAndAroundItThereIsNoWay() throws Exception {
        factors.demand(List.of(org.fengsui.organization.Post.LEADER));
        Api api = new Api(port);
        assertThat(api.post(null, "/tokens", Map.of("username", WHO, "password", "fengsui-demo")).code())
                .isEqualTo("second-factor-needed");
        try (Browser browser = new Browser(port)) {
            Page page = browser.stranger(Browser.PHONE, false);
            password(page);
            assertThat(page.url()).endsWith("/login/second-factor");
            Pictures.whole(page, "second-factor-390");
            page.navigate("/incidents");
            assertThat(page.url()).endsWith("/login");
            page.navigate("/login/second-factor");
            String secret = page.locator("#secret").textContent();
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(page.request().get("/login/second-factor/qr.png").body()));
            int[] dots = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
            assertThat(new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(picture.getWidth(),
                    picture.getHeight(), dots)))).getText()).contains("secret=" + secret, WHO);
            assertThat(jdbc.sql("select secret from access_second_factor where username = ?").param(WHO).query(String.class).single())
                    .doesNotContain(secret);
            code(page, "000000");
            assertThat(page.locator("#code-error").textContent()).contains("验证码不对");
            code(page, now(secret));
            String recovery = page.locator(".access-codes code").first().textContent();
            assertThat(page.locator(".access-codes code").count()).isEqualTo(8);
            Pictures.whole(page, "recovery-codes-390");
            page.locator("main .actions a").click();
            assertThat(page.url()).endsWith("/incidents");

            // From now on each sign-in asks for a code, and takes none twice.
            assertThat(api.post(null, "/tokens", Map.of("username", WHO, "password", "fengsui-demo")).code()).isEqualTo("code-needed");
            assertThat(token(api, now(secret)).code()).as("used at the set-up").isEqualTo("bad-code");
            clock.advance(Duration.ofSeconds(30));
            assertThat(token(api, now(secret)).status()).isEqualTo(201);
            assertThat(token(api, now(secret)).code()).as("replayed").isEqualTo("bad-code");

            Page next = browser.stranger(Browser.PHONE, false);
            password(next);
            assertThat(next.url()).endsWith("/login/code");
            Pictures.whole(next, "code-390");
            next.navigate("/tasks");
            assertThat(next.url()).endsWith("/login");
            next.navigate("/login/code");
            code(next, recovery);
            assertThat(next.url()).endsWith("/tasks");
            assertThat(factors.taken(WHO, recovery)).as("a recovery code once").isFalse();
        }
        jdbc.sql("delete from access_attempt").update();
        for (int i = 0; i < Attempts.FREE; i++) {
            assertThat(token(api, "11111" + i).code()).isEqualTo("bad-code");
        }
        assertThat(token(api, "111119").status()).isEqualTo(429);
    }

    private Api.Answer token(Api api, String code) {
        return api.post(null, "/tokens", Map.of("username", WHO, "password", "fengsui-demo", "code", code));
    }

    private String now(String secret) throws Exception {
        TimeBasedOneTimePasswordGenerator app = new TimeBasedOneTimePasswordGenerator();
        return app.generateOneTimePasswordString(new SecretKeySpec(new Base32().decode(secret), app.getAlgorithm()), clock.instant());
    }

    private static void password(Page page) {
        page.navigate("/login");
        page.locator("#username").fill(WHO);
        page.locator("#password").fill("fengsui-demo");
        page.locator("main form button").click();
    }

    private static void code(Page page, String code) {
        page.locator("#code").fill(code);
        page.locator("main form button[type=submit]").click();
    }
}
