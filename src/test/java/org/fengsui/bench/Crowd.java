package org.fengsui.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many people who do something at the same moment. */
final class Crowd {

    private Crowd() {
    }

    interface Deed {
        void run() throws Exception;
    }

    /** What came of a deed: how long it took in ms, and why it failed; null when it did not. */
    record Outcome(double took, Throwable failure) {
    }

    /** Runs all deeds from one starting gun, each on a thread of its own. */
    static List<Outcome> atOnce(List<Deed> deeds) throws Exception {
        CyclicBarrier gun = new CyclicBarrier(deeds.size());
        ExecutorService people = Executors.newFixedThreadPool(deeds.size());
        try {
            List<Future<Outcome>> running = new ArrayList<>();
            for (Deed deed : deeds) {
                running.add(people.submit((Callable<Outcome>) () -> {
                    gun.await();
                    long start = System.nanoTime();
                    Throwable failure = null;
                    try {
                        deed.run();
                    } catch (Exception | AssertionError e) {
                        failure = e;
                    }
                    return new Outcome((System.nanoTime() - start) / 1e6, failure);
                }));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> one : running) {
                outcomes.add(one.get());
            }
            return outcomes;
        } finally {
            people.shutdownNow();
        }
    }

    static Numbers times(List<Outcome> outcomes) {
        return new Numbers(outcomes.stream().map(Outcome::took).toList());
    }

    /** @throws IllegalStateException with the first failure, unless there is none */
    static void requireNoFailure(String what, List<Outcome> outcomes) {
        List<Throwable> failures = outcomes.stream().map(Outcome::failure).filter(f -> f != null).toList();
        if (!failures.isEmpty()) {
            throw new IllegalStateException("%s: %d of %d failed".formatted(what, failures.size(), outcomes.size()),
                    failures.get(0));
        }
    }
}
