package org.fengsui.response;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plan.Action;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Rejected;
import org.fengsui.task.Since;
import org.fengsui.task.Task;
import org.springframework.stereotype.Service;

/**
 * Rehearsals (推演): what a plan, be it a draft, would do from launch to end, by the rules of a real response
 * ({@link Difference}). Nothing is stored and the engine is not asked; no task in it has been done.
 */
@Service
public class Rehearsals {

    /** Steps of one rehearsal: they travel in an address. */
    public static final int MOST = 20;
    private static final UUID NOWHERE = new UUID(0, 0);

    private final Organization organization;
    private final Clock clock;

    Rehearsals(Organization organization, Clock clock) {
        this.organization = organization;
        this.clock = clock;
    }

    /**
     * One step.
     *
     * @param level code of the level that is launched or changed to; empty = the end
     */
    public record Step(String level) {
        public boolean ends() {
            return level.isEmpty();
        }
    }

    /**
     * What a step would do.
     *
     * @param from    the level before; null at the launch
     * @param to      the level after; null at the end
     * @param running tasks that would then be open
     */
    public record Stage(Plan.Level from, Plan.Level to, Difference difference, int running) {
    }

    /**
     * Goes through the steps: a launch, changes of the level, the end.
     *
     * @param situations codes of the situations in force throughout
     * @throws Invalid  level or situations, where the plan knows none such; steps, when there are too many
     * @throws Rejected rehearsal-ended, for a step after the end
     */
    public List<Stage> rehearse(Plan plan, List<Step> steps, Set<String> situations) {
        if (steps.size() > MOST) {
            throw new Invalid("steps", "too-many", MOST);
        }
        LaunchRules.situations(plan, List.copyOf(situations));
        List<String> districts = organization.districts().stream().map(Unit::code).toList();
        List<Stage> stages = new ArrayList<>();
        Map<UUID, Task> tasks = new LinkedHashMap<>();
        Plan.Level level = null;
        boolean ended = false;
        for (Step step : steps) {
            if (ended || level == null && step.ends()) {
                throw new Rejected("rehearsal-ended");
            }
            Plan.Level to = step.ends() ? null : LaunchRules.level(plan, step.level());
            Difference difference = Difference.of(plan, level == null ? to.code() : level.code(),
                    to == null ? null : new Difference.Stand(to.code(), situations), districts, List.copyOf(tasks.values()));
            apply(difference, to == null ? level.code() : to.code(), tasks);
            stages.add(new Stage(level, to, difference, tasks.size()));
            ended = to == null;
            level = to == null ? level : to;
        }
        return stages;
    }

    private void apply(Difference difference, String level, Map<UUID, Task> tasks) {
        difference.withdrawn().forEach(task -> tasks.remove(task.id()));
        difference.newTerms().forEach(retiming -> tasks.put(retiming.task().id(),
                task(retiming.task().id(), retiming.task().actionKey(), retiming.task().title(),
                        retiming.task().kind(), retiming.task().phase(), retiming.task().unit(), level,
                        retiming.task().recurs(), retiming.task().since(), retiming.terms())));
        Instant now = clock.instant();
        // Nothing happens at a real time; what a limit runs from decides whether it is counted anew with the level.
        Anchors anchors = new Anchors(now, now, now, now);
        for (Difference.Opening opening : difference.opened()) {
            Action action = opening.action();
            UUID id = UUID.randomUUID();
            tasks.put(id, task(id, action.key(), action.title(), lower(action.kind()), lower(action.phase()),
                    opening.unit(), level, action.recurs(), anchors.of(action, ""), opening.terms()));
        }
    }

    private Task task(UUID id, String action, String title, String kind, String phase, String unit, String level,
                      boolean recurs, Since since, Plan.Terms terms) {
        Instant now = clock.instant();
        return new Task(id, NOWHERE, true, action, null, 1, title, "", kind, phase, unit, unit, List.of(), level, "", "",
                "", "", terms.note(), now, "", terms.receiptWithin(), terms.receiptAssumed(), null, null, null, null,
                terms.dueWithin(), terms.dueAssumed(), since, null, recurs, terms.every(), null, null, null, null,
                null, Map.of(), null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                "rehearsed");
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
