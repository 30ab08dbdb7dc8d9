package org.fengsui.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.fengsui.faults.Ledger.Command;
import org.fengsui.faults.Ledger.Outcome;
import org.fengsui.support.Api;
import tools.jackson.databind.JsonNode;

/**
 * People at work over the API, each on a thread of its own: random commands on several responses. What is not clearly
 * answered is sometimes sent again, under the same key, and sometimes left.
 */
final class Officers {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int MOST_RESPONSES = 8;
    private static final int MOST_REPETITIONS = 6;
    private static final List<String> LEVELS = List.of("Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ");
    private static final List<String> DISTRICTS = List.of("pukou", "luhe", "jiangning", "lishui", "gaochun");
    private static final List<String> POSTS = List.of("office", "deputy", "commander", "government");
    private static final Pattern INTERNALS = Pattern.compile(
            "org\\.camunda|ENGINE-\\d|Exception|PSQL|java\\.|org\\.postgresql|org\\.springframework");

    private final Site site;
    private final Ledger ledger;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    /** Until when a sign-in is held back. */
    private final Map<String, Instant> held = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Object>> forms = new ConcurrentHashMap<>();
    private final List<String> incidents = new CopyOnWriteArrayList<>();
    private final List<String> responses = new CopyOnWriteArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean atWork = true;
    private final List<Thread> threads = new ArrayList<>();

    Officers(Site site, Ledger ledger) {
        this.site = site;
        this.ledger = ledger;
    }

    void begin(int officers, long seed) {
        atWork = true;
        for (int n = 0; n < officers; n++) {
            Random random = new Random(seed * 31 + n);
            int preferred = n;
            Thread thread = new Thread(() -> work(random, preferred), "officer " + n);
            threads.add(thread);
            thread.start();
        }
    }

