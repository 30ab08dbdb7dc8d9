package org.fengsui.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.fengsui.task.spi.TaskHost;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What units do with their tasks, and what the command post does about them. Every command may be repeated: the second
 * time changes nothing. Under a request id that holds however the task has moved on since: the repeat succeeds, and
 * something else under the same id is refused as task-request-used. Every command first takes the lock of the task's
 * response.
 */
@Service
public class Tasks {

    /** Somebody has it to do. */
    static final String RUNNING = "completed_at is null and withdrawn_at is null and returned_at is null";

    private final TaskRows rows;
    private final PlannedTasks planned;
    private final TaskRequests requests;
    private final JdbcClient jdbc;
    private final TaskHost host;
    private final Forms forms;
    private final Organization organization;
    private final ApplicationEventPublisher events;
    private final JsonMapper json;
    private final Clock clock;

    Tasks(TaskRows rows, PlannedTasks planned, TaskRequests requests, JdbcClient jdbc, TaskHost host, Forms forms,
          Organization organization, ApplicationEventPublisher events, JsonMapper json, Clock clock) {
        this.rows = rows;
        this.planned = planned;
        this.requests = requests;
        this.jdbc = jdbc;
        this.host = host;
        this.forms = forms;
        this.organization = organization;
        this.events = events;
        this.json = json;
        this.clock = clock;
    }

    /** Acknowledges (签收). Whoever acknowledges becomes the handler. */
    @Audited("task.receipt")
    @Transactional
    public Task receive(UUID id, String requestId, Actor actor) {
        return once(id, requestId, "receipt", List.of(), actor, task -> receiveNow(task, actor, clock.instant()));
    }

    /** Acknowledges without a request id. */
    @Audited("task.receipt")
    @Transactional
    public Task receive(UUID id, Actor actor) {
        return receive(id, null, actor);
    }

    private Task receiveNow(Task task, Actor actor, Instant now) {
        requireOwn(task, actor);
        if (task.receivedAt() != null || task.status() == Task.Status.DONE) {
            return task;
        }
        requireRunning(task);
        receive(task, actor, now);
        return saved(task, "received", actor, now, "");
    }

    /**
     * Acknowledges several at once (批量签收); those already acknowledged, or no longer open, are passed over.
     *
     * @return those that this very request acknowledged, now or when it was first sent
     */
    @Audited("task.receipts")
    @Transactional
    public List<Task> receiveAll(Collection<UUID> ids, String requestId, Actor actor) {
        // Locks in one order, so that two officers who tick the same tasks of two responses cannot block each other.
        List<Task> seen = new LinkedHashSet<>(ids).stream().map(id -> visible(id, actor)).toList();
        seen.stream().map(Task::responseId).sorted().distinct().forEach(host::lock);
        TaskRequests.Request request = new TaskRequests.Request(TaskRequests.id(requestId), "receipts", null,
                seen.stream().map(Task::id).sorted().toList(), actor);
        Optional<Instant> before = requests.taken(request);
        if (before.isPresent()) {
            return seen.stream().map(task -> current(task.id())).filter(task ->
                    before.get().equals(task.receivedAt()) && actor.username().equals(task.receivedBy())).toList();
        }
        Instant now = clock.instant();
        List<Task> received = new ArrayList<>();
        for (Task task : seen.stream().map(one -> current(one.id())).toList()) {
            if (task.status() == Task.Status.OPEN) {
                received.add(receiveNow(task, actor, now));
            }
        }
        requests.take(request, now);
        return received;
    }

    /** Acknowledges several without a request id. */
    @Audited("task.receipts")
    @Transactional
    public List<Task> receiveAll(Collection<UUID> ids, Actor actor) {
        return receiveAll(ids, null, actor);
    }

    /**
     * Reports progress (报进展). Supporting units and the command post may add to it too.
     *
     * @param requestId makes a repeated report the same one; null or empty = none, and a repeat is a second report
     */
    @Audited("task.progress")
    @Transactional
    public Task progress(UUID id, String requestId, String text, Actor actor) {
        return once(id, requestId, "progress", texts(text), actor, task -> progressNow(task, text, actor));
    }

