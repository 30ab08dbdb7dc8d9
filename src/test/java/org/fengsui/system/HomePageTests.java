package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.incident.SampleFeed;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** The home page of every post, the guided first run and the sample readings, in a browser without JavaScript. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HomePageTests {

    private static final List<String> ACCOUNTS = List.of("duty", "office", "deputy", "commander", "government", "planner",
            "reviewer", "director", "evaluator", "sysadmin", "secadmin", "auditor", "water", "water-leader", "headquarters",
            "pukou", "pukou-leader");

    @Autowired
    ApplicationContext context;
    @Autowired
    SampleFeed sample;
    @Autowired
    Tasks tasks;
    @LocalServerPort
    int port;

    private Scenario scenario;
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
    void setTheClock() {
        scenario = new Scenario(context).onAnEmptySite();
    }

    @AfterEach
    void clear() {
        sample.clear(Actors.DUTY);
        scenario.clock.reset();
    }

    @Test
    void everyPostsHomeHasANextStepInBothLanguagesAndFitsThePhone() {
        for (String account : ACCOUNTS) {
            Page page = browser.signedIn(account, 320);
            for (String language : List.of("en", "zh-CN")) {
                page.navigate("/?lang=" + language);
                assertThat(page.locator("main a[href], main button").count()).as(account).isPositive();
                assertThat(page.locator("main section a[href]:visible").count()).as(account).isPositive();
                assertThat(page.content()).as(account).doesNotContain("??");
                assertThat(page.evaluate("document.documentElement.scrollWidth")).as(account + " in " + language)
                        .isEqualTo(320);
            }
            Pictures.whole(page, "home-quiet-" + account);
            page.context().close();
        }
    }

    @Test
    void whatBurnsStandsOnTheHomeOfThoseWhoCanPutItOut() {
        UUID incident = scenario.flood(Map.of("长江南京", "8.90"));
        UUID other = scenario.flood(Map.of("长江南京", "9.30"));
        Response response = scenario.responses.launch(scenario.request(incident, "Ⅳ"), Actors.EVERY_POST).response();
        scenario.responses.changeLevel(response.id(), "Ⅱ", "水位上涨", Actors.OFFICE);
        scenario.clock.advance(Duration.ofHours(1));
        org.fengsui.task.Sweeps.deadlines(context);
        Task returned = scenario.tasks(response.id()).stream().filter(t -> t.running() && t.unit().equals("water")).findFirst()
                .orElseThrow();
        tasks.giveBack(returned.id(), "无此设备", Actors.officer("water"));

        Page duty = home("duty");
        assertThat(duty.locator("main a[href='/incidents/new']").count()).isPositive();
        assertThat(duty.locator(".decide a[href*='" + other + "/launch']").count()).isEqualTo(1);
        assertThat(duty.locator(".card--alarm").textContent()).contains("要过问的任务", "退回待处理");
        Page commander = home("commander");
        assertThat(commander.locator(".decide").first().textContent()).contains("请您签批：调整到二级");
        Page government = home("government");
        assertThat(government.locator(".decide a[href='/incidents/" + other + "']").count()).isPositive();
        assertThat(government.locator(".decide a[href*='/launch']").count()).isZero();
        Page leader = home("pukou-leader");
        assertThat(leader.locator(".card--alarm").textContent()).contains("请带班领导过问", "签收超时");
        Page water = home("water");
        assertThat(water.locator("main").textContent()).contains("市水务局的任务");
        assertThat(water.locator(".counts .is-late b").textContent()).isNotEqualTo("0");
        assertThat(water.locator(".decide").count()).isZero();
        Page planner = home("planner");
        assertThat(planner.locator("main section").first().textContent()).contains("在编的预案", "新建预案");
        assertThat(planner.locator("main").textContent()).contains("南京市防汛预案");
        planner.locator("main a[href='/plans/new']").click();
        assertThat(planner.title()).startsWith("新建预案");
        Page auditor = home("auditor");
        assertThat(auditor.locator("main").textContent()).contains("正在进行的响应", "汛情");
        scenario.responses.approve(response.id(), "rejected", "", null, Actors.EVERY_POST);
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
        scenario.incidents.decline(other, "试验结束", Actors.DUTY);
    }

    @Test
    void theSampleAndTheGuideLeadANewcomerFromTheFirstReadingToTheEnd() {
        Page duty = browser.freshlySignedIn("duty", Browser.DESKTOP);
        duty.getByText("开始示例水情", exactly()).click();
        assertThat(duty.locator("#sample").textContent()).contains("示例：长江南京站水位上涨", "1／14");
        assertThat(steps(duty)).isEqualTo(1);
        feed(Duration.ofSeconds(20));
        duty.navigate("/");
        assertThat(duty.locator(".decide .badge--sample").count()).isPositive();
        duty.locator("#guide .actions a").click();
        assertThat(duty.locator("h1 .badge--sample").count()).isEqualTo(1);
        duty.locator(".decide a.button--big").first().click();
        duty.locator("form.stack button.button--big").last().click();
        String response = duty.url();
        duty.navigate("/");
        assertThat(steps(duty)).isEqualTo(2);
        assertThat(duty.locator("#guide .actions").textContent()).contains("退出，改用 office 登录");
        duty.locator("#guide .actions button").click();
        signIn(duty, "office");
        assertThat(duty.url()).isEqualTo(response);
        duty.getByText("批准启动四级响应", exactly()).click();

        duty.navigate("/");
        assertThat(steps(duty)).isEqualTo(3);
        duty.locator("#guide .actions button").click();
        signIn(duty, "water");
        duty.navigate("/tasks");
        duty.locator("article button").first().click();
        duty.locator(".note--done").waitFor();
        duty.navigate("/");
        assertThat(steps(duty)).isEqualTo(4);
        feed(Duration.ofMinutes(2));
        UUID id = UUID.fromString(response.replaceAll(".*/", ""));
        scenario.responses.changeLevel(id, "Ⅰ", "水位上涨", Actors.OFFICE);
        scenario.responses.approve(id, "approved", "", null, Actors.EVERY_POST);
        duty.navigate("/");
        assertThat(steps(duty)).isEqualTo(5);
        scenario.responses.end(id, "水位回落", Actors.EVERY_POST);
        duty.navigate("/");
        assertThat(steps(duty)).isEqualTo(6);
        assertThat(duty.locator("#guide").textContent()).contains("主要流程已经走完");

        Page office = home("office");
        office.getByText("清除示例…").click();
        office.getByText("清除示例和由它产生的一切").click();
        assertThat(office.locator("#sample").textContent()).contains("开始示例水情");
        assertThat(office.navigate(response).status()).isEqualTo(404);
    }

    @Test
    void theGuideIsHiddenForOnePersonAndBroughtBackFromTheHelpPage() {
        Page page = browser.freshlySignedIn("planner", Browser.PHONE);
        assertThat(page.locator("#guide").count()).isEqualTo(1);
        page.getByText("收起", exactly()).click();
        assertThat(page.locator("#guide").count()).isZero();
        page.reload();
        assertThat(page.locator("#guide").count()).isZero();
        page.locator(".foot a[href='/help']").click();
        page.getByText("在首页显示主要流程的指引").click();
        assertThat(page.locator("#guide").count()).isEqualTo(1);
        assertThat(home("reviewer").locator("#guide").count()).isEqualTo(1);
    }

    @Test
    void onlyTheCommandPostIsOfferedTheSample() {
        for (String account : List.of("water", "government", "planner", "auditor")) {
            assertThat(home(account).locator("#sample").count()).as(account).isZero();
        }
        assertThat(home("deputy").locator("#sample").count()).isEqualTo(1);
    }

    private void feed(Duration time) {
        scenario.clock.advance(time);
        org.fengsui.incident.SampleFeeds.feed(context);
    }

    private static long steps(Page page) {
        return page.locator("#guide .is-done").count();
    }

    private Page home(String account) {
        Page page = browser.signedIn(account, Browser.DESKTOP);
        page.navigate("/");
        Pictures.whole(page, "home-" + account);
        return page;
    }

    private static void signIn(Page page, String username) {
        page.locator("#username").fill(username);
        page.locator("#password").fill("fengsui-demo");
        page.locator("main form button[type=submit]").first().click();
    }

    private static Page.GetByTextOptions exactly() {
        return new Page.GetByTextOptions().setExact(true);
    }
}
