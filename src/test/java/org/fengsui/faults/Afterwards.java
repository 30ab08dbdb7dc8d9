package org.fengsui.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import org.fengsui.faults.Ledger.Command;

/** Holds what is stored against the ledger, when nothing is under way. Everything wrong goes into the ledger. */
final class Afterwards {

    /** Per kind: where its row is, as a text with its mark; and where its line of the timeline is, null = it has none. */
    private record Trace(String row, String line) {
    }

    /** How the record calls each kind. */
    private static final Map<String, String> RECORDED = Map.ofEntries(Map.entry("report", "incident.report"),
            Map.entry("observe", "incident.observation"), Map.entry("launch", "response.launch"),
            Map.entry("approve", "response.approval"), Map.entry("level", "response.level"),
            Map.entry("end", "response.end"), Map.entry("order", "response.order"),
            Map.entry("progress", "task.progress"), Map.entry("completion", "task.completion"),
            Map.entry("return", "task.return"), Map.entry("return-acceptance", "task.return-acceptance"),
            Map.entry("handover", "task.handover"), Map.entry("chase", "task.chase"),
            Map.entry("attachment", "task.attachment"));

    private static final Map<String, Trace> TRACES = new LinkedHashMap<>();

    static {
        TRACES.put("report", new Trace("select title from incident", null));
        TRACES.put("observe", new Trace("select source from incident_observation", null));
        TRACES.put("launch", new Trace("select reason from response", "type = 'launch-requested'"));
        TRACES.put("approve", new Trace("select comment from response_approval where decided_at is not null",
                "type ~ '(approved|rejected)$'"));
        TRACES.put("level", new Trace("select reason from response_approval where kind = 'level'", null));
        TRACES.put("end", new Trace("select reason from response_approval where kind = 'end'", null));
        TRACES.put("order", new Trace("select title from response_order", "type = 'order-issued'"));
        TRACES.put("progress", new Trace("select text from task_entry where type = 'progress'",
                "type = 'task-progressed'"));
        TRACES.put("completion", new Trace("select result from task where completed_at is not null",
                "type = 'task-completed'"));
        TRACES.put("return", new Trace("select text from task_entry where type = 'return'", "type = 'task-returned'"));
        TRACES.put("return-acceptance", new Trace("select text from task_entry where type = 'return-accepted'",
                "type = 'task-return-accepted'"));
        TRACES.put("handover", new Trace("select text from task_entry where type = 'handover'",
                "type = 'task-handed-over'"));
        TRACES.put("chase", new Trace("select text from task_entry where type = 'chase'", "type = 'task-chased'"));
        TRACES.put("attachment", new Trace("select name from task_attachment", "type = 'task-attached'"));
    }

    /** What must not be, whatever was sent: each query finds the exceptions. */
    private static final Map<String, String> NEVER = new LinkedHashMap<>();

