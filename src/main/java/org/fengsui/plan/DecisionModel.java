package org.fengsui.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The DMN decision table of a plan: one column per fact that triggers, one rule per condition. A trigger holds when as
 * many of its rules hold as its {@code need} says; the table itself counts nothing.
 */
class DecisionModel {

    static final String DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/";
    static final String DMNDI = "https://www.omg.org/spec/DMN/20191111/DMNDI/";
    private static final String DC = "http://www.omg.org/spec/DMN/20180521/DC/";
    static final String CAMUNDA = "http://camunda.org/schema/1.0/dmn";
    static final List<String> OUTPUTS = List.of("level", "trigger", "need", "track", "clause", "text", "situation");
    /** Of a table without tracks whose rules each propose by themselves. */
    static final List<String> SIMPLE_OUTPUTS = List.of("level", "trigger", "clause", "text", "situation");
    private static final List<String> OUTPUT_LABELS =
            List.of("响应级别", "条件编号", "满足数", "分线", "条款", "原文", "情形");

    private static final String NUMBER = "(-?\\d+(?:\\.\\d+)?)";
    private static final Pattern INTERVAL = Pattern.compile(
            "([\\[(\\]])\\s*" + NUMBER + "\\s*\\.\\.\\s*" + NUMBER + "\\s*([\\])\\[])");
    private static final Pattern COMPARISON = Pattern.compile("(>=|>|<=|<)\\s*" + NUMBER);
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\[\"\\\\nrt])*+)\"");

    /** What can be an element's id by the XML that the engine's schemas are read with: of Han, only the oldest block. */
    private static final Pattern ID = Pattern.compile("[A-Za-z_\\u4e00-\\u9fa5][A-Za-z0-9_.\\u4e00-\\u9fa5-]*");

    private DecisionModel() {
    }

    static String decisionId(String planKey) {
        return planKey + "-level";
    }

    static List<Plan.Fact> columns(Plan plan) {
        return plan.facts().stream().filter(fact -> !plan.triggersOf(fact.name()).isEmpty()).toList();
    }

    static String write(Plan plan) {
        String decision = decisionId(plan.key());
        List<Plan.Fact> columns = columns(plan);
        XmlWriter xml = new XmlWriter();
        xml.start("definitions", "xmlns", DMN, "xmlns:dmndi", DMNDI, "xmlns:dc", DC, "xmlns:camunda", CAMUNDA,
                "xmlns:modeler", ProcessModel.MODELER, "id", "definitions_" + decision, "name", plan.name(),
                "namespace", ProcessModel.TARGET, "exporter", "Fengsui",
                "modeler:executionPlatform", "Camunda Platform", "modeler:executionPlatformVersion", "7.24.0");
        xml.start("decision", "id", decision, "name", plan.name() + " 启动条件", "camunda:historyTimeToLive", "P30D");
        xml.start("decisionTable", "id", "table_" + decision, "hitPolicy", "COLLECT");
        for (int i = 0; i < columns.size(); i++) {
            Plan.Fact fact = columns.get(i);
            xml.start("input", "id", "input_" + (i + 1),
                    "label", fact.unit().isEmpty() ? fact.name() : fact.name() + " (" + fact.unit() + ")");
            xml.start("inputExpression", "id", "inputExpression_" + (i + 1), "typeRef", typeRef(fact),
                    "expressionLanguage", "feel");
            xml.text("text", "`" + fact.name() + "`").end().end();
        }
        for (int i = 0; i < OUTPUTS.size(); i++) {
            xml.empty("output", "id", "output_" + OUTPUTS.get(i), "label", OUTPUT_LABELS.get(i),
                    "name", OUTPUTS.get(i), "typeRef", "string");
        }
        Iterator<String> ids = ruleIds(plan.key(), plan.triggers(), columns.size()).iterator();
        for (Plan.Trigger trigger : plan.triggers()) {
            for (Plan.Condition condition : trigger.conditions()) {
                rule(xml, ids.next(), trigger, condition, columns);
            }
        }
        xml.end().end();
        xml.start("dmndi:DMNDI").start("dmndi:DMNDiagram", "id", "diagram_" + decision);
        xml.start("dmndi:DMNShape", "id", "shape_" + decision, "dmnElementRef", decision);
        xml.empty("dc:Bounds", "height", "80", "width", "180", "x", "160", "y", "100");
        xml.end().end().end();
        return xml.end().toString();
    }

