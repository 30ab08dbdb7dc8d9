package org.fengsui.task.spi;

import java.util.UUID;

/** The response that tasks belong to, as the task module sees it. */
public interface TaskHost {

    /**
     * Takes the lock of a response for the running transaction. Every command on a task takes it first, so that
     * commands of one response follow one another and none fails because of another.
     */
    void lock(UUID responseId);

    /** Tells that the action behind a token has nothing more to do: its task is done, or its return was settled. */
    void settled(UUID responseId, String token);

    /** What officers are told of the response that their task belongs to. */
    Background background(UUID responseId);
}
