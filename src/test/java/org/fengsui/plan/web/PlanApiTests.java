package org.fengsui.plan.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans.Status;
import org.fengsui.support.Api;
import org.fengsui.support.ServerTest;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Whatever an officer does with a plan on the pages, a program does by calls, under the same rules. */
@ServerTest
class PlanApiTests {

    private static final String KEY = "planapi";
    private static final String PLAN = "/plans/" + KEY;
    private static final String VERSION = PLAN + "/versions/1";

    @LocalServerPort
    int port;
    @Autowired
    ApplicationContext context;
    @Autowired
    TestClock clock;
    @Autowired
    JdbcClient jdbc;

    private Api api;

    @BeforeEach
    void begin() {
        clock.set(Instant.parse("2026-07-06T02:00:00Z"));
        LifePlans.forget(context, KEY);
        api = new Api(port);
    }

    @AfterEach
    void forget() {
        LifePlans.forget(context, KEY);
        clock.reset();
    }

    @Test
    void aVersionInTheMakingIsFoundByThoseWhoMaySeeItWithWhatEachMayDo() {
        LifePlans.at(context, LifePlans.plan(KEY, Plan.Type.UNIT, "water", "黄色响应"), Status.SUBMITTED);
        assertThat(making("planner").path("may").toString()).isEqualTo("[\"submission/withdrawal\",\"withdrawal\"]");
        assertThat(making("reviewer").path("may").toString()).isEqualTo("[\"approval\"]");
        assertThat(making("office").path("may").toString()).isEqualTo("[\"withdrawal\"]");
        assertThat(making("duty").path("may")).isEmpty();
        assertThat(making("water-leader").path("may")).as("waits for the review").isEmpty();
        assertThat(making("water")).isNull();
        assertThat(making("police-leader")).isNull();
        api.post("reviewer", VERSION + "/approval", Map.of("decision", "approved")).expect(200);
        assertThat(making("water-leader").path("may").toString()).isEqualTo("[\"approval\"]");

        assertThat(found("water-leader", "making")).contains(KEY);
        assertThat(found("water", "making")).doesNotContain(KEY);
        assertThat(found("water", "published")).contains("flood-nanjing");
        JsonNode line = api.get("water", "/plans/library?q=%E5%A4%A9%E6%B0%94%E9%A2%84%E6%8A%A5&hazard=flood")
                .expect(200)
                .path("content").get(0);
        assertThat(line.path("key").asString()).isEqualTo("flood-nanjing");
        assertThat(line.path("lines").get(0).path("kind").asString()).isEqualTo("action");
        assertThat(api.get("water", "/plans/library?status=all").expect(422).toString())
                .contains("published, making, past");
    }

    @Test
    void commentsAreMadeAnsweredAndSettledOnceEach() {
        LifePlans.at(context, KEY, Status.SUBMITTED);
        Map<String, String> sent = Map.of("about", "action", "target", "forecast", "text", "时限的依据？");
        JsonNode comment = api.post("reviewer", VERSION + "/comments", sent).expect(201);
        assertThat(comment.path("by").asString()).isEqualTo("reviewer");
        assertThat(api.post("reviewer", VERSION + "/comments", sent).expect(201).path("id"))
                .isEqualTo(comment.path("id"));
        String address = VERSION + "/comments/" + comment.path("id").asString();
        for (int i = 0; i < 2; i++) {
            assertThat(api.post("planner", address + "/answer", Map.of("text", "已写明")).expect(200).path("answers"))
                    .hasSize(1);
        }
        assertThat(api.post("planner", address + "/settlement", null).expect(403).path("code").asString())
                .isEqualTo("plan-comment-author-only");
        JsonNode settled = api.post("reviewer", address + "/settlement", null).expect(200);
        assertThat(api.post("reviewer", address + "/settlement", null).expect(200)).isEqualTo(settled);
        assertThat(api.post("planner", address + "/answer", Map.of("text", "又及")).expect(409).path("code").asString())
                .isEqualTo("plan-comment-settled");
        assertThat(api.get("duty", VERSION + "/comments").expect(200).get(0)).isEqualTo(settled);

        assertThat(api.post("reviewer", VERSION + "/comments", Map.of("about", "page", "text", "")).expect(422)
                .toString())
                .contains("\"about\"", "unknown-choice", "\"text\"", "required");
        assertThat(api.post("reviewer", VERSION + "/comments", Map.of("about", "action", "target", "nothing", "text",
                "x"))
                .expect(422).toString()).contains("\"target\"", "unknown-target");
        assertThat(api.post("duty", VERSION + "/comments", sent).expect(403).path("code").asString())
                .isEqualTo("plan-commenter-only");
        api.post("water", VERSION + "/comments", sent).expect(404);
        api.get("water", VERSION + "/comments").expect(404);
        LifePlans.at(context, KEY + "-other", Status.SUBMITTED);
        api.post("reviewer", "/plans/" + KEY + "-other/versions/1/comments/" + comment.path("id")
                .asString() + "/settlement",
                null).expect(404);
    }

