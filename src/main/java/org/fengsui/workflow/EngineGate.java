package org.fengsui.workflow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.cfg.BpmnParseFactory;
import org.camunda.bpm.engine.impl.util.io.InputStreamSource;
import org.fengsui.plan.XmlElement;

/**
 * The second gate (第二道关): whatever way a model takes to the engine, it is read only when it holds nothing but what
 * our own compiler writes. The first gate is the reading of a plan; this one knows nothing of plans and trusts nobody.
 * <p>
 * Deploying BPMN is running code: scripts, listeners, class and bean names, and every text that the engine takes for an
 * expression, among them the names and descriptions of user tasks and the names of messages. So it is a list of what may
 * be there, by namespace, never of what may not. It reads the text before the engine's own parser does, which would take
 * a model of any size and fetch the schemas that it names.
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

    private static final String KEY = "[a-z][a-z0-9]*+(?:-[a-z0-9]++)*+";
    private static final Pattern CONDITION = Pattern.compile("\\$\\{wanted\\.includes\\('" + KEY + "'\\)}");
    private static final Pattern COLLECTION = Pattern.compile("\\$\\{wanted\\.units\\('" + KEY + "'\\)}");

    /** A model that holds what no plan compiles to. */
    static class Refused extends RuntimeException {
        Refused(String what, String at, int line, Throwable cause) {
            super(what + " at " + at + ", line " + line + " of a model: only what a plan compiles to is run", cause);
        }

        Refused(String what, XmlElement element) {
            this(what, element.nearestId(), element.line(), null);
        }
    }

    @Override
    public BpmnParse createBpmnParse(BpmnParser parser) {
        return new BpmnParse(parser) {
            @Override
            public BpmnParse execute() {
                byte[] text = read(streamSource.getInputStream());
                check(text);
                streamSource = new InputStreamSource(new ByteArrayInputStream(text));
                return super.execute();
            }
        };
    }

    /** @throws Refused when the model holds anything but what a plan compiles to; names element and line */
    static void check(byte[] model) {
        try {
            check(XmlElement.parse(model), "");
        } catch (XmlElement.Refused e) {
            throw new Refused(e.code(), "its text", e.line(), e);
        }
    }

    private static byte[] read(InputStream stream) {
        try (stream) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(XmlElement element, String parent) {
        String tag = element.name();
        if (element.namespace().equals(DIAGRAM) && tag.equals("BPMNDiagram") && parent.equals("definitions")) {
            // Places of shapes only; the engine runs nothing of it. Schemas are fetched from anywhere.
            refuseSchemas(element);
            return;
        }
        boolean properties = element.namespace().equals(CAMUNDA) && (tag.equals("properties") || tag.equals("property"));
        if (!properties && !(element.namespace().equals(BPMN) && ELEMENTS.containsKey(tag))) {
            throw new Refused("element " + tag, element);
        }
        element.attributes().forEach((attribute, value) -> {
            if (!mayHave(tag, attribute, value, properties)) {
                throw new Refused("attribute " + attribute.getLocalPart() + " of " + tag, element);
            }
        });
        if (tag.equals("conditionExpression")) {
            if (!CONDITION.matcher(element.text().strip()).matches()) {
                throw new Refused("condition", element);
            }
        } else if (isExpression(element.text())) {
            throw new Refused("expression in the text of " + tag, element);
        }
        element.children().forEach(child -> check(child, tag));
    }

    private static boolean mayHave(String tag, QName attribute, String value, boolean properties) {
        String name = attribute.getLocalPart();
        if (attribute.getNamespaceURI().equals(CAMUNDA) && name.equals("collection")) {
            return tag.equals("multiInstanceLoopCharacteristics") && COLLECTION.matcher(value).matches();
        }
        if (isExpression(value)) {
            return false;
        }
        return switch (attribute.getNamespaceURI()) {
            case "" -> properties ? Set.of("name", "value").contains(name) : ELEMENTS.get(tag).contains(name);
            case CAMUNDA -> tag.equals("multiInstanceLoopCharacteristics") && name.equals("elementVariable")
                    && value.equals("unit")
                    || tag.equals("process") && name.equals("historyTimeToLive") && value.equals("P30D");
            case XSI -> name.equals("type") && tag.equals("conditionExpression") && value.endsWith("tFormalExpression");
            case MODELER -> tag.equals("definitions");
            default -> false;
        };
    }

    private static void refuseSchemas(XmlElement element) {
        for (QName attribute : element.attributes().keySet()) {
            if (attribute.getNamespaceURI().equals(XSI)) {
                throw new Refused("attribute " + attribute.getLocalPart() + " of " + element.name(), element);
            }
        }
        element.children().forEach(EngineGate::refuseSchemas);
    }

    private static boolean isExpression(String text) {
        return text.contains("${") || text.contains("#{");
    }
}
