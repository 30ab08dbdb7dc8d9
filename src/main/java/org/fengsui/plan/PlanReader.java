package org.fengsui.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.namespace.QName;
import org.springframework.context.MessageSource;

/**
 * Reads a plan from its BPMN and DMN models, drawn by hand or compiled. Only what the conventions of
 * {@code docs/plan-model.md} know is accepted: a model means exactly what its plan compiles to, or it is refused with
 * all problems at once.
 */
@org.springframework.stereotype.Component
public class PlanReader {

    private final MessageSource messages;

    PlanReader(MessageSource messages) {
        this.messages = messages;
    }

    /**
     * Reads models that are kept: which forms there are was asked when they came.
     *
     * @param locale language of the problems' messages
     */
    public Reading read(String bpmn, String dmn, Locale locale) {
        return new Work(locale, true).read(() -> XmlElement.parse(bpmn), () -> XmlElement.parse(dmn), KnownForms.ANY);
    }

    /**
     * Reads files as they come, each in the encoding that it names itself.
     *
     * @param forms  those that the plan may name
     * @param locale language of the problems' messages
     */
    public Reading read(byte[] bpmn, byte[] dmn, KnownForms forms, Locale locale) {
        return new Work(locale, true).read(() -> XmlElement.parse(bpmn), () -> XmlElement.parse(dmn), forms);
    }

    /**
     * Reads models that were accepted once, and kept: a rule that came later makes no plan unreadable that is in force, or
     * under which a response runs.
     */
    Reading kept(Models models, Locale locale) {
        return new Work(locale, false).read(() -> XmlElement.parse(models.bpmn()), () -> XmlElement.parse(models.dmn()),
                KnownForms.ANY);
    }

    /** A model's text, whatever it comes in. */
    private interface Source {
        XmlElement parse() throws XmlElement.Refused;
    }

    /** One reading. */
    private class Work {

        private static final String BPMN = ProcessModel.BPMN;
        private static final String CAMUNDA = ProcessModel.CAMUNDA;
        private static final QName XSI_TYPE = new QName("http://www.w3.org/2001/XMLSchema-instance", "type");
        private static final Pattern GROUP = Pattern.compile("group_(\\d{1,4}(?:-\\d{1,4})*+)(?:_([a-z][a-z0-9-]*))?");

        private static final Set<String> BPMN_ELEMENTS = Set.of("definitions", "process", "message", "documentation",
                "extensionElements", "subProcess", "startEvent", "endEvent", "boundaryEvent",
                "messageEventDefinition", "userTask", "receiveTask", "inclusiveGateway", "sequenceFlow",
                "conditionExpression", "incoming", "outgoing", "multiInstanceLoopCharacteristics",
                "standardLoopCharacteristics");
        /** What the engine would run: nothing can lead to it, or be compared with it, without an id. */
        private static final Set<String> NODES = Set.of("subProcess", "startEvent", "endEvent", "boundaryEvent",
                "userTask", "receiveTask", "inclusiveGateway");
        private static final Set<String> DRAWN_ONLY = Set.of("textAnnotation", "association", "group");
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
        /** Of each severity: who brings a file of another kind need not read of its ten thousand elements. */
        private static final int MOST_PROBLEMS = 200;

        private final Locale locale;
        private final boolean judging;
        private final List<Problem> problems = new ArrayList<>();
        private final Map<PlanRules.Subject, Map<String, String>> places = new HashMap<>();
        /** Where each action names its form. */
        private final Map<String, String> formPlaces = new HashMap<>();

        /** @param judging whether the plan must keep the rules of every plan */
        Work(Locale locale, boolean judging) {
            this.locale = locale;
            this.judging = judging;
        }

