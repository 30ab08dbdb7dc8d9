package org.fengsui.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.database.TextSearch;
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

    private static final String RUNNING = "completed_at is null and withdrawn_at is null and returned_at is null";

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

    /**
     * The work list of the actor's unit, also of tasks that it supports: late first, then unacknowledged, then due. It
     * counts in full; the pages show {@link #own}.
     */
    public Page inbox(Filter filter, int page, int size, Actor actor) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("unit", actor.workUnit());
        parameters.put("units", Rows.texts(List.of(actor.workUnit())));
        return page("(unit = :unit or supporting @> cast(:units as text[]))", parameters, filter, page, size,
                this::counted);
    }

    /**
     * The tasks that the actor's unit has to do, in the same order. What is finished piles up over the years and is
     * counted no further than {@link #COUNTED}.
     */
    public Page own(Filter filter, int page, int size, Actor actor) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("unit", actor.workUnit());
        return page("unit = :unit", parameters, filter, page, size, this::countedSoFar);
    }

    /** Tasks of other units that the actor's unit supports (配合), in the same order; counted are those of the filter. */
    public Page supported(Filter filter, int page, int size, Actor actor) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("unit", actor.workUnit());
        parameters.put("units", Rows.texts(List.of(actor.workUnit())));
        return page("unit <> :unit and supporting @> cast(:units as text[])", parameters, filter, page, size,
                (condition, values) -> Map.of(filter.state(),
                        rows.count(condition + " and (" + STATES.get(filter.state()) + ")", values)));
    }

    /**
     * Tasks of a response that the actor may see.
     *
     * @throws NotFound when there is no such response, or the actor takes no part in it
     */
    public Page ofResponse(UUID responseId, Filter filter, int page, int size, Actor actor) {
        requirePart(responseId, actor);
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("response", responseId);
        String visible = "response_id = :response";
        if (!actor.oversees()) {
            parameters.put("unit", actor.workUnit());
            parameters.put("units", Rows.texts(List.of(actor.workUnit())));
            visible += " and (unit = :unit or supporting @> cast(:units as text[]))";
        }
        return page(visible, parameters, filter, page, size, this::counted);
    }

    /** Number of tasks by state that the actor may see, of each of these responses. */
    public Map<UUID, Map<String, Long>> counts(Collection<UUID> responses, Actor actor) {
        return actor.oversees() ? rows.counts(STATES, "true", Map.of("now", Rows.at(clock.instant())), responses)
                : rows.counts(STATES, "(unit = :unit or supporting @> cast(:units as text[]))",
                        Map.of("now", Rows.at(clock.instant()), "unit", actor.workUnit(),
                                "units", Rows.texts(List.of(actor.workUnit()))), responses);
    }

    /** Number of tasks by state that a unit has to do itself, of each of these responses. */
    public Map<UUID, Map<String, Long>> countsOfUnit(Collection<UUID> responses, String unit) {
        return rows.counts(STATES, "unit = :unit", Map.of("now", Rows.at(clock.instant()), "unit", unit), responses);
    }

    /** All tasks of a response that the actor may see, in the order of opening. */
    public List<Task> ofResponse(UUID responseId, Actor actor) {
        requirePart(responseId, actor);
        return rows.select("response_id = :response and (:all or unit = :unit or supporting @> cast(:units as text[]))"
                + " order by opened_at, id", Map.of("response", responseId, "all", actor.oversees(),
                "unit", actor.workUnit(), "units", Rows.texts(List.of(actor.workUnit()))));
    }

    /**
     * Tasks that the actor may see, the newest first, that have every word of a text.
     *
     * @param filter its unit, text and state count
     * @param from   when it was given out, null = any; {@code until} likewise, exclusive
     */
    public Found search(Filter filter, Instant from, Instant until, int page, int size, Actor actor) {
        StringBuilder condition = new StringBuilder("true");
        Map<String, Object> parameters = new HashMap<>();
        TextSearch.text(condition, parameters, filter.text(), "title", "text", "clause", "result");
        TextSearch.span(condition, parameters, from, until, "opened_at");
        narrow(condition, parameters, filter.unit(), filter.state());
        if (!actor.oversees()) {
            condition.append(" and (unit = :own or supporting @> cast(:ownUnits as text[]))");
            parameters.put("own", actor.workUnit());
            parameters.put("ownUnits", Rows.texts(List.of(actor.workUnit())));
        }
        long total = jdbc.sql(TextSearch.counting("task", condition)).params(parameters).query(Long.class).single();
        parameters.put("limit", size);
        parameters.put("offset", (long) page * size);
        return new Found(rows.select(condition + " order by opened_at desc, id limit :limit offset :offset", parameters),
                total);
    }

    /**
     * Orders of which a task goes to a unit and is in a state.
     *
     * @param unit  empty = any
     * @param state as in {@link Filter}; empty = any
     */
    public List<UUID> orders(String unit, String state) {
        StringBuilder condition = new StringBuilder("order_id is not null");
        Map<String, Object> parameters = new HashMap<>();
        narrow(condition, parameters, unit, state.isEmpty() ? "all" : state);
        return jdbc.sql("select distinct order_id from task where " + condition).params(parameters).query(UUID.class)
                .list();
    }

    /** How far orders are, as far as the actor may see it: all units, or the own. */
    public Map<UUID, OrderCount> orderCounts(Collection<UUID> orderIds, Actor actor) {
        return jdbc.sql("""
                select order_id, count(*) as units, count(received_at) as received, count(completed_at) as done
                from task where order_id = any(?) and (? or unit = ?) group by order_id""")
                .params(orderIds.toArray(UUID[]::new), actor.oversees(), actor.workUnit())
                .query((row, n) -> Map.entry(Rows.uuid(row, "order_id"),
                        new OrderCount(row.getLong("units"), row.getLong("received"), row.getLong("done"))))
                .list().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void narrow(StringBuilder condition, Map<String, Object> parameters, String unit, String state) {
        if (!unit.isEmpty()) {
            condition.append(" and unit = :unit");
            parameters.put("unit", unit);
        }
        condition.append(" and (").append(STATES.get(state)).append(')');
        parameters.put("now", Rows.at(clock.instant()));
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

    /**
     * What the command post has to see to, over all responses: returns, which nobody else can settle, before overdue
     * receipts told to it and open chase-ups; the first 500.
     */
    public List<Task> needingCommand() {
        return rows.select("completed_at is null and withdrawn_at is null and return_settled_at is null"
                + " and (returned_at is not null or office_told_at is not null and received_at is null"
                + " or chased_at is not null) order by returned_at is null, opened_at limit 500", Map.of());
    }

    /** What a unit's leader has been told of: receipts overdue, and chase-ups without an answer. */
    public List<Task> needingLeader(String unit) {
        return rows.select("unit = :unit and " + RUNNING + " and (leader_told_at is not null and received_at is null"
                + " or chased_at is not null and chase_answered_at is null) order by opened_at limit 500",
                Map.of("unit", unit));
    }

    /** Responses in which the actor's unit has something to do now, leading or supporting; the newest first. */
    public List<UUID> responsesAtWork(Actor actor) {
        return jdbc.sql("select response_id from task where (unit = :unit or supporting @> cast(:units as text[])) and " + RUNNING
                        + " group by response_id order by max(opened_at) desc, response_id limit 50")
                .param("unit", actor.workUnit()).param("units", Rows.texts(List.of(actor.workUnit())))
                .query(UUID.class).list();
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

    private interface Counting {
        /** @return number of tasks that meet the condition, by state */
        Map<String, Long> of(String condition, Map<String, Object> parameters);
    }

    private Page page(String visible, Map<String, Object> parameters, Filter filter, int page, int size,
                      Counting counting) {
        StringBuilder narrowed = new StringBuilder(visible);
        parameters.put("now", Rows.at(clock.instant()));
        if (!filter.unit().isEmpty()) {
            narrowed.append(" and unit = :filterUnit");
            parameters.put("filterUnit", filter.unit());
        }
        if (!filter.actionKey().isEmpty()) {
            narrowed.append(" and action_key = :actionKey");
            parameters.put("actionKey", filter.actionKey());
        }
        if (filter.response() != null) {
            narrowed.append(" and response_id = :filterResponse");
            parameters.put("filterResponse", filter.response());
        }
        if (!filter.text().isEmpty()) {
            narrowed.append(" and (title ilike :text or text ilike :text or clause ilike :text)");
            parameters.put("text", "%" + filter.text().replaceAll("([\\\\%_])", "\\\\$1") + "%");
        }
        String condition = narrowed.toString();
        Map<String, Long> counts = counting.of(condition, parameters);
        long offset = (long) page * size;
        parameters.put("reach", offset + size);
        List<Task> content = size == 0 ? List.of() : switch (filter.state()) {
            // Two lists, one after the other: each comes out of an index, however much lies finished.
            case "all" -> rows.select("""
                    id in (select id from ((select * from task where %1$s and %2$s order by %3$s limit :reach)
                        union all (select * from task where %1$s and %4$s order by %5$s limit :reach)) as parts
                        order by %3$s limit :size offset :offset) order by %3$s"""
                    .formatted(condition, PENDING, ORDER, CLOSED, CLOSED_ORDER), with(parameters, size, offset));
            case "done", "withdrawn" -> rows.select(condition + " and (" + STATES.get(filter.state()) + ") order by "
                    + CLOSED_ORDER + " limit :size offset :offset", with(parameters, size, offset));
            default -> rows.select(condition + " and (" + STATES.get(filter.state()) + ") order by "
                    + ORDER + " limit :size offset :offset", with(parameters, size, offset));
        };
        return new Page(content, page, size, counts.get(filter.state()), counts);
    }

    private static Map<String, Object> with(Map<String, Object> parameters, int size, long offset) {
        parameters.put("size", size);
        parameters.put("offset", offset);
        return parameters;
    }

    private Map<String, Long> counted(String condition, Map<String, Object> parameters) {
        return rows.counts(STATES, condition, parameters);
    }

    /** The states of a unit's inbox: in full what is to be done, and what is finished as far as {@link #COUNTED}. */
    private Map<String, Long> countedSoFar(String condition, Map<String, Object> parameters) {
        Map<String, Long> counts = new HashMap<>(rows.counts(Map.of("open", "received_at is null",
                "received", "received_at is not null", "running", "true",
                "todo", "received_at is null or due_at < :now",
                "late", "due_at < :now or received_at is null and receipt_due_at < :now"),
                condition + " and " + RUNNING, parameters));
        parameters.put("counted", COUNTED);
        for (String state : List.of("done", "withdrawn", "returned")) {
            counts.put(state, rows.countSoFar(condition + " and " + STATES.get(state), parameters));
        }
        counts.put("all", Math.min(COUNTED, rows.countSoFar(condition + " and " + PENDING, parameters)
                + rows.countSoFar(condition + " and " + CLOSED, parameters)));
        return counts;
    }

    /** Lists that grow for years are counted this far; a count that reaches it stands for "at least". */
    public static final long COUNTED = 1000;

    /** Somebody still has to do something about it; its opposite is {@link #CLOSED}. */
    private static final String PENDING = "completed_at is null and withdrawn_at is null and return_settled_at is null";
    private static final String CLOSED =
            "(completed_at is not null or withdrawn_at is not null or return_settled_at is not null)";
    private static final String ORDER = """
            case when %1$s and (due_at < :now or received_at is null and receipt_due_at < :now) then 0
                when %1$s and received_at is null then 1 when %1$s then 2 when return_settled_at is null and
                returned_at is not null and withdrawn_at is null then 3 else 4 end,
                coalesce(completed_at, withdrawn_at) desc nulls first,
                case when received_at is null then least(receipt_due_at, due_at) else due_at end nulls last,
                opened_at, id""".formatted(RUNNING);
    /** The same among what is closed, as the index task_unit_past has it. */
    private static final String CLOSED_ORDER = ORDER.substring(ORDER.indexOf("coalesce"));

    /** States that lists can be narrowed to; those of the API, and the tabs of a unit's inbox. */
    private static final Map<String, String> STATES = Map.of(
            "all", "true",
            "open", RUNNING + " and received_at is null",
            "received", RUNNING + " and received_at is not null",
            "running", RUNNING,
            "todo", RUNNING + " and (received_at is null or due_at < :now)",
            "late", RUNNING + " and (due_at < :now or received_at is null and receipt_due_at < :now)",
            "done", "completed_at is not null and withdrawn_at is null",
            "withdrawn", "withdrawn_at is not null",
            "returned", "returned_at is not null and withdrawn_at is null");

    /**
     * What a list is narrowed to; empty texts and a null response mean no limit.
     *
     * @param state all, open, received, running, todo (待办: unacknowledged or late), late, done, withdrawn or returned
     */
    public record Filter(String state, String unit, String actionKey, String text, UUID response) {

        public static final Filter ALL = new Filter("all", "", "", "", null);

        /** @throws org.fengsui.refusal.Invalid when there is no such state */
        public Filter {
            if (!STATES.containsKey(state)) {
                throw new org.fengsui.refusal.Invalid("status", "unknown-choice",
                        String.join(", ", new java.util.TreeSet<>(STATES.keySet())));
            }
        }
    }

    /**
     * One page of a list.
     *
     * @param totalElements number of tasks in the list; with {@link #own}, {@link #COUNTED} stands for "at least"
     * @param counts        number of tasks by state, under the other filters; likewise
     */
    public record Page(List<Task> content, int page, int size, long totalElements, Map<String, Long> counts) {
    }

    /** What a search found; counted up to one more than {@link TextSearch#MOST}. */
    public record Found(List<Task> content, long totalElements) {
    }

    /** Units of an order, and how many of them have acknowledged and finished. */
    public record OrderCount(long units, long received, long done) {
    }

    /** One line of what happened on a task: progress, handover, chase, chase-answer, return, return-accepted. */
    public record Entry(Instant at, String actor, String unit, String type, String text) {
    }
}
