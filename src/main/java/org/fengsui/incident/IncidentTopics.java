package org.fengsui.incident;

import java.util.UUID;
import org.fengsui.live.Topic;
import org.fengsui.live.spi.LiveTopics;
import org.fengsui.organization.Actor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whoever is signed in may see incidents, and so be told of them. */
@Component
class IncidentTopics implements LiveTopics {

    private final JdbcClient jdbc;

    IncidentTopics(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public boolean visible(Topic topic, Actor actor) {
        return topic.equals(Topic.INCIDENTS) || topic.kind().equals("incident") && topic.uuid().filter(this::exists).isPresent();
    }

    private boolean exists(UUID id) {
        return jdbc.sql("select exists (select from incident where id = ?)").param(id).query(Boolean.class).single();
    }
}
