package org.fengsui.plan;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A plan's data as the extension properties of its model's elements, there and back. What is empty is left out.
 * The property keys are described in {@code docs/plan-model.md}.
 */
class PlanProperties {

    private static final String ASSUMED = ".assumed";

    private PlanProperties() {
    }

    static Map<String, String> of(Plan plan) {
        Map<String, String> properties = new LinkedHashMap<>();
        put(properties, "plan.hazard", plan.hazard());
        put(properties, "plan.source", plan.source());
        put(properties, "plan.notice", plan.notice());
        put(properties, "plan.type", lower(plan.about().type()));
        put(properties, "plan.tier", lower(plan.about().tier()));
        put(properties, "plan.lead", plan.about().lead());
        put(properties, "plan.cumulative", plan.about().cumulative());
        put(properties, "plan.drillEveryMonths",
                plan.about().drillEveryMonths() == 0 ? "" : String.valueOf(plan.about().drillEveryMonths()));
        put(properties, "plan.drillClause", plan.about().drillClause());
        put(properties, "plan.districtNotBelowCity", plan.districtNotBelowCity());
        put(properties, "plan.districtClause", plan.districtClause());
        put(properties, "plan.writtenApprovalWithin", plan.writtenApprovalWithin());
        put(properties, "plan.writtenApprovalWithin" + ASSUMED, plan.writtenApprovalAssumed());
        for (Plan.Level level : plan.levels()) {
            String prefix = "level." + level.code() + ".";
            put(properties, prefix + "rank", String.valueOf(level.rank()));
            put(properties, prefix + "name", level.name());
            put(properties, prefix + "label", level.label());
            put(properties, prefix + "color", level.color());
            put(properties, prefix + "automatic", level.automatic());
            put(properties, prefix + "authority.", level.authority());
            if (level.ending() != null) {
                put(properties, prefix + "ending.", level.ending());
            }
        }
        for (int i = 0; i < plan.headquarters().size(); i++) {
            Plan.Role role = plan.headquarters().get(i);
            String prefix = "headquarters." + (i + 1) + ".";
            put(properties, prefix + "title", role.title());
            put(properties, prefix + "holder", role.holder());
            put(properties, prefix + "post", role.post());
            put(properties, prefix + "duty", role.duty());
            put(properties, prefix + "clause", role.clause());
        }
        for (Plan.Member member : plan.members()) {
            String prefix = "member." + member.unit() + ".";
            put(properties, prefix + "name", member.name());
            put(properties, prefix + "duty", member.duty());
            put(properties, prefix + "clause", member.clause());
        }
        for (Plan.Fact fact : plan.facts()) {
            String prefix = "fact." + fact.name() + ".";
            put(properties, prefix + "type", lower(fact.type()));
            put(properties, prefix + "unit", fact.unit());
            put(properties, prefix + "choices", String.join("|", fact.choices()));
            put(properties, prefix + "group", fact.group());
            put(properties, prefix + "note", fact.note());
            if (fact.computation() != null) {
                put(properties, prefix + "computed", lower(fact.computation().how()));
                put(properties, prefix + "computedOf", String.join("|", fact.computation().of()));
                put(properties, prefix + "window", fact.computation().window());
            }
        }
        for (Plan.Situation situation : plan.situations()) {
            String prefix = "situation." + situation.code() + ".";
            put(properties, prefix + "name", situation.name());
            put(properties, prefix + "clause", situation.clause());
        }
        for (Plan.WorkGroup group : plan.workGroups()) {
            String prefix = "workGroup." + group.code() + ".";
            put(properties, prefix + "name", group.name());
            put(properties, prefix + "lead", group.lead());
            put(properties, prefix + "members", String.join(",", group.members()));
            put(properties, prefix + "task", group.task());
            put(properties, prefix + "clause", group.clause());
        }
        for (int i = 0; i < plan.endConditions().size(); i++) {
            Plan.EndCondition end = plan.endConditions().get(i);
            String prefix = "endCondition." + (i + 1) + ".";
            put(properties, prefix + "text", end.text());
            put(properties, prefix + "levels", String.join(",", end.levels()));
            put(properties, prefix + "clause", end.clause());
        }
        for (int i = 0; i < plan.provisions().size(); i++) {
            Plan.Provision provision = plan.provisions().get(i);
            String prefix = "provision." + (i + 1) + ".";
            put(properties, prefix + "title", provision.title());
            put(properties, prefix + "text", provision.text());
            put(properties, prefix + "clause", provision.clause());
        }
        return properties;
    }

