package org.fengsui.plan.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.fengsui.plan.BroughtForms;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.Plans;
import org.fengsui.plan.Plans.Status;
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
            writer.locator("main a", named("虚构预案 " + KEY)).first().click();
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
        assertThat(api.get("water", "/plans/" + KEY + "/versions").expect(200).get(0).path("signatures")).isEmpty();
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
