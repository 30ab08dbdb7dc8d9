package org.fengsui.task;

import org.fengsui.live.Topic;
import org.fengsui.live.spi.LiveTopics;
import org.fengsui.organization.Actor;
import org.springframework.stereotype.Component;

/** Who may be told of a unit's tasks: the unit, and who sees everything. */
@Component
class TaskTopics implements LiveTopics {

    @Override
    public boolean visible(Topic topic, Actor actor) {
        return topic.kind().equals("unit") && !topic.id().isEmpty()
                && (actor.oversees() || actor.workUnit().equals(topic.id()));
    }
}
