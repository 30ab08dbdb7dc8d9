package org.fengsui.incident;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plan.Computation;
import org.fengsui.plan.Plan.Fact;
import org.fengsui.plan.Plan.How;

/**
 * Computed facts (计算要素) out of what was observed, see {@link Computation}. A value that the observations do not prove
 * is unknown, and meets no condition. Decimals stay exact.
 *
 * <p>Observations of one moment correct each other: the one recorded last counts. The order in which they arrive is of
 * no account, so that a late report (补报) of an earlier moment makes what it would have made in time.
 */
public final class ComputedFacts {

    private ComputedFacts() {
    }

    /**
     * All that is known at a plan's facts.
     *
     * @param observations the oldest first by what they observe
     * @return the latest values of what was reported, and after them those of the plan's computed facts
     */
    public static Map<String, Object> known(Plan plan, Collection<Observation> observations) {
        Map<String, Object> known = new LinkedHashMap<>();
        observations.forEach(observation -> known.putAll(observation.facts()));
        for (Fact fact : plan.facts()) {
            if (fact.computation() != null) {
                // What another plan has reported under the name proves nothing here.
                known.remove(fact.name());
                value(fact, observations).ifPresent(value -> known.put(fact.name(), value));
            }
        }
        return known;
    }

    /**
     * One computed fact.
     *
     * @return empty when it is not proven
     */
    public static Optional<Object> value(Fact fact, Collection<Observation> observations) {
        Computation computation = fact.computation();
        if (computation.how().overTime()) {
            return overTime(fact, values(fact, computation.of().get(0), observations), newest(observations));
        }
        List<BigDecimal> latest = computation.of().stream().map(of -> values(fact, of, observations).lastEntry())
                .filter(Objects::nonNull).map(entry -> (BigDecimal) entry.getValue()).toList();
        if (computation.how() == How.SUM && latest.size() < computation.of().size()) {
            return Optional.empty();
        }
        return switch (computation.how()) {
            case HIGHEST -> latest.stream().max(Comparator.naturalOrder()).map(Object.class::cast);
            case LOWEST -> latest.stream().min(Comparator.naturalOrder()).map(Object.class::cast);
            default -> Optional.of(sum(latest));
        };
    }

    /**
     * Whether it becomes less as time passes without an observation of what it comes from: totals and rises (累计、上涨),
     * whose time ends with the newest observation of the incident, whatever that is of.
     */
    public static boolean passes(Fact fact) {
        return fact.computation() != null
                && (fact.computation().how() == How.TOTAL || fact.computation().how() == How.RISE);
    }

    /** When the newest was observed; null without any. */
    static Instant newest(Collection<Observation> observations) {
        return observations.stream().map(Observation::observedAt).max(Comparator.naturalOrder()).orElse(null);
    }

    private static Optional<Object> overTime(Fact fact, NavigableMap<Instant, Object> values, Instant newest) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Instant begin = (passes(fact) ? newest : values.lastKey()).minus(fact.computation().window());
        return switch (fact.computation().how()) {
            case HELD -> held(fact, values, begin);
            // Each observation tells of the time up to it: one at the very beginning tells of the time before.
            case TOTAL -> total(values.tailMap(begin, false));
            default -> rise(values.tailMap(begin, true));
        };
    }

    /** Where nothing was observed within the time, it is not known to be 0. */
    private static Optional<Object> total(NavigableMap<Instant, Object> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(sum(values.values()));
    }

    /** A value holds from its observation to the next: what was in force at the beginning must have been seen by then. */
    private static Optional<Object> held(Fact fact, NavigableMap<Instant, Object> values, Instant begin) {
        Instant before = values.floorKey(begin);
        return before == null ? Optional.empty()
                : values.tailMap(before, true).values().stream().min(gravity(fact));
    }

    /** From the lowest to the latest: two observations within the time prove it, however far the time goes back. */
    private static Optional<Object> rise(NavigableMap<Instant, Object> values) {
        return values.size() < 2 ? Optional.empty()
                : values.values().stream().map(BigDecimal.class::cast).min(Comparator.naturalOrder())
                        .map(lowest -> ((BigDecimal) values.lastEntry().getValue()).subtract(lowest));
    }

    private static BigDecimal sum(Collection<?> values) {
        return values.stream().map(BigDecimal.class::cast).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Comparator<Object> gravity(Fact fact) {
        return fact.type().numeric() ? Comparator.comparing(BigDecimal.class::cast)
                : Comparator.comparingInt(choice -> fact.choices().indexOf(String.valueOf(choice)));
    }

    /** What was observed of a source; another plan may know the same name with values of another type. */
    private static NavigableMap<Instant, Object> values(Fact fact, String source, Collection<Observation> observations) {
        NavigableMap<Instant, Object> values = new TreeMap<>();
        for (Observation observation : observations) {
            Object value = observation.facts().get(source);
            if (fact.type().numeric() ? value instanceof BigDecimal : fact.choices().contains(value)) {
                values.put(observation.observedAt(), value);
            }
        }
        return values;
    }
}