    void stop() throws InterruptedException {
        atWork = false;
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    /** Commands that were clearly answered so far. */
    long answered() {
        return answered.get();
    }

    private void work(Random random, int preferred) {
        while (atWork) {
            try {
                one(random, preferred);
            } catch (Unanswered lost) {
                // What was only read is not missed; whoever wanted it goes on to something else.
                Thread.yield();
            } catch (RuntimeException | Error bug) {
                ledger.violation("the test itself failed: " + bug + " at " + List.of(bug.getStackTrace()).subList(0, 3));
                return;
            }
        }
    }

    private void one(Random random, int preferred) {
        if (incidents.size() < 4 || incidents.size() < 60 && random.nextInt(60) == 0) {
            report(random, preferred);
            return;
        }
        if (responses.size() < 3 || responses.size() < MOST_RESPONSES && random.nextInt(25) == 0) {
            launch(random, preferred);
            return;
        }
        String response = any(responses, random);
        int dice = random.nextInt(100);
        if (dice < 6) {
            observe(random, preferred);
        } else if (dice < 13) {
            approve(response, random, preferred);
        } else if (dice < 17) {
            level(response, random, preferred);
        } else if (dice < 18) {
            end(response, random, preferred);
        } else if (dice < 25) {
            order(response, random, preferred);
        } else if (dice < 30) {
            read("office", "/responses/" + response + "/timeline", preferred);
        } else {
            onTasks(response, random, preferred);
        }
    }

    private void report(Random random, int preferred) {
        String mark = ledger.mark();
        JsonNode reported = command("report", mark, null, true, "duty", "/incidents", map("requestId", key(), "title",
                mark, "hazard", "flood", "occurredAt", now().minusSeconds(3600).toString(), "place",
                Map.of("name", "浦口"), "facts", Map.of("长江南京", 8.0 + random.nextInt(30) / 10.0), "source", "水文站"),
                random, preferred);
        if (reported != null) {
            incidents.add(reported.path("id").asString());
        }
    }

    private void observe(Random random, int preferred) {
        String mark = ledger.mark();
        command("observe", mark, null, true, "duty", "/incidents/" + any(incidents, random) + "/observations",
                map("observedAt", now().minusSeconds(1 + random.nextInt(60)).toString(), "facts",
                        Map.of("长江南京", 8.0 + random.nextInt(3000) / 1000.0), "source", mark), random, preferred);
    }

    private void launch(Random random, int preferred) {
        String mark = ledger.mark();
        JsonNode launched = command("launch", mark, null, true, "office", "/responses", map("requestId", key(),
                "incidentId", any(incidents, random), "planKey", "flood-nanjing", "level",
                LEVELS.get(random.nextInt(3)), "scope", random.nextInt(4) == 0 ? List.of()
                        : List.of(any(DISTRICTS, random)), "exercise", random.nextInt(5) == 0, "reason", mark),
                random, preferred);
        if (launched != null) {
            responses.add(launched.path("id").asString());
        }
    }

    private void approve(String response, Random random, int preferred) {
        JsonNode seen = read("office", "/responses/" + response, preferred);
        List<JsonNode> waiting = new ArrayList<>();
        seen.path("approvals").forEach(approval -> {
            if (approval.path("decidedAt").isNull()) {
                waiting.add(approval);
            }
        });
        if (waiting.isEmpty()) {
            return;
        }
        List<String> posts = new ArrayList<>();
        waiting.get(0).path("posts").forEach(post -> posts.add(post.asString()));
        String mark = ledger.mark();
        command("approve", mark, null, true, any(POSTS.stream().filter(posts::contains).toList(), random),
                "/responses/" + response + "/approval", map("decision", random.nextInt(8) == 0 ? "rejected" : "approved",
                        "comment", mark, "approvalId", waiting.get(0).path("id").asString()), random, preferred);
    }

    private void level(String response, Random random, int preferred) {
        String mark = ledger.mark();
        command("level", mark, null, true, any(POSTS, random), "/responses/" + response + "/level",
                map("requestId", key(), "level", any(LEVELS, random), "reason", mark), random, preferred);
    }

    private void end(String response, Random random, int preferred) {
        String mark = ledger.mark();
        JsonNode ended = command("end", mark, null, true, any(POSTS, random), "/responses/" + response + "/end",
                map("requestId", key(), "reason", mark), random, preferred);
        if (ended != null && ended.path("status").asString().equals("ended")) {
            responses.remove(response);
        }
    }

    private void order(String response, Random random, int preferred) {
        String mark = ledger.mark();
        command("order", mark, null, true, "office", "/responses/" + response + "/orders", map("requestId", key(),
                "title", mark, "text", "", "units", List.of("water", any(DISTRICTS, random)), "receiptWithin",
                "PT" + (1 + random.nextInt(20)) + "M", "dueWithin", "PT" + (30 + random.nextInt(90)) + "M"),
                random, preferred);
    }

    /** Looks at a response's tasks once, and works on some of them. */
    private void onTasks(String response, Random random, int preferred) {
        List<JsonNode> tasks = new ArrayList<>();
        read("office", "/responses/" + response + "/tasks?size=200&status="
                + (random.nextInt(8) == 0 ? "returned" : "running"), preferred).path("content").forEach(tasks::add);
        for (int n = 0; n < 5 && !tasks.isEmpty() && atWork; n++) {
            onTask(tasks.remove(random.nextInt(tasks.size())), random, preferred);
        }
    }

    private void onTask(JsonNode task, Random random, int preferred) {
        String id = task.path("id").asString();
        String path = "/tasks/" + id;
        String unit = task.path("unit").asString();
        String officer = unit.equals("headquarters") ? "commander" : unit;
        String mark = ledger.mark();
        if (task.path("status").asString().equals("returned")) {
            command("return-acceptance", mark, id, false, "office", path + "/return-acceptance", map("reason", mark),
                    random, preferred);
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 25) {
            command("receipt", mark, id, true, officer, path + "/receipt", map("requestId", key()), random, preferred);
        } else if (dice < 47) {
            command("progress", mark, id, true, officer, path + "/progress", map("requestId", key(), "text", mark),
                    random, preferred);
        } else if (dice < 65) {
            command("completion", mark, id, true, officer, path + "/completion", map("requestId", key(), "result", mark,
                    "form", form(task.path("form").asString(), preferred)), random, preferred);
        } else if (dice < 71) {
            command("return", mark, id, true, officer, path + "/return", map("requestId", key(), "reason", mark), random,
                    preferred);
        } else if (dice < 77) {
            command("handover", mark, id, true, officer, path + "/handover", map("requestId", key(), "to",
                    officer.equals(task.path("handler").asString("")) ? officer + "-leader" : officer, "note", mark),
                    random, preferred);
        } else if (dice < 81) {
            command("chase", mark, id, false, "office", path + "/chase", map("reason", mark), random, preferred);
        } else {
            attach(mark, id, officer, path, random, preferred);
        }
    }

    private void attach(String mark, String id, String officer, String path, Random random, int preferred) {
        byte[] content = (mark + "\n" + "泵站水位 ".repeat(random.nextInt(400))).getBytes(StandardCharsets.UTF_8);
        String boundary = "----fengsui-faults";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + mark
                + ".txt\"\r\nContent-Type: text/plain\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        // Known by its content, the same file on the same task is the same attachment.
        send(ledger.begin("attachment", mark, id, true, content), officer, path + "/attachments",
                "multipart/form-data; boundary=" + boundary, body.toByteArray(), random, preferred);
    }

    private JsonNode command(String kind, String mark, String about, boolean keyed, String username, String path,
                             Map<String, ?> body, Random random, int preferred) {
        return send(ledger.begin(kind, mark, about, keyed, null), username, path, "application/json",
                Api.JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8), random, preferred);
    }