    @Test
    void theTextSignedIsForWhoeverReadsTheVersionOtherFilesForThoseInside() {
        LifePlans.at(context, KEY, Status.PUBLISHED);
        byte[] signed = "签发文本".getBytes(StandardCharsets.UTF_8);
        Api.Answer added = api.upload("office", VERSION + "/attachments?kind=signed", "signed.txt", signed);
        JsonNode file = added.expect(201);
        assertThat(file.path("kind").asString()).isEqualTo("signed");
        assertThat(api.upload("office", VERSION + "/attachments?kind=signed", "signed.txt", signed).expect(201)
                .path("id"))
                .as("the same again").isEqualTo(file.path("id"));
        api.upload("planner", VERSION + "/attachments", "notes.txt", "编制说明".getBytes(StandardCharsets.UTF_8))
                .expect(201);
        assertThat(api.get("planner", VERSION + "/attachments").expect(200)).hasSize(2);
        JsonNode seen = api.get("water", VERSION + "/attachments").expect(200);
        assertThat(seen).hasSize(1);
        Api.Answer content = api.get("water", added.header("Location").replace("/api/v1", ""));
        assertThat(content.response().body()).isEqualTo(signed);
        assertThat(content.header("Content-Disposition")).startsWith("attachment");
        assertThat(content.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(jdbc.sql("""
                select count(*) from audit_entry where type = 'plan.attachment-download' and detail::text like ?""")
                .param("%" + file.path("id").asString() + "%").query(Integer.class).single()).isEqualTo(1);
        String other = api.get("planner", VERSION + "/attachments").expect(200).get(1).path("id").asString();
        api.get("water", PLAN + "/attachments/" + other).expect(404);
        api.get("planner", "/plans/flood-nanjing/attachments/" + other).expect(404);

        assertThat(api.upload("water", VERSION + "/attachments", "a.txt", signed).expect(403).path("code").asString())
                .isEqualTo("plan-attacher-only");
        assertThat(api.upload("office", VERSION + "/attachments?kind=secret", "a.txt", signed).expect(422).toString())
                .contains("\"kind\"", "signed, other");
        assertThat(api.upload("office", VERSION + "/attachments", "a.exe",
                "MZ\u0000\u0001".getBytes(StandardCharsets.ISO_8859_1))
                .expect(422).toString()).contains("\"file\"");
        assertThat(api.upload("office", VERSION + "/attachments", "other", "a.txt", signed).expect(422).toString())
                .contains("\"file\"", "required");
    }

    @Test
    void theHistoryTellsWhoDidWhatAndTheWordsToThoseInsideOnly() {
        LifePlans.at(context, KEY, Status.PUBLISHED);
        LifePlans.at(context, LifePlans.special(KEY, "黄色预警响应"), Status.DRAFT);
        JsonNode inside = api.get("reviewer", PLAN + "/history").expect(200);
        assertThat(inside).hasSize(2);
        assertThat(inside.get(1).path("steps").valueStream().map(step -> step.path("type").asString()))
                .containsExactly("drafted", "submitted", "reviewed", "approved", "published");
        assertThat(inside.get(1).path("steps").get(1).path("comment").asString()).isEqualTo("请审核");
        JsonNode outside = api.get("water", PLAN + "/history").expect(200);
        assertThat(outside).as("not the draft").hasSize(1);
        assertThat(outside.get(0).path("steps").get(1).path("comment").isNull()).isTrue();
        api.get("water", "/plans/nothing/history").expect(404);
    }

    @Test
    void theReferenceModelThatIsOfferedIsTakenOverOnce() {
        LifePlans.at(context, KEY, Status.PUBLISHED);
        api.get("planner", PLAN + "/offer").expect(404);
        LifePlans.ship(context, LifePlans.special(KEY, "新的参考模型"));
        assertThat(api.get("office", PLAN + "/offer").expect(200).path("levels")).hasSize(3);
        api.get("duty", PLAN + "/offer").expect(404);
        assertThat(api.post("office", PLAN + "/offer", null).expect(403).path("code").asString())
                .isEqualTo("planner-only");
        for (int i = 0; i < 2; i++) {
            JsonNode draft = api.post("planner", PLAN + "/offer", null).expect(201);
            assertThat(draft.path("version").asInt()).isEqualTo(2);
            assertThat(draft.path("status").asString()).isEqualTo("draft");
        }
        api.get("office", PLAN + "/offer").expect(404);
    }

    @Test
    void datesAreRecordedStruckAndRevisionsEnded() {
        LifePlans.at(context, KEY, Status.PUBLISHED);
        String calendar = PLAN + "/calendar";
        JsonNode date = api.post("planner", calendar + "/dates", Map.of("kind", "drill", "on", "2026-07-01", "note",
                "桌面推演"))
                .expect(201);
        String address = calendar + "/dates/" + date.path("id").asString() + "/strike";
        assertThat(api.post("planner", address, Map.of("why", " ")).expect(422).toString())
                .contains("\"why\"", "required");
        JsonNode struck = api.post("planner", address, Map.of("why", "误登")).expect(200);
        assertThat(struck.path("struckReason").asString()).isEqualTo("误登");
        assertThat(api.post("office", address, Map.of("why", "又误登")).expect(200)).as("struck already")
                .isEqualTo(struck);
        assertThat(api.post("duty", address, Map.of("why", "误登")).expect(403).path("code").asString())
                .isEqualTo("planner-or-office-only");
        api.post("planner", "/plans/flood-nanjing/calendar/dates/" + date.path("id").asString() + "/strike",
                Map.of("why", "误登")).expect(404);

        assertThat(api.get("water", calendar).expect(200).path("safetyAssumed").asBoolean()).isTrue();
        JsonNode classified = api.post("office", calendar + "/safety", Map.of("safety", "high-risk")).expect(200);
        assertThat(classified.path("safety").asString()).isEqualTo("high-risk");
        assertThat(classified.path("safetyAssumed").asBoolean()).isFalse();
        assertThat(api.post("office", calendar + "/safety", Map.of("safety", "maybe")).expect(422).toString())
                .contains("unknown-safety");

        JsonNode revision = api.post("office", calendar + "/revisions", Map.of("reason", "law", "text", "法规修订",
                "wantedOn", "2026-09-01")).expect(201);
        Api.Answer ics = api.get("water", "/plans/calendar.ics");
        assertThat(ics.contentType()).isEqualTo("text/calendar;charset=UTF-8");
        assertThat(ics.text()).contains(KEY + "-revision-" + revision.path("id").asString());
        String end = calendar + "/revisions/" + revision.path("id").asString() + "/end";
        assertThat(api.post("office", end, Map.of("ending", "")).expect(422).toString()).contains("\"ending\"");
        JsonNode ended = api.post("office", end, Map.of("ending", "不修订")).expect(200);
        assertThat(api.post("planner", end, Map.of("ending", "再议")).expect(200)).as("over already").isEqualTo(ended);
        assertThat(api.get("water", "/plans/calendar.ics").text()).doesNotContain(revision.path("id").asString());
    }

    @Test
    void cardsAndDutiesSayWhatThePagesSay() {
        JsonNode card = api.get("water", "/plans/flood-nanjing/cards?level=%E2%85%A3").expect(200);
        assertThat(card).hasSize(1);
        assertThat(card.get(0).path("who").asString()).isEqualTo("市水务局");
        assertThat(card.get(0).path("level").asString()).isEqualTo("Ⅳ");
        assertThat(card.get(0).path("lines").toString()).contains("报送洪水预报");
        assertThat(api.get("duty", "/plans/flood-nanjing/cards?post=office&card=procedure").expect(200).get(0)
                .path("kind")
                .asString()).isEqualTo("procedure");
        assertThat(api.get("duty", "/plans/flood-nanjing/cards?unit=x&post=y&level=z&card=w").expect(422).toString())
                .contains("unknown-unit", "unknown-post", "unknown-level", "unknown-choice");
        LifePlans.at(context, KEY, Status.DRAFT);
        api.get("water", PLAN + "/cards?version=1").expect(404);

        JsonNode duties = api.get("water", "/duties").expect(200);
        assertThat(duties.path("unit").asString()).isEqualTo("water");
        assertThat(duties.path("content").toString()).contains("flood-nanjing", "报送洪水预报");
        api.get("water", "/duties?unit=meteorology").expect(404);
        assertThat(api.get("duty", "/duties?unit=meteorology").expect(200).path("name").asString()).isEqualTo("市气象局");
    }

    @Test
    void theEmptyWorkbookIsForWhoeverWritesPlans() {
        assertThat(api.get("planner", "/plans/new/workbook").response().body()).startsWith(0x50, 0x4b);
        assertThat(api.get("planner", "/plans/new/workbook?levels=A,A").expect(409).path("code").asString())
                .isEqualTo("workbook-levels");
        assertThat(api.get("office", "/plans/new/workbook").expect(403).path("code").asString())
                .isEqualTo("planner-only");
    }

    /** Null when the caller finds none. */
    private JsonNode making(String username) {
        return api.get(username, "/plans/making?size=200").expect(200).path("content").valueStream()
                .filter(version -> version.path("key").asString().equals(KEY)).findFirst().orElse(null);
    }

    private List<String> found(String username, String status) {
        return api.get(username, "/plans/library?size=200&status=" + status).expect(200).path("content").valueStream()
                .map(entry -> entry.path("key").asString()).toList();
    }
}
