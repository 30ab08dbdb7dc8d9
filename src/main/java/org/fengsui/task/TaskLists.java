package org.fengsui.task;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fengsui.database.Rows;
import org.fengsui.database.TextSearch;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.NotFound;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Lists and counts of unit tasks (任务清单): what a unit has to do, what a response holds, what was searched for, what
 * somebody has to see to. Who may see what is a condition of each query.
 */
@Service
public class TaskLists {

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
                opened_at, id""".formatted(Tasks.RUNNING);
    /** The same among what is closed, as the index task_unit_past has it. */
    private static final String CLOSED_ORDER = ORDER.substring(ORDER.indexOf("coalesce"));

    /** States that lists can be narrowed to; those of the API, and the tabs of a unit's inbox. */
    private static final Map<String, String> STATES = Map.of(
            "all", "true",
            "open", Tasks.RUNNING + " and received_at is null",
            "received", Tasks.RUNNING + " and received_at is not null",
            "running", Tasks.RUNNING,
            "todo", Tasks.RUNNING + " and (received_at is null or due_at < :now)",
            "late", Tasks.RUNNING + " and (due_at < :now or received_at is null and receipt_due_at < :now)",
            "done", "completed_at is not null and withdrawn_at is null",
            "withdrawn", "withdrawn_at is not null",
            "returned", "returned_at is not null and withdrawn_at is null");

    private final TaskRows rows;
    private final Tasks tasks;
    private final JdbcClient jdbc;
    private final Clock clock;

    TaskLists(TaskRows rows, Tasks tasks, JdbcClient jdbc, Clock clock) {
        this.rows = rows;
        this.tasks = tasks;
        this.jdbc = jdbc;
        this.clock = clock;
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
        tasks.requirePart(responseId, actor);
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
        tasks.requirePart(responseId, actor);
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
        return rows.select("unit = :unit and " + Tasks.RUNNING + " and (leader_told_at is not null and received_at is null"
                + " or chased_at is not null and chase_answered_at is null) order by opened_at limit 500",
                Map.of("unit", unit));
    }

    /** Responses in which the actor's unit has something to do now, leading or supporting; the newest first. */
    public List<UUID> responsesAtWork(Actor actor) {
        return jdbc.sql("select response_id from task where (unit = :unit or supporting @> cast(:units as text[])) and " + Tasks.RUNNING
                        + " group by response_id order by max(opened_at) desc, response_id limit 50")
                .param("unit", actor.workUnit()).param("units", Rows.texts(List.of(actor.workUnit())))
                .query(UUID.class).list();
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
                condition + " and " + Tasks.RUNNING, parameters));
        parameters.put("counted", COUNTED);
        for (String state : List.of("done", "withdrawn", "returned")) {
            counts.put(state, rows.countSoFar(condition + " and " + STATES.get(state), parameters));
        }
        counts.put("all", Math.min(COUNTED, rows.countSoFar(condition + " and " + PENDING, parameters)
                + rows.countSoFar(condition + " and " + CLOSED, parameters)));
        return counts;
    }

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
}