    static {
        NEVER.put("a task waits whose user task the engine does not have", """
                select id::text from task where token is not null and token not in (select id_ from act_ru_task)""");
        NEVER.put("a user task of the engine that no task stands for", """
                select id_ from act_ru_task where id_ not in (select token from task where token is not null)""");
        NEVER.put("a planned task runs outside the engine", """
                select id::text from task where order_id is null and token is null and completed_at is null
                and withdrawn_at is null and returned_at is null""");
        NEVER.put("a running response without its process", """
                select number from response where status in ('active', 'ended') and not exists
                (select from act_ru_execution where id_ = process_instance_id)""");
        NEVER.put("a process without a running response", """
                select id_ from act_ru_execution where parent_id_ is null and id_ not in (select process_instance_id
                from response where status in ('active', 'ended') and process_instance_id is not null)""");
        NEVER.put("a response launched without tasks", """
                select number from response where activated_at is not null and not exists
                (select from task where response_id = response.id)""");
        NEVER.put("a response without its request for approval", """
                select number from response where not exists
                (select from response_approval where response_id = response.id and kind = 'launch')""");
        NEVER.put("a launch without its line", """
                select number from response where activated_at is not null and (select count(*) from response_timeline
                where response_id = response.id and type = 'launched') <> 1""");
        NEVER.put("a level change without its one line, or a line without its change", """
                select reason from response_approval a where kind = 'level' and decision = 'approved' and
                (select count(*) from response_timeline t where t.response_id = a.response_id
                and type in ('level-raised', 'level-lowered') and a.reason = any(arguments))
                <> (select count(*) from response_approval b where b.response_id = a.response_id and b.kind = 'level'
                and b.decision = 'approved' and b.reason = a.reason)""");
        NEVER.put("more lines of level changes than changes", """
                select response_id::text from response_timeline where type in ('level-raised', 'level-lowered')
                group by response_id having count(*) <> (select count(*) from response_approval a
                where a.response_id = response_timeline.response_id and kind = 'level' and decision = 'approved')""");
        NEVER.put("an end without its one line", """
                select number from response where ended_at is not null and (select count(*) from response_timeline
                where response_id = response.id and type = 'ended') <> 1""");
        NEVER.put("a close without its one line, or open tasks after it", """
                select number from response where closed_at is not null and status = 'closed'
                and ((select count(*) from response_timeline where response_id = response.id and type = 'closed') <> 1
                or exists (select from task where response_id = response.id and token is not null))""");
        NEVER.put("an order that lacks a task of a unit, or has one twice", """
                select number::text from response_order o where (select count(*) from task
                where order_id = o.id and turn = 1) <> (select count(distinct unit) from task where order_id = o.id)
                or not exists (select from task where order_id = o.id)""");
        // A first progress or completion acknowledges too, without a line of its own.
        NEVER.put("an acknowledgement told twice, or of a task that is not acknowledged", """
                select id::text from task where (received_at is not null)::int < (select count(*) from response_timeline
                where ref = task.id::text and type = 'task-received')""");
        NEVER.put("a completion without its one line", """
                select id::text from task where (completed_at is not null)::int <> (select count(*) from response_timeline
                where ref = task.id::text and type = 'task-completed')""");
        NEVER.put("an attachment without its one line", """
                select name from task_attachment a where (select count(*) from response_timeline
                where ref = a.task_id::text and type = 'task-attached' and a.name = any(arguments)) <> 1""");
        NEVER.put("an observation without its one line", """
                select incident_id::text from incident_observation o group by incident_id having count(*) <>
                (select count(*) from response_timeline t where t.incident_id = o.incident_id
                and type = 'incident-observed')""");
        NEVER.put("the same turn of an action twice", """
                select min(id::text) from task where recurs and withdrawn_code is distinct from 'reassigned'
                and withdrawn_code is distinct from 'level-changed' and withdrawn_code is distinct from 'response-ended'
                and returned_at is null
                group by response_id, action_key, planned_unit, turn, token having count(*) > 1 and token is not null""");
        NEVER.put("a deadline that was not acted on", """
                select id::text || ' ' || alarm_at from task where alarm_at <= timestamptz '%1$s' - interval '5 seconds'""");
        NEVER.put("the leader was told of an overdue receipt not once", """
                select id::text from task where (leader_told_at is not null)::int <> (select count(*)
                from response_timeline where ref = task.id::text and type = 'task-receipt-overdue')""");
        NEVER.put("the office was told of an overdue receipt not once", """
                select id::text from task where (office_told_at is not null)::int <> (select count(*)
                from response_timeline where ref = task.id::text and type = 'task-receipt-overdue-office')""");
        NEVER.put("an overdue completion was chased by the clock more than once", """
                select ref from response_timeline where type = 'task-chased' and actor = 'system'
                group by ref having count(*) > 1""");
        NEVER.put("a chase-up without its lines", """
                select id::text from task where chased_at is not null and (select count(*) from response_timeline
                where ref = task.id::text and type = 'task-chased') <> (select count(*) from task_entry
                where task_id = task.id and type = 'chase')""");
        NEVER.put("an entry of the record whose hash is not that of its content", """
                select lane || '-' || seq from audit_entry e where hash <> sha256(audit_bytes(e))""");
        NEVER.put("an entry of the record that does not follow the one before", """
                select lane || '-' || seq from (select lane, seq, previous, lag(seq) over w as last, lag(hash) over w as before
                from audit_entry window w as (partition by lane order by seq)) as chained
                where seq <> coalesce(last, 0) + 1 or previous <> coalesce(before, decode(repeat('00', 32), 'hex'))""");
        NEVER.put("a lane of the record whose head is not its last entry", """
                select lane::text from audit_lane l where seq <> (select coalesce(max(seq), 0) from audit_entry e
                where e.lane = l.lane)""");
        NEVER.put("a missed turn was told not once", """
                select id::text from task where (missed_at is not null)::int <> (select count(*)
                from response_timeline where ref = task.id::text and type = 'task-turn-missed')""");
    }

    private final Site site;
    private final Ledger ledger;

    Afterwards(Site site, Ledger ledger) {
        this.site = site;
        this.ledger = ledger;
    }

