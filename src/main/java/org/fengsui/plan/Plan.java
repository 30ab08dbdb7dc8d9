package org.fengsui.plan;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fengsui.audit.Recorded;

/**
 * A contingency plan (应急预案) in one version, as read from its BPMN and DMN models. Everything an officer would
 * find in the plan's text is here as data, so that any plan runs by the same code.
 *
 * @param key                      stable key of the plan, also the id of its BPMN process
 * @param name                     full name, e.g. 南京市防汛预案
 * @param hazard                   kind of hazard (灾种), e.g. {@code flood}; an incident meets the plans of its hazard
 * @param about                    where it stands among plans: kind, tier, source
 * @param districtNotBelowCity     whether a district's level may not be below the city's (区级响应不得低于市级)
 * @param districtClause           the clause that says so; empty when none does
 * @param writtenApprovalWithin    time to hand in the written form of an oral approval (口头同意后补书面)
 * @param writtenApprovalAssumed   true when that time is our default and not the plan's
 * @param levels                   the plan's own levels (响应级别), the lowest first
 * @param headquarters             who leads (指挥机构); may be empty
 * @param members                  member units and their duties (成员单位); may be empty
 * @param facts                    what can be reported and compared (监测要素), typed and with units
 * @param triggers                 starting conditions (启动条件)
 * @param situations               situations that open classified measures (分类措施); may be empty
 * @param workGroups               work groups of the headquarters (工作组); may be empty
 * @param actions                  response actions (响应行动) of all levels, and the closing actions (后期处置)
 * @param endConditions            what must all hold before a response ends (终止条件); may be empty
 * @param provisions               what else the plan says (附则); may be empty
 */
