package org.fengsui.plan.spi;

import java.util.List;
import java.util.Map;

/** What the plan module asks of the process engine. */
public interface PlanEngine {

    /**
     * Deploys one version of a plan.
     *
     * @return ids of the deployed process and decision, to be stored with the version
     */
    Deployed deploy(String planKey, int version, String bpmn, String dmn);

    /**
     * Asks the plan's decision table which rules hold.
     *
     * @param facts fact name → number, text or boolean; absent facts are unknown
     * @return the triggers that the rules which hold name, in table order: one of several conditions as often as they hold
     */
    List<String> matchingRules(String decisionId, Map<String, Object> facts);

    /**
     * The same of a decision table that is not deployed, e.g. a draft's. It passes the gate that a deployed one passes,
     * and the engine keeps nothing of it.
     *
     * @param dmn the table's text
     */
    List<String> matchingRulesOf(String dmn, Map<String, Object> facts);

    /** @param processId and decisionId: the engine's ids of these very versions */
    record Deployed(String processId, String decisionId) {
    }
}
