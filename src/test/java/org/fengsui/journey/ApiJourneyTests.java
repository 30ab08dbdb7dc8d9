package org.fengsui.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fengsui.support.Api;
import org.fengsui.support.ServerTest;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The main path as an outside system walks it: from the report to the end, on Nanjing's flood plan. */
@ServerTest
class ApiJourneyTests {

    @LocalServerPort
    int port;

    @Autowired
    TestClock clock;

    Api api;

    @BeforeEach
    void anEveningInTheFloodSeason() {
        clock.set(Instant.parse("2026-07-06T12:00:00Z"));
        api = new Api(port);
    }

    @AfterEach
    void theClockGoesBack() {
        clock.reset();
    }

    @Test
    void aFloodIsMetFromTheFirstReportToTheEnd() {
        JsonNode reported = api.post("duty", "/incidents", Map.of(
                "title", "长江南京站水位持续上涨 🌊𠮷", "hazard", "flood", "occurredAt", "2026-07-06T19:30:00+08:00",
                "place", Map.of("name", "长江南京站", "district", "gulou", "longitude", 118.72, "latitude", 32.09),
                "facts", Map.of("长江南京", 8.80), "source", "水文分局")).expect(201);
        String incident = reported.path("id").asString();
        JsonNode proposal = reported.path("proposal");
        assertThat(proposal.path("planKey").asString()).isEqualTo("flood-nanjing");
        assertThat(proposal.path("level").asString()).isEqualTo("Ⅳ");
        assertThat(proposal.path("reasons")).isNotEmpty().allSatisfy(reason -> {
            assertThat(reason.path("fact").asString()).isEqualTo("长江南京");
            assertThat(reason.path("value").asString()).startsWith("8.8");
            assertThat(reason.path("condition").asString()).contains("m");
            assertThat(reason.path("clause").asString()).isNotEmpty();
        });
        assertThat(texts(proposal.path("next"), "level")).contains("Ⅲ");
        JsonNode seen = api.get("duty", "/incidents/" + incident).expect(200);
        assertThat(seen.path("title").asString()).isEqualTo("长江南京站水位持续上涨 🌊𠮷");
        assertThat(seen.path("occurredAt").asString()).isEqualTo("2026-07-06T19:30:00+08:00");
        assertThat(seen.path("crossings")).hasSize(1);

        Map<String, Object> launch = Map.of("requestId", UUID.randomUUID().toString(), "incidentId", incident,
                "planKey", "flood-nanjing", "level", "Ⅳ", "scope", List.of(), "exercise", false,
                "reason", "水位达到四级启动条件");
        JsonNode launched = api.post("duty", "/responses", launch).expect(201);
        String id = launched.path("id").asString();
        assertThat(launched.path("status").asString()).isEqualTo("awaiting-approval");
        assertThat(api.post("duty", "/responses", launch).expect(200).path("id").asString()).isEqualTo(id);
        assertThat(tasks(id)).isEmpty();
        assertThat(api.post("duty", "/responses/" + id + "/approval", Map.of("decision", "approved")).status())
                .isEqualTo(403);
        JsonNode approved = api.post("office", "/responses/" + id + "/approval",
                Map.of("decision", "approved", "comment", "同意")).expect(200);
        assertThat(approved.path("status").asString()).isEqualTo("active");
        assertThat(api.get("duty", "/incidents/" + incident).expect(200).path("crossings")).isEmpty();

        List<JsonNode> first = tasks(id);
        assertThat(first).isNotEmpty().allSatisfy(task -> {
            assertThat(task.path("status").asString()).isEqualTo("open");
            assertThat(task.path("level").asString()).isEqualTo("Ⅳ");
            assertThat(task.path("exercise").asBoolean()).isFalse();
        });
        assertThat(texts(first, "unit")).hasSizeGreaterThan(5);
        String finished = anUnitDoesItsTask(first);

        clock.advance(Duration.ofHours(1));
        assertThat(api.post("duty", "/incidents/" + incident + "/observations",
                        Map.of("observedAt", "2026-07-06T20:55:00+08:00", "facts", Map.of("长江南京", 9.80)))
                .expect(200).path("proposal").path("level").asString()).isEqualTo("Ⅱ");

        Set<String> before = running(id);
        JsonNode asked = api.post("duty", "/responses/" + id + "/level",
                Map.of("level", "Ⅱ", "reason", "水位达到二级启动条件")).expect(200);
        assertThat(asked.path("status").asString()).isEqualTo("awaiting-approval");
        assertThat(asked.path("level").asString()).isEqualTo("Ⅳ");
        assertThat(asked.path("opened")).isEmpty();
        JsonNode preview = api.get("duty", "/responses/" + id + "/level/preview?level=%E2%85%A1").expect(200);
        JsonNode raised = api.post("commander", "/responses/" + id + "/approval", Map.of("decision", "approved"))
                .expect(200);
        assertThat(raised.path("level").asString()).isEqualTo("Ⅱ");
        Set<String> after = running(id);
        assertThat(minus(after, before)).hasSize(preview.path("opened").size()).isNotEmpty();
        assertThat(minus(before, after)).hasSize(preview.path("withdrawn").size());
        assertThat(api.get("duty", "/tasks/" + finished).expect(200).path("status").asString()).isEqualTo("done");
        assertThat(actionsOf(id, "running")).doesNotHaveDuplicates();

        JsonNode lowered = api.post("office", "/responses/" + id + "/level",
                Map.of("level", "Ⅳ", "reason", "水位回落")).expect(200);
        assertThat(lowered.path("status").asString()).isEqualTo("active");
        assertThat(lowered.path("level").asString()).isEqualTo("Ⅳ");
        assertThat(lowered.path("withdrawn")).isNotEmpty();
        Set<String> fourth = actionsAt("Ⅳ");
        assertThat(texts(lowered.path("withdrawn"), "actionKey")).doesNotContainAnyElementsOf(fourth);
        List<String> withdrawn = texts(lowered.path("withdrawn"), "id");
        assertThat(tasks(id).stream().filter(task -> withdrawn.contains(task.path("id").asString())))
                .hasSize(withdrawn.size()).allSatisfy(task -> assertThat(task.path("withdrawnReason").asString())
                        .contains("级别调整").contains("水位回落"));
        assertThat(fourth).containsAll(new HashSet<>(actionsOf(id, "running").stream()
                .map(key -> key.substring(0, key.indexOf('@'))).toList()));

        JsonNode ended = api.post("office", "/responses/" + id + "/end", Map.of("reason", "险情解除")).expect(200);
        assertThat(ended.path("status").asString()).isIn("ended", "closed");
        assertThat(ended.path("opened")).isNotEmpty();
        assertThat(tasks(id).stream().filter(task -> List.of("open", "received").contains(task.path("status").asString())))
                .isNotEmpty().allSatisfy(task -> assertThat(task.path("phase").asString()).isEqualTo("closing"));
        assertThat(api.post("duty", "/responses/" + id + "/level", Map.of("level", "Ⅲ", "reason", "再调")).code())
                .isEqualTo("response-ended");
        theTimelineTellsItAll(id);
        assertThat(api.post("duty", "/responses", launch).expect(200).path("id").asString()).isEqualTo(id);
    }

