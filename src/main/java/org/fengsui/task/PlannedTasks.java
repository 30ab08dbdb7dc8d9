package org.fengsui.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * What a response does with its tasks: opens, re-times and withdraws them. The caller holds the response's lock and
 * tells the timeline; units' own commands are in {@link Tasks}.
 */
@Service
public class PlannedTasks {

    private final TaskRows rows;
    private final JdbcClient jdbc;

    PlannedTasks(TaskRows rows, JdbcClient jdbc) {
        this.rows = rows;
        this.jdbc = jdbc;
    }

    /**
     * Opens tasks; their receipt limits run from now, those to complete from what each says. One that is past already is
     * overdue from the start.
     */
    public List<Task> open(List<NewTask> tasks, Actor actor, Instant now) {
        List<Task> opened = tasks.stream().map(task -> first(task, actor, now)).toList();
        rows.insert(opened);
        return opened;
    }

    /**
     * Begins the limits that waited for another action which is now over: done by all who have it, given up, or never
     * wanted. A limit that has begun is not taken back, whatever becomes of the other action later.
     *
     * @return the tasks whose limits begin
     */
    public List<Task> begin(UUID responseId) {
        if (jdbc.sql("""
                select not exists (select from task where response_id = ? and since = 'action' and since_at is null)""")
                .param(responseId).query(Boolean.class).single()) {
            return List.of();
        }
        List<Task> all = rows.ofResponse(responseId);
        return all.stream().filter(task -> task.since().awaited() && (task.running() || task.awaitsReassignment()))
                .filter(task -> begun(task, all).map(since -> jdbc.sql("""
                        update task set since_at = ?, since_why = ?, due_at = ? where id = ?""")
                        .params(Rows.at(since.at()), since.why(), Rows.at(since.plus(task.dueWithin())), task.id())
                        .update()).isPresent()).toList();
    }

    /** Empty while somebody still has the other action to do, or the command post to decide about its return. */
    private static Optional<Since> begun(Task task, List<Task> all) {
        List<Task> others = all.stream().filter(other -> task.since().action().equals(other.actionKey())).toList();
        if (others.isEmpty()) {
            return Optional.of(task.since().decided(task.openedAt(), "not-wanted"));
        }
        if (others.stream().anyMatch(other -> other.running() || other.awaitsReassignment())) {
            return Optional.empty();
        }
        Collection<Task> over = latest(others);
        Instant last = over.stream().map(PlannedTasks::overAt).max(Comparator.naturalOrder()).orElseThrow();
        // What was over before somebody was given the task cannot have begun their time.
        boolean before = last.isBefore(task.openedAt());
        boolean withdrawn = over.stream().anyMatch(other -> other.withdrawnAt() != null);
        boolean done = over.stream().allMatch(other -> other.completedAt() != null);
        String why = done ? before ? "done-before" : "done"
                : !withdrawn ? "returned" : before ? "not-wanted" : "withdrawn";
        return Optional.of(task.since().decided(latest(last, task.openedAt()), why));
    }

    /** The last that each unit had of an action: what came of it counts, not what was withdrawn or done before. */
    private static Collection<Task> latest(List<Task> tasks) {
        Map<String, Task> latest = new HashMap<>();
        // Given out again, a task is over only with the one that follows it.
        tasks.stream().filter(task -> !"reassigned".equals(task.withdrawnCode()))
                .forEach(task -> latest.merge(task.plannedUnit(), task,
                        (one, other) -> other.openedAt().isBefore(one.openedAt()) ? one : other));
        return latest.values();
    }

    private static Instant overAt(Task task) {
        return task.completedAt() != null ? task.completedAt()
                : task.withdrawnAt() != null ? task.withdrawnAt() : task.returnSettledAt();
    }

    /** All tasks of a response, in the order of opening. */
    public List<Task> ofResponse(UUID responseId) {
        return rows.ofResponse(responseId);
    }

