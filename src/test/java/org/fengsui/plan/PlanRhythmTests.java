package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.fengsui.plan.Plan.Tier;
import org.fengsui.plan.Plan.Type;
import org.fengsui.plan.PlanRhythm.Duty;
import org.fengsui.plan.PlanRhythm.Known;
import org.fengsui.plan.PlanRhythm.Safety;
import org.fengsui.plan.PlanRhythm.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One row per rule. */
class PlanRhythmTests {

    private final PlanRhythm rhythm = new PlanRhythm(Holidays.shipped());

    /** Art. 26 and 28: 20 working days after printing. */
    @ParameterizedTest
    @CsvSource({"2026-07-06, 2026-08-03, ''",
            "2026-02-02, 2026-03-06, ''",
            "2026-09-15, 2026-10-19, ''",
            "2026-12-10, 2027-01-07, 2027"})
    void filingAndReleaseAreDueTwentyWorkingDaysAfterPrinting(LocalDate printed, LocalDate due, String unknown) {
        for (Duty duty : List.of(Duty.FILING, Duty.RELEASE)) {
            PlanRhythm.Due one = due(duty, Type.SPECIAL, Tier.CITY, Safety.NONE, 0, known(printed, null, null));
            assertThat(one.on()).isEqualTo(due);
            assertThat(one.unknown()).map(String::valueOf).isEqualTo(unknown.isEmpty() ? List.of() : List.of(unknown));
        }
    }

    /** Art. 34: every 3 years from the last evaluation, or from printing where that is later or there was none. */
    @ParameterizedTest
    @CsvSource({"2026-07-06, , 2029-07-06", "2020-03-01, 2024-05-10, 2027-05-10", "2026-07-06, 2024-05-10, 2029-07-06",
            ", 2024-02-29, 2027-02-28", ", , "})
    void anEvaluationIsDueEveryThreeYears(LocalDate printed, LocalDate evaluated, LocalDate due) {
        assertThat(due(Duty.EVALUATION, Type.SPECIAL, Tier.CITY, Safety.NONE, 0, known(printed, evaluated, null)).on())
                .isEqualTo(due);
    }

    @Test
    void theRuleOnEvaluationIsForGovernmentsFromTheCountyUpwards() {
        assertThat(Arrays.stream(Tier.values()).filter(tier -> PlanRhythm.evaluated(about(Type.SPECIAL, tier, 0))))
                .containsExactly(Tier.NATION, Tier.PROVINCE, Tier.CITY, Tier.COUNTY);
        assertThat(PlanRhythm.evaluated(about(Type.UNIT, Tier.CITY, 0))).isFalse();
    }

    /** The strictest of what applies: art. 32, order 708 art. 8, the plan's own. */
    @ParameterizedTest
    @CsvSource({"SPECIAL, NONE, 0, art-32, 36", "DEPARTMENT, NONE, 0, art-32, 36", "JOINT, NONE, 0, art-32, 36",
            "OVERALL, NONE, 0, , ", "UNIT, NONE, 0, , ",
            "SPECIAL, GOVERNMENT, 0, order-708-government, 24", "OVERALL, GOVERNMENT, 0, order-708-government, 24",
            "UNIT, HIGH_RISK, 0, order-708-high-risk, 6",
            "OVERALL, NONE, 12, own, 12", "SPECIAL, NONE, 12, own, 12", "SPECIAL, NONE, 48, art-32, 36",
            "SPECIAL, GOVERNMENT, 36, order-708-government, 24", "UNIT, HIGH_RISK, 3, own, 3",
            "SPECIAL, GOVERNMENT, 24, own, 24"})
    void aDrillIsDueByTheStrictestRule(Type type, Safety safety, int own, String rule, Integer months) {
        LocalDate drilled = LocalDate.of(2026, 8, 31);
        List<PlanRhythm.Due> dues = rhythm.dues(about(type, Tier.CITY, own), safety, known(null, null, drilled)).stream()
                .filter(due -> due.duty() == Duty.DRILL).toList();
        if (rule == null) {
            assertThat(dues).isEmpty();
        } else {
            assertThat(dues).singleElement().satisfies(due -> {
                assertThat(due.rule()).isEqualTo(rule);
                assertThat(due.on()).isEqualTo(drilled.plusMonths(months));
            });
        }
    }

    @Test
    void theFirstDrillIsCountedFromPrinting() {
        assertThat(due(Duty.DRILL, Type.SPECIAL, Tier.CITY, Safety.NONE, 0, known(LocalDate.of(2026, 7, 6), null, null)).on())
                .isEqualTo("2029-07-06");
        assertThat(due(Duty.DRILL, Type.SPECIAL, Tier.CITY, Safety.NONE, 0, known(LocalDate.of(2026, 7, 6), null,
                LocalDate.of(2025, 6, 1))).on()).isEqualTo("2028-06-01");
    }

