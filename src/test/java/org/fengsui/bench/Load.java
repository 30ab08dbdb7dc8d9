package org.fengsui.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.fengsui.support.Api;
import org.fengsui.response.spi.ResponseProcess.Opened;
import org.fengsui.workflow.RawEngine;
import tools.jackson.databind.JsonNode;

/**
 * What many people do at once, beside the same done by the engine alone on the same database server. Where it waits by
 * the clock, the time is what is measured: the pace of a person, the length of a night, the rhythm of looking.
 */
final class Load implements AutoCloseable {

    private static final int WARM_LAUNCHES = 15;
    private static final int LAUNCHES = 30;
    private static final int OFFICERS = 100;
    private static final int STORMS = 3;
    private static final int BUSY_USERS = 20;
    private static final int BUSY_RESPONSES = 10;
    private static final int BUSY_SECONDS = 25;
    private static final int BURST = 50;
    /** Responses of more than a year ago, each three hours from the next. */
    private static final int PAST_FROM = 3_000;
    private static final int PAST_UNTIL = 3_500;
    private static final int OPEN_DEADLINES = 20_000;
    private static final int DUE_DEADLINES = 2_000;
    private static final int DEADLINE_RESPONSES = 40;

    private final Site site;
    private final Table table;
    private final RawEngine raw;

    Load(Site site, Table table) throws Exception {
        this.site = site;
        this.table = table;
        site.sql("create database raw");
        Object[] models = site.query("select bpmn, dmn from plan_version where plan_key = 'flood-nanjing' and status = 'published'")
                .get(0);
        raw = new RawEngine(site.database("raw"), "postgres", site.databasePassword(), (String) models[0], (String) models[1]);
    }

    @Override
    public void close() {
        raw.close();
    }

    /** What the server opened, as the engine alone is told to open it. */
    private record Launch(List<String> groups, Map<String, List<String>> wanted, int tasks) {
    }

    private Launch launchAs(String response) throws Exception {
        Map<String, List<String>> wanted = new HashMap<>();
        for (Object[] row : site.query("select action_key, planned_unit from task where response_id = ?::uuid"
                + " and action_key is not null", response)) {
            wanted.computeIfAbsent((String) row[0], key -> new ArrayList<>()).add((String) row[1]);
        }
        // A group that was opened waits for its withdrawal.
        List<String> groups = site.query("""
                select distinct substring(s.event_name_ from '^group\\.(.*)\\.withdrawn$')
                from act_ru_event_subscr s join response r on r.process_instance_id = s.proc_inst_id_
                where r.id = ?::uuid and s.event_name_ like 'group.%.withdrawn'""", response).stream()
                .map(row -> (String) row[0]).toList();
        return new Launch(groups, wanted, wanted.values().stream().mapToInt(List::size).sum());
    }

    private List<Opened> raw(Launch launch) {
        List<Opened> opened = raw.start(launch.groups(), launch.wanted());
        if (opened.size() != launch.tasks()) {
            throw new IllegalStateException("the engine alone opened " + opened.size() + " tasks, not " + launch.tasks());
        }
        return opened;
    }

    /** A launch through the API in one call, by somebody who may sign for it, against the start of the engine alone. */
    void launch() throws Exception {
        String first = site.response("Ⅱ");
        Launch same = launchAs(first);
        if (same.tasks() < 40) {
            throw new IllegalStateException("the plan opens " + same.tasks() + " tasks only");
        }
        List<Double> server = new ArrayList<>();
        List<Double> readable = new ArrayList<>();
        List<Double> engine = new ArrayList<>();
        for (int i = -WARM_LAUNCHES; i < LAUNCHES; i++) {
            String incident = site.incident();
            long start = System.nanoTime();
            String response = site.launched(incident, "Ⅱ");
            long launched = System.nanoTime();
            int seen = site.tasks(response).size();
            long read = System.nanoTime();
            if (seen != same.tasks()) {
                throw new IllegalStateException(seen + " tasks are readable, not " + same.tasks());
            }
            long startRaw = System.nanoTime();
            raw(same);
            long startedRaw = System.nanoTime();
            if (i >= 0) {
                server.add((launched - start) / 1e6);
                readable.add((read - start) / 1e6);
                engine.add((startedRaw - startRaw) / 1e6);
            }
        }
        Numbers launches = new Numbers(server);
        Numbers starts = new Numbers(engine);
        table.row("launch at Ⅱ, %d tasks, through the API (%.2f × the engine alone)".formatted(same.tasks(),
                launches.p50() / starts.p50()), launches, "≤ 2.5 ×");
        table.row("the engine alone starting the same model with the same tasks", starts, "");
        table.row("from the sending of a launch until all its tasks are read", new Numbers(readable), "p95 ≤ 1000 ms");
    }