        Reading read(Source bpmn, Source dmn, KnownForms forms) {
            XmlElement process = process(bpmn).orElse(null);
            XmlElement decision = definitions(dmn, "dmn", DecisionModel.DMN).orElse(null);
            if (process == null || decision == null) {
                return new Reading(Optional.empty(), problems);
            }
            String key = process.id();
            place(PlanRules.Subject.PLAN, key, process.where());
            PlanProperties.Bag bag = bag(process);
            List<Plan.Action> actions = actions(process, PlanProperties.levels(bag));
            List<Plan.Trigger> triggers = triggers(decision, key, PlanProperties.facts(bag));
            Plan plan = PlanProperties.plan(key, process.attribute("name"), bag, triggers, actions);
            unknownProperties(process, bag, plan.levels());
            plan.levels().forEach(level -> placeInBag(PlanRules.Subject.LEVEL, level.code(), process, bag, "level."));
            plan.facts().forEach(fact -> placeInBag(PlanRules.Subject.FACT, fact.name(), process, bag, "fact."));
            plan.situations().forEach(situation ->
                    placeInBag(PlanRules.Subject.SITUATION, situation.code(), process, bag, "situation."));
            plan.workGroups().forEach(group ->
                    placeInBag(PlanRules.Subject.WORK_GROUP, group.code(), process, bag, "workGroup."));
            plan.members().forEach(member ->
                    placeInBag(PlanRules.Subject.MEMBER, member.unit(), process, bag, "member."));
            placeNumbered(PlanRules.Subject.ROLE, plan.headquarters().size(), process, bag, "headquarters.");
            placeNumbered(PlanRules.Subject.END_CONDITION, plan.endConditions().size(), process, bag, "endCondition.");
            placeNumbered(PlanRules.Subject.PROVISION, plan.provisions().size(), process, bag, "provision.");
            boolean readCleanly = problems.stream().noneMatch(Problem::isError);
            boolean expressionsTold = problems.stream().anyMatch(problem -> problem.code().equals("expression-in-text"));
            for (PlanRules.Finding finding : judging ? PlanRules.check(plan, forms) : List.<PlanRules.Finding>of()) {
                if (expressionsTold && finding.code().equals("expression-in-text")) {
                    continue;
                }
                String where = places.getOrDefault(finding.subject(), Map.of())
                        .getOrDefault(finding.of(), process.where());
                if (finding.code().equals("unknown-form")) {
                    where = formPlaces.getOrDefault(finding.of(), where);
                }
                add(where, finding.code(), finding.severity(), finding.of(), finding.value());
            }
            if (readCleanly) {
                compareWithCompiled(process, plan);
            }
            boolean usable = problems.stream().noneMatch(Problem::isError);
            return new Reading(usable ? Optional.of(plan) : Optional.empty(), problems);
        }

        private Optional<XmlElement> process(Source bpmn) {
            XmlElement root = definitions(bpmn, "bpmn", BPMN).orElse(null);
            if (root == null) {
                return Optional.empty();
            }
            refuseUnknownBpmn(root);
            List<XmlElement> processes = root.all("process");
            if (processes.size() != 1) {
                error(root, "one-process", String.valueOf(processes.size()));
                return Optional.empty();
            }
            Map<String, String> names = new HashMap<>();
            root.all("message").forEach(message -> names.put(message.id(), message.attribute("name")));
            resolveMessages(processes.get(0), names);
            return Optional.of(processes.get(0));
        }

        /** Messages are compared by name: their ids are the drawing tool's. */
        private void resolveMessages(XmlElement element, Map<String, String> names) {
            element.attributes.computeIfPresent(new QName("messageRef"), (ref, id) -> names.getOrDefault(id, id));
            element.children.forEach(child -> resolveMessages(child, names));
        }

        private Optional<XmlElement> definitions(Source xml, String file, String namespace) {
            try {
                XmlElement root = xml.parse();
                if (!root.is(namespace, "definitions")) {
                    error(root, "not-" + file, root.name);
                    return Optional.empty();
                }
                return Optional.of(root);
            } catch (XmlElement.Refused e) {
                add(file + ":" + e.line(), e.code(), Problem.ERROR, file, "");
                return Optional.empty();
            }
        }

        // --- what a model may contain -------------------------------------------------------------------------