    private Task progressNow(Task task, String text, Actor actor) {
        requireMayAdd(task, actor);
        Checks checks = new Checks();
        String stripped = checks.required("text", text, Checks.TEXT);
        checks.done();
        requireRunning(task);
        Instant now = clock.instant();
        if (task.receivedAt() == null && actor.worksFor(task.unit())) {
            // Who reports progress has plainly seen the task.
            receive(task, actor, now);
        }
        entry(task, "progress", stripped, actor, now);
        return saved(task, "progressed", actor, now, stripped);
    }

    /**
     * Completes (完成) with a result and, where the task has one, its form. Standing duties cannot be completed: they
     * last while the level holds.
     *
     * @param values by field of the form; may be null
     */
    @Audited("task.completion")
    @Transactional
    public Task complete(UUID id, String requestId, String result, Map<String, ?> values, Actor actor) {
        List<Object> content = new ArrayList<>(texts(result));
        content.add(values == null ? Map.of() : values);
        return once(id, requestId, "completion", content, actor, task -> completeNow(task, result, values, actor));
    }

    /** Completes without a request id. */
    @Audited("task.completion")
    @Transactional
    public Task complete(UUID id, String result, Map<String, ?> values, Actor actor) {
        return complete(id, null, result, values, actor);
    }

    private Task completeNow(Task task, String result, Map<String, ?> values, Actor actor) {
        requireOwn(task, actor);
        if (task.status() == Task.Status.DONE && result != null && result.strip().equals(task.result())) {
            return task;
        }
        requireRunning(task);
        if (task.standing()) {
            throw new Rejected("standing-lasts");
        }
        Checks checks = new Checks();
        String stripped = checks.required("result", result, Checks.TEXT);
        Map<String, Object> accepted = forms.validated(task.form(), values, checks);
        checks.done();
        Instant now = clock.instant();
        if (task.receivedAt() == null) {
            receive(task, actor, now);
        }
        jdbc.sql("""
                update task set completed_at = ?, completed_by = ?, result = ?, form_values = cast(? as jsonb),
                    token = case when recurs then token end
                where id = ?""")
                .params(Rows.at(now), actor.username(), stripped,
                        accepted.isEmpty() ? null : json.writeValueAsString(accepted), task.id())
                .update();
        Task done = saved(task, "completed", actor, now, stripped);
        begin(task.responseId(), now);
        if (!task.recurs() && task.token() != null) {
            host.settled(task.responseId(), task.token());
        } else if (task.recurs() && task.every() == null) {
            planned.nextTurn(done, now);
        }
        return done;
    }

    /** Returns a task to the command post (退回) with the reason; the command post decides what becomes of it. */
    @Audited("task.return")
    @Transactional
    public Task giveBack(UUID id, String requestId, String reason, Actor actor) {
        return once(id, requestId, "return", texts(reason), actor, task -> giveBackNow(task, reason, actor));
    }

    /** Returns without a request id. */
    @Audited("task.return")
    @Transactional
    public Task giveBack(UUID id, String reason, Actor actor) {
        return giveBack(id, null, reason, actor);
    }

    private Task giveBackNow(Task task, String reason, Actor actor) {
        requireOwn(task, actor);
        Checks checks = new Checks();
        String stripped = checks.required("reason", reason, Checks.TEXT);
        checks.done();
        if (task.awaitsReassignment() && stripped.equals(task.returnReason())) {
            return task;
        }
        requireRunning(task);
        Instant now = clock.instant();
        jdbc.sql("""
                update task set returned_at = ?, returned_by = ?, return_reason = ?, next_turn_at = null where id = ?""")
                .params(Rows.at(now), actor.username(), stripped, task.id()).update();
        entry(task, "return", stripped, actor, now);
        return saved(task, "returned", actor, now, stripped);
    }

    /**
     * Hands a task to a colleague of the same unit (转办).
     *
     * @param from username of the handler whom the sender saw, empty when there was none: refused when somebody has
     *             handed the task to another since; null = whoever it is
     */
    @Audited("task.handover")
    @Transactional
    public Task handOver(UUID id, String requestId, String username, String note, String from, Actor actor) {
        return once(id, requestId, "handover", texts(username, note), actor,
                task -> handOverNow(task, username, note, from, actor));
    }

