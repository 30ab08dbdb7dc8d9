package org.fengsui.workflow;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.cfg.BpmnParseFactory;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * The second gate (第二道关): whatever way a model takes to the engine, it is read only when it holds nothing but what
 * our own compiler writes. The first gate is the reading of a plan; this one knows nothing of plans and trusts nobody.
 * <p>
 * Deploying BPMN is running code: scripts, listeners, class and bean names, and every text that the engine takes for an
 * expression, among them the names and descriptions of user tasks and the names of messages. So it is a list of what may
 * be there, by namespace, never of what may not.
 */
class EngineGate implements BpmnParseFactory {

    private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";
    private static final String DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI";
    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
    private static final String MODELER = "http://camunda.org/schema/modeler/1.0";

    /** Attributes without namespace that each element may have. */
    private static final Map<String, Set<String>> ELEMENTS = Map.ofEntries(
            Map.entry("definitions", Set.of("id", "targetNamespace", "exporter", "exporterVersion")),
            Map.entry("process", Set.of("id", "name", "isExecutable")),
            Map.entry("message", Set.of("id", "name")),
            Map.entry("documentation", Set.of()),
            Map.entry("extensionElements", Set.of()),
            Map.entry("subProcess", Set.of("id", "name", "triggeredByEvent")),
            Map.entry("startEvent", Set.of("id", "name", "isInterrupting")),
            Map.entry("endEvent", Set.of("id", "name")),
            Map.entry("boundaryEvent", Set.of("id", "name", "attachedToRef")),
            Map.entry("messageEventDefinition", Set.of("id", "messageRef")),
            Map.entry("userTask", Set.of("id", "name")),
            Map.entry("receiveTask", Set.of("id", "name", "messageRef")),
            Map.entry("inclusiveGateway", Set.of("id", "name", "default")),
            Map.entry("sequenceFlow", Set.of("id", "name", "sourceRef", "targetRef")),
            Map.entry("conditionExpression", Set.of()),
            Map.entry("incoming", Set.of()),
            Map.entry("outgoing", Set.of()),
            Map.entry("multiInstanceLoopCharacteristics", Set.of()),
            Map.entry("standardLoopCharacteristics", Set.of()));

    /** What the schema adds by itself when the engine's parser reads, element by element. */
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("definitions.expressionLanguage", "http://www.w3.org/1999/XPath"),
            Map.entry("definitions.typeLanguage", "http://www.w3.org/2001/XMLSchema"),
            Map.entry("process.processType", "None"),
            Map.entry("process.isClosed", "false"),
            Map.entry("subProcess.startQuantity", "1"),
            Map.entry("subProcess.completionQuantity", "1"),
            Map.entry("subProcess.isForCompensation", "false"),
            Map.entry("startEvent.parallelMultiple", "false"),
            Map.entry("boundaryEvent.parallelMultiple", "false"),
            Map.entry("boundaryEvent.cancelActivity", "true"),
            Map.entry("userTask.startQuantity", "1"),
            Map.entry("userTask.completionQuantity", "1"),
            Map.entry("userTask.isForCompensation", "false"),
            Map.entry("userTask.implementation", "##unspecified"),
            Map.entry("receiveTask.startQuantity", "1"),
            Map.entry("receiveTask.completionQuantity", "1"),
            Map.entry("receiveTask.isForCompensation", "false"),
            Map.entry("receiveTask.implementation", "##WebService"),
            Map.entry("receiveTask.instantiate", "false"),
            Map.entry("inclusiveGateway.gatewayDirection", "Unspecified"),
            Map.entry("documentation.textFormat", "text/plain"),
            Map.entry("multiInstanceLoopCharacteristics.isSequential", "false"),
            Map.entry("multiInstanceLoopCharacteristics.behavior", "All"),
            Map.entry("standardLoopCharacteristics.testBefore", "false"));

    private static final String KEY = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*";
    private static final Pattern CONDITION = Pattern.compile("\\$\\{wanted\\.includes\\('" + KEY + "'\\)}");
    private static final Pattern COLLECTION = Pattern.compile("\\$\\{wanted\\.units\\('" + KEY + "'\\)}");

    /** A model that holds what no plan compiles to. */
    static class Refused extends RuntimeException {
        Refused(String what, Element element) {
            super(what + " at line " + element.getLine() + " of a model: only what a plan compiles to is run");
        }
    }

    @Override
    public BpmnParse createBpmnParse(BpmnParser parser) {
        return new BpmnParse(parser) {
            @Override
            protected void parseRootElement() {
                check(rootElement);
                super.parseRootElement();
            }
        };
    }

    private static void check(Element element) {
        String tag = element.getTagName();
        if (element.getUri().equals(DIAGRAM) && tag.equals("BPMNDiagram")) {
            // Places of shapes only; the engine runs nothing of it.
            return;
        }
        boolean properties = element.getUri().equals(CAMUNDA) && (tag.equals("properties") || tag.equals("property"));
        if (!properties && !(element.getUri().equals(BPMN) && ELEMENTS.containsKey(tag))) {
            throw new Refused("element " + tag, element);
        }
        for (String attribute : element.attributes()) {
            if (!mayHave(element, attribute, properties)) {
                throw new Refused("attribute " + attribute + " of " + tag, element);
            }
        }
        if (tag.equals("conditionExpression")) {
            if (!CONDITION.matcher(element.getText().strip()).matches()) {
                throw new Refused("condition", element);
            }
        } else if (isExpression(element.getText())) {
            throw new Refused("expression in the text of " + tag, element);
        }
        element.elements().forEach(EngineGate::check);
    }

    /** @param attribute as the engine's parser names it: {@code namespace:name}, or the name alone */
    private static boolean mayHave(Element element, String attribute, boolean properties) {
        String value = element.attribute(attribute);
        String tag = element.getTagName();
        if (attribute.equals(CAMUNDA + ":collection")) {
            return tag.equals("multiInstanceLoopCharacteristics") && COLLECTION.matcher(value).matches();
        }
        if (isExpression(value)) {
            return false;
        }
        if (attribute.equals("xmlns") || attribute.startsWith("xmlns:")) {
            // Only names prefixes: elements and attributes are told by their namespaces.
            return true;
        }
        if (attribute.equals(CAMUNDA + ":elementVariable")) {
            return tag.equals("multiInstanceLoopCharacteristics") && value.equals("unit");
        }
        if (attribute.equals(CAMUNDA + ":historyTimeToLive")) {
            return tag.equals("process") && value.equals("P30D");
        }
        if (attribute.equals(XSI + ":type")) {
            return tag.equals("conditionExpression") && value.endsWith("tFormalExpression");
        }
        if (attribute.startsWith(MODELER + ":")) {
            return tag.equals("definitions");
        }
        if (value.equals(DEFAULTS.get(tag + "." + attribute))) {
            return true;
        }
        return properties ? Set.of("name", "value").contains(attribute)
                : ELEMENTS.getOrDefault(tag, Set.of()).contains(attribute);
    }

    private static boolean isExpression(String text) {
        return text != null && (text.contains("${") || text.contains("#{"));
    }
}