    /** @return the answer when it was acknowledged; else null */
    private JsonNode send(Command command, String username, String path, String type, byte[] body, Random random,
                          int preferred) {
        JsonNode told = null;
        boolean again = true;
        for (int n = 0; again && n < MOST_REPETITIONS; n++) {
            Answer answer;
            try {
                answer = call(username, "POST", path, type, body, preferred + n, command.kind());
            } catch (Unanswered noToken) {
                if (command.answers().isEmpty()) {
                    // Never sent.
                    return null;
                }
                answer = Answer.NONE;
            }
            Outcome outcome = answer.status() >= 200 && answer.status() < 300 ? Outcome.DONE
                    : answer.status() >= 400 && answer.status() < 500 || answer.status() == 507 ? Outcome.REFUSED
                    : Outcome.DOUBTFUL;
            command.answers().add(outcome);
            if (outcome == Outcome.DONE) {
                told = answer.json();
            }
            // Sometimes even what was acknowledged is sent again: a phone that never heard it.
            again = outcome == Outcome.DOUBTFUL ? random.nextInt(3) > 0
                    : outcome == Outcome.DONE && command.keyed() && random.nextInt(12) == 0;
        }
        ledger.add(command);
        return told;
    }

    private JsonNode read(String username, String path, int preferred) {
        Answer answer = call(username, "GET", path, null, null, preferred, "read");
        if (answer.status() != 200) {
            if (answer.status() >= 400 && answer.status() < 500) {
                ledger.violation("GET " + path + " as " + username + " was refused: " + answer.text());
            }
            throw new Unanswered();
        }
        return answer.json();
    }

