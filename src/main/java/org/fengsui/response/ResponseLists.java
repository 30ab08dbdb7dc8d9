package org.fengsui.response;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.database.TextSearch;
import org.fengsui.organization.Actor;
import org.fengsui.task.Tasks;
import org.springframework.stereotype.Service;

/** Responses as somebody lists and searches them: those that they may see. */
@Service
public class ResponseLists {

    /** As the index response_list has it. */
    private static final String ORDER = " order by (case status when 'active' then 0 when 'awaiting-approval' then 1"
            + " when 'ended' then 2 else 3 end), requested_at desc, id limit ";

    private final ResponseRows rows;
    private final Tasks tasks;

    ResponseLists(ResponseRows rows, Tasks tasks) {
        this.rows = rows;
        this.tasks = tasks;
    }

    /**
     * Responses that the actor may see, running ones first, then the newest.
     *
     * @param archived those to archived incidents, or all others
     */
    public Listing list(boolean archived, int page, int size, Actor actor) {
        String visible = "exists (select from incident where incident.id = incident_id and archived_at is "
                + (archived ? "not null)" : "null)") + " and " + visibleTo(actor);
        Object[] unit = unit(actor);
        return new Listing(rows.select(visible + ORDER + size + " offset " + (long) page * size, unit),
                page, size, rows.count(visible, unit));
    }

    /** The first 50 that the actor may see and that are not over: running, to be signed, or in their closing actions. */
    public List<Response> open(Actor actor) {
        return rows.select("closed_at is null and status <> 'rejected' and " + visibleTo(actor) + ORDER + 50,
                unit(actor));
    }

    /** Overseers see all; a unit sees those in which it takes part. */
    static String visibleTo(Actor actor) {
        return actor.oversees() ? "true"
                : "exists (select from task_party where task_party.response_id = response.id and unit = ?)";
    }

    static Object[] unit(Actor actor) {
        return actor.oversees() ? new Object[0] : new Object[] {actor.workUnit()};
    }

    /**
     * Responses that the actor may see, the newest first, that have every word of a text.
     *
     * @param incidentIds incidents that have the words themselves: their responses are found too
     * @param unit        only those in which it takes part; empty = any
     * @param status      code of a status; empty = any
     * @param from        when it was asked for, null = any; {@code until} likewise, exclusive
     */
    public Listing search(String text, Collection<UUID> incidentIds, String unit, String status, Instant from,
                          Instant until, int page, int size, Actor actor) {
        Map<String, Object> parameters = new HashMap<>();
        StringBuilder words = new StringBuilder("true");
        TextSearch.text(words, parameters, text, "number", "reason", "end_reason");
        StringBuilder condition = new StringBuilder("(incident_id = any(:incidents) or " + words + ")");
        parameters.put("incidents", incidentIds.toArray(UUID[]::new));
        TextSearch.span(condition, parameters, from, until, "requested_at");
        if (!status.isEmpty()) {
            condition.append(" and status = :status");
            parameters.put("status", status);
        }
        if (!actor.oversees()) {
            condition.append(" and id = any(:own)");
            parameters.put("own", own(actor));
        }
        if (!unit.isEmpty()) {
            condition.append(" and id = any(:unit)");
            parameters.put("unit", tasks.responsesOf(unit).toArray(UUID[]::new));
        }
        return rows.search(condition, parameters, page, size);
    }

    /** The incidents to which responses belong in which a unit takes part. */
    public List<UUID> incidentsOf(String unit) {
        return rows.incidents(tasks.responsesOf(unit));
    }

    private UUID[] own(Actor actor) {
        return actor.oversees() ? new UUID[0] : tasks.responsesOf(actor.workUnit()).toArray(UUID[]::new);
    }

    public record Listing(List<Response> content, int page, int size, long totalElements) {
    }
}
