package org.fengsui.response;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
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

    Execution(Plans plans, ResponseProcess process, PlannedTasks tasks, Organization organization) {
        this.plans = plans;
        this.process = process;
        this.tasks = tasks;
        this.organization = organization;
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

    /** @return whether the process is at its end */
    boolean complete(Response response, String token) {
        return process.complete(response.processInstanceId(), token).ended();
    }

    Set<String> tokens(Response response) {
        return process.tokens(response.processInstanceId());
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
        Plan plan = version(response).plan();
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
        Map<String, String> groupNames = new HashMap<>();
        plan.workGroups().forEach(group -> groupNames.put(group.code(), group.name()));
        List<NewTask> opening = new ArrayList<>();
        for (ResponseProcess.Opened opened : moved.opened()) {
            Plan.Action action = plan.action(opened.actionKey()).orElseThrow();
            opening.add(new NewTask(response.id(), response.exercise(), action.key(), null, action.title(),
                    action.text(), action.kind().name().toLowerCase(java.util.Locale.ROOT),
                    action.phase().name().toLowerCase(java.util.Locale.ROOT), opened.unit(), action.supporting(),
                    level, action.clause(), groupNames.getOrDefault(action.workGroup(), ""), action.form(),
                    action.evidence(), terms(action.levels().get(level)), action.recurs(), opened.token()));
        }
        List<Task> opened = tasks.open(opening, actor, now);
        return new Done(instanceId, opened, withdrawn,
                difference.retimed().stream().map(Difference.Retiming::task).toList(), difference.kept(),
                moved.ended());
    }

    static TaskTerms terms(Plan.Terms terms) {
        return new TaskTerms(terms.receiptWithin(), terms.receiptAssumed(), terms.dueWithin(), terms.dueAssumed(),
                terms.every(), terms.note());
    }

    /** All running or waiting tasks of a response, for checking against the engine. */
    List<Task> tasks(UUID responseId) {
        return tasks.ofResponse(responseId);
    }
}
