package org.fengsui.workflow;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;
import org.camunda.bpm.dmn.engine.impl.spi.transform.DmnTransform;
import org.camunda.bpm.dmn.engine.impl.transform.DefaultDmnTransform;
import org.camunda.bpm.dmn.engine.impl.transform.DefaultDmnTransformer;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.fengsui.plan.XmlElement;

/**
 * The second gate for decision tables: only names of facts, bands, and texts in quotes, in FEEL. It reads the text before
 * the engine does. See {@link EngineGate}.
 */
class DecisionGate extends DefaultDmnTransformer {

    private static final String DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/";
    private static final String DIAGRAM = "https://www.omg.org/spec/DMN/20191111/DMNDI/";
    private static final String CAMUNDA = "http://camunda.org/schema/1.0/dmn";
    private static final String MODELER = "http://camunda.org/schema/modeler/1.0";

    /** Attributes without namespace that each element may have. */
    private static final Map<String, Set<String>> ELEMENTS = Map.ofEntries(
            Map.entry("definitions", Set.of("id", "name", "namespace", "exporter")),
            Map.entry("decision", Set.of("id", "name")),
            Map.entry("decisionTable", Set.of("id", "hitPolicy")),
            Map.entry("input", Set.of("id", "label")),
            Map.entry("inputExpression", Set.of("id", "typeRef", "expressionLanguage")),
            Map.entry("output", Set.of("id", "label", "name", "typeRef")),
            Map.entry("rule", Set.of("id")),
            Map.entry("inputEntry", Set.of("id")),
            Map.entry("outputEntry", Set.of("id")),
            Map.entry("text", Set.of()));

    /** The values that an attribute may have, where not any will do. */
    private static final Map<String, Set<String>> VALUES = Map.of(
            "hitPolicy", Set.of("COLLECT"),
            "typeRef", Set.of("string", "boolean"),
            "expressionLanguage", Set.of("feel"));

    private static final String NUMBER = "-?\\d+(?:\\.\\d+)?";
    private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\[\"\\\\nrt])*+\"";
    private static final Pattern NAME = Pattern.compile("`[^`]+`");
    private static final Pattern OUTPUT = Pattern.compile("(?:" + QUOTED + ")?");
    private static final Pattern TEST = Pattern.compile("(?:-|true|false|" + QUOTED + "|(?:>=|>|<=|<) ?" + NUMBER
            + "|[\\[(\\]]\\s*" + NUMBER + "\\s*\\.\\.\\s*" + NUMBER + "\\s*[\\])\\[])?");

    @Override
    public DmnTransform createTransform() {
        return new DefaultDmnTransform(this) {
            @Override
            public void setModelInstance(InputStream model) {
                try {
                    byte[] bytes = model.readAllBytes();
                    check(bytes);
                    super.setModelInstance(new ByteArrayInputStream(bytes));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            // The other ways in are not used, and not open.

            @Override
            public void setModelInstance(File model) {
                throw new UnsupportedOperationException("decision tables are read from their text alone");
            }

            @Override
            public void setModelInstance(DmnModelInstance model) {
                throw new UnsupportedOperationException("decision tables are read from their text alone");
            }
        };
    }

    /** @throws EngineGate.Refused when the table holds anything but what a plan compiles to; names element and line */
    static void check(byte[] table) {
        try {
            check(XmlElement.parse(table), "");
        } catch (XmlElement.Refused e) {
            throw new EngineGate.Refused(e.code(), "its text", e.line(), e);
        }
    }

    private static void check(XmlElement element, String parent) {
        String name = element.name();
        if (element.namespace().equals(DIAGRAM) && name.equals("DMNDI") && parent.equals("definitions")) {
            // Places of shapes only; the engine decides nothing by it.
            return;
        }
        if (!element.namespace().equals(DMN) || !ELEMENTS.containsKey(name)) {
            throw new EngineGate.Refused("element " + name, element);
        }
        element.attributes().forEach((attribute, value) -> {
            if (!mayHave(name, attribute, value)) {
                throw new EngineGate.Refused("attribute " + attribute.getLocalPart(), element);
            }
        });
        String text = element.text().strip();
        Pattern allowed = !name.equals("text") ? null : switch (parent) {
            case "inputExpression" -> NAME;
            case "outputEntry" -> OUTPUT;
            default -> TEST;
        };
        if (allowed == null ? !text.isEmpty() : !allowed.matcher(text).matches()) {
            throw new EngineGate.Refused("expression", element);
        }
        element.children().forEach(child -> check(child, name));
    }

    private static boolean mayHave(String element, QName attribute, String value) {
        String name = attribute.getLocalPart();
        return switch (attribute.getNamespaceURI()) {
            case "" -> ELEMENTS.get(element).contains(name)
                    && (!VALUES.containsKey(name) || VALUES.get(name).contains(value));
            case CAMUNDA -> element.equals("decision") && name.equals("historyTimeToLive") && value.equals("P30D");
            case MODELER -> element.equals("definitions");
            default -> false;
        };
    }
}
