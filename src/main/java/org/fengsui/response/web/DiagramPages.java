package org.fengsui.response.web;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plan;
import org.fengsui.response.web.Board.Urgency;
import org.fengsui.task.Task;
import org.fengsui.task.TaskLists;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * The plan's process diagram with the state of every action, and the same as a list: the list is what is true, the
 * diagram is drawn from it.
 */
@Controller
class DiagramPages {

    private final ResponseHead heads;
    private final TaskLists lists;
    private final Organization organization;
    private final Clock clock;

    DiagramPages(ResponseHead heads, TaskLists lists, Organization organization, Clock clock) {
        this.heads = heads;
        this.lists = lists;
        this.organization = organization;
        this.clock = clock;
    }

    @GetMapping("/responses/{id}/diagram")
    String diagram(@PathVariable UUID id, Actor actor, Model model) {
        ResponseHead.Head head = heads.tell(id, actor, model);
        Map<String, List<Task>> byAction = lists.ofResponse(id, actor).stream()
                .filter(task -> task.actionKey() != null).collect(Collectors.groupingBy(Task::actionKey));
        List<ActionState> states = head.plan().actions().stream()
                .map(action -> state(action, byAction.getOrDefault(action.key(), List.of())))
                .sorted(Comparator.comparing(ActionState::rank)).toList();
        model.addAttribute("states", states);
        model.addAttribute("opened", states.stream().filter(state -> state.total() > 0).count());
        return "response/diagram";
    }

    private ActionState state(Plan.Action action, List<Task> tasks) {
        Instant now = clock.instant();
        Map<Urgency, Long> counts = new EnumMap<>(Urgency.class);
        tasks.forEach(task -> counts.merge(Board.urgency(task, now), 1L, Long::sum));
        Urgency worst = counts.keySet().stream().min(Comparator.naturalOrder()).orElse(null);
        String unit = action.everyDistrict() ? "" : organization.name(action.unit());
        Instant limit = tasks.stream().filter(Task::running)
                .map(task -> task.receiptOverdue(now) ? task.receiptDueAt() : task.completionOverdue(now) ? task.dueAt() : null)
                .filter(at -> at != null).min(Comparator.naturalOrder()).orElse(null);
        return new ActionState(action, unit, worst, tasks.size(), counts.getOrDefault(Urgency.LATE, 0L),
                counts.getOrDefault(Urgency.RETURNED, 0L), counts.getOrDefault(Urgency.WAITING, 0L),
                counts.getOrDefault(Urgency.SOON, 0L) + counts.getOrDefault(Urgency.RUNNING, 0L),
                counts.getOrDefault(Urgency.DONE, 0L), limit);
    }

    /**
     * How it stands with an action of the plan.
     *
     * @param unit      empty where every district has its own task
     * @param worst     the most urgent among its tasks; null when none was opened
     * @param total     of all its tasks, withdrawn ones too
     * @param lateSince the earliest limit that was passed; null when nothing is late
     */
    record ActionState(Plan.Action action, String unit, Urgency worst, long total, long late, long returned,
                       long waiting, long running, long done, Instant lateSince) {

        int rank() {
            return worst == null ? Urgency.values().length : worst.ordinal();
        }

        /** As shown: what is due soon is running. */
        public String state() {
            return worst == null ? "none" : worst == Urgency.SOON ? "running" : worst.name().toLowerCase(Locale.ROOT);
        }

        /** How many tasks are in that state. */
        public long count() {
            return switch (state()) {
                case "late" -> late;
                case "returned" -> returned;
                case "waiting" -> waiting;
                case "running" -> running;
                case "done" -> done;
                default -> total;
            };
        }

        /** How many are in each of the other states, by the end of the state's message key. */
        public Map<String, Long> others() {
            Map<String, Long> others = new LinkedHashMap<>();
            others.put("late", late);
            others.put("returned", returned);
            others.put("open", waiting);
            others.put("received", running);
            others.put("done", done);
            others.values().removeIf(count -> count == 0);
            others.remove(switch (state()) {
                case "waiting" -> "open";
                case "running" -> "received";
                default -> state();
            });
            return others;
        }

        public String element() {
            return action.element();
        }
    }
}
