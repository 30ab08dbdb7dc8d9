package org.fengsui.live;

import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Says that something has changed, within the transaction that changes it: the database tells all nodes when, and only
 * when, the change is committed.
 */
@Component
public class Signals {

    /** Attribute of a session: what signals call it. */
    public static final String SESSION = "org.fengsui.session";

    static final String CHANNEL = "fengsui_live";

    private final JdbcClient jdbc;

    Signals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** These sessions are over, and their streams with them. */
    public void sessionsEnded(Collection<UUID> sessions) {
        changed(sessions.stream().map(id -> new Topic(Topic.SESSION, id.toString())).toList());
    }

    public void changed(Collection<Topic> topics) {
        if (!topics.isEmpty()) {
            jdbc.sql("select pg_notify(?, topic) from unnest(?) as topic")
                    .params(CHANNEL, topics.stream().map(Topic::toString).distinct().toArray(String[]::new))
                    .query(row -> { });
        }
    }
}
