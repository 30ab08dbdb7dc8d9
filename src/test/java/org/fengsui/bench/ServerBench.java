package org.fengsui.bench;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.fengsui.support.Browser;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Measures the real server and writes {@code target/bench.md}; run by {@code scripts/bench}, never with the tests: its
 * figures depend on the machine. The system property {@code bench} names the parts to run; empty = all.
 */
class ServerBench {

    private static final int TASKS = 115;
    private static final int PAGES = 500;
    private static final int ACCOUNTS = 50;
    private static final int CHANGES = 20;
    private static final int VIEWS = 60;

    private final Table table = new Table();
    private Site site;

    private interface Part {
        void run() throws Exception;
    }

    /** Parts that share a server; what one of them leaves behind must not trouble the others. */
    private record Room(Map<String, Part> parts) {
        Room with(String name, Part part) {
            parts.put(name, part);
            return this;
        }
    }

    private interface LoadPart {
        void run(Load load) throws Exception;
    }

    @Test
    void measure() throws Exception {
        List<Room> rooms = List.of(
                room().with("idle", () -> Load.idle(site, table)).with("launch", load(Load::launch))
                        .with("storm", load(Load::storm)).with("busy", load(Load::busy))
                        .with("profile", () -> new Profile(site, table).measure()).with("deadlines", load(Load::deadlines)),
                room().with("command", this::commandPage).with("browser", this::browser).with("live", this::openPages)
                        .with("inbox", this::inbox),
                room().with("plan", () -> new PlanWork(site, table).measure()),
                room().with("library", () -> new Library(site, table).measure()),
                room().with("audit", () -> table.rows(RecordBench.rows())),
                room().with("growth", () -> new Growth(site, table).measure()));
        List<String> names = rooms.stream().flatMap(room -> room.parts().keySet().stream()).toList();
        List<String> wanted = Stream.of(System.getProperty("bench", "").split("[ ,]+")).filter(name -> !name.isEmpty())
                .toList();
        if (!names.containsAll(wanted)) {
            throw new IllegalArgumentException("there are: " + String.join(", ", names));
        }
        String loadBefore = load();
        for (Room room : rooms) {
            room.parts().keySet().removeIf(name -> !wanted.isEmpty() && !wanted.contains(name));
            if (room.parts().isEmpty()) {
                continue;
            }
            try (Site fresh = new Site(); Closing closing = this::closeLoad) {
                site = fresh;
                for (Part part : room.parts().values()) {
                    part.run();
                    // Also when a later part fails, what was measured is there.
                    Files.writeString(Path.of("target/bench.md"), machine() + "; load of the machine before: "
                            + loadBefore + ", at the end: " + load() + "\n\n" + table);
                }
            }
        }
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    /** The engine that stands beside the server lets go of the database before that is stopped. */
    private void closeLoad() {
        if (load != null) {
            load.close();
            load = null;
        }
    }

    private static Room room() {
        return new Room(new LinkedHashMap<>());
    }

    private Load load;

    private Part load(LoadPart part) {
        return () -> {
            if (load == null) {
                load = new Load(site, table);
            }
            part.run(load);
        };
    }

    /** The command page of a response with many tasks, late, received and done ones among them. */
    private void commandPage() throws Exception {
        String response = busyResponse();
        String path = "/responses/" + response;
        int tasks = site.tasks(response).size();
        for (String query : List.of("", "?by=task", "?by=group")) {
            time("command page, %d tasks %s: made by the server".formatted(tasks, query), "duty", path + query, Map.of(),
                    query.isEmpty() ? "p95 < 200 ms" : "");
        }
        time("the same by a unit's officer", "water", path, Map.of(), "");
        time("its live update, of which those of one second share a rendering", "duty", path, Map.of("Fengsui-Live", "part"), "");
        HttpResponse<byte[]> page = site.get("duty", path, Map.of("Accept-Encoding", "gzip"));
        String html = new String(unzipped(page), StandardCharsets.UTF_8);
        Matcher loaded = Pattern.compile("(?:href|src|data-worker)=\"(/(?:css|js)/[^\"]+)\"").matcher(html);
        Set<String> files = new LinkedHashSet<>();
        while (loaded.find()) {
            files.add(loaded.group(1));
        }
        long weight = page.body().length;
        StringBuilder list = new StringBuilder("page ").append(Numbers.kb(page.body().length));
        Set<String> later = new LinkedHashSet<>();
        for (String file : files) {
            long size = site.get("duty", file, Map.of("Accept-Encoding", "gzip")).body().length;
            list.append(", ").append(file.replaceAll("-[0-9a-f]{32}", "")).append(' ').append(Numbers.kb(size));
            weight += size;
        }
        try (Stream<Path> scripts = Files.walk(Path.of("target/classes/static"))) {
            for (Path script : scripts.filter(p -> p.toString().endsWith(".js") || p.toString().endsWith(".css")).toList()) {
                String name = script.getFileName().toString().replaceAll("\\.\\w+$", "");
                if (files.stream().noneMatch(file -> file.contains("/" + name + "-"))) {
                    later.add(name + " " + Numbers.kb(zipped(Files.readAllBytes(script)).length));
                }
            }
        }
        table.row("first load, compressed: " + list, Numbers.kb(weight), "", "< 120 KB");
        if (!later.isEmpty()) {
            table.row("loaded only when shown, compressed", String.join(", ", later), "", "");
        }
        for (String query : List.of("", "?by=task", "?by=group")) {
            table.row("a live update %s, compressed".formatted(query), Numbers.kb(site.get("duty", path + query,
                    Map.of("Accept-Encoding", "gzip", "Fengsui-Live", "part")).body().length), "", "< 20 KB");
        }
    }

    /** As many pages as a city has open on a bad night, and what a change costs on all of them. */
    private void openPages() throws Exception {
        String response = busyResponse();
        List<String> units = StreamSupport.stream(site.tasks(response).spliterator(), false)
                .map(task -> task.path("unit").asString()).distinct()
                .filter(unit -> !List.of("office", "headquarters", "government").contains(unit)).toList();
        List<String> accounts = Stream.concat(Stream.of("duty", "office", "deputy", "commander", "government"),
                units.stream().flatMap(unit -> Stream.of(unit, unit + "-leader"))).limit(ACCOUNTS).toList();
        JsonNode task = StreamSupport.stream(site.tasks(response).spliterator(), false)
                .filter(t -> t.path("status").asString().equals("received") || t.path("status").asString().equals("open"))
                .filter(t -> t.path("unit").asString().equals("water")).findFirst().orElseThrow();
        long idleThreads = site.threads();
        try (OpenPages pages = new OpenPages(site)) {
            for (int i = 0; i < PAGES; i++) {
                pages.open(accounts.get(i % accounts.size()), "/responses/" + response, "response:" + response);
            }
            List<Double> each = new ArrayList<>();
            List<Double> last = new ArrayList<>();
            long heapBefore = 0;
            long residentBefore = 0;
            for (int i = -5; i < CHANGES; i++) {
                if (i == 0) {
                    heapBefore = site.heap();
                    residentBefore = site.resident();
                    pages.fetches.set(0);
                    pages.bytes.set(0);
                }
                String text = "第" + (i + 100) + "次续报：水位平稳";
                List<Double> took = pages.change(text, () -> site.api.post("water", "/tasks/" + task.path("id").asString()
                        + "/progress", Map.of("requestId", UUID.randomUUID().toString(), "text", text)).expect(200));
                if (i >= 0) {
                    each.addAll(took);
                    last.add(new Numbers(took).max());
                }
            }
            Numbers lasts = new Numbers(last);
            table.row("%d command pages of %d accounts open: a change shows on a page after".formatted(pages.size(), accounts.size()),
                    Numbers.ms(new Numbers(each).p50()), Numbers.ms(new Numbers(each).p95()), "");
            table.row("the same: on the last of them after (slowest of %d changes: %s)".formatted(CHANGES, Numbers.ms(lasts.max())),
                    Numbers.ms(lasts.p50()), Numbers.ms(lasts.p95()), "< 3000 ms");
            table.row("bytes for a page and a change", Numbers.kb((double) pages.bytes.get() / pages.fetches.get()), "", "");
            table.row("heap after collection, before and after %d changes".formatted(CHANGES), heapBefore + " MB",
                    site.heap() + " MB", "flat");
            table.row("resident memory of the server, likewise", residentBefore + " MB", site.resident() + " MB", "flat");
            table.row("threads of the server, idle and with the pages open", String.valueOf(idleThreads),
                    String.valueOf(site.threads()), "");
            if (pages.failures.get() > 0) {
                throw new IllegalStateException(pages.failures.get() + " fetches failed");
            }
        }
    }

    /** A unit that has done its work for years. */
    private void inbox() throws Exception {
        String response = busyResponse();
        String columns = """
                response_id, exercise, turn, title, text, kind, phase, unit, planned_unit, supporting, level, clause,
                work_group, form, evidence, note, opened_at, opened_by, receipt_seconds, receipt_assumed,
                receipt_due_at, office_due_at, due_seconds, due_assumed, due_at, recurs""";
        String values = """
                response_id, exercise, 1, title || ' ' || n, text, kind, phase, unit, planned_unit, supporting, level,
                clause, work_group, form, evidence, note, %s, opened_by, receipt_seconds, receipt_assumed,
                %s, null, due_seconds, due_assumed, %s, false""";
        String pattern = "from task, generate_series(%d, %d) n where id = (select id from task where unit = 'water'"
                + " and response_id = '" + response + "' order by id limit 1)";
        // What is finished lies in responses that are over, a hundred tasks in each.
        String finished = "insert into task (id, " + columns + ", received_at, received_by, handler, completed_at,"
                + " completed_by, result) select gen_random_uuid(), "
                + values.replaceFirst("response_id", "md5('inbox' || n / 100)::uuid").formatted("now() - n * interval '7 minutes'",
                "now() - n * interval '7 minutes' + interval '10 minutes'", "now() - n * interval '7 minutes' + interval '2 hours'")
                + ", now() - n * interval '7 minutes' + interval '4 minutes', 'water', 'water',"
                + " now() - n * interval '7 minutes' + interval '1 hour', 'water', '已完成，情况正常，第' || n || '次' ";
        // Half are acknowledged; the office has been told of those that are late.
        String open = "insert into task (id, " + columns + ", received_at, received_by, handler) select gen_random_uuid(), "
                + values.formatted("now() - n * interval '1 second'", "now() + n * interval '1 second'",
                        "now() + n * interval '3 seconds'")
                + ", case when n % 2 = 0 then now() end, case when n % 2 = 0 then 'water' end, case when n % 2 = 0 then 'water' end ";
        List<String> paths = List.of("/tasks", "/tasks?state=done", "/tasks?state=all", "/");
        site.sql("""
                insert into response (id, request_id, number, incident_id, plan_key, plan_version, level, status, scope,
                    situations, exercise, reason, requested_at, requested_by, activated_at, level_since, ended_at, end_reason,
                    closed_at)
                select md5('inbox' || n)::uuid, 'inbox' || n, number || '-' || n, incident_id, plan_key, plan_version, level,
                    'closed', scope, situations, exercise, reason, requested_at, requested_by, activated_at, level_since,
                    now(), '水位回落', now() from response, generate_series(0, 1000) n where id = '""" + response + "'",
                "insert into task_party (unit, response_id) select 'water', md5('inbox' || n)::uuid from generate_series(0, 1000) n",
                open + pattern.formatted(1, 5_000), finished + pattern.formatted(1, 10_000), "vacuum analyze task");
        List<Numbers> few = new ArrayList<>();
        for (String path : paths) {
            site.times("water", path, Map.of(), VIEWS);
            few.add(site.times("water", path, Map.of(), VIEWS));
        }
        site.sql(finished + pattern.formatted(10_001, 100_000), "vacuum analyze task");
        for (int i = 0; i < paths.size(); i++) {
            Numbers many = site.times("water", paths.get(i), Map.of(), VIEWS);
            table.row("%s of a unit with 5,000 open and 10,000 finished tasks".formatted(
                            List.of("inbox", "inbox, done", "inbox, all", "home").get(i)),
                    Numbers.ms(few.get(i).p50()), Numbers.ms(few.get(i).p95()), "");
            table.row("the same with 100,000 finished (%.2f × the median)".formatted(many.p50() / few.get(i).p50()),
                    Numbers.ms(many.p50()), Numbers.ms(many.p95()), i == 0 ? "p95 < 200 ms, ≤ 1.3 ×" : "");
        }
    }

    /** What a reader waits for: the phone's pages on a phone's processor and network. */
    private void browser() throws Exception {
        String response = busyResponse();
        String incident = site.api.get("office", "/responses/" + response).expect(200).path("incidentId").asString();
        JsonNode task = StreamSupport.stream(site.tasks(response).spliterator(), false)
                .filter(t -> t.path("unit").asString().equals("water")).findFirst().orElseThrow();
        try (Browser chromium = new Browser(site.port)) {
            figures(chromium, "home", "duty", "/", false);
            figures(chromium, "command page", "duty", "/responses/" + response, false);
            figures(chromium, "launch", "duty", "/incidents/" + incident + "/launch", false);
            figures(chromium, "inbox", "water", "/tasks", true);
            figures(chromium, "task", "water", "/tasks/" + task.path("id").asString(), true);
        }
    }

    private void figures(Browser chromium, String name, String username, String path, boolean phone) {
        List<Double> paints = new ArrayList<>();
        List<Double> shifts = new ArrayList<>();
        List<Double> blocked = new ArrayList<>();
        try (BrowserContext context = chromium.signedIn(username, phone ? Browser.PHONE : Browser.DESKTOP, true).context()) {
            context.pages().get(0).close();
            context.addInitScript("""
                    window.seen = { paint: 0, shift: 0, blocked: 0 };
                    const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take))
                        .observe({ type, buffered: true });
                    watch('largest-contentful-paint', (it) => { seen.paint = it.startTime; });
                    watch('layout-shift', (it) => { if (!it.hadRecentInput) seen.shift += it.value; });
                    watch('longtask', (it) => { seen.blocked += Math.max(0, it.duration - 50); });""");
            for (int i = 0; i < 7; i++) {
                Page page = context.newPage();
                CDPSession session = context.newCDPSession(page);
                JsonObject nothing = new JsonObject();
                session.send("Network.enable", nothing);
                session.send("Network.clearBrowserCache", nothing);
                if (phone) {
                    // A phone of the lower middle on slow 4G, as Lighthouse has it.
                    session.send("Emulation.setCPUThrottlingRate", of("rate", 4));
                    JsonObject network = of("latency", 150);
                    network.addProperty("offline", false);
                    network.addProperty("downloadThroughput", 1.6 * 1024 * 1024 / 8);
                    network.addProperty("uploadThroughput", 750 * 1024 / 8);
                    session.send("Network.emulateNetworkConditions", network);
                }
                page.navigate(path, new Page.NavigateOptions().setWaitUntil(WaitUntilState.LOAD));
                page.locator("#live-state.live--live, #live-state[hidden]").first().waitFor();
                page.waitForTimeout(1000);
                if (i >= 2) {
                    paints.add(number(page, "paint"));
                    shifts.add(number(page, "shift"));
                    blocked.add(number(page, "blocked"));
                }
                page.close();
            }
        }
        String where = phone ? "phone, processor ÷ 4, slow 4G" : "desktop";
        table.row("%s (%s): largest contentful paint".formatted(name, where), Numbers.ms(new Numbers(paints).p50()),
                Numbers.ms(new Numbers(paints).p95()), "< 2500 ms");
        table.row("%s: layout shift; total blocking time".formatted(name), "%.3f; %s".formatted(new Numbers(shifts).p50(),
                Numbers.ms(new Numbers(blocked).p50())), "%.3f; %s".formatted(new Numbers(shifts).p95(),
                Numbers.ms(new Numbers(blocked).p95())), "< 0.1; < 200 ms");
    }

    private static JsonObject of(String name, Number value) {
        JsonObject object = new JsonObject();
        object.addProperty(name, value);
        return object;
    }

    private static double number(Page page, String name) {
        return ((Number) page.evaluate("seen." + name)).doubleValue();
    }

    /** A response of {@link #TASKS} tasks some hours old in its work: receipts, progress, results. */
    private String busyResponse() {
        if (busy == null) {
            busy = site.response("Ⅰ");
            int planned = site.tasks(busy).size();
            if (planned < TASKS) {
                List<String> units = StreamSupport.stream(site.tasks(busy).spliterator(), false)
                        .map(task -> task.path("unit").asString()).distinct().limit(TASKS - planned).toList();
                site.api.post("duty", "/responses/" + busy + "/orders", Map.of("requestId", UUID.randomUUID().toString(),
                        "title", "报告值守情况", "text", "", "units", units)).expect(201);
            }
            int n = 0;
            for (JsonNode task : site.tasks(busy)) {
                String path = "/tasks/" + task.path("id").asString();
                String unit = task.path("unit").asString();
                unit = unit.equals("headquarters") ? "commander" : unit;
                int part = n++ % 5;
                if (part > 0) {
                    site.api.post(unit, path + "/receipt", Map.of()).expect(200);
                }
                for (int i = 1; i < part; i++) {
                    site.api.post(unit, path + "/progress", Map.of("requestId", UUID.randomUUID().toString(), "text",
                            "已到现场，正在处置，第" + i + "次报告")).expect(200);
                }
                if (part == 4 && task.path("form").asString().isEmpty()) {
                    site.api.post(unit, path + "/completion", Map.of("result", "已完成，无人员伤亡"));
                }
            }
        }
        return busy;
    }

    private String busy;

    private void time(String name, String username, String path, Map<String, String> headers, String target)
            throws Exception {
        site.times(username, path, headers, VIEWS);
        double before = site.processor();
        Numbers times = site.times(username, path, headers, VIEWS);
        table.row("%s (processor time of the server: %.1f ms)".formatted(name, (site.processor() - before) / VIEWS),
                Numbers.ms(times.p50()), Numbers.ms(times.p95()), target);
    }

    private static byte[] unzipped(HttpResponse<byte[]> answer) throws IOException {
        return new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(answer.body())).readAllBytes();
    }

    private static byte[] zipped(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    /** Others who use the machine make it slow: the load says whether they did. */
    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }

    private static String machine() throws Exception {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                .findFirst().map(line -> line.replaceFirst(".*:\\s*", "")).orElse("");
        long memory = Long.parseLong(Files.readAllLines(Path.of("/proc/meminfo")).get(0).replaceAll("\\D", "")) / 1024 / 1024;
        Process git = new ProcessBuilder("git", "log", "-1", "--format=%h").start();
        return "%d cores (%s), %d GB, JDK %s, server with `%s`, PostgreSQL 17 embedded; commit %s; %s".formatted(
                Runtime.getRuntime().availableProcessors(), model, memory, Runtime.version().feature(), Site.HEAP,
                new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip(),
                java.time.LocalDate.now(java.time.ZoneOffset.UTC));
    }
}