    private static void put(Map<String, String> properties, String prefix, Plan.Authority authority) {
        put(properties, prefix + "posts", String.join(",", authority.posts()));
        put(properties, prefix + "delegated", String.join(",", authority.delegated()));
        put(properties, prefix + "text", authority.text());
        put(properties, prefix + "clause", authority.clause());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** @param order place of the action in the plan, from 1 */
    static Map<String, String> of(Plan plan, Plan.Action action, int order) {
        Map<String, String> properties = new LinkedHashMap<>();
        put(properties, "order", String.valueOf(order));
        put(properties, "kind", lower(action.kind()));
        put(properties, "unit", action.unit());
        put(properties, "supporting", String.join(",", action.supporting()));
        put(properties, "levels" + ASSUMED, action.levelsAssumed());
        put(properties, "workGroup", action.workGroup());
        put(properties, "clause", action.clause());
        put(properties, "form", action.form());
        put(properties, "evidence", action.evidence());
        put(properties, "since", action.since() == Plan.Since.OPENING ? "" : lower(action.since()));
        put(properties, "after", action.after());
        List<String> levels = plan.levels().stream().map(Plan.Level::code).filter(action.levels()::containsKey).toList();
        if (action.phase() == Plan.Phase.CLOSING) {
            // An active action has its levels and situation from its group.
            put(properties, "levels", String.join(",", levels));
            put(properties, "situation", action.situation());
        }
        for (String level : levels) {
            Plan.Terms terms = action.levels().get(level);
            put(properties, "receiptWithin." + level, terms.receiptWithin());
            put(properties, "receiptWithin." + level + ASSUMED, terms.receiptAssumed());
            put(properties, "dueWithin." + level, terms.dueWithin());
            put(properties, "dueWithin." + level + ASSUMED, terms.dueAssumed());
            put(properties, "every." + level, terms.every());
            put(properties, "note." + level, terms.note());
        }
        return properties;
    }

    private static void put(Map<String, String> properties, String name, String value) {
        if (!value.isEmpty()) {
            properties.put(name, value);
        }
    }

    private static void put(Map<String, String> properties, String name, boolean value) {
        if (value) {
            properties.put(name, "true");
        }
    }

    private static void put(Map<String, String> properties, String name, Duration value) {
        if (value != null) {
            properties.put(name, value.toString());
        }
    }

    /** Takes the properties of one element one by one; what is left in the end is unknown. */
    static class Bag {

        /** Is told of a property that can't be used. */
        interface Complaint {
            void about(String code, int line, String property, String value);
        }

        private record Value(String text, int line) {
        }

        private final Map<String, Value> values = new LinkedHashMap<>();
        private final Map<String, Value> left;
        private final Complaint complaint;

        Bag(XmlElement element, String bpmn, String camunda, Complaint complaint) {
            this.complaint = complaint;
            element.first(bpmn, "extensionElements").flatMap(extension -> extension.first(camunda, "properties"))
                    .ifPresent(properties -> properties.all("property").forEach(property -> {
                        String name = property.attribute("name");
                        Value value = new Value(property.attribute("value"), property.line);
                        if (values.putIfAbsent(name, value) != null) {
                            complaint.about("duplicate-property", property.line, name, value.text());
                        }
                    }));
            left = new LinkedHashMap<>(values);
        }

        String text(String name) {
            Value value = values.get(name);
            left.remove(name);
            return value == null ? "" : value.text();
        }

        boolean has(String name) {
            return values.containsKey(name);
        }

        List<String> list(String name, String separator) {
            String text = text(name);
            return text.isEmpty() ? List.of()
                    : Arrays.stream(text.split(Pattern.quote(separator), -1)).map(String::strip).toList();
        }

        boolean flag(String name) {
            String text = text(name);
            if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
                complain("bad-flag", name);
            }
            return text.equals("true");
        }

        Duration duration(String name) {
            String text = text(name);
            if (text.isEmpty()) {
                return null;
            }
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                complain("bad-duration", name);
                return null;
            }
        }

        int number(String name, int otherwise) {
            String text = text(name);
            if (text.isEmpty()) {
                return otherwise;
            }
            if (!text.matches("\\d{1,6}")) {
                complain("bad-number", name);
                return otherwise;
            }
            return Integer.parseInt(text);
        }

