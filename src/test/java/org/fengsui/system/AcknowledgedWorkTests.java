package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A night's work, through the API of the real server, which is killed in the middle of it. */
class AcknowledgedWorkTests {

    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    @TempDir
    Path home;

    @AfterEach
    void noDatabaseIsLeftBehind() throws IOException {
        OrphanedPostgres.stop(home.resolve("data/postgres/cluster"));
    }

    @Test
    void whatWasAcknowledgedBeforeAKillIsThereAfterItAndDeadlinesStillFireOnce() throws Exception {
        List<String> acknowledged = new CopyOnWriteArrayList<>();
        String response;
        String lateOrder;
        try (ServerProcess server = ServerProcess.start(home).awaitReady()) {
            String address = address(server);
            String office = token(address, "office");
            String incident = post(address, office, "/incidents", Map.of("title", "汛情", "hazard", "flood",
                    "occurredAt", Instant.now().toString(), "place", Map.of("name", "浦口"),
                    "facts", Map.of("长江南京", 8.8), "source", "水文站")).path("id").asString();
            response = post(address, office, "/responses", Map.of("requestId", UUID.randomUUID().toString(),
                    "incidentId", incident, "planKey", "flood-nanjing", "level", "Ⅳ", "scope", List.of(),
                    "exercise", false, "reason", "达到四级条件")).path("id").asString();
            post(address, office, "/responses/" + response + "/orders", Map.of("requestId",
                    UUID.randomUUID().toString(), "title", "报泵站状态", "text", "", "units", List.of("pukou"),
                    "receiptWithin", "PT2S", "dueWithin", "PT1H"));
            List<JsonNode> open = new ArrayList<>();
            get(address, office, "/responses/" + response + "/tasks?size=200").path("content").forEach(open::add);
            lateOrder = open.stream().filter(task -> task.path("actionKey").isNull()).findFirst().orElseThrow()
                    .path("id").asString();
            List<JsonNode> districts = open.stream().filter(task -> !task.path("actionKey").isNull()).toList();
            CompletableFuture<Void> officers = CompletableFuture.runAsync(() -> {
                for (JsonNode task : districts) {
                    try {
                        String token = token(address, task.path("unit").asString());
                        post(address, token, "/tasks/" + task.path("id").asString() + "/receipt", Map.of());
                        acknowledged.add(task.path("id").asString());
                    } catch (IOException cutOff) {
                        return;
                    }
                }
            });
            await(() -> acknowledged.size() >= 8);
            server.kill();
            officers.join();
        }
        try (ServerProcess again = ServerProcess.start(home).awaitReady()) {
            String address = address(again);
            String office = token(address, "office");
            for (String id : acknowledged) {
                assertThat(get(address, office, "/tasks/" + id).path("status").asString()).isEqualTo("received");
            }
            String order = lateOrder;
            await(() -> timeline(address, office, response, order).contains("task-receipt-overdue-office"));
            assertThat(timeline(address, office, response, order))
                    .containsExactly("task-receipt-overdue", "task-receipt-overdue-office");
        }
    }

    private List<String> timeline(String address, String token, String response, String task) {
        List<String> types = new ArrayList<>();
        try {
            get(address, token, "/responses/" + response + "/timeline").forEach(line -> {
                if (task.equals(line.path("ref").asString(""))) {
                    types.add(line.path("type").asString());
                }
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return types;
    }

    private String token(String address, String username) throws IOException {
        return post(address, null, "/tokens", Map.of("username", username, "password", "fengsui-demo")).path("token")
                .asString();
    }

    private JsonNode post(String address, String token, String path, Map<String, ?> body) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(address + "/api/v1" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))), token);
    }

    private JsonNode get(String address, String token, String path) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(address + "/api/v1" + path)), token);
    }

    private JsonNode send(HttpRequest.Builder request, String token) throws IOException {
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return json.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String address(ServerProcess server) {
        Matcher matcher = ADDRESS.matcher(server.output());
        assertThat(matcher.find()).isTrue();
        return matcher.group();
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
    }
}
