package org.fengsui.incident;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Band;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plan.Condition;
import org.fengsui.plan.Plan.Trigger;
import org.fengsui.plan.Plans;
import org.springframework.stereotype.Component;

/**
 * What the facts propose: the plan's decision table says which conditions hold; the gravest level among the starting
 * conditions of which enough hold counts. The rest is words about it.
 */
@Component
class Proposals {

    private final Plans plans;
    private final Organization organization;

    Proposals(Plans plans, Organization organization) {
        this.plans = plans;
        this.organization = organization;
    }

    /** What one plan proposes; empty when no starting condition holds. */
    Optional<Proposal> propose(Plans.Version version, List<Observation> observations) {
        return propose(version, ComputedFacts.known(version.plan(), observations), observations);
    }

    /** @param facts all that is known at the plan's facts, which need not be what the observations prove */
    Optional<Proposal> propose(Plans.Version version, Map<String, Object> facts, List<Observation> observations) {
        Plan plan = version.plan();
        List<Trigger> holding = plans.holding(version, comparable(facts));
        return holding.stream().map(trigger -> plan.level(trigger.level()).orElseThrow())
                .max(Comparator.comparingInt(Plan.Level::rank))
                .map(level -> new Proposal(plan.key(), version.number(), level.code(), tracks(plan, holding),
                        holding.stream().sorted(Comparator.comparing((Trigger t) -> rank(plan, t)).reversed())
                                .flatMap(trigger -> reasons(plan, trigger, facts, observations)).toList(),
                        holding.stream().map(Trigger::situation).filter(s -> !s.isEmpty()).distinct().toList(),
                        next(plan, level.rank(), facts)));
    }

    /** What would propose a level above a rank. Rank 0 asks for every level. */
    List<Proposal.Next> next(Plan plan, int rank, List<Observation> observations) {
        return next(plan, rank, ComputedFacts.known(plan, observations));
    }

    /** The same, given all that is known at the plan's facts. */
    static List<Proposal.Next> next(Plan plan, int rank, Map<String, Object> facts) {
        List<Proposal.Next> next = new ArrayList<>();
        for (Plan.Level level : plan.levels()) {
            if (level.rank() > rank) {
                for (Trigger trigger : plan.triggers()) {
                    if (trigger.level().equals(level.code())) {
                        next.addAll(next(plan, trigger, facts));
                    }
                }
            }
        }
        return next;
    }

    /** Where several must hold, what nobody has reported yet is told too, once something is known about the others. */
    private static List<Proposal.Next> next(Plan plan, Trigger trigger, Map<String, Object> facts) {
        int met = met(trigger, facts);
        boolean concerned = trigger.conditions().stream().anyMatch(condition -> facts.containsKey(condition.fact()));
        if (met >= trigger.need() || !concerned) {
            return List.of();
        }
        return trigger.conditions().stream().filter(condition -> !condition.holds(facts.get(condition.fact()))
                        && (trigger.need() > 1 || facts.containsKey(condition.fact())))
                .map(condition -> new Proposal.Next(trigger.level(), condition.fact(),
                        facts.containsKey(condition.fact()) ? shown(plan, condition.fact(), facts) : "",
                        text(plan, condition), gap(plan, condition, facts), trigger.clause(), trigger.id(),
                        trigger.track(), trigger.need() - met, trigger.need(), trigger.conditions().size()))
                .toList();
    }

    static String shown(Plan plan, String fact, Map<String, Object> facts) {
        return FactWords.value(plan, fact, facts.get(fact));
    }

    private static List<Proposal.Track> tracks(Plan plan, List<Trigger> holding) {
        Map<String, Trigger> gravest = new LinkedHashMap<>();
        plan.triggers().stream().filter(trigger -> !trigger.track().isEmpty() && holding.contains(trigger))
                .forEach(trigger -> gravest.merge(trigger.track(), trigger,
                        (one, other) -> rank(plan, other) > rank(plan, one) ? other : one));
        return gravest.values().stream().map(trigger -> new Proposal.Track(trigger.track(), trigger.level())).toList();
    }

    private static int rank(Plan plan, Trigger trigger) {
        return plan.level(trigger.level()).orElseThrow().rank();
    }

    private static int met(Trigger trigger, Map<String, Object> facts) {
        return (int) trigger.conditions().stream().filter(c -> c.holds(facts.get(c.fact()))).count();
    }

    /** The conditions of a trigger that hold. */
    private Stream<Proposal.Reason> reasons(Plan plan, Trigger trigger, Map<String, Object> facts,
                                            List<Observation> observations) {
        return trigger.conditions().stream().filter(condition -> condition.holds(facts.get(condition.fact())))
                .map(condition -> {
                    Optional<Observation> confirmed = plan.fact(condition.fact())
                            .filter(fact -> fact.type() == Plan.FactType.JUDGEMENT)
                            .flatMap(fact -> observations.stream().filter(o -> o.facts().containsKey(fact.name()))
                                    .reduce((earlier, later) -> later));
                    return new Proposal.Reason(condition.fact(), shown(plan, condition.fact(), facts),
                            text(plan, condition), trigger.clause(), trigger.level(), trigger.id(), trigger.track(),
                            met(trigger, facts), trigger.need(), trigger.conditions().size(),
                            confirmed.map(Observation::recordedBy).map(organization::person).orElse(null),
                            confirmed.map(Observation::observedAt).orElse(null),
                            plan.fact(condition.fact()).filter(ComputedFacts::passes)
                                    .map(fact -> ComputedFacts.newest(observations)).orElse(null));
                });
    }

    private static String text(Plan plan, Condition condition) {
        return FactWords.condition(plan.fact(condition.fact()).orElseThrow(), condition);
    }

    private static String gap(Plan plan, Condition condition, Map<String, Object> facts) {
        Band band = condition.band();
        if (band == null || band.from() == null || !(facts.get(condition.fact()) instanceof BigDecimal value)
                || value.compareTo(band.from()) >= 0) {
            return "";
        }
        String unit = plan.fact(condition.fact()).map(Plan.Fact::unit).orElse("");
        return (band.from().subtract(value).toPlainString() + " " + unit).strip();
    }

    /** The decision table compares decimals; a double of up to 15 digits reads back as the same decimal. */
    private static Map<String, Object> comparable(Map<String, Object> facts) {
        Map<String, Object> comparable = new HashMap<>();
        facts.forEach((name, value) ->
                comparable.put(name, value instanceof BigDecimal number ? number.doubleValue() : value));
        return comparable;
    }
}
