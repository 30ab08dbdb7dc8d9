package org.fengsui.plan;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fengsui.plan.Plan.Tier;
import org.fengsui.plan.Plan.Type;

/**
 * What has to be done with a plan in force, and by when: 突发事件应急预案管理办法 (国办发〔2024〕5号) and 生产安全事故应急条例
 * (国务院令第708号). All rules on these dates stand here.
 */
public final class PlanRhythm {

    /** Art. 26 and 28: filing and public release, working days after printing. */
    public static final int WORKING_DAYS = 20;
    /** Art. 34: 原则上每3年评估一次. */
    static final int EVALUATION_MONTHS = 36;
    /** Art. 32: 专项、部门应急预案每3年至少进行一次演练. */
    static final int DRILL_MONTHS = 36;
    /** Order 708 art. 8: governments, their departments and towns at least every 2 years. */
    static final int SAFETY_GOVERNMENT_MONTHS = 24;
    /** Order 708 art. 8: units of high risk at least every half year. */
    static final int SAFETY_HIGH_RISK_MONTHS = 6;
    /** Our own: reminded of so many days before, and again so many. */
    static final int SOON_DAYS = 30;
    static final int NEAR_DAYS = 7;

    private static final Set<Type> BY_NATURE =
            EnumSet.of(Type.EVENT, Type.JOINT, Type.CATASTROPHE, Type.FACILITY, Type.SUPPORT);
    private static final Set<Tier> FROM_COUNTY = EnumSet.of(Tier.PROVINCE, Tier.CITY, Tier.COUNTY);
    /** Hazards of ours that are accidents of work (生产安全事故). */
    private static final Set<String> WORK_HAZARDS = Set.of("hazchem");

    private final Holidays holidays;

    public PlanRhythm(Holidays holidays) {
        this.holidays = holidays;
    }

    public Holidays holidays() {
        return holidays;
    }

    /**
     * What is to be done: 登记印发, 备案, 公布, 评估, 演练, 修订. No rule sets a day for the printing to be recorded by; but filing
     * and release are counted from it.
     */
    public enum Duty { PRINTING, FILING, RELEASE, EVALUATION, DRILL, REVISION }

    /**
     * Whether order 708 on accidents of work (生产安全) applies: not; to a government, its department or a town; to a unit
     * of high risk, as its art. 8 lists them.
     */
    public enum Safety { NONE, GOVERNMENT, HIGH_RISK }

    /**
     * What is known of a plan in force, each null when it is not.
     *
     * @param first     when any version of the plan was first printed
     * @param printed   when this version was printed (印发)
     * @param filed     when it was filed (备案)
     * @param released  when it was made public (公布), or decided that it stays secret (art. 41)
     * @param evaluated last evaluation (评估) of the plan
     * @param drilled   last drill (演练) of the plan
     */
    public record Known(LocalDate first, LocalDate printed, LocalDate filed, LocalDate released, LocalDate evaluated,
                        LocalDate drilled) {
    }

    /**
     * Something to be done.
     *
     * @param on      last day to do it; null when it can't be told yet, or there is none
     * @param done    when it was done; null when it is open
     * @param rule    code of the rule that sets the day
     * @param unknown years on the way whose days off are not known: there Saturdays and Sundays are counted only
     */
    public record Due(Duty duty, LocalDate on, LocalDate done, String rule, Set<Integer> unknown) {

        public Standing standing(LocalDate today) {
            if (done != null) {
                return on != null && done.isAfter(on) ? Standing.DONE_LATE : Standing.DONE;
            }
            if (on == null) {
                return Standing.UNDATED;
            }
            long days = ChronoUnit.DAYS.between(today, on);
            return days < 0 ? Standing.OVERDUE : days <= NEAR_DAYS ? Standing.NEAR
                    : days <= SOON_DAYS ? Standing.SOON : Standing.LATER;
        }
    }

    /** How a due date stands: late; within 7 days; within 30 days; later; no date yet; done; done late. */
    public enum Standing {
        OVERDUE, NEAR, SOON, LATER, UNDATED, DONE, DONE_LATE;

        public boolean reminded() {
            return this == OVERDUE || this == NEAR || this == SOON;
        }

        public boolean open() {
            return this != DONE && this != DONE_LATE;
        }
    }

    /**
     * A rule on drills that applies.
     *
     * @param code    art-32, order-708-government, order-708-high-risk, or own: the plan's own
     * @param months  longest time between drills
     * @param reading true when that it applies is our reading: of a plan that art. 9 counts among special and department
     *                plans by what it is for
     */
    public record DrillRule(String code, int months, boolean reading) {
    }

