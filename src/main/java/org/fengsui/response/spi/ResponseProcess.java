package org.fengsui.response.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the response module asks of the process engine. Every call runs in the caller's transaction, and the caller
 * holds the lock of the response: two commands of one response never reach the engine at once.
 */
public interface ResponseProcess {

    /**
     * Starts the plan's process for a response and opens the groups of the level in force.
     *
     * @param processId the engine's id of this very version of the plan
     * @param groups    codes of the groups to open, see {@code Plan.groups()}
     * @param wanted    action key → units that are to do it
     */
    Started start(UUID responseId, String processId, Collection<String> groups, Map<String, List<String>> wanted);

    /** Withdraws groups and opens others. Groups where nobody waits any more are passed over. */
    Moved move(String instanceId, Collection<String> withdrawn, Collection<String> opened,
               Map<String, List<String>> wanted);

    /** Ends the active response: withdraws all that is open and opens the closing actions. */
    Moved end(String instanceId, Map<String, List<String>> wanted);

    /** Completes the user task of a token. The process may end with it. */
    Moved complete(String instanceId, String token);

    /** Removes the process of a response that is removed itself, in whatever state it is; nothing when it is at its end. */
    void remove(String instanceId);

    record Started(String instanceId, Moved moved) {
    }

    /**
     * What the engine did.
     *
     * @param opened    user tasks that it opened
     * @param withdrawn tokens of user tasks that it cancelled
     * @param ended     whether the process is at its end
     */
    record Moved(List<Opened> opened, List<String> withdrawn, boolean ended) {
    }

    /** A user task that the engine opened: its token, and the unit that is to do it. */
    record Opened(String token, String actionKey, String unit) {
    }
}
