package org.fengsui.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.PlanAttachments;
import org.fengsui.plan.Plans;
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
import tools.jackson.databind.node.ObjectNode;

/** Every request-body example of the API's own description is executed, with the ids put in. */
@ServerTest
class OpenApiExamplesTests {

    /** @param files whether the example is the content of files */
    private record Operation(String path, JsonNode example, boolean files) {
    }

    @LocalServerPort
    int port;

    @Autowired
    TestClock clock;
    @Autowired
    ApplicationContext context;

    private Api api;
    private JsonNode description;
    private final Map<String, Operation> operations = new LinkedHashMap<>();
    private final Set<String> executed = new HashSet<>();

    @BeforeEach
    void readTheDescription() {
        clock.set(Instant.parse("2026-07-06T12:00:00Z"));
        api = new Api(port);
        description = api.call(null, "GET", "http://127.0.0.1:" + port + "/v3/api-docs", null, null).expect(200);
        description.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            JsonNode content = method.getValue().path("requestBody").path("content");
            JsonNode json = content.path("application/json");
            JsonNode files = content.path("multipart/form-data");
            // Photos and papers need no example.
            if (!json.isMissingNode() || files.has("example")) {
                operations.put(method.getValue().path("operationId").asString(), new Operation(path.getKey(),
                        (json.isMissingNode() ? files : json).path("example"), json.isMissingNode()));
            }
        }));
    }

    @AfterEach
    void theClockGoesBack() {
        clock.reset();
    }

    @Test
    void everyExampleIsExecutedAndSucceeds() {
        assertThat(operations).isNotEmpty().allSatisfy((name, operation) ->
                assertThat(operation.example().isObject()).as("an example for " + name).isTrue());

        run(null, "createToken", 201, Map.of());
        String incident = id(run("duty", "reportIncident", 201, Map.of()));
        run("duty", "observe", 200, Map.of("id", incident));
        run("duty", "declineLevel", 200, Map.of("id", incident));

        ObjectNode launch = (ObjectNode) operations.get("launch").example();
        launch.put("incidentId", incident);
        String response = id(run("duty", "launch", 201, Map.of()));
        run("duty", "withdrawRequest", 200, Map.of("id", response));
        launch.put("requestId", launch.path("requestId").asString() + "-again");
        response = id(run("duty", "launch", 201, Map.of()));
        assertThat(run("duty", "approve", 200, Map.of("id", response)).path("status").asString()).isEqualTo("active");
        assertThat(run("office", "changeLevel", 200, Map.of("id", response)).path("level").asString()).isEqualTo("Ⅲ");
        run("duty", "addSituations", 200, Map.of("id", response));
        run("duty", "issueOrder", 201, Map.of("id", response));

        List<String> own = open(response, "water");
        ((ObjectNode) operations.get("receiveTasks").example()).set("ids",
                Api.JSON.valueToTree(own.subList(0, 2)));
        assertThat(run("water", "receiveTasks", 200, Map.of()).path("received")).hasSize(2);
        String task = own.get(0);
        run("water", "receiveTask", 200, Map.of("id", task));
        run("water", "handOverTask", 200, Map.of("id", task));
        run("water", "reportProgress", 200, Map.of("id", task));
        run("duty", "chaseTask", 200, Map.of("id", task));
        run("water", "answerChase", 200, Map.of("id", task));
        run("water", "completeTask", 200, Map.of("id", task));
        run("water", "returnTask", 200, Map.of("id", own.get(1)));
        run("duty", "reassignTask", 201, Map.of("id", own.get(1)));
        ((ObjectNode) operations.get("returnTask").example()).put("requestId", "jianye-0342-8");
        run("water", "returnTask", 200, Map.of("id", own.get(2)));
        run("duty", "acceptReturn", 200, Map.of("id", own.get(2)));
        run("office", "endResponse", 200, Map.of("id", response));

        assertThat(run("planner", "rehearsePlan", 200, Map.of("key", "flood-nanjing", "version", "1")).path("level")
                .asString()).isEqualTo("Ⅲ");
        run("sysadmin", "joinPerson", 201, Map.of());
        Map<String, String> wangwu = Map.of("username", "wangwu");
        run("secadmin", "grantPost", 200, wangwu);
        run("secadmin", "withdrawPost", 200, Map.of("username", "wangwu", "post", "officer"));
        run("sysadmin", "movePerson", 200, wangwu);
        run("sysadmin", "leavePerson", 200, wangwu);
        run("sysadmin", "returnPerson", 200, wangwu);
        run("water-leader", "deputise", 200, Map.of("username", "water-leader"));

        String date = id(run("planner", "recordPlanDate", 201, Map.of("key", "flood-nanjing")));
        run("planner", "strikePlanDate", 200, Map.of("key", "flood-nanjing", "id", date));
        String revision = id(run("office", "openPlanRevision", 201, Map.of("key", "flood-nanjing")));
        run("office", "endPlanRevision", 200, Map.of("key", "flood-nanjing", "id", revision));
        run("office", "classifyPlanSafety", 200, Map.of("key", "flood-nanjing"));
        context.getBean(JdbcClient.class).sql("delete from plan_safety where plan_key = 'flood-nanjing'").update();
        LifePlans.forget(context, "example-");
        JsonNode uploaded = run("planner", "uploadPlan", 201, Map.of());
        assertThat(uploaded.path("problems")).isEmpty();
        assertThat(api.get("planner", "/plans/example-heat/versions/1").expect(200).path("forms").get(0).path("key")
                .asString()).isEqualTo("site-check");
        LifePlans.at(context, "example-plan", Plans.Status.DRAFT);
        Map<String, String> draft = Map.of("key", "example-plan", "version", "1");
        run("planner", "submitPlan", 200, draft);
        run("planner", "recallPlan", 200, draft);
        run("planner", "submitPlan", 200, draft);
        Map<String, String> comment = Map.of("key", "example-plan", "version", "1", "id",
                id(run("reviewer", "commentPlan", 201, draft)));
        run("planner", "answerPlanComment", 200, comment);
        run("planner", "strikePlanAttachment", 200, Map.of("key", "example-plan", "version", "1", "id",
                attached("example-plan")));
        assertThat(run("reviewer", "signPlan", 200, draft).path("waitsFor").path("post").asString()).isEqualTo("government");
        assertThat(run("government", "signPlan", 200, draft).path("status").asString()).isEqualTo("approved");
        run("planner", "withdrawPlan", 200, draft);
        LifePlans.forget(context, "example-");

        assertThat(executed).containsExactlyInAnyOrderElementsOf(operations.keySet());
    }

    @Test
    void theDescriptionSaysHowToSignInAndWhatEveryCallIs() {
        assertThat(description.path("components").path("securitySchemes").path("bearer").path("scheme").asString())
                .isEqualTo("bearer");
        assertThat(description.path("info").path("title").asString()).isEqualTo("烽燧接口");
        Set<String> names = new HashSet<>();
        Set<String> tags = new HashSet<>();
        description.path("paths").properties().forEach(path -> {
            assertThat(path.getKey()).startsWith("/api/v1/");
            path.getValue().properties().forEach(method -> {
                JsonNode operation = method.getValue();
                assertThat(names.add(operation.path("operationId").asString())).as(operation.toString()).isTrue();
                assertThat(operation.path("summary").asString()).isNotEmpty();
                operation.path("tags").forEach(tag -> tags.add(tag.asString()));
                // Of the record one may ask for what an actor did; who asks is never a parameter.
                if (!path.getKey().equals("/api/v1/audit")) {
                    assertThat(operation.path("parameters").toString()).doesNotContain("actor");
                }
                assertThat(operation.path("responses").has("default")).isTrue();
                assertThat(operation.has("security"))
                        .isEqualTo(!operation.path("operationId").asString().equals("createToken"));
            });
        });
        assertThat(tags).containsExactlyInAnyOrder("令牌", "单位", "审计记录", "预案", "突发事件", "响应", "单位任务");
        assertThat(description.path("components").path("schemas").path("TaskView").path("properties").has("actor"))
                .isFalse();
    }

    private JsonNode run(String user, String name, int status, Map<String, String> ids) {
        Operation operation = operations.get(name);
        executed.add(name);
        String path = operation.path().replace("/api/v1", "");
        for (Map.Entry<String, String> id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        return (operation.files() ? api.upload(user, path, files(operation.example()))
                : api.post(user, path, operation.example())).expect(status);
    }

    /** A form's file is called as its id. */
    private static List<Api.Part> files(JsonNode example) {
        List<Api.Part> files = new ArrayList<>();
        example.properties().forEach(part -> {
            if (part.getValue().isArray()) {
                part.getValue().forEach(form -> files.add(Api.Part.of(part.getKey(),
                        Api.JSON.readTree(form.asString()).path("id").asString() + ".form", form.asString())));
            } else {
                files.add(Api.Part.of(part.getKey(), part.getKey(), part.getValue().asString()));
            }
        });
        return files;
    }

    /** Open tasks without a form, done once. */
    private List<String> open(String response, String unit) {
        List<String> open = new ArrayList<>();
        api.get("duty", "/responses/" + response + "/tasks?status=open&unit=" + unit).expect(200).path("content")
                .forEach(task -> {
                    if (task.path("form").asString().isEmpty()
                            && List.of("once", "order").contains(task.path("kind").asString())) {
                        open.add(task.path("id").asString());
                    }
                });
        assertThat(open).hasSizeGreaterThan(2);
        return open;
    }

    private String attached(String key) {
        return context.getBean(PlanAttachments.class).add(key, 1, PlanAttachments.OTHER, "说明.pdf",
                new ByteArrayInputStream("%PDF-1.7".getBytes(StandardCharsets.US_ASCII)), LifePlans.PLANNER).id()
                .toString();
    }

    private static String id(JsonNode node) {
        return node.path("id").asString();
    }
}
