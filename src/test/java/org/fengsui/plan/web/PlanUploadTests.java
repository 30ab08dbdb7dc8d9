package org.fengsui.plan.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fengsui.plan.KnownForms;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.plan.Plans.Status;
import org.fengsui.plan.TestPlans;
import org.fengsui.plan.workbook.Workbooks;
import org.fengsui.support.Api;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Plans come in as workbooks or models, become drafts, and go out as workbooks; what can't be used leaves nothing. */
@ServerTest
class PlanUploadTests {

    @LocalServerPort
    private int port;

    @Autowired
    private Workbooks workbooks;

    @Autowired
    private Plans plans;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ApplicationContext context;

    private Api api;

    @BeforeEach
    void call() {
        api = new Api(port);
    }

    @Test
    void aWorkbookBecomesADraftAndComesBackAsTheSameWorkbook() throws Exception {
        Plan plan = LifePlans.special("uploaded-heat", "上传的");

        var answer = upload("planner", Map.of("workbook", workbooks.of(plan))).expect(201);

        assertThat(answer.path("key").asString()).isEqualTo("uploaded-heat");
        assertThat(answer.path("status").asString()).isEqualTo("draft");
        int version = answer.path("version").asInt();
        assertThat(plans.version("uploaded-heat", version).plan()).isEqualTo(plan);
        Api.Answer workbook = api.get("planner", "/plans/uploaded-heat/versions/" + version + "/workbook");
        assertThat(workbook.status()).isEqualTo(200);
        assertThat(workbook.contentType()).startsWith(Workbooks.MEDIA_TYPE);
        assertThat(workbooks.read(new ByteArrayInputStream(workbook.response().body()), KnownForms.ANY,
                Locale.CHINESE).plan())
                .contains(plan);
    }

    @Test
    void modelsBecomeADraftAndAModelAloneIsToldWhatIsMissing() {
        List<String> models = TestPlans.compiled(LifePlans.special("uploaded-models", "上传的"));
        byte[] bpmn = models.get(0).getBytes(StandardCharsets.UTF_8);
        byte[] dmn = models.get(1).getBytes(StandardCharsets.UTF_8);

        assertThat(upload("planner", Map.of("model", bpmn)).expect(422).path("problems").get(0).path("code").asString())
                .isEqualTo("missing-decisions");
        assertThat(count("uploaded-models")).isZero();
        assertThat(upload("planner", Map.of("model", bpmn, "decisions", dmn)).expect(201).path("key").asString())
                .isEqualTo("uploaded-models");
    }

    @Test
    void whatCanNotBeUsedIsToldByCellAndLeavesNothing() {
        long before = jdbc.sql("select count(*) from plan_version").query(Long.class).single();

        var answer = upload("planner", Map.of("workbook", workbooks.empty(Workbooks.USUAL_LEVELS))).expect(422);

        assertThat(answer.path("code").asString()).isEqualTo("unusable-plan");
        assertThat(answer.path("problems").get(0).path("where").asString()).isEqualTo("基本信息!B2");
        assertThat(upload("planner", Map.of("workbook", "a,b".getBytes(StandardCharsets.UTF_8))).expect(422)
                .path("problems").get(0).path("code").asString()).isEqualTo("file-text");
        assertThat(upload("planner", Map.of()).status()).isEqualTo(422);
        assertThat(upload("water", Map.of("workbook", new byte[] {1})).status()).isEqualTo(403);
        assertThat(jdbc.sql("select count(*) from plan_version").query(Long.class).single()).isEqualTo(before);
    }

    @Test
    void modelsOfAnotherEncodingThanTheySayAreRefusedAndLeaveNothing() {
        List<String> models = TestPlans.compiled(LifePlans.special("uploaded-gbk", "上传的"));
        byte[] dmn = models.get(1).getBytes(StandardCharsets.UTF_8);
        Charset gbk = Charset.forName("GBK");

        var problems = upload("planner", Map.of("model", models.get(0).getBytes(gbk), "decisions", dmn)).expect(422)
                .path("problems");

        assertThat(problems.get(0).path("code").asString()).isEqualTo("xml-encoding");
        assertThat(problems.get(0).path("where").asString()).startsWith("bpmn:");
        assertThat(count("uploaded-gbk")).isZero();
        byte[] declared = models.get(0).replace("encoding=\"UTF-8\"", "encoding=\"GBK\"").getBytes(gbk);
        assertThat(upload("planner", Map.of("model", declared, "decisions", dmn)).expect(201).path("key").asString())
                .isEqualTo("uploaded-gbk");
    }

    @Test
    void aFactThatAnotherPlanOfTheHazardMeansOtherwiseIsAWarning() {
        LifePlans.at(context, LifePlans.as("clash-one", "clashing", LifePlans.special("clash-one", "上传的")), Status.PUBLISHED);
        try {
            Plan alike = LifePlans.as("clash-two", "clashing", LifePlans.special("clash-two", "上传的"));
            assertThat(upload("planner", Map.of("workbook", workbooks.of(alike))).expect(201).path("problems")).isEmpty();

            var problem = upload("planner", Map.of("workbook", workbooks.of(LifePlans.inUnit("℉", alike)))).expect(201)
                    .path("problems").get(0);

            assertThat(problem.path("code").asString()).isEqualTo("fact-clash");
            assertThat(problem.path("severity").asString()).isEqualTo("warning");
            assertThat(problem.path("where").asString()).isEqualTo(
                    alike.facts().stream().filter(fact -> !fact.unit().isEmpty()).findFirst().orElseThrow().name());
            assertThat(problem.path("message").asString()).contains("数值、℉", "虚构预案 clash-one");
            try (Browser browser = new Browser(port)) {
                for (int width : List.of(Browser.DESKTOP, Browser.PHONE)) {
                    Page page = browser.signedIn("planner", width);
                    page.navigate("/plans/clash-two?version=1");
                    assertThat(page.locator("#clashes li").first().textContent())
                            .isEqualTo(problem.path("message").asString());
                    Pictures.screen(page, "plan-clash-" + width);
                }
            }
        } finally {
            LifePlans.forget(context, "clash-one");
            LifePlans.forget(context, "clash-two");
        }
    }

    private long count(String key) {
        return jdbc.sql("select count(*) from plan_version where plan_key = ?").param(key).query(Long.class).single();
    }

    private Api.Answer upload(String username, Map<String, byte[]> parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        new LinkedHashMap<>(parts).forEach((name, content) -> {
            body.writeBytes(("--x\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + name
                    + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            body.writeBytes(content);
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        });
        body.writeBytes("--x--\r\n".getBytes(StandardCharsets.UTF_8));
        return api.send(username, "POST", "/plans", "multipart/form-data; boundary=x", body.toByteArray());
    }
}
