package org.fengsui.response.web;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.fengsui.incident.ComputedFacts;
import org.fengsui.incident.FactWords;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.Observation;
import org.fengsui.plan.Plan;
import org.springframework.stereotype.Component;

/** What was observed over time, fact by fact, against the thresholds of the plan: those nearest to a level first. */
@Component
class FactSeries {

    private final Incidents incidents;

    FactSeries(Incidents incidents) {
        this.incidents = incidents;
    }

    /** @param plans whose facts and thresholds count; the first that knows a fact decides */
    Observed observed(UUID incidentId, List<Plan> plans) {
        List<Observation> observations = incidents.observations(incidentId);
        List<Series> series = new ArrayList<>();
        for (Plan plan : plans) {
            for (Plan.Fact fact : plan.facts()) {
                if (series.stream().noneMatch(known -> known.name().equals(fact.name()))) {
                    series(plan, fact, observations).ifPresent(series::add);
                }
            }
        }
        series.sort(Comparator.comparing((Series s) -> s.reached() == null ? 0 : -s.reached().rank())
                .thenComparing(Series::gap));
        // Observations are never changed: their number tells whether there is something new.
        return new Observed(series, observations.size());
    }

    private static Optional<Series> series(Plan plan, Plan.Fact fact, List<Observation> observations) {
        List<Point> points = points(fact, observations);
        if (points.isEmpty()) {
            return Optional.empty();
        }
        boolean numeric = fact.type().numeric();
        List<Met> conditions = conditions(plan, fact);
        List<Threshold> thresholds = Stream.concat(conditions.stream(), plan.facts().stream()
                        .filter(other -> other.computation() != null && other.computation().of().contains(fact.name()))
                        .flatMap(computed -> conditions(plan, computed).stream()))
                .map(met -> threshold(fact, met)).sorted(Comparator.comparing(t -> t.level().rank())).toList();
        String latest = points.get(points.size() - 1).value();
        Object value = numeric ? new BigDecimal(latest) : latest;
        // What must come together with others reaches nothing by itself, nor does what the latest observation left open.
        boolean known = fact.computation() == null || ComputedFacts.value(fact, observations).isPresent();
        Plan.Level reached = conditions.stream().filter(met -> known && met.alone() && met.condition().holds(value))
                .map(Met::level).max(Comparator.comparing(Plan.Level::rank)).orElse(null);
        return Optional.of(new Series(fact.name(), fact.unit(), fact.note() == null ? "" : fact.note(), numeric, points,
                thresholds, reached, numeric ? gap(new BigDecimal(latest), thresholds) : Double.MAX_VALUE));
    }

    /** Of a computed fact: what it came to at each observation of what it comes from; of what passes, at any. */
    private static List<Point> points(Plan.Fact fact, List<Observation> observations) {
        if (fact.computation() == null) {
            return observations.stream().filter(o -> o.facts().containsKey(fact.name()))
                    .map(o -> new Point(o.observedAt(), text(o.facts().get(fact.name())), o.source())).toList();
        }
        List<Observation> sources = observations.stream()
                .filter(o -> ComputedFacts.passes(fact)
                        || fact.computation().of().stream().anyMatch(o.facts()::containsKey)).toList();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            Observation last = sources.get(i);
            ComputedFacts.value(fact, sources.subList(0, i + 1))
                    .ifPresent(value -> points.add(new Point(last.observedAt(), text(value), last.source())));
        }
        return points;
    }

    /**
     * A condition on a fact and the level that its trigger proposes.
     *
     * @param alone whether it proposes the level by itself
     */
    private record Met(Plan.Fact fact, Plan.Level level, Plan.Condition condition, boolean alone) {
    }

    private static List<Met> conditions(Plan plan, Plan.Fact fact) {
        return plan.triggersOf(fact.name()).stream().flatMap(trigger -> trigger.conditions().stream()
                .filter(condition -> condition.fact().equals(fact.name())).map(condition -> new Met(fact,
                        plan.level(trigger.level()).orElseThrow(), condition, trigger.need() == 1))).toList();
    }

    /** Of the fact itself, or of one that is computed from it: sums, totals and rises have another scale. */
    private static Threshold threshold(Plan.Fact fact, Met met) {
        Plan.Condition condition = met.condition();
        String words = condition.band() == null && met.fact().computation() == null ? condition.choice()
                : FactWords.condition(met.fact(), condition);
        boolean sameScale = met.fact() == fact || Set.of(Plan.How.HELD, Plan.How.HIGHEST, Plan.How.LOWEST)
                .contains(met.fact().computation().how());
        if (condition.band() == null || !sameScale) {
            return new Threshold(met.level(), null, words);
        }
        BigDecimal from = condition.band().from();
        return new Threshold(met.level(), from == null ? condition.band().to() : from, words);
    }

    /** What is missing to the next threshold, as a part of that threshold; the further away, the larger. */
    private static double gap(BigDecimal latest, List<Threshold> thresholds) {
        return thresholds.stream().map(Threshold::at).filter(at -> at != null && at.compareTo(latest) > 0)
                .mapToDouble(at -> at.subtract(latest).doubleValue() / at.abs().doubleValue()).min()
                .orElse(Double.MAX_VALUE / 2);
    }

    private static String text(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }

    /** @param count of the observations */
    record Observed(List<Series> series, int count) {

        public boolean drawable() {
            return series.stream().anyMatch(Series::numeric);
        }
    }

    /**
     * One fact over time, the oldest point first.
     *
     * @param numeric whether it can be drawn
     * @param reached the level that the latest value reaches; null = none
     */
    record Series(String name, String unit, String note, boolean numeric, List<Point> points,
                  List<Threshold> thresholds, Plan.Level reached, double gap) {

        public Point latest() {
            return points.get(points.size() - 1);
        }

        /** The newest first, no more than so many. */
        public List<Point> newest(int most) {
            List<Point> newest = new ArrayList<>(points.subList(Math.max(0, points.size() - most), points.size()));
            java.util.Collections.reverse(newest);
            return newest;
        }
    }

    /** @param value as written, so that 9.20 stays 9.20 */
    record Point(Instant at, String value, String source) {
    }

    /**
     * A starting condition (启动条件).
     *
     * @param at        where it begins; null for choices, and for what is computed from the fact on another scale
     * @param condition as the plan writes it
     */
    record Threshold(Plan.Level level, BigDecimal at, String condition) {
    }
}
