package org.fengsui.plan;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;

/**
 * What a model may contain: a list of what may be there, never of what may not. Everything else is refused with its
 * element and line.
 */
class ModelVocabulary {

    private static final QName XSI_TYPE = new QName("http://www.w3.org/2001/XMLSchema-instance", "type");

    private static final Set<String> BPMN_ELEMENTS = Set.of("definitions", "process", "message", "documentation",
            "extensionElements", "subProcess", "startEvent", "endEvent", "boundaryEvent",
            "messageEventDefinition", "userTask", "receiveTask", "inclusiveGateway", "sequenceFlow",
            "conditionExpression", "incoming", "outgoing", "multiInstanceLoopCharacteristics",
            "standardLoopCharacteristics");
    /** What the engine would run: nothing can lead to it, or be compared with it, without an id. */
    private static final Set<String> NODES = Set.of("subProcess", "startEvent", "endEvent", "boundaryEvent",
            "userTask", "receiveTask", "inclusiveGateway");
    /** Drawn for people only: neither the engine nor the plan has it. */
    static final Set<String> DRAWN_ONLY = Set.of("textAnnotation", "association", "group");
    private static final Set<String> ATTRIBUTES = Set.of("id", "name", "value", "isExecutable", "targetNamespace",
            "exporter", "exporterVersion", "sourceRef", "targetRef", "default", "messageRef", "attachedToRef",
            "cancelActivity", "isInterrupting", "triggeredByEvent", "isSequential");
    private static final Set<String> CAMUNDA_ATTRIBUTES =
            Set.of("historyTimeToLive", "collection", "elementVariable");
    private static final Pattern CONDITION = Pattern.compile(expression("includes"));
    private static final Map<String, Pattern> EXPRESSIONS = Map.of(
            "collection", Pattern.compile(expression("units")), "elementVariable", Pattern.compile("unit"),
            "historyTimeToLive", Pattern.compile("P?\\d{1,5}D?"));
    private static final Pattern ANYTHING = Pattern.compile("(?s).*");
    private static final Set<String> DMN_ELEMENTS = Set.of("definitions", "decision", "decisionTable", "input",
            "inputExpression", "output", "rule", "inputEntry", "outputEntry", "text", "description");
    private static final Set<String> DMN_ATTRIBUTES = Set.of("id", "name", "label", "namespace", "exporter",
            "exporterVersion", "hitPolicy", "typeRef", "expressionLanguage");
    private static final Set<String> LEAVES = Set.of("documentation", "incoming", "outgoing", "conditionExpression",
            "messageEventDefinition", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "property",
            "text", "description", "message");
    private static final Map<String, Set<String>> PARENTS = Map.ofEntries(
            Map.entry("process", Set.of("definitions")), Map.entry("message", Set.of("definitions")),
            Map.entry("BPMNDiagram", Set.of("definitions")), Map.entry("DMNDI", Set.of("definitions")),
            Map.entry("extensionElements", Set.of("process", "userTask")),
            Map.entry("properties", Set.of("extensionElements")), Map.entry("property", Set.of("properties")),
            Map.entry("conditionExpression", Set.of("sequenceFlow")),
            Map.entry("decision", Set.of("definitions")), Map.entry("decisionTable", Set.of("decision")),
            Map.entry("input", Set.of("decisionTable")), Map.entry("output", Set.of("decisionTable")),
            Map.entry("rule", Set.of("decisionTable")), Map.entry("inputExpression", Set.of("input")),
            Map.entry("inputEntry", Set.of("rule")), Map.entry("outputEntry", Set.of("rule")),
            Map.entry("text", Set.of("inputExpression", "inputEntry", "outputEntry", "textAnnotation")));
    private static final Set<String> ONCE = Set.of("extensionElements", "properties", "documentation",
            "conditionExpression", "messageEventDefinition", "multiInstanceLoopCharacteristics",
            "standardLoopCharacteristics", "decisionTable", "inputExpression", "text", "description");


    private final ModelProblems problems;

    ModelVocabulary(ModelProblems problems) {
        this.problems = problems;
    }

