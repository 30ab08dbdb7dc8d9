package org.fengsui.workflow;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DeploymentWithDefinitions;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.fengsui.plan.spi.PlanEngine;
import org.springframework.stereotype.Component;

/** Deploys plans and asks their decision tables. */
@Component
class PlanEngineAdapter implements PlanEngine {

    private final RepositoryService repository;
    private final DecisionService decisions;

    PlanEngineAdapter(RepositoryService repository, DecisionService decisions) {
        this.repository = repository;
        this.decisions = decisions;
    }

    @Override
    public Deployed deploy(String planKey, int version, String bpmn, String dmn) {
        DeploymentWithDefinitions deployment = repository.createDeployment()
                .name(planKey + " " + version)
                .addString(planKey + ".bpmn", bpmn)
                .addString(planKey + ".dmn", dmn)
                .deployWithResult();
        return new Deployed(deployment.getDeployedProcessDefinitions().get(0).getId(),
                deployment.getDeployedDecisionDefinitions().get(0).getId());
    }

    @Override
    public List<String> matchingRules(String decisionId, Map<String, Object> facts) {
        VariableMap variables = Variables.createVariables();
        facts.forEach(variables::putValue);
        return decisions.evaluateDecisionTableById(decisionId, variables).getResultList().stream()
                .map(result -> (String) Objects.requireNonNull(result.get("trigger"), "a rule without its trigger"))
                .toList();
    }
}