    void check() throws SQLException, IOException {
        try (Connection connection = site.connect(); Statement statement = connection.createStatement()) {
            String now = java.time.Clock.systemUTC().instant().plus(site.ahead()).toString();
            for (Entry<String, String> never : NEVER.entrySet()) {
                try (ResultSet rows = statement.executeQuery(never.getValue().formatted(now))) {
                    for (int shown = 0; rows.next() && shown < 5; shown++) {
                        ledger.violation(never.getKey() + ": " + rows.getString(1));
                    }
                }
            }
            Map<String, Map<String, Integer>> rows = new HashMap<>();
            Map<String, Map<String, Integer>> lines = new HashMap<>();
            Map<String, Map<String, Integer>> recorded = new HashMap<>();
            for (Entry<String, Trace> trace : TRACES.entrySet()) {
                recorded.put(trace.getKey(), marked(statement, "select detail from audit_entry where result = 'ok' and type = '"
                        + RECORDED.get(trace.getKey()) + "'"));
                rows.put(trace.getKey(), marked(statement, trace.getValue().row()));
                if (trace.getValue().line() != null) {
                    lines.put(trace.getKey(), marked(statement,
                            "select unnest(arguments) from response_timeline where " + trace.getValue().line()));
                }
            }
            for (Command command : ledger.commands()) {
                if (TRACES.containsKey(command.kind())) {
                    onRecord(command, rows.get(command.kind()).getOrDefault(command.mark(), 0),
                            recorded.get(command.kind()).getOrDefault(command.mark(), 0));
                    hold(command, rows.get(command.kind()).getOrDefault(command.mark(), 0),
                            lines.containsKey(command.kind())
                                    ? lines.get(command.kind()).getOrDefault(command.mark(), 0) : null);
                }
            }
            receipts(statement);
            files(statement);
        }
    }

    private Map<String, Integer> marked(Statement statement, String query) throws SQLException {
        Map<String, Integer> found = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("select mark, count(*) from (select substring(text from '"
                + ledger.pattern() + "') as mark from (" + query + ") as texts (text)) as marks"
                + " where mark is not null group by mark")) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getInt(2));
            }
        }
        return found;
    }

    private void hold(Command command, int rows, Integer lines) {
        String what = command.kind() + " " + command.mark() + " " + command.answers();
        // To the level in force, asked for already, decided so by another, to who handles it: nothing to do, no trace.
        boolean mayBeNothing = !command.keyed() || Set.of("handover", "approve", "level", "end").contains(command.kind());
        int most = command.keyed() ? 1 : command.answers().size();
        if (command.acknowledged() && rows == 0 && !mayBeNothing) {
            ledger.violation("acknowledged and lost: " + what);
        }
        if (command.refused() && rows > 0) {
            ledger.violation("refused and done: " + what);
        }
        if (rows > most) {
            ledger.violation("done " + rows + " times: " + what);
        }
        if (lines != null && lines != rows) {
            ledger.violation("done " + rows + " times and told " + lines + " times: " + what);
        }
    }

    /** Whatever was carried out is on record, and nothing else is; a repetition is an entry of its own. */
    private void onRecord(Command command, int rows, int entries) {
        long acknowledged = command.answers().stream().filter(answer -> answer == Ledger.Outcome.DONE).count();
        if (entries < Math.max(rows, acknowledged) || entries > command.answers().size()) {
            ledger.violation("done " + rows + " times and on record " + entries + " times: " + command.kind() + " "
                    + command.mark() + " " + command.answers());
        }
    }

    private void receipts(Statement statement) throws SQLException {
        Map<String, Boolean> received = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("select id::text, received_at is not null from task")) {
            while (rows.next()) {
                received.put(rows.getString(1), rows.getBoolean(2));
            }
        }
        for (Command command : ledger.commands()) {
            if (command.kind().equals("receipt") && command.acknowledged() && !received.get(command.about())) {
                ledger.violation("acknowledged and lost: receipt of " + command.about());
            }
        }
    }

    /** Every row has its file with the right bytes, whether it was acknowledged or not. */
    private void files(Statement statement) throws SQLException, IOException {
        Map<String, String> digests = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("select name, digest from task_attachment where size < 1000000")) {
            while (rows.next()) {
                digests.put(rows.getString(1), rows.getString(2));
            }
        }
        for (Command command : ledger.commands()) {
            String digest = digests.get(command.mark() + ".txt");
            if (command.kind().equals("attachment") && digest != null) {
                Path file = site.attachments.resolve(digest.substring(0, 2)).resolve(digest);
                if (!Files.exists(file)) {
                    ledger.violation("an attachment without its file: " + command.mark());
                } else if (!Arrays.equals(Files.readAllBytes(file), command.content())) {
                    ledger.violation("an attachment with other bytes than were sent: " + command.mark());
                }
            }
        }
    }
}
