package org.fengsui.response.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** The pages of the command post, in a browser without JavaScript. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandPagesTests {

    @Autowired
    ApplicationContext context;

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
        scenario = new Scenario(context);
        scenario.clock.reset();
    }

    @Test
    void anIncidentIsReportedLaunchedApprovedRaisedOnAnOralApprovalAndEnded() {
        Page duty = browser.signedIn("duty", Browser.DESKTOP);
        duty.getByText("接报", exactly()).click();
        duty.locator("[id='title']").fill("长江南京站水位上涨");
        duty.locator("[id='place.name']").fill("下关");
        duty.locator("[id='facts.长江南京']").fill("8.90");
        duty.getByText("报告并查看建议级别").click();
        assertThat(duty.locator(".decide").textContent()).contains("四级（Ⅳ）条件已达到，尚未决定", "8.90 m",
                "≥ 8.70 且 < 9.20 m", "3 启动条件");
        assertThat(duty.locator("main").textContent()).contains("0.30 m");

        scenario.clock.advance(Duration.ofMinutes(12));
        duty.reload();
        assertThat(duty.locator(".decide-clock").textContent()).contains("12 分");
        duty.getByText("启动四级响应").click();
        assertThat(duty.locator("main").textContent()).contains("市防办", "缺省", "值守");
        duty.locator("#reason").fill("水位达到四级");
        duty.getByText("提请启动四级响应（待市防办负责人批准）", exactly()).click();
        String response = duty.url();
        assertThat(duty.locator("main").textContent()).contains("待批准", "批准后将向");
        assertThat(duty.getByText("批准启动四级响应").count()).isZero();

        Page office = browser.signedIn("office", Browser.PHONE);
        assertThat(office.locator(".decide").filter(having("请您签批：启动四级")).count()).isPositive();
        office.navigate(response);
        office.getByText("批准启动四级响应").click();
        assertThat(office.locator(".headline").textContent()).contains("四级", "响应中", "市防办负责人批准启动");
        long opened = Long.parseLong(office.locator(".counts a").nth(1).locator("b").textContent());
        assertThat(opened).isGreaterThan(10);

        duty.navigate(response);
        duty.getByText("续报数据").click();
        duty.locator("#observe > details > summary").click();
        duty.locator("[id='facts.长江南京']").fill("9.80");
        duty.getByText("保存并重新比对条件").click();
        duty.getByText("升到二级").click();
        assertThat(duty.locator("h1").textContent()).isEqualTo("升到二级（Ⅱ）：先看会发生什么");
        assertThat(duty.locator("main").textContent()).contains("新增", "改变频次 2 项", "撤回", "签批岗位：指挥、副指挥");
        duty.getByText("已有口头同意，记录下来").click();
        duty.locator("[id='oral.by']").selectOption("commander");
        duty.getByText("记口头同意，立即生效").click();
        assertThat(duty.locator(".headline").textContent()).contains("二级");
        assertThat(duty.locator("main").textContent()).contains("书面材料未补", "口头");

        Page commander = browser.signedIn("commander", Browser.DESKTOP);
        commander.navigate(response);
        commander.getByText("补书面批准").click();
        assertThat(commander.locator("main").textContent()).doesNotContain("书面材料未补");
        commander.getByText("终止响应", exactly()).click();
        commander.locator("#reason").fill("水位回落");
        commander.locator("#conditions input").all().forEach(condition -> condition.check());
        commander.locator("button.button--danger").click();
        assertThat(commander.locator(".headline").textContent()).contains("已终止，后期处置中", "水位回落");
    }

    @Test
    void aRefusedReportKeepsWhatWasTypedAndNamesEveryWrongField() {
        Page page = browser.signedIn("duty", Browser.PHONE);
        page.navigate("/incidents/new");
        page.locator("[id='place.name']").fill("下关𠮷里");
        page.locator("[id='facts.长江南京']").fill("九米");
        page.locator("[id='occurredAt']").fill("2027-01-01T08:00");
        page.getByText("报告并查看建议级别").click();

        assertThat(page.title()).startsWith("错误：");
        assertThat(page.locator(".summary a").evaluateAll("links => links.map(a => decodeURI(a.hash))"))
                .isEqualTo(List.of("#title", "#occurredAt", "#facts.长江南京"));
        assertThat(page.locator("[id='place.name']").inputValue()).isEqualTo("下关𠮷里");
        assertThat(page.locator("[id='facts.长江南京']").inputValue()).isEqualTo("九米");
        Locator wrong = page.locator("[id='facts.长江南京-error']");
        assertThat(page.locator(".summary").textContent()).contains(wrong.textContent());
        assertThat(page.evaluate("document.activeElement.className")).isEqualTo("summary");
    }

    @Test
    void theSameLaunchSubmittedTwiceLaunchesOnce() {
        UUID incident = report();
        Page page = browser.signedIn("office", Browser.DESKTOP);
        page.navigate("/incidents/" + incident + "/launch?level=Ⅳ");
        page.locator("#reason").fill("水位达到四级");
        FormData form = FormData.create();
        for (Locator field : page.locator("main form [name]:not(button):not([name^=oral])"
                + ":not([type=radio]:not(:checked)):not([type=checkbox]:not(:checked))").all()) {
            form.append(field.getAttribute("name"), field.inputValue());
        }
        for (int i = 0; i < 2; i++) {
            APIResponse answer = page.request().post("/incidents/" + incident + "/launch",
                    RequestOptions.create().setForm(form));
            assertThat(answer.url()).contains("/responses/");
        }

        assertThat(scenario.responses.ofIncident(incident)).hasSize(1);
    }

    @Test
    void aChoiceTickedAfterThePreviewIsShownBeforeItIsLaunched() {
        UUID incident = report();
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate("/incidents/" + incident + "/launch?level=Ⅳ");
        page.locator("input[name=level][value=Ⅲ]").check();
        page.locator("input[name=situations]").last().check();
        page.locator("#reason").fill("研判需要");
        submit(page);

        assertThat(page.title()).startsWith("错误：");
        assertThat(page.locator(".summary").textContent()).contains("您改选了级别、情形，请再看一遍会发生什么");
        assertThat(scenario.responses.ofIncident(incident)).isEmpty();
        assertThat(page.locator("#reason").inputValue()).isEqualTo("研判需要");
        assertThat(page.locator("button.button--big").textContent()).startsWith("提请启动三级响应（待");

        page.locator("input[name=area][value=districts]").check();
        page.locator("#reason").fill("只看看");
        page.getByText("看会发生什么", exactly()).click();
        assertThat(page.locator(".summary").textContent()).contains("区");
        page.locator("input[name=scope][value=pukou]").check();
        page.getByText("看会发生什么", exactly()).click();
        assertThat(page.locator("main").textContent()).contains("浦口区");
        assertThat(page.locator("#reason").inputValue()).isEqualTo("只看看");
        submit(page);
        Response response = scenario.responses.ofIncident(incident).get(0);
        assertThat(response.level()).isEqualTo("Ⅲ");
        assertThat(response.scope()).containsExactly("pukou");
        assertThat(response.situations()).isNotEmpty();

        page.navigate("/");
        assertThat(page.locator(".decide", new Page.LocatorOptions().setHas(page.locator("a[href*='" + incident + "']")))
                .textContent()).contains("已提请启动三级，待签批").doesNotContain("启动四级响应");
        page.navigate("/responses/" + response.id());
        page.getByText("撤回请示…").click();
        page.locator("#pending [name=reason]").fill("误报");
        page.getByText("撤回请示", exactly()).last().click();
        assertThat(page.locator(".headline").textContent()).contains("已撤回请示").doesNotContain("未批准");
        assertThat(page.locator("main").textContent()).contains("撤回了请示：误报", "时间线", "签批记录");
    }

    @Test
    void whoLaunchesBelowWhatTheDataSayIsAskedWhyAndWhoSignsIsTold() {
        String launch = "/incidents/" + scenario.flood(Map.of("长江南京", "10.30")) + "/launch";
        Page duty = browser.signedIn("duty", Browser.DESKTOP);
        duty.navigate(launch);
        assertThat(duty.locator("[name=reason]").inputValue()).contains("10.30 m");
        assertThat(duty.locator("#basis-differs").count()).isZero();
        duty.locator("[name=level][value=Ⅲ]").check();
        duty.locator("[name=show]").click();
        assertThat(duty.locator("#basis-differs").textContent()).contains("一级（Ⅰ）", "启动三级响应", "请写明理由");
        assertThat(duty.locator("[name=reason]").inputValue()).as("the proposal's reason is none for another level")
                .isEmpty();
        duty.locator("main form button.button--main").first().click();
        assertThat(duty.locator(".summary").textContent()).contains("理由");
        duty.locator("[name=reason]").fill("上游已开闸，预计回落");
        duty.locator("main form button.button--main").first().click();
        assertThat(duty.locator("#pending").textContent()).contains("汛情", "上游已开闸，预计回落");
        assertThat(duty.locator("#pending-differs").textContent()).contains("一级（Ⅰ）", "三级（Ⅲ）");
    }

    @Test
    void aLevelConfirmedOnAnOutdatedPageIsShownAnewAndNotCarriedOut() {
        Response response = scenario.active("Ⅳ");
        Page page = browser.signedIn("commander", Browser.DESKTOP);
        page.navigate("/responses/" + response.id() + "/level?to=Ⅲ");
        page.locator("#reason").fill("研判需要");
        scenario.responses.changeLevel(response.id(), "Ⅱ", "先行提升", Actors.EVERY_POST);
        submit(page);

        assertThat(page.title()).startsWith("错误：");
        assertThat(page.locator(".summary").textContent()).contains("级别在您查看之后已经变动");
        assertThat(page.locator("h1").textContent()).contains("降到三级");
        assertThat(page.locator("#reason").inputValue()).isEqualTo("研判需要");
        assertThat(scenario.responses.response(response.id(), Actors.DUTY).level()).isEqualTo("Ⅱ");
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void anApprovalPageLeftOpenDoesNotSignALaterRequest() {
        Response response = scenario.active("Ⅳ");
        scenario.responses.changeLevel(response.id(), "Ⅱ", "水位上涨", Actors.OFFICE);
        Page page = browser.signedIn("commander", Browser.DESKTOP);
        page.navigate("/responses/" + response.id());
        scenario.responses.withdrawRequest(response.id(), "误报", Actors.OFFICE);
        scenario.responses.changeLevel(response.id(), "Ⅱ", "再次上涨", Actors.OFFICE);
        page.locator("button[value=approved]").click();

        assertThat(page.locator(".summary").textContent()).contains("已有不同的决定");
        assertThat(scenario.responses.response(response.id(), Actors.DUTY).level()).isEqualTo("Ⅳ");
        scenario.responses.approve(response.id(), "rejected", "", null, Actors.EVERY_POST);
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void aTimeInTheFutureIsRefusedInTheSitesOwnTime() {
        Response response = scenario.active("Ⅳ");
        scenario.responses.changeLevel(response.id(), "Ⅰ", "水位上涨", Actors.OFFICE);
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate("/responses/" + response.id() + "?by=task&unit=%00");
        page.locator("details.inline summary").first().click();
        page.locator("[id='oral.by']").selectOption("government");
        page.locator("[id='oral.at']").fill("2099-01-01T00:00");
        page.locator("button[name=oral]").click();

        assertThat(page.locator(".summary").textContent()).contains("时间不能晚于现在")
                .doesNotContainPattern("\\d{2}T\\d{2}:");
        scenario.responses.approve(response.id(), "rejected", "", null, Actors.EVERY_POST);
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void anOrderReachesItsUnitsAndIsShownOnTheCommandPage() {
        Response response = scenario.active("Ⅳ");
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate("/responses/" + response.id() + "/orders/new");
        page.locator("[id='title']").fill("封闭纬七路下穿隧道");
        submit(page);
        assertThat(page.locator(".summary").textContent()).isNotBlank();
        assertThat(page.locator("[id='title']").inputValue()).isEqualTo("封闭纬七路下穿隧道");

        page.locator("input[value='traffic-police']").check();
        page.locator("#receiptWithin").selectOption("PT5M");
        submit(page);
        assertThat(page.locator("#orders").textContent()).contains("指令 1 号", "封闭纬七路下穿隧道", "市交管局");
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void aUnitsOfficerIsToldWhatIsNotForTheUnit() {
        UUID incident = report();
        Page page = browser.signedIn("water", Browser.PHONE);
        assertThat(page.navigate("/incidents/" + incident + "/launch").status()).isEqualTo(403);
        assertThat(page.locator("h1").textContent()).isEqualTo("没有权限");
        assertThat(page.navigate("/responses/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(page.navigate("/responses/not-an-id").status()).isEqualTo(404);
        assertThat(page.navigate("/nothing-here").status()).isEqualTo(404);
        assertThat(page.locator("h1").textContent()).isEqualTo("没有找到");
    }

    @Test
    void aUnitThatTakesNoPartInAResponseReadsNothingOfItOnTheIncidentsPages() {
        Response response = scenario.active("Ⅳ", "pukou");
        Task task = scenario.tasks(response.id()).stream().filter(t -> t.unit().equals("pukou")).findFirst().orElseThrow();
        context.getBean(Tasks.class).progress(task.id(), "", "浦口的进展", Actors.officer("pukou"));
        for (String path : List.of("/incidents/" + response.incidentId(),
                "/incidents/" + response.incidentId() + "/timeline")) {
            for (String insider : List.of("pukou", "auditor", "duty")) {
                Page page = browser.signedIn(insider, Browser.DESKTOP);
                page.navigate(path);
                assertThat(page.locator("main").textContent()).as(insider).contains("浦口的进展");
            }
            Page outsider = browser.signedIn("gulou", Browser.DESKTOP);
            assertThat(outsider.navigate(path).status()).isEqualTo(200);
            assertThat(outsider.locator("main").textContent()).doesNotContain("浦口的进展")
                    .doesNotContain(response.number());
            assertThat(outsider.locator("select[name=unit] option[value=pukou]").count()).isZero();
        }
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void aPlansModelsCanBeDownloaded() {
        Page page = browser.signedIn("planner", Browser.DESKTOP);
        page.navigate("/plans/flood-nanjing?level=Ⅰ&unit=water");
        assertThat(page.locator("main").textContent()).contains("市政府", "≥ 10.22", "缺省");
        for (String path : List.of("model", "decisions")) {
            APIResponse file = page.request().get("/plans/flood-nanjing/versions/1/" + path);
            assertThat(file.status()).isEqualTo(200);
            assertThat(file.headers().get("content-disposition")).startsWith("attachment");
            assertThat(file.text()).startsWith("<?xml");
        }
        assertThat(page.navigate("/plans/flood-nanjing?version=99").status()).isEqualTo(404);
    }

    @Test
    void everyPageIsCompleteInBothLanguagesAndFitsTheNarrowestPhone() {
        Response response = scenario.active("Ⅱ");
        String incident = "/incidents/" + response.incidentId();
        String own = "/responses/" + response.id();
        List<String> paths = List.of("/", "/incidents", "/incidents/new", incident, incident + "/launch?level=Ⅲ",
                incident + "/decline", "/responses", own, own + "?by=task", own + "?by=group", own + "?view=print",
                own + "/level", own + "/level?to=Ⅳ", own + "/end", own + "/situations", own + "/orders/new", "/plans",
                "/plans/flood-nanjing");
        Page page = browser.signedIn("duty", 320);
        List<String> console = new ArrayList<>();
        page.onConsoleMessage(message -> console.add(message.text()));
        for (String language : List.of("en", "zh-CN")) {
            for (String path : paths) {
                assertThat(page.navigate(path + (path.contains("?") ? "&" : "?") + "lang=" + language).status())
                        .as(path).isEqualTo(200);
                assertThat(page.content()).as(path).doesNotContain("??");
                assertThat(page.evaluate("document.documentElement.scrollWidth")).as(path + " in " + language)
                        .isEqualTo(320);
            }
        }
        assertThat(console).isEmpty();
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void everyPostHasAHomePageWithANextStep() {
        for (String username : List.of("duty", "government", "water", "water-leader", "planner", "auditor")) {
            Page page = browser.signedIn(username, Browser.PHONE);
            assertThat(page.locator("main a").count()).as(username).isPositive();
        }
    }

    @Test
    void aWrongPasswordIsSaidAtTheForm() {
        // Signing out ends the session that other tests' pages of the same person use.
        Page page = browser.signedIn("secadmin", Browser.PHONE);
        page.locator(".bar-button").click();
        assertThat(page.locator("main").textContent()).contains("已退出");
        page.locator("#username").fill("duty");
        page.locator("#password").fill("wrong");
        page.locator("main button").click();
        assertThat(page.locator("[role=alert]").textContent()).contains("用户名或密码不对");
    }

    private UUID report() {
        return scenario.flood(Map.of("长江南京", "8.90"));
    }

    /** The one named button of a page that restates its consequences. */
    private static void submit(Page page) {
        page.locator("form[method=post] button.button--big").click();
    }

    private static Page.GetByTextOptions exactly() {
        return new Page.GetByTextOptions().setExact(true);
    }

    private static Locator.FilterOptions having(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }
}
