package org.fengsui.plan.workbook;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.fengsui.plan.PlanRules;
import org.fengsui.plan.PlanRules.Subject;

/** Where each thing of the plan stands in the workbook, and what it is called there. */
class Places {

    final Names units;
    final Names situations = new Names(null);
    final Names groups = new Names(null);
    final Names actions = new Names(null);
    private final Map<Subject, Names> names;
    private final Map<Subject, Map<String, Line>> lines = new EnumMap<>(Subject.class);
    private final Map<Subject, Map<String, String>> titles = new EnumMap<>(Subject.class);

    /** @param site units of the site by code */
    Places(Names site) {
        units = new Names(site, PlanRules::isCode);
        names = Map.of(Subject.MEMBER, units, Subject.SITUATION, situations, Subject.WORK_GROUP, groups,
                Subject.ACTION, actions);
    }

    /** Whether nothing before has this code; if so, this line is where the thing stands. */
    boolean isNew(Subject subject, String code, Line line, Column column, String title) {
        Line before = line(subject, code);
        if (before != null) {
            line.entry(column).error("duplicate-row", code, before.at(column));
            Optional.ofNullable(names.get(subject)).ifPresent(known -> known.lose(title));
            return false;
        }
        put(subject, code, line, title);
        return true;
    }

    /** @param of code, name or id of the thing; its place from 1 where it has none of these */
    void put(Subject subject, String of, Line line, String title) {
        lines.computeIfAbsent(subject, any -> new HashMap<>()).put(Amounts.normal(of), line);
        titles.computeIfAbsent(subject, any -> new HashMap<>())
                .put(Amounts.normal(of), Problems.shortened(title.isBlank() ? of : title));
    }

    /** Null when there is none. */
    Line line(Subject subject, String of) {
        return lines.getOrDefault(subject, Map.of()).get(Amounts.normal(of));
    }

    /** What it is called, as far as a message can hold it. */
    String title(Subject subject, String of) {
        return titles.getOrDefault(subject, Map.of()).getOrDefault(Amounts.normal(of), Problems.shortened(of));
    }

    /** Whether it is not known what stands there, which is told. */
    boolean isWrong(Subject subject, String of, Column column) {
        Line line = line(subject, of);
        return line != null && line.isWrong(column);
    }
}
