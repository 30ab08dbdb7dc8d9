package org.fengsui.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.support.Api;
import org.fengsui.support.ServerTest;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Everything wrong that can be sent: a clear problem at its field, nothing stored, never a 500. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTests {

    private static final String JSON = "application/json";
    private static final String BOUNDARY = "--x\r\nContent-Disposition: form-data; name=\"";
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};

    @LocalServerPort
    int port;

    @Autowired
    TestClock clock;

    @Autowired
    JdbcClient jdbc;

    private Api api;
    /** What the addresses and bodies of the cases stand for: {incident}, {response}, {task} ... */
    private final Map<String, String> ids = new LinkedHashMap<>();

    /**
     * @param field of the first error; empty = the problem is not about a field
     */
    record Case(String name, String user, String method, String path, String type, byte[] body, int status,
                String code, String field, String fieldCode) {

        static Case field(String name, String user, String path, String body, String field, String code) {
            return new Case(name, user, "POST", path, JSON, bytes(body), 422, "invalid", field, code);
        }

        static Case problem(String name, String user, String path, String body, int status, String code) {
            return new Case(name, user, "POST", path, JSON, bytes(body), status, code, "", "");
        }

        static Case get(String name, String path, int status, String code, String field, String fieldCode) {
            return new Case(name, "duty", "GET", path, null, null, status, code, field, fieldCode);
        }

        static Case file(String name, String user, String fileName, byte[] content, int status, String code,
                         String fieldCode) {
            return new Case(name, user, "POST", "/tasks/{task}/attachments", "multipart/form-data; boundary=x",
                    part("file\"; filename=\"" + fileName, content), status, code, fieldCode.isEmpty() ? "" : "file",
                    fieldCode);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    void aResponseRunsAndAnotherHasEnded() {
        clock.set(Instant.parse("2026-07-06T12:00:00Z"));
        api = new Api(port);
        ids.put("incident", incident("输入检查"));
        ids.put("response", launched(ids.get("incident")));
        List<JsonNode> tasks = new ArrayList<>();
        api.get("duty", "/responses/" + ids.get("response") + "/tasks").expect(200).path("content").forEach(tasks::add);
        tasks.stream().filter(task -> !task.path("unit").asString().equals("office")
                && task.path("kind").asString().equals("once")
                && task.path("form").asString().isEmpty()).limit(2).forEach(task -> {
            String n = ids.containsKey("task") ? "2" : "";
            ids.put("task" + n, task.path("id").asString());
            ids.put("unit" + n, task.path("unit").asString());
        });
        api.post(ids.get("unit2"), "/tasks/" + ids.get("task2") + "/completion", Map.of("result", "已完成")).expect(200);
        tasks.stream().filter(task -> task.path("form").asString().equals("situation-report")
                && task.path("unit").asString().equals("office")).limit(1)
                .forEach(task -> ids.put("formTask", task.path("id").asString()));
        assertThat(ids).containsKeys("task", "task2", "formTask");
        String second = incident("已经过去");
        ids.put("ended", launched(second));
        api.post("office", "/responses/" + ids.get("ended") + "/end", Map.of("reason", "险情解除")).expect(200);
        ids.put("waiting", api.post("duty", "/responses", Map.of("requestId", UUID.randomUUID().toString(),
                "incidentId", incident("等待批准"), "planKey", "flood-nanjing", "level", "Ⅳ", "reason", "报请"))
                .expect(201).path("id").asString());
        ids.put("nobody", UUID.randomUUID().toString());
    }

    @AfterAll
    void theClockGoesBack() {
        clock.reset();
    }

    List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        facts(cases);
        reports(cases);
        launchesAndLevels(cases);
        tasks(cases);
        attachments(cases);
        protocol(cases);
        return cases;
    }

    private static void facts(List<Case> cases) {
        fact(cases, "unknown fact", "\"长江武汉\": 9", "facts.长江武汉", "unknown-fact");
        fact(cases, "wrong unit in the text", "\"长江南京\": \"920 cm\"", "facts.长江南京", "wrong-unit");
        fact(cases, "wrong unit beside the value", "\"长江南京\": {\"value\": 30, \"unit\": \"ft\"}", "facts.长江南京", "wrong-unit");
        fact(cases, "a unit without a value", "\"长江南京\": {\"unit\": \"m\"}", "facts.长江南京", "required");
        fact(cases, "NaN", "\"长江南京\": NaN", "facts.长江南京", "not-a-number");
        fact(cases, "NaN as text", "\"长江南京\": \"NaN\"", "facts.长江南京", "not-a-number");
        fact(cases, "Infinity", "\"长江南京\": Infinity", "facts.长江南京", "not-a-number");
        fact(cases, "minus Infinity", "\"长江南京\": -Infinity", "facts.长江南京", "not-a-number");
        fact(cases, "a number beyond all gauges", "\"长江南京\": 1e400", "facts.长江南京", "too-large");
        fact(cases, "too many decimals", "\"长江南京\": 9.1234567", "facts.长江南京", "too-many-decimals");
        fact(cases, "words for a number", "\"长江南京\": \"很高\"", "facts.长江南京", "not-a-number");
        fact(cases, "a list for a number", "\"长江南京\": [9.2]", "facts.长江南京", "wrong-type");
        fact(cases, "yes for a number", "\"长江南京\": true", "facts.长江南京", "not-a-number");
        fact(cases, "negative level", "\"长江南京\": -1", "facts.长江南京", "negative");
        fact(cases, "negative count", "\"受困\": -3", "facts.受困", "negative");
        fact(cases, "half a person", "\"受困\": 2.5", "facts.受困", "not-whole");
        fact(cases, "a choice that is none", "\"暴雨预警信号\": \"紫色\"", "facts.暴雨预警信号", "unknown-choice");
        fact(cases, "no facts", "", "facts", "no-facts");
        String observations = "/incidents/{incident}/observations";
        cases.add(Case.field("facts are a list", "duty", observations, "{\"facts\": [1]}", "facts", "wrong-type"));
        cases.add(Case.field("observed in the future", "duty", observations,
                "{\"observedAt\": \"2026-07-06T21:00:00+08:00\", \"facts\": {\"长江南京\": 9}}", "observedAt", "future"));
        cases.add(Case.field("a time without an offset", "duty", observations,
                "{\"observedAt\": \"2026-07-06T19:00:00\", \"facts\": {\"长江南京\": 9}}", "observedAt", "not-a-time"));
        cases.add(Case.field("a number for a time", "duty", observations,
                "{\"observedAt\": 1780000000, \"facts\": {\"长江南京\": 9}}", "observedAt", "not-a-time"));
        cases.add(Case.field("a time before calendars", "duty", observations,
                "{\"observedAt\": \"-999999999-01-01T00:00:00+18:00\", \"facts\": {\"长江南京\": 9}}", "observedAt", "not-a-time"));
        cases.add(Case.field("a source with NUL", "duty", observations,
                "{\"facts\": {\"长江南京\": 9}, \"source\": \"a\\u0000b\"}", "source", "unreadable-character"));
        cases.add(Case.problem("an observation by a unit", "water", observations, "{\"facts\": {\"长江南京\": 9}}", 403,
                "command-post-only"));
    }

    private static void fact(List<Case> cases, String name, String fact, String field, String code) {
        cases.add(Case.field(name, "duty", "/incidents/{incident}/observations", "{\"facts\": {" + fact + "}}", field, code));
    }

    private static void reports(List<Case> cases) {
        report(cases, "blank title", "title", "\"  \"", "title", "required");
        report(cases, "a megabyte of title", "title", "\"" + "涨".repeat(1024 * 1024 / 3) + "\"", "title", "too-long");
        report(cases, "a number for a title", "title", "5", "title", "wrong-type");
        report(cases, "a title of half a surrogate pair", "title", "\"\\ud842\"", "title", "unreadable-character");
        report(cases, "a title with NUL", "title", "\"水\\u0000位\"", "title", "unreadable-character");
        report(cases, "unknown hazard", "hazard", "\"meteor\"", "hazard", "unknown-hazard");
        report(cases, "an empty time", "occurredAt", "\"\"", "occurredAt", "required");
        report(cases, "begun in the future", "occurredAt", "\"2026-07-07T00:00:00+08:00\"", "occurredAt", "future");
        report(cases, "no place", "place", "null", "place", "required");
        report(cases, "a place outside the region", "place", "{\"name\": \"巴黎\", \"longitude\": 2.35, \"latitude\": 48.85}",
                "place.longitude", "outside-region");
        report(cases, "longitude and latitude swapped", "place",
                "{\"name\": \"长江南京站\", \"longitude\": 32.09, \"latitude\": 118.72}", "place.longitude", "outside-region");
        report(cases, "half a position", "place", "{\"name\": \"长江南京站\", \"longitude\": 118.72}", "place.latitude", "required");
        report(cases, "a position as text", "place",
                "{\"name\": \"长江南京站\", \"longitude\": \"118.72\", \"latitude\": 32.09}", "place.longitude", "not-a-number");
        report(cases, "a position that is NaN", "place",
                "{\"name\": \"长江南京站\", \"longitude\": NaN, \"latitude\": 32.09}", "place.longitude", "not-a-number");
        report(cases, "an endless exponent", "place",
                "{\"name\": \"长江南京站\", \"longitude\": 1e999999999, \"latitude\": 32.09}", "place.longitude", "outside-region");
        report(cases, "unknown district", "place", "{\"name\": \"浦东\", \"district\": \"pudong\"}", "place.district", "unknown-district");
        report(cases, "an unknown field in the place", "place", "{\"name\": \"长江南京站\", \"lon\": 1}", "place.lon", "unknown-field");
        report(cases, "an unknown field", "titel", "\"x\"", "titel", "unknown-field");
        cases.add(Case.problem("a report by a unit", "water", "/incidents",
                "{\"title\": \"x\", \"hazard\": \"flood\"}", 403, "command-post-only"));
        cases.add(Case.field("declined without a reason", "duty", "/incidents/{incident}/declination", "{}", "reason", "required"));
    }

    private static void report(List<Case> cases, String name, String key, String value, String field, String code) {
        Map<String, String> parts = new LinkedHashMap<>(Map.of("title", "\"水位上涨\"", "hazard", "\"flood\"",
                "occurredAt", "\"2026-07-06T19:30:00+08:00\"", "place", "{\"name\": \"长江南京站\"}"));
        parts.put(key, value);
        cases.add(Case.field(name, "duty", "/incidents", object(parts), field, code));
    }

    private static void launchesAndLevels(List<Case> cases) {
        launch(cases, "no request id", "requestId", "null", "requestId", "required");
        launch(cases, "a request id with NUL", "requestId", "\"\\u0000\"", "requestId", "unreadable-character");
        launch(cases, "an incident id that is none", "incidentId", "\"四级\"", "incidentId", "not-an-id");
        launch(cases, "an empty incident id", "incidentId", "\"\"", "incidentId", "required");
        launch(cases, "unknown plan", "planKey", "\"flood-atlantis\"", "planKey", "unknown-plan");
        launch(cases, "a level that the plan lacks", "level", "\"Ⅴ\"", "level", "unknown-level");
        launch(cases, "unknown district in the scope", "scope", "[\"gulou\", \"pudong\"]", "scope", "unknown-district");
        launch(cases, "nothing as a district", "scope", "[null]", "scope", "unknown-district");
        launch(cases, "a text for the scope", "scope", "\"gulou\"", "scope", "wrong-type");
        launch(cases, "a number in the scope", "scope", "[\"gulou\", 7]", "scope[1]", "wrong-type");
        launch(cases, "maybe an exercise", "exercise", "\"yes\"", "exercise", "wrong-type");
        launch(cases, "unknown situation", "situations", "[\"snow\"]", "situations", "unknown-choice");
        launch(cases, "a megabyte of reason", "reason", "\"" + "x".repeat(1024 * 1024) + "\"", "reason", "too-long");
        cases.add(Case.problem("an unknown incident", "duty", "/responses", "{\"requestId\": \"n\", \"incidentId\":"
                + " \"{nobody}\", \"planKey\": \"flood-nanjing\", \"level\": \"Ⅳ\", \"reason\": \"x\"}", 404, "not-found"));
        cases.add(Case.problem("launched beside a running one", "duty", "/responses", "{\"requestId\": \"again\", \"incidentId\":"
                + " \"{incident}\", \"planKey\": \"flood-nanjing\", \"level\": \"Ⅳ\", \"reason\": \"x\"}", 409, "already-running"));
        cases.add(Case.field("changed to a level that the plan lacks", "duty", "/responses/{response}/level",
                "{\"level\": \"Ⅴ\", \"reason\": \"x\"}", "level", "unknown-level"));
        cases.add(Case.field("changed without a reason", "duty", "/responses/{response}/level", "{\"level\": \"Ⅲ\"}",
                "reason", "required"));
        cases.add(Case.problem("a level changed by a unit that takes part", "water", "/responses/{response}/level",
                "{\"level\": \"Ⅲ\", \"reason\": \"x\"}", 403, "command-post-only"));
        cases.add(Case.problem("a response that does not exist", "duty", "/responses/{nobody}/level",
                "{\"level\": \"Ⅲ\", \"reason\": \"x\"}", 404, "not-found"));
        cases.add(Case.problem("an ended response changes its level", "duty", "/responses/{ended}/level",
                "{\"level\": \"Ⅲ\", \"reason\": \"x\"}", 409, "response-ended"));
        cases.add(Case.problem("an ended response gets an order", "duty", "/responses/{ended}/orders",
                "{\"requestId\": \"late\", \"title\": \"x\", \"units\": [\"water\"]}", 409, "response-ended"));
        cases.add(Case.problem("a response is ended twice for other reasons", "office", "/responses/{ended}/end",
                "{\"reason\": \"别的原因\"}", 409, "response-ended"));
        cases.add(Case.problem("a level changed before the launch is approved", "duty", "/responses/{waiting}/level",
                "{\"level\": \"Ⅲ\", \"reason\": \"x\"}", 409, "response-awaiting-approval"));
        cases.add(Case.problem("approved by a post that the plan does not name", "commander", "/responses/{waiting}/approval",
                "{\"decision\": \"approved\"}", 403, "not-the-authority"));
        cases.add(Case.problem("approved by a unit that does not take part", "culture-tourism", "/responses/{waiting}/approval",
                "{\"decision\": \"approved\"}", 404, "not-found"));
        cases.add(Case.field("neither approved nor rejected", "office", "/responses/{waiting}/approval",
                "{\"decision\": \"maybe\"}", "decision", "unknown-choice"));
        cases.add(Case.field("an oral approval by nobody", "duty", "/responses/{waiting}/approval",
                "{\"decision\": \"approved\", \"oral\": {\"at\": \"2026-07-06T19:00:00+08:00\"}}", "oral.by", "required"));
        cases.add(Case.field("an oral approval by another post", "duty", "/responses/{waiting}/approval",
                "{\"decision\": \"approved\", \"oral\": {\"by\": \"planner\", \"at\": \"2026-07-06T19:00:00+08:00\"}}",
                "oral.by", "not-the-authority"));
        cases.add(Case.field("an oral approval in the future", "duty", "/responses/{waiting}/approval",
                "{\"decision\": \"approved\", \"oral\": {\"by\": \"office\", \"at\": \"2026-07-06T22:00:00+08:00\"}}",
                "oral.at", "future"));
        cases.add(Case.field("no situations", "duty", "/responses/{response}/situations", "{}", "situations", "required"));
        String orders = "/responses/{response}/orders";
        cases.add(Case.field("an order to no unit", "duty", orders,
                "{\"requestId\": \"o\", \"title\": \"x\", \"units\": []}", "units", "required"));
        cases.add(Case.field("an order to an unknown unit", "duty", orders,
                "{\"requestId\": \"o\", \"title\": \"x\", \"units\": [\"navy\"]}", "units", "unknown-unit"));
        cases.add(Case.field("an order due in words", "duty", orders,
                "{\"requestId\": \"o\", \"title\": \"x\", \"units\": [\"water\"], \"dueWithin\": \"2 hours\"}", "dueWithin", "not-a-duration"));
        cases.add(Case.field("an order due at once", "duty", orders,
                "{\"requestId\": \"o\", \"title\": \"x\", \"units\": [\"water\"], \"dueWithin\": \"PT0S\"}", "dueWithin", "limit-out-of-range"));
        cases.add(Case.problem("an order by a unit that takes part", "water", orders,
                "{\"requestId\": \"o\", \"title\": \"x\", \"units\": [\"water\"]}", 403, "command-post-only"));
    }

    private static void launch(List<Case> cases, String name, String key, String value, String field, String code) {
        Map<String, String> parts = new LinkedHashMap<>(Map.of("requestId", "\"bad\"", "incidentId", "\"{incident}\"",
                "planKey", "\"flood-nanjing\"", "level", "\"Ⅳ\"", "reason", "\"x\""));
        parts.put(key, value);
        cases.add(Case.field(name, "duty", "/responses", object(parts), field, code));
    }

    private static void tasks(List<Case> cases) {
        cases.add(Case.problem("a task of another unit that it does not see", "culture-tourism", "/tasks/{task}/receipt", null, 404, "not-found"));
        cases.add(Case.problem("a task of another unit that it sees", "duty", "/tasks/{task}/receipt", null, 403, "other-unit"));
        cases.add(Case.problem("another unit's task completed", "duty", "/tasks/{task}/completion", "{\"result\": \"x\"}", 403, "other-unit"));
        cases.add(Case.problem("a unit chases itself", "{unit}", "/tasks/{task}/chase", "{\"reason\": \"x\"}", 403, "command-post-only"));
        cases.add(Case.problem("an answer to no chase-up", "{unit}", "/tasks/{task}/chase-answer", "{\"answer\": \"x\"}", 409, "not-chased"));
        cases.add(Case.problem("a stale page: done already with another result", "{unit2}", "/tasks/{task2}/completion",
                "{\"result\": \"别的结果\"}", 409, "task-done"));
        cases.add(Case.problem("a stale page: progress on what is done", "{unit2}", "/tasks/{task2}/progress",
                "{\"text\": \"迟到的进展\"}", 409, "task-done"));
        cases.add(Case.problem("reassigned though not returned", "duty", "/tasks/{task}/reassignment",
                "{\"unit\": \"jianye\"}", 409, "not-returned"));
        cases.add(Case.field("empty progress", "{unit}", "/tasks/{task}/progress", "{\"text\": \" \"}", "text", "required"));
        cases.add(Case.field("progress too long", "{unit}", "/tasks/{task}/progress",
                "{\"text\": \"" + "𠮷".repeat(4001) + "\"}", "text", "too-long"));
        cases.add(Case.field("returned without a reason", "{unit}", "/tasks/{task}/return", "{\"reason\": null}", "reason", "required"));
        cases.add(Case.field("handed to a stranger", "{unit}", "/tasks/{task}/handover", "{\"to\": \"police\"}", "to", "not-a-colleague"));
        cases.add(Case.field("completed without a result", "{unit}", "/tasks/{task}/completion", "{}", "result", "required"));
        cases.add(Case.field("a form that the task does not have", "{unit}", "/tasks/{task}/completion",
                "{\"result\": \"x\", \"form\": {\"死亡\": 1}}", "form.死亡", "unknown-field"));
        cases.add(Case.field("a form that is a text", "{unit}", "/tasks/{task}/completion",
                "{\"result\": \"x\", \"form\": \"无\"}", "form", "wrong-type"));
        cases.add(Case.field("a form without its required field", "office", "/tasks/{formTask}/completion",
                "{\"result\": \"x\", \"form\": {}}", "form.summary", "required"));
        cases.add(Case.field("a form with a number that is none", "office", "/tasks/{formTask}/completion",
                "{\"result\": \"x\", \"form\": {\"summary\": \"无险情\", \"dead\": \"NaN\"}}", "form.dead", "not-a-number"));
        cases.add(Case.field("no ids to acknowledge", "{unit}", "/tasks/receipts", "{\"ids\": []}", "ids", "required"));
        cases.add(Case.field("nothing among the ids", "{unit}", "/tasks/receipts", "{\"ids\": [null]}", "ids", "required"));
        cases.add(Case.field("an id that is none", "{unit}", "/tasks/receipts", "{\"ids\": [\"{task}\", \"7\"]}", "ids[1]", "not-an-id"));
        cases.add(Case.problem("ids that do not exist", "{unit}", "/tasks/receipts", "{\"ids\": [\"{nobody}\"]}", 404, "not-found"));
    }

    private static void attachments(List<Case> cases) {
        cases.add(Case.file("a PNG that calls itself a JPEG", "{unit}", "照片.jpg", PNG, 422, "invalid", "type-differs"));
        cases.add(Case.file("a web page that calls itself a photo", "{unit}", "a.jpg",
                bytes("<!DOCTYPE html><html><script>alert(1)</script></html>"), 422, "invalid", "type-not-taken"));
        cases.add(Case.file("a program", "{unit}", "a.png", new byte[] {'M', 'Z', (byte) 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0,
                (byte) 0xFF, (byte) 0xFF, 0, 0}, 422, "invalid", "type-not-taken"));
        cases.add(Case.file("an empty file", "{unit}", "a.png", new byte[0], 422, "invalid", "empty-file"));
        cases.add(Case.file("a file without a name", "{unit}", "", PNG, 422, "invalid", "required"));
        cases.add(Case.file("a name too long", "{unit}", "x".repeat(300) + ".png", PNG, 422, "invalid", "too-long"));
        cases.add(Case.file("a file above 20 MB", "{unit}", "a.png", new byte[21 * 1024 * 1024], 413, "file-too-large", ""));
        cases.add(Case.file("a file on a task that it does not see", "culture-tourism", "a.png", PNG, 404, "not-found", ""));
        cases.add(new Case("no file", "{unit}", "POST", "/tasks/{task}/attachments", "multipart/form-data; boundary=x",
                part("note", bytes("x")), 422, "invalid", "file", "required"));
        cases.add(new Case("a torn upload", "{unit}", "POST", "/tasks/{task}/attachments", "multipart/form-data; boundary=x",
                bytes(BOUNDARY + "file\"; filename=\"a.png\"\r\n\r\nabc"), 400, "broken-multipart", "", ""));
        cases.add(Case.problem("a file as JSON", "{unit}", "/tasks/{task}/attachments", "{}", 415, "unsupported-media-type"));
    }

    private static void protocol(List<Case> cases) {
        cases.add(Case.problem("broken JSON", "duty", "/incidents", "{\"title\": \"x\",", 400, "broken-json"));
        cases.add(Case.problem("no JSON at all", "duty", "/incidents", "title=x", 400, "broken-json"));
        cases.add(Case.problem("a fact named by half a surrogate pair", "duty", "/incidents/{incident}/observations",
                "{\"facts\": {\"\\ud842\": 1}}", 400, "broken-json"));
        cases.add(Case.problem("JSON after the JSON", "duty", "/incidents/{incident}/declination",
                "{\"reason\": \"x\"} {}", 400, "not-an-object"));
        cases.add(Case.problem("a field sent twice", "duty", "/incidents/{incident}/declination",
                "{\"reason\": \"x\", \"reason\": \"y\"}", 400, "broken-json"));
        cases.add(Case.problem("JSON without end", "duty", "/incidents/{incident}/observations",
                "{\"facts\": " + "{\"a\": ".repeat(20_000), 400, "broken-json"));
        cases.add(new Case("not UTF-8", "duty", "POST", "/incidents/{incident}/declination", JSON,
                new byte[] {'{', '"', 'r', 'e', 'a', 's', 'o', 'n', '"', ':', '"', (byte) 0xC3, '"', '}'}, 400,
                "broken-json", "", ""));
        cases.add(Case.problem("an empty body", "duty", "/incidents", "", 400, "missing-body"));
        cases.add(Case.problem("no object", "duty", "/incidents", "[]", 400, "not-an-object"));
        cases.add(Case.problem("a text for an object", "duty", "/incidents", "\"涨水了\"", 400, "not-an-object"));
        cases.add(Case.problem("nothing for an object", "duty", "/incidents", "null", 400, "missing-body"));
        cases.add(Case.problem("five megabytes", "duty", "/incidents", "{\"title\": \"" + "x".repeat(5 * 1024 * 1024) + "\"}",
                413, "too-large"));
        cases.add(new Case("a wrong content type", "duty", "POST", "/incidents", "text/plain", bytes("{}"), 415,
                "unsupported-media-type", "", ""));
        cases.add(new Case("a form for JSON", "duty", "POST", "/incidents", "application/x-www-form-urlencoded",
                bytes("title=x"), 415, "unsupported-media-type", "", ""));
        cases.add(new Case("a content type that is none", "duty", "POST", "/incidents", "json", bytes("{}"), 415,
                "unsupported-media-type", "", ""));
        cases.add(new Case("a wrong method", "duty", "DELETE", "/incidents/{incident}", null, null, 405,
                "method-not-allowed", "", ""));
        cases.add(new Case("a method nobody knows", "duty", "BREW", "/incidents", null, null, 400, "bad-request", "", ""));
        cases.add(Case.get("an unknown address", "/volcanoes", 404, "no-such-address", "", ""));
        cases.add(Case.get("an id that is none in the address", "/incidents/7", 404, "not-found", "", ""));
        cases.add(Case.get("an incident that does not exist", "/incidents/{nobody}", 404, "not-found", "", ""));
        cases.add(Case.get("a plan that does not exist", "/plans/flood-atlantis", 404, "not-found", "", ""));
        cases.add(Case.get("a version that is no number", "/plans/flood-nanjing/versions/latest", 404, "not-found", "", ""));
        cases.add(Case.get("an address that the firewall refuses", "/plans/a%00b", 400, "bad-request", "", ""));
        cases.add(Case.get("an address with a semicolon", "/plans/a;b=c", 400, "bad-request", "", ""));
        cases.add(Case.get("a page before the first", "/tasks?page=-1", 422, "invalid", "page", "negative"));
        cases.add(Case.get("a page that is no number", "/tasks?page=two", 422, "invalid", "page", "not-a-number"));
        cases.add(Case.get("a page without entries", "/incidents?size=0", 422, "invalid", "size", "out-of-range"));
        cases.add(Case.get("a page too large", "/responses?size=201", 422, "invalid", "size", "out-of-range"));
        cases.add(Case.get("a state that tasks do not have", "/tasks?status=asleep", 422, "invalid", "status", "unknown-choice"));
        cases.add(Case.get("NUL in a search", "/incidents?q=%00", 422, "invalid", "q", "unreadable-character"));
        cases.add(Case.get("NUL in a filter", "/tasks?actionKey=%00", 422, "invalid", "actionKey", "unreadable-character"));
        cases.add(Case.get("a preview of no level", "/responses/{response}/level/preview", 422, "invalid", "level", "required"));
        cases.add(Case.problem("a wrong password", null, "/tokens", "{\"username\": \"duty\", \"password\": \"123456\"}", 401, "bad-credentials"));
        cases.add(Case.problem("an account that does not exist", null, "/tokens",
                "{\"username\": \"nobody\", \"password\": \"123456\"}", 401, "bad-credentials"));
        cases.add(Case.field("no password", null, "/tokens", "{\"username\": \"duty\"}", "password", "required"));
        cases.add(new Case("no token", null, "GET", "/tasks", null, null, 401, "unauthenticated", "", ""));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void badInputIsRefusedAtItsFieldAndNothingIsStored(Case sent) {
        String before = stored();
        Api.Answer answer = api.send(sent.user() == null ? null : filled(sent.user()), sent.method(),
                filled(sent.path()), sent.type(), filled(sent.body()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(sent.status());
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.code()).isEqualTo(sent.code());
        assertThat(answer.json().path("status").asInt()).isEqualTo(sent.status());
        assertThat(answer.json().path("detail").asString()).containsPattern("\\p{IsHan}").doesNotContain("{0}", "{1}");
        if (!sent.field().isEmpty()) {
            JsonNode error = answer.json().path("errors").path(0);
            assertThat(error.path("field").asString()).isEqualTo(sent.field());
            assertThat(error.path("code").asString()).isEqualTo(sent.fieldCode());
            assertThat(error.path("message").asString()).containsPattern("\\p{IsHan}").doesNotContain("{0}", "{1}");
        }
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        JsonNode problem = api.post("duty", "/incidents", """
                {"title": "", "hazard": "flood", "occurredAt": "2027-01-01T00:00:00+08:00",
                 "place": {"name": "", "longitude": 0, "latitude": 0}, "facts": {"长江南京": -1, "长江武汉": 2}}""").expect(422);
        List<String> fields = new ArrayList<>();
        problem.path("errors").forEach(error -> fields.add(error.path("field").asString()));
        assertThat(fields).containsExactlyInAnyOrder("title", "occurredAt", "place.name", "place.longitude",
                "place.latitude", "facts.长江南京", "facts.长江武汉");
    }

    @Test
    void emojiAndRareCharactersComeBackUnchanged() {
        String title = "𠮷山水库 🌊 告急 👨‍👩‍👧 朱镕";
        String id = incident(title);
        assertThat(api.get("duty", "/incidents/" + id).expect(200).path("title").asString()).isEqualTo(title);
        String path = "/tasks/" + ids.get("task");
        api.post("duty", path + "/progress", Map.of("text", title)).expect(200);
        assertThat(api.get("duty", path).expect(200).path("entries").toString()).contains(title);
    }

    @Test
    void theWordsAreEnglishForWhoAsksForEnglish() throws Exception {
        java.net.http.HttpResponse<String> answer = java.net.http.HttpClient.newHttpClient().send(
                java.net.http.HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + port + "/api/v1/tasks"))
                        .header("Accept-Language", "en-GB").build(),
                java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("Not signed in");
    }

    private String incident(String title) {
        return api.post("duty", "/incidents", Map.of("title", title, "hazard", "flood",
                "occurredAt", "2026-07-06T19:30:00+08:00", "place", Map.of("name", "长江南京站"),
                "facts", Map.of("长江南京", "8.80 m"))).expect(201).path("id").asString();
    }

    private String launched(String incident) {
        return api.post("office", "/responses", Map.of("requestId", UUID.randomUUID().toString(), "incidentId", incident,
                "planKey", "flood-nanjing", "level", "Ⅳ", "reason", "水位上涨")).expect(201).path("id").asString();
    }

    /** Whatever people wrote; what the clock adds in between is left out. */
    private String stored() {
        return jdbc.sql("""
                select concat_ws(' ', (select count(*) from incident), (select count(*) from incident_observation),
                    (select count(*) from incident_crossing where decided_by <> 'system' or decided_by is null),
                    (select count(*) from incident_crossing where decided_at is not null),
                    (select count(*) from response), (select string_agg(status || level, ',' order by id) from response),
                    (select count(*) from response_approval), (select count(decided_at) from response_approval),
                    (select count(*) from response_order), (select count(*) from response_timeline where actor <> 'system'),
                    (select count(*) from task where opened_by <> 'system'),
                    (select concat_ws(' ', count(received_at), count(completed_at), count(returned_at)) from task),
                    (select count(*) from task_entry where actor <> 'system'), (select count(*) from task_attachment),
                    (select count(*) from plan_version))""").query(String.class).single();
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            filled = filled.replace("{" + id.getKey() + "}", id.getValue());
        }
        return filled;
    }

    /** Byte by byte, so that what is no text goes out as it is. */
    private byte[] filled(byte[] body) {
        return body == null ? null : filled(new String(body, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String object(Map<String, String> parts) {
        return "{" + String.join(", ", parts.entrySet().stream()
                .map(part -> "\"" + part.getKey() + "\": " + part.getValue()).toList()) + "}";
    }

    private static byte[] part(String name, byte[] content) {
        byte[] head = bytes(BOUNDARY + name + "\"\r\n\r\n");
        byte[] tail = bytes("\r\n--x--\r\n");
        byte[] all = new byte[head.length + content.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        System.arraycopy(tail, 0, all, head.length + content.length, tail.length);
        return all;
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