    /** Hands over without a request id, whoever the handler is. */
    @Audited("task.handover")
    @Transactional
    public Task handOver(UUID id, String username, String note, Actor actor) {
        return handOver(id, null, username, note, null, actor);
    }

    private Task handOverNow(Task task, String username, String note, String from, Actor actor) {
        requireOwn(task, actor);
        Checks checks = new Checks();
        String to = checks.required("to", username, Checks.TITLE);
        String stripped = checks.optional("note", note, Checks.TEXT);
        List<Actor> colleagues = organization.people(task.unit());
        if (!to.isEmpty() && colleagues.stream().noneMatch(person -> person.username().equals(to))) {
            checks.refuse("to", "not-a-colleague", to, organization.name(task.unit()));
        }
        checks.done();
        if (to.equals(task.handler())) {
            return task;
        }
        requireRunning(task);
        if (from != null && task.handler() != null && !from.equals(task.handler())
                && !(from.isEmpty() && actor.username().equals(task.handler()))) {
            throw new Rejected("handed-over-meanwhile", name(task.handler()));
        }
        Instant now = clock.instant();
        jdbc.sql("update task set handler = ? where id = ?").params(to, task.id()).update();
        String name = colleagues.stream().filter(person -> person.username().equals(to)).findFirst().orElseThrow().name();
        String text = stripped.isEmpty() ? name : name + "：" + stripped;
        entry(task, "handover", text, actor, now);
        return saved(task, "handed-over", actor, now, text);
    }

    /** Chases up (督办) by hand; the unit must answer. */
    @Audited("task.chase")
    @Transactional
    public Task chase(UUID id, String reason, Actor actor) {
        Checks checks = new Checks();
        String stripped = checks.required("reason", reason, Checks.TEXT);
        checks.done();
        Task task = locked(id, actor);
        requireCommand(actor);
        requireRunning(task);
        if (task.chaseOpen() && stripped.equals(task.chaseReason())) {
            return task;
        }
        Instant now = clock.instant();
        jdbc.sql("update task set chased_at = ?, chase_reason = ?, chase_answered_at = null where id = ?")
                .params(Rows.at(now), stripped, id).update();
        entry(task, "chase", stripped, actor, now);
        return saved(task, "chased", actor, now, stripped);
    }

    /** Answers a chase-up (督办反馈). */
    @Audited("task.chase-answer")
    @Transactional
    public Task answerChase(UUID id, String requestId, String answer, Actor actor) {
        return once(id, requestId, "chase-answer", texts(answer), actor, task -> answerChaseNow(task, answer, actor));
    }

    /** Answers a chase-up without a request id. */
    @Audited("task.chase-answer")
    @Transactional
    public Task answerChase(UUID id, String answer, Actor actor) {
        return answerChase(id, null, answer, actor);
    }

    private Task answerChaseNow(Task task, String answer, Actor actor) {
        requireOwn(task, actor);
        Checks checks = new Checks();
        String stripped = checks.required("answer", answer, Checks.TEXT);
        checks.done();
        if (task.chasedAt() == null) {
            throw new Rejected("not-chased");
        }
        if (task.chaseAnsweredAt() != null) {
            Entry given = lastEntry(task, "chase-answer");
            if (given.text().equals(stripped)) {
                return task;
            }
            // Another's answer stands: this one must not vanish as if it had been taken.
            throw new Rejected("chase-answered", name(given.actor()), given.at());
        }
        requireRunning(task);
        Instant now = clock.instant();
        jdbc.sql("update task set chase_answered_at = ? where id = ?").params(Rows.at(now), task.id()).update();
        entry(task, "chase-answer", stripped, actor, now);
        return saved(task, "chase-answered", actor, now, stripped);
    }