        private void refuseUnknownBpmn(XmlElement element) {
            boolean known = element.namespace.equals(BPMN) && BPMN_ELEMENTS.contains(element.name)
                    || element.is(CAMUNDA, "properties") || element.is(CAMUNDA, "property");
            if (!known) {
                if (element.namespace.equals(BPMN) && DRAWN_ONLY.contains(element.name)) {
                    add(element.where(), "ignored-element", Problem.WARNING, element.id(), element.name);
                } else {
                    error(element, "unexpected-element", element.name);
                }
                return;
            }
            element.attributes.forEach((attribute, value) -> {
                String namespace = attribute.getNamespaceURI();
                boolean accepted = namespace.isEmpty() && ATTRIBUTES.contains(attribute.getLocalPart())
                        || namespace.equals(CAMUNDA) && CAMUNDA_ATTRIBUTES.contains(attribute.getLocalPart())
                        || attribute.equals(XSI_TYPE) || namespace.equals(ProcessModel.MODELER);
                if (!accepted) {
                    error(element, "unexpected-attribute", attribute.getLocalPart());
                } else if (!EXPRESSIONS.getOrDefault(attribute.getLocalPart(), ANYTHING).matcher(value).matches()) {
                    error(element, "unexpected-expression", value);
                }
            });
            if (element.name.equals("conditionExpression") && !CONDITION.matcher(element.text().strip()).matches()
                    || element.name.equals("message") && isExpression(element.attribute("name"))) {
                error(element, "unexpected-expression", element.text().strip());
            }
            // The rules of plans say so too, but not in which line.
            if (element.name.equals("documentation") && isExpression(element.text())
                    || element.name.equals("property") && isExpression(element.attribute("value"))) {
                error(element, "expression-in-text", "");
            }
            if (NODES.contains(element.name) && element.id().isEmpty()) {
                add(element.where(), "unexpected-part", Problem.ERROR, element.name, "");
            }
            refuseWhatWouldBeOverlooked(element);
            element.all("documentation").stream().filter(text -> !element.name.equals("userTask"))
                    .forEach(this::warnThatItIsNotKept);
            element.children.stream().filter(child -> !child.is(ProcessModel.BPMNDI, "BPMNDiagram"))
                    .forEach(this::refuseUnknownBpmn);
        }

        private boolean isExpression(String text) {
            return text.contains("${") || text.contains("#{");
        }

        /** The whole grammar of expressions: one question of ours, about one action. */
        private static String expression(String question) {
            return "\\$\\{wanted\\." + question + "\\('[a-z0-9-]+'\\)}";
        }

        private void refuseUnknownDmn(XmlElement element) {
            if (!element.namespace.equals(DecisionModel.DMN) || !DMN_ELEMENTS.contains(element.name)) {
                error(element, "unexpected-element", element.name);
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
                    error(element, "unexpected-attribute", name);
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
                add(words.where(), "ignored-element", Problem.WARNING, words.nearestId(), words.name);
            }
        }

        /** Known elements in places where nobody reads them: what is not kept must not look as if it were. */
        private void refuseWhatWouldBeOverlooked(XmlElement element) {
            Set<String> seen = new HashSet<>();
            for (XmlElement child : element.children) {
                boolean misplaced = LEAVES.contains(element.name)
                        || PARENTS.getOrDefault(child.name, Set.of(element.name)).stream().noneMatch(element.name::equals);
                if (misplaced) {
                    error(child, "unexpected-element", child.name);
                } else if (!seen.add(child.name) && ONCE.contains(child.name)) {
                    error(child, "only-once", child.name);
                }
            }
        }

        // --- actions ------------------------------------------------------------------------------------------

        private List<Plan.Action> actions(XmlElement process, List<Plan.Level> levels) {
            Map<Plan.Action, Integer> orders = new LinkedHashMap<>();
            Set<String> codes = new LinkedHashSet<>();
            List<XmlElement> containers = process.all("subProcess");
            for (XmlElement active : containers) {
                if (!active.id().equals("subprocess_active")) {
                    continue;
                }
                for (XmlElement element : active.all("subProcess")) {
                    Plan.Group group = group(element, levels).orElse(null);
                    if (group != null && !codes.add(group.code())) {
                        error(element, "duplicate", group.code());
                    } else if (group != null) {
                        element.all("subProcess").forEach(inner -> tasks(inner, group, levels, orders));
                    }
                }
            }
            containers.stream().filter(element -> element.id().equals("subprocess_closing"))
                    .forEach(closing -> tasks(closing, null, levels, orders));
            return orders.entrySet().stream().sorted(Map.Entry.comparingByValue()).map(Map.Entry::getKey)
                    .collect(Collectors.toList());
        }

