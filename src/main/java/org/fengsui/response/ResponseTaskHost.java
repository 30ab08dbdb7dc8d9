package org.fengsui.response;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fengsui.audit.Audit;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.spi.LevelsInForce;
import org.fengsui.organization.Actor;
import org.fengsui.plan.LevelWords;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.NotFound;
import org.fengsui.task.spi.Background;
import org.fengsui.task.spi.TaskHost;
import org.springframework.stereotype.Component;

/** What tasks and incidents need to know of responses. */
@Component
class ResponseTaskHost implements TaskHost, LevelsInForce {

    private final ResponseRows rows;
    private final org.springframework.beans.factory.ObjectProvider<Execution> execution;
    private final org.springframework.beans.factory.ObjectProvider<Incidents> incidents;
    private final Timeline timeline;
    private final Plans plans;
    private final LevelWords levels;
    private final Audit audit;
    private final Clock clock;

    // The engine side is looked up late: it needs the tasks, which need this host; so do the incidents.
    ResponseTaskHost(ResponseRows rows, org.springframework.beans.factory.ObjectProvider<Execution> execution,
                     org.springframework.beans.factory.ObjectProvider<Incidents> incidents, Timeline timeline,
                     Plans plans, LevelWords levels, Audit audit, Clock clock) {
        this.rows = rows;
        this.execution = execution;
        this.incidents = incidents;
        this.timeline = timeline;
        this.plans = plans;
        this.levels = levels;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void lock(UUID responseId) {
        rows.lock(responseId).orElseThrow(() -> new NotFound("response"));
    }

    @Override
    public void settled(UUID responseId, String token) {
        Response response = rows.find(responseId).orElseThrow();
        if (execution.getObject().complete(response, token)) {
            rows.closed(responseId, clock.instant());
            timeline.write(response.incidentId(), responseId, clock.instant(), Actor.SYSTEM, "closed", null);
            audit.record(Actor.SYSTEM, "response.closed",
                    Map.of("id", responseId, "incidentId", response.incidentId()));
        }
    }

    @Override
    public Background background(UUID responseId) {
        Response response = rows.find(responseId).orElseThrow(() -> new NotFound("response"));
        Plan plan = plans.version(response.planKey(), response.planVersion()).plan();
        return new Background(response.number(), incidents.getObject().incident(response.incidentId()).title(),
                plan.name(), plan.levels().stream()
                        .map(level -> new Background.Level(level.code(), levels.text(level))).toList(),
                rows.orderNumbers(responseId), plan.members().stream().filter(member -> !member.name().isEmpty())
                        .collect(Collectors.toMap(Plan.Member::unit, Plan.Member::name, (one, other) -> one)));
    }

    @Override
    public List<InForce> of(UUID incidentId) {
        return rows.select("incident_id = ? and status = 'active' and not exercise", incidentId).stream()
                .map(response -> new InForce(response.planKey(), response.planVersion(), response.level())).toList();
    }
}