    /** Receipt, progress, photo, completion by the unit that the plan names; others may not. */
    private String anUnitDoesItsTask(List<JsonNode> tasks) {
        JsonNode task = tasks.stream().filter(t -> t.path("unit").asString().equals("water")
                && t.path("kind").asString().equals("once") && t.path("form").asString().isEmpty()).findFirst()
                .orElseThrow();
        String path = "/tasks/" + task.path("id").asString();
        assertThat(api.get("culture-tourism", path).status()).isEqualTo(404);
        assertThat(api.post("duty", path + "/receipt", null).code()).isEqualTo("other-unit");
        assertThat(texts(api.get("water", "/tasks?status=open&size=200&actionKey="
                + task.path("actionKey").asString()).expect(200).path("content"), "id"))
                .contains(task.path("id").asString());
        assertThat(api.post("water", path + "/receipt", null).expect(200).path("status").asString())
                .isEqualTo("received");
        api.post("water", path + "/progress", Map.of("text", "巡查队已到位")).expect(200);
        byte[] photo = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1,
                0, 1, 0, 0};
        JsonNode attached = api.upload("water", path + "/attachments", "夹江闸.jpg", photo).expect(201);
        Api.Answer content = api.get("water", "/attachments/" + attached.path("id").asString());
        content.expect(200);
        assertThat(content.response().body()).isEqualTo(photo);
        assertThat(content.contentType()).isEqualTo("image/jpeg");
        assertThat(content.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(content.header("Content-Disposition")).startsWith("attachment").contains("filename*=UTF-8''");
        assertThat(api.get("culture-tourism", "/attachments/" + attached.path("id").asString()).status()).isEqualTo(404);
        JsonNode done = api.post("water", path + "/completion", Map.of("result", "已完成")).expect(200);
        assertThat(done.path("status").asString()).isEqualTo("done");
        assertThat(done.path("completedBy").asString()).isEqualTo("water");
        JsonNode details = api.get("water", path).expect(200);
        assertThat(texts(details.path("attachments"), "name")).containsExactly("夹江闸.jpg");
        assertThat(texts(details.path("entries"), "type")).contains("progress");
        return task.path("id").asString();
    }

