package org.fengsui.plan.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fengsui.plan.Plan;

/**
 * The actions of a plan by unit and level (行动矩阵), as officers draw it: what a unit has to do at a level, and by when.
 * What a unit has to do at the level below on the same terms is told as kept, not repeated.
 *
 * @param levels the columns, the lowest first
 */
record ActionMatrix(List<Plan.Level> levels, List<Row> rows) {

    /** One unit. @param unit its code; empty = every district */
    record Row(String unit, List<Cell> cells) {
    }

    /** What it has to do at one level. @param kept as at the level below */
    record Cell(Plan.Level level, List<Item> fresh, List<Item> kept) {
        public boolean empty() {
            return fresh.isEmpty() && kept.isEmpty();
        }
    }

    record Item(Plan.Action action, Plan.Terms terms) {
        public String kind() {
            return action.kind().name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param actions those shown, in the plan's order
     * @param chosen  the only level shown; null = all of them
     * @param order   codes of units in the order of the rows
     */
    static ActionMatrix of(Plan plan, List<Plan.Action> actions, Plan.Level chosen, List<String> order) {
        List<Plan.Level> levels = chosen == null ? plan.levels() : List.of(chosen);
        Map<String, List<Plan.Action>> byUnit = new LinkedHashMap<>();
        order.forEach(unit -> byUnit.put(unit, new ArrayList<>()));
        actions.forEach(action -> byUnit.computeIfAbsent(action.everyDistrict() ? "" : action.unit(),
                unit -> new ArrayList<>()).add(action));
        List<Row> rows = new ArrayList<>();
        byUnit.forEach((unit, own) -> {
            if (!own.isEmpty()) {
                rows.add(new Row(unit, levels.stream().map(level -> cell(plan, own, level, chosen == null)).toList()));
            }
        });
        return new ActionMatrix(levels, rows);
    }

    private static Cell cell(Plan plan, List<Plan.Action> actions, Plan.Level level, boolean besideOthers) {
        Plan.Level below = besideOthers ? plan.levels().stream().filter(other -> other.rank() < level.rank())
                .reduce((first, later) -> later).orElse(null) : null;
        List<Item> fresh = new ArrayList<>();
        List<Item> kept = new ArrayList<>();
        for (Plan.Action action : actions) {
            Plan.Terms terms = action.levels().get(level.code());
            if (terms != null) {
                boolean same = below != null && terms.equals(action.levels().get(below.code()));
                (same ? kept : fresh).add(new Item(action, terms));
            }
        }
        return new Cell(level, fresh, kept);
    }
}