    /**
     * Withdraws tasks (撤回) with the reason on each. A recurring action that waits for its next turn ends by this too.
     *
     * @param code why: level-changed or response-ended
     */
    public void withdraw(Collection<Task> tasks, String code, String reason, Actor actor, Instant now) {
        if (tasks.isEmpty()) {
            return;
        }
        UUID[] ids = tasks.stream().map(Task::id).toArray(UUID[]::new);
        jdbc.sql("""
                update task set withdrawn_at = ?, withdrawn_by = ?, withdrawn_code = ?, withdrawn_reason = ?
                where id = any(?) and completed_at is null and withdrawn_at is null""")
                .params(Rows.at(now), actor.username(), code, reason, ids).update();
        jdbc.sql("update task set token = null, next_turn_at = null where id = any(?)").param(ids).update();
    }

    /** Removes the tasks of responses that are removed themselves, with all that happened on them. */
    public void remove(Collection<UUID> responseIds) {
        UUID[] ids = responseIds.toArray(UUID[]::new);
        for (String table : List.of("task_attachment", "task_entry", "task_request")) {
            jdbc.sql("delete from " + table + " where task_id in (select id from task where response_id = any(?))")
                    .param(ids).update();
        }
        for (String table : List.of("task", "task_party")) {
            jdbc.sql("delete from " + table + " where response_id = any(?)").param(ids).update();
        }
    }

    /**
     * Forgets some marks of requests (幂等键) taken before a moment, the oldest first: what is sent again so late is a new
     * request.
     *
     * @return how many
     */
    public int forgetRequests(Instant before, int most) {
        // Rows that another node forgets at this moment are passed over.
        return jdbc.sql("""
                delete from task_request where ctid = any(array(select ctid from task_request where at < ?
                    order by at limit ? for update skip locked))""").params(Rows.at(before), most).update();
    }

    /**
     * Puts a task under the terms of another level. With another interval, the next turn of a recurring one comes one
     * new interval after the last began, but not before now; without an interval it has no time of its own. A limit that
     * runs from the opening stays as it was told; any other is counted anew from where it runs, and where it is then
     * still to come, the clock chases it up once more: only a chase-up by hand that is not answered stays.
     */
    public void retime(Task task, String level, TaskTerms terms, Instant now) {
        Instant next = Objects.equals(terms.every(), task.every()) ? task.nextTurnAt()
                // A returned turn waits for the command post, not for the clock.
                : terms.every() == null || task.returnedAt() != null ? null : latest(task.openedAt().plus(terms.every()), now);
        Since since = task.since().kind().equals(Since.LEVEL) ? Since.at(Since.LEVEL, now) : task.since();
        Instant due = since.kind().equals(Since.OPENING) ? task.dueAt() : since.plus(terms.dueWithin());
        boolean byHand = task.chaseOpen() && task.chaseReason() != null;
        if (due != null && due.isAfter(now) && !due.equals(task.dueAt()) && !byHand) {
            jdbc.sql("update task set chased_at = null, chase_reason = null, chase_answered_at = null where id = ?")
                    .param(task.id()).update();
        }
        jdbc.sql("""
                update task set level = ?, every_seconds = ?, next_turn_at = ?, receipt_seconds = ?,
                    receipt_assumed = ?, due_seconds = ?, due_assumed = ?, note = ?, since_at = ?, due_at = ?
                where id = ?""")
                .params(level, Rows.seconds(terms.every()), Rows.at(next), Rows.seconds(terms.receiptWithin()),
                        terms.receiptAssumed(), Rows.seconds(terms.dueWithin()), terms.dueAssumed(), terms.note(),
                        Rows.at(since.at()), Rows.at(due), task.id())
                .update();
        if (task.recurs() && terms.every() == null && task.completedAt() != null) {
            // At any time (随时): there is always an open turn to report on.
            nextTurn(rows.find(task.id()).orElseThrow(), now);
        }
    }