    private void theTimelineTellsItAll(String id) {
        JsonNode timeline = api.get("duty", "/responses/" + id + "/timeline").expect(200);
        assertThat(texts(timeline, "type")).containsSubsequence("incident-observed", "incident-threshold-reached",
                "launch-requested", "approved", "launched", "task-received", "task-progressed",
                "task-attached", "task-completed", "incident-observed", "incident-threshold-reached",
                "level-requested", "level-raised", "level-lowered", "ended");
        List<Instant> at = new ArrayList<>();
        timeline.forEach(line -> at.add(OffsetDateTime.parse(line.path("at").asString()).toInstant()));
        assertThat(at).isSorted();
        assertThat(timeline).allSatisfy(line -> {
            assertThat(line.path("text").asString()).isNotEmpty().doesNotContain("{", "}", "null");
            assertThat(line.path("actor").asString()).isNotEmpty();
        });
    }

    private List<JsonNode> tasks(String response) {
        List<JsonNode> all = new ArrayList<>();
        JsonNode page;
        do {
            page = api.get("duty", "/responses/" + response + "/tasks?page=" + all.size() / 100 + "&size=100")
                    .expect(200);
            page.path("content").forEach(all::add);
        } while (all.size() < page.path("totalElements").asInt());
        return all;
    }

    private Set<String> running(String response) {
        return tasks(response).stream().filter(task -> List.of("open", "received").contains(task.path("status").asString()))
                .map(task -> task.path("id").asString()).collect(Collectors.toSet());
    }

    private List<String> actionsOf(String response, String state) {
        List<String> actions = new ArrayList<>();
        api.get("duty", "/responses/" + response + "/tasks?status=" + state).expect(200).path("content")
                .forEach(task -> actions.add(task.path("actionKey").asString() + "@" + task.path("unit").asString()));
        return actions;
    }

    private Set<String> actionsAt(String level) {
        Set<String> actions = new HashSet<>();
        api.get("duty", "/plans/flood-nanjing").expect(200).path("actions").forEach(action -> {
            if (action.path("levels").has(level)) {
                actions.add(action.path("key").asString());
            }
        });
        return actions;
    }

    private static Set<String> minus(Set<String> all, Set<String> less) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(less);
        return rest;
    }

    private static List<String> texts(Iterable<JsonNode> nodes, String field) {
        List<String> texts = new ArrayList<>();
        nodes.forEach(node -> texts.add(node.path(field).asString()));
        return texts;
    }
}
