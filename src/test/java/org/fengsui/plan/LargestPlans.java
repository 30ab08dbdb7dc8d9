package org.fengsui.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Plans at the limits of what {@link PlanRules} lets a plan be, each just within them. */
public final class LargestPlans {

    /** What a text may hold that needs care on its way: two units of a character, quotes, escapes, markup, line ends. */
    private static final String CAREFUL = "𠮷\"\\<&\n汛";

    private LargestPlans() {
    }

    /** Every code, name, text and list as long as it may be, at the most levels with the highest ranks. */
    public static Plan longest(String key) {
        String name = text(PlanRules.LONGEST_NAME);
        String text = text(PlanRules.LONGEST_TEXT);
        String unit = code("unit", 0);
        List<String> units = IntStream.rangeClosed(1, PlanRules.LONGEST_LIST).mapToObj(i -> code("unit", i)).toList();
        List<Plan.Level> levels = new ArrayList<>();
        for (int i = 0; i < PlanRules.MOST_LEVELS; i++) {
            levels.add(new Plan.Level("级".repeat(18) + (char) ('甲' + i) + "x", name(i), name, "", 9988 + i, false,
                    new Plan.Authority(List.of("office"), List.of(), text, text), null));
        }
        List<Plan.Fact> facts = new ArrayList<>();
        List<String> choices = IntStream.range(0, PlanRules.LONGEST_LIST)
                .mapToObj(i -> "选".repeat(PlanRules.LONGEST_CODE - 3) + (100 + i)).toList();
        facts.add(new Plan.Fact("选".repeat(PlanRules.LONGEST_CODE), Plan.FactType.CHOICE, "", choices, name, text, null));
        for (int i = 0; i < PlanRules.LONGEST_LIST; i++) {
            facts.add(number("位".repeat(PlanRules.LONGEST_CODE - 3) + (100 + i), null));
        }
        List<String> sources = facts.stream().skip(1).map(Plan.Fact::name).toList();
        facts.add(number("和".repeat(PlanRules.LONGEST_CODE), new Plan.Computation(Plan.How.SUM, sources, null)));
        Plan.Situation situation = new Plan.Situation(code("situation", 0), name, text);
        Plan.WorkGroup group = new Plan.WorkGroup(code("group", 0), name, unit, units, text, text);
        Map<String, Plan.Terms> terms = new LinkedHashMap<>();
        levels.forEach(level -> terms.put(level.code(), new Plan.Terms(PlanRules.LONGEST_TIME, false,
                PlanRules.LONGEST_TIME, true, null, text)));
        Plan.Action action = new Plan.Action(code("action", 0), name, text, Plan.Kind.ONCE, Plan.Phase.ACTIVE, unit, false,
                units, terms, false, situation.code(), group.code(), text, code("form", 0), text, Plan.Since.OPENING, "");
        List<Plan.Trigger> triggers = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            triggers.add(new Plan.Trigger("㐂".repeat(PlanRules.LONGEST_CODE - 3) + (100 + i), levels.get(i).code(), name, 1,
                    List.of(new Plan.Condition(facts.get(0).name(), null, choices.get(i))), text, text, situation.code()));
        }
        return new Plan(key, name, code("hazard", 0),
                new Plan.About(text, text, Plan.Type.SPECIAL, Plan.Tier.CITY, unit, false, 1200, text), false, text,
                PlanRules.LONGEST_TIME, true, levels, List.of(new Plan.Role(name, text, "", text, text)),
                List.of(new Plan.Member(unit, name, text, text)), facts, triggers, List.of(situation), List.of(group),
                List.of(action), List.of(new Plan.EndCondition(text, List.of(), text)),
                List.of(new Plan.Provision(name, text, text)));
    }

    /** Stations with four warning levels each, as a large city has them, and as many actions as a plan may have. */
    public static Plan most(String key, int stations) {
        List<Plan.Level> levels = new ArrayList<>();
        for (String code : List.of("Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ")) {
            levels.add(new Plan.Level(code, code + "级", "", "", levels.size() + 1, false,
                    new Plan.Authority(List.of("office"), List.of(), "", ""), null));
        }
        List<Plan.Fact> facts = new ArrayList<>();
        List<Plan.Trigger> triggers = new ArrayList<>();
        for (int i = 0; i < stations; i++) {
            facts.add(number("站" + i, null));
            for (int level = 0; level < levels.size(); level++) {
                triggers.add(new Plan.Trigger("t" + i + "-" + level, levels.get(level).code(), "", 1,
                        List.of(new Plan.Condition("站" + i, new Band(BigDecimal.valueOf(level), true,
                                level == 3 ? null : BigDecimal.valueOf(level + 1L), false), null)), "3", "水位达到", ""));
            }
        }
        List<Plan.Action> actions = new ArrayList<>();
        for (int i = 0; i < PlanRules.MOST_ACTIONS; i++) {
            Map<String, Plan.Terms> terms = new LinkedHashMap<>();
            for (Plan.Level level : levels.subList(i % levels.size(), levels.size())) {
                terms.put(level.code(), new Plan.Terms(Duration.ofHours(2), false, Duration.ofMinutes(15), true, null, ""));
            }
            Plan.Since since = i % 10 == 0 ? Plan.Since.OPENING : Plan.Since.ACTION;
            actions.add(new Plan.Action("a" + i, "行动" + i, "内容", Plan.Kind.ONCE, Plan.Phase.ACTIVE, "water", false,
                    List.of(), terms, false, "", "", "4", "", "", since, since == Plan.Since.ACTION ? "a" + (i - 1) : ""));
        }
        return of(key, levels, facts, triggers, actions);
    }

    /** Starting conditions whose ids are no ids of elements, or would be those of others. */
    public static Plan odd(String key) {
        List<Plan.Level> levels = List.of(new Plan.Level("Ⅰ", "一级", "", "", 9999, false,
                new Plan.Authority(List.of("office"), List.of(), "", ""), null));
        List<Plan.Fact> facts = List.of(number("A.type（m³/s）-1 #'\\", null), number("A", null), number("A.computed", null));
        List<Plan.Trigger> triggers = new ArrayList<>();
        for (String id : List.of("条件１", "㐂", "𠮷", "é", "a.1", "x_level", "x", "x_input_1", "input_1", "output_text",
                "rule_3", "table_" + key + "-level", "rule_12", "_", "A")) {
            int number = triggers.size();
            triggers.add(new Plan.Trigger(id, "Ⅰ", "", 1, List.of(atLeast(facts.get(number % 3), number)), "", id, ""));
        }
        triggers.add(1, new Plan.Trigger("a", "Ⅰ", "", 2, List.of(atLeast(facts.get(0), 90), atLeast(facts.get(1), 91)),
                "", "", ""));
        Plan.Terms terms = new Plan.Terms(Duration.ofSeconds(1), false, Duration.ofSeconds(1), false,
                PlanRules.SHORTEST_INTERVAL, "");
        return of(key, levels, facts, triggers, List.of(new Plan.Action("a", "报告", "", Plan.Kind.RECURRING,
                Plan.Phase.ACTIVE, "water", false, List.of(), Map.of("Ⅰ", terms), false, "", "", "", "", "",
                Plan.Since.OPENING, "")));
    }

    private static Plan of(String key, List<Plan.Level> levels, List<Plan.Fact> facts, List<Plan.Trigger> triggers,
                           List<Plan.Action> actions) {
        return new Plan(key, "虚构预案 " + key, key, TestPlans.about("测试用虚构文本", "虚构预案，仅供测试"), false, "", null, false,
                levels, List.of(), List.of(), facts, triggers, List.of(), List.of(), actions, List.of(), List.of());
    }

    private static Plan.Fact number(String name, Plan.Computation computation) {
        return new Plan.Fact(name, Plan.FactType.NUMBER, "m", List.of(), "", "", computation);
    }

    private static Plan.Condition atLeast(Plan.Fact fact, int bound) {
        return new Plan.Condition(fact.name(), new Band(BigDecimal.valueOf(bound), true, null, false), null);
    }

    private static String code(String word, int number) {
        String end = "-" + (100 + number);
        return word + "-a".repeat((PlanRules.LONGEST_CODE - word.length() - end.length()) / 2) + end;
    }

    private static String text(int characters) {
        StringBuilder text = new StringBuilder("文");
        int[] careful = CAREFUL.codePoints().toArray();
        for (int i = 0; i < characters - 2; i++) {
            text.appendCodePoint(careful[i % careful.length]);
        }
        return text.append("字").toString();
    }

    private static String name(int number) {
        String name = text(PlanRules.LONGEST_NAME);
        return name.substring(0, name.length() - 1) + (char) ('甲' + number);
    }
}