        private Optional<Plan.Group> group(XmlElement element, List<Plan.Level> levels) {
            Matcher id = GROUP.matcher(element.id());
            if (!id.matches()) {
                error(element, "group-id", element.id());
                return Optional.empty();
            }
            List<Integer> ranks = Stream.of(id.group(1).split("-")).map(Integer::valueOf).toList();
            Set<String> codes = new LinkedHashSet<>();
            int last = 0;
            for (int rank : ranks) {
                Plan.Level level = levels.stream().filter(one -> one.rank() == rank).findFirst().orElse(null);
                if (level == null || rank <= last) {
                    error(element, "group-rank", String.valueOf(rank));
                    return Optional.empty();
                }
                codes.add(level.code());
                last = rank;
            }
            String situation = id.group(2) == null ? "" : id.group(2);
            return Optional.of(new Plan.Group(element.id().substring("group_".length()), codes, situation, List.of()));
        }

        private void tasks(XmlElement container, Plan.Group group, List<Plan.Level> levels,
                           Map<Plan.Action, Integer> orders) {
            for (XmlElement task : container.all("userTask")) {
                if (!task.id().startsWith("userTask_")) {
                    error(task, "task-id", task.id());
                    continue;
                }
                String key = task.id().substring("userTask_".length());
                place(PlanRules.Subject.ACTION, key, task.where());
                PlanProperties.Bag bag = bag(task);
                formPlaces.put(key, at(task, bag.line("form")));
                int order = bag.number("order", Integer.MAX_VALUE);
                boolean everyDistrict = task.first("multiInstanceLoopCharacteristics").isPresent();
                Plan.Action action = PlanProperties.action(key, task.attribute("name"), task.textOf("documentation"),
                        everyDistrict, bag, group);
                unknownProperties(task, bag, levels);
                if (orders.put(action, order) != null) {
                    error(task, "duplicate", key);
                }
            }
        }

        private PlanProperties.Bag bag(XmlElement element) {
            return new PlanProperties.Bag(element, BPMN, CAMUNDA, (code, line, property, value) ->
                    add(at(element, line), code, Problem.ERROR, property, value));
        }

        private void unknownProperties(XmlElement element, PlanProperties.Bag bag, List<Plan.Level> levels) {
            for (String property : bag.left()) {
                boolean ofLevel = levels.stream().anyMatch(level -> property.endsWith("." + level.code())
                        || property.contains("." + level.code() + "."));
                add(at(element, bag.line(property)), ofLevel ? "level-not-in-group" : "unknown-property",
                        Problem.ERROR, element.id(), property);
            }
        }

        // --- triggers -----------------------------------------------------------------------------------------

        private List<Plan.Trigger> triggers(XmlElement definitions, String key, List<Plan.Fact> facts) {
            refuseUnknownDmn(definitions);
            List<XmlElement> decisions = definitions.all("decision");
            XmlElement table = decisions.size() == 1
                    ? decisions.get(0).first("decisionTable").orElse(null) : null;
            if (table == null) {
                error(definitions, "one-decision", String.valueOf(decisions.size()));
                return List.of();
            }
            if (!decisions.get(0).id().equals(DecisionModel.decisionId(key))) {
                error(decisions.get(0), "decision-id", DecisionModel.decisionId(key));
            }
            if (!table.attribute("hitPolicy").equals("COLLECT")) {
                error(table, "hit-policy", table.attribute("hitPolicy"));
            }
            List<XmlElement> inputs = table.all("input");
            List<String> columns = new ArrayList<>();
            for (XmlElement input : inputs) {
                String expression = input.first("inputExpression").map(e -> e.textOf("text")).orElse("").strip();
                String name = expression.matches("`[^`]+`") ? expression.substring(1, expression.length() - 1)
                        : expression;
                if (facts.stream().noneMatch(fact -> fact.name().equals(name))) {
                    errorIn(input, input.first("inputExpression").orElse(input), "unknown-fact", name);
                }
                columns.add(name);
            }
            List<String> outputs = table.all("output").stream().map(output -> output.attribute("name")).toList();
            if (!outputs.equals(DecisionModel.OUTPUTS) && !outputs.equals(DecisionModel.SIMPLE_OUTPUTS)) {
                error(table, "outputs", String.join(", ", DecisionModel.OUTPUTS));
                return List.of();
            }
            Map<String, Plan.Trigger> triggers = new LinkedHashMap<>();
            List<XmlElement> rules = new ArrayList<>();
            Plan.Trigger last = null;
            for (XmlElement rule : table.all("rule")) {
                Plan.Trigger read = trigger(rule, columns, facts).orElse(null);
                if (read == null) {
                    continue;
                }
                Plan.Trigger known = triggers.get(read.id());
                // The rules of one trigger stand together and say the same of it.
                if (known == null) {
                    place(PlanRules.Subject.TRIGGER, read.id(), rule.where());
                    last = read;
                } else if (known == last && read.equals(with(known, read.conditions()))) {
                    List<Plan.Condition> conditions = new ArrayList<>(known.conditions());
                    conditions.addAll(read.conditions());
                    last = with(known, conditions);
                } else {
                    error(rule, "split-trigger", read.id());
                    continue;
                }
                triggers.put(read.id(), last);
                rules.add(rule);
            }
            checkRuleIds(key, List.copyOf(triggers.values()), rules, columns.size());
            return List.copyOf(triggers.values());
        }