    /** What falls due for a plan in force, in the order of its life. */
    public List<Due> dues(Plan.About about, Safety safety, Known known) {
        List<Due> dues = new ArrayList<>();
        if (!filing(about).to().equals("none")) {
            dues.add(inWorkingDays(Duty.FILING, known.printed(), known.filed(), "art-26"));
        }
        dues.add(inWorkingDays(Duty.RELEASE, known.printed(), known.released(), "art-28"));
        if (evaluated(about)) {
            dues.add(inMonths(Duty.EVALUATION, later(known.printed(), known.evaluated()), EVALUATION_MONTHS, "art-34"));
        }
        // Art. 32 speaks of the plan: a revision without a drill starts no new term.
        drill(about, safety).ifPresent(rule -> dues.add(inMonths(Duty.DRILL,
                known.drilled() == null ? known.first() : known.drilled(), rule.months(), rule.code())));
        return dues;
    }

    /**
     * To record the printing of a version in force. Nobody has printed a reference model that came with the program.
     *
     * @param shipped whether it is such a model
     */
    static Optional<Due> printing(boolean shipped, Known known) {
        return shipped || known.printed() != null ? Optional.empty()
                : Optional.of(new Due(Duty.PRINTING, null, null, "printing", Set.of()));
    }

    private Due inWorkingDays(Duty duty, LocalDate printed, LocalDate done, String rule) {
        if (printed == null) {
            return new Due(duty, null, done, rule, Set.of());
        }
        LocalDate on = holidays.after(printed, WORKING_DAYS);
        return new Due(duty, on, done, rule, holidays.unknown(printed, on));
    }

    private static Due inMonths(Duty duty, LocalDate since, int months, String rule) {
        return new Due(duty, since == null ? null : since.plusMonths(months), null, rule, Set.of());
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }

    /** Whether art. 34 has it evaluated: plans of governments from the county upwards and of their departments. */
    public static boolean evaluated(Plan.About about) {
        return about.type() != Type.UNIT && (about.tier() == Tier.NATION || FROM_COUNTY.contains(about.tier()));
    }

    /** The rules on drills that apply, the strictest first. */
    public static List<DrillRule> drillRules(Plan.About about, Safety safety) {
        List<DrillRule> rules = new ArrayList<>();
        if (about.drillEveryMonths() > 0) {
            rules.add(new DrillRule("own", about.drillEveryMonths(), false));
        }
        if (safety == Safety.HIGH_RISK) {
            rules.add(new DrillRule("order-708-high-risk", SAFETY_HIGH_RISK_MONTHS, false));
        } else if (safety == Safety.GOVERNMENT) {
            rules.add(new DrillRule("order-708-government", SAFETY_GOVERNMENT_MONTHS, false));
        }
        if (about.type() == Type.SPECIAL || about.type() == Type.DEPARTMENT || BY_NATURE.contains(about.type())) {
            rules.add(new DrillRule("art-32", DRILL_MONTHS, BY_NATURE.contains(about.type())));
        }
        rules.sort(Comparator.comparingInt(DrillRule::months));
        return rules;
    }

    /** The strictest of them; empty when none applies. */
    public static Optional<DrillRule> drill(Plan.About about, Safety safety) {
        return drillRules(about, safety).stream().findFirst();
    }

    /** What we take for granted until somebody says whether order 708 applies: it does where the hazard is one of work. */
    static Safety assumedSafety(String hazard, Type type) {
        return !WORK_HAZARDS.contains(hazard) ? Safety.NONE
                : type == Type.UNIT ? Safety.HIGH_RISK : Safety.GOVERNMENT;
    }

    /**
     * To whom a plan is filed and copied (备案、抄送), art. 26.
     *
     * @param to      code of the row of art. 26: overall, special, department, either (as special or department plan), town,
     *                village, unit (by the rules of the place and trade), none (a national plan: art. 26 names none)
     * @param reading true when that this row applies is our reading
     */
    public record Filing(String to, boolean reading) {
    }

    public static Filing filing(Plan.About about) {
        if (about.type() == Type.UNIT) {
            return about.tier() == Tier.VILLAGE ? new Filing("village", false) : new Filing("unit", false);
        }
        return switch (about.tier()) {
            case NATION -> new Filing("none", false);
            case TOWN -> new Filing("town", false);
            case VILLAGE -> new Filing("village", false);
            case PROVINCE, CITY, COUNTY -> switch (about.type()) {
                case OVERALL -> new Filing("overall", false);
                case SPECIAL -> new Filing("special", false);
                case DEPARTMENT -> new Filing("department", false);
                case JOINT -> new Filing("joint", false);
                default -> new Filing("either", true);
            };
        };
    }
}
