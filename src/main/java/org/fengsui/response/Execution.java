package org.fengsui.response;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.organization.Unit;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.response.spi.ResponseProcess;
import org.fengsui.task.NewTask;
import org.fengsui.task.PlannedTasks;
import org.fengsui.task.Task;
import org.fengsui.task.TaskTerms;
import org.springframework.stereotype.Component;

/**
 * Moves the engine and the tasks of a response together: the engine decides what opens and what is withdrawn, the tasks
 * record it. The caller holds the response's lock.
 */
@Component
class Execution {

    private final Plans plans;
    private final ResponseProcess process;
    private final PlannedTasks tasks;
    private final Organization organization;
    private final Incidents incidents;

    Execution(Plans plans, ResponseProcess process, PlannedTasks tasks, Organization organization,
              Incidents incidents) {
        this.plans = plans;
        this.process = process;
        this.tasks = tasks;
        this.organization = organization;
        this.incidents = incidents;
    }

    /** What a move did, as ids of tasks. */
    record Done(String instanceId, List<Task> opened, List<Task> withdrawn, List<Task> retimed, List<Task> kept,
                boolean ended) {
    }

    Plans.Version version(Response response) {
        return plans.version(response.planKey(), response.planVersion());
    }

    /** What would change; {@code to} = null asks for the end. */
    Difference difference(Response response, Difference.Stand to) {
        return Difference.of(version(response).plan(), response.level(), to, scopeUnits(response.scope()),
                response.processInstanceId() == null ? List.of() : tasks.ofResponse(response.id()));
    }

    Done start(Response response, Actor actor, Instant now) {
        Difference.Stand stand = stand(response);
        Difference difference = difference(response, stand);
        ResponseProcess.Started started = process.start(response.id(), version(response).processId(),
                groups(response, stand), difference.wanted());
        return apply(response, started.instanceId(), started.moved(), difference, stand.level(), "", "", actor, now);
    }

    Done move(Response response, Difference.Stand to, String reason, Actor actor, Instant now) {
        Difference difference = difference(response, to);
        Set<String> before = groups(response, stand(response));
        Set<String> after = groups(response, to);
        Set<String> left = new HashSet<>(before);
        left.removeAll(after);
        Set<String> entered = new HashSet<>(after);
        entered.removeAll(before);
        ResponseProcess.Moved moved =
                process.move(response.processInstanceId(), left, entered, difference.wanted());
        return apply(response, response.processInstanceId(), moved, difference, to.level(), "level-changed", reason,
                actor, now);
    }

    Done end(Response response, String reason, Actor actor, Instant now) {
        Difference difference = difference(response, null);
        ResponseProcess.Moved moved = process.end(response.processInstanceId(), difference.wanted());
        return apply(response, response.processInstanceId(), moved, difference, response.level(), "response-ended",
                reason, actor, now);
    }

    /**
     * From when limits run for what a change opens.
     *
     * @param level the level that is then in force
     */
    Anchors anchors(Response response, String level, Instant now) {
        return new Anchors(now, response.activatedAt() == null ? now : response.activatedAt(),
                response.levelSince() == null || !response.level().equals(level) ? now : response.levelSince(),
                incidents.incident(response.incidentId()).occurredAt());
    }

    /**
     * Who has to do what the plan gives to a unit: that unit; where the site has no such unit, or has it no more, the
     * office of the command post, so that nothing is left with nobody.
     */
    String atHand(String unit) {
        return there(unit) ? unit : organization.holders(List.of(Post.OFFICE)).stream().findFirst()
                .or(() -> organization.holders(List.of(Post.DUTY)).stream().findFirst())
                .map(Actor::unit).filter(this::there).orElse(unit);
    }

    private boolean there(String unit) {
        return organization.unit(unit).filter(known -> !known.retired()).isPresent();
    }

