package org.fengsui.response.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plan;
import org.fengsui.response.Timelines.Feedback;
import org.fengsui.task.Task;
import org.fengsui.task.Task.Status;
import org.springframework.stereotype.Component;

/**
 * The board of the command page (任务进度): the tasks of a response by unit, by work group or one by one, always in one
 * order: late, returned, unacknowledged, due soon, running, done.
 */
@Component
class Board {

    /** What falls due within this is due soon. */
    static final Duration SOON = Duration.ofMinutes(30);

    static final List<String> STATES = List.of("all", "late", "open", "received", "done", "returned", "withdrawn");

    private final Organization organization;
    private final Words words;
    private final Clock clock;

    Board(Organization organization, Words words, Clock clock) {
        this.organization = organization;
        this.words = words;
        this.clock = clock;
    }

    /** The tasks in the order in which they need somebody; where that tells nothing apart, in the plan's order. */
    List<Task> inOrder(List<Task> tasks, Plan plan) {
        Instant now = clock.instant();
        Map<String, Integer> actions = new HashMap<>();
        plan.actions().forEach(action -> actions.put(action.key(), actions.size()));
        Map<String, Integer> units = words.order();
        return tasks.stream().sorted(Comparator.comparing((Task task) -> urgency(task, now))
                .thenComparing(Board::ended, Comparator.nullsFirst(Comparator.reverseOrder()))
                .thenComparing(Board::limit, Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(task -> actions.getOrDefault(task.actionKey(), Integer.MAX_VALUE))
                .thenComparing(task -> units.getOrDefault(task.unit(), Integer.MAX_VALUE))
                .thenComparing(Task::turn, Comparator.reverseOrder())).toList();
    }

    /** Every task that was not withdrawn, counted once. */
    Row totals(List<Task> tasks) {
        return row("", "", counted(tasks), Map.of());
    }

    List<Row> byUnit(List<Task> tasks, Map<String, Feedback> latest) {
        return rows(counted(tasks), Task::unit, organization::name, latest);
    }

    List<Row> byWorkGroup(List<Task> tasks, Plan plan) {
        Map<String, String> names = new HashMap<>();
        plan.workGroups().forEach(group -> names.put(group.code(), group.name()));
        return rows(counted(tasks), Task::workGroup, code -> names.getOrDefault(code, code), Map.of());
    }

    /** One by one, narrowed to a state, a unit, an action of the plan; empty texts mean no limit. */
    List<Words.UnitTask> byTask(List<Task> tasks, String state, String unit, String action) {
        Instant now = clock.instant();
        return tasks.stream()
                .filter(task -> unit.isEmpty() || task.unit().equals(unit))
                .filter(task -> action.isEmpty() || action.equals(task.actionKey()))
                .filter(task -> switch (state) {
                    case "late" -> task.overdue(now);
                    case "open" -> task.status() == Status.OPEN;
                    case "received" -> task.status() == Status.RECEIVED;
                    case "done" -> task.status() == Status.DONE;
                    case "returned" -> task.status() == Status.RETURNED;
                    case "withdrawn" -> task.status() == Status.WITHDRAWN;
                    default -> true;
                })
                .map(task -> new Words.UnitTask(organization.name(task.unit()), task)).toList();
    }

    /** The units that have tasks, in the order of the organisation. */
    List<Words.Choice> units(List<Task> tasks) {
        Map<String, Integer> order = words.order();
        return tasks.stream().map(Task::unit).distinct()
                .sorted(Comparator.comparing(code -> order.getOrDefault(code, Integer.MAX_VALUE)))
                .map(code -> new Words.Choice(code, organization.name(code))).toList();
    }

    /** How many units have not acknowledged something. */
    long unitsWaiting(List<Task> tasks) {
        return tasks.stream().filter(task -> task.status() == Status.OPEN).map(Task::unit).distinct().count();
    }

    /** The next limit that somebody has to keep; null when none lies ahead. */
    Deadline next(List<Task> tasks) {
        Instant now = clock.instant();
        return tasks.stream().filter(Task::running)
                .flatMap(task -> Stream.of(new Deadline(task, organization.name(task.unit()), "receipt",
                                task.receivedAt() == null ? task.receiptDueAt() : null),
                        new Deadline(task, organization.name(task.unit()), "due", task.dueAt())))
                .filter(deadline -> deadline.at() != null && deadline.at().isAfter(now))
                .min(Comparator.comparing(Deadline::at)).orElse(null);
    }

    private static List<Task> counted(List<Task> tasks) {
        return tasks.stream().filter(task -> task.status() != Status.WITHDRAWN).toList();
    }

    private List<Row> rows(List<Task> tasks, Function<Task, String> key, Function<String, String> name,
                           Map<String, Feedback> latest) {
        Map<String, Integer> order = words.order();
        Map<String, List<Task>> groups = new LinkedHashMap<>();
        tasks.forEach(task -> groups.computeIfAbsent(key.apply(task), k -> new ArrayList<>()).add(task));
        return groups.entrySet().stream()
                .map(group -> row(group.getKey(), name.apply(group.getKey()), group.getValue(), latest))
                .sorted(Comparator.comparing((Row row) -> row.late() == 0)
                        .thenComparing(Row::late, Comparator.reverseOrder())
                        .thenComparing(row -> row.returned() == 0)
                        .thenComparing(Row::waiting, Comparator.reverseOrder())
                        .thenComparing(row -> row.soon() == 0)
                        .thenComparing(row -> row.running() == 0)
                        .thenComparing(row -> order.getOrDefault(row.key(), Integer.MAX_VALUE)))
                .toList();
    }

    private Row row(String key, String name, List<Task> tasks, Map<String, Feedback> latest) {
        Instant now = clock.instant();
        Map<Urgency, Long> counts = new HashMap<>();
        tasks.forEach(task -> counts.merge(urgency(task, now), 1L, Long::sum));
        long soon = counts.getOrDefault(Urgency.SOON, 0L);
        Task current = tasks.stream().filter(Task::running).findFirst().orElse(null);
        return new Row(key, name, counts.getOrDefault(Urgency.LATE, 0L), counts.getOrDefault(Urgency.RETURNED, 0L),
                tasks.stream().filter(task -> task.status() == Status.OPEN).count(), soon, soon + counts.getOrDefault(Urgency.RUNNING, 0L),
                counts.getOrDefault(Urgency.DONE, 0L), tasks.size(), current,
                current == null ? null : lateSince(current, now), latest.get(key));
    }

    static Urgency urgency(Task task, Instant now) {
        if (task.overdue(now)) {
            return Urgency.LATE;
        }
        return switch (task.status()) {
            case OPEN -> Urgency.WAITING;
            case RECEIVED -> task.dueAt() != null && task.dueAt().isBefore(now.plus(SOON)) ? Urgency.SOON
                    : Urgency.RUNNING;
            case RETURNED -> task.awaitsReassignment() ? Urgency.RETURNED : Urgency.DONE;
            case DONE -> Urgency.DONE;
            case WITHDRAWN -> Urgency.WITHDRAWN;
        };
    }

    private static Instant ended(Task task) {
        return task.completedAt() != null ? task.completedAt() : task.withdrawnAt();
    }

    private static Instant limit(Task task) {
        return Stream.of(task.receivedAt() == null ? task.receiptDueAt() : null, task.dueAt())
                .filter(at -> at != null).min(Comparator.naturalOrder()).orElse(null);
    }

    private static Instant lateSince(Task task, Instant now) {
        return task.receiptOverdue(now) ? task.receiptDueAt() : task.completionOverdue(now) ? task.dueAt() : null;
    }

    /** How much a task needs somebody, the most first. Every task is counted as one of these. */
    enum Urgency { LATE, RETURNED, WAITING, SOON, RUNNING, DONE, WITHDRAWN }

    /**
     * The tasks of a unit or a work group, counted.
     *
     * @param waiting   not acknowledged, late or not: whoever has not answered has not, in time or past it
     * @param soon      those of {@code running} that fall due soon
     * @param current   what is most urgent; null when nothing is open
     * @param lateSince the limit that {@code current} has passed; null when it is not late
     * @param feedback  what the unit last did; null when nothing yet
     */
    record Row(String key, String name, long late, long returned, long waiting, long soon, long running, long done,
               long total, Task current, Instant lateSince, Feedback feedback) {

        /** Of 1000, for drawing. */
        public long part(long count) {
            return total == 0 ? 0 : count * 1000 / total;
        }
    }

    /** @param kind receipt or due */
    record Deadline(Task task, String unit, String kind, Instant at) {
    }
}
