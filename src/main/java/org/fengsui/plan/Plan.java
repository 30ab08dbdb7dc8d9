package org.fengsui.plan;

import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A contingency plan (应急预案) in one version, as read from its BPMN and DMN models. Everything an officer would
 * find in the plan's text is here as data, so that any plan runs by the same code.
 *
 * @param key                      stable key of the plan, also the id of its BPMN process
 * @param name                     full name, e.g. 南京市防汛预案
 * @param hazard                   kind of hazard (灾种), e.g. {@code flood}; an incident meets the plans of its hazard
 * @param source                   where the text comes from, and its year
 * @param notice                   what a reader must know of its standing, e.g. that it is a reference model; may be empty
 * @param districtNotBelowCity     whether a district's level may not be below the city's (区级响应不得低于市级)
 * @param districtClause           the clause that says so; empty when none does
 * @param writtenApprovalWithin    time to hand in the written form of an oral approval (口头同意后补书面)
 * @param writtenApprovalAssumed   true when that time is our default and not the plan's
 * @param levels                   the plan's own levels (响应级别), the lowest first
 * @param facts                    what can be reported and compared (监测要素), typed and with units
 * @param triggers                 starting conditions (启动条件)
 * @param situations               situations that open classified measures (分类措施); may be empty
 * @param workGroups               work groups of the headquarters (工作组); may be empty
 * @param actions                  response actions (响应行动) of all levels, and the closing actions (后期处置)
 */
