package org.fengsui.plan;

import java.util.HashMap;
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
import org.fengsui.plan.PlanRules.Subject;
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

        private static final Pattern GROUP = Pattern.compile("group_(\\d{1,4}(?:-\\d{1,4})*+)(?:_([a-z][a-z0-9-]*))?");

        private final Locale locale;
        private final boolean judging;
        private final ModelProblems problems;
        /** Where each action names its form. */
        private final Map<String, String> formPlaces = new HashMap<>();

        /** @param judging whether the plan must keep the rules of every plan */
        Work(Locale locale, boolean judging) {
            this.locale = locale;
            this.judging = judging;
            problems = new ModelProblems(messages, locale);
        }

        Reading read(Source bpmn, Source dmn, KnownForms forms) {
            XmlElement process = process(bpmn).orElse(null);
            XmlElement decision = definitions(dmn, "dmn", DecisionModel.DMN).orElse(null);
            if (process == null || decision == null) {
                return new Reading(Optional.empty(), problems.all());
            }
            String key = process.id();
            problems.place(Subject.PLAN, key, process.where());
            PlanProperties.Bag bag = bag(process);
            List<Plan.Action> actions = actions(process, PlanProperties.levels(bag));
            List<Plan.Trigger> triggers = new DecisionReader(problems, PlanProperties.facts(bag)).triggers(decision, key);
            Plan plan = PlanProperties.plan(key, process.attribute("name"), bag, triggers, actions);
            unknownProperties(process, bag, plan.levels());
            plan.levels().forEach(level -> problems.placeInBag(Subject.LEVEL, level.code(), process, bag, "level."));
            plan.facts().forEach(fact -> problems.placeInBag(Subject.FACT, fact.name(), process, bag, "fact."));
            plan.situations().forEach(situation ->
                    problems.placeInBag(Subject.SITUATION, situation.code(), process, bag, "situation."));
            plan.workGroups().forEach(group ->
                    problems.placeInBag(Subject.WORK_GROUP, group.code(), process, bag, "workGroup."));
            plan.members().forEach(member ->
                    problems.placeInBag(Subject.MEMBER, member.unit(), process, bag, "member."));
            problems.placeNumbered(Subject.ROLE, plan.headquarters().size(), process, bag, "headquarters.");
            problems.placeNumbered(Subject.END_CONDITION, plan.endConditions().size(), process, bag, "endCondition.");
            problems.placeNumbered(Subject.PROVISION, plan.provisions().size(), process, bag, "provision.");
            boolean readCleanly = problems.noErrors();
            boolean expressionsTold = problems.told("expression-in-text");
            for (PlanRules.Finding finding : judging ? PlanRules.check(plan, forms) : List.<PlanRules.Finding>of()) {
                if (expressionsTold && finding.code().equals("expression-in-text")) {
                    continue;
                }
                String where = problems.place(finding.subject(), finding.of()).orElse(process.where());
                if (finding.code().equals("unknown-form")) {
                    where = formPlaces.getOrDefault(finding.of(), where);
                }
                problems.add(where, finding.code(), finding.severity(), finding.of(), finding.value());
            }
            if (readCleanly) {
                String compiled = ProcessModel.write(plan);
                new ModelComparison(problems).compare(process,
                        new Work(locale, judging).process(() -> XmlElement.parse(compiled)).orElseThrow());
            }
            boolean usable = problems.noErrors();
            return new Reading(usable ? Optional.of(plan) : Optional.empty(), problems.all());
        }

        private Optional<XmlElement> process(Source bpmn) {
            XmlElement root = definitions(bpmn, "bpmn", ProcessModel.BPMN).orElse(null);
            if (root == null) {
                return Optional.empty();
            }
            new ModelVocabulary(problems).refuseUnknownBpmn(root);
            List<XmlElement> processes = root.all("process");
            if (processes.size() != 1) {
                problems.error(root, "one-process", String.valueOf(processes.size()));
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
                    problems.error(root, "not-" + file, root.name);
                    return Optional.empty();
                }
                return Optional.of(root);
            } catch (XmlElement.Refused e) {
                problems.add(file + ":" + e.line(), e.code(), Problem.ERROR, file, "");
                return Optional.empty();
            }
        }

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
                        problems.error(element, "duplicate", group.code());
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
                problems.error(element, "group-id", element.id());
                return Optional.empty();
            }
            List<Integer> ranks = Stream.of(id.group(1).split("-")).map(Integer::valueOf).toList();
            Set<String> codes = new LinkedHashSet<>();
            int last = 0;
            for (int rank : ranks) {
                Plan.Level level = levels.stream().filter(one -> one.rank() == rank).findFirst().orElse(null);
                if (level == null || rank <= last) {
                    problems.error(element, "group-rank", String.valueOf(rank));
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
                    problems.error(task, "task-id", task.id());
                    continue;
                }
                String key = task.id().substring("userTask_".length());
                problems.place(Subject.ACTION, key, task.where());
                PlanProperties.Bag bag = bag(task);
                formPlaces.put(key, ModelProblems.at(task, bag.line("form")));
                int order = bag.number("order", Integer.MAX_VALUE);
                boolean everyDistrict = task.first("multiInstanceLoopCharacteristics").isPresent();
                Plan.Action action = PlanProperties.action(key, task.attribute("name"), task.textOf("documentation"),
                        everyDistrict, bag, group);
                unknownProperties(task, bag, levels);
                if (orders.put(action, order) != null) {
                    problems.error(task, "duplicate", key);
                }
            }
        }

        private PlanProperties.Bag bag(XmlElement element) {
            return new PlanProperties.Bag(element, ProcessModel.BPMN, ProcessModel.CAMUNDA, (code, line, property, value) ->
                    problems.add(ModelProblems.at(element, line), code, Problem.ERROR, property, value));
        }

        private void unknownProperties(XmlElement element, PlanProperties.Bag bag, List<Plan.Level> levels) {
            for (String property : bag.left()) {
                boolean ofLevel = levels.stream().anyMatch(level -> property.endsWith("." + level.code())
                        || property.contains("." + level.code() + "."));
                problems.add(ModelProblems.at(element, bag.line(property)), ofLevel ? "level-not-in-group" : "unknown-property",
                        Problem.ERROR, element.id(), property);
            }
        }

    }
}