    /** Officers of many units who all report completion in the same second. */
    void storm() throws Exception {
        List<Double> server = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        List<Double> engine = new ArrayList<>();
        List<Double> allRaw = new ArrayList<>();
        int done = 0;
        int failedRaw = 0;
        int accounts = 0;
        for (int i = -1; i < STORMS; i++) {
            String response = site.response("Ⅰ");
            List<Work> tasks = completable(site, response);
            if (tasks.size() < OFFICERS) {
                throw new IllegalStateException("the plan has " + tasks.size() + " tasks to complete only");
            }
            tasks = tasks.subList(0, OFFICERS);
            Set<String> officers = new HashSet<>();
            List<Crowd.Deed> deeds = new ArrayList<>();
            for (Work task : tasks) {
                if (officers.add(task.officer())) {
                    site.api.get(task.officer(), "/tasks?size=1").expect(200);
                }
                deeds.add(() -> complete(site, task));
            }
            Launch same = launchAs(response);
            long start = System.nanoTime();
            List<Crowd.Outcome> outcomes = Crowd.atOnce(deeds);
            double took = (System.nanoTime() - start) / 1e6;
            Crowd.requireNoFailure("completions at once", outcomes);
            long told = (Long) site.query("select count(*) from response_timeline where response_id = ?::uuid"
                    + " and type = 'task-completed'", response).get(0)[0];
            if (told != OFFICERS) {
                throw new IllegalStateException(told + " completions are on the timeline, not " + OFFICERS);
            }
            Set<String> keys = new HashSet<>();
            tasks.forEach(task -> keys.add(task.actionKey() + "/" + task.unit()));
            List<Crowd.Deed> rawDeeds = new ArrayList<>();
            raw.start(same.groups(), same.wanted()).stream()
                    .filter(opened -> keys.contains(opened.actionKey() + "/" + opened.unit()))
                    .forEach(opened -> rawDeeds.add(() -> raw.complete(opened.token())));
            if (rawDeeds.size() != OFFICERS) {
                throw new IllegalStateException("the engine alone has " + rawDeeds.size() + " of the same tasks");
            }
            long startRaw = System.nanoTime();
            List<Crowd.Outcome> rawOutcomes = Crowd.atOnce(rawDeeds);
            double tookRaw = (System.nanoTime() - startRaw) / 1e6;
            if (i >= 0) {
                accounts = officers.size();
                outcomes.forEach(one -> server.add(one.took()));
                rawOutcomes.forEach(one -> engine.add(one.took()));
                all.add(took);
                allRaw.add(tookRaw);
                done += outcomes.size();
                failedRaw += (int) rawOutcomes.stream().filter(one -> one.failure() != null).count();
            }
        }
        table.row("%d officers (%d accounts) complete %d tasks of one response at once: %d of %d succeeded; each after"
                .formatted(OFFICERS, accounts, OFFICERS, done, STORMS * OFFICERS), new Numbers(server), "all succeed");
        table.row("the same: until the last is done", new Numbers(all), "");
        table.row("the same by the engine alone: %d of %d failed; each after".formatted(failedRaw, STORMS * OFFICERS),
                new Numbers(engine), "");
        table.row("the same: until the last has ended, without those that failed", new Numbers(allRaw), "");
    }

