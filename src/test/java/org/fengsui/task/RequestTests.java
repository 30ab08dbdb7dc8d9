package org.fengsui.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.fengsui.support.Actors;
import org.fengsui.support.Api;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** What is sent under a request id is taken once, however late it is sent again: over the API, by its own answers. */
@ServerTest
class RequestTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    Tasks tasks;
    @Autowired
    Responses responses;
    @LocalServerPort
    int port;

    private Scenario scenario;
    private Api api;
    private UUID response;
    private UUID task;

    @BeforeEach
    void aResponseAtTheSecondLevel() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        api = new Api(port);
        response = scenario.active("Ⅱ").id();
        task = scenario.task(response, "traffic-vehicles").id();
    }

    @AfterEach
    void endResponse() {
        if (!responses.response(response, Actors.DUTY).status().equals(Response.Status.ENDED)) {
            scenario.responses.end(response, "试验结束", Actors.EVERY_POST);
        }
    }

    @Test
    void everythingAUnitSendsIsTakenOnceThoughTheTaskIsWithdrawnBeforeItIsSentAgain() {
        tasks.chase(task, "为何还没有到位", Actors.OFFICE);
        Map<String, Map<String, String>> sent = new LinkedHashMap<>();
        sent.put("receipt", Map.of());
        sent.put("handover", Map.of("to", "traffic-leader", "note", "请带队"));
        sent.put("progress", Map.of("text", "已到 28 辆"));
        sent.put("chase-answer", Map.of("answer", "堵车"));
        sent.put("completion", Map.of("result", "40 辆已集结"));
        sent.forEach((kind, body) -> send(task, kind, kind + "-1", body).expect(200));
        UUID ships = scenario.task(response, "traffic-ships").id();
        send(ships, "return", "return-1", Map.of("reason", "船只不归我们")).expect(200);
        long lines = responses.timeline(response, Actors.DUTY).size();
        int entries = tasks.entries(task, Actors.DUTY).size();

        scenario.responses.end(response, "险情解除", Actors.EVERY_POST);
        long after = responses.timeline(response, Actors.DUTY).size();
        sent.forEach((kind, body) -> send(task, kind, kind + "-1", body).expect(200));
        send(ships, "return", "return-1", Map.of("reason", "船只不归我们")).expect(200);
        assertThat(after).isGreaterThan(lines);
        assertThat(responses.timeline(response, Actors.DUTY)).hasSize((int) after);
        assertThat(tasks.entries(task, Actors.DUTY)).hasSize(entries);
    }

    @Test
    void withoutARequestIdOrUnderANewOneTheStateDecides() {
        send(task, "completion", "a", Map.of("result", "40 辆已集结")).expect(200);
        assertThat(send(task, "completion", "b", Map.of("result", "别的")).code()).isEqualTo("task-done");
        assertThat(send(task, "completion", null, Map.of("result", "别的")).code()).isEqualTo("task-done");
        assertThat(send(task, "completion", "x".repeat(201), Map.of("result", "别的")).expect(422)
                .path("errors").path(0).path("field").asString()).isEqualTo("requestId");
    }

    @Test
    void somethingElseUnderTheSameRequestIdIsRefusedByName() {
        send(task, "progress", "p", Map.of("text", "已到 28 辆")).expect(200);
        Api.Answer other = send(task, "progress", "p", Map.of("text", "已到 30 辆"));
        other.expect(409);
        assertThat(other.code()).isEqualTo("task-request-used");
        assertThat(other.json().path("detail").asString()).contains("requestId", "07-01 08:00");
        assertThat(send(task, "completion", "p", Map.of("result", "已到 28 辆")).code()).isEqualTo("task-request-used");
        UUID ships = scenario.task(response, "traffic-ships").id();
        assertThat(send(ships, "progress", "p", Map.of("text", "已到 28 辆")).code()).isEqualTo("task-request-used");
        assertThat(tasks.entries(task, Actors.DUTY)).hasSize(1);
        // Ids are each person's own.
        api.post("office", "/tasks/" + task + "/progress", Map.of("requestId", "p", "text", "已派人接应")).expect(200);
    }

    @Test
    void severalReceiptsUnderOneRequestIdGiveTheSameAnswerAgain() {
        UUID ships = scenario.task(response, "traffic-ships").id();
        tasks.receive(ships, Actors.officer("traffic"));
        scenario.clock.advance(Duration.ofSeconds(1));
        Map<String, Object> body = Map.of("requestId", "r", "ids", List.of(task, ships));
        for (int i = 0; i < 2; i++) {
            assertThat(api.post("traffic", "/tasks/receipts", body).expect(200).path("received")).hasSize(1)
                    .allSatisfy(one -> assertThat(one.path("id").asString()).isEqualTo(task.toString()));
            scenario.clock.advance(Duration.ofSeconds(1));
        }
        assertThat(api.post("traffic", "/tasks/receipts", Map.of("requestId", "r", "ids", List.of(task))).code())
                .isEqualTo("task-request-used");
    }

    @Test
    void theSameSentAtTheSameMomentIsOne() {
        CompletableFuture.allOf(IntStream.range(0, 6).mapToObj(n -> CompletableFuture.runAsync(() ->
                send(task, "progress", "same", Map.of("text", "已到 28 辆")).expect(200)))
                .toArray(CompletableFuture[]::new)).join();
        assertThat(tasks.entries(task, Actors.DUTY)).hasSize(1);
    }

    @Test
    void aHandOverFromSomebodyWhoDoesNotHandleItAnyMoreIsRefused() {
        tasks.receive(task, Actors.officer("traffic"));
        tasks.handOver(task, "traffic-leader", "", Actors.officer("traffic"));
        Map<String, String> late = Map.of("to", "traffic", "from", "traffic");
        Api.Answer refused = send(task, "handover", "h", late);
        assertThat(refused.code()).isEqualTo("handed-over-meanwhile");
        assertThat(refused.json().path("detail").asString()).contains("市交通局带班领导");
        assertThat(tasks.task(task, Actors.DUTY).handler()).isEqualTo("traffic-leader");
        send(task, "handover", "h", Map.of("to", "traffic", "from", "traffic-leader")).expect(200);
        assertThat(tasks.task(task, Actors.DUTY).handler()).isEqualTo("traffic");
    }

    private Api.Answer send(UUID id, String kind, String requestId, Map<String, String> body) {
        Map<String, String> all = new HashMap<>(body);
        if (requestId != null) {
            all.put("requestId", requestId);
        }
        return api.post("traffic", "/tasks/" + id + "/" + kind, all);
    }
}
