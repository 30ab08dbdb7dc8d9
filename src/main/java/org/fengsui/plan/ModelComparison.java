package org.fengsui.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a process means what its plan compiles to: the engine would run the one, and people sign the other.
 */
class ModelComparison {

    private final ModelProblems problems;

    ModelComparison(ModelProblems problems) {
        this.problems = problems;
    }

    private record Part(String meaning, String where) {
    }

    /**
     * Tells what differs.
     *
     * @param process  as it came
     * @param compiled what the plan that was read from it compiles to
     */
    void compare(XmlElement process, XmlElement compiled) {
        Map<String, Part> actual = new LinkedHashMap<>();
        parts(process, "", actual, true);
        Map<String, Part> expected = new LinkedHashMap<>();
        parts(compiled, "", expected, false);
        expected.forEach((name, part) -> {
            Part found = actual.get(name);
            if (found == null) {
                problems.add(process.where(), "missing-element", Problem.ERROR, name, part.meaning());
            } else if (!found.meaning().equals(part.meaning())) {
                problems.add(found.where(), "different-element", Problem.ERROR, name, part.meaning());
            }
        });
        actual.forEach((name, part) -> {
            if (!expected.containsKey(name)) {
                problems.add(part.where(), "unexpected-part", Problem.ERROR, name, "");
            }
        });
    }

    /** Collects what the engine would run, by id (flows by their ends), without names, data and drawing. */
    private void parts(XmlElement element, String parent, Map<String, Part> parts, boolean report) {
        Set<String> defaults = element.children.stream().map(node -> node.attribute("default"))
                .filter(flow -> !flow.isEmpty()).collect(Collectors.toSet());
        String meaning = Stream.concat(Stream.of(element.name, parent),
                Stream.of(attribute(element, "isExecutable", "false"),
                        attribute(element, "attachedToRef", ""), attribute(element, "messageRef", ""),
                        element.name.equals("boundaryEvent") ? attribute(element, "cancelActivity", "true") : "",
                        element.name.equals("startEvent") ? attribute(element, "isInterrupting", "true") : "",
                        attribute(element, "triggeredByEvent", "false"), loop(element), event(element)))
                .filter(text -> !text.isEmpty()).collect(Collectors.joining(", "));
        put(element, element.id(), meaning, parts, report);
        for (XmlElement child : element.children) {
            if (child.is(ProcessModel.BPMN, "sequenceFlow")) {
                put(child, flowName(child), Stream.of("sequenceFlow", element.id(),
                                child.textOf("conditionExpression").strip(),
                                defaults.contains(child.id()) ? "default" : "")
                        .filter(text -> !text.isEmpty()).collect(Collectors.joining(", ")), parts, report);
            } else if (child.namespace.equals(ProcessModel.BPMN) && !child.attribute("id").isEmpty()
                    && !child.name.equals("messageEventDefinition") && !child.name.endsWith("Characteristics")
                    && !ModelVocabulary.DRAWN_ONLY.contains(child.name) && !child.name.equals("documentation")) {
                parts(child, element.id(), parts, report);
            }
        }
    }

    private void put(XmlElement element, String name, String meaning, Map<String, Part> parts, boolean report) {
        if (parts.put(name, new Part(meaning, element.where())) != null && report) {
            problems.error(element, "duplicate", name);
        }
    }

    private static String flowName(XmlElement flow) {
        return flow.attribute("sourceRef") + " → " + flow.attribute("targetRef");
    }

    private static String attribute(XmlElement element, String name, String normally) {
        String value = element.attribute(name);
        return value.isEmpty() || value.equals(normally) ? "" : name + "=" + value;
    }

    private static String loop(XmlElement element) {
        return element.first("multiInstanceLoopCharacteristics").map(loop -> "multiInstance "
                + loop.attribute(ProcessModel.CAMUNDA, "collection") + " " + loop.attribute(ProcessModel.CAMUNDA, "elementVariable")
                + attribute(loop, "isSequential", "false")).orElse("");
    }

    private static String event(XmlElement element) {
        return element.all("messageEventDefinition").stream().map(event -> "message " + event.attribute("messageRef"))
                .collect(Collectors.joining(" "));
    }
}
