package org.fengsui.incident;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plan.Condition;
import org.fengsui.plan.Plan.Fact;

/** Facts and conditions as officers write them, in the plan's language: they go into reasons and onto the timeline. */
public final class FactWords {

    private FactWords() {
    }

    /** A value with its unit: {@code 9.20 m}, {@code 是}. */
    static String value(Plan plan, String name, Object value) {
        return value(value, plan.fact(name).map(Fact::unit).orElse(""));
    }

    /** The same; {@code unit} may be empty. */
    public static String value(Object value, String unit) {
        String text = value instanceof BigDecimal number ? number.toPlainString()
                : value instanceof Boolean yes ? yesOrNo(yes) : String.valueOf(value);
        return unit.isEmpty() ? text : text + " " + unit;
    }

    /** A condition on a fact, with what a computed fact is computed from: {@code 连续 2 小时 ≥ 30 cm}. */
    public static String condition(Fact fact, Condition condition) {
        String text = fact.type().yesOrNo() ? "= " + yesOrNo(Boolean.parseBoolean(condition.choice()))
                : condition.text(fact.unit());
        Plan.Computation computation = fact.computation();
        return computation == null ? text : switch (computation.how()) {
            case SUM -> "合计 " + text;
            case HIGHEST -> "最高 " + text;
            case LOWEST -> "最低 " + text;
            case HELD -> "连续 " + duration(computation.window()) + " " + text;
            case TOTAL -> duration(computation.window()) + "内累计 " + text;
            case RISE -> duration(computation.window()) + "内上涨 " + text;
        };
    }

    /** Reasons in one line, and how many of how many hold where it takes several. */
    static String line(List<Proposal.Reason> reasons) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < reasons.size(); i++) {
            Proposal.Reason reason = reasons.get(i);
            boolean last = i + 1 == reasons.size() || !reasons.get(i + 1).trigger().equals(reason.trigger());
            parts.add(reason.fact() + " " + reason.value() + "（" + reason.condition()
                    + (reason.confirmedBy() == null ? "" : "，" + reason.confirmedBy() + "确认") + "）"
                    + (reason.joined() && last ? "，" + reason.of() + " 项中符合 " + reason.met() + " 项" : ""));
        }
        return String.join("；", parts);
    }

    /** That the conditions of a level hold no more, with the values that are known: {@code 暴雨预警信号 蓝，…}. */
    static String lapsed(Plan plan, String level, Map<String, Object> known) {
        String values = plan.triggers().stream().filter(trigger -> trigger.level().equals(level))
                .flatMap(trigger -> trigger.conditions().stream()).map(Condition::fact).distinct()
                .filter(known::containsKey).map(name -> name + " " + value(plan, name, known.get(name)))
                .collect(Collectors.joining("；"));
        return values + (values.isEmpty() ? "" : "，") + "启动条件不再成立";
    }

    private static String yesOrNo(boolean yes) {
        return yes ? "是" : "否";
    }

    /** As plans write times: {@code 2 小时}, {@code 1 小时 30 分钟}, {@code 3 天}. */
    private static String duration(Duration duration) {
        // Plans write 24 hours as such, and longer times in days.
        boolean days = duration.toHours() > 24 && duration.toHoursPart() == 0 && duration.toMinutesPart() == 0;
        List<String> parts = days ? List.of(duration.toDays() + " 天")
                : List.of(duration.toHours() == 0 ? "" : duration.toHours() + " 小时",
                        duration.toMinutesPart() == 0 ? "" : duration.toMinutesPart() + " 分钟");
        return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
    }
}
