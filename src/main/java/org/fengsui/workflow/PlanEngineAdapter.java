package org.fengsui.workflow;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
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
    private final DmnEngine tables;

    PlanEngineAdapter(RepositoryService repository, DecisionService decisions) {
        this.repository = repository;
        this.decisions = decisions;
        this.tables = EngineConfiguration.decisions().buildEngine();
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
        return triggers(decisions.evaluateDecisionTableById(decisionId, variables(facts)).getResultList());
    }

    @Override
    public List<String> matchingRulesOf(String dmn, Map<String, Object> facts) {
        DmnDecision table = tables.parseDecisions(new ByteArrayInputStream(dmn.getBytes(StandardCharsets.UTF_8))).get(0);
        return triggers(tables.evaluateDecisionTable(table, variables(facts)).getResultList());
    }

    private static VariableMap variables(Map<String, Object> facts) {
        VariableMap variables = Variables.createVariables();
        facts.forEach(variables::putValue);
        return variables;
    }

    private static List<String> triggers(List<Map<String, Object>> results) {
        return results.stream()
                .map(result -> (String) Objects.requireNonNull(result.get("trigger"), "a rule without its trigger"))
                .toList();
    }
}