        /** Rules have their condition's own id, or that which the compiler gives where it can be no element's. */
        private void checkRuleIds(String key, List<Plan.Trigger> triggers, List<XmlElement> rules, int columns) {
            Iterator<String> ids = DecisionModel.ruleIds(key, triggers, columns).iterator();
            Iterator<XmlElement> elements = rules.iterator();
            for (Plan.Trigger trigger : triggers) {
                for (int i = 0; i < trigger.conditions().size(); i++) {
                    XmlElement rule = elements.next();
                    place(PlanRules.Subject.TRIGGER, trigger.conditionId(i), rule.where());
                    if (!ids.next().equals(rule.id()) && !trigger.conditionId(i).equals(rule.id())) {
                        error(rule, "trigger-id", trigger.id());
                    }
                }
            }
        }

        private Plan.Trigger with(Plan.Trigger trigger, List<Plan.Condition> conditions) {
            return new Plan.Trigger(trigger.id(), trigger.level(), trigger.track(), trigger.need(), conditions,
                    trigger.clause(), trigger.text(), trigger.situation());
        }

        /** One rule as a trigger of one condition. */
        private Optional<Plan.Trigger> trigger(XmlElement rule, List<String> columns, List<Plan.Fact> facts) {
            List<String> cells = rule.all("inputEntry").stream().map(entry -> entry.textOf("text").strip()).toList();
            List<String> values = new ArrayList<>();
            for (XmlElement entry : rule.all("outputEntry")) {
                String literal = entry.textOf("text").strip();
                Optional<String> value = literal.isEmpty() ? Optional.of("") : DecisionModel.unquoted(literal);
                if (value.isEmpty()) {
                    errorIn(rule, entry, "bad-output", literal);
                }
                values.add(value.orElse(""));
            }
            if (values.size() == DecisionModel.SIMPLE_OUTPUTS.size()) {
                values.addAll(2, List.of("1", ""));
            }
            List<Integer> filled = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                if (!cells.get(i).isEmpty() && !cells.get(i).equals("-")) {
                    filled.add(i);
                }
            }
            if (cells.size() != columns.size() || values.size() != DecisionModel.OUTPUTS.size() || filled.size() != 1) {
                error(rule, "one-condition", String.valueOf(filled.size()));
                return Optional.empty();
            }
            if (!values.get(2).matches("[1-9]\\d{0,3}")) {
                error(rule, "bad-need", values.get(2));
                return Optional.empty();
            }
            String fact = columns.get(filled.get(0));
            String cell = cells.get(filled.get(0));
            boolean number = facts.stream().anyMatch(one -> one.name().equals(fact) && one.type().numeric());
            Optional<Band> band = number ? DecisionModel.band(cell) : Optional.empty();
            String choice = number ? null
                    : cell.equals("true") || cell.equals("false") ? cell : DecisionModel.unquoted(cell).orElse(null);
            if (band.isEmpty() && choice == null) {
                errorIn(rule, rule.all("inputEntry").get(filled.get(0)), "bad-cell", cell);
                return Optional.empty();
            }
            return Optional.of(new Plan.Trigger(values.get(1), values.get(0), values.get(3),
                    Integer.parseInt(values.get(2)), List.of(new Plan.Condition(fact, band.orElse(null), choice)),
                    values.get(4), values.get(5), values.get(6)));
        }

        // --- the model must mean what its plan compiles to ------------------------------------------------------

        private record Part(String meaning, String where) {
        }

