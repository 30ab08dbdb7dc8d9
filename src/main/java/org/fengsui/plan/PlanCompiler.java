package org.fengsui.plan;

import java.util.List;

/**
 * Compiles a plan into the models that run: a BPMN 2.0 process and a DMN 1.3 decision table, both with a diagram.
 * The same plan always gives the same bytes. {@link PlanReader} is the way back.
 */
class PlanCompiler {

    private PlanCompiler() {
    }

    /** @throws IllegalArgumentException when the plan breaks a rule of {@link PlanRules} */
    static Models compile(Plan plan) {
        List<PlanRules.Finding> errors = PlanRules.check(plan).stream().filter(PlanRules.Finding::isError).toList();
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("not a plan that can run: " + errors);
        }
        return write(plan);
    }

    static Models write(Plan plan) {
        return new Models(ProcessModel.write(plan), DecisionModel.write(plan), List.of());
    }
}
