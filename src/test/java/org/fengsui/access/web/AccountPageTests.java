package org.fengsui.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.fengsui.support.Api;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountPageTests {

    private static final String WHO = "housing";

    @Autowired
    TestClock clock;
    @Autowired
    JdbcClient jdbc;
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

    @BeforeEach
    void reset() {
        clock.reset();
    }

    @AfterEach
    void publishedPasswordAgain() {
        jdbc.sql("update access_password set hash = (select hash from access_password where username = 'water'), changed_at = null,"
                + " initial = false, earlier = '{}' where username = ?").param(WHO).update();
        jdbc.sql("delete from access_session where username = ?").param(WHO).update();
    }

    @Test
    void everyRuleThatANewPasswordBreaksIsToldAtItsFieldAndTheChangeEndsOtherSignIns() {
        Session other = new Session(port, WHO);
        Page page = browser.freshlySignedIn(WHO, Browser.PHONE);
        page.locator(".bar-account").click();
        assertThat(page.url()).endsWith("/account");
        fill(page, "wrong", "abc", "abd");
        assertThat(page.locator("#current-error").textContent()).contains("当前密码不对");
        fill(page, "fengsui-demo", "housing", "housinh");
        assertThat(page.locator("#fresh-error").textContent()).contains("至少 8 个字");
        assertThat(page.locator(".summary").textContent()).contains("至少要有 3 种", "不能含有用户名", "两次输入不一致");
        assertThat(page.locator("#fresh").inputValue()).as("never shown again").isEmpty();
        Pictures.whole(page, "account-errors-390");
        fill(page, "fengsui-demo", "Lantern over 9 bridges", "Lantern over 9 bridges");
        assertThat(page.locator("[role=status]").first().textContent()).contains("密码已更换");
        assertThat(other.get("/incidents").statusCode()).isEqualTo(302);
        page.navigate("/incidents");
        assertThat(page.url()).endsWith("/incidents");
    }

    @Test
    void aTokenIsShownOnceWorksAndIsRevoked() {
        Page page = browser.freshlySignedIn(WHO, Browser.DESKTOP);
        page.navigate("/account");
        page.locator("#tokens summary").click();
        page.locator("#name").fill("水情监测平台");
        page.locator("[name=scope][value=read]").check();
        page.locator("#tokens details button").click();
        String token = page.locator("#issued code").textContent();
        Pictures.whole(page, "account-1440");
        Api api = new Api(port);
        assertThat(api.call(token, "GET", "/units", null, null).status()).isEqualTo(200);
        page.navigate("/account");
        assertThat(page.content()).doesNotContain(token).contains("水情监测平台", "只读");
        page.locator("#tokens li").filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("水情监测平台"))
                .locator("button").click();
        assertThat(page.locator("[role=status]").first().textContent()).contains("令牌已吊销");
        assertThat(api.call(token, "GET", "/units", null, null).status()).isEqualTo(401);
    }

    @Test
    void theAddressOfACalendarIsMadeFromTheCalendarShownOnceAndRevoked() {
        Page page = browser.freshlySignedIn(WHO, Browser.PHONE);
        page.navigate("/plans/calendar");
        page.getByText("用日历程序订阅…").click();
        assertThat(page.locator("[name=scope][value=calendar]").isChecked()).isTrue();
        page.locator("#tokens details button").click();
        assertThat(page.locator("#name-error").textContent()).contains("必填");
        assertThat(page.locator("[name=scope][value=calendar]").isChecked()).as("nothing chosen is lost").isTrue();
        page.locator("#name").fill("我的手机日历");
        page.locator("#tokens details button").click();
        String address = page.locator("#issued code").textContent();
        assertThat(address).matches("http.*/api/v1/plans/calendar\\.ics\\?token=[\\w-]{43}");
        assertThat(page.locator("#issued").textContent()).contains("只显示这一次", "不要转给别人");
        Pictures.whole(page, "account-calendar-390");
        Api api = new Api(port);
        String path = "http://127.0.0.1:" + port + address.substring(address.indexOf("/api/"));
        assertThat(api.call(null, "GET", path, null, null).text()).startsWith("BEGIN:VCALENDAR");
        page.navigate("/account");
        assertThat(page.content()).doesNotContain(address.substring(address.length() - 43)).contains("我的手机日历");
        page.locator("#tokens li").filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("我的手机日历"))
                .locator("button").click();
        assertThat(api.call(null, "GET", path, null, null).status()).isEqualTo(401);
    }

    @Test
    void everybodySeesAndEndsTheOwnSignInsOnly() {
        Session other = new Session(port, WHO);
        Session stranger = new Session(port, "police");
        Page page = browser.freshlySignedIn(WHO, Browser.DESKTOP);
        page.navigate("/account");
        assertThat(page.locator("#sessions li")).as("this one and the other").satisfies(lines ->
                assertThat(lines.count()).isEqualTo(2));
        page.locator("#sessions li button").first().click();
        assertThat(other.get("/incidents").statusCode()).isEqualTo(302);
        assertThat(stranger.get("/incidents").statusCode()).isEqualTo(200);
        String strangers = jdbc.sql("select id from access_session where username = 'police' order by signed_in_at desc limit 1")
                .query(String.class).single();
        Session own = new Session(port, WHO);
        assertThat(own.post("/account/sessions/" + strangers + "/end", Session.token(own.get("/account").body()), "").statusCode())
                .isEqualTo(404);
        assertThat(stranger.get("/incidents").statusCode()).isEqualTo(200);
    }

    @Test
    void aPasswordSetBySomebodyElseIsChangedBeforeAnythingElse() {
        jdbc.sql("update access_password set initial = true where username = ?").param(WHO).update();
        Page page = browser.stranger(Browser.PHONE, false);
        page.navigate("/plans");
        page.locator("#username").fill(WHO);
        page.locator("#password").fill("fengsui-demo");
        page.locator("main form button").click();
        assertThat(page.url()).endsWith("/login/password");
        Pictures.whole(page, "must-change-390");
        page.navigate("/incidents");
        assertThat(page.url()).as("no way around").endsWith("/login");
        page.navigate("/login/password");
        page.locator("#fresh").fill("Lantern over 9 bridges");
        page.locator("#again").fill("Lantern over 9 bridges");
        page.locator("main form button").click();
        assertThat(page.url()).endsWith("/incidents");
    }

    @Test
    void whoTypesWithoutLeavingThePageIsThere() {
        Page page = browser.freshlySignedIn(WHO, Browser.DESKTOP, true);
        page.clock().install();
        page.navigate("/incidents");
        page.keyboard().press("a");
        page.clock().fastForward("06:00");
        page.waitForRequest(request -> request.url().endsWith("/account/here"), () -> page.keyboard().press("b"));
    }

    private static void fill(Page page, String current, String fresh, String again) {
        page.locator("#current").fill(current);
        page.locator("#fresh").fill(fresh);
        page.locator("#again").fill(again);
        page.locator("#password button").click();
    }
}
