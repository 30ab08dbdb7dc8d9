package org.fengsui.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Generates plans of every make; the same seed gives the same plan. */
public class RandomPlans {

    private static final List<String> CODES = List.of("Ⅴ", "Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ");
    private static final String CHARACTERS = "汛情险情灾情报告𠮷镕<>&\"'\\ \n\tabc9.%$#{}`、。";

    private final Random random;
    private final List<Plan.Level> levels = new ArrayList<>();
    private final List<Plan.Fact> facts = new ArrayList<>();
    private final List<Plan.Situation> situations = new ArrayList<>();
    private final List<Plan.WorkGroup> workGroups = new ArrayList<>();

    private RandomPlans(long seed) {
        random = new Random(seed);
    }

    public static Plan plan(long seed) {
        return new RandomPlans(seed).plan();
    }

    /** The same, by another key, of a hazard of its own. */
    public static Plan plan(String key, long seed) {
        Plan plan = plan(seed);
        return new Plan(key, plan.name(), key, plan.about(), plan.districtNotBelowCity(), plan.districtClause(),
                plan.writtenApprovalWithin(), plan.writtenApprovalAssumed(), plan.levels(), plan.headquarters(),
                plan.members(), plan.facts(), plan.triggers(), plan.situations(), plan.workGroups(), plan.actions(),
                plan.endConditions(), plan.provisions());
    }

