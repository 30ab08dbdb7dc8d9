package org.fengsui.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What was sent, what was acknowledged, and what nobody can know: the model that the server is held to. */
final class Ledger {

    enum Outcome {
        /** Answered with success. */
        DONE,
        /** Answered with a refusal. */
        REFUSED,
        /** No answer, or one that says that the server does not know. */
        DOUBTFUL
    }

    /**
     * A command, with all its repetitions.
     *
     * @param mark    a word that occurs in this command alone
     * @param about   id of the task, where it is about one
     * @param keyed   whether the API takes a key that makes a repetition the same command
     * @param content of an attachment; else null
     */
    record Command(String kind, String mark, String about, boolean keyed, byte[] content, List<Outcome> answers) {

        boolean acknowledged() {
            return answers.contains(Outcome.DONE);
        }

        /** Sent again under its key and refused: then it was never done. */
        boolean refused() {
            return !acknowledged() && answers.get(answers.size() - 1) == Outcome.REFUSED
                    && (keyed || !answers.contains(Outcome.DOUBTFUL));
        }
    }

    private final String prefix;
    private final AtomicInteger marks = new AtomicInteger();
    private final ConcurrentLinkedQueue<Command> commands = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    Ledger(long seed) {
        prefix = "m" + Long.toUnsignedString(seed, 36) + "x";
    }

    String mark() {
        return prefix + marks.incrementAndGet() + "m";
    }

    /** What marks look like, for PostgreSQL. */
    String pattern() {
        return prefix + "[0-9]+m";
    }

    Command begin(String kind, String mark, String about, boolean keyed, byte[] content) {
        return new Command(kind, mark, about, keyed, content, new ArrayList<>());
    }

    void add(Command command) {
        commands.add(command);
        count(command.acknowledged() ? "acknowledged" : command.refused() ? "refused" : "in doubt");
    }

    void violation(String what) {
        violations.add(what);
    }

    void count(String what) {
        counts.computeIfAbsent(what, k -> new AtomicInteger()).incrementAndGet();
    }

    int counted(String what) {
        AtomicInteger count = counts.get(what);
        return count == null ? 0 : count.get();
    }

    Map<String, Integer> counts() {
        Map<String, Integer> sorted = new java.util.TreeMap<>();
        counts.forEach((what, count) -> sorted.put(what, count.get()));
        return sorted;
    }

    List<Command> commands() {
        return List.copyOf(commands);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
