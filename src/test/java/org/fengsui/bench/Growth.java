package org.fengsui.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What grows with the years: the same pages and commands beside 10,000 and beside 1,000,000 finished tasks, with the rows
 * that finished tasks leave behind, spread over the responses of several years and the units of the plan.
 */
final class Growth {

    private static final int FEW = Integer.getInteger("bench.few", 10_000);
    private static final int MANY = Integer.getInteger("bench.many", 1_000_000);
    /** Finished tasks of one response. */
    static final int PER_RESPONSE = 100;
    private static final int VIEWS = 60;
    private static final int LAUNCHES = 20;
    private static final int COMPLETIONS = 30;

    private final Site site;
    private final Table table;

    Growth(Site site, Table table) {
        this.site = site;
        this.table = table;
    }

    void measure() throws Exception {
        String response = site.response("Ⅰ");
        String old = site.response("Ⅰ");
        past(old, 0, FEW / PER_RESPONSE);
        Map<String, Numbers> few = times(response);
        past(old, FEW / PER_RESPONSE, MANY / PER_RESPONSE);
        Map<String, Numbers> many = times(response);
        few.forEach((name, numbers) -> {
            table.row("%s, beside %,d finished tasks".formatted(name, FEW), numbers, "");
            table.row("the same beside %,d (%.2f × the median)".formatted(MANY, many.get(name).p50() / numbers.p50()),
                    many.get(name), "≤ 1.3 ×");
        });
    }

    private Map<String, Numbers> times(String response) throws Exception {
        Map<String, Numbers> times = new LinkedHashMap<>();
        times.put("launch at Ⅱ", launches());
        times.put("a completion", completions());
        pages(times, "inbox of a unit", "water", "/tasks");
        pages(times, "its finished tasks", "water", "/tasks?state=done");
        pages(times, "home of a unit", "water", "/");
        pages(times, "home of the command post", "duty", "/");
        pages(times, "command page", "duty", "/responses/" + response);
        pages(times, "the same by a unit", "water", "/responses/" + response);
        pages(times, "timeline", "duty", "/responses/" + response + "/timeline");
        pages(times, "incidents", "duty", "/incidents");
        pages(times, "incidents by a unit", "water", "/incidents");
        pages(times, "responses", "duty", "/responses");
        return times;
    }

    private void pages(Map<String, Numbers> times, String name, String username, String path) throws Exception {
        site.times(username, path, Map.of(), VIEWS / 2);
        times.put(name, site.times(username, path, Map.of(), VIEWS));
    }

    private Numbers launches() {
        List<Double> times = new ArrayList<>();
        for (int i = -10; i < LAUNCHES; i++) {
            String incident = site.incident();
            long start = System.nanoTime();
            String response = site.launched(incident, "Ⅱ");
            if (i >= 0) {
                times.add((System.nanoTime() - start) / 1e6);
            }
            // What runs must not pile up too: only what is finished is to differ.
            site.api.post("commander", "/responses/" + response + "/end", Map.of("reason", "水位回落")).expect(200);
        }
        return new Numbers(times);
    }

    private Numbers completions() {
        List<Double> times = new ArrayList<>();
        List<Load.Work> work = Load.completable(site, site.response("Ⅰ"));
        for (int i = -10; i < COMPLETIONS; i++) {
            long start = System.nanoTime();
            Load.complete(site, work.get(i + 10));
            if (i >= 0) {
                times.add((System.nanoTime() - start) / 1e6);
            }
        }
        return new Numbers(times);
    }

