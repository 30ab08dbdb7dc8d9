package org.fengsui.response;

import java.util.List;
import java.util.UUID;
import org.fengsui.incident.SampleCleared;
import org.fengsui.response.spi.ResponseProcess;
import org.fengsui.task.PlannedTasks;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Removes what came from a sample incident (示例): its responses, their tasks and processes, and the timeline. */
@Component
class SampleResponses {

    private final ResponseRows rows;
    private final ResponseSignals signals;
    private final PlannedTasks tasks;
    private final ResponseProcess process;
    private final JdbcClient jdbc;

    SampleResponses(ResponseRows rows, ResponseSignals signals, PlannedTasks tasks, ResponseProcess process,
                    JdbcClient jdbc) {
        this.rows = rows;
        this.signals = signals;
        this.tasks = tasks;
        this.process = process;
        this.jdbc = jdbc;
    }

    @EventListener
    void on(SampleCleared event) {
        List<Response> responses = rows.select("incident_id = ? order by id for update", event.incidentId());
        UUID[] ids = responses.stream().map(Response::id).toArray(UUID[]::new);
        responses.forEach(response -> signals.written(event.incidentId(), response.id(), null));
        responses.stream().map(Response::processInstanceId).filter(id -> id != null).forEach(process::remove);
        tasks.remove(List.of(ids));
        jdbc.sql("delete from response_timeline where incident_id = ?").param(event.incidentId()).update();
        for (String table : List.of("response_order", "response_approval")) {
            jdbc.sql("delete from " + table + " where response_id = any(?)").param(ids).update();
        }
        jdbc.sql("delete from response where id = any(?)").param(ids).update();
    }
}