    /**
     * Gives a returned task out again, to the same unit or another.
     *
     * @return the task opened for it
     */
    @Audited("task.reassignment")
    @Transactional
    public Task reassign(UUID id, String unit, String note, Actor actor) {
        Task task = locked(id, actor);
        requireCommand(actor);
        Checks checks = new Checks();
        String code = checks.required("unit", unit, Checks.TITLE);
        String stripped = checks.optional("note", note, Checks.TEXT);
        if (!code.isEmpty() && organization.unit(code).filter(found -> found.parent() != null).isEmpty()) {
            checks.refuse("unit", "unknown-unit", code);
        }
        checks.done();
        Optional<Task> repeated = followUp(task, code, stripped);
        if (repeated.isPresent()) {
            return repeated.get();
        }
        requireReturned(task);
        Instant now = clock.instant();
        jdbc.sql("""
                update task set return_settled_at = ?, withdrawn_at = ?, withdrawn_by = ?, withdrawn_code = 'reassigned',
                    withdrawn_reason = ?, token = null where id = ?""")
                .params(Rows.at(now), Rows.at(now), actor.username(), stripped, id).update();
        Task again = planned.again(task, code, stripped, actor, now);
        publish(again, "reassigned", actor, now, organization.name(code, java.util.Locale.CHINESE));
        return again;
    }

    /** Accepts that a returned task is not done (同意退回). */
    @Audited("task.return-acceptance")
    @Transactional
    public Task acceptReturn(UUID id, String reason, Actor actor) {
        Checks checks = new Checks();
        String stripped = checks.required("reason", reason, Checks.TEXT);
        checks.done();
        Task task = locked(id, actor);
        requireCommand(actor);
        if (task.status() == Task.Status.RETURNED && task.returnSettledAt() != null) {
            return task;
        }
        requireReturned(task);
        Instant now = clock.instant();
        // The token goes back to the engine with the decision.
        jdbc.sql("update task set return_settled_at = ?, token = null where id = ?").params(Rows.at(now), id).update();
        if (task.token() != null) {
            host.settled(task.responseId(), task.token());
        }
        begin(task.responseId(), now);
        entry(task, "return-accepted", stripped, actor, now);
        return saved(task, "return-accepted", actor, now, stripped);
    }

    /** @throws NotFound when there is no such task, or the actor may not see it */
    public Task task(UUID id, Actor actor) {
        return visible(id, actor);
    }

    /** What happened on a task, oldest first. */
    public List<Entry> entries(UUID id, Actor actor) {
        visible(id, actor);
        return jdbc.sql("select at, actor, unit, type, text from task_entry where task_id = ? order by id").param(id)
                .query(Tasks::entry).list();
    }

    private static Entry entry(ResultSet row, int n) throws SQLException {
        return new Entry(Rows.instant(row, "at"), row.getString("actor"), row.getString("unit"), row.getString("type"),
                row.getString("text"));
    }

    /** Whether the unit takes part in a response, leading or supporting. */
    public boolean takesPart(UUID responseId, String unit) {
        return jdbc.sql("select exists (select from task_party where unit = ? and response_id = ?)")
                .params(unit, responseId).query(Boolean.class).single();
    }

    void requirePart(UUID responseId, Actor actor) {
        if (!actor.oversees() && !takesPart(responseId, actor.workUnit())) {
            throw new NotFound("response");
        }
    }

    /** Responses in which the unit takes part, leading or supporting. */
    public List<UUID> responsesOf(String unit) {
        return jdbc.sql("select response_id from task_party where unit = ?").param(unit).query(UUID.class).list();
    }

    /** Whether the actor may add progress and files: the unit itself, supporting units and the command post. */
    public boolean mayAdd(Task task, Actor actor) {
        return actor.commands() || actor.worksFor(task.unit())
                || task.supporting().stream().anyMatch(actor::worksFor);
    }

    void requireMayAdd(Task task, Actor actor) {
        if (!mayAdd(task, actor)) {
            throw new Forbidden("other-unit", organization.name(task.unit()));
        }
    }

    Task visible(UUID id, Actor actor) {
        // A task that was given to another unit is that unit's alone: whose it was planned to be does not count.
        return rows.select("id = :id and (:all or unit = :unit or supporting @> cast(:units as text[]))", Map.of("id", id,
                        "all", actor.oversees(), "unit", actor.workUnit(), "units", Rows.texts(List.of(actor.workUnit()))))
                .stream().findFirst().orElseThrow(() -> new NotFound("task"));
    }

