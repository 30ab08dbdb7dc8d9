package org.fengsui.response;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plan.Action;
import org.fengsui.plan.Plan.Phase;
import org.fengsui.task.Task;

/**
 * What a launch, a level change or an end does to the tasks (级别调整差异): a difference, never a restart. Computed from
 * the plan and the tasks alone, so that a page can show it before anything happens.
 *
 * @param opened    what is opened
 * @param withdrawn tasks that no longer apply
 * @param newTerms  tasks that go on under the terms of another level: recurring ones, and those whose limit does not run
 *                  from their opening
 * @param kept      tasks that go on with the interval they have, or have none
 */
public record Difference(List<Opening> opened, List<Task> withdrawn, List<Retiming> newTerms, List<Task> kept) {

    /** One action that one unit is to do, with its terms at the target level. */
    public record Opening(Action action, String unit, Plan.Terms terms) {
    }

    /** A task and its terms at the target level. */
    public record Retiming(Task task, Plan.Terms terms) {
        /** Whether the interval itself changes; otherwise only limits and words do. */
        boolean changesInterval() {
            return !java.util.Objects.equals(task.every(), terms.every());
        }
    }

    /** Where a response stands, or is to stand. */
    record Stand(String level, Set<String> situations) {
        boolean wants(Action action) {
            return action.phase() == Phase.ACTIVE && action.appliesAt(level, situations);
        }
    }

    /**
     * @param to    the stand aimed at; null = the end of the response, which opens the closing actions
     * @param level the level in force, whose closing actions are opened at the end
     */
    static Difference of(Plan plan, String level, Stand to, List<String> scopeUnits, List<Task> tasks) {
        List<Task> withdrawn = new ArrayList<>();
        List<Retiming> newTerms = new ArrayList<>();
        List<Task> kept = new ArrayList<>();
        for (Task task : tasks) {
            if (task.token() == null && !(task.isOrder() && (task.running() || task.awaitsReassignment()))) {
                continue;
            }
            Action action = task.isOrder() ? null : plan.action(task.actionKey()).orElseThrow();
            if (to == null || action != null && !to.wants(action)) {
                withdrawn.add(task);
                continue;
            }
            boolean intervalChanges = false;
            if (action != null && (task.recurs() || !task.since().kind().equals("opening"))
                    && !task.level().equals(to.level())) {
                Retiming retiming = new Retiming(task, action.levels().get(to.level()));
                newTerms.add(retiming);
                intervalChanges = retiming.changesInterval();
            }
            if (!intervalChanges) {
                kept.add(task);
            }
        }
        List<Opening> opened = new ArrayList<>();
        for (Action action : plan.actions()) {
            boolean wanted = to == null ? action.phase() == Phase.CLOSING && action.levels().containsKey(level)
                    : to.wants(action);
            if (wanted) {
                Plan.Terms terms = action.levels().get(to == null ? level : to.level());
                for (String unit : missing(action, scopeUnits, tasks)) {
                    opened.add(new Opening(action, unit, terms));
                }
            }
        }
        return new Difference(opened, withdrawn, newTerms, kept);
    }

    /** Units that are to do an action and neither have it under way nor have done it in this response. */
    private static List<String> missing(Action action, List<String> scopeUnits, Collection<Task> tasks) {
        Set<String> present = tasks.stream()
                .filter(task -> action.key().equals(task.actionKey()))
                .filter(task -> task.token() != null || settles(task))
                .map(Task::plannedUnit).collect(Collectors.toSet());
        return (action.everyDistrict() ? scopeUnits : List.of(action.unit())).stream()
                .filter(unit -> !present.contains(unit)).toList();
    }

    /** Done once, or agreed not to be done: it is not opened again in this response. */
    private static boolean settles(Task task) {
        return task.withdrawnAt() == null
                && (!task.recurs() && task.completedAt() != null || task.returnSettledAt() != null);
    }

    /** Recurring tasks whose interval changes (改变频次). */
    public List<Retiming> retimed() {
        return newTerms.stream().filter(Retiming::changesInterval).toList();
    }

    /** Action key → units, as the engine asks for it. */
    Map<String, List<String>> wanted() {
        return opened.stream().collect(Collectors.groupingBy(opening -> opening.action().key(), LinkedHashMap::new,
                Collectors.mapping(Opening::unit, Collectors.toList())));
    }

    /** Units that get something new. */
    public Set<String> units() {
        return opened.stream().map(Opening::unit).collect(Collectors.toCollection(TreeSet::new));
    }
}
