package org.fengsui.task;

import java.time.Duration;
import java.time.Instant;

/**
 * From when the time to complete runs (计时起点).
 *
 * @param kind   opening, launch, level, event or action
 * @param action key of the action that it waits for; null unless {@code kind} is action
 * @param title  title of that action; null likewise
 * @param at     the moment; null while that action is not done by all who have it
 * @param why    what became of that action: done, returned (the command post agreed that it is not done), withdrawn; or
 *               why the time runs from the opening: done-before it, or not-wanted at this level; null while it is
 *               awaited, and for the other kinds
 */
public record Since(String kind, String action, String title, Instant at, String why) {

    static final String OPENING = "opening";
    static final String LEVEL = "level";
    static final String ACTION = "action";

    /** From the opening. */
    public static Since opening(Instant at) {
        return new Since(OPENING, null, null, at, null);
    }

    /** From a moment that is known. */
    public static Since at(String kind, Instant at) {
        return new Since(kind, null, null, at, null);
    }

    /** From another action's completion, which is not known yet. */
    public static Since action(String key, String title) {
        return new Since(ACTION, key, title, null, null);
    }

    /** Another action has to be done first. */
    public boolean awaited() {
        return kind.equals(ACTION) && at == null;
    }

    /** When something is due that is to be done within a time; null without a limit, or while it does not run. */
    public Instant plus(Duration within) {
        return at == null || within == null ? null : at.plus(within);
    }

    Since decided(Instant from, String why) {
        return new Since(kind, action, title, from, why);
    }
}
