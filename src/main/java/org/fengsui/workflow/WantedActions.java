package org.fengsui.workflow;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What the models' conditions ask: is this action still wanted, and by which units? The answers are those of the
 * running command, bound to its thread for as long as the engine works on it.
 */
public class WantedActions {

    private final ThreadLocal<Map<String, List<String>>> wanted = new ThreadLocal<>();

    /** Called by the condition of an action's flow: {@code ${wanted.includes('key')}}. */
    public boolean includes(String actionKey) {
        return !units(actionKey).isEmpty();
    }

    /** Called by a district action: {@code ${wanted.units('key')}}. */
    public Collection<String> units(String actionKey) {
        return current().getOrDefault(actionKey, List.of());
    }

    void during(Map<String, List<String>> answers, Runnable command) {
        if (wanted.get() != null) {
            throw new IllegalStateException("the engine is already at work on this thread");
        }
        wanted.set(answers);
        try {
            command.run();
        } finally {
            wanted.remove();
        }
    }

    private Map<String, List<String>> current() {
        Map<String, List<String>> answers = wanted.get();
        if (answers == null) {
            throw new IllegalStateException("a model asked what is wanted outside a command");
        }
        return answers;
    }
}
