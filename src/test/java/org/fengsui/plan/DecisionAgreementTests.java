package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.junit.jupiter.api.Test;

/** The decision table in the engine and the plan's own conditions say the same, whatever the plan and the facts. */
class DecisionAgreementTests {

    private static final int PLANS = 25;
    private static final int FACTS_PER_PLAN = 30;

    private final DmnEngine engine = DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

    @Test
    void theEngineAndThePlanAgreeOnWhatHolds() {
        int holding = 0;
        int joined = 0;
        for (long seed = 0; seed < PLANS; seed++) {
            Plan plan = joined(RandomPlans.plan(seed), new Random(seed));
            DmnDecision decision = engine.parseDecision(DecisionModel.decisionId(plan.key()),
                    new ByteArrayInputStream(TestPlans.compiled(plan).get(1).getBytes(StandardCharsets.UTF_8)));
            Random random = new Random(seed);
            for (int i = 0; i < FACTS_PER_PLAN; i++) {
                Map<String, Object> facts = facts(plan, random);
                List<Plan.Trigger> expected = byTheModel(plan, facts);
                assertThat(byEngine(plan, decision, facts)).as("seed %d, %s", seed, facts).isEqualTo(expected);
                holding += expected.size();
                joined += (int) expected.stream().filter(trigger -> trigger.need() > 1).count();
            }
        }
        assertThat(holding).as("conditions that held").isGreaterThan(200);
        assertThat(joined).as("of them joined by all or k of n").isGreaterThan(20);
    }

    /** With one more starting condition that takes some of several facts' conditions. */
    private static Plan joined(Plan plan, Random random) {
        Map<String, Plan.Condition> byFact = new LinkedHashMap<>();
        plan.triggers().forEach(trigger -> trigger.conditions().forEach(c -> byFact.putIfAbsent(c.fact(), c)));
        if (byFact.size() < 2) {
            return plan;
        }
        List<Plan.Trigger> triggers = new ArrayList<>(plan.triggers());
        triggers.add(random.nextInt(triggers.size() + 1), new Plan.Trigger("多项", triggers.get(0).level(), "",
                2 + random.nextInt(byFact.size() - 1), List.copyOf(byFact.values()), "", "", ""));
        return new Plan(plan.key(), plan.name(), plan.hazard(), plan.about(), plan.districtNotBelowCity(),
                plan.districtClause(), plan.writtenApprovalWithin(), plan.writtenApprovalAssumed(), plan.levels(),
                plan.headquarters(), plan.members(), plan.facts(), triggers, plan.situations(), plan.workGroups(),
                plan.actions(), plan.endConditions(), plan.provisions());
    }

    private static List<Plan.Trigger> byTheModel(Plan plan, Map<String, Object> facts) {
        return plan.triggers().stream().filter(trigger -> trigger.conditions().stream()
                .filter(condition -> condition.holds(facts.get(condition.fact()))).count() >= trigger.need()).toList();
    }

    /** As the server asks: decimals as doubles, what is unknown left out, and counted by us. */
    private List<Plan.Trigger> byEngine(Plan plan, DmnDecision decision, Map<String, Object> facts) {
        Map<String, Object> variables = new HashMap<>();
        plan.facts().forEach(fact -> variables.put(fact.name(), null));
        facts.forEach((name, value) ->
                variables.put(name, value instanceof BigDecimal number ? number.doubleValue() : value));
        List<String> named = engine.evaluateDecisionTable(decision, variables).getResultList().stream()
                .map(row -> (String) row.get("trigger")).toList();
        return plan.holding(named);
    }

    /** Values at and beside the ends of the bands, and of every other kind; some are unknown. */
    private static Map<String, Object> facts(Plan plan, Random random) {
        Map<String, Object> facts = new HashMap<>();
        for (Plan.Fact fact : plan.facts()) {
            List<Object> values = new ArrayList<>(fact.choices());
            if (fact.type().yesOrNo()) {
                values.addAll(List.of(true, false));
            }
            plan.triggersOf(fact.name()).stream().flatMap(trigger -> trigger.conditions().stream())
                    .filter(condition -> condition.fact().equals(fact.name()) && condition.band() != null)
                    .forEach(condition -> {
                        Band band = condition.band();
                        for (BigDecimal end : new BigDecimal[] {band.from(), band.to()}) {
                            if (end != null) {
                                values.addAll(List.of(end, end.add(new BigDecimal("0.01")),
                                        end.subtract(new BigDecimal("0.01"))));
                            }
                        }
                    });
            if (!values.isEmpty() && random.nextInt(5) > 0) {
                facts.put(fact.name(), values.get(random.nextInt(values.size())));
            }
        }
        return facts;
    }
}
