package org.fengsui.response;

import org.fengsui.live.Topic;
import org.fengsui.live.spi.LiveTopics;
import org.fengsui.organization.Actor;
import org.fengsui.task.Tasks;
import org.springframework.stereotype.Component;

/** Who may be told of responses and of what the command post has before it. */
@Component
class ResponseTopics implements LiveTopics {

    private final ResponseRows rows;
    private final Tasks tasks;

    ResponseTopics(ResponseRows rows, Tasks tasks) {
        this.rows = rows;
        this.tasks = tasks;
    }

    @Override
    public boolean visible(Topic topic, Actor actor) {
        return switch (topic.kind()) {
            case "command" -> topic.equals(Topic.COMMAND) && actor.oversees();
            case "response" -> topic.uuid().flatMap(rows::find)
                    .filter(response -> actor.oversees() || tasks.takesPart(response.id(), actor.workUnit())).isPresent();
            default -> false;
        };
    }
}
