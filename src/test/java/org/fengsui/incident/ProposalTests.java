package org.fengsui.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.plan.Band;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.plan.TestPlans;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** What facts propose by a plan with tracks, joined conditions, computed facts and judgements. */
@ServerTest
class ProposalTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    Plans plans;

    Scenario scenario;
    Incidents incidents;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        incidents = scenario.incidents;
        LifePlans.ship(context, TestPlans.everything());
    }

    @AfterEach
    void forget() {
        scenario.onAnEmptySite();
        LifePlans.forget(context, "rain-");
        LifePlans.forget(context, "cold");
    }

    @Test
    void aTotalPassesWhenItsGaugeFallsSilentAndItsReasonSaysAsOfWhen() {
        UUID id = scenario.incident("slope", Map.of("小时雨量", "60"));
        assertThat(incidents.proposal(id).orElseThrow().reasons()).filteredOn(reason -> reason.fact().equals("六小时雨量"))
                .extracting(Proposal.Reason::asOf).containsOnly(scenario.clock.instant());
        scenario.clock.advance(Duration.ofHours(6));
        incidents.observe(id, null, Map.of("位移", "1"), "监测站", Actors.DUTY);
        assertThat(incidents.proposal(id)).isEmpty();
    }

    @Test
    void whatOnePlanComputesAndAnotherHasReportedIsReported() {
        Plan computes = LifePlans.as("rain-a", "rain-both", TestPlans.everything());
        Plan reports = LifePlans.as("rain-b", "rain-both", TestPlans.everything());
        LifePlans.ship(context, computes);
        LifePlans.ship(context, LifePlans.with(reports, reports.levels(), reports.facts().stream()
                .map(fact -> !fact.name().equals("六小时雨量") ? fact : new Plan.Fact(fact.name(), fact.type(), fact.unit(),
                        fact.choices(), fact.group(), fact.note(), null)).toList(),
                reports.triggers(), reports.actions()));
        UUID id = scenario.incident("rain-both", Map.of("六小时雨量", "60"));
        assertThat(incidents.proposal(id, plans.current("rain-b")).map(Proposal::level)).contains("黄");
        assertThat(incidents.proposal(id, plans.current("rain-a"))).as("not proven by what it comes from").isEmpty();
    }

    @Test
    void aComputedFactLeftEmptyIsNothingToRefuse() {
        UUID id = scenario.incident("slope", Map.of("六小时雨量", " ", "小时雨量", "3"));
        assertThat(incidents.facts(id)).containsOnlyKeys("小时雨量");
    }

    @Test
    void aNumberBelowZeroIsReportedWhereAPlanComparesBelowZero() {
        Plan heat = LifePlans.as("cold", "cold", TestPlans.threeLevelNonCumulative());
        LifePlans.ship(context, LifePlans.with(heat, heat.levels(), heat.facts(), heat.triggers().stream()
                .map(trigger -> !trigger.id().equals("heat-yellow") ? trigger : new Plan.Trigger(trigger.id(), "黄", "",
                        1, List.of(new Plan.Condition("最高气温", new Band(null, false, new BigDecimal("-10"), true),
                                null)), "2.1", "-10℃以下", "")).toList(), heat.actions()));
        UUID id = scenario.incident("cold", Map.of("最高气温", "-12.5"));
        assertThat(incidents.proposal(id).orElseThrow().level()).isEqualTo("黄");
        assertThatThrownBy(() -> incidents.observe(id, null, Map.of("中暑人数", "-1"), "", Actors.DUTY))
                .isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> scenario.incident("slope", Map.of("小时雨量", "-1"))).isInstanceOf(Invalid.class);
    }

    @Test
    void enoughOfSeveralConditionsProposeAndWhatIsMissingIsTold() {
        UUID id = scenario.incident("slope", Map.of());
        later(id, 0, Map.of("位移", "30"));
        later(id, 60, Map.of("位移", "31"));
        later(id, 60, Map.of("位移", "32"));
        assertThat(incidents.proposal(id)).as("one of three").isEmpty();
        assertThat(incidents.next(id, TestPlans.everything(), 0)).filteredOn(next -> next.trigger().equals("signs"))
                .extracting(Proposal.Next::fact, Proposal.Next::value, Proposal.Next::gap, Proposal.Next::missing)
                .containsExactlyInAnyOrder(tuple("位移上涨", "1 cm", "4 cm", 1),
                        tuple("裂缝贯通", "", "", 1));
        later(id, 10, Map.of("裂缝贯通", "true"));
        Proposal proposal = incidents.proposal(id).orElseThrow();
        assertThat(proposal.level()).isEqualTo("黄");
        assertThat(proposal.reasons()).extracting(Proposal.Reason::fact, Proposal.Reason::value,
                        Proposal.Reason::condition, Proposal.Reason::met, Proposal.Reason::of)
                .containsExactly(tuple("持续位移", "30 cm", "连续 2 小时 ≥ 30 cm", 2, 3),
                        tuple("裂缝贯通", "是", "= 是", 2, 3));
        assertThat(proposal.words()).endsWith("，3 项中符合 2 项").contains("持续位移 30 cm（连续 2 小时 ≥ 30 cm）");
    }

    @Test
    void theHighestOfTheTracksCountsAndEachSaysItsOwn() {
        UUID id = scenario.incident("slope", Map.of("预警信号", "黄", "小时雨量", "120"));
        Proposal proposal = incidents.proposal(id).orElseThrow();
        assertThat(proposal.level()).isEqualTo("红");
        assertThat(proposal.trackWords()).isEqualTo("预警 黄，降雨 红 → 红");
        assertThat(proposal.reasons().get(0).condition()).isEqualTo("6 小时内累计 ≥ 100 mm");
        assertThat(incidents.crossings(id)).singleElement().satisfies(crossing ->
                assertThat(crossing.reasons()).isEqualTo(proposal.reasons()));
    }

    @Test
    void aJudgementIsConfirmedByTheCommandPostAndBearsItsName() {
        UUID id = scenario.incident("slope", Map.of("甲坡受威胁", "60", "乙坡受威胁", "40"));
        assertThatThrownBy(() -> incidents.observe(id, null, Map.of("裂缝贯通", "true"), "现场",
                Actors.officer("housing"))).isInstanceOf(Forbidden.class);
        Instant at = scenario.clock.advance(Duration.ofMinutes(3));
        incidents.observe(id, null, Map.of("裂缝贯通", "true"), "现场", Actors.OFFICE);
        assertThat(incidents.proposal(id).orElseThrow().reasons())
                .filteredOn(reason -> reason.fact().equals("裂缝贯通")).singleElement().satisfies(reason -> {
                    assertThat(reason.confirmedBy()).isEqualTo("市防办负责人");
                    assertThat(reason.confirmedAt()).isEqualTo(at);
                });
        assertThat(incidents.proposal(id).orElseThrow().level()).as("100 people by the sum").isEqualTo("红");
        later(id, 5, Map.of("裂缝贯通", "false"));
        assertThat(incidents.proposal(id)).as("taken back").isEmpty();
    }

    @Test
    void aLateObservationChangesWhatWasHeld() {
        UUID id = scenario.incident("slope", Map.of("裂缝贯通", "true"));
        later(id, 0, Map.of("位移", "30"));
        later(id, 150, Map.of("位移", "32"));
        assertThat(incidents.proposal(id).map(Proposal::level)).contains("黄");
        incidents.observe(id, scenario.clock.instant().minus(Duration.ofHours(1)), Map.of("位移", "12"), "补报",
                Actors.DUTY);
        // It dipped within the two hours; from 12 to 32 within one hour it rose.
        assertThat(incidents.proposal(id).orElseThrow().reasons()).extracting(Proposal.Reason::fact)
                .containsExactly("位移上涨", "裂缝贯通");
        incidents.observe(id, scenario.clock.instant().minus(Duration.ofMinutes(61)), Map.of("位移", "12"), "补报",
                Actors.DUTY);
        assertThat(incidents.proposal(id).orElseThrow().reasons()).extracting(Proposal.Reason::value)
                .containsExactly("20 cm", "是");
    }

    @Test
    void aComputedFactCannotBeReported() {
        assertThatThrownBy(() -> scenario.incident("slope", Map.of("持续位移", "40"))).isInstanceOf(Invalid.class);
        assertThat(incidents.reportable("slope")).flatExtracting(Incidents.FactGroup::facts)
                .noneMatch(fact -> fact.computation() != null);
    }

    private void later(UUID id, int minutes, Map<String, String> facts) {
        scenario.clock.advance(Duration.ofMinutes(minutes));
        incidents.observe(id, null, facts, "监测站", Actors.DUTY);
    }
}