    /** Takes the response's lock, then reads what is true under it. */
    Task locked(UUID id, Actor actor) {
        host.lock(visible(id, actor).responseId());
        return visible(id, actor);
    }

    void entry(Task task, String type, String text, Actor actor, Instant now) {
        jdbc.sql("insert into task_entry (task_id, at, actor, unit, type, text) values (?, ?, ?, ?, ?, ?)")
                .params(task.id(), Rows.at(now), actor.username(), actor.unit(), type, text).update();
    }

    /** A unit whose time begins because another has done its part is told so. */
    private void begin(UUID responseId, Instant now) {
        planned.begin(responseId).forEach(task -> publish(task, "limit-begun", Actor.SYSTEM, now, ""));
    }

    void publish(Task task, String type, Actor actor, Instant now, String text) {
        events.publishEvent(new TaskRecorded(type, task.responseId(), task.id(), task.title(), task.unit(), actor, now,
                text));
    }

    static void requireRunning(Task task) {
        switch (task.status()) {
            case WITHDRAWN -> throw new Rejected("task-withdrawn", task.withdrawnReason());
            case DONE -> throw new Rejected("task-done", task.completedBy(), task.completedAt());
            case RETURNED -> throw new Rejected("task-returned");
            case OPEN, RECEIVED -> { }
        }
    }

    /**
     * Runs a command, unless this very request was taken before: then the task as it has become.
     *
     * @param content all that was sent
     */
    private Task once(UUID id, String requestId, String kind, List<?> content, Actor actor,
                      UnaryOperator<Task> command) {
        String mark = TaskRequests.id(requestId);
        Task task = locked(id, actor);
        TaskRequests.Request request = new TaskRequests.Request(mark, kind, id, content, actor);
        if (requests.taken(request).isPresent()) {
            return task;
        }
        Task done = command.apply(task);
        requests.take(request, clock.instant());
        return done;
    }

    private static List<String> texts(String... sent) {
        return Stream.of(sent).map(text -> text == null ? "" : text.strip()).toList();
    }

    private void requireOwn(Task task, Actor actor) {
        if (!actor.worksFor(task.unit())) {
            throw new Forbidden("other-unit", organization.name(task.unit()));
        }
    }

    private String name(String username) {
        return organization.person(username);
    }

    private Entry lastEntry(Task task, String type) {
        return jdbc.sql("""
                select at, actor, unit, type, text from task_entry where task_id = ? and type = ?
                order by id desc limit 1""").params(task.id(), type).query(Tasks::entry).single();
    }

    private Task current(UUID id) {
        return rows.find(id).orElseThrow(() -> new NotFound("task"));
    }

    private Task saved(Task task, String type, Actor actor, Instant now, String text) {
        publish(task, type, actor, now, text);
        return current(task.id());
    }

    private void receive(Task task, Actor actor, Instant now) {
        jdbc.sql("update task set received_at = ?, received_by = ?, handler = coalesce(handler, ?) where id = ?")
                .params(Rows.at(now), actor.username(), actor.username(), task.id()).update();
    }

    private static void requireCommand(Actor actor) {
        if (!actor.commands()) {
            throw new Forbidden("command-post-only");
        }
    }

    /** What this very reassignment opened, when it was sent before. */
    private Optional<Task> followUp(Task task, String unit, String note) {
        if (!"reassigned".equals(task.withdrawnCode()) || !note.equals(task.withdrawnReason())) {
            return Optional.empty();
        }
        return rows.ofResponse(task.responseId()).stream()
                .filter(other -> other.openedAt().equals(task.withdrawnAt()) && other.unit().equals(unit)
                        && Objects.equals(other.actionKey(), task.actionKey())
                        && Objects.equals(other.orderId(), task.orderId())
                        && other.plannedUnit().equals(task.plannedUnit()))
                .findFirst();
    }

    private static void requireReturned(Task task) {
        if (!task.awaitsReassignment()) {
            throw new Rejected("not-returned");
        }
    }

    /** One line of what happened on a task: progress, handover, chase, chase-answer, return, return-accepted. */
    public record Entry(Instant at, String actor, String unit, String type, String text) {
    }
}
