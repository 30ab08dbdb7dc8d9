package org.fengsui.plan.workbook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.fengsui.plan.Band;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanRules;
import org.fengsui.plan.PlanRules.Subject;

/** Reads 监测要素 and 启动条件. */
class ConditionSheets {

    private final OpenBook book;
    private final Cells cells;
    private final Places places;
    private final Map<String, Plan.Fact> facts = new LinkedHashMap<>();
    private final Map<String, String> factNames = new HashMap<>();
    /** Levels of starting conditions that could not be read; empty where not even the level could. */
    private final Set<String> lost = new HashSet<>();

    ConditionSheets(OpenBook book) {
        this.book = book;
        cells = book.cells;
        places = book.places;
    }

    /** Whether starting conditions were left out because they could not be read. */
    boolean areTriggersLost() {
        return book.absent(Sheet.TRIGGERS) || !lost.isEmpty();
    }

    /** Whether one of those may have been of this level. */
    boolean isTriggerLost(String level) {
        return book.absent(Sheet.TRIGGERS) || lost.contains(level) || lost.contains("");
    }

    /** 监测要素 */
    List<Plan.Fact> facts() {
        book.lines(Sheet.FACTS).stream().map(line -> line.text(Column.FACT))
                .forEach(name -> factNames.putIfAbsent(Amounts.normal(name), name));
        for (Line line : book.lines(Sheet.FACTS)) {
            String name = line.text(Column.FACT);
            Plan.FactType type = cells.word(line.entry(Column.TYPE), Words.FACT_TYPES, Plan.FactType.class, null, true)
                    .orElse(null);
            if (name.isEmpty()) {
                line.entry(Column.FACT).error("fact-without-name", "", "");
            } else if (places.isNew(Subject.FACT, name, line, Column.FACT, name)) {
                // Told before its conditions are read, which would all be none of no choices.
                if (type == Plan.FactType.CHOICE && Words.items(line.raw(Column.CHOICES)).isEmpty()) {
                    line.entry(Column.CHOICES).error("choices-missing", name, "");
                }
                if (Words.areRunTogether(line.raw(Column.CHOICES))) {
                    line.entry(Column.CHOICES).error("choices-run-together",
                            Problems.shortened(line.text(Column.CHOICES)), "");
                }
                facts.put(name, new Plan.Fact(name, type == null ? Plan.FactType.NUMBER : type,
                        cells.alike(line, Column.MEASURE), Words.items(line.raw(Column.CHOICES)),
                        cells.alike(line, Column.GROUP), line.raw(Column.NOTE), computation(line)));
            }
        }
        return List.copyOf(facts.values());
    }

    private Plan.Computation computation(Line line) {
        Plan.How how = cells.word(line.entry(Column.COMPUTE), Words.HOWS, Plan.How.class, null, false).orElse(null);
        List<String> of = Words.items(line.raw(Column.COMPUTED_OF)).stream().map(this::factName).toList();
        Amounts.Time window = cells.time(line.entry(Column.WINDOW));
        if (how == null) {
            if (line.text(Column.COMPUTE).isEmpty() && (!of.isEmpty() || window.length() != null)) {
                line.entry(Column.COMPUTE).error("computation-missing", line.text(Column.FACT), "");
            }
            return null;
        }
        return new Plan.Computation(how, of, window.length());
    }

    /** Names of facts are compared without regard to the width of letters and digits. */
    private String factName(String written) {
        return factNames.getOrDefault(Amounts.normal(written), written);
    }

    /** 启动条件 */
    List<Plan.Trigger> triggers() {
        Map<String, List<Line>> byId = new LinkedHashMap<>();
        List<Line> all = book.lines(Sheet.TRIGGERS);
        if (all.stream().anyMatch(line -> !line.entry(Column.ID).exists() || line.entry(Column.ID).unreadable())) {
            // Which rows belong together is not known then: only the conditions can be judged.
            all.forEach(this::condition);
            lost.add("");
            return List.of();
        }
        Codes ids = new Codes("t", all, Column.ID);
        String last = "";
        for (Line line : all) {
            String id = ruleId(line.text(Column.ID));
            if (id.isEmpty()) {
                id = ids.next();
            } else if (byId.containsKey(id) && !id.equals(last)) {
                line.entry(Column.ID).error("trigger-apart", Problems.shortened(line.text(Column.ID)),
                        byId.get(id).get(0).at(Column.ID));
            }
            byId.computeIfAbsent(id, any -> new ArrayList<>()).add(line);
            last = id;
        }
        List<Plan.Trigger> triggers = new ArrayList<>();
        byId.forEach((id, lines) -> trigger(id, lines).ifPresent(triggers::add));
        return triggers;
    }

    /** Numbers as officers write them become ids of rules, which begin with a letter: 1 is t-1, Ⅳ-1 is IV-1. */
    private static String ruleId(String written) {
        String plain = Amounts.normal(written);
        String id = plain.matches("\\d.*") ? "t-" + plain : plain;
        return !PlanRules.isRuleId(written) && PlanRules.isRuleId(id) ? id : written;
    }

