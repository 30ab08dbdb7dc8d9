package org.fengsui.response;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fengsui.database.Rows;
import org.fengsui.incident.IncidentRecorded;
import org.fengsui.organization.Actor;
import org.fengsui.task.TaskRecorded;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The timeline (时间线): who did what when. Written within the transaction of what it records, so that there is no
 * change without its line, and no line without its change. Each line is told to the pages that are open.
 */
@Component
class Timeline {

    /** Lines about tasks carry the task's title and its unit. */
    private static final String UNIT_OF_TASK = "case when type like 'task-%' then arguments[2] end";
    static final Map<String, String> KINDS = Map.of("facts", "type like 'incident-%'", "tasks", "type like 'task-%'",
            "decisions", "type not like 'incident-%' and type not like 'task-%'");

    /** What every unit of a response is told: the facts, and the decisions that took effect; not how they came about. */
    private static final List<String> PUBLIC = List.of("incident-observed", "launched", "level-raised", "level-lowered",
            "situations-added", "ended", "closed");
    /** Lines of the tasks that the reader's unit leads or supports, and of orders to it. */
    private static final String OWN_LINES = """
            type like 'task-%' and ref in (select cast(task.id as text) from task
                join response on response.id = task.response_id
                where response.incident_id = :incident and (task.unit = :own or task.supporting @> cast(:owns as text[])))
            or type = 'order-issued' and exists (select from task join response_order on response_order.id = task.order_id
                where task.response_id = response_timeline.response_id and task.unit = :own
                    and cast(response_order.number as text) = arguments[1])""";

    private final JdbcClient jdbc;
    private final ResponseSignals signals;

    Timeline(JdbcClient jdbc, ResponseSignals signals) {
        this.jdbc = jdbc;
        this.signals = signals;
    }

    /**
     * @param type      the words for people are the message {@code timeline.<type>} with the arguments
     * @param reference what it is about, e.g. a task's id; null = the response itself
     */
    void write(UUID incidentId, UUID responseId, Instant at, Actor actor, String type, UUID reference,
               String... arguments) {
        jdbc.sql("""
                insert into response_timeline (incident_id, response_id, at, actor, unit, type, arguments, ref)
                values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(incidentId, responseId, Rows.at(at), actor.username(), actor.unit(), type, arguments,
                        reference == null ? null : reference.toString())
                .update();
        // A task given out again leaves its unit: both are told.
        signals.written(incidentId, responseId, "task-reassigned".equals(type) ? null : reference);
    }

    @EventListener
    void on(TaskRecorded event) {
        UUID incidentId = jdbc.sql("select incident_id from response where id = ?").param(event.responseId())
                .query(UUID.class).single();
        write(incidentId, event.responseId(), event.at(), event.actor(), "task-" + event.type(), event.taskId(),
                event.title(), event.unit(), event.text());
    }

    @EventListener
    void on(IncidentRecorded event) {
        write(event.incidentId(), null, event.at(), event.actor(), "incident-" + event.type(), null, event.level(),
                event.text());
    }

    /** Lines of a response and of its incident as a whole, oldest first. */
    List<Entry> ofResponse(Response response, Actor actor) {
        Scope scope = new Scope(response.incidentId(), List.of(response.id()), actor);
        return jdbc.sql("select * from response_timeline where " + scope.condition() + " order by at, id")
                .paramSource(scope.parameters()).query(Timeline::entry).list();
    }

    /** One page of the lines within a scope, the newest first, and how many there are. */
    Found find(Scope scope, Filter filter, int page, int size) {
        MapSqlParameterSource parameters = scope.parameters().addValue("unit", filter.unit())
                .addValue("like", "%" + filter.text().replaceAll("([\\\\%_])", "\\\\$1") + "%")
                .addValue("units", Rows.texts(filter.unitsNamed()), Types.ARRAY)
                .addValue("types", Rows.texts(filter.typesNamed()), Types.ARRAY)
                .addValue("size", size).addValue("offset", (long) page * size);
        String condition = scope.condition() + " and " + KINDS.getOrDefault(filter.kind(), "true")
                + (filter.unit().isEmpty() ? "" : " and (unit = :unit or " + UNIT_OF_TASK + " = :unit)")
                + (filter.text().isEmpty() ? "" : " and (array_to_string(arguments, ' ') ilike :like"
                        + " or unit = any(:units) or " + UNIT_OF_TASK + " = any(:units) or type = any(:types))");
        long total = jdbc.sql("select count(*) from response_timeline where " + condition).paramSource(parameters)
                .query(Long.class).single();
        List<Entry> content = total == 0 ? List.of() : jdbc.sql("select * from response_timeline where " + condition
                        + " order by at desc, id desc limit :size offset :offset").paramSource(parameters)
                .query(Timeline::entry).list();
        return new Found(content, total);
    }

    /** Types and units of lines that occur within a scope. */
    List<String> types(Scope scope) {
        return jdbc.sql("select distinct type from response_timeline where " + scope.condition())
                .paramSource(scope.parameters()).query(String.class).list();
    }

    /** Units that did something within a scope, or whose tasks something happened to. */
    Set<String> units(Scope scope) {
        return jdbc.sql("select distinct unnest(array[unit, " + UNIT_OF_TASK + "]) as code from response_timeline where "
                        + scope.condition()).paramSource(scope.parameters()).query(String.class).set();
    }

    /** The latest that each unit itself did with its tasks, as far as the actor may see it. */
    List<Entry> latestByUnit(UUID responseId, UUID incidentId, Actor actor) {
        Scope scope = new Scope(incidentId, List.of(responseId), actor);
        return jdbc.sql("select distinct on (unit) * from response_timeline where " + scope.condition()
                        + " and response_id is not null and type like 'task-%' and unit <> ''"
                        + " order by unit, at desc, id desc")
                .paramSource(scope.parameters()).query(Timeline::entry).list();
    }

    private static Entry entry(ResultSet row, int n) throws SQLException {
        return new Entry(Rows.instant(row, "at"), row.getString("actor"), row.getString("unit"), row.getString("type"),
                Rows.texts(row, "arguments"), row.getString("ref"));
    }

    /**
     * The lines of an incident as a whole and of some of its responses.
     *
     * @param responses null = all
     * @param reader    whoever does not oversee reads what is public, and of tasks and orders those of the own unit
     */
    record Scope(UUID incidentId, List<UUID> responses, Actor reader) {

        private String condition() {
            String lines = responses == null ? "incident_id = :incident"
                    : "(response_id = any(:responses) or response_id is null and incident_id = :incident)";
            return reader.oversees() ? lines : lines + " and (type = any(:public) or " + OWN_LINES + ")";
        }

        private MapSqlParameterSource parameters() {
            return new MapSqlParameterSource("incident", incidentId).addValue("responses",
                    responses == null ? null : responses.toArray(UUID[]::new), Types.ARRAY)
                    .addValue("public", Rows.texts(PUBLIC), Types.ARRAY).addValue("own", reader.workUnit())
                    .addValue("owns", Rows.texts(List.of(reader.workUnit())), Types.ARRAY);
        }
    }

    /**
     * What lines are narrowed to; empty texts mean no limit.
     *
     * @param kind       facts, tasks or decisions
     * @param unitsNamed units whose name has the text, and {@code typesNamed}: types whose words have it
     */
    record Filter(String kind, String unit, String text, List<String> unitsNamed, List<String> typesNamed) {
    }

    record Found(List<Entry> content, long total) {
    }

    /** One line, before it is put into words. */
    record Entry(Instant at, String actor, String unit, String type, List<String> arguments, String ref) {
    }
}
