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
    List<Entry> ofResponse(Response response) {
        return entries("response_id = ? or response_id is null and incident_id = ?", response.id(),
                response.incidentId());
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

    /** The latest that each unit itself did with its tasks. */
    List<Entry> latestByUnit(UUID responseId) {
        return jdbc.sql("""
                select distinct on (unit) * from response_timeline
                where response_id = ? and type like 'task-%' and unit <> '' order by unit, at desc, id desc""")
                .param(responseId).query(Timeline::entry).list();
    }

    private List<Entry> entries(String condition, Object... parameters) {
        return jdbc.sql("select * from response_timeline where " + condition + " order by at, id").params(parameters)
                .query(Timeline::entry).list();
    }

    private static Entry entry(ResultSet row, int n) throws SQLException {
        return new Entry(Rows.instant(row, "at"), row.getString("actor"), row.getString("unit"), row.getString("type"),
                Rows.texts(row, "arguments"), row.getString("ref"));
    }

    /**
     * The lines of an incident as a whole and of some of its responses.
     *
     * @param responses null = all
     */
    record Scope(UUID incidentId, List<UUID> responses) {

        private String condition() {
            return responses == null ? "incident_id = :incident"
                    : "(response_id = any(:responses) or response_id is null and incident_id = :incident)";
        }

        private MapSqlParameterSource parameters() {
            return new MapSqlParameterSource("incident", incidentId).addValue("responses",
                    responses == null ? null : responses.toArray(UUID[]::new), Types.ARRAY);
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