    private Optional<Plan.Trigger> trigger(String id, List<Line> lines) {
        Line first = lines.get(0);
        String title = first.text(Column.ID);
        places.put(Subject.TRIGGER, id, first, title);
        for (Line line : lines) {
            for (Column column : List.of(Column.LEVEL, Column.TRACK, Column.NEED, Column.SITUATION, Column.TEXT,
                    Column.CLAUSE)) {
                if (!line.text(column).isEmpty() && !same(column, line.text(column), first.text(column))) {
                    line.entry(column).error("trigger-differs", title, first.at(column));
                }
            }
        }
        List<Plan.Condition> conditions = new ArrayList<>();
        boolean whole = true;
        for (Line line : lines) {
            Optional<Plan.Condition> condition = condition(line);
            condition.ifPresent(conditions::add);
            whole &= condition.isPresent();
        }
        Optional<String> level = book.levels.level(first.entry(Column.LEVEL));
        String situation = cells.reference(first.entry(Column.SITUATION), places.situations, Sheet.SITUATIONS,
                "unknown-situation");
        Optional<Integer> need = need(first, lines.size());
        if (!whole || level.isEmpty() || need.isEmpty()) {
            lost.add(level.orElse(""));
            return Optional.empty();
        }
        Plan.Trigger trigger = new Plan.Trigger(id, level.get(), cells.alike(first, Column.TRACK), need.get(),
                conditions, first.raw(Column.CLAUSE), first.raw(Column.TEXT), situation);
        for (int i = 0; i < conditions.size(); i++) {
            places.put(Subject.TRIGGER, trigger.conditionId(i), lines.get(i), title);
        }
        return Optional.of(trigger);
    }

    private boolean same(Column column, String one, String other) {
        return column == Column.LEVEL ? book.levels.find(one).equals(book.levels.find(other))
                : Amounts.normal(one).equals(Amounts.normal(other));
    }

    private Optional<Integer> need(Line line, int count) {
        String written = Amounts.normal(line.raw(Column.NEED)).replaceAll("\\s", "");
        if (written.isEmpty() && count > 1) {
            line.entry(Column.NEED).error("need-empty", String.valueOf(count), "");
            return Optional.empty();
        }
        if (written.isEmpty() || written.matches(Words.ANY_PATTERN)) {
            return Optional.of(1);
        }
        if (written.matches(Words.ALL_PATTERN)) {
            return Optional.of(count);
        }
        Matcher number = Words.NEED_PATTERN.matcher(written);
        if (number.matches() && Integer.parseInt(number.group(1)) >= 1
                && Integer.parseInt(number.group(1)) <= count) {
            return Optional.of(Integer.parseInt(number.group(1)));
        }
        line.entry(Column.NEED).error("need-unreadable", line.text(Column.NEED), String.valueOf(count));
        return Optional.empty();
    }

    private Optional<Plan.Condition> condition(Line line) {
        Entry named = line.entry(Column.FACT);
        String name = factName(named.text());
        Plan.Fact fact = facts.get(name);
        if (fact == null) {
            if (name.isEmpty() || !book.unsure(Sheet.FACTS, Column.FACT)) {
                named.error(name.isEmpty() ? "fact-empty" : "unknown-fact-name", Problems.shortened(name), "");
            }
            return Optional.empty();
        }
        Entry entry = line.entry(Column.CONDITION);
        String written = entry.text();
        if (written.isEmpty()) {
            entry.error("condition-empty", name, "");
            return Optional.empty();
        }
        if (places.isWrong(Subject.FACT, name, Column.TYPE)) {
            return Optional.empty();
        }
        if (fact.type().yesOrNo()) {
            Optional<Boolean> value = Words.YES_NO.meaning(written, Boolean.class);
            if (value.isEmpty()) {
                entry.error("condition-yes-no", Problems.shortened(written), name);
            }
            return value.map(yes -> new Plan.Condition(name, null, String.valueOf(yes)));
        }
        if (fact.type() == Plan.FactType.CHOICE) {
            Optional<String> choice = fact.choices().stream()
                    .filter(one -> Amounts.normal(one).equals(Amounts.normal(written))).findFirst();
            if (choice.isEmpty() && !places.isWrong(Subject.FACT, name, Column.CHOICES)) {
                entry.error("condition-choice", Problems.shortened(written), String.join(Words.LIST, fact.choices()));
            }
            return choice.map(one -> new Plan.Condition(name, null, one));
        }
        try {
            Band band = Amounts.band(written.length() > 100 ? "" : written, fact.unit());
            return Optional.of(new Plan.Condition(name, band, null));
        } catch (Amounts.Unreadable e) {
            if (!e.code().equals("condition-unit") || !places.isWrong(Subject.FACT, name, Column.MEASURE)) {
                entry.error(e.code(), Problems.shortened(written), fact.unit());
            }
            return Optional.empty();
        }
    }
}
