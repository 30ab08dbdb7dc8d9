package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** What the browser adds with JavaScript: drafts, keys, and the part of a page that a link names. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DraftsAndKeysTests {

    @Autowired
    ApplicationContext context;
    @LocalServerPort
    int port;

    private Scenario scenario;
    private Browser browser;
    private final List<String> console = new ArrayList<>();

    @BeforeAll
    void openBrowser() {
        browser = new Browser(port);
    }

    @AfterAll
    void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void setTheClock() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        console.clear();
    }

    @AfterEach
    void nothingWasBlockedByTheSecurityPolicy() {
        assertThat(console).noneMatch(line -> line.contains("Content Security Policy"));
    }

    @Test
    void aReportSurvivesAReloadTheBackButtonAndIsForgottenOnceSent() {
        Page page = open("duty");
        page.navigate("/incidents/new");
        String title = "草稿 " + UUID.randomUUID();
        page.locator("[id='title']").fill(title);
        page.locator("[id='place.name']").fill("下关𠮷里");
        page.locator("[id='place.district']").selectOption("pukou");
        page.locator("details.fold summary").first().click();
        page.reload();
        assertThat(page.locator("[id='title']").inputValue()).isEqualTo(title);
        assertThat(page.locator("[id='place.name']").inputValue()).isEqualTo("下关𠮷里");
        assertThat(page.locator("[id='place.district']").inputValue()).isEqualTo("pukou");
        assertThat(page.locator(".draft-note").textContent()).contains("已恢复上次未提交的内容", "清除");

        page.navigate("/plans");
        page.goBack();
        assertThat(page.locator("[id='title']").inputValue()).isEqualTo(title);
        page.locator("[id='place.name']").fill("");
        page.locator("form[action='/incidents/new'] button.button--big").click();
        assertThat(page.title()).startsWith("错误：");
        assertThat(page.locator("[id='title']").inputValue()).isEqualTo(title);
        page.navigate("/incidents/new");
        assertThat(page.locator("[id='title']").inputValue()).isEqualTo(title);

        page.locator("[id='place.name']").fill("下关");
        page.locator("form[action='/incidents/new'] button.button--big").click();
        assertThat(page.locator("h1").textContent()).contains(title);
        page.navigate("/incidents/new");
        assertThat(page.locator("[id='title']").inputValue()).isEmpty();
        assertThat(page.locator(".draft-note").count()).isZero();
        page.goBack();
        page.goBack();
        assertThat(page.locator(".draft-note").count()).isZero();
    }

    @Test
    void aDraftIsClearedByItsButtonAndByCancellingAndBelongsToItsPersonAndItsDay() {
        Page page = open("duty");
        page.navigate("/incidents/new");
        page.locator("[id='title']").fill("清除的草稿");
        page.reload();
        page.locator(".draft-note button").click();
        assertThat(page.locator("[id='title']").inputValue()).isEmpty();
        page.reload();
        assertThat(page.locator("[id='title']").inputValue()).isEmpty();

        page.locator("[id='title']").fill("取消的草稿");
        page.locator("form .actions a").click();
        page.navigate("/incidents/new");
        assertThat(page.locator("[id='title']").inputValue()).isEmpty();

        page.locator("[id='title']").fill("昨天的草稿");
        page.reload();
        page.evaluate("for (const name of Object.keys(sessionStorage).filter(it => it.startsWith('fengsui-draft '))) {"
                + "const draft = JSON.parse(sessionStorage.getItem(name)); draft.at -= 25 * 3600 * 1000;"
                + "sessionStorage.setItem(name, JSON.stringify(draft)); }");
        page.navigate("/incidents/new");
        assertThat(page.locator("[id='title']").inputValue()).isEmpty();

        page.locator("[id='title']").fill("值班员的草稿");
        page.reload();
        page.context().clearCookies();
        page.navigate("/incidents/new");
        signIn(page, "office");
        assertThat(page.url()).endsWith("/incidents/new");
        assertThat(page.locator("[id='title']").inputValue()).isEmpty();
        assertThat(page.evaluate("Object.keys(sessionStorage).filter(it => it.startsWith('fengsui-draft ')).length"))
                .isEqualTo(0);
    }

    @Test
    void aDraftOfATaskSurvivesALostSignInAndLiveUpdatesAndOpensItsPart() {
        Response response = scenario.active("Ⅳ");
        Task task = scenario.task(response.id(), "water-supplies");
        Page page = open("water");
        page.navigate("/tasks/" + task.id() + "?do=progress");
        page.locator("#progress textarea").fill("沙袋已到 3 车");
        page.reload();
        page.context().clearCookies();
        page.navigate("/tasks/" + task.id() + "?do=progress");
        signIn(page, "water");
        assertThat(page.locator("#progress textarea").inputValue()).isEqualTo("沙袋已到 3 车");
        assertThat(page.locator("#progress").getAttribute("open")).isNotNull();

        scenario.clock.advance(Duration.ofMinutes(1));
        context.getBean(org.fengsui.task.Tasks.class).chase(task.id(), "请尽快", Actors.DUTY);
        page.locator("#chase-answer").waitFor();
        assertThat(page.locator("#progress textarea").inputValue()).isEqualTo("沙袋已到 3 车");
        assertThat(page.locator(".draft-note").isVisible()).isTrue();
        page.locator("#progress button[type=submit]").click();
        page.locator("#history", new Page.LocatorOptions().setHasText("沙袋已到 3 车")).waitFor();
        page.navigate("/tasks/" + task.id() + "?do=progress");
        assertThat(page.locator("#progress textarea").inputValue()).isEmpty();
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void keysSearchHelpStepAndGoButNeverWhileTypingAndCanBeSwitchedOff() {
        scenario.flood(Map.of("长江南京", "8.90"));
        scenario.flood(Map.of("长江南京", "8.90"));
        Page page = open("duty");
        page.navigate("/incidents");
        page.keyboard().press("/");
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo("bar-q");
        page.keyboard().type("g t?/");
        assertThat(page.locator("#bar-q").inputValue()).isEqualTo("g t?/");
        assertThat(page.url()).endsWith("/incidents");
        page.evaluate("document.activeElement.blur()");

        page.keyboard().press("ArrowDown");
        assertThat(page.evaluate("document.activeElement === document.body")).isEqualTo(true);
        page.keyboard().press("j");
        String first = (String) page.evaluate("document.activeElement.getAttribute('href')");
        page.keyboard().press("ArrowDown");
        String second = (String) page.evaluate("document.activeElement.getAttribute('href')");
        assertThat(second).startsWith("/incidents/").isNotEqualTo(first);
        page.keyboard().press("k");
        assertThat(page.evaluate("document.activeElement.getAttribute('href')")).isEqualTo(first);
        page.keyboard().press("Control+j");
        assertThat(page.evaluate("document.activeElement.getAttribute('href')")).isEqualTo(first);
        page.keyboard().press("Enter");
        page.waitForURL("**" + first);

        page.keyboard().press("g");
        page.keyboard().press("t");
        page.waitForURL("**/tasks");
        page.keyboard().press("?");
        page.locator("#keys-dialog[open]").waitFor();
        assertThat(page.locator("#keys-dialog").textContent()).contains("快捷键", "到响应").doesNotContain("??");
        Pictures.screen(page, "keys");
        page.locator("#keys-dialog #keys-on").uncheck();
        page.keyboard().press("Escape");
        page.keyboard().press("g");
        page.keyboard().press("h");
        page.keyboard().press("/");
        assertThat(page.url()).endsWith("/tasks");
        assertThat(page.evaluate("document.activeElement.id")).isNotEqualTo("bar-q");
        page.navigate("/help");
        page.locator("#keys-on").check();
        page.keyboard().press("Tab");
        page.evaluate("document.activeElement.blur()");
        page.keyboard().press("g");
        page.keyboard().press("h");
        page.waitForURL(url -> url.endsWith("/"));
    }

    @Test
    void aLinkToAPartOfAPageLeadsToThatPartAfterSigningIn() {
        Response response = scenario.active("Ⅳ");
        Page page = open("duty");
        page.context().clearCookies();
        page.navigate("/responses/" + response.id() + "?by=task#orders");
        signIn(page, "duty");
        assertThat(page.url()).endsWith("/responses/" + response.id() + "?by=task#orders");
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    private Page open(String username) {
        Page page = browser.signedIn(username, Browser.DESKTOP, true);
        page.onConsoleMessage(message -> console.add(message.text()));
        return page;
    }

    private static void signIn(Page page, String username) {
        page.locator("#username").fill(username);
        page.locator("#password").fill("fengsui-demo");
        page.locator("main form button[type=submit]").first().click();
    }
}