    /** The units of the plan that the site lacks, and how many of these tasks are theirs. */
    List<Previews.Missing> missing(Plan plan, List<Difference.Opening> opened) {
        Map<String, Integer> tasksOf = new LinkedHashMap<>();
        opened.stream().map(Difference.Opening::unit).filter(unit -> !there(unit))
                .forEach(unit -> tasksOf.merge(unit, 1, Integer::sum));
        return tasksOf.entrySet().stream().map(entry -> new Previews.Missing(entry.getKey(), name(plan, entry.getKey()),
                entry.getValue(), atHand(entry.getKey()))).toList();
    }

    private static String name(Plan plan, String unit) {
        return plan.members().stream().filter(member -> member.unit().equals(unit)).map(Plan.Member::name)
                .filter(name -> !name.isEmpty()).findFirst().orElse(unit);
    }

    /** @return whether the process is at its end */
    boolean complete(Response response, String token) {
        return process.complete(response.processInstanceId(), token).ended();
    }

    static Difference.Stand stand(Response response) {
        return new Difference.Stand(response.level(), Set.copyOf(response.situations()));
    }

    List<String> scopeUnits(Collection<String> scope) {
        return scope.isEmpty() ? organization.districts().stream().map(Unit::code).toList() : List.copyOf(scope);
    }

    private Set<String> groups(Response response, Difference.Stand stand) {
        Set<String> codes = new HashSet<>();
        for (Plan.Group group : version(response).plan().groups()) {
            if (group.actions().stream().anyMatch(stand::wants)) {
                codes.add(group.code());
            }
        }
        return codes;
    }

    private Done apply(Response response, String instanceId, ResponseProcess.Moved moved, Difference difference,
                       String level, String code, String reason, Actor actor, Instant now) {
        Plans.Version version = version(response);
        Plan plan = version.plan();
        Set<String> cancelled = new HashSet<>(moved.withdrawn());
        // Orders live outside the engine; the difference alone withdraws them.
        List<Task> withdrawn = difference.withdrawn().stream()
                .filter(task -> task.isOrder() || cancelled.remove(task.token())).toList();
        if (!cancelled.isEmpty()) {
            throw new IllegalStateException("the engine cancelled tasks that no task knows: " + cancelled);
        }
        tasks.withdraw(withdrawn, code, reason, actor, now);
        for (Difference.Retiming retiming : difference.newTerms()) {
            tasks.retime(retiming.task(), level, terms(retiming.terms()), now);
        }
        Anchors anchors = anchors(response, level, now);
        Map<String, String> groupNames = new HashMap<>();
        plan.workGroups().forEach(group -> groupNames.put(group.code(), group.name()));
        List<NewTask> opening = new ArrayList<>();
        for (ResponseProcess.Opened opened : moved.opened()) {
            Plan.Action action = plan.action(opened.actionKey()).orElseThrow();
            opening.add(new NewTask(response.id(), response.exercise(), action.key(), null, action.title(),
                    action.text(), action.kind().name().toLowerCase(java.util.Locale.ROOT),
                    action.phase().name().toLowerCase(java.util.Locale.ROOT), atHand(opened.unit()), opened.unit(),
                    action.supporting(), level, action.clause(), groupNames.getOrDefault(action.workGroup(), ""),
                    version.form(action.form()), action.evidence(), terms(action.levels().get(level)),
                    anchors.of(action, plan.action(action.after()).map(Plan.Action::title).orElse("")),
                    action.recurs(), opened.token()));
        }
        List<Task> opened = tasks.open(opening, actor, now);
        tasks.begin(response.id());
        return new Done(instanceId, opened, withdrawn,
                difference.retimed().stream().map(Difference.Retiming::task).toList(), difference.kept(),
                moved.ended());
    }

    static TaskTerms terms(Plan.Terms terms) {
        return new TaskTerms(terms.receiptWithin(), terms.receiptAssumed(), terms.dueWithin(), terms.dueAssumed(),
                terms.every(), terms.note());
    }
}