        private void compareWithCompiled(XmlElement process, Plan plan) {
            Map<String, Part> actual = new LinkedHashMap<>();
            parts(process, "", actual, true);
            Map<String, Part> expected = new LinkedHashMap<>();
            String compiled = ProcessModel.write(plan);
            parts(new Work(locale, judging).process(() -> XmlElement.parse(compiled)).orElseThrow(), "", expected, false);
            expected.forEach((name, part) -> {
                Part found = actual.get(name);
                if (found == null) {
                    add(process.where(), "missing-element", Problem.ERROR, name, part.meaning());
                } else if (!found.meaning().equals(part.meaning())) {
                    add(found.where(), "different-element", Problem.ERROR, name, part.meaning());
                }
            });
            actual.forEach((name, part) -> {
                if (!expected.containsKey(name)) {
                    add(part.where(), "unexpected-part", Problem.ERROR, name, "");
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
                if (child.is(BPMN, "sequenceFlow")) {
                    put(child, flowName(child), Stream.of("sequenceFlow", element.id(),
                                    child.textOf("conditionExpression").strip(),
                                    defaults.contains(child.id()) ? "default" : "")
                            .filter(text -> !text.isEmpty()).collect(Collectors.joining(", ")), parts, report);
                } else if (child.namespace.equals(BPMN) && !child.attribute("id").isEmpty()
                        && !child.name.equals("messageEventDefinition") && !child.name.endsWith("Characteristics")
                        && !DRAWN_ONLY.contains(child.name) && !child.name.equals("documentation")) {
                    parts(child, element.id(), parts, report);
                }
            }
        }

        private void put(XmlElement element, String name, String meaning, Map<String, Part> parts, boolean report) {
            if (parts.put(name, new Part(meaning, element.where())) != null && report) {
                error(element, "duplicate", name);
            }
        }

        private String flowName(XmlElement flow) {
            return flow.attribute("sourceRef") + " → " + flow.attribute("targetRef");
        }

        private String attribute(XmlElement element, String name, String normally) {
            String value = element.attribute(name);
            return value.isEmpty() || value.equals(normally) ? "" : name + "=" + value;
        }

        private String loop(XmlElement element) {
            return element.first("multiInstanceLoopCharacteristics").map(loop -> "multiInstance "
                    + loop.attribute(CAMUNDA, "collection") + " " + loop.attribute(CAMUNDA, "elementVariable")
                    + attribute(loop, "isSequential", "false")).orElse("");
        }

        private String event(XmlElement element) {
            return element.all("messageEventDefinition").stream().map(event -> "message " + event.attribute("messageRef"))
                    .collect(Collectors.joining(" "));
        }

        // --- problems -----------------------------------------------------------------------------------------

        private void place(PlanRules.Subject subject, String of, String where) {
            places.computeIfAbsent(subject, any -> new HashMap<>()).put(of, where);
        }

        private void placeInBag(PlanRules.Subject subject, String of, XmlElement element, PlanProperties.Bag bag,
                                String prefix) {
            place(subject, of, at(element, bag.line(prefix + of + ".")));
        }

        private void placeNumbered(PlanRules.Subject subject, int count, XmlElement element, PlanProperties.Bag bag,
                                   String prefix) {
            for (int i = 1; i <= count; i++) {
                placeInBag(subject, String.valueOf(i), element, bag, prefix);
            }
        }

        private String at(XmlElement element, int line) {
            return line == 0 ? element.where() : element.nearestId() + ":" + line;
        }

        /** At the line of an entry's text, with the id of what people know it by. */
        private void errorIn(XmlElement element, XmlElement entry, String code, String value) {
            add(at(element, entry.first("text").orElse(entry).line), code, Problem.ERROR, element.nearestId(), value);
        }

        private void error(XmlElement element, String code, String value) {
            add(element.where(), code, Problem.ERROR, element.nearestId(), value);
        }

        private void add(String where, String code, String severity, String of, String value) {
            long told = problems.stream().filter(problem -> problem.severity().equals(severity)).count();
            if (told >= MOST_PROBLEMS) {
                return;
            }
            if (told == MOST_PROBLEMS - 1) {
                code = "more-problems";
            }
            Object[] said = {PlanRules.shortened(of), PlanRules.shortened(value)};
            String message = messages.getMessage("plan.problem." + code, said, locale);
            problems.add(new Problem(where, code, message, severity));
        }
    }
}
