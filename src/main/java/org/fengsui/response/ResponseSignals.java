package org.fengsui.response;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.fengsui.live.Signals;
import org.fengsui.live.Topic;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells the open pages of every line of the timeline: whatever changes a response, an incident or a task writes one. */
@Component
class ResponseSignals {

    private final Signals signals;
    private final JdbcClient jdbc;

    ResponseSignals(Signals signals, JdbcClient jdbc) {
        this.signals = signals;
        this.jdbc = jdbc;
    }

    /**
     * @param responseId null when the line is the incident's own
     * @param taskId     null when the line is about no single task, and so may concern every unit
     */
    void written(UUID incidentId, UUID responseId, UUID taskId) {
        Set<Topic> topics = new LinkedHashSet<>(Set.of(Topic.COMMAND, Topic.incident(incidentId)));
        if (taskId == null) {
            topics.add(Topic.INCIDENTS);
        }
        if (responseId == null) {
            jdbc.sql("select id from response where incident_id = ?").param(incidentId).query(UUID.class).list()
                    .forEach(id -> topics.add(Topic.response(id)));
        } else {
            topics.add(Topic.response(responseId));
            (taskId == null ? jdbc.sql("select unit from task_party where response_id = ?").param(responseId)
                    : jdbc.sql("select unnest(supporting || unit) from task where id = ?").param(taskId))
                    .query(String.class).list().forEach(unit -> topics.add(Topic.unit(unit)));
        }
        signals.changed(topics);
    }
}