    /**
     * The element ids of the rules, in their order: a condition's own ({@link Plan.Trigger#conditionId}) where that can
     * be an element's id and no other element has it, else {@code rule_} and its place in the table.
     *
     * @param columns how many facts the table has
     */
    static List<String> ruleIds(String planKey, List<Plan.Trigger> triggers, int columns) {
        String decision = decisionId(planKey);
        Set<String> taken = new HashSet<>(List.of(decision, "definitions_" + decision, "table_" + decision,
                "diagram_" + decision, "shape_" + decision));
        OUTPUTS.forEach(output -> taken.add("output_" + output));
        for (int i = 1; i <= columns; i++) {
            taken.addAll(List.of("input_" + i, "inputExpression_" + i));
        }
        List<String> ids = new ArrayList<>();
        for (Plan.Trigger trigger : triggers) {
            for (int i = 0; i < trigger.conditions().size(); i++) {
                String id = trigger.conditionId(i);
                for (int place = ids.size() + 1; !ID.matcher(id).matches() || !free(id, columns, taken); place++) {
                    id = "rule_" + place;
                }
                ids.add(id);
            }
        }
        return ids;
    }

    /** Takes the id of a rule and those of its cells, unless one of them is taken. */
    private static boolean free(String id, int columns, Set<String> taken) {
        List<String> own = new ArrayList<>(List.of(id));
        OUTPUTS.forEach(output -> own.add(id + "_" + output));
        for (int i = 1; i <= columns; i++) {
            own.add(id + "_input_" + i);
        }
        return own.stream().noneMatch(taken::contains) && taken.addAll(own);
    }

    private static void rule(XmlWriter xml, String id, Plan.Trigger trigger, Plan.Condition condition,
                             List<Plan.Fact> columns) {
        xml.start("rule", "id", id);
        for (int i = 0; i < columns.size(); i++) {
            Plan.Fact fact = columns.get(i);
            xml.start("inputEntry", "id", id + "_input_" + (i + 1));
            xml.text("text", fact.name().equals(condition.fact()) ? cell(condition, fact) : "").end();
        }
        List<String> values = List.of(trigger.level(), trigger.id(), String.valueOf(trigger.need()), trigger.track(),
                trigger.clause(), trigger.text(), trigger.situation());
        for (int i = 0; i < OUTPUTS.size(); i++) {
            xml.start("outputEntry", "id", id + "_" + OUTPUTS.get(i));
            xml.text("text", quoted(values.get(i))).end();
        }
        xml.end();
    }

    /** Numbers have no type here: a converter would turn the exact decimals into binary fractions. */
    private static String typeRef(Plan.Fact fact) {
        return switch (fact.type()) {
            case NUMBER, COUNT -> null;
            case CHOICE -> "string";
            case BOOLEAN, JUDGEMENT -> "boolean";
        };
    }

    private static String cell(Plan.Condition condition, Plan.Fact fact) {
        if (condition.band() != null) {
            return unaryTest(condition.band());
        }
        return fact.type().yesOrNo() ? condition.choice() : quoted(condition.choice());
    }

    static String unaryTest(Band band) {
        if (band.from() == null) {
            return (band.toClosed() ? "<= " : "< ") + band.to().toPlainString();
        }
        if (band.to() == null) {
            return (band.fromClosed() ? ">= " : "> ") + band.from().toPlainString();
        }
        return (band.fromClosed() ? "[" : "(") + band.from().toPlainString() + ".." + band.to().toPlainString()
                + (band.toClosed() ? "]" : ")");
    }

    static Optional<Band> band(String unaryTest) {
        String test = unaryTest.strip();
        Matcher interval = INTERVAL.matcher(test);
        if (interval.matches()) {
            return Optional.of(new Band(new BigDecimal(interval.group(2)), interval.group(1).equals("["),
                    new BigDecimal(interval.group(3)), interval.group(4).equals("]")));
        }
        Matcher comparison = COMPARISON.matcher(test);
        if (comparison.matches()) {
            BigDecimal bound = new BigDecimal(comparison.group(2));
            return Optional.of(switch (comparison.group(1)) {
                case ">=" -> new Band(bound, true, null, false);
                case ">" -> new Band(bound, false, null, false);
                case "<=" -> new Band(null, false, bound, true);
                default -> new Band(null, false, bound, false);
            });
        }
        return Optional.empty();
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
                .replace("\t", "\\t") + '"';
    }

    /** The text of a quoted string; nothing when it is none. */
    static Optional<String> unquoted(String literal) {
        Matcher matcher = STRING.matcher(literal.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        String body = matcher.group(1);
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = body.charAt(++i);
            text.append(switch (escaped) {
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                default -> escaped;
            });
        }
        return Optional.of(text.toString());
    }
}
