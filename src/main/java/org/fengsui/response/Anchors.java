package org.fengsui.response;

import java.time.Instant;
import java.util.Locale;
import org.fengsui.plan.Plan;
import org.fengsui.task.Since;

/**
 * The moments that times to complete are counted from (计时起点), for tasks that are opened now.
 *
 * @param opening when they are opened
 * @param launch  when the response was launched
 * @param level   since when the level is in force
 * @param event   when the incident began
 */
public record Anchors(Instant opening, Instant launch, Instant level, Instant event) {

    /** When an action would be due; null without a limit, and while it waits for another action. */
    public Instant dueAt(Plan.Action action, Plan.Terms terms) {
        return of(action, "").plus(terms.dueWithin());
    }

    /** @param after title of the action that it waits for, where it waits for one */
    Since of(Plan.Action action, String after) {
        String kind = action.since().name().toLowerCase(Locale.ROOT);
        return switch (action.since()) {
            case OPENING -> Since.opening(opening);
            case LAUNCH -> Since.at(kind, launch);
            case LEVEL -> Since.at(kind, level);
            case EVENT -> Since.at(kind, event);
            case ACTION -> Since.action(action.after(), after);
        };
    }
}
