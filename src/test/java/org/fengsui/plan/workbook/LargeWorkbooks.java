package org.fengsui.plan.workbook;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fengsui.plan.Band;
import org.fengsui.plan.Plan;

/** Workbooks of plans larger than any city's, for measuring. */
public final class LargeWorkbooks {

    private static final List<String> LEVELS = List.of("关注", "Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ");
    private static final int MINUTES = 60;

    private LargeWorkbooks() {
    }

    /**
     * A plan of five levels whose gravest one opens all actions.
     *
     * @param units names of units of the site by code; each leads its share of the actions
     */
    public static byte[] of(String key, String hazard, Map<String, String> units, int actions) {
        Names names = new Names(null);
        units.forEach(names::add);
        return WorkbookWriter.of(plan(key, hazard, units, actions), names);
    }

    private static Plan plan(String key, String hazard, Map<String, String> units, int actions) {
        List<Plan.Level> levels = new ArrayList<>();
        List<Plan.Trigger> triggers = new ArrayList<>();
        for (int i = 0; i < LEVELS.size(); i++) {
            String code = LEVELS.get(i);
            levels.add(new Plan.Level(code, code + "级", "", "", i + 1, false,
                    new Plan.Authority(List.of("office", "commander"), List.of(), "由指挥部决定", "2." + (i + 1)), null));
            Band band = new Band(new BigDecimal(10 * (i + 1)), true,
                    i == LEVELS.size() - 1 ? null : new BigDecimal(10 * (i + 2)), false);
            triggers.add(new Plan.Trigger("t" + (i + 1), code, "", 1,
                    List.of(new Plan.Condition("水位", band, null)), "3", "水位达到", ""));
        }
        List<String> codes = List.copyOf(units.keySet());
        List<Plan.Action> all = new ArrayList<>();
        for (int i = 0; i < actions; i++) {
            all.add(action(i, codes));
        }
        return new Plan(key, "大型预案（测量用）", hazard,
                new Plan.About("测量用文本", "仅供测量", Plan.Type.SPECIAL, Plan.Tier.CITY, "", true, 0, ""), false, "",
                Duration.ofHours(24), true, levels, List.of(),
                units.entrySet().stream().map(unit -> new Plan.Member(unit.getKey(), unit.getValue(), "", "1"))
                        .toList(),
                List.of(new Plan.Fact("水位", Plan.FactType.NUMBER, "m", List.of(), "水位", "", null)), triggers,
                List.of(), List.of(), all, List.of(), List.of());
    }

    /** Every fifth action begins at the lowest level, the next one level higher; at the gravest all apply. */
    private static Plan.Action action(int number, List<String> units) {
        Map<String, Plan.Terms> terms = new LinkedHashMap<>();
        for (String level : LEVELS.subList(number % LEVELS.size(), LEVELS.size())) {
            terms.put(level, new Plan.Terms(Duration.ofMinutes(2 * MINUTES), false, Duration.ofMinutes(15), true, null,
                    "按职责落实"));
        }
        String title = "落实第 " + (number + 1) + " 项应急处置措施";
        return new Plan.Action("action-" + (number + 1), title, title + "，完成后报告人员、物资和现场情况。", Plan.Kind.ONCE,
                Plan.Phase.ACTIVE, units.get(number % units.size()), false,
                List.of(units.get((number + 1) % units.size())), terms, false, "", "", "4." + (number + 1), "", "照片",
                Plan.Since.OPENING, "");
    }
}
