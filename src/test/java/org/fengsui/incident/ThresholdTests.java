package org.fengsui.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Rejected;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** A threshold that is reached stays visible until somebody decides. */
@ServerTest
class ThresholdTests {

    @Autowired
    ApplicationContext context;

    Scenario scenario;
    Incidents incidents;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        incidents = scenario.incidents;
    }

    @ParameterizedTest(name = "长江南京 {0} m → {1}")
    @CsvSource({"8.69, ''", "8.70, Ⅳ", "9.19, Ⅳ", "9.20, Ⅲ", "9.69, Ⅲ", "9.70, Ⅱ", "10.21, Ⅱ", "10.22, Ⅰ",
            "9.20 m, Ⅲ", "9.20米, Ⅲ", "９．２０, Ⅲ"})
    void aReportedLevelProposesExactlyAtTheBounds(String level, String proposed) {
        UUID id = scenario.flood(Map.of("长江南京", level));
        assertThat(incidents.proposal(id).map(Proposal::level).orElse("")).isEqualTo(proposed);
    }

    /** Found by the faults: the database keeps microseconds, and a repetition was not known again. */
    @Test
    void anObservationTimedToTheNanosecondIsRecordedOnceHoweverOftenItIsSent() {
        UUID id = scenario.flood(Map.of());
        Instant at = scenario.clock.instant().minusNanos(123_456_789);
        for (int n = 0; n < 3; n++) {
            incidents.observe(id, at, Map.of("长江南京", "9.20 m"), "水文站", Actors.DUTY);
        }
        assertThat(incidents.observations(id)).hasSize(1);
    }

    @Test
    void aProposalSaysWhyAndWhatWouldReachTheNextLevel() {
        UUID id = scenario.flood(Map.of("长江南京", "9.20 m", "暴雨预警信号", "蓝"));
        Proposal proposal = incidents.proposal(id).orElseThrow();
        assertThat(proposal.reasons()).anySatisfy(reason -> {
            assertThat(reason.fact()).isEqualTo("长江南京");
            assertThat(reason.value()).isEqualTo("9.20 m");
            assertThat(reason.condition()).isEqualTo("≥ 9.20 且 < 9.70 m");
            assertThat(reason.clause()).isNotBlank();
        }).anySatisfy(reason -> {
            assertThat(reason.fact()).isEqualTo("暴雨预警信号");
            assertThat(reason.level()).isEqualTo("Ⅳ");
        });
        assertThat(proposal.next()).anySatisfy(next -> {
            assertThat(next.level()).isEqualTo("Ⅱ");
            assertThat(next.gap()).isEqualTo("0.50 m");
        });
        assertThat(scenario.responses.ofIncident(id)).as("nothing launches by itself").isEmpty();
    }

    @Test
    void aThresholdStaysUndecidedFromTheMomentItWasReached() {
        UUID id = scenario.flood(Map.of("长江南京", "8.80"));
        Instant reached = scenario.clock.instant();
        scenario.clock.advance(Duration.ofMinutes(12));
        observe(id, "8.85");
        assertThat(undecided(id)).singleElement().satisfies(crossing -> {
            assertThat(crossing.level()).isEqualTo("Ⅳ");
            assertThat(crossing.reachedAt()).isEqualTo(reached);
        });
        Instant higher = scenario.clock.advance(Duration.ofMinutes(5));
        observe(id, "9.30");
        assertThat(undecided(id)).singleElement().satisfies(crossing -> {
            assertThat(crossing.level()).isEqualTo("Ⅲ");
            assertThat(crossing.reachedAt()).isEqualTo(higher);
        });
    }

    @Test
    void aThresholdThatLapsesBeforeAnybodyDecidedStaysVisible() {
        UUID id = scenario.flood(Map.of("长江南京", "8.80"));
        later(id, "8.60");
        assertThat(undecided(id)).singleElement().satisfies(crossing -> assertThat(crossing.lapsedAt()).isNotNull());
    }

    @Test
    void decliningAsksForAReasonAndHoldsUntilTheFactsRiseOrReturn() {
        UUID id = scenario.flood(Map.of("长江南京", "8.80"));
        assertThatThrownBy(() -> incidents.decline(id, " ", Actors.OFFICE)).isInstanceOf(Invalid.class);
        incidents.decline(id, "潮位将退", Actors.OFFICE);
        incidents.decline(id, "潮位将退", Actors.OFFICE);
        assertThat(undecided(id)).isEmpty();
        assertThatThrownBy(() -> incidents.decline(id, "再次", Actors.OFFICE)).isInstanceOf(Rejected.class);
        later(id, "8.90");
        assertThat(undecided(id)).as("the same level stays declined").isEmpty();
        later(id, "8.60");
        later(id, "8.80");
        assertThat(undecided(id)).as("reached anew after it had lapsed").hasSize(1);
        incidents.decline(id, "仍不启动", Actors.OFFICE);
        later(id, "9.20");
        assertThat(undecided(id)).extracting(Crossing::level).containsExactly("Ⅲ");
    }

    @Test
    void aResponseBelowTheProposedLevelLeavesTheThresholdVisible() {
        UUID id = scenario.flood(Map.of("长江南京", "9.30"));
        Response response = scenario.responses.launch(scenario.request(id, "Ⅳ"), Actors.EVERY_POST).response();
        assertThat(undecided(id)).extracting(Crossing::level).containsExactly("Ⅲ");
        scenario.responses.changeLevel(response.id(), "Ⅲ", "达到三级条件", Actors.EVERY_POST);
        assertThat(undecided(id)).isEmpty();
    }

    @Test
    void loweringOrEndingWhileAConditionHoldsIsTheDecisionAboutItWithItsReason() {
        UUID id = scenario.flood(Map.of("长江南京", "9.30"));
        Response response = scenario.responses.launch(scenario.request(id, "Ⅲ"), Actors.EVERY_POST).response();
        scenario.responses.changeLevel(response.id(), "Ⅳ", "预报将退", Actors.EVERY_POST);
        assertThat(undecided(id)).isEmpty();
        assertThat(incidents.crossings(id)).anySatisfy(crossing -> {
            assertThat(crossing.decision()).isEqualTo("declined");
            assertThat(crossing.reason()).isEqualTo("预报将退");
        });
        later(id, "9.40");
        assertThat(undecided(id)).as("still the level that was decided on").isEmpty();
        later(id, "9.80");
        assertThat(undecided(id)).as("a graver level").extracting(Crossing::level).containsExactly("Ⅱ");
        later(id, "8.00");
        scenario.responses.end(response.id(), "结束", Actors.EVERY_POST);
        later(id, "9.30");
        assertThat(undecided(id)).as("fell, and came back").hasSize(1);
    }

    @Test
    void aHigherResponseAlreadyInForceAnswersALowerThreshold() {
        UUID id = scenario.flood(Map.of());
        scenario.responses.launch(scenario.request(id, "Ⅱ"), Actors.EVERY_POST);
        later(id, "9.30");
        assertThat(undecided(id)).isEmpty();
    }

    @Test
    void aLateReportOfAnEarlierMomentDoesNotHideTheLatestValue() {
        UUID id = scenario.flood(Map.of("长江南京", "9.30"));
        incidents.observe(id, scenario.clock.instant().minus(Duration.ofHours(1)), Map.of("长江南京", "8.80"), "补报",
                Actors.DUTY);
        assertThat(incidents.proposal(id).orElseThrow().level()).isEqualTo("Ⅲ");
    }

    @Test
    void theSameReportTwiceIsOneIncidentAndOneObservation() {
        NewIncident report = new NewIncident("r-" + UUID.randomUUID(), "𠮷祥圩险情 🌊", "flood", scenario.clock.instant(),
                new NewIncident.Place("𠮷祥圩", "pukou", null, null), Map.of("长江南京", "8.80"), "电话");
        Incidents.Reported first = incidents.report(report, Actors.DUTY);
        Incidents.Reported second = incidents.report(report, Actors.DUTY);
        assertThat(second.created()).isFalse();
        assertThat(second.incident().id()).isEqualTo(first.incident().id());
        assertThat(incidents.incident(first.incident().id()).title()).isEqualTo("𠮷祥圩险情 🌊");
        assertThat(incidents.observations(first.incident().id())).hasSize(1);
    }

    @Test
    void aCorrectionBackToTheFirstValueCounts() {
        UUID id = scenario.flood(Map.of("长江南京", "8.80"));
        Instant at = scenario.clock.instant();
        for (String level : List.of("9.80", "8.80", "8.80")) {
            scenario.clock.advance(Duration.ofMinutes(1));
            incidents.observe(id, at, Map.of("长江南京", level), "水文站", Actors.DUTY);
        }
        assertThat(incidents.proposal(id).orElseThrow().level()).isEqualTo("Ⅳ");
        assertThat(incidents.observations(id)).as("sent twice, the last is one").hasSize(3);
    }

    @Test
    void decliningWhatHasFallenSinceDecidesAboutWhatStillHolds() {
        UUID id = scenario.flood(Map.of("长江南京", "9.30"));
        later(id, "8.80");
        assertThat(undecided(id)).extracting(Crossing::level).containsExactly("Ⅲ");
        incidents.decline(id, "潮位将退", Actors.OFFICE);
        later(id, "8.90");
        assertThat(undecided(id)).as("the same facts reach nothing new").isEmpty();
        assertThat(incidents.crossings(id)).extracting(Crossing::decision).containsOnly("declined");
    }

    private void later(UUID id, String level) {
        scenario.clock.advance(Duration.ofMinutes(10));
        observe(id, level);
    }

    private void observe(UUID id, String level) {
        incidents.observe(id, null, Map.of("长江南京", level), "水文站", Actors.DUTY);
    }

    private List<Crossing> undecided(UUID id) {
        return incidents.undecided().stream().filter(crossing -> crossing.incidentId().equals(id)).toList();
    }
}
