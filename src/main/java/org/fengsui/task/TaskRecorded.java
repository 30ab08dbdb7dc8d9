package org.fengsui.task;

import java.time.Instant;
import java.util.UUID;
import org.fengsui.organization.Actor;

/**
 * Something happened to a task; published within the transaction of the command.
 *
 * @param type what happened, e.g. {@code received}; the words for people are the message {@code timeline.task-<type>}
 * @param text what was written with it; may be empty
 */
public record TaskRecorded(String type, UUID responseId, UUID taskId, String title, String unit, Actor actor,
                           Instant at, String text) {
}
