package org.fengsui.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.database.Rows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of tasks. The next alarm is a column that the database derives. */
@Repository
class TaskRows {

    private static final List<String> OPENING = List.of("id", "response_id", "exercise", "action_key", "order_id",
            "turn", "title", "text", "kind", "phase", "unit", "planned_unit", "supporting", "level", "clause",
            "work_group", "form", "evidence", "note", "opened_at", "opened_by", "receipt_seconds", "receipt_assumed",
            "receipt_due_at", "office_due_at", "due_seconds", "due_assumed", "since", "since_action", "since_title",
            "since_at", "since_why", "due_at", "recurs", "every_seconds",
            "next_turn_at", "token");

    private static final String INSERT = "insert into task (" + String.join(", ", OPENING) + ") values ("
            + String.join(", ", OPENING.stream().map(column -> ":" + column).toList()) + ")";

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batch;
    private final JsonMapper json;

    TaskRows(JdbcClient jdbc, NamedParameterJdbcTemplate batch, JsonMapper json) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.json = json;
    }

    /** Stores tasks as they are opened; later parts of their life are written by the commands. */
    void insert(List<Task> tasks) {
        batch.batchUpdate(INSERT, tasks.stream().map(TaskRows::opening).toArray(SqlParameterSource[]::new));
        batch.batchUpdate("insert into task_party (unit, response_id) values (:unit, :response) on conflict do nothing",
                tasks.stream().flatMap(task -> Stream.concat(Stream.of(task.unit()), task.supporting().stream())
                                .map(unit -> Map.of("unit", unit, "response", task.responseId())))
                        .distinct().map(MapSqlParameterSource::new).toArray(SqlParameterSource[]::new));
    }

    Optional<Task> find(UUID id) {
        return jdbc.sql("select * from task where id = ?").param(id).query(this::task).optional();
    }

    List<Task> ofResponse(UUID responseId) {
        return jdbc.sql("select * from task where response_id = ? order by opened_at, id").param(responseId)
                .query(this::task).list();
    }

    /** Responses that have a task whose time has come, the longest due first. */
    List<UUID> responsesDue(Instant now) {
        return jdbc.sql("""
                select response_id from task where alarm_at <= ? group by response_id order by min(alarm_at) limit 100""")
                .param(Rows.at(now)).query(UUID.class).list();
    }

    List<Task> due(UUID responseId, Instant now) {
        return jdbc.sql("select * from task where response_id = ? and alarm_at <= ? order by alarm_at, id")
                .params(responseId, Rows.at(now)).query(this::task).list();
    }

    /** Tasks that meet a condition with named parameters. */
    List<Task> select(String conditionAndOrder, Map<String, ?> parameters) {
        return jdbc.sql("select * from task where " + conditionAndOrder).params(parameters).query(this::task).list();
    }

    long count(String condition, Map<String, ?> parameters) {
        return jdbc.sql("select count(*) from task where " + condition).params(parameters).query(Long.class).single();
    }

    /** The number of tasks that meet a condition, no further than the parameter {@code counted}. */
    long countSoFar(String condition, Map<String, ?> parameters) {
        return jdbc.sql("select count(*) from (select from task where " + condition + " limit :counted) as counted")
                .params(parameters).query(Long.class).single();
    }

    /** The numbers of tasks that meet a condition and one of several more, by the names of these. */
    Map<String, Long> counts(Map<String, String> states, String condition, Map<String, ?> parameters) {
        return jdbc.sql("select " + filters(states) + " from task where " + condition).params(parameters)
                .query((row, n) -> counts(states, row)).single();
    }

    /** The same for each response; every one of them has its numbers. */
    Map<UUID, Map<String, Long>> counts(Map<String, String> states, String condition, Map<String, ?> parameters,
                                        Collection<UUID> responses) {
        Map<UUID, Map<String, Long>> counts = new HashMap<>();
        responses.forEach(id -> counts.put(id, states.keySet().stream().collect(Collectors.toMap(s -> s, s -> 0L))));
        if (!responses.isEmpty()) {
            jdbc.sql("select response_id, " + filters(states) + " from task where response_id in (:responses) and "
                            + condition + " group by response_id")
                    .params(parameters).param("responses", responses)
                    .query((row, n) -> counts.put(Rows.uuid(row, "response_id"), counts(states, row))).list();
        }
        return counts;
    }

    private static String filters(Map<String, String> states) {
        return states.entrySet().stream()
                .map(state -> "count(*) filter (where " + state.getValue() + ") as \"" + state.getKey() + '"')
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Long> counts(Map<String, String> states, ResultSet row) throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        for (String state : states.keySet()) {
            counts.put(state, row.getLong(state));
        }
        return counts;
    }

    private static SqlParameterSource opening(Task t) {
        return new MapSqlParameterSource()
                .addValue("id", t.id()).addValue("response_id", t.responseId()).addValue("exercise", t.exercise())
                .addValue("action_key", t.actionKey()).addValue("order_id", t.orderId(), Types.OTHER)
                .addValue("turn", t.turn()).addValue("title", t.title()).addValue("text", t.text())
                .addValue("kind", t.kind()).addValue("phase", t.phase()).addValue("unit", t.unit())
                .addValue("planned_unit", t.plannedUnit())
                .addValue("supporting", Rows.texts(t.supporting())).addValue("level", t.level())
                .addValue("clause", t.clause()).addValue("work_group", t.workGroup()).addValue("form", t.form())
                .addValue("evidence", t.evidence()).addValue("note", t.note())
                .addValue("opened_at", Rows.at(t.openedAt())).addValue("opened_by", t.openedBy())
                .addValue("receipt_seconds", Rows.seconds(t.receiptWithin()), Types.BIGINT)
                .addValue("receipt_assumed", t.receiptAssumed())
                .addValue("receipt_due_at", Rows.at(t.receiptDueAt()), Types.TIMESTAMP)
                .addValue("office_due_at", Rows.at(t.officeDueAt()), Types.TIMESTAMP)
                .addValue("due_seconds", Rows.seconds(t.dueWithin()), Types.BIGINT)
                .addValue("due_assumed", t.dueAssumed())
                .addValue("since", t.since().kind())
                .addValue("since_action", t.since().action(), Types.VARCHAR)
                .addValue("since_title", t.since().title(), Types.VARCHAR)
                .addValue("since_at", Rows.at(t.since().at()), Types.TIMESTAMP)
                .addValue("since_why", t.since().why(), Types.VARCHAR)
                .addValue("due_at", Rows.at(t.dueAt()), Types.TIMESTAMP)
                .addValue("recurs", t.recurs())
                .addValue("every_seconds", Rows.seconds(t.every()), Types.BIGINT)
                .addValue("next_turn_at", Rows.at(t.nextTurnAt()), Types.TIMESTAMP)
                .addValue("token", t.token());
    }

    private Task task(ResultSet row, int n) throws SQLException {
        String values = row.getString("form_values");
        return new Task(Rows.uuid(row, "id"), Rows.uuid(row, "response_id"), row.getBoolean("exercise"),
                row.getString("action_key"), Rows.uuid(row, "order_id"), row.getInt("turn"), row.getString("title"),
                row.getString("text"), row.getString("kind"), row.getString("phase"), row.getString("unit"),
                row.getString("planned_unit"), Rows.texts(row, "supporting"), row.getString("level"),
                row.getString("clause"), row.getString("work_group"), row.getString("form"),
                row.getString("evidence"), row.getString("note"),
                Rows.instant(row, "opened_at"), row.getString("opened_by"),
                Rows.duration(row, "receipt_seconds"), row.getBoolean("receipt_assumed"),
                Rows.instant(row, "receipt_due_at"), Rows.instant(row, "office_due_at"),
                Rows.instant(row, "received_at"), row.getString("received_by"),
                Rows.duration(row, "due_seconds"), row.getBoolean("due_assumed"),
                new Since(row.getString("since"), row.getString("since_action"), row.getString("since_title"),
                        Rows.instant(row, "since_at"), row.getString("since_why")),
                Rows.instant(row, "due_at"),
                row.getBoolean("recurs"), Rows.duration(row, "every_seconds"), Rows.instant(row, "next_turn_at"),
                row.getString("handler"), Rows.instant(row, "completed_at"), row.getString("completed_by"),
                row.getString("result"),
                values == null ? null : json.readValue(values, new TypeReference<Map<String, Object>>() { }),
                Rows.instant(row, "returned_at"), row.getString("returned_by"), row.getString("return_reason"),
                Rows.instant(row, "return_settled_at"), Rows.instant(row, "withdrawn_at"),
                row.getString("withdrawn_by"), row.getString("withdrawn_code"), row.getString("withdrawn_reason"),
                Rows.instant(row, "missed_at"), Rows.instant(row, "leader_told_at"),
                Rows.instant(row, "office_told_at"), Rows.instant(row, "chased_at"), row.getString("chase_reason"),
                Rows.instant(row, "chase_answered_at"), row.getString("token"));
    }
}