    private Map<String, Object> form(String key, int preferred) {
        if (key.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> known = forms.get(key);
        if (known != null) {
            return known;
        }
        Map<String, Object> values = new HashMap<>();
        read("office", "/forms/" + key, preferred).path("fields").forEach(field -> {
            if (field.path("required").asBoolean()) {
                JsonNode first = field.path("options").path(0).path("value");
                values.put(field.path("key").asString(), switch (field.path("type").asString()) {
                    case "number" -> field.path("min").isNumber() ? field.path("min").decimalValue() : 1;
                    case "checkbox" -> true;
                    case "radio", "select" -> first.asString();
                    case "checklist" -> List.of(first.asString());
                    case "datetime" -> "2026-07-01T08:00";
                    default -> "雨情平稳";
                });
            }
        });
        forms.put(key, values);
        return values;
    }

    private String token(String username, int preferred) {
        String known = tokens.get(username);
        if (known != null) {
            return known;
        }
        if (held.getOrDefault(username, Instant.MIN).isAfter(Instant.now())) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            throw new Unanswered();
        }
        Answer answer = exchange(null, "POST", "/tokens", "application/json", Api.JSON.writeValueAsString(
                Map.of("username", username, "password", "fengsui-demo")).getBytes(StandardCharsets.UTF_8), preferred,
                "token");
        if (answer.status() == 429) {
            // Attempts that the database broke off counted as failed: an officer waits as long as is said.
            held.put(username, Instant.now().plusSeconds(16));
            throw new Unanswered();
        }
        if (answer.status() != 201) {
            if (answer.status() >= 400 && answer.status() < 500) {
                ledger.violation("no token for " + username + ": " + answer.text());
            }
            throw new Unanswered();
        }
        tokens.put(username, answer.json().path("token").asString());
        return tokens.get(username);
    }

    private Answer call(String username, String method, String path, String type, byte[] body, int preferred,
                        String kind) {
        String token = token(username, preferred);
        Answer answer = exchange(token, method, path, type, body, preferred, kind);
        if (answer.status() == 401) {
            // The clock has moved past the life of the token.
            tokens.remove(username, token);
            return exchange(token(username, preferred), method, path, type, body, preferred, kind);
        }
        return answer;
    }

    private Answer exchange(String token, String method, String path, String type, byte[] body, int preferred,
                            String kind) {
        Site.Node node = site.ready(preferred);
        if (node == null) {
            return Answer.NONE;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.clients.port() + "/api/v1" + path))
                .timeout(PATIENCE)
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            String text = new String(response.body(), StandardCharsets.UTF_8);
            check(kind, path, response, text);
            answered.incrementAndGet();
            return new Answer(response.statusCode(), text,
                    response.headers().firstValue("Content-Type").orElse("").contains("json") ? Api.JSON.readTree(text)
                            : null);
        } catch (HttpTimeoutException endless) {
            ledger.violation("no answer within " + PATIENCE + ": " + kind + " " + path);
            return Answer.NONE;
        } catch (IOException cut) {
            ledger.count("calls cut off");
            return Answer.NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What may be told of a fault, and how. */
    private void check(String kind, String path, HttpResponse<byte[]> response, String text) {
        int status = response.statusCode();
        if (status >= 300) {
            ledger.count("answered " + status);
            if (!response.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json")) {
                ledger.violation(kind + " " + path + " was answered " + status + " without a problem: " + text);
            }
            if (INTERNALS.matcher(text).find()) {
                ledger.violation(kind + " " + path + " tells of the inside: " + text);
            }
        }
        if (status == 503 && response.headers().firstValue("Retry-After").isEmpty()) {
            ledger.violation(kind + " " + path + " was answered 503 without Retry-After: " + text);
        }
        if (status >= 500 && status != 503 && status != 507) {
            ledger.violation(kind + " " + path + " was answered " + status + ": " + text);
        }
    }

    private Instant now() {
        return java.time.Clock.systemUTC().instant().plus(site.ahead());
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    /** @param status 0 = none came */
    private record Answer(int status, String text, JsonNode json) {

        private static final Answer NONE = new Answer(0, "", null);
    }

    /** Something that was wanted for reading did not come. */
    private static final class Unanswered extends RuntimeException {
    }
}
