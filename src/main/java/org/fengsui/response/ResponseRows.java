package org.fengsui.response;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fengsui.audit.Audit;
import org.fengsui.database.Rows;
import org.fengsui.database.TextSearch;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of responses and their approvals. */
@Repository
class ResponseRows {

    private final JdbcClient jdbc;
    private final Audit audit;

    ResponseRows(JdbcClient jdbc, Audit audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    Optional<Response> find(UUID id) {
        return select("id = ?", id).stream().findFirst();
    }

    /** Takes the lock of a response: every command on it comes through here first. */
    Optional<Response> lock(UUID id) {
        Optional<Response> locked = select("id = ? for update", id).stream().findFirst();
        locked.ifPresent(this::about);
        return locked;
    }

    private void about(Response response) {
        audit.about("response", response.id());
        audit.about("incident", response.incidentId());
    }

    List<Response> select(String conditionAndOrder, Object... parameters) {
        return jdbc.sql("select * from response where " + conditionAndOrder).params(parameters).query(this::row)
                .list();
    }

    long count(String condition, Object... parameters) {
        return jdbc.sql("select count(*) from response where " + condition).params(parameters).query(Long.class)
                .single();
    }

    /** The newest first that meet a condition with named parameters. */
    ResponseLists.Listing search(CharSequence condition, Map<String, Object> parameters, int page, int size) {
        long total = jdbc.sql(TextSearch.counting("response", condition)).params(parameters).query(Long.class).single();
        parameters.put("limit", size);
        parameters.put("offset", (long) page * size);
        return new ResponseLists.Listing(jdbc.sql("select * from response where " + condition
                        + " order by requested_at desc, id limit :limit offset :offset")
                .params(parameters).query(this::row).list(), page, size, total);
    }

    List<UUID> incidents(Collection<UUID> ids) {
        return jdbc.sql("select distinct incident_id from response where id = any(?)")
                .param(ids.toArray(UUID[]::new)).query(UUID.class).list();
    }

    void insert(Response r) {
        about(r);
        jdbc.sql("""
                insert into response (id, request_id, number, incident_id, plan_key, plan_version, level, status, scope,
                    situations, exercise, reason, requested_at, requested_by, automatic)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(r.id(), r.requestId(), r.number(), r.incidentId(), r.planKey(), r.planVersion(), r.level(),
                        r.status().code(), Rows.texts(r.scope()), Rows.texts(r.situations()), r.exercise(), r.reason(),
                        Rows.at(r.requestedAt()), r.requestedBy(), r.automatic())
                .update();
    }

    void activated(UUID id, String processInstanceId, Instant now) {
        jdbc.sql("""
                update response set status = 'active', activated_at = ?, level_since = ?, process_instance_id = ?
                where id = ?""")
                .params(Rows.at(now), Rows.at(now), processInstanceId, id).update();
    }

    void rejected(UUID id) {
        jdbc.sql("update response set status = 'rejected' where id = ?").param(id).update();
    }

    /** @param automatic false once a person has changed it: from then on it is that person's response */
    void levelChanged(UUID id, String level, boolean automatic, Instant now) {
        jdbc.sql("update response set level = ?, level_since = ?, automatic = automatic and ? where id = ?")
                .params(level, Rows.at(now), automatic, id).update();
    }

    void situations(UUID id, List<String> situations) {
        jdbc.sql("update response set situations = ? where id = ?").params(Rows.texts(situations), id).update();
    }

    void ended(UUID id, String reason, Instant now) {
        jdbc.sql("update response set status = 'ended', ended_at = ?, end_reason = ? where id = ?")
                .params(Rows.at(now), reason, id).update();
    }

    void closed(UUID id, Instant now) {
        jdbc.sql("update response set status = 'closed', closed_at = ? where id = ?").params(Rows.at(now), id).update();
    }

    /** @param requestId empty = none */
    void insert(Approval a, String requestId) {
        jdbc.sql("""
                insert into response_approval (id, response_id, kind, level, posts, reason, requested_at, requested_by,
                    request_id, conditions, unmet_reason) values (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?)""")
                .params(a.id(), a.responseId(), a.kind(), a.level(), Rows.texts(a.posts()), a.reason(),
                        Rows.at(a.requestedAt()), a.requestedBy(), requestId,
                        a.conditions() == null ? null : Rows.texts(a.conditions()), a.unmetReason())
                .update();
    }

    void decided(UUID id, String decision, String comment, String by, String post, Approval.Oral oral,
                 Instant writtenDueAt, Instant now) {
        jdbc.sql("""
                update response_approval set decided_at = ?, decided_by = ?, decided_post = ?, decision = ?, comment = ?,
                    oral_by = ?, oral_at = ?, written_due_at = ?
                where id = ?""")
                .params(Rows.at(now), by, post, decision, comment, oral == null ? null : oral.by(),
                        oral == null ? null : Rows.at(oral.at()), Rows.at(writtenDueAt), id)
                .update();
    }

    void written(UUID id, String by, Instant now) {
        jdbc.sql("update response_approval set written_at = ?, written_by = ? where id = ?")
                .params(Rows.at(now), by, id).update();
    }

    void writtenOverdue(UUID id, Instant now) {
        jdbc.sql("update response_approval set written_overdue_at = ? where id = ?").params(Rows.at(now), id).update();
    }

    List<Approval> approvals(String conditionAndOrder, Object... parameters) {
        return jdbc.sql("select * from response_approval where " + conditionAndOrder).params(parameters)
                .query((row, n) -> new Approval(Rows.uuid(row, "id"), Rows.uuid(row, "response_id"),
                        row.getString("kind"), row.getString("level"), Rows.texts(row, "posts"),
                        row.getString("reason"), Rows.instant(row, "requested_at"), row.getString("requested_by"),
                        Rows.instant(row, "decided_at"), row.getString("decided_by"), row.getString("decided_post"),
                        row.getString("decision"), row.getString("comment"), row.getString("oral_by"),
                        Rows.instant(row, "oral_at"), Rows.instant(row, "written_due_at"),
                        Rows.instant(row, "written_at"), row.getString("written_by"),
                        row.getArray("conditions") == null ? null : Rows.texts(row, "conditions"),
                        row.getString("unmet_reason")))
                .list();
    }

    /** Number of each order of a response, by its id. */
    Map<UUID, Integer> orderNumbers(UUID responseId) {
        return jdbc.sql("select id, number from response_order where response_id = ?").param(responseId)
                .query((row, n) -> Map.entry(Rows.uuid(row, "id"), row.getInt("number"))).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Response row(ResultSet row, int n) throws SQLException {
        return new Response(Rows.uuid(row, "id"), row.getString("request_id"), row.getString("number"),
                Rows.uuid(row, "incident_id"), row.getString("plan_key"), row.getInt("plan_version"),
                row.getString("level"),
                Response.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT).replace('-', '_')),
                Rows.texts(row, "scope"), Rows.texts(row, "situations"), row.getBoolean("exercise"),
                row.getString("reason"), Rows.instant(row, "requested_at"), row.getString("requested_by"),
                Rows.instant(row, "activated_at"), Rows.instant(row, "level_since"), Rows.instant(row, "ended_at"),
                row.getString("end_reason"), Rows.instant(row, "closed_at"), row.getString("process_instance_id"),
                row.getBoolean("automatic"));
    }
}