    /** Responses number {@code from} to {@code until} of the past, made after the tasks of a real one. */
    void past(String template, int from, int until) throws Exception {
        String of = " from generate_series(%d, %d) n ".formatted(from, until - 1);
        String incident = "md5('past-incident' || n)::uuid";
        String response = "md5('past-response' || n)::uuid";
        String task = "md5('past-task' || n || '/' || t.k)::uuid";
        // Three hours from one to the next: 10,000 of them are three and a half years.
        String began = "now() - interval '1 day' - n * interval '3 hours'";
        String tasks = """

                from generate_series(%d, %d) n, lateral (select now() - interval '1 day' - n * interval '3 hours' as began) b,
                    (select task.*, row_number() over (order by action_key is null, id) as k from task
                     where response_id = '%s' limit %d) t
                """.formatted(from, until - 1, template, PER_RESPONSE);
        site.sql("""
                insert into incident (id, request_id, number, title, hazard, occurred_at, place_name, source, reported_at,
                    reported_by, reporter_unit)
                select %s, 'past' || n, 'PAST-' || n, '汛情 ' || n, hazard, %s, place_name, source, %s, reported_by,
                    reporter_unit""".formatted(incident, began, began) + of
                        + ", incident i where i.id = (select incident_id from response where id = '" + template + "')",
                "insert into incident_observation (id, incident_id, observed_at, recorded_at, recorded_by, source, facts)"
                        + " select gen_random_uuid(), " + incident + ", " + began + ", " + began
                        + ", 'duty', '水文站', '{\"长江南京\": 9.1}'" + of,
                """
                insert into response (id, request_id, number, incident_id, plan_key, plan_version, level, status, scope,
                    situations, exercise, reason, requested_at, requested_by, activated_at, level_since, ended_at, end_reason,
                    closed_at)
                select %s, 'past' || n, 'PAST-' || n || '-1', %s, plan_key, plan_version, level, 'closed', scope, situations,
                    exercise, reason, %3$s, requested_by, %3$s, %3$s, %3$s + interval '5 hours', '水位回落',
                    %3$s + interval '6 hours'""".formatted(response, incident, began) + of
                        + ", response r where r.id = '" + template + "'",
                """
                insert into response_approval (id, response_id, kind, level, posts, reason, requested_at, requested_by,
                    decided_at, decided_by, decided_post, decision, comment)
                select gen_random_uuid(), %s, 'launch', 'Ⅱ', '{commander}', '达到条件', %2$s, 'office', %2$s, 'commander',
                    'commander', 'approved', ''""".formatted(response, began) + of,
                """
                insert into task (id, response_id, exercise, action_key, turn, title, text, kind, phase, unit, planned_unit,
                    supporting, level, clause, work_group, form, evidence, note, opened_at, opened_by, receipt_seconds,
                    receipt_assumed, receipt_due_at, office_due_at, received_at, received_by, due_seconds, due_assumed,
                    due_at, recurs, handler, completed_at, completed_by, result)
                select %s, %s, exercise, action_key, turn, title, text, kind, phase, unit, planned_unit, supporting, level,
                    clause, work_group, form, evidence, note, began, opened_by, receipt_seconds, receipt_assumed,
                    began + interval '10 minutes', began + interval '20 minutes', began + interval '4 minutes', unit,
                    due_seconds, due_assumed, began + interval '2 hours', recurs, unit,
                    began + interval '1 hour' + k * interval '20 seconds', unit, '已完成，情况正常'
                """.formatted(task, response) + tasks,
                "insert into task_party (unit, response_id) select distinct unnest(supporting || unit), " + response + tasks,
                "insert into task_entry (task_id, at, actor, unit, type, text) select " + task
                        + ", began + interval '30 minutes', unit, unit, 'progress', '已到现场，正在处置'" + tasks,
                "insert into task_request (actor, request_id, kind, task_id, digest, at) select unit, 'past' || n || '/' || k,"
                        + " 'completion', " + task + ", md5(n::text) || md5(k::text), began + interval '1 hour'" + tasks,
                """
                insert into response_timeline (incident_id, response_id, at, actor, unit, type, arguments, ref)
                select %s, %s, at, unit, unit, type, array[title, unit, words], %s::text
                """.formatted(incident, response, task) + tasks + """
                , lateral (values ('task-received', began + interval '4 minutes', ''),
                    ('task-progressed', began + interval '30 minutes', '已到现场，正在处置'),
                    ('task-completed', began + interval '1 hour' + k * interval '20 seconds', '已完成，情况正常'))
                    as l (type, at, words)""",
                "vacuum analyze");
    }
}