public record Plan(String key, String name, String hazard, About about,
                   boolean districtNotBelowCity, String districtClause,
                   Duration writtenApprovalWithin, boolean writtenApprovalAssumed,
                   List<Level> levels, List<Role> headquarters, List<Member> members, List<Fact> facts,
                   List<Trigger> triggers, List<Situation> situations, List<WorkGroup> workGroups,
                   List<Action> actions, List<EndCondition> endConditions, List<Provision> provisions)
        implements Recorded {

    public Plan {
        levels = levels.stream().sorted(Comparator.comparingInt(Level::rank)).toList();
        headquarters = List.copyOf(headquarters);
        members = List.copyOf(members);
        facts = List.copyOf(facts);
        triggers = List.copyOf(triggers);
        situations = List.copyOf(situations);
        workGroups = List.copyOf(workGroups);
        actions = List.copyOf(actions);
        endConditions = List.copyOf(endConditions);
        provisions = List.copyOf(provisions);
    }

    @Override
    public Map<String, String> recorded() {
        return Map.of("key", key, "name", name);
    }

    /** Where the text comes from, and its year. */
    public String source() {
        return about.source();
    }

    /** What a reader must know of its standing, e.g. that it is a reference model; may be empty. */
    public String notice() {
        return about.notice();
    }

    /** What must hold before a response at this level ends; all of it must. */
    public List<EndCondition> endConditions(String level) {
        return endConditions.stream().filter(end -> end.levels().isEmpty() || end.levels().contains(level)).toList();
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

    /** The triggers that compare a fact. */
    public List<Trigger> triggersOf(String fact) {
        return triggers.stream().filter(trigger -> trigger.conditions().stream()
                .anyMatch(condition -> condition.fact().equals(fact))).toList();
    }

    /**
     * The triggers that hold, in the plan's order.
     *
     * @param named ids of triggers as the decision table names them: each once for every condition of it that holds
     */
    public List<Trigger> holding(Collection<String> named) {
        return triggers.stream().filter(trigger -> Collections.frequency(named, trigger.id()) >= trigger.need())
                .toList();
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
     * Kind of plan, 突发事件应急预案管理办法 (国办发〔2024〕5号) art. 7–16: overall (总体), special (专项), department (部门),
     * unit or grass roots (单位和基层), major event (重大活动), joint (联合), catastrophe (巨灾), important facility
     * (重要基础设施), support (保障类).
     */
    public enum Type { OVERALL, SPECIAL, DEPARTMENT, UNIT, EVENT, JOINT, CATASTROPHE, FACILITY, SUPPORT }

    /** Tier of government that the plan is of: 国家、省、市、县（区）、乡镇（街道）、村（社区）. */
    public enum Tier { NATION, PROVINCE, CITY, COUNTY, TOWN, VILLAGE }

    /**
     * Where a plan stands among plans.
     *
     * @param source           where the text comes from, and its year
     * @param notice           what a reader must know of its standing, e.g. that it is a reference model; may be empty
     * @param lead             code of the unit that leads writing it (牵头部门); may be empty
     * @param cumulative       true when a higher level keeps all actions of the lower ones (逐级累加)
     * @param drillEveryMonths longest time between drills that the plan itself sets, in months; 0 = it sets none
     * @param drillClause      the clause that says so; may be empty
     */
    public record About(String source, String notice, Type type, Tier tier, String lead, boolean cumulative,
                        int drillEveryMonths, String drillClause) {
        /** Whether it is a plan of a district or county, a town, or a village: 县级及以下. */
        public boolean belowCity() {
            return tier.compareTo(Tier.CITY) > 0;
        }
    }

    /**
     * A role in the headquarters (指挥机构).
     *
     * @param title  e.g. 指挥长
     * @param holder who holds it by office, e.g. 分管副市长
     * @param post   our post that the role acts as, code as in {@code org.fengsui.organization.Post}; empty = none
     */
    public record Role(String title, String holder, String post, String duty, String clause) {
    }

    /**
     * A member unit (成员单位).
     *
     * @param unit code of the unit at the site
     * @param name as the plan writes it
     * @param duty its duty (职责); may be empty
     */
    public record Member(String unit, String name, String duty, String clause) {
    }

    /**
     * A response level (响应级别).
     *
     * @param code      as the plan writes it, e.g. Ⅱ
     * @param name      in words, e.g. 二级
     * @param label     the plan's word for its gravity, e.g. 重大; may be empty
     * @param color     display colour that the plan itself maps to the level: blue, yellow, orange, red or empty
     * @param rank      1 for the lowest level, rising with gravity
     * @param automatic true when it starts and ends by itself with a signal (启动与解除随信号); nobody signs
     * @param authority who decides launching at, and changing to, this level
     * @param ending    who decides ending a response at this level; null = as {@code authority}
     */
    public record Level(String code, String name, String label, String color, int rank, boolean automatic,
                        Authority authority, Authority ending) {

        /** Who decides ending a response at this level (终止权限). */
        public Authority endingAuthority() {
            return ending == null ? authority : ending;
        }
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
            // Words of a plan that mean one post, 总指挥 and 指挥长, name it once.
            posts = posts.stream().distinct().toList();
            delegated = delegated.stream().distinct().toList();
        }
    }

    /**
     * Type of a fact's value. A count (人数、户数) is a whole number of at least 0; a judgement (研判) is a qualitative
     * condition that a person confirms, yes or no.
     */
    public enum FactType {
        NUMBER, COUNT, CHOICE, BOOLEAN, JUDGEMENT;

        public boolean numeric() {
            return this == NUMBER || this == COUNT;
        }

        /** Whether its values are yes and no. */
        public boolean yesOrNo() {
            return this == BOOLEAN || this == JUDGEMENT;
        }
    }

    /**
     * How a computed fact (计算要素) comes from others: the sum, highest or lowest of the latest values of several facts,
     * or of one fact within a time that ends at the latest observation: the least value that it held throughout
     * (连续 2 h), the total of what was observed (6 h 内), the rise.
     */
    public enum How {
        SUM, HIGHEST, LOWEST, HELD, TOTAL, RISE;

        /** Whether it looks at one fact over a time, and not at several facts at once. */
        public boolean overTime() {
            return this == HELD || this == TOTAL || this == RISE;
        }
    }

    /**
     * @param of     names of the facts that it comes from; they are reported, not computed
     * @param window length of the time; null unless {@code how} looks over a time
     */
    public record Computation(How how, List<String> of, Duration window) {
        public Computation {
            of = List.copyOf(of);
        }
    }

    /**
     * A fact that is observed and compared (监测要素), e.g. the water level at a station.
     *
     * @param name    the field's own term, e.g. 长江南京
     * @param unit    unit of a number, e.g. m, mm, 人; empty for choices
     * @param choices permitted values of a choice, in rising order of gravity
     * @param group   heading it stands under on a form, e.g. 水位
     * @param note    help beside the field, e.g. 高潮位; may be empty
     * @param computation how it comes from other facts; null = it is reported
     */
    public record Fact(String name, FactType type, String unit, List<String> choices, String group, String note,
                       Computation computation) {
        public Fact {
            choices = List.copyOf(choices);
        }
    }

    /**
     * A starting condition (启动条件): when enough of its conditions hold, it proposes a level.
     *
     * @param id         stable id, in the officers' own writing
     * @param level      code of the level that it proposes
     * @param track      track (分线) that it belongs to where a plan has several, e.g. 暴雨; the higher level of all
     *                   tracks counts. Empty = none
     * @param need       how many of the conditions must hold: 1 = any (任一), all of them = 全部, else k of n
     * @param conditions at least one
     * @param clause     clause of the plan
     * @param text       the plan's words
     * @param situation  code of the situation that it indicates; empty when none
     */
    public record Trigger(String id, String level, String track, int need, List<Condition> conditions, String clause,
                          String text, String situation) {
        public Trigger {
            conditions = List.copyOf(conditions);
        }

        /** Id of a condition's rule in the DMN table, where it can be an element's. @param index from 0 */
        public String conditionId(int index) {
            return conditions.size() == 1 ? id : id + "." + (index + 1);
        }
    }

    /**
     * A fact within a band or equal to a choice.
     *
     * @param band   for numbers and counts; null for choices
     * @param choice for choices, booleans and judgements; null for bands
     */
    public record Condition(String fact, Band band, String choice) {

        /** In the field's own writing: {@code ≥ 9.20 且 < 9.70 m}, {@code = 橙}. */
        public String text(String unit) {
            return band == null ? "= " + choice : band.text(unit);
        }

        /** Whether a value, as it is kept, meets it: a number for bands; else the choice or true, false. */
        public boolean holds(Object value) {
            return band == null ? choice.equals(String.valueOf(value))
                    : value instanceof BigDecimal number && band.contains(number);
        }
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
     * the report chain (信息报告: 首报、续报、终报), which recurs at all of its levels when any of them has an interval.
     */
    public enum Kind { ONCE, RECURRING, STANDING, REPORT }

    /** When an action applies: while the response is active, or after its end (后期处置). */
    public enum Phase { ACTIVE, CLOSING }

    /**
     * What the time to complete is counted from (计时起点): the task's opening (开始), the launch of the response (启动),
     * the moment the level came into force (级别), the event itself (事发), or another action's completion (行动).
     */
    public enum Since { OPENING, LAUNCH, LEVEL, EVENT, ACTION }

    /** One of the conditions for ending (终止条件); all must hold. @param levels empty = at every level */
    public record EndCondition(String text, List<String> levels, String clause) {
        public EndCondition {
            levels = List.copyOf(levels);
        }
    }

    /** What else the plan says (附则). */
    public record Provision(String title, String text, String clause) {
    }

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
     * @param since         what the times to complete are counted from
     * @param after         key of the action whose completion they are counted from; empty unless {@code since} says so
     */
    public record Action(String key, String title, String text, Kind kind, Phase phase, String unit,
                         boolean everyDistrict, List<String> supporting, Map<String, Terms> levels,
                         boolean levelsAssumed, String situation, String workGroup, String clause, String form,
                         String evidence, Since since, String after) {
        public Action {
            supporting = List.copyOf(supporting);
            levels = Collections.unmodifiableMap(new LinkedHashMap<>(levels));
        }

        /** Whether it is wanted at a level in the given situations, while the response is active. */
        public boolean appliesAt(String level, Collection<String> situationsInForce) {
            return levels.containsKey(level) && (situation.isEmpty() || situationsInForce.contains(situation));
        }

        /** Id of its element in the BPMN model. */
        public String element() {
            return "userTask_" + key;
        }

        /**
         * Whether it opens again turn by turn, at all of its levels: a report does when any of them has an interval, and
         * is wanted at any time (随时) at those without one.
         */
        public boolean recurs() {
            return kind == Kind.RECURRING || kind == Kind.REPORT && levels.values().stream().anyMatch(t -> t.every() != null);
        }
    }

    /**
     * Terms of an action at one level.
     *
     * @param dueWithin       time to complete, from what {@link Action#since} says; null = none
     * @param dueAssumed      true when that is our default, not the plan's
     * @param receiptWithin   time to acknowledge (签收), from opening; null = none
     * @param receiptAssumed  true when that is our default, not the plan's
     * @param every           interval of what recurs; null there = at any time (随时): the next turn opens when one is
     *                        completed, see {@link Action#recurs}
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
