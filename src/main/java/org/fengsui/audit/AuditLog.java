package org.fengsui.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fengsui.database.Rows;
import org.fengsui.database.TextSearch;
import org.fengsui.refusal.NotFound;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the record for the auditor (审计员), and for nobody else; that it was read is on record too. */
@Service
public class AuditLog {

    private static final int BATCH = 500;
    private static final String ORDER = " order by at desc, lane, seq desc";

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate streaming;
    private final TransactionTemplate snapshot;
    private final Audit audit;

    AuditLog(JdbcClient jdbc, JdbcTemplate template, Audit audit, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        JdbcTemplate batches = new JdbcTemplate(template.getDataSource());
        batches.setFetchSize(BATCH);
        this.streaming = new NamedParameterJdbcTemplate(batches);
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setReadOnly(true);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.audit = audit;
    }

    /** @throws NotFound for whoever is no auditor: there is nothing here for others */
    public static void require(Who who) {
        if (!who.postCodes().contains("auditor")) {
            throw new NotFound("audit");
        }
    }

    /**
     * The entries that a filter leaves, the newest first.
     *
     * @param most count no further than one more; a count of millions by text takes its time
     */
    public Listing list(Filter filter, int page, int size, long most, Who who) {
        require(who);
        Map<String, Object> parameters = new HashMap<>();
        String condition = condition(filter, parameters);
        long total = filter.equals(Filter.ALL) ? all()
                : jdbc.sql("select count(*) from (select from audit_entry where " + condition + " limit :most) as found")
                        .params(parameters).param("most", most + 1).query(Long.class).single();
        List<Entry> content = jdbc.sql("select * from audit_entry where " + condition + ORDER
                        + " limit :size offset :offset")
                .params(parameters).param("size", size).param("offset", (long) page * size)
                .query(AuditLog::entry).list();
        Map<String, Object> asked = filter.asked();
        asked.put("page", page);
        audit.record(who, "audit.reading", asked);
        return new Listing(content, page, size, total);
    }

    /** @throws NotFound when there is no such entry */
    public Entry entry(int lane, long seq, Who who) {
        require(who);
        Entry entry = jdbc.sql("select * from audit_entry where lane = ? and seq = ?").params(lane, seq)
                .query(AuditLog::entry).optional().orElseThrow(() -> new NotFound("entry"));
        audit.record(who, "audit.reading", Map.of("entry", entry.id()));
        return entry;
    }

    /** Hands over every entry that a filter leaves, the newest first, however many; first it goes on record. */
    public void export(Filter filter, String format, Who who, Consumer<Entry> each) {
        require(who);
        Map<String, Object> asked = filter.asked();
        asked.put("format", format);
        audit.record(who, "audit.export", asked);
        Map<String, Object> parameters = new HashMap<>();
        String condition = condition(filter, parameters);
        snapshot.executeWithoutResult(status -> streaming.query("select * from audit_entry where " + condition + ORDER,
                new MapSqlParameterSource(parameters), row -> {
                    each.accept(entry(row, 0));
                }));
    }

    /** The last verification that is on record. */
    public Optional<Entry> lastVerification() {
        return jdbc.sql("select * from audit_entry where type = ? and result = 'ok'" + ORDER + " limit 1")
                .param(Verification.TYPE).query(AuditLog::entry).optional();
    }

    /** Number of entries there are. The chains are counted by their heads. */
    public long all() {
        return jdbc.sql("""
                select (select coalesce(sum(seq), 0) from audit_lane)
                    - (select coalesce(sum(seq), 0) from (select max(seq) as seq from audit_retired group by lane) as gone)""")
                .query(Long.class).single();
    }

    private static String condition(Filter filter, Map<String, Object> parameters) {
        StringBuilder condition = new StringBuilder("true");
        TextSearch.span(condition, parameters, filter.from(), filter.until(), "at");
        equal(condition, parameters, "actor", filter.actor());
        equal(condition, parameters, "unit", filter.unit());
        if (filter.type().endsWith(".")) {
            condition.append(" and starts_with(type, :type)");
            parameters.put("type", filter.type());
        } else {
            equal(condition, parameters, "type", filter.type());
        }
        switch (filter.result()) {
            case "" -> { }
            case "ok", "error" -> equal(condition, parameters, "result", filter.result());
            default -> condition.append(" and result not in ('ok', 'error')");
        }
        if (filter.about() != null) {
            condition.append(" and (incident_id = :about or response_id = :about or task_id = :about)");
            parameters.put("about", filter.about());
        }
        TextSearch.text(condition, parameters, filter.text(), "detail", "actor", "actor_name", "type", "result", "origin");
        return condition.toString();
    }

    private static void equal(StringBuilder condition, Map<String, Object> parameters, String column, String value) {
        if (!value.isEmpty()) {
            condition.append(" and ").append(column).append(" = :").append(column);
            parameters.put(column, value);
        }
    }

    private static Entry entry(ResultSet row, int n) throws SQLException {
        HexFormat hex = HexFormat.of();
        return new Entry(row.getInt("lane") + "-" + row.getLong("seq"), Rows.instant(row, "at"), row.getString("node"),
                row.getString("actor"), row.getString("actor_name"), row.getString("unit"),
                Stream.of(row.getString("posts").split(",")).filter(post -> !post.isEmpty()).toList(),
                row.getString("origin"), row.getString("type"), row.getString("result"), Rows.uuid(row, "incident_id"),
                Rows.uuid(row, "response_id"), Rows.uuid(row, "task_id"), row.getString("detail"),
                row.getString("algorithm"), hex.formatHex(row.getBytes("previous")), hex.formatHex(row.getBytes("hash")));
    }

    /**
     * What the record is narrowed to; empty texts and nulls mean no limit.
     *
     * @param until exclusive
     * @param actor name of the account
     * @param type  a code, or all that begin with it when it ends in a dot
     * @param result ok, refused or error
     * @param text  words that all occur in what was asked, the person, the address, the type or the result
     * @param about an incident, a response or a task
     */
    public record Filter(Instant from, Instant until, String actor, String unit, String type, String result,
                         String text, UUID about) {

        public static final Filter ALL = new Filter(null, null, "", "", "", "", "", null);

        private Map<String, Object> asked() {
            Map<String, Object> asked = new LinkedHashMap<>();
            put(asked, "from", from == null ? "" : from.toString());
            put(asked, "until", until == null ? "" : until.toString());
            put(asked, "actor", actor);
            put(asked, "unit", unit);
            put(asked, "type", type);
            put(asked, "result", result);
            put(asked, "text", text);
            put(asked, "about", about == null ? "" : about.toString());
            return asked;
        }

        private static void put(Map<String, Object> asked, String name, String value) {
            if (!value.isEmpty()) {
                asked.put(name, value);
            }
        }
    }

    /** @param totalElements number of entries; one more than the most that was asked for stands for "more" */
    public record Listing(List<Entry> content, int page, int size, long totalElements) {
    }

    /**
     * One entry of the record.
     *
     * @param id       {@code <lane>-<seq>}
     * @param origin   address that the request came from; empty for the clock's own
     * @param result   ok, error, or the code of the refusal
     * @param detail   what was asked for, as JSON text
     * @param previous hash of the entry before, in hexadecimal; {@code hash} likewise, its own
     */
    public record Entry(String id, Instant at, String node, String actor, String actorName, String unit,
                        List<String> posts, String origin, String type, String result, UUID incidentId, UUID responseId,
                        UUID taskId, String detail, String algorithm, String previous, String hash) {
        public boolean done() {
            return result.equals(Audit.DONE);
        }
    }
}
