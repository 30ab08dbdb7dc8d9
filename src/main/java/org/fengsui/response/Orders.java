package org.fengsui.response;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.database.TextSearch;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Rejected;
import org.fengsui.task.NewTask;
import org.fengsui.task.PlannedTasks;
import org.fengsui.task.Since;
import org.fengsui.task.TaskTerms;
import org.fengsui.task.TaskLists;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Orders of the command post (指令): tasks that the plan does not foresee, with the same receipts and clocks. */
@Service
public class Orders {

    /** Limits when the order states none; shown as defaults. */
    public static final Duration RECEIPT_WITHIN = Duration.ofMinutes(10);
    public static final Duration DUE_WITHIN = Duration.ofHours(2);
    private static final Duration LONGEST = Duration.ofDays(30);

    private final JdbcClient jdbc;
    private final Responses responses;
    private final PlannedTasks tasks;
    private final TaskLists lists;
    private final Organization organization;
    private final Clock clock;

    Orders(JdbcClient jdbc, Responses responses, PlannedTasks tasks, TaskLists lists, Organization organization,
           Clock clock) {
        this.jdbc = jdbc;
        this.responses = responses;
        this.tasks = tasks;
        this.lists = lists;
        this.organization = organization;
        this.clock = clock;
    }

    /**
     * Issues an order to units of an active response. The same request id again is the same order.
     *
     * @param receiptWithin null = 10 minutes, by default; {@code dueWithin} null = 2 hours, by default
     */
    @Audited("response.order")
    @Transactional
    public Issued issue(UUID responseId, String requestId, String title, String text, List<String> units,
                       Duration receiptWithin, Duration dueWithin, Actor actor) {
        Response response = responses.locked(responseId, actor);
        Responses.requireCommand(actor);
        Checks checks = new Checks();
        String request = checks.required("requestId", requestId, Checks.TITLE);
        String name = checks.required("title", title, Checks.TITLE);
        String words = checks.optional("text", text, Checks.TEXT);
        List<String> codes = units == null ? List.of() : units.stream().distinct().toList();
        if (codes.isEmpty()) {
            checks.refuse("units", "required");
        }
        for (String code : codes) {
            if (organization.unit(code).filter(unit -> unit.parent() != null).isEmpty()) {
                checks.refuse("units", "unknown-unit", code);
            }
        }
        limit("receiptWithin", receiptWithin, checks);
        limit("dueWithin", dueWithin, checks);
        checks.done();
        Optional<Order> known = orders("request_id = ?", request).stream().findFirst();
        if (known.isPresent()) {
            if (!known.get().responseId().equals(responseId)) {
                throw new Rejected("request-id-used");
            }
            return new Issued(known.get(), false);
        }
        Responses.requireActive(response);
        Instant now = clock.instant();
        int number = jdbc.sql("select coalesce(max(number), 0) + 1 from response_order where response_id = ?")
                .param(responseId).query(Integer.class).single();
        Order order = new Order(UUID.randomUUID(), responseId, number, name, words, now, actor.username());
        jdbc.sql("""
                insert into response_order (id, request_id, response_id, number, title, text, issued_at, issued_by)
                values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(order.id(), request, responseId, number, name, words, Rows.at(now), actor.username()).update();
        TaskTerms terms = new TaskTerms(receiptWithin == null ? RECEIPT_WITHIN : receiptWithin, receiptWithin == null,
                dueWithin == null ? DUE_WITHIN : dueWithin, dueWithin == null, null, "");
        tasks.open(codes.stream().map(unit -> new NewTask(responseId, response.exercise(), null, order.id(), name,
                words, "order", "active", unit, unit, List.of(), response.level(), "", "", "", "", terms,
                Since.opening(now), false, null)).toList(), actor, now);
        responses.write(response, now, actor, "order-issued", String.valueOf(number), name,
                organization.names(codes));
        return new Issued(order, true);
    }

    /** Orders of a response, the newest first: all of them for whoever oversees, otherwise those to the actor's unit. */
    public List<Order> ofResponse(UUID responseId, Actor actor) {
        responses.response(responseId, actor);
        return orders("response_id = ? and (? or exists (select from task where order_id = response_order.id and unit = ?))"
                + " order by number desc", responseId, actor.oversees(), actor.workUnit());
    }

    /**
     * Orders, the newest first, that have every word of a text: all of them for whoever oversees, otherwise those to the
     * actor's own unit.
     *
     * @param unit  only those given to it; empty = to any
     * @param state only those of which a unit's task is in that state, see {@link TaskLists.Filter}; empty = any
     * @param from  when it was issued, null = any; {@code until} likewise, exclusive
     */
    public Listing search(String text, String unit, String state, Instant from, Instant until, int page, int size,
                          Actor actor) {
        StringBuilder condition = new StringBuilder("true");
        Map<String, Object> parameters = new HashMap<>();
        TextSearch.text(condition, parameters, text, "title", "text");
        TextSearch.span(condition, parameters, from, until, "issued_at");
        if (!actor.oversees() && !unit.isEmpty() && !unit.equals(actor.workUnit())) {
            // How far another unit is with its part is not this unit's to know.
            return new Listing(List.of(), page, size, 0);
        }
        String to = actor.oversees() ? unit : actor.workUnit();
        if (to.isEmpty() && !actor.oversees()) {
            return new Listing(List.of(), page, size, 0);
        }
        if (!to.isEmpty() || !state.isEmpty()) {
            condition.append(" and id = any(:to)");
            parameters.put("to", lists.orders(to, state).toArray(UUID[]::new));
        }
        long total = jdbc.sql(TextSearch.counting("response_order", condition)).params(parameters).query(Long.class)
                .single();
        parameters.put("limit", size);
        parameters.put("offset", (long) page * size);
        return new Listing(jdbc.sql("select * from response_order where " + condition
                        + " order by issued_at desc, id limit :limit offset :offset")
                .params(parameters).query((row, n) -> order(row)).list(), page, size, total);
    }

    private static void limit(String field, Duration limit, Checks checks) {
        if (limit != null && (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST) > 0)) {
            checks.refuse(field, "limit-out-of-range", LONGEST.toDays());
        }
    }

    private List<Order> orders(String conditionAndOrder, Object... parameters) {
        return jdbc.sql("select * from response_order where " + conditionAndOrder).params(parameters)
                .query((row, n) -> order(row)).list();
    }

    private static Order order(ResultSet row) throws SQLException {
        return new Order(Rows.uuid(row, "id"), Rows.uuid(row, "response_id"), row.getInt("number"),
                row.getString("title"), row.getString("text"), Rows.instant(row, "issued_at"),
                row.getString("issued_by"));
    }

    public record Listing(List<Order> content, int page, int size, long totalElements) {
    }

    /** @param created false when the request id was seen before */
    public record Issued(Order order, boolean created) {
    }

    /** An order (指令); each unit's part of it is a task. */
    public record Order(UUID id, UUID responseId, int number, String title, String text, Instant issuedAt,
                        String issuedBy) {
    }
}