    /** Art. 32 binds the plan: revised every two years and never drilled, it is overdue all the same. */
    @Test
    void aRevisionStartsNoNewTermForTheDrill() {
        Known known = new Known(LocalDate.of(2022, 5, 10), LocalDate.of(2026, 5, 11), null, null, null, null);
        assertThat(due(Duty.DRILL, Type.SPECIAL, Tier.CITY, Safety.NONE, 0, known).on()).isEqualTo("2025-05-10");
        assertThat(due(Duty.EVALUATION, Type.SPECIAL, Tier.CITY, Safety.NONE, 0, known).on()).isEqualTo("2029-05-11");
        Known unprinted = new Known(LocalDate.of(2022, 5, 10), null, null, null, null, null);
        assertThat(due(Duty.DRILL, Type.SPECIAL, Tier.CITY, Safety.NONE, 0, unprinted).on()).isEqualTo("2025-05-10");
    }

    @Test
    void thePrintingIsToBeRecordedUnlessTheModelWasShipped() {
        assertThat(PlanRhythm.printing(false, known(null, null, null))).map(PlanRhythm.Due::duty).contains(Duty.PRINTING);
        assertThat(PlanRhythm.printing(false, known(LocalDate.of(2026, 7, 6), null, null))).isEmpty();
        assertThat(PlanRhythm.printing(true, known(null, null, null))).isEmpty();
    }

    /** Art. 26: to whom it is filed. */
    @ParameterizedTest
    @CsvSource({"OVERALL, CITY, overall", "SPECIAL, PROVINCE, special", "DEPARTMENT, COUNTY, department", "JOINT, CITY, joint",
            "SUPPORT, CITY, either", "EVENT, COUNTY, either", "CATASTROPHE, CITY, either", "FACILITY, CITY, either",
            "SPECIAL, TOWN, town", "OVERALL, TOWN, town", "OVERALL, VILLAGE, village", "UNIT, VILLAGE, village",
            "UNIT, CITY, unit", "SPECIAL, NATION, none"})
    void aPlanIsFiledByTypeAndTier(Type type, Tier tier, String to) {
        assertThat(PlanRhythm.filing(about(type, tier, 0)).to()).isEqualTo(to);
    }

    @Test
    void nothingIsFiledWhereTheRulesNameNobody() {
        assertThat(rhythm.dues(about(Type.SPECIAL, Tier.NATION, 0), Safety.NONE, known(LocalDate.of(2026, 7, 6), null, null)))
                .extracting(PlanRhythm.Due::duty).containsExactly(Duty.RELEASE, Duty.EVALUATION, Duty.DRILL);
    }

    /** Due on 2026-08-03. */
    @ParameterizedTest
    @CsvSource({"2026-07-03, LATER", "2026-07-04, SOON", "2026-07-26, SOON", "2026-07-27, NEAR", "2026-08-03, NEAR",
            "2026-08-04, OVERDUE"})
    void oneIsRemindedThirtyAndSevenDaysBeforeAndWhenItIsLate(LocalDate today, Standing standing) {
        assertThat(due(Duty.FILING, Type.SPECIAL, Tier.CITY, Safety.NONE, 0, known(LocalDate.of(2026, 7, 6), null, null))
                .standing(today)).isEqualTo(standing);
    }

    @Test
    void whatIsDoneIsDueNoMore() {
        LocalDate printed = LocalDate.of(2026, 7, 6);
        LocalDate today = LocalDate.of(2027, 1, 1);
        assertThat(List.of(LocalDate.of(2026, 8, 3), LocalDate.of(2026, 8, 4)).stream()
                .map(filed -> due(Duty.FILING, Type.SPECIAL, Tier.CITY, Safety.NONE, 0,
                        new Known(printed, printed, filed, null, null, null)).standing(today)))
                .containsExactly(Standing.DONE, Standing.DONE_LATE);
    }

    @Test
    void withoutADateOfPrintingNothingIsInvented() {
        assertThat(rhythm.dues(about(Type.SPECIAL, Tier.CITY, 12), Safety.NONE, known(null, null, null)))
                .extracting(due -> due.duty() + " " + due.on() + " " + due.standing(LocalDate.of(2026, 7, 6)))
                .containsExactly("FILING null UNDATED", "RELEASE null UNDATED", "EVALUATION null UNDATED",
                        "DRILL null UNDATED");
    }

    @Test
    void accidentsOfWorkAreAssumedByTheHazard() {
        assertThat(PlanRhythm.assumedSafety("flood", Type.UNIT)).isEqualTo(Safety.NONE);
        assertThat(PlanRhythm.assumedSafety("hazchem", Type.SPECIAL)).isEqualTo(Safety.GOVERNMENT);
        assertThat(PlanRhythm.assumedSafety("hazchem", Type.UNIT)).isEqualTo(Safety.HIGH_RISK);
    }

    private PlanRhythm.Due due(Duty duty, Type type, Tier tier, Safety safety, int own, Known known) {
        return rhythm.dues(about(type, tier, own), safety, known).stream().collect(Collectors.toMap(PlanRhythm.Due::duty,
                due -> due)).get(duty);
    }

    private static Known known(LocalDate printed, LocalDate evaluated, LocalDate drilled) {
        return new Known(printed, printed, null, null, evaluated, drilled);
    }

    private static Plan.About about(Type type, Tier tier, int drillEveryMonths) {
        return new Plan.About("", "", type, tier, "", true, drillEveryMonths, "");
    }
}
