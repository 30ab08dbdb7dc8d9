package org.fengsui.response;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Forbidden;
import org.springframework.stereotype.Service;

/** What a launch, a level change or an end would do (预览), before anybody confirms it. Nothing is written. */
@Service
public class Previews {

    private final Responses responses;
    private final ResponseRows rows;
    private final Execution execution;
    private final LaunchRules rules;
    private final Incidents incidents;
    private final Clock clock;

    Previews(Responses responses, ResponseRows rows, Execution execution, LaunchRules rules, Incidents incidents,
             Clock clock) {
        this.responses = responses;
        this.rows = rows;
        this.execution = execution;
        this.rules = rules;
        this.incidents = incidents;
        this.clock = clock;
    }

    /** What a launch would do. */
    public Preview launch(UUID incidentId, String planKey, String level, List<String> scope, List<String> situations,
                          Actor actor) {
        Responses.requireCommand(actor);
        LaunchRules.Prepared prepared = rules.prepare(incidentId, planKey, level, scope, situations);
        Difference difference = Difference.of(prepared.plan(), prepared.level().code(),
                new Difference.Stand(prepared.level().code(), Set.copyOf(prepared.situations())),
                execution.scopeUnits(prepared.scope()), List.of());
        Instant now = clock.instant();
        return new Preview(prepared.version(), prepared.level(),
                LaunchRules.authority("launch", prepared.level(), null), prepared.scope(),
                prepared.situations(), difference, List.of(),
                new Anchors(now, now, now, incidents.incident(incidentId).occurredAt()),
                execution.missing(prepared.plan(), difference.opened()));
    }

    /** What a level change would do. */
    public Preview level(UUID id, String level, Actor actor) {
        Response response = overseen(id, actor);
        Plans.Version version = execution.version(response);
        Plan.Level target = LaunchRules.level(version.plan(), level);
        List<String> warnings = new ArrayList<>();
        if (response.cityWide() && version.plan().districtNotBelowCity()) {
            rows.select("incident_id = ? and plan_key = ? and exercise = ? and status = 'active' and id <> ?",
                            response.incidentId(), response.planKey(), response.exercise(), id).stream()
                    .filter(other -> LaunchRules.levelOf(other, version.plan())
                            .filter(below -> below.rank() < target.rank()).isPresent())
                    .forEach(other -> warnings.add(other.number()));
        }
        Difference difference = execution.difference(response,
                new Difference.Stand(target.code(), Set.copyOf(response.situations())));
        return new Preview(version, target,
                LaunchRules.authority(response.activatedAt() == null ? "launch" : "level", target,
                        LaunchRules.level(version.plan(), response.level())),
                response.scope(), response.situations(), difference, warnings,
                execution.anchors(response, target.code(), clock.instant()),
                execution.missing(version.plan(), difference.opened()));
    }

    /** What ending would do. */
    public Preview end(UUID id, Actor actor) {
        Response response = overseen(id, actor);
        Plans.Version version = execution.version(response);
        Plan.Level inForce = LaunchRules.level(version.plan(), response.level());
        Difference difference = execution.difference(response, null);
        return new Preview(version, inForce, LaunchRules.authority("end", inForce, inForce), response.scope(),
                response.situations(), difference, List.of(),
                execution.anchors(response, response.level(), clock.instant()),
                execution.missing(version.plan(), difference.opened()));
    }

    /** A response of which the actor sees the tasks of all units. */
    private Response overseen(UUID id, Actor actor) {
        Response response = responses.response(id, actor);
        if (!actor.oversees()) {
            throw new Forbidden("command-post-only");
        }
        return response;
    }

    /**
     * What would happen.
     *
     * @param authority      who decides it; without posts where nobody has to sign
     * @param districtsBelow numbers of district responses that would then be below the city's level
     * @param anchors        from when limits would run if it was done now
     * @param missing        units of the plan that the site lacks
     */
    public record Preview(Plans.Version version, Plan.Level level, Plan.Authority authority, List<String> scope,
                          List<String> situations, Difference difference, List<String> districtsBelow,
                          Anchors anchors, List<Missing> missing) {
    }

    /**
     * A unit that the plan names and the site lacks.
     *
     * @param name    as the plan writes it; the code where it does not
     * @param tasks   how many of the tasks to be opened are its
     * @param instead code of the unit that gets them: the command post's office
     */
    public record Missing(String unit, String name, int tasks, String instead) {
    }
}