    void refuseUnknownBpmn(XmlElement element) {
        boolean known = element.namespace.equals(ProcessModel.BPMN) && BPMN_ELEMENTS.contains(element.name)
                || element.is(ProcessModel.CAMUNDA, "properties") || element.is(ProcessModel.CAMUNDA, "property");
        if (!known) {
            if (element.namespace.equals(ProcessModel.BPMN) && DRAWN_ONLY.contains(element.name)) {
                problems.add(element.where(), "ignored-element", Problem.WARNING, element.id(), element.name);
            } else {
                problems.error(element, "unexpected-element", element.name);
            }
            return;
        }
        element.attributes.forEach((attribute, value) -> {
            String namespace = attribute.getNamespaceURI();
            boolean accepted = namespace.isEmpty() && ATTRIBUTES.contains(attribute.getLocalPart())
                    || namespace.equals(ProcessModel.CAMUNDA) && CAMUNDA_ATTRIBUTES.contains(attribute.getLocalPart())
                    || attribute.equals(XSI_TYPE) || namespace.equals(ProcessModel.MODELER);
            if (!accepted) {
                problems.error(element, "unexpected-attribute", attribute.getLocalPart());
            } else if (!EXPRESSIONS.getOrDefault(attribute.getLocalPart(), ANYTHING).matcher(value).matches()) {
                problems.error(element, "unexpected-expression", value);
            }
        });
        if (element.name.equals("conditionExpression") && !CONDITION.matcher(element.text().strip()).matches()
                || element.name.equals("message") && isExpression(element.attribute("name"))) {
            problems.error(element, "unexpected-expression", element.text().strip());
        }
        // The rules of plans say so too, but not in which line.
        if (element.name.equals("documentation") && isExpression(element.text())
                || element.name.equals("property") && isExpression(element.attribute("value"))) {
            problems.error(element, "expression-in-text", "");
        }
        if (NODES.contains(element.name) && element.id().isEmpty()) {
            problems.add(element.where(), "unexpected-part", Problem.ERROR, element.name, "");
        }
        refuseWhatWouldBeOverlooked(element);
        element.all("documentation").stream().filter(text -> !element.name.equals("userTask"))
                .forEach(this::warnThatItIsNotKept);
        element.children.stream().filter(child -> !child.is(ProcessModel.BPMNDI, "BPMNDiagram"))
                .forEach(this::refuseUnknownBpmn);
    }

    private static boolean isExpression(String text) {
        return text.contains("${") || text.contains("#{");
    }

    /** The whole grammar of expressions: one question of ours, about one action. */
    private static String expression(String question) {
        return "\\$\\{wanted\\." + question + "\\('[a-z0-9-]+'\\)}";
    }

    void refuseUnknownDmn(XmlElement element) {
        if (!element.namespace.equals(DecisionModel.DMN) || !DMN_ELEMENTS.contains(element.name)) {
            problems.error(element, "unexpected-element", element.name);
            return;
        }
        element.attributes.forEach((attribute, value) -> {
            String namespace = attribute.getNamespaceURI();
            String name = attribute.getLocalPart();
            boolean accepted = namespace.isEmpty() && DMN_ATTRIBUTES.contains(name)
                    && (!name.equals("expressionLanguage") || value.equals("feel"))
                    || namespace.equals(DecisionModel.CAMUNDA) && name.equals("historyTimeToLive")
                    || attribute.equals(XSI_TYPE) || namespace.equals(ProcessModel.MODELER)
                    || namespace.equals("http://bpmn.io/schema/dmn/biodi/2.0");
            if (!accepted) {
                problems.error(element, "unexpected-attribute", name);
            }
        });
        refuseWhatWouldBeOverlooked(element);
        element.all("description").forEach(this::warnThatItIsNotKept);
        element.children.stream().filter(child -> !child.is(DecisionModel.DMNDI, "DMNDI"))
                .forEach(this::refuseUnknownDmn);
    }

    /** Words in a place that no plan has: only what is said of a task is a plan's text. */
    private void warnThatItIsNotKept(XmlElement words) {
        if (!words.text().isBlank()) {
            problems.add(words.where(), "ignored-element", Problem.WARNING, words.nearestId(), words.name);
        }
    }

    /** Known elements in places where nobody reads them: what is not kept must not look as if it were. */
    private void refuseWhatWouldBeOverlooked(XmlElement element) {
        Set<String> seen = new HashSet<>();
        for (XmlElement child : element.children) {
            boolean misplaced = LEAVES.contains(element.name)
                    || PARENTS.getOrDefault(child.name, Set.of(element.name)).stream().noneMatch(element.name::equals);
            if (misplaced) {
                problems.error(child, "unexpected-element", child.name);
            } else if (!seen.add(child.name) && ONCE.contains(child.name)) {
                problems.error(child, "only-once", child.name);
            }
        }
    }
}