    /** A night in which ten responses run, and then fifty more are launched within a minute. */
    void busy() throws Exception {
        List<String> responses = new ArrayList<>();
        for (int i = 0; i < BUSY_RESPONSES; i++) {
            responses.add(site.response("Ⅰ"));
        }
        try (Night night = new Night(responses)) {
            night.listen(5);
            night.completions.clear();
            night.listen(BUSY_SECONDS);
            night.report("%d users busy on %d responses".formatted(BUSY_USERS, BUSY_RESPONSES), "p95 ≤ 150 ms");
            new Growth(site, table).past(responses.get(0), PAST_FROM, PAST_UNTIL);
            // The checkpoint that follows on so many rows is not the archive's.
            site.sql("checkpoint");
            night.listen(5);
            night.completions.clear();
            night.listen(BUSY_SECONDS);
            String put = "select (select count(*) from incident where archived_at is not null), %d - (select count(*) from"
                    + " task_request where request_id like 'past%%')";
            Object[] away = site.query(put.formatted((PAST_UNTIL - PAST_FROM) * Growth.PER_RESPONSE)).get(0);
            if ((Long) away[0] == 0 || (Long) away[1] == 0) {
                throw new IllegalStateException("nothing was archived or cleaned up");
            }
            night.report("the same while old incidents are archived (%d so far) and marks forgotten (%d)".formatted(away),
                    "p95 ≤ 150 ms");
            night.completions.clear();
            ConcurrentLinkedQueue<Double> launches = new ConcurrentLinkedQueue<>();
            AtomicInteger left = new AtomicInteger(BURST);
            List<Crowd.Deed> hands = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                hands.add(() -> {
                    while (left.getAndDecrement() > 0) {
                        long start = System.nanoTime();
                        site.launched(site.incident(), "Ⅱ");
                        launches.add((System.nanoTime() - start) / 1e6);
                    }
                });
            }
            long start = System.nanoTime();
            Crowd.requireNoFailure("launches beside busy users", Crowd.atOnce(hands));
            double took = (System.nanoTime() - start) / 1e9;
            table.row("%d incidents reported and launched at Ⅱ by 4 hands beside them, in %.1f s; each".formatted(BURST, took),
                    new Numbers(List.copyOf(launches)), "all ≤ 60 s");
            night.report("the %d users meanwhile".formatted(BUSY_USERS), "");
        }
    }

    /** Officers who every second or so look at their list and do something, and a duty officer who looks at all. */
    private final class Night implements AutoCloseable {

        private final AtomicBoolean over = new AtomicBoolean();
        private final ExecutorService people = Executors.newFixedThreadPool(BUSY_USERS + 1);
        private final List<Future<?>> running = new ArrayList<>();
        final ConcurrentLinkedQueue<Double> completions = new ConcurrentLinkedQueue<>();

        Night(List<String> responses) {
            List<Work> work = new ArrayList<>();
            responses.forEach(response -> work.addAll(completable(site, response)));
            work.stream().map(Work::officer).distinct().forEach(site::cookie);
            for (int i = 0; i < BUSY_USERS; i++) {
                int user = i;
                running.add(people.submit(() -> {
                    work(user, IntStream.range(0, work.size()).filter(n -> n % BUSY_USERS == user).mapToObj(work::get).toList());
                    return null;
                }));
            }
            site.cookie("duty");
            running.add(people.submit(() -> {
                for (int i = 0; !over.get(); i++) {
                    site.get("duty", "/responses/" + responses.get(i % responses.size()), Map.of());
                    // A page every second, as docs/performance.md says.
                    Thread.sleep(1000);
                }
                return null;
            }));
        }

        private void work(int number, List<Work> tasks) throws Exception {
            Random random = new Random(number);
            for (Work task : tasks) {
                String user = task.officer();
                for (String step : List.of("receipt", "progress", "progress", "completion")) {
                    if (over.get()) {
                        return;
                    }
                    // The pace of a person.
                    Thread.sleep(500 + random.nextInt(1000));
                    site.get(user, "/tasks", Map.of());
                    long start = System.nanoTime();
                    switch (step) {
                        case "receipt" -> site.api.post(user, task.path() + "/receipt", Map.of("requestId", id())).expect(200);
                        case "progress" -> site.api.post(user, task.path() + "/progress", Map.of("requestId", id(), "text",
                                "已到现场，正在处置")).expect(200);
                        default -> complete(site, task);
                    }
                    double took = (System.nanoTime() - start) / 1e6;
                    if (step.equals("completion")) {
                        completions.add(took);
                    }
                }
            }
            // Whoever has nothing left to do would make the night quieter than it is said to be.
            throw new IllegalStateException("user " + number + " has done all tasks");
        }

        /** Lets the night go on; whoever failed is heard. */
        void listen(int seconds) throws Exception {
            // The length of the measurement.
            Thread.sleep(seconds * 1000L);
            hear();
        }

        private void hear() throws Exception {
            for (Future<?> one : running) {
                if (one.isDone()) {
                    one.get();
                }
            }
        }

        void report(String name, String target) throws Exception {
            hear();
            table.row("%s: a completion (%d)".formatted(name, completions.size()), new Numbers(List.copyOf(completions)),
                    target);
        }

        @Override
        public void close() throws Exception {
            over.set(true);
            people.shutdown();
            for (Future<?> one : running) {
                one.get();
            }
        }
    }

    /** Deadlines of many responses, of which as many as a whole city's come due within one minute. */
    void deadlines() throws Exception {
        String template = site.response("Ⅱ");
        Object[] one = site.query("select id::text from task where response_id = ?::uuid order by id limit 1", template).get(0);
        site.sql("""
                insert into response (id, request_id, number, incident_id, plan_key, plan_version, level, status, scope,
                    situations, exercise, reason, requested_at, requested_by, activated_at, level_since)
                select md5('deadline' || n)::uuid, 'deadline' || n, number || '-' || n, incident_id, plan_key, plan_version,
                    level, status, scope, situations, exercise, reason, requested_at, requested_by, activated_at, level_since
                from response, generate_series(0, %d) n where id = '%s'""".formatted(DEADLINE_RESPONSES - 1, template),
                // Half wait for a receipt, half for a completion. The due ones follow one another through one minute.
                """
                insert into task (id, response_id, exercise, turn, title, text, kind, phase, unit, planned_unit, supporting,
                    level, clause, work_group, form, evidence, note, opened_at, opened_by, receipt_seconds, receipt_assumed,
                    receipt_due_at, office_due_at, due_assumed, due_at, recurs, received_at, received_by)
                select md5('deadline' || n)::uuid, md5('deadline' || n %% %d)::uuid, exercise, 1, title || ' ' || n, text,
                    'once', phase, unit, planned_unit, supporting, level, clause, work_group, form, evidence, note, now(),
                    opened_by, 3600, false, due, due + interval '1 hour', false,
                    case when n %% 2 = 0 then due else due + interval '3 hours' end, false,
                    case when n %% 2 = 0 then now() end, case when n %% 2 = 0 then unit end
                from task, generate_series(0, %d) n, lateral (select now() + case when n < %d
                    then interval '20 seconds' + n * interval '60 seconds' / %d
                    else interval '2 hours' + n * interval '1 second' end as due) as time
                where id = '%s'""".formatted(DEADLINE_RESPONSES, OPEN_DEADLINES - 1, DUE_DEADLINES, DUE_DEADLINES, one[0]),
                "analyze task", "analyze response");
        Map<String, Double> late = new HashMap<>();
        long end = System.nanoTime() + 100_000_000_000L;
        // Acted on is what others can see, not what the server's clock said when it began.
        while (late.size() < DUE_DEADLINES && System.nanoTime() < end) {
            for (Object[] row : site.query("""
                    select id::text, extract(epoch from clock_timestamp() - case when received_at is null then receipt_due_at
                        else due_at end)::float8 * 1000
                    from task where response_id in (select id from response where request_id like 'deadline%')
                        and (leader_told_at is not null or chased_at is not null)""")) {
                late.putIfAbsent((String) row[0], (Double) row[1]);
            }
            // The rhythm of looking; each deadline is timed by the database.
            Thread.sleep(100);
        }
        long lines = (Long) site.query("select count(*) from response_timeline where response_id in"
                + " (select id from response where request_id like 'deadline%')").get(0)[0];
        long distinct = (Long) site.query("select count(distinct ref) from response_timeline where response_id in"
                + " (select id from response where request_id like 'deadline%')").get(0)[0];
        if (late.size() != DUE_DEADLINES || lines != DUE_DEADLINES || distinct != DUE_DEADLINES) {
            throw new IllegalStateException("of %d deadlines %d were acted on, by %d lines about %d tasks".formatted(
                    DUE_DEADLINES, late.size(), lines, distinct));
        }
        Numbers times = new Numbers(List.copyOf(late.values()));
        table.row("%,d open deadlines, %,d due within one minute, each acted on once: seen after (slowest: %s)".formatted(
                OPEN_DEADLINES, DUE_DEADLINES, Numbers.ms(times.max())), times, "all ≤ 5000 ms");
    }

    /** Memory of the server at rest, and of its database. */
    static void idle(Site site, Table table) throws Exception {
        // At rest is what is measured: nothing tells when a server has come to it.
        Thread.sleep(10_000);
        long heap = site.heap();
        table.row("at rest: memory of the server (its heap: %d MB), and of its database".formatted(heap),
                site.resident() + " MB", site.residentDatabase() + " MB", "");
    }

    /** A task to be completed, and the account that does its unit's tasks. */
    record Work(String id, String officer, String unit, String actionKey, String form) {
        String path() {
            return "/tasks/" + id;
        }
    }

    static void complete(Site site, Work work) {
        site.api.post(work.officer(), work.path() + "/completion", Map.of("requestId", id(), "result", "已完成，无人员伤亡",
                "form", filled(work.form()))).expect(200);
    }

    /** What units can complete in a response: first what is done once, then the turns of what recurs. */
    static List<Work> completable(Site site, String response) {
        List<Work> once = new ArrayList<>();
        List<Work> recurring = new ArrayList<>();
        for (JsonNode task : site.tasks(response)) {
            if (!task.path("kind").asString().equals("standing")) {
                String unit = task.path("unit").asString();
                (task.path("recurs").asBoolean() ? recurring : once).add(new Work(task.path("id").asString(),
                        unit.equals("headquarters") ? "commander" : unit, unit, task.path("actionKey").asString(),
                        task.path("form").asString()));
            }
        }
        once.addAll(recurring);
        return once;
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static final Map<String, Map<String, Object>> FILLED = new ConcurrentHashMap<>();

    /** A form with its required fields filled. */
    private static Map<String, Object> filled(String form) {
        return form.isEmpty() ? Map.of() : FILLED.computeIfAbsent(form, key -> {
            try {
                Map<String, Object> values = new HashMap<>();
                for (JsonNode field : Api.JSON.readTree(Files.readString(Path.of("forms", key + ".form"))).path("components")) {
                    if (field.path("validate").path("required").asBoolean(false)) {
                        String option = field.path("values").path(0).path("value").asString("");
                        values.put(field.path("key").asString(), switch (field.path("type").asString()) {
                            case "number" -> field.path("validate").path("min").decimalValue(java.math.BigDecimal.ONE);
                            case "checkbox" -> true;
                            case "radio", "select" -> option;
                            case "checklist" -> List.of(option);
                            case "datetime" -> "2026-07-01T08:00";
                            default -> "情况正常";
                        });
                    }
                }
                return values;
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