    private Plan plan() {
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            levels.add(new Plan.Level(CODES.get(5 - count + i), "第" + (i + 1) + "级", text(),
                    one(List.of("", "blue", "red")), (i + 1) * (1 + random.nextInt(3)) + i * 10, false, authority(),
                    random.nextInt(3) == 0 ? authority() : null));
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            situations.add(new Plan.Situation("situation-" + i, "情形" + i, text()));
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            workGroups.add(new Plan.WorkGroup("group-" + i, "工作组" + i, "lead", units(), text(), text()));
        }
        List<Plan.Trigger> triggers = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            fact(i, triggers);
        }
        computed();
        if (triggers.size() > 2) {
            joined(triggers);
        }
        if (!triggers.isEmpty() && random.nextInt(3) == 0) {
            Plan.Level first = level(triggers.get(0).level());
            levels.set(levels.indexOf(first), new Plan.Level(first.code(), first.name(), first.label(), first.color(),
                    first.rank(), true, new Plan.Authority(List.of(), List.of(), text(), text()), first.ending()));
        }
        List<Plan.Action> actions = new ArrayList<>();
        boolean cumulative = random.nextBoolean();
        for (int i = 0; i < 1 + random.nextInt(25); i++) {
            actions.add(action(i, cumulative));
        }
        for (int i = 1; i < actions.size(); i++) {
            actions.set(i, timed(actions.get(i), actions.get(i - 1)));
        }
        List<Plan.Role> roles = new ArrayList<>();
        List<Plan.EndCondition> ends = new ArrayList<>();
        List<Plan.Provision> provisions = new ArrayList<>();
        for (int i = 0; i < random.nextInt(4); i++) {
            roles.add(new Plan.Role("角色" + i, text(), one(List.of("", "commander", "deputy")), text(), text()));
            ends.add(new Plan.EndCondition("条件" + text() + i,
                    random.nextBoolean() ? List.of() : List.of(one(levels).code()), text()));
            provisions.add(new Plan.Provision("附则" + i, text(), text()));
        }
        List<Plan.Member> members = new ArrayList<>();
        units().forEach(unit -> members.add(new Plan.Member(unit, "单位" + unit, text(), text())));
        Plan.About about = new Plan.About(text(), text(), one(List.of(Plan.Type.values())),
                one(List.of(Plan.Tier.values())), one(List.of("", "water")), cumulative,
                random.nextInt(2) * (1 + random.nextInt(60)), text());
        return new Plan("plan-" + random.nextInt(1000), "预案" + text(), "flood", about, random.nextBoolean(), text(),
                random.nextBoolean() ? null : duration(), random.nextBoolean(), levels, roles, members, facts,
                triggers, situations, workGroups, actions, ends, provisions);
    }

    private Plan.Authority authority() {
        List<String> posts = random.nextBoolean() ? List.of("office") : List.of("commander", "office");
        return new Plan.Authority(posts, random.nextBoolean() ? List.of("office") : List.of(), text(), text());
    }

    private Plan.Level level(String code) {
        return levels.stream().filter(level -> level.code().equals(code)).findFirst().orElseThrow();
    }

    /** Facts that come from those that are reported. */
    private void computed() {
        List<Plan.Fact> reported = List.copyOf(facts);
        for (Plan.Fact fact : reported) {
            if (fact.type() == Plan.FactType.CHOICE && random.nextBoolean()) {
                facts.add(new Plan.Fact(fact.name() + " 连续", fact.type(), fact.unit(), fact.choices(), group(), text(),
                        new Plan.Computation(Plan.How.HELD, List.of(fact.name()), duration())));
            } else if (fact.type().numeric() && random.nextBoolean()) {
                List<String> of = reported.stream().filter(other -> other.type().numeric()
                        && other.unit().equals(fact.unit())).map(Plan.Fact::name).toList();
                Plan.How how = one(of.size() < 2 ? List.of(Plan.How.HELD, Plan.How.TOTAL, Plan.How.RISE)
                        : List.of(Plan.How.values()));
                facts.add(new Plan.Fact(fact.name() + " " + how, fact.type(), fact.unit(), List.of(), group(), text(),
                        new Plan.Computation(how, how.overTime() ? List.of(fact.name()) : of,
                                how.overTime() ? duration() : null)));
            }
        }
    }

    /** Joins the conditions of three triggers: all, or two of them, at the highest of their levels. */
    private void joined(List<Plan.Trigger> triggers) {
        List<Plan.Condition> conditions = triggers.subList(0, 3).stream().map(t -> t.conditions().get(0)).distinct()
                .toList();
        if (conditions.size() < 2) {
            return;
        }
        triggers.add(random.nextInt(triggers.size() + 1), new Plan.Trigger("合并", triggers.get(2).level(),
                one(List.of("", "洪水", "暴雨")), 2 + random.nextInt(conditions.size() - 1), conditions, text(), text(),
                situation()));
    }

    /** Sometimes counts the times of an action from something else than its opening. */
    private Plan.Action timed(Plan.Action action, Plan.Action before) {
        if (action.recurs() || random.nextBoolean()) {
            return action;
        }
        boolean may = before.phase() == action.phase() && !before.recurs() && before.kind() != Plan.Kind.STANDING;
        Plan.Since since = one(may ? List.of(Plan.Since.values())
                : List.of(Plan.Since.LAUNCH, Plan.Since.LEVEL, Plan.Since.EVENT));
        return new Plan.Action(action.key(), action.title(), action.text(), action.kind(), action.phase(),
                action.unit(), action.everyDistrict(), action.supporting(), action.levels(), action.levelsAssumed(),
                action.situation(), action.workGroup(), action.clause(), action.form(), action.evidence(), since,
                since == Plan.Since.ACTION ? before.key() : "");
    }

    private void fact(int number, List<Plan.Trigger> triggers) {
        Plan.FactType type = one(List.of(Plan.FactType.values()));
        String name = one(List.of("水位", "12小时 雨量", "A.type", "受涝面积（万亩）")) + number;
        List<String> choices = type == Plan.FactType.CHOICE ? List.of("一般", "较大", "“重大”, 或 \\ ") : List.of();
        choices = choices.stream().map(String::strip).toList();
        facts.add(new Plan.Fact(name, type, one(List.of("", "m", "人")), choices, group(), text(), null));
        if (random.nextInt(4) == 0) {
            return;
        }
        BigDecimal bound = new BigDecimal(random.nextInt(2000) - 1000).movePointLeft(random.nextInt(3));
        boolean closed = random.nextBoolean();
        for (int i = 0; i < levels.size(); i++) {
            Band band = null;
            String choice = null;
            BigDecimal next = bound.add(new BigDecimal("1.50"));
            switch (type) {
                case NUMBER, COUNT -> band = i == levels.size() - 1 ? new Band(bound, closed, null, false)
                        : i == 0 && random.nextBoolean() ? new Band(null, false, next, !closed)
                        : new Band(bound, closed, next, !closed);
                case CHOICE -> choice = one(choices);
                case BOOLEAN, JUDGEMENT -> choice = String.valueOf(random.nextBoolean());
            }
            bound = next;
            triggers.add(new Plan.Trigger("规则_" + number + "-" + i, levels.get(i).code(),
                    one(List.of("", "洪水", "暴雨")), 1, List.of(new Plan.Condition(name, band, choice)), text(), text(),
                    situation()));
        }
    }

    private Plan.Action action(int number, boolean cumulative) {
        Plan.Kind kind = one(List.of(Plan.Kind.values()));
        boolean everyDistrict = random.nextInt(5) == 0;
        int first = random.nextInt(levels.size());
        int last = cumulative ? levels.size() - 1 : first + random.nextInt(levels.size() - first);
        Map<String, Plan.Terms> terms = new LinkedHashMap<>();
        for (int i = last; i >= first; i--) {
            boolean recurs = kind == Plan.Kind.RECURRING && (i == last || random.nextBoolean())
                    || kind == Plan.Kind.REPORT && random.nextBoolean();
            terms.put(levels.get(i).code(), new Plan.Terms(random.nextBoolean() ? null : duration(),
                    random.nextBoolean(), duration(), random.nextBoolean(), recurs ? duration() : null, text()));
        }
        return new Plan.Action("action-" + number, "行动" + number + text(), text(), kind,
                random.nextInt(6) == 0 ? Plan.Phase.CLOSING : Plan.Phase.ACTIVE, everyDistrict ? "" : "lead",
                everyDistrict, units(), terms, random.nextBoolean(), situation(),
                workGroups.isEmpty() || random.nextBoolean() ? "" : one(workGroups).code(), text(),
                random.nextBoolean() ? "" : "situation-report", text(), Plan.Since.OPENING, "");
    }

    private String situation() {
        return situations.isEmpty() || random.nextBoolean() ? "" : one(situations).code();
    }

    private List<String> units() {
        return List.of("water", "traffic-police", "power").subList(0, random.nextInt(4));
    }

    /** Spaces at its ends mean nothing in a workbook. */
    private String group() {
        return text().strip();
    }

    private Duration duration() {
        return Duration.ofSeconds(60 + random.nextInt(300_000));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int[] characters = CHARACTERS.codePoints().toArray();
        for (int i = 0; i < random.nextInt(12); i++) {
            text.appendCodePoint(characters[random.nextInt(characters.length)]);
        }
        // An expression is refused, see PlanReaderTests.
        return text.toString().replace("${", "$ {").replace("#{", "# {");
    }

    private <T> T one(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
