package org.fengsui.live;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Says that something has changed, within the transaction that changes it: the database tells all nodes when, and only
 * when, the change is committed.
 */
@Component
public class Signals {

    static final String CHANNEL = "fengsui_live";

    private final JdbcClient jdbc;

    Signals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public void changed(Collection<Topic> topics) {
        if (!topics.isEmpty()) {
            jdbc.sql("select pg_notify(?, topic) from unnest(?) as topic")
                    .params(CHANNEL, topics.stream().map(Topic::toString).distinct().toArray(String[]::new))
                    .query(row -> { });
        }
    }
}