        <E extends Enum<E>> E oneOf(String name, Class<E> type, E otherwise) {
            String text = text(name);
            for (E constant : type.getEnumConstants()) {
                if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return constant;
                }
            }
            complain("bad-value", name);
            return otherwise;
        }

        <E extends Enum<E>> E oneOfIfThere(String name, Class<E> type, E otherwise) {
            return has(name) ? oneOf(name, type, otherwise) : otherwise;
        }

        /** What stands between prefix and one of the suffixes in the property names, in order of appearance. */
        Set<String> between(String prefix, String... suffixes) {
            Set<String> found = new LinkedHashSet<>();
            for (String name : values.keySet()) {
                for (String suffix : suffixes) {
                    if (name.startsWith(prefix) && name.endsWith("." + suffix)
                            && name.length() > prefix.length() + suffix.length() + 1) {
                        found.add(name.substring(prefix.length(), name.length() - suffix.length() - 1));
                        break;
                    }
                }
            }
            return found;
        }

        /** Prefixes of the numbered things under this one, the smallest number first: {@code provision.2.}. */
        List<String> numbered(String prefix, String... suffixes) {
            return between(prefix, suffixes).stream().filter(number -> number.matches("[1-9]\\d{0,4}"))
                    .map(Integer::valueOf).sorted().map(number -> prefix + number + ".").toList();
        }

        /** Line of the first property with this prefix; 0 when there is none. */
        int line(String prefix) {
            return values.entrySet().stream().filter(entry -> entry.getKey().startsWith(prefix))
                    .map(entry -> entry.getValue().line()).findFirst().orElse(0);
        }

        List<String> left() {
            return new ArrayList<>(left.keySet());
        }

        void complain(String code, String name) {
            Value value = values.get(name);
            complaint.about(code, value == null ? 0 : value.line(), name, value == null ? "" : value.text());
        }
    }

    static Plan plan(String key, String name, Bag bag, List<Plan.Trigger> triggers, List<Plan.Action> actions) {
        Plan.About about = new Plan.About(bag.text("plan.source"), bag.text("plan.notice"),
                bag.oneOfIfThere("plan.type", Plan.Type.class, Plan.Type.SPECIAL),
                bag.oneOfIfThere("plan.tier", Plan.Tier.class, Plan.Tier.CITY), bag.text("plan.lead"),
                bag.flag("plan.cumulative"), bag.number("plan.drillEveryMonths", 0), bag.text("plan.drillClause"));
        return new Plan(key, name, bag.text("plan.hazard"), about, bag.flag("plan.districtNotBelowCity"),
                bag.text("plan.districtClause"), bag.duration("plan.writtenApprovalWithin"),
                bag.flag("plan.writtenApprovalWithin" + ASSUMED), levels(bag), headquarters(bag), members(bag),
                facts(bag), triggers, situations(bag), workGroups(bag), actions, endConditions(bag), provisions(bag));
    }

    static List<Plan.Level> levels(Bag bag) {
        List<Plan.Level> levels = new ArrayList<>();
        // The longer ends come first: "authority.text" also ends in "text".
        for (String code : bag.between("level.", "authority.posts", "authority.delegated", "authority.text",
                "authority.clause", "ending.posts", "ending.delegated", "ending.text", "ending.clause", "automatic",
                "rank", "name", "label", "color")) {
            String prefix = "level." + code + ".";
            Plan.Authority ending = authority(bag, prefix + "ending.");
            levels.add(new Plan.Level(code, bag.text(prefix + "name"), bag.text(prefix + "label"),
                    bag.text(prefix + "color"), bag.number(prefix + "rank", 0), bag.flag(prefix + "automatic"),
                    authority(bag, prefix + "authority."), ending.posts().isEmpty() ? null : ending));
        }
        return levels;
    }

    private static Plan.Authority authority(Bag bag, String prefix) {
        return new Plan.Authority(bag.list(prefix + "posts", ","), bag.list(prefix + "delegated", ","),
                bag.text(prefix + "text"), bag.text(prefix + "clause"));
    }

    private static List<Plan.Role> headquarters(Bag bag) {
        return bag.numbered("headquarters.", "title", "holder", "post", "duty", "clause").stream()
                .map(prefix -> new Plan.Role(bag.text(prefix + "title"), bag.text(prefix + "holder"),
                        bag.text(prefix + "post"), bag.text(prefix + "duty"), bag.text(prefix + "clause"))).toList();
    }

    private static List<Plan.Member> members(Bag bag) {
        return bag.between("member.", "name", "duty", "clause").stream()
                .map(unit -> new Plan.Member(unit, bag.text("member." + unit + ".name"),
                        bag.text("member." + unit + ".duty"), bag.text("member." + unit + ".clause"))).toList();
    }

    static List<Plan.Fact> facts(Bag bag) {
        List<Plan.Fact> facts = new ArrayList<>();
        for (String name : bag.between("fact.", "type", "unit", "choices", "group", "note", "computed", "computedOf",
                "window")) {
            String prefix = "fact." + name + ".";
            facts.add(new Plan.Fact(name, bag.oneOf(prefix + "type", Plan.FactType.class, Plan.FactType.NUMBER),
                    bag.text(prefix + "unit"), bag.list(prefix + "choices", "|"), bag.text(prefix + "group"),
                    bag.text(prefix + "note"), computation(bag, prefix)));
        }
        return facts;
    }

    private static Plan.Computation computation(Bag bag, String prefix) {
        return !bag.has(prefix + "computed") && !bag.has(prefix + "computedOf") ? null
                : new Plan.Computation(bag.oneOf(prefix + "computed", Plan.How.class, Plan.How.SUM),
                        bag.list(prefix + "computedOf", "|"), bag.duration(prefix + "window"));
    }

    private static List<Plan.Situation> situations(Bag bag) {
        List<Plan.Situation> situations = new ArrayList<>();
        for (String code : bag.between("situation.", "name", "clause")) {
            String prefix = "situation." + code + ".";
            situations.add(new Plan.Situation(code, bag.text(prefix + "name"), bag.text(prefix + "clause")));
        }
        return situations;
    }

    private static List<Plan.WorkGroup> workGroups(Bag bag) {
        List<Plan.WorkGroup> groups = new ArrayList<>();
        for (String code : bag.between("workGroup.", "name", "lead", "members", "task", "clause")) {
            String prefix = "workGroup." + code + ".";
            groups.add(new Plan.WorkGroup(code, bag.text(prefix + "name"), bag.text(prefix + "lead"),
                    bag.list(prefix + "members", ","), bag.text(prefix + "task"), bag.text(prefix + "clause")));
        }
        return groups;
    }

    private static List<Plan.EndCondition> endConditions(Bag bag) {
        return bag.numbered("endCondition.", "text", "levels", "clause").stream()
                .map(prefix -> new Plan.EndCondition(bag.text(prefix + "text"), bag.list(prefix + "levels", ","),
                        bag.text(prefix + "clause"))).toList();
    }

    private static List<Plan.Provision> provisions(Bag bag) {
        return bag.numbered("provision.", "title", "text", "clause").stream()
                .map(prefix -> new Plan.Provision(bag.text(prefix + "title"), bag.text(prefix + "text"),
                        bag.text(prefix + "clause"))).toList();
    }

    /** @param group levels and situation of the group that the task stands in; null for a closing action */
    static Plan.Action action(String key, String title, String text, boolean everyDistrict, Bag bag,
                              Plan.Group group) {
        List<String> levels = group == null ? bag.list("levels", ",") : List.copyOf(group.levels());
        String situation = group == null ? bag.text("situation") : group.situation();
        Map<String, Plan.Terms> terms = new LinkedHashMap<>();
        for (String level : levels) {
            terms.put(level, new Plan.Terms(
                    bag.duration("dueWithin." + level), bag.flag("dueWithin." + level + ASSUMED),
                    bag.duration("receiptWithin." + level), bag.flag("receiptWithin." + level + ASSUMED),
                    bag.duration("every." + level), bag.text("note." + level)));
        }
        return new Plan.Action(key, title, text, bag.oneOf("kind", Plan.Kind.class, Plan.Kind.ONCE),
                group == null ? Plan.Phase.CLOSING : Plan.Phase.ACTIVE, bag.text("unit"), everyDistrict,
                bag.list("supporting", ","), terms, bag.flag("levels" + ASSUMED), situation, bag.text("workGroup"),
                bag.text("clause"), bag.text("form"), bag.text("evidence"),
                bag.oneOfIfThere("since", Plan.Since.class, Plan.Since.OPENING), bag.text("after"));
    }
}
