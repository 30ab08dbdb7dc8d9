package org.fengsui.plan.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.fengsui.form.FormText;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.plan.TestPlans;
import org.fengsui.plan.workbook.Workbooks;
import org.fengsui.response.LaunchRequest;
import org.fengsui.support.Actors;
import org.fengsui.support.Api;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Forms that come with a plan: from the upload, through review, to the officer who fills them in. */
@ServerTest
class PlanFormsTests {

    private static final String KEY = "formed";
    private static final String ACTION = "remind-outdoor";
    private static final String FORM = "site-check";

    @LocalServerPort
    int port;
    @Autowired
    ApplicationContext context;
    @Autowired
    Plans plans;
    @Autowired
    Workbooks workbooks;
    @Autowired
    JdbcClient jdbc;

    private Scenario scenario;
    private Api api;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context).onAnEmptySite();
        api = new Api(port);
        forget();
    }

    @AfterEach
    void forget() {
        LifePlans.forget(context, KEY);
        scenario.onAnEmptySite();
    }

    @Test
    void aFormComesWithAWorkbookIsNamedByTheVersionAndGivenOutAgain() {
        JsonNode drafted = upload(workbook(plan()), form(FORM, places())).expect(201);
        assertThat(codes(drafted)).doesNotContain("form-unused", "form-kept");

        Plans.Version version = plans.version(KEY, drafted.path("version").asInt());
        String ref = new FormText(FORM, places()).ref();
        assertThat(version.forms()).containsExactly(Map.entry(FORM, ref));
        JsonNode shown = api.get("planner", "/plans/" + KEY + "/versions/1").expect(200).path("forms");
        assertThat(shown).hasSize(1);
        assertThat(shown.get(0).toString()).isEqualTo("{\"key\":\"" + FORM + "\",\"shipped\":false,\"form\":\"" + ref
                + "\",\"actions\":[\"" + ACTION + "\"]}");
        assertThat(api.get("planner", "/plans/" + KEY + "/versions/1/forms/" + FORM).text()).isEqualTo(places());
        assertThat(api.get("planner", "/plans/" + KEY + "/versions/1/forms/situation-report").status()).isEqualTo(404);
        assertThat(api.get("water", "/plans/" + KEY + "/versions/1/forms/" + FORM).status()).isEqualTo(404);
        assertThat(api.get("water", "/plans/flood-nanjing/versions/1/forms/situation-report").expect(200).path("id")
                .asString()).isEqualTo("situation-report");
    }

    @Test
    void aFormComesWithModelsToo() {
        List<String> models = TestPlans.compiled(plan());

        upload(part("model", models.get(0)), part("decisions", models.get(1)), form(FORM, places())).expect(201);

        assertThat(plans.version(KEY, 1).forms()).containsOnlyKeys(FORM);
    }

    @Test
    void anUnknownFormIsAnErrorAtItsCellAndAtItsElementAndNothingIsKept() {
        JsonNode problem = problem(upload(workbook(plan())), "unknown-form");
        assertThat(problem.path("where").asString()).isEqualTo("响应行动!L3");
        assertThat(problem.path("message").asString()).contains("提醒户外作业单位", FORM + ".form");

        List<String> models = TestPlans.compiled(plan());
        String bpmn = models.get(0);
        int line = bpmn.substring(0, bpmn.indexOf("name=\"form\"")).split("\n", -1).length;
        assertThat(problem(upload(part("model", bpmn), part("decisions", models.get(1))), "unknown-form").path("where")
                .asString()).isEqualTo("userTask_" + ACTION + ":" + line);
        assertThat(count("plan_version where plan_key = '" + KEY + "'")).isZero();
        // A shipped form needs nothing brought.
        upload(workbook(LifePlans.asking(plan(), ACTION, "situation-report"))).expect(201);
        assertThat(plans.version(KEY, 1).forms()).isEmpty();
    }

    @ParameterizedTest(name = "{1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "label": "地点"       | components[0].label            | form-expression       | "label": "=evil()"
            "label": "地点"       | components[0].label            | form-expression       | "label": "${evil}"
            "label": "地点"       | components[0].label            | form-markup           | "label": "<script>alert(1)</script>"
            "label": "地点"       | components[0].label            | form-bad-character    | "label": "地\\u0000点"
            "label": "地点"       | components[0].conditional      | form-unknown-property | "conditional": {"hide": "=true"}, "label": "地点"
            "type": "textfield"   | components[0].type             | form-unknown-component | "type": "script"
            "maxLength": 50       | components[0].validate.pattern | form-wrong-value      | "pattern": "(a+)+$"
            "id": "site-check"    | id                             | form-wrong-value      | "id": "other"
            "schemaVersion": 16   | line 1                         | form-not-json         | "schemaVersion": 16,,
            "max": 5000           | components[1].validate.max     | form-wrong-value      | "max": 1e400
            """)
    void anAttackInAFormIsRefusedByItsPlaceWithTheRestAndNothingIsKept(String sound, String path, String code,
                                                                       String attack) {
        long before = count("form_text");
        JsonNode answer = upload(workbook(LifePlans.asking(plan(), "forecast", "nowhere")),
                form(FORM, places().replace(sound, attack))).expect(422);

        assertThat(codes(answer)).containsExactlyInAnyOrder("unknown-form", code);
        JsonNode problem = problem(answer, code);
        assertThat(problem.path("where").asString()).isEqualTo(FORM + ".form!" + path);
        assertThat(problem.path("severity").asString()).isEqualTo("error");
        assertThat(problem.path("message").asString()).contains("“" + FORM + "”").doesNotContain("{0}", "{1}", "{2}", "{3}");
        assertThat(count("plan_version where plan_key = '" + KEY + "'")).isZero();
        assertThat(count("form_text")).isEqualTo(before);
    }

    @Test
    void filesThatAreNoFormsAreRefusedByName() {
        byte[] gb = places().getBytes(java.nio.charset.Charset.forName("GB18030"));
        JsonNode answer = upload(workbook(plan()), form(FORM, places()), form(FORM, places()),
                new Api.Part("forms", "site-check-2.form", gb), form("situation-report", places()),
                new Api.Part("forms", "C:/桌面/说明.docx", gb), new Api.Part("forms", "empty.form", new byte[0]),
                form("large", places().replace("写到街道", "写到街道".repeat(20_000)))).expect(422);

        assertThat(answer.path("problems"))
                .extracting(one -> one.path("where").asString() + " " + one.path("code").asString())
                .containsExactlyInAnyOrder(FORM + ".form form-twice", "site-check-2.form form-not-json",
                        "situation-report.form form-shipped", "situation-report.form!id form-wrong-value",
                        "说明.docx form-file-name", "empty.form form-not-json", "large.form form-too-large");

        List<Api.Part> many = new ArrayList<>(List.of(workbook(plan())));
        for (int i = 0; i < 21; i++) {
            many.add(form(i == 20 ? FORM : "form-" + i, places().replace("\"site-check\"", "\"form-" + i + "\"")));
        }
        JsonNode tooMany = upload(many.toArray(Api.Part[]::new)).expect(422);
        assertThat(codes(tooMany)).containsExactly("too-many-forms");
        assertThat(tooMany.path("problems").get(0).path("where").asString()).isEqualTo("forms");
    }

    @Test
    void aFormForNothingIsAWarningAndNotKept() {
        JsonNode drafted = upload(workbook(LifePlans.special(KEY, "黄色响应")), form(FORM, places())).expect(201);

        assertThat(problem(drafted, "form-unused").path("severity").asString()).isEqualTo("warning");
        assertThat(plans.version(KEY, 1).forms()).isEmpty();
    }

    @Test
    void whatIsNotBroughtAgainIsThatOfTheDraftThatIsReplacedThenOfTheVersionInForce() {
        upload(workbook(plan()), form(FORM, places())).expect(201);
        upload(workbook(titled("二")), form(FORM, people())).expect(201);
        assertThat(refOf(1)).isEqualTo(new FormText(FORM, people()).ref());

        JsonNode again = upload(workbook(titled("三"))).expect(201);
        assertThat(problem(again, "form-kept").path("message").asString()).contains("第 1 版");
        assertThat(refOf(1)).isEqualTo(new FormText(FORM, people()).ref());
        LifePlans.from(context, plans.version(KEY, 1), Plans.Status.PUBLISHED);

        // A draft that names it no more, and one that does again.
        upload(workbook(LifePlans.special(KEY, "四"))).expect(201);
        assertThat(plans.version(KEY, 2).forms()).isEmpty();
        upload(workbook(titled("五"))).expect(201);
        assertThat(refOf(2)).isEqualTo(new FormText(FORM, people()).ref());
    }

    @Test
    void theDigestThatIsSignedCoversTheFormsAndTheDifferenceTellsWhatChanged() {
        upload(workbook(plan()), form(FORM, places())).expect(201);
        Plans.Version first = LifePlans.from(context, plans.version(KEY, 1), Plans.Status.PUBLISHED);
        assertThat(upload(workbook(plan())).code()).isEqualTo("plan-unchanged");
        assertThat(upload(workbook(plan()), form(FORM, places())).code()).isEqualTo("plan-unchanged");

        upload(workbook(plan()), form(FORM, people())).expect(201);

        assertThat(plans.version(KEY, 2).digest()).isNotEqualTo(first.digest());
        JsonNode changes = difference(2);
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).path("section").asString() + " " + changes.get(0).path("kind").asString() + " "
                + changes.get(0).path("name").asString()).isEqualTo("forms changed " + FORM);
        assertThat(changes.get(0).path("fields")).extracting(one -> one.path("field").asString() + "："
                + one.path("before").asString() + " → " + one.path("after").asString()).containsExactly(
                "地点：单行文字；必填；至多 50 个字；提示：写到街道 → 单行文字；必填；至多 80 个字；提示：写到街道",
                "在场人数：“人数”：数字；选填；0 至 5000；整数；单位：人 → “在场人数”：数字；必填；0 至 5000；整数；单位：人",
                "处置： → 单选；必填；选项：已停工（stopped）、未停工（not）");

        // Only drawn in another way, and gone.
        upload(workbook(plan()), form(FORM, places().replace("\"schemaVersion\": 16", "\"schemaVersion\": 17")))
                .expect(201);
        assertThat(difference(2).get(0).path("fields").get(0).path("field").asString()).isEqualTo("排列");
        upload(workbook(LifePlans.special(KEY, "黄色响应"))).expect(201);
        assertThat(difference(2)).extracting(one -> one.path("section").asString() + " " + one.path("kind").asString())
                .containsExactly("actions changed", "forms removed");
    }

    @Test
    void twoUploadsAtOnceLeaveOneDraftWithTheFormsOfOneOfThem() throws Exception {
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 5; round++) {
                String title = "第" + round;
                Callable<Api.Answer> one = () -> upload(workbook(titled(title + "甲")), form(FORM, places()));
                Callable<Api.Answer> other = () -> upload(workbook(titled(title + "乙")), form(FORM, people()));
                for (Future<Api.Answer> answer : both.invokeAll(List.of(one, other))) {
                    answer.get().expect(201);
                }
                Plans.Version draft = plans.version(KEY, 1);
                String expected = draft.plan().levels().get(0).name().endsWith("甲") ? places() : people();
                assertThat(refOf(1)).isEqualTo(new FormText(FORM, expected).ref());
                assertThat(draft.digest()).isEqualTo(plans.models(KEY, 1).digest());
            }
        } finally {
            both.shutdownNow();
        }
        assertThat(plans.history(KEY)).hasSize(1);
    }

    @Test
    void aRunningResponseKeepsTheFormOfItsVersionAndTheNextOneHasTheNew() {
        upload(workbook(LifePlans.asking(plan(), "forecast", FORM)), form(FORM, places())).expect(201);
        LifePlans.from(context, plans.version(KEY, 1), Plans.Status.PUBLISHED);
        UUID running = launch();
        JsonNode task = task(running, "construction", ACTION);
        String asked = task.path("form").asString();
        assertThat(asked).isEqualTo(new FormText(FORM, places()).ref());
        assertThat(labels(asked)).containsExactly("地点", "人数");

        upload(workbook(LifePlans.asking(plan(), "forecast", FORM)), form(FORM, people())).expect(201);
        LifePlans.from(context, plans.version(KEY, 2), Plans.Status.PUBLISHED);

        String id = task.path("id").asString();
        Api.Answer refused = complete("construction", id, Map.of("people", 6000, "outcome", "stopped"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors")).extracting(one -> one.path("field").asString())
                .containsExactlyInAnyOrder("form.place", "form.people", "form.outcome");
        assertThat(complete("construction", id, Map.of("place", "江心洲", "people", 12)).expect(200).path("formValues")
                .toString()).isEqualTo("{\"place\":\"江心洲\",\"people\":12}");
        // The next turn of what recurs is still of that version.
        complete("meteorology", task(running, "meteorology", "forecast").path("id").asString(), Map.of("place", "全市"))
                .expect(200);

        UUID next = launch();
        String fresh = task(next, "construction", ACTION).path("id").asString();
        assertThat(complete("construction", fresh, Map.of("place", "江心洲", "people", 12)).json().path("errors"))
                .extracting(one -> one.path("field").asString()).containsExactly("form.outcome");
        complete("construction", fresh, Map.of("place", "江心洲", "people", 12, "outcome", "stopped")).expect(200);
    }

    @Test
    void aWriterUploadsFormsOnAPhoneAndAnOfficerFillsThemIn() {
        try (Browser browser = new Browser(port)) {
            Page writer = browser.signedIn("planner", Browser.PHONE);
            writer.navigate("/plans/new");
            writer.locator("#file").setInputFiles(xlsx(plan()));
            writer.locator("#forms").setInputFiles(new FilePayload[] {file("说明.txt", "说明"),
                file(FORM + ".form", places().replace("\"地点\"", "\"=evil()\""))});
            writer.locator("main button.button--main").click();
            assertThat(writer.locator(".summary")).containsText("2 处");
            assertThat(writer.locator("main")).containsText("第 1 个栏目");
            assertThat(writer.locator("main")).containsText("说明.txt");
            fits(writer);
            picture(writer, "plan-new-form-problems");

            writer.locator("#file").setInputFiles(xlsx(plan()));
            writer.locator("main button.button--main").click();
            assertThat(writer.locator("main")).containsText("L3");
            assertThat(writer.locator("main")).containsText("请把 site-check.form 一起上传");

            writer.locator("#file").setInputFiles(xlsx(plan()));
            writer.locator("#forms").setInputFiles(file(FORM + ".form", places()));
            writer.locator("main button.button--main").click();
            assertThat(writer).hasURL(Pattern.compile(".*/plans/" + KEY + "\\?version=1"));
            assertThat(writer.locator("#forms")).containsText("随本版");
            fits(writer);
            picture(writer, "plan-with-form");
            writer.locator("#forms a", new Page.LocatorOptions().setHasText(FORM)).click();
            assertThat(writer.locator("main")).containsText("单行文字；必填；至多 50 个字；提示：写到街道");
            fits(writer);
            picture(writer, "plan-form");
            String saved = new String(writer.context().request()
                    .get("/plans/" + KEY + "/versions/1/forms/" + FORM + "/file").body(), StandardCharsets.UTF_8);
            assertThat(saved).isEqualTo(places());

            LifePlans.from(context, plans.version(KEY, 1), Plans.Status.PUBLISHED);
            String task = task(launch(), "construction", ACTION).path("id").asString();
            upload(workbook(plan()), form(FORM, people())).expect(201);
            LifePlans.from(context, plans.version(KEY, 2), Plans.Status.PUBLISHED);

            Page officer = browser.signedIn("construction", Browser.PHONE);
            officer.navigate("/tasks/" + task);
            officer.locator("#completion summary").click();
            officer.locator("#completion-result").fill("已提醒");
            officer.locator("#completion-form\\.people").fill("12");
            officer.locator("#completion button.button--main").click();
            assertThat(officer.locator("#completion-form\\.place-error")).containsText("必填");
            assertThat(officer.locator("#completion-form\\.people")).hasValue("12");
            fits(officer);
            picture(officer, "task-with-brought-form");
            officer.locator("#completion-form\\.place").fill("江心洲");
            officer.locator("#completion button.button--main").click();
            assertThat(officer.locator("main")).containsText("江心洲");
            assertThat(officer.locator("main")).containsText("12 人");
        }
    }

    private static void fits(Page page) {
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
    }

    private static void picture(Page page, String name) {
        Pictures.whole(page, name);
    }

    private FilePayload xlsx(Plan plan) {
        return new FilePayload("plan.xlsx", Workbooks.MEDIA_TYPE, workbooks.of(plan));
    }

    private static FilePayload file(String name, String text) {
        return new FilePayload(name, "application/octet-stream", text.getBytes(StandardCharsets.UTF_8));
    }

    private UUID launch() {
        UUID incident = scenario.incident("fictitious", Map.of());
        return scenario.responses.launch(new LaunchRequest(UUID.randomUUID().toString(), incident, KEY, "黄", List.of(),
                List.of(), false, "测试"), Actors.EVERY_POST).response().id();
    }

    private JsonNode task(UUID response, String unit, String action) {
        JsonNode tasks = api.get("duty", "/responses/" + response + "/tasks?status=open&unit=" + unit + "&actionKey="
                + action).expect(200).path("content");
        assertThat(tasks).hasSize(1);
        return tasks.get(0);
    }

    private Api.Answer complete(String user, String task, Map<String, ?> values) {
        return api.post(user, "/tasks/" + task + "/completion", Map.of("result", "已办", "form", values));
    }

    private List<String> labels(String form) {
        List<String> labels = new ArrayList<>();
        api.get("construction", "/forms/" + form).expect(200).path("fields").forEach(field ->
                labels.add(field.path("label").asString()));
        return labels;
    }

    private JsonNode difference(int version) {
        return api.get("planner", "/plans/" + KEY + "/versions/" + version + "/difference").expect(200).path("changes");
    }

    private String refOf(int version) {
        return plans.version(KEY, version).forms().get(FORM);
    }

    private static List<String> codes(JsonNode answer) {
        List<String> codes = new ArrayList<>();
        answer.path("problems").forEach(problem -> codes.add(problem.path("code").asString()));
        return codes;
    }

    private static JsonNode problem(Api.Answer answer, String code) {
        return problem(answer.expect(422), code);
    }

    private static JsonNode problem(JsonNode answer, String code) {
        for (JsonNode problem : answer.path("problems")) {
            if (problem.path("code").asString().equals(code)) {
                return problem;
            }
        }
        throw new AssertionError(code + " is not in " + answer);
    }

    private long count(String from) {
        return jdbc.sql("select count(*) from " + from).query(Long.class).single();
    }

    private static Plan plan() {
        return titled("黄色响应");
    }

    private static Plan titled(String title) {
        return LifePlans.asking(LifePlans.special(KEY, title), ACTION, FORM);
    }

    private static String places() {
        return """
                {"schemaVersion": 16, "type": "default", "id": "site-check", "components": [
                  {"key": "place", "type": "textfield", "label": "地点", "description": "写到街道",
                   "validate": {"required": true, "maxLength": 50}},
                  {"key": "people", "type": "number", "label": "人数", "decimalDigits": 0,
                   "appearance": {"suffixAdorner": "人"}, "validate": {"min": 0, "max": 5000}}]}
                """;
    }

    /** The same form after a revision. */
    private static String people() {
        return """
                {"schemaVersion": 16, "type": "default", "id": "site-check", "components": [
                  {"key": "place", "type": "textfield", "label": "地点", "description": "写到街道",
                   "validate": {"required": true, "maxLength": 80}},
                  {"key": "people", "type": "number", "label": "在场人数", "decimalDigits": 0,
                   "appearance": {"suffixAdorner": "人"}, "validate": {"required": true, "min": 0, "max": 5000}},
                  {"key": "outcome", "type": "radio", "label": "处置", "validate": {"required": true},
                   "values": [{"value": "stopped", "label": "已停工"}, {"value": "not", "label": "未停工"}]}]}
                """;
    }

    private Api.Part workbook(Plan plan) {
        return new Api.Part("workbook", "plan.xlsx", workbooks.of(plan));
    }

    private static Api.Part part(String name, String text) {
        return Api.Part.of(name, name, text);
    }

    private static Api.Part form(String key, String text) {
        return Api.Part.of("forms", key + ".form", text);
    }

    private Api.Answer upload(Api.Part... parts) {
        return api.upload("planner", "/plans", List.of(parts));
    }
}
