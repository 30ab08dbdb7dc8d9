package org.fengsui.workflow;

import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionRequirementsGraph;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableInputImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableOutputImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableRuleImpl;
import org.camunda.bpm.dmn.engine.impl.spi.transform.DmnTransformListener;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.Definitions;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.camunda.bpm.model.xml.instance.DomElement;

/**
 * The second gate for decision tables: only names of facts, bands, and texts in quotes, in FEEL. See {@link EngineGate}.
 */
class DecisionGate implements DmnTransformListener {

    private static final String DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/";
    private static final String DIAGRAM = "https://www.omg.org/spec/DMN/20191111/DMNDI/";
    private static final Set<String> ELEMENTS = Set.of("definitions", "decision", "decisionTable", "input",
            "inputExpression", "output", "rule", "inputEntry", "outputEntry", "text", "description");

    /** As our compiler names it, and as the schema does by itself. */
    private static final Set<String> FEEL = Set.of("feel", "https://www.omg.org/spec/DMN/20191111/FEEL/");

    private static final String NUMBER = "-?\\d+(?:\\.\\d+)?";
    private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\[\"\\\\nrt])*+\"";
    private static final Pattern NAME = Pattern.compile("`[^`]+`");
    private static final Pattern OUTPUT = Pattern.compile("(?:" + QUOTED + ")?");
    private static final Pattern TEST = Pattern.compile("(?:-|true|false|" + QUOTED + "|(?:>=|>|<=|<) ?" + NUMBER
            + "|[\\[(\\]]\\s*" + NUMBER + "\\s*\\.\\.\\s*" + NUMBER + "\\s*[\\])\\[])?");

    @Override
    public void transformDecisionRequirementsGraph(Definitions definitions, DmnDecisionRequirementsGraph graph) {
        check(definitions.getDomElement());
    }

    private static void check(DomElement element) {
        String name = element.getLocalName();
        if (element.getNamespaceURI().equals(DIAGRAM) && name.equals("DMNDI")) {
            return;
        }
        if (!element.getNamespaceURI().equals(DMN) || !ELEMENTS.contains(name)) {
            throw refused("element " + name);
        }
        String language = element.getAttribute("expressionLanguage");
        if (language != null && !FEEL.contains(language)) {
            throw refused("language " + language);
        }
        if (name.equals("text")) {
            String text = element.getTextContent().strip();
            Pattern allowed = switch (element.getParentElement().getLocalName()) {
                case "inputExpression" -> NAME;
                case "outputEntry" -> OUTPUT;
                default -> TEST;
            };
            if (!allowed.matcher(text).matches()) {
                throw refused("expression " + text);
            }
        }
        element.getChildElements().forEach(DecisionGate::check);
    }

    private static IllegalArgumentException refused(String what) {
        return new IllegalArgumentException(what + " of a decision table: only what a plan compiles to is run");
    }

    // The graph above holds all of it.

    @Override
    public void transformDecision(Decision decision, DmnDecision transformed) {
    }

    @Override
    public void transformDecisionTableInput(Input input, DmnDecisionTableInputImpl transformed) {
    }

    @Override
    public void transformDecisionTableOutput(Output output, DmnDecisionTableOutputImpl transformed) {
    }

    @Override
    public void transformDecisionTableRule(Rule rule, DmnDecisionTableRuleImpl transformed) {
    }
}
