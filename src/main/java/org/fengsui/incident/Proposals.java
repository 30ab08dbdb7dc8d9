package org.fengsui.incident;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fengsui.plan.Band;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plan.Condition;
import org.fengsui.plan.Plan.Trigger;
import org.fengsui.plan.Plans;
import org.springframework.stereotype.Component;

/**
 * What the facts propose: the plan's decision table says which conditions hold; the gravest level among them counts
 * (任一条件). The rest is words about it.
 */
@Component
class Proposals {

    private final Plans plans;

    Proposals(Plans plans) {
        this.plans = plans;
    }

    /** What one plan proposes; empty when no condition holds. */
    Optional<Proposal> propose(Plans.Version version, Map<String, Object> facts) {
        Plan plan = version.plan();
        List<Trigger> holding = plans.holding(version, comparable(facts));
        return holding.stream().map(trigger -> plan.level(trigger.level()).orElseThrow())
                .max(Comparator.comparingInt(Plan.Level::rank))
                .map(level -> new Proposal(plan.key(), version.number(), level.code(),
                        holding.stream().sorted(Comparator.comparing(
                                        (Trigger t) -> plan.level(t.level()).orElseThrow().rank()).reversed())
                                .flatMap(trigger -> reasons(plan, trigger, facts)).toList(),
                        holding.stream().map(Trigger::situation).filter(s -> !s.isEmpty()).distinct().toList(),
                        next(plan, level.rank(), facts)));
    }

    /** What would propose a level above a rank, for facts that are known. Rank 0 asks for every level. */
    List<Proposal.Next> next(Plan plan, int rank, Map<String, Object> facts) {
        List<Proposal.Next> next = new ArrayList<>();
        for (Plan.Level level : plan.levels()) {
            if (level.rank() > rank) {
                for (Trigger trigger : plan.triggers()) {
                    if (trigger.level().equals(level.code())) {
                        trigger.conditions().stream().filter(condition -> facts.containsKey(condition.fact())
                                        && !condition.holds(facts.get(condition.fact())))
                                .map(condition -> new Proposal.Next(level.code(), condition.fact(),
                                        shown(plan, condition.fact(), facts), text(plan, condition),
                                        gap(plan, condition, facts), trigger.clause()))
                                .forEach(next::add);
                    }
                }
            }
        }
        return next;
    }

    static String shown(Plan plan, String fact, Map<String, Object> facts) {
        Object value = facts.get(fact);
        String unit = plan.fact(fact).map(Plan.Fact::unit).orElse("");
        String text = value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
        return unit.isEmpty() ? text : text + " " + unit;
    }

    /** The conditions of a trigger that hold. */
    private static Stream<Proposal.Reason> reasons(Plan plan, Trigger trigger, Map<String, Object> facts) {
        return trigger.conditions().stream().filter(condition -> condition.holds(facts.get(condition.fact())))
                .map(condition -> new Proposal.Reason(condition.fact(), shown(plan, condition.fact(), facts),
                        text(plan, condition), trigger.clause(), trigger.level()));
    }

    private static String text(Plan plan, Condition condition) {
        return condition.text(plan.fact(condition.fact()).map(Plan.Fact::unit).orElse(""));
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
