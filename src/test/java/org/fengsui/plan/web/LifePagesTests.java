package org.fengsui.plan.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.plan.BroughtForms;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanComments;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.Plans;
import org.fengsui.plan.Plans.Status;
import org.fengsui.response.LaunchRequest;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Api;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** A version on its way from its writer to its publication, as each of them sees it. */
@ServerTest
class LifePagesTests {

    private static final String KEY = "pagelife";

    @LocalServerPort
    int port;
    @Autowired
    ApplicationContext context;
    @Autowired
    PlanLife life;
    @Autowired
    Plans plans;
    @Autowired
    PlanComments comments;
    @Autowired
    LifeHead head;

    @BeforeEach
    @AfterEach
    void forget() {
        LifePlans.forget(context, KEY);
        new Scenario(context).onAnEmptySite();
    }

    @ParameterizedTest
    @ValueSource(ints = {Browser.DESKTOP, Browser.PHONE})
    void aVersionGoesFromItsWriterThroughReviewAndApprovalIntoForce(int width) {
        LifePlans.at(context, LifePlans.special(KEY, "黄色响应"), Status.PUBLISHED);
        LifePlans.at(context, LifePlans.special(KEY, "黄色预警响应"), Status.DRAFT);
        try (Browser browser = new Browser(port)) {
            Page writer = browser.signedIn("planner", width);
            assertThat(writer.locator("main")).containsText("下一步：修改或送审");
            writer.locator("main a[href*='version=2']", named("虚构预案 " + KEY)).first().click();
            assertThat(writer.locator("#life")).containsText("草稿");
            assertThat(writer.locator("#life")).containsText("在用的是第 1 版");
            picture(writer, "plan-draft", width);
            writer.locator("#life a", named("送审…")).click();
            assertThat(writer.locator("main")).containsText("审核，通过后由市政府审批");
            writer.locator("#comment").fill("第一级改名");
            picture(writer, "plan-submission", width);
            writer.locator("main button", button("送审")).click();
            assertThat(writer.locator("#life")).containsText("待审核");
            assertThat(writer.locator("#life a", named("去审核"))).hasCount(0);

            Page reviewer = browser.signedIn("reviewer", width);
            picture(reviewer, "home-reviewer", width);
            assertThat(reviewer.locator(".decide")).containsText("请您审核预案");
            reviewer.locator(".decide a", named("虚构预案 " + KEY)).click();
            reviewer.locator("#life a", named("意见 0 条")).click();
            reviewer.locator("#about").selectOption("action:forecast");
            reviewer.locator("main button", button("提交意见")).click();
            assertThat(reviewer.locator(".summary")).containsText("必填");
            assertThat(reviewer.locator("#about")).hasValue("action:forecast");
            reviewer.locator("#text").fill("间隔的依据是什么？");
            reviewer.locator("main button", button("提交意见")).click();
            assertThat(reviewer.locator("#comments")).containsText("间隔的依据是什么？");
            picture(reviewer, "plan-papers", width);

            reviewer.navigate("/plans/" + KEY + "/versions/2/approval");
            assertThat(reviewer.locator("#unsettled")).containsText("间隔的依据是什么？");
            assertThat(reviewer.locator("main")).containsText("第一级改名");
            reviewer.locator("main button", button("退回修改")).click();
            assertThat(reviewer.locator(".summary")).containsText("必填");
            picture(reviewer, "plan-review", width);
            reviewer.locator("#comment").fill("同意");
            reviewer.locator("main button", button("审核通过")).click();
            assertThat(reviewer.locator("#life")).containsText("待审批");

            Page government = browser.signedIn("government", width);
            assertThat(government.locator(".decide", new Page.LocatorOptions().setHasText("请您审批预案"))).hasCount(1);
            government.locator(".decide a", named("去审批")).click();
            government.locator("main button", button("批准")).click();
            assertThat(government.locator("#life")).containsText("已批准，待发布");
            assertThat(plans.current(KEY).number()).isEqualTo(1);

            writer.navigate("/");
            assertThat(writer.locator("main")).containsText("下一步：发布");
            writer.navigate("/plans/" + KEY + "/versions/2/publication");
            assertThat(writer.locator("main")).containsText("第 1 版被取代；正在进行的响应仍按启动时的版本");
            picture(writer, "plan-publication", width);
            writer.locator("main button", button("发布，立即起用")).click();
            assertThat(writer.locator("#life")).containsText("在用");
            assertThat(plans.current(KEY).number()).isEqualTo(2);
            picture(writer, "plan-in-force", width);
            writer.locator("#life a", named("各版本和办理记录")).click();
            assertThat(writer.locator("#v2")).containsText("同意");
            assertThat(writer.locator("#v1")).containsText("被新版取代");
            assertThat(writer.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
            picture(writer, "plan-history", width);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Browser.DESKTOP, Browser.PHONE})
    void whoeverTakesAPlanOutOfForceSeesWhichLaunchesWaitAndTheirSignerSeesWhyNot(int width) {
        Scenario scenario = new Scenario(context);
        LifePlans.at(context, KEY, Status.PUBLISHED);
        Response asked = scenario.responses.launch(new LaunchRequest(KEY, scenario.incident("fictitious", Map.of()), KEY,
                "红", List.of(), List.of(), false, "研判后启动"), Actors.DUTY).response();
        LifePlans.at(context, LifePlans.special(KEY, "黄色预警响应"), Status.APPROVED);
        try (Browser browser = new Browser(port)) {
            Page planner = browser.signedIn("planner", width);
            planner.navigate("/plans/" + KEY + "/versions/2/publication");
            assertThat(planner.locator("#asked")).containsText("有 1 项启动请示");
            assertThat(planner.locator("#asked")).not().containsText(asked.number());
            Page office = browser.signedIn("office", width);
            office.navigate("/plans/" + KEY + "/versions/2/withdrawal");
            assertThat(office.locator("#asked")).hasCount(0);
            office.navigate("/plans/" + KEY + "/versions/1/withdrawal");
            picture(office, "plan-withdrawal-asked", width);
            office.locator("#asked a", named(asked.number())).click();
            assertThat(office.locator("#pending-impediment")).hasCount(0);
            life.withdraw(KEY, 1, "不再适用", Actors.OFFICE);

            Page commander = browser.signedIn("commander", width);
            commander.navigate("/responses/" + asked.id());
            assertThat(commander.locator("#pending-impediment")).containsText("第 1 版已停用");
            assertThat(commander.locator("#pending button", button("批准.*"))).hasCount(0);
            picture(commander, "command-impediment", width);
            commander.locator("#pending #comment").fill("改按别的预案");
            commander.locator("#pending button", button("不批准")).click();
            assertThat(commander.locator("#pending")).hasCount(0);
        }
    }

    @Test
    void whatCameBackIsOnTheWritersHomeWithTheCommentAndCanBeCalledBack() {
        LifePlans.at(context, KEY, Status.REVIEWED);
        try (Browser browser = new Browser(port)) {
            Page writer = browser.signedIn("planner", Browser.PHONE);
            writer.navigate("/plans/" + KEY);
            writer.locator("#life a", named("撤回修改…")).click();
            assertThat(writer.locator("main")).containsText("已有的审核不再算数");
            writer.locator("main button", button("撤回，继续修改")).click();
            assertThat(writer.locator("#life")).containsText("草稿");
            life.submit(KEY, 1, "", LifePlans.PLANNER);
            life.sign(KEY, 1, PlanLife.REJECTED, "第三级由谁决定没有写明", null, LifePlans.REVIEWER);
            writer.navigate("/");
            assertThat(writer.locator("main")).containsText("第三级由谁决定没有写明");
            assertThat(writer.locator("main")).containsText("被退回");
            picture(writer, "home-planner-back", Browser.PHONE);
        }
    }

    @Test
    void whatChangedBetweenReadingAndSigningIsNotSignedAndTheWordsStay() {
        LifePlans.at(context, KEY, Status.SUBMITTED);
        Session reviewer = new Session(port, "reviewer");
        String page = reviewer.get("/plans/" + KEY + "/versions/1/approval").body();
        String digest = page.replaceFirst("(?s).*name=\"digest\" value=\"([0-9a-f]{64})\".*", "$1");
        life.recall(KEY, 1, "", LifePlans.PLANNER);
        life.draft(LifePlans.special(KEY, "改过"), BroughtForms.NONE, LifePlans.PLANNER);
        life.submit(KEY, 1, "", LifePlans.PLANNER);

        var answer = reviewer.post("/plans/" + KEY + "/versions/1/approval", Session.token(page),
                "status=submitted&decision=approved&comment=%E7%9C%8B%E8%BF%87&digest=" + digest);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("在您查看之后有变动", "看过");
        assertThat(plans.version(KEY, 1).state()).isEqualTo(Status.SUBMITTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {Browser.DESKTOP, Browser.PHONE})
    void whatWasTypedIsThereToCopyWhenTheStateOfThingsHasTakenTheFormAway(int width) {
        LifePlans.at(context, KEY, Status.SUBMITTED);
        UUID asked = comments.add(KEY, 1, "plan", "", "间隔的依据是什么？", LifePlans.REVIEWER).id();
        try (Browser browser = new Browser(port)) {
            Page reviewer = browser.signedIn("reviewer", width);
            reviewer.navigate("/plans/" + KEY + "/versions/1/approval");
            reviewer.locator("#comment").fill("第三级由谁决定没有写明；\n第四级的监测数据没有来源。");
            life.recall(KEY, 1, "", LifePlans.PLANNER);
            reviewer.locator("main button", button("退回修改")).click();
            assertThat(reviewer.locator(".summary")).containsText("没有等待签署的环节");
            assertThat(reviewer.locator("h1")).containsText("审核预案");
            assertThat(reviewer.locator("#kept")).hasValue("第三级由谁决定没有写明；\n第四级的监测数据没有来源。");
            picture(reviewer, "plan-review-too-late", width);

            Page writer = browser.signedIn("planner", width);
            writer.navigate("/plans/" + KEY + "/versions/1/papers");
            writer.locator("#c" + asked + " summary").click();
            writer.locator("#c" + asked + " textarea").fill("按气象局规定");
            comments.settle(asked, LifePlans.REVIEWER);
            writer.locator("#c" + asked + " button", button("提交答复")).click();
            assertThat(writer.locator(".summary")).containsText("已经解决");
            assertThat(writer.locator("#kept")).hasValue("按气象局规定");

            writer.locator("#about").selectOption("action:forecast");
            writer.locator("#comment textarea").fill("时限写明依据");
            LifePlans.sign(context, KEY, Status.PUBLISHED);
            writer.locator("main button", button("提交意见")).click();
            assertThat(writer.locator(".summary")).containsText("不再收意见");
            assertThat(writer.locator("#kept")).hasValue("时限写明依据");
            picture(writer, "plan-papers-too-late", width);
        }
    }

    @Test
    void theSignedTextIsForAllWhoReadTheVersionAndOtherFilesAreNot() {
        LifePlans.at(context, KEY, Status.APPROVED);
        try (Browser browser = new Browser(port)) {
            Page writer = browser.signedIn("planner", Browser.DESKTOP);
            writer.navigate("/plans/" + KEY + "/versions/1/papers");
            attach(writer, "签发文本.txt", "signed");
            attach(writer, "专家意见.txt", "other");
            attach(writer, "假的.pdf", "other");
            assertThat(writer.locator(".summary")).isVisible();
        }
        life.publish(KEY, 1, LifePlans.PLANNER);
        Session officer = new Session(port, "water");
        String history = officer.get("/plans/" + KEY + "/history").body();
        assertThat(history).contains("签发文本.txt", "SHA-256").doesNotContain("专家意见.txt", "请审核");
        String file = history.replaceFirst("(?s).*href=\"(/plans/" + KEY + "/attachments/[0-9a-f-]{36})\".*", "$1");
        assertThat(officer.get(file).body()).isEqualTo("签发文本.txt 的内容");
        assertThat(officer.get("/plans/" + KEY + "/versions/1/papers").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(ints = {Browser.DESKTOP, Browser.PHONE})
    void thePlanOfADistrictSaysByWhatRuleTheLeaderOfTheDistrictSigns(int width) {
        LifePlans.at(context, LifePlans.plan(KEY, Plan.Type.SPECIAL, Plan.Tier.COUNTY, "gulou", "黄色响应"), Status.REVIEWED);
        try (Browser browser = new Browser(port)) {
            Page leader = browser.signedIn("gulou-leader", width);
            leader.locator(".decide a", named("去审批")).click();
            assertThat(leader.locator("main")).containsText("这里由鼓楼区防指的带班领导代为签署，是本系统的缺省");
            picture(leader, "plan-approval-district", width);
            leader.locator("main button", button("批准")).click();
            assertThat(leader.locator("#life")).containsText("已批准，待发布");
        }
    }

    @ParameterizedTest
    @CsvSource({"DEPARTMENT, COUNTY, gulou, 审批方式由本级政府规定", "JOINT, COUNTY, gulou, 由相关政府协商审批",
            "SPECIAL, COUNTY, water, 牵头单位不属于某个区、乡镇，这里由市政府岗位签署", "SPECIAL, CITY, gulou, 专项预案：由本级政府审批",
            "UNIT, COUNTY, gulou, 由本单位主要负责人签发"})
    void everyPlanSaysByWhatRuleItIsApproved(Plan.Type type, Plan.Tier tier, String lead, String rule) {
        LifePlans.at(context, LifePlans.plan(KEY, type, tier, lead, "黄色响应"), Status.SUBMITTED);

        assertThat(new Session(port, "planner").get("/plans/" + KEY + "?version=1").body()).contains(rule);
    }

    @Test
    void aVersionThatWasGivenUpIsCalledSoAndShowsNoSignatureThatCountsNoMore() {
        LifePlans.at(context, KEY, Status.REVIEWED);
        life.recall(KEY, 1, "", LifePlans.PLANNER);
        assertThat(head.of(plans.version(KEY, 1), LifePlans.PLANNER).stages()).extracting(LifeHead.Stage::done)
                .as("back with the writer").containsOnly(false);
        LifePlans.sign(context, KEY, Status.SUBMITTED);
        assertThat(head.of(plans.version(KEY, 1), LifePlans.PLANNER).stages()).extracting(LifeHead.Stage::done)
                .containsExactly(true, false, false, false);
        life.recall(KEY, 1, "", LifePlans.PLANNER);
        life.withdraw(KEY, 1, "不再编制", LifePlans.PLANNER);
        assertThat(head.of(plans.version(KEY, 1), LifePlans.PLANNER).stages()).as("given up after a recall")
                .allMatch(stage -> !stage.done() && !stage.next());

        Session planner = new Session(port, "planner");
        assertThat(planner.get("/plans?status=past&q=" + KEY).body()).contains(">已作废</span>")
                .doesNotContain(">已停用</span>");
        LifePlans.at(context, LifePlans.special(KEY, "黄色预警响应"), Status.PUBLISHED);
        life.withdraw(KEY, 2, "不再适用", Actors.OFFICE);
        assertThat(head.of(plans.version(KEY, 2), LifePlans.PLANNER).stages()).allMatch(LifeHead.Stage::done);
        assertThat(planner.get("/plans?status=past&q=" + KEY).body()).contains(">已作废</span>", ">已停用</span>");
    }

    @ParameterizedTest
    @ValueSource(ints = {Browser.DESKTOP, Browser.PHONE})
    void aFileAttachedInErrorIsStruckWithTheReasonAndOneOfAnEarlierContentIsMarked(int width) {
        LifePlans.at(context, KEY, Status.DRAFT);
        try (Browser browser = new Browser(port)) {
            Page writer = browser.signedIn("planner", width);
            writer.navigate("/plans/" + KEY + "/versions/1/papers");
            attach(writer, "签发文本.txt", "signed");
            attach(writer, "通讯录.txt", "signed");
            life.draft(LifePlans.special(KEY, "黄色预警响应"), BroughtForms.NONE, LifePlans.PLANNER);
            writer.reload();
            assertThat(writer.locator("#attachments li", named("对应改动前的内容"))).hasCount(2);
            com.microsoft.playwright.Locator wrong = writer.locator("#attachments li", named("通讯录.txt"));
            wrong.locator("summary").click();
            wrong.locator("button").click();
            assertThat(writer.locator(".summary")).containsText("必填");
            assertThat(wrong.locator("#reason")).isVisible();
            picture(writer, "plan-file-strike", width);
            wrong.locator("#reason").fill("含有手机号码");
            wrong.locator("button").click();
            assertThat(wrong).containsText("已作废");
            assertThat(wrong).containsText("含有手机号码");
            assertThat(wrong.locator("summary")).hasCount(0);
            assertThat(writer.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
            picture(writer, "plan-file-struck", width);
        }
        LifePlans.sign(context, KEY, Status.PUBLISHED);
        assertThat(new Session(port, "reviewer").get("/plans/" + KEY + "/history").body())
                .contains("通讯录.txt", "含有手机号码");
        assertThat(new Session(port, "water").get("/plans/" + KEY + "/history").body())
                .contains("签发文本.txt", "对应改动前的内容").doesNotContain("通讯录.txt", "含有手机号码");
    }

    private static void attach(Page page, String name, String kind) {
        page.locator("#file").setInputFiles(new FilePayload(name, "text/plain",
                (name + " 的内容").getBytes(StandardCharsets.UTF_8)));
        page.locator("input[name=kind][value=" + kind + "]").check();
        page.locator("main button", button("添加附件")).click();
    }

    @Test
    void programsSeeWhereVersionsStandAndGiveTheNextSignature() {
        Api api = new Api(port);
        LifePlans.at(context, KEY, Status.DRAFT);
        String version = "/plans/" + KEY + "/versions/1";
        assertThat(api.get("planner", version).expect(200).path("status").asString()).isEqualTo("draft");
        assertThat(api.get("planner", "/plans/" + KEY).expect(200).path("status").asString()).isEqualTo("draft");
        api.get("water", version).expect(404);
        api.get("water", "/plans/" + KEY + "/versions").expect(404);
        api.post("planner", version + "/submission", null).expect(200);
        api.post("planner", version + "/approval", Map.of("decision", "approved")).expect(403);
        JsonNode reviewed = api.post("reviewer", version + "/approval", Map.of("decision", "approved", "comment", "好"))
                .expect(200);
        assertThat(reviewed.path("status").asString()).isEqualTo("reviewed");
        assertThat(reviewed.path("waitsFor").path("post").asString()).isEqualTo("government");
        assertThat(api.post("reviewer", version + "/approval", Map.of("decision", "approved", "comment", "好"))
                .expect(200)).as("sent again").isEqualTo(reviewed);
        assertThat(api.post("planner", version + "/publication", null).expect(409).path("code").asString())
                .isEqualTo("plan-not-approved");
        assertThat(api.post("government", version + "/approval", Map.of("decision", "rejected")).expect(422).toString())
                .contains("comment");
        api.post("government", version + "/approval", Map.of("decision", "approved")).expect(200);
        api.post("planner", version + "/publication", null).expect(200);
        JsonNode versions = api.get("planner", "/plans/" + KEY + "/versions").expect(200);
        assertThat(versions.get(0).path("status").asString()).isEqualTo("published");
        assertThat(versions.get(0).path("signatures")).hasSize(2);
        assertThat(versions.get(0).path("signatures").get(0).path("comment").asString()).isEqualTo("好");
        JsonNode outside = api.get("water", "/plans/" + KEY + "/versions").expect(200).get(0).path("signatures");
        assertThat(outside).as("as in the history").hasSize(2);
        assertThat(outside.get(0).path("name").asString()).isEqualTo("预案审核员");
        assertThat(outside.get(0).path("comment").asString()).as("for those inside").isEmpty();
        api.post("government", version + "/withdrawal", Map.of("reason", "不再适用")).expect(200);
        api.get("water", version).expect(200);
    }

    private static Page.LocatorOptions named(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    private static Page.LocatorOptions button(String text) {
        return new Page.LocatorOptions().setHasText(java.util.regex.Pattern.compile("^\\s*" + text + "\\s*$"));
    }

    private static void picture(Page page, String name, int width) {
        Pictures.whole(page, name + "-" + width);
    }
}
