package org.fengsui.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Generates plans of every make; the same seed gives the same plan. */
class RandomPlans {

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

    static Plan plan(long seed) {
        return new RandomPlans(seed).plan();
    }

    private Plan plan() {
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            List<String> posts = random.nextBoolean() ? List.of("office") : List.of("commander", "office");
            levels.add(new Plan.Level(CODES.get(5 - count + i), "第" + (i + 1) + "级", text(),
                    one(List.of("", "blue", "red")), (i + 1) * (1 + random.nextInt(3)) + i * 10,
                    new Plan.Authority(posts, random.nextBoolean() ? List.of("office") : List.of(), text(), text())));
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
        List<Plan.Action> actions = new ArrayList<>();
        boolean cumulative = random.nextBoolean();
        for (int i = 0; i < 1 + random.nextInt(25); i++) {
            actions.add(action(i, cumulative));
        }
        return new Plan("plan-" + random.nextInt(1000), "预案" + text(), "flood", text(), text(), random.nextBoolean(),
                text(), random.nextBoolean() ? null : duration(), random.nextBoolean(), levels, facts, triggers,
                situations, workGroups, actions);
    }

    private void fact(int number, List<Plan.Trigger> triggers) {
        Plan.FactType type = one(List.of(Plan.FactType.values()));
        String name = one(List.of("水位", "12小时 雨量", "A.type", "受涝面积（万亩）")) + number;
        List<String> choices = type == Plan.FactType.CHOICE ? List.of("一般", "较大", "“重大”, 或 \\ ") : List.of();
        choices = choices.stream().map(String::strip).toList();
        facts.add(new Plan.Fact(name, type, one(List.of("", "m", "人")), choices, text(), text()));
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
                case BOOLEAN -> choice = String.valueOf(random.nextBoolean());
            }
            bound = next;
            triggers.add(new Plan.Trigger("规则_" + number + "-" + i, levels.get(i).code(), name, band, choice, text(),
                    text(), situation()));
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
                random.nextBoolean() ? "" : "situation-report", text());
    }

    private String situation() {
        return situations.isEmpty() || random.nextBoolean() ? "" : one(situations).code();
    }

    private List<String> units() {
        return List.of("water", "traffic-police", "power").subList(0, random.nextInt(4));
    }

    private Duration duration() {
        return Duration.ofMinutes(1 + random.nextInt(5000));
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
