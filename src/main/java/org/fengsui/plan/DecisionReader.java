package org.fengsui.plan;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fengsui.plan.PlanRules.Subject;

/** Reads the starting conditions (启动条件) of a plan from its decision table. */
class DecisionReader {

    private final ModelProblems problems;
    private final List<Plan.Fact> facts;

    /** @param facts of the plan */
    DecisionReader(ModelProblems problems, List<Plan.Fact> facts) {
        this.problems = problems;
        this.facts = facts;
    }

    /** The starting conditions, in the order of the table. @param key of the plan */
    List<Plan.Trigger> triggers(XmlElement definitions, String key) {
        new ModelVocabulary(problems).refuseUnknownDmn(definitions);
        List<XmlElement> decisions = definitions.all("decision");
        XmlElement table = decisions.size() == 1
                ? decisions.get(0).first("decisionTable").orElse(null) : null;
        if (table == null) {
            problems.error(definitions, "one-decision", String.valueOf(decisions.size()));
            return List.of();
        }
        if (!decisions.get(0).id().equals(DecisionModel.decisionId(key))) {
            problems.error(decisions.get(0), "decision-id", DecisionModel.decisionId(key));
        }
        if (!table.attribute("hitPolicy").equals("COLLECT")) {
            problems.error(table, "hit-policy", table.attribute("hitPolicy"));
        }
        List<XmlElement> inputs = table.all("input");
        List<String> columns = new ArrayList<>();
        for (XmlElement input : inputs) {
            String expression = input.first("inputExpression").map(e -> e.textOf("text")).orElse("").strip();
            String name = expression.matches("`[^`]+`") ? expression.substring(1, expression.length() - 1)
                    : expression;
            if (facts.stream().noneMatch(fact -> fact.name().equals(name))) {
                problems.errorIn(input, input.first("inputExpression").orElse(input), "unknown-fact", name);
            }
            columns.add(name);
        }
        List<String> outputs = table.all("output").stream().map(output -> output.attribute("name")).toList();
        if (!outputs.equals(DecisionModel.OUTPUTS) && !outputs.equals(DecisionModel.SIMPLE_OUTPUTS)) {
            problems.error(table, "outputs", String.join(", ", DecisionModel.OUTPUTS));
            return List.of();
        }
        Map<String, Plan.Trigger> triggers = new LinkedHashMap<>();
        List<XmlElement> rules = new ArrayList<>();
        Plan.Trigger last = null;
        for (XmlElement rule : table.all("rule")) {
            Plan.Trigger read = trigger(rule, columns).orElse(null);
            if (read == null) {
                continue;
            }
            Plan.Trigger known = triggers.get(read.id());
            // The rules of one trigger stand together and say the same of it.
            if (known == null) {
                problems.place(Subject.TRIGGER, read.id(), rule.where());
                last = read;
            } else if (known == last && read.equals(with(known, read.conditions()))) {
                List<Plan.Condition> conditions = new ArrayList<>(known.conditions());
                conditions.addAll(read.conditions());
                last = with(known, conditions);
            } else {
                problems.error(rule, "split-trigger", read.id());
                continue;
            }
            triggers.put(read.id(), last);
            rules.add(rule);
        }
        placeConditions(key, List.copyOf(triggers.values()), rules, columns.size());
        return List.copyOf(triggers.values());
    }

    /** Rules have their condition's own id, or that which the compiler gives where it can be no element's. */
    private void placeConditions(String key, List<Plan.Trigger> triggers, List<XmlElement> rules, int columns) {
        Iterator<String> ids = DecisionModel.ruleIds(key, triggers, columns).iterator();
        Iterator<XmlElement> elements = rules.iterator();
        for (Plan.Trigger trigger : triggers) {
            for (int i = 0; i < trigger.conditions().size(); i++) {
                XmlElement rule = elements.next();
                problems.place(Subject.TRIGGER, trigger.conditionId(i), rule.where());
                if (!ids.next().equals(rule.id()) && !trigger.conditionId(i).equals(rule.id())) {
                    problems.error(rule, "trigger-id", trigger.id());
                }
            }
        }
    }

    private static Plan.Trigger with(Plan.Trigger trigger, List<Plan.Condition> conditions) {
        return new Plan.Trigger(trigger.id(), trigger.level(), trigger.track(), trigger.need(), conditions,
                trigger.clause(), trigger.text(), trigger.situation());
    }

    /** One rule as a trigger of one condition. */
    private Optional<Plan.Trigger> trigger(XmlElement rule, List<String> columns) {
        List<String> cells = rule.all("inputEntry").stream().map(entry -> entry.textOf("text").strip()).toList();
        List<String> values = new ArrayList<>();
        for (XmlElement entry : rule.all("outputEntry")) {
            String literal = entry.textOf("text").strip();
            Optional<String> value = literal.isEmpty() ? Optional.of("") : DecisionModel.unquoted(literal);
            if (value.isEmpty()) {
                problems.errorIn(rule, entry, "bad-output", literal);
            }
            values.add(value.orElse(""));
        }
        if (values.size() == DecisionModel.SIMPLE_OUTPUTS.size()) {
            values.addAll(2, List.of("1", ""));
        }
        List<Integer> filled = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            if (!cells.get(i).isEmpty() && !cells.get(i).equals("-")) {
                filled.add(i);
            }
        }
        if (cells.size() != columns.size() || values.size() != DecisionModel.OUTPUTS.size() || filled.size() != 1) {
            problems.error(rule, "one-condition", String.valueOf(filled.size()));
            return Optional.empty();
        }
        if (!values.get(2).matches("[1-9]\\d{0,3}")) {
            problems.error(rule, "bad-need", values.get(2));
            return Optional.empty();
        }
        String fact = columns.get(filled.get(0));
        String cell = cells.get(filled.get(0));
        boolean number = facts.stream().anyMatch(one -> one.name().equals(fact) && one.type().numeric());
        Optional<Band> band = number ? DecisionModel.band(cell) : Optional.empty();
        String choice = number ? null
                : cell.equals("true") || cell.equals("false") ? cell : DecisionModel.unquoted(cell).orElse(null);
        if (band.isEmpty() && choice == null) {
            problems.errorIn(rule, rule.all("inputEntry").get(filled.get(0)), "bad-cell", cell);
            return Optional.empty();
        }
        return Optional.of(new Plan.Trigger(values.get(1), values.get(0), values.get(3),
                Integer.parseInt(values.get(2)), List.of(new Plan.Condition(fact, band.orElse(null), choice)),
                values.get(4), values.get(5), values.get(6)));
    }
}
