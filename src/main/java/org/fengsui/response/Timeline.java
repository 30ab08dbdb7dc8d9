package org.fengsui.response;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fengsui.database.Rows;
import org.fengsui.incident.IncidentRecorded;
import org.fengsui.organization.Actor;
import org.fengsui.task.TaskRecorded;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The timeline (时间线): who did what when. Written within the transaction of what it records, so that there is no
 * change without its line, and no line without its change. Each line is told to the pages that are open.
 */
@Component
class Timeline {

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

    List<Entry> ofIncident(UUID incidentId) {
        return entries("incident_id = ?", incidentId);
    }

    private List<Entry> entries(String condition, Object... parameters) {
        return jdbc.sql("select * from response_timeline where " + condition + " order by at, id").params(parameters)
                .query((row, n) -> new Entry(Rows.instant(row, "at"), row.getString("actor"), row.getString("unit"),
                        row.getString("type"), Rows.texts(row, "arguments"), row.getString("ref")))
                .list();
    }

    /** One line, before it is put into words. */
    record Entry(Instant at, String actor, String unit, String type, List<String> arguments, String ref) {
    }
}