    /**
     * Opens the next turn of a recurring task in place of this one. Turns that passed unseen, while the server was
     * down, are not made up for: the next one keeps the rhythm.
     *
     * @return the turn opened
     */
    Task nextTurn(Task last, Instant now) {
        Instant next = null;
        // Plans have no shorter interval than a minute; one of nothing, kept by whatever way, would come round for ever.
        if (last.every() != null && last.every().compareTo(Duration.ZERO) > 0) {
            next = last.nextTurnAt() == null ? now : last.nextTurnAt();
            if (!next.isAfter(now)) {
                next = next.plus(last.every().multipliedBy(Duration.between(next, now).dividedBy(last.every()) + 1));
            }
        }
        jdbc.sql("update task set token = null, next_turn_at = null where id = ?").param(last.id()).update();
        if (last.running()) {
            jdbc.sql("""
                    update task set missed_at = ?, withdrawn_at = ?, withdrawn_by = ?, withdrawn_code = 'turn-missed',
                        withdrawn_reason = '' where id = ?""")
                    .params(Rows.at(now), Rows.at(now), Actor.SYSTEM.username(), last.id()).update();
        }
        Task turn = like(last, last.turn() + 1, last.unit(), last.note(), Actor.SYSTEM, now, next);
        rows.insert(List.of(turn));
        return turn;
    }

    /** Opens a returned task anew, for the same unit or another; a limit that runs from the opening runs from now. */
    Task again(Task returned, String unit, String note, Actor actor, Instant now) {
        Task task = like(returned, returned.turn(), unit, note, actor, now,
                returned.every() == null ? null : now.plus(returned.every()));
        rows.insert(List.of(task));
        return task;
    }

    private static Task first(NewTask t, Actor actor, Instant now) {
        TaskTerms terms = t.terms();
        Duration every = terms.every();
        return opening(t.responseId(), t.exercise(), t.actionKey(), t.orderId(), 1, t.title(), t.text(), t.kind(),
                t.phase(), t.unit(), t.plannedUnit(), t.supporting(), t.level(), t.clause(), t.workGroup(), t.form(),
                t.evidence(), terms, t.since(), t.recurs(), actor, now,
                t.recurs() && every != null ? now.plus(every) : null, t.token());
    }

    private static Task like(Task t, int turn, String unit, String note, Actor actor, Instant now, Instant nextTurnAt) {
        TaskTerms terms = new TaskTerms(t.receiptWithin(), t.receiptAssumed(), t.dueWithin(), t.dueAssumed(),
                t.every(), note);
        return opening(t.responseId(), t.exercise(), t.actionKey(), t.orderId(), turn, t.title(), t.text(), t.kind(),
                t.phase(), unit, t.plannedUnit(), t.supporting(), t.level(), t.clause(), t.workGroup(), t.form(),
                t.evidence(), terms, t.since().kind().equals(Since.OPENING) ? Since.opening(now) : t.since(), t.recurs(),
                actor, now, nextTurnAt, t.token());
    }

    private static Task opening(UUID responseId, boolean exercise, String actionKey, UUID orderId, int turn,
                                String title, String text, String kind, String phase, String unit, String plannedUnit,
                                List<String> supporting, String level, String clause, String workGroup, String form,
                                String evidence, TaskTerms terms, Since since, boolean recurs, Actor actor,
                                Instant now, Instant nextTurnAt, String token) {
        Instant receiptDueAt = after(now, terms.receiptWithin());
        return new Task(UUID.randomUUID(), responseId, exercise, actionKey, orderId, turn, title, text, kind, phase,
                unit, plannedUnit, supporting, level, clause, workGroup, form, evidence, terms.note(), now,
                actor.username(),
                terms.receiptWithin(), terms.receiptAssumed(), receiptDueAt,
                receiptDueAt == null ? null : receiptDueAt.plus(terms.receiptWithin()), null, null,
                terms.dueWithin(), terms.dueAssumed(), since, since.plus(terms.dueWithin()), recurs, terms.every(),
                nextTurnAt, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null, token);
    }

    private static Instant after(Instant start, Duration limit) {
        return limit == null ? null : start.plus(limit);
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
