package org.fengsui.audit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.TreeSet;
import org.fengsui.database.Rows;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Writes the rows of the record; the database chains them. */
@Repository
class AuditRows {

    private static final String INSERT = """
            insert into audit_entry (lane, at, node, actor, actor_name, unit, posts, origin, type, result, incident_id,
                response_id, task_id, detail) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private final JdbcTemplate jdbc;
    private final JsonMapper json;
    private final int lanes;
    private final String node;

    AuditRows(JdbcTemplate jdbc, JsonMapper json, AuditSettings settings) {
        this.jdbc = jdbc;
        this.json = json;
        this.lanes = settings.lanes();
        this.node = settings.node() == null || settings.node().isBlank() ? machine() : settings.node().strip();
    }

    /**
     * Appends entries to one lane, that of the first, in one round trip. From here to the end of the transaction nobody
     * else can write to this lane: nothing that waits for others may follow.
     */
    void insert(List<Draft> drafts) {
        int lane = drafts.get(0).lane(lanes);
        List<Object[]> rows = drafts.stream().map(draft -> row(draft, lane)).toList();
        if (rows.size() == 1) {
            jdbc.update(INSERT, rows.get(0));
        } else {
            jdbc.batchUpdate(INSERT, rows);
        }
    }

    String node() {
        return node;
    }

    private Object[] row(Draft draft, int lane) {
        Who who = draft.who;
        return new Object[] {lane, Rows.at(draft.at), node, text(who.username()), text(who.name()), text(who.unit()),
            String.join(",", new TreeSet<>(who.postCodes())), draft.origin, draft.type, text(draft.result),
            draft.id("incident"), draft.id("response"), draft.id("task"), Detail.json(draft.detail, json)};
    }

    private static String text(String text) {
        return text == null ? "" : Detail.storable(text.length() > 200 ? text.substring(0, 200) : text);
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }
}