public record Plan(String key, String name, String hazard, String source, String notice,
                   boolean districtNotBelowCity, String districtClause,
                   Duration writtenApprovalWithin, boolean writtenApprovalAssumed,
                   List<Level> levels, List<Fact> facts, List<Trigger> triggers, List<Situation> situations,
                   List<WorkGroup> workGroups, List<Action> actions) {

    public Plan {
        levels = levels.stream().sorted(Comparator.comparingInt(Level::rank)).toList();
        facts = List.copyOf(facts);
        triggers = List.copyOf(triggers);
        situations = List.copyOf(situations);
        workGroups = List.copyOf(workGroups);
        actions = List.copyOf(actions);
    }

    /**
     * Finds a level by its code. Compatibility forms are the same code: {@code II} finds {@code Ⅱ}.
     */
    public Optional<Level> level(String code) {
        return levels.stream().filter(level -> normal(level.code()).equals(normal(code))).findFirst();
    }

    public Optional<Fact> fact(String name) {
        return facts.stream().filter(fact -> fact.name().equals(name)).findFirst();
    }

    public Optional<Action> action(String actionKey) {
        return actions.stream().filter(action -> action.key().equals(actionKey)).findFirst();
    }

    public Optional<Situation> situation(String code) {
        return situations.stream().filter(situation -> situation.code().equals(code)).findFirst();
    }

    /**
     * The groups of actions that open and are withdrawn together: those of the same levels and situation. Actions
     * without a situation come first, then situation by situation in the plan's order; within one situation the groups
     * that begin at a lower level come first. Closing actions are in no group.
     */
    public List<Group> groups() {
        Map<String, List<Action>> byCode = new LinkedHashMap<>();
        for (Action action : actions) {
            if (action.phase() == Phase.ACTIVE) {
                byCode.computeIfAbsent(groupCode(action), code -> new ArrayList<>()).add(action);
            }
        }
        return byCode.entrySet().stream()
                .map(entry -> new Group(entry.getKey(), levelCodesOf(entry.getValue().get(0)),
                        entry.getValue().get(0).situation(), entry.getValue()))
                .sorted(Comparator.comparingInt((Group group) -> situationOrder(group.situation()))
                        .thenComparing(this::ranksOf, Plan::compareRanks))
                .toList();
    }

    private String groupCode(Action action) {
        String ranks = levels.stream().filter(level -> action.levels().containsKey(level.code()))
                .map(level -> String.valueOf(level.rank())).collect(Collectors.joining("-"));
        return action.situation().isEmpty() ? ranks : ranks + "_" + action.situation();
    }

    private Set<String> levelCodesOf(Action action) {
        return levels.stream().map(Level::code).filter(action.levels()::containsKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private int situationOrder(String code) {
        return situations.stream().map(Situation::code).toList().indexOf(code);
    }

    private List<Integer> ranksOf(Group group) {
        return levels.stream().filter(level -> group.levels().contains(level.code())).map(Level::rank).toList();
    }

    private static int compareRanks(List<Integer> one, List<Integer> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int difference = Integer.compare(one.get(i), other.get(i));
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(other.size(), one.size());
    }

    private static String normal(String code) {
        return code == null ? "" : Normalizer.normalize(code.strip(), Normalizer.Form.NFKC);
    }

    /**
     * A response level (响应级别).
     *
     * @param code      as the plan writes it, e.g. Ⅱ
     * @param name      in words, e.g. 二级
     * @param label     the plan's word for its gravity, e.g. 重大; may be empty
     * @param color     display colour that the plan itself maps to the level: blue, yellow, orange, red or empty
     * @param rank      1 for the lowest level, rising with gravity
     * @param authority who decides launching at, and changing to, this level
     */
    public record Level(String code, String name, String label, String color, int rank, Authority authority) {
    }

    /**
     * Who decides a level (启动权限).
     *
     * @param posts     posts that may sign, codes as in {@code org.fengsui.organization.Post}, lower case
     * @param delegated those of {@code posts} that sign only by delegation (授权)
     * @param text      the plan's words, e.g. 市防指，或授权市防办
     * @param clause    clause of the plan
     */
    public record Authority(List<String> posts, List<String> delegated, String text, String clause) {
        public Authority {
            posts = List.copyOf(posts);
            delegated = List.copyOf(delegated);
        }
    }

    /** Type of a fact's value. A count (人数、户数) is a whole number of at least 0. */
    public enum FactType { NUMBER, COUNT, CHOICE, BOOLEAN }

    /**
     * A fact that is observed and compared (监测要素), e.g. the water level at a station.
     *
     * @param name    the field's own term, e.g. 长江南京
     * @param unit    unit of a number, e.g. m, mm, 人; empty for choices
     * @param choices permitted values of a choice, in rising order of gravity
     * @param group   heading it stands under on a form, e.g. 水位
     * @param note    help beside the field, e.g. 高潮位; may be empty
     */
    public record Fact(String name, FactType type, String unit, List<String> choices, String group, String note) {
        public Fact {
            choices = List.copyOf(choices);
        }
    }

    /**
     * One starting condition (启动条件): a fact within a band or equal to a choice proposes a level.
     *
     * @param id        rule id in the DMN table
     * @param level     code of the level that it proposes
     * @param fact      name of the fact
     * @param band      for numbers and counts; null for choices
     * @param choice    for choices and booleans; null for bands
     * @param clause    clause of the plan
     * @param text      the plan's words
     * @param situation code of the situation that it indicates; empty when none
     */
    public record Trigger(String id, String level, String fact, Band band, String choice, String clause, String text,
                          String situation) {
    }

    /** A situation (情形) that opens classified measures, e.g. 雨涝. */
    public record Situation(String code, String name, String clause) {
    }

    /** A work group of the headquarters (工作组): its lead, members and task. */
    public record WorkGroup(String code, String name, String lead, List<String> members, String task, String clause) {
        public WorkGroup {
            members = List.copyOf(members);
        }
    }

    /**
     * Kind of action: done once; recurring with an interval per level; standing while the level holds; a report of
     * the report chain (信息报告: 首报、续报、终报), which recurs where its terms have an interval.
     */
    public enum Kind { ONCE, RECURRING, STANDING, REPORT }

    /** When an action applies: while the response is active, or after its end (后期处置). */
    public enum Phase { ACTIVE, CLOSING }

    /**
     * A response action (响应行动).
     *
     * @param key           stable key within the plan
     * @param unit          code of the lead unit (牵头单位); empty when every district in scope has its own task
     * @param everyDistrict true when every district in scope does it (区级行动)
     * @param supporting    codes of supporting units (配合单位)
     * @param levels        terms by level code: the levels that it applies at
     * @param levelsAssumed true when the plan names no level for it and the levels are our default
     * @param situation     code of the situation that it belongs to; empty = always
     * @param workGroup     code of the work group whose task this is; empty = none
     * @param clause        clause of the plan
     * @param form          key of the form in {@code forms/}; empty = none
     * @param evidence      what to hand in, e.g. 照片; empty = none asked
     */
    public record Action(String key, String title, String text, Kind kind, Phase phase, String unit,
                         boolean everyDistrict, List<String> supporting, Map<String, Terms> levels,
                         boolean levelsAssumed, String situation, String workGroup, String clause, String form,
                         String evidence) {
        public Action {
            supporting = List.copyOf(supporting);
            levels = Collections.unmodifiableMap(new LinkedHashMap<>(levels));
        }

        /** Whether it is wanted at a level in the given situations, while the response is active. */
        public boolean appliesAt(String level, java.util.Collection<String> situationsInForce) {
            return levels.containsKey(level) && (situation.isEmpty() || situationsInForce.contains(situation));
        }

        /** Id of its element in the BPMN model. */
        public String element() {
            return "userTask_" + key;
        }

        /** Whether it opens again turn by turn at this level. */
        public boolean recurs() {
            return kind == Kind.RECURRING || kind == Kind.REPORT && levels.values().stream().anyMatch(t -> t.every() != null);
        }
    }

    /**
     * Terms of an action at one level.
     *
     * @param dueWithin       time to complete, from opening; null = none
     * @param dueAssumed      true when that is our default, not the plan's
     * @param receiptWithin   time to acknowledge (签收), from opening; null = none
     * @param receiptAssumed  true when that is our default, not the plan's
     * @param every           interval of a recurring action; null on a recurring action = at any time (随时): the next
     *                        turn opens when one is completed
     * @param note            what the plan says at this level, e.g. ≥2 次/日; may be empty
     */
    public record Terms(Duration dueWithin, boolean dueAssumed, Duration receiptWithin, boolean receiptAssumed,
                        Duration every, String note) {
    }

    /**
     * Actions that open and are withdrawn together, because they apply at the same levels in the same situation.
     *
     * @param code      ranks of the levels joined by a hyphen, with the situation after an underscore, e.g.
     *                  {@code 2-3-4_waterlogging}
     * @param levels    codes of the levels, the lowest first
     * @param situation code of the situation; empty = always
     * @param actions   in the plan's order
     */
    public record Group(String code, Set<String> levels, String situation, List<Action> actions) {
        public Group {
            levels = Collections.unmodifiableSet(new LinkedHashSet<>(levels));
            actions = List.copyOf(actions);
        }
    }
}
