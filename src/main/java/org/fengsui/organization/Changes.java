package org.fengsui.organization;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.fengsui.database.Rows;
import org.fengsui.refusal.Rejected;
import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Changes of units, people and rights: one at a time on all nodes, each told in the history of whom it concerns. */
@Component
class Changes {

    static final String PERSON = "person";
    static final String UNIT = "unit";

    private final JdbcClient jdbc;
    private final Organization organization;

    Changes(JdbcClient jdbc, Organization organization) {
        this.jdbc = jdbc;
        this.organization = organization;
    }

    /** Begins a change within the caller's transaction: whoever else wants to change anything waits until its end. */
    void begin() {
        jdbc.sql("update organization_version set version = nextval('organization_version_number')").update();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                organization.forget();
            }
        });
    }

    void record(String kind, String subject, String type, Actor actor, Instant now, Object... arguments) {
        jdbc.sql("""
                insert into organization_history (at, actor, kind, subject, type, arguments)
                values (?, ?, ?, ?, ?, ?)""")
                .params(Rows.at(now), actor.username(), kind, subject, type,
                        Rows.texts(List.of(arguments).stream().map(Objects::toString).toList())).update();
    }

    /**
     * Refuses a change by somebody who has not seen the latest.
     *
     * @param seen id of the last line of the history that was shown; null = whatever happened
     * @throws Rejected changed-meanwhile, when another has changed the same since
     */
    void requireSeen(String kind, String subject, Long seen, Actor actor) {
        if (seen == null) {
            return;
        }
        Optional<HistoryLine> missed = jdbc.sql("""
                select * from organization_history where kind = ? and subject = ? and id > ? and actor <> ?
                order by id desc limit 1""").params(kind, subject, seen, actor.username()).query(Changes::line).optional();
        if (missed.isPresent()) {
            HistoryLine line = missed.get();
            throw new Rejected("changed-meanwhile", organization.person(line.actor()), line.at(),
                    new DefaultMessageSourceResolvable("organization.did." + line.type()));
        }
    }

    /** Of one subject, the latest first. */
    List<HistoryLine> of(String kind, String subject, int most) {
        return jdbc.sql("select * from organization_history where kind = ? and subject = ? order by id desc limit ?")
                .params(kind, subject, most).query(Changes::line).list();
    }

    private static HistoryLine line(ResultSet row, int n) throws SQLException {
        return new HistoryLine(row.getLong("id"), Rows.instant(row, "at"), row.getString("actor"), row.getString("type"),
                Rows.texts(row, "arguments"));
    }

}
