package org.fengsui.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.i18n.LocaleContextHolder;

/** Who signs, and what a launch covers. */
@ServerTest
class LaunchTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    WrittenFormSweep writtenForms;

    Scenario scenario;
    Responses responses;
    @Autowired
    Previews previews;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        responses = scenario.responses;
    }

    @ParameterizedTest(name = "{0}: {1} may sign = {2}")
    @CsvSource({"Ⅳ, OFFICE, true", "Ⅳ, DUTY, false", "Ⅲ, DEPUTY, true", "Ⅲ, OFFICE, true", "Ⅲ, DUTY, false",
            "Ⅱ, COMMANDER, true", "Ⅱ, OFFICE, false", "Ⅰ, GOVERNMENT, true", "Ⅰ, COMMANDER, false"})
    void thePostThatThePlanNamesForTheLevelSigns(String level, org.fengsui.organization.Post post, boolean may) {
        Response asked = responses.launch(scenario.request(scenario.flood(Map.of()), level), Actors.DUTY).response();
        assertThat(asked.status()).isEqualTo(Response.Status.AWAITING_APPROVAL);
        assertThat(scenario.tasks(asked.id())).isEmpty();
        Actor signer = new Actor("signer", "签批人", "headquarters", java.util.Set.of(post));
        if (may) {
            assertThat(responses.approve(asked.id(), "approved", "", null, signer).status())
                    .isEqualTo(Response.Status.ACTIVE);
            assertThat(scenario.tasks(asked.id())).isNotEmpty();
        } else {
            assertThatThrownBy(() -> responses.approve(asked.id(), "approved", "", null, signer))
                    .isInstanceOf(Forbidden.class);
            assertThat(responses.response(asked.id(), Actors.DUTY).status())
                    .isEqualTo(Response.Status.AWAITING_APPROVAL);
        }
    }

    @Test
    void whoeverMaySignLaunchesAtOnce() {
        Response response = responses.launch(scenario.request(scenario.flood(Map.of()), "Ⅳ"), Actors.OFFICE).response();
        assertThat(response.status()).isEqualTo(Response.Status.ACTIVE);
    }

    @Test
    void aRejectedLaunchOpensNothingAndCannotBeApprovedAfterwards() {
        Response asked = responses.launch(scenario.request(scenario.flood(Map.of()), "Ⅳ"), Actors.DUTY).response();
        assertThat(responses.approve(asked.id(), "rejected", "再观察", null, Actors.OFFICE).status())
                .isEqualTo(Response.Status.REJECTED);
        assertThatThrownBy(() -> responses.approve(asked.id(), "approved", "", null, Actors.OFFICE))
                .isInstanceOf(Rejected.class);
        assertThat(scenario.tasks(asked.id())).isEmpty();
    }

    @Test
    void anOralApprovalIsRecordedAndItsWrittenFormChasedOnce() {
        Response asked = responses.launch(scenario.request(scenario.flood(Map.of()), "Ⅰ"), Actors.DUTY).response();
        Instant agreed = scenario.clock.instant();
        assertThatThrownBy(() -> responses.approve(asked.id(), "approved", "", new Approval.Oral("office", agreed),
                Actors.DUTY)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> responses.approve(asked.id(), "approved", "",
                new Approval.Oral("government", agreed.plus(Duration.ofHours(1))), Actors.DUTY))
                .isInstanceOf(Invalid.class);
        responses.approve(asked.id(), "approved", "电话请示", new Approval.Oral("government", agreed), Actors.DUTY);
        Approval approval = responses.approvals(asked.id()).get(0);
        assertThat(approval.oralBy()).isEqualTo("government");
        assertThat(approval.decidedBy()).as("entered by").isEqualTo("duty");
        assertThat(approval.writtenDueAt()).isEqualTo(agreed.plus(Duration.ofHours(24)));
        assertThat(responses.awaitingWrittenForm()).extracting(Approval::responseId).contains(asked.id());
        scenario.clock.advance(Duration.ofHours(24));
        writtenForms.sweep();
        writtenForms.sweep();
        assertThat(scenario.timelineTypes(asked.id())).filteredOn("written-overdue"::equals).hasSize(1);
        responses.approve(asked.id(), "approved", "", null, Actors.GOVERNMENT);
        assertThat(responses.awaitingWrittenForm()).extracting(Approval::responseId).doesNotContain(asked.id());
        assertThat(scenario.timelineTypes(asked.id())).contains("oral-approved", "written-approval");
    }

    @Test
    void theSameRequestTwiceLaunchesOnce() {
        LaunchRequest request = scenario.request(scenario.flood(Map.of()), "Ⅳ");
        Responses.Launched first = responses.launch(request, Actors.OFFICE);
        Responses.Launched second = responses.launch(request, Actors.OFFICE);
        assertThat(second.created()).isFalse();
        assertThat(second.response().id()).isEqualTo(first.response().id());
        assertThatThrownBy(() -> responses.launch(scenario.request(request.incidentId(), "Ⅳ"), Actors.OFFICE))
                .isInstanceOf(Rejected.class).hasMessage("already-running");
    }

    @Test
    void aRequestIdOfAnotherIncidentIsRefusedAndNotAnsweredWithItsResponse() {
        LaunchRequest request = scenario.request(scenario.flood(Map.of()), "Ⅳ");
        responses.launch(request, Actors.OFFICE);
        LaunchRequest other = new LaunchRequest(request.requestId(), scenario.flood(Map.of()), request.planKey(), "Ⅳ",
                List.of(), List.of(), false, "研判后启动");
        assertThatThrownBy(() -> responses.launch(other, Actors.OFFICE))
                .isInstanceOf(Rejected.class).hasMessage("request-id-used");
    }

    @Test
    void aDistrictMayNotBeBelowTheCity() {
        UUID incident = scenario.flood(Map.of());
        responses.launch(scenario.request(incident, "Ⅲ"), Actors.EVERY_POST);
        assertThatThrownBy(() -> responses.launch(scenario.request(incident, "Ⅳ", "pukou"), Actors.EVERY_POST))
                .isInstanceOf(Rejected.class).hasMessage("below-city-level");
        Response district = responses.launch(scenario.request(incident, "Ⅱ", "pukou"), Actors.EVERY_POST).response();
        assertThat(district.status()).isEqualTo(Response.Status.ACTIVE);
        assertThatThrownBy(() -> responses.changeLevel(district.id(), "Ⅳ", "退水", Actors.EVERY_POST))
                .isInstanceOf(Rejected.class).hasMessage("below-city-level");
        assertThatThrownBy(() -> responses.launch(scenario.request(incident, "Ⅱ", "pukou", "luhe"), Actors.EVERY_POST))
                .isInstanceOf(Rejected.class).hasMessage("already-running");
    }

    @Test
    void raisingTheCityShowsWhichDistrictsWouldThenBeBelowIt() {
        UUID incident = scenario.flood(Map.of());
        Response city = responses.launch(scenario.request(incident, "Ⅳ"), Actors.EVERY_POST).response();
        Response district = responses.launch(scenario.request(incident, "Ⅲ", "pukou"), Actors.EVERY_POST).response();
        assertThat(previews.level(city.id(), "Ⅱ", Actors.DUTY).districtsBelow())
                .containsExactly(district.number());
    }

    @Test
    void onlyTheDistrictsInScopeGetDistrictTasks() {
        Response response = scenario.active("Ⅱ", "pukou", "luhe");
        assertThat(scenario.tasks(response.id()).stream().map(Task::unit)
                .filter(unit -> List.of("pukou", "luhe", "gulou", "qixia").contains(unit)).distinct())
                .containsExactlyInAnyOrder("pukou", "luhe");
    }

    @Test
    void aLaunchAtTheSecondLevelOpensAtLeastFortyTasks() {
        assertThat(scenario.tasks(scenario.active("Ⅱ").id())).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void theMeasuresOfASituationOpenWithItAndOnlyOnce() {
        Response response = scenario.active("Ⅲ", "pukou");
        Responses.Changed added = responses.addSituations(response.id(), List.of("waterlogging"), Actors.OFFICE);
        assertThat(added.opened()).isNotEmpty();
        assertThat(responses.addSituations(response.id(), List.of("waterlogging"), Actors.OFFICE).opened()).isEmpty();
        assertThatThrownBy(() -> responses.addSituations(response.id(), List.of("earthquake"), Actors.OFFICE))
                .isInstanceOf(Invalid.class);
    }

    @Test
    void aLevelThatThePlanLacksIsRefused() {
        Response response = scenario.active("Ⅳ");
        assertThatThrownBy(() -> responses.changeLevel(response.id(), "Ⅴ", "测试", Actors.OFFICE))
                .isInstanceOf(Invalid.class);
        assertThat(responses.changeLevel(response.id(), "III", "全角半角皆可", Actors.EVERY_POST).response().level())
                .isEqualTo("Ⅲ");
    }

    @Test
    void raisingToALevelOfAnotherPostWaitsForItsSignature() {
        Response response = responses.launch(scenario.request(scenario.flood(Map.of()), "Ⅳ"), Actors.OFFICE).response();
        Responses.Changed asked = responses.changeLevel(response.id(), "Ⅱ", "水位上涨", Actors.OFFICE);
        assertThat(asked.opened()).isEmpty();
        assertThat(responses.pending(response.id())).isPresent();
        assertThat(responses.changeLevel(response.id(), "Ⅱ", "水位上涨", Actors.OFFICE).opened()).isEmpty();
        assertThatThrownBy(() -> responses.changeLevel(response.id(), "Ⅰ", "更高", Actors.OFFICE))
                .isInstanceOf(Rejected.class).hasMessage("approval-pending");
        responses.approve(response.id(), "approved", "", null, Actors.COMMANDER);
        assertThat(responses.response(response.id(), Actors.DUTY).level()).isEqualTo("Ⅱ");
        new Invariants(context, response.id()).hold("an approved raise");
    }

    /** An answer that was lost: what is sent again must not undo what was decided since. */
    @Test
    void aLevelChangeSentAgainIsTheSameChangeWhateverTheLevelHasBecomeSince() {
        Response response = scenario.active("Ⅳ");
        String request = UUID.randomUUID().toString();
        responses.changeLevel(response.id(), request, "Ⅱ", "水位上涨", Actors.EVERY_POST);
        responses.changeLevel(response.id(), "Ⅲ", "水位回落", Actors.EVERY_POST);

        Responses.Changed again = responses.changeLevel(response.id(), request, "Ⅱ", "水位上涨", Actors.EVERY_POST);

        assertThat(again.opened()).isEmpty();
        assertThat(again.response().level()).isEqualTo("Ⅲ");
        assertThat(responses.response(response.id(), Actors.DUTY).level()).isEqualTo("Ⅲ");
        assertThatThrownBy(() -> responses.changeLevel(response.id(), request, "Ⅰ", "溃堤", Actors.EVERY_POST))
                .isInstanceOf(Rejected.class).hasMessage("request-id-used");
        assertThat(responses.response(response.id(), Actors.DUTY).level()).isEqualTo("Ⅲ");
    }

    @Test
    void anEndThatWasRejectedIsNotAskedForAgainByARepetition() {
        Response response = responses.launch(scenario.request(scenario.flood(Map.of()), "Ⅰ"), Actors.EVERY_POST).response();
        String request = UUID.randomUUID().toString();
        responses.end(response.id(), request, "险情解除", Actors.DUTY);
        responses.approve(response.id(), "rejected", "尚未退水", null, Actors.GOVERNMENT);

        responses.end(response.id(), request, "险情解除", Actors.DUTY);

        assertThat(responses.pending(response.id())).isEmpty();
        assertThat(responses.response(response.id(), Actors.DUTY).active()).isTrue();
    }

    @Test
    void aSignatureCoversOnlyTheRequestThatWasRead() {
        Response response = responses.launch(scenario.request(scenario.flood(Map.of()), "Ⅳ"), Actors.OFFICE).response();
        responses.changeLevel(response.id(), "Ⅱ", "水位上涨", Actors.OFFICE);
        UUID read = responses.pending(response.id()).orElseThrow().id();
        responses.withdrawRequest(response.id(), "误报", Actors.OFFICE);
        responses.changeLevel(response.id(), "Ⅰ", "溃堤", Actors.OFFICE);
        assertThatThrownBy(() -> responses.approve(response.id(), read, "approved", "", null, Actors.EVERY_POST))
                .isInstanceOf(Rejected.class).hasMessage("decided-already");
        assertThat(responses.response(response.id(), Actors.DUTY).level()).isEqualTo("Ⅳ");
        assertThat(responses.pending(response.id()).orElseThrow().level()).isEqualTo("Ⅰ");
    }

    @Test
    void theWrittenFormOfAnOralApprovalDoesNotSignWhatWaitsNow() {
        Response response = responses.launch(scenario.request(scenario.flood(Map.of()), "Ⅰ"), Actors.DUTY).response();
        UUID oral = responses.pending(response.id()).orElseThrow().id();
        responses.approve(response.id(), "approved", "", new Approval.Oral("government", scenario.clock.instant()),
                Actors.DUTY);
        responses.end(response.id(), "险情解除", Actors.DUTY);
        responses.approve(response.id(), oral, "approved", "", null, Actors.GOVERNMENT);
        assertThat(responses.response(response.id(), Actors.DUTY).active()).isTrue();
        assertThat(responses.pending(response.id())).isPresent();
        assertThat(responses.awaitingWrittenForm()).extracting(Approval::id).doesNotContain(oral);
    }

    @Test
    void anOralApprovalSentAgainDoesNotSignWhatWasAskedForSince() {
        Response response = responses.launch(scenario.request(scenario.flood(Map.of()), "Ⅳ"), Actors.OFFICE).response();
        Approval.Oral oral = new Approval.Oral("commander", scenario.clock.instant());
        responses.changeLevelOrally(response.id(), null, "Ⅱ", "水位上涨", oral, Actors.DUTY);
        responses.end(response.id(), "险情解除", Actors.DUTY);
        responses.changeLevelOrally(response.id(), null, "Ⅱ", "水位上涨", oral, Actors.DUTY);
        assertThat(responses.response(response.id(), Actors.DUTY).active()).isTrue();
        assertThat(responses.pending(response.id())).isPresent();
    }

    @Test
    void aReasonThatNamesALevelStaysAsWritten() {
        Response response = scenario.active("Ⅳ");
        responses.changeLevel(response.id(), "Ⅲ", "Ⅱ", Actors.EVERY_POST);
        LocaleContextHolder.setLocale(Locale.CHINA);
        try {
            assertThat(responses.timeline(response.id(), Actors.DUTY))
                    .filteredOn(line -> line.type().equals("level-raised")).singleElement()
                    .satisfies(line -> assertThat(line.text()).contains("由四级提升为三级").endsWith("原因：Ⅱ"));
        } finally {
            LocaleContextHolder.resetLocaleContext();
        }
    }

    @Test
    void anEndedResponseTakesNoMoreCommands() {
        Response response = scenario.active("Ⅳ");
        responses.end(response.id(), "险情解除", Actors.OFFICE);
        responses.end(response.id(), "险情解除", Actors.OFFICE);
        assertThatThrownBy(() -> responses.changeLevel(response.id(), "Ⅲ", "再升", Actors.EVERY_POST))
                .isInstanceOf(Rejected.class).hasMessage("response-ended");
        assertThat(scenario.tasks(response.id())).filteredOn(Task::running)
                .allMatch(task -> task.phase().equals("closing"));
    }

    @Test
    void aUnitThatTakesNoPartDoesNotSeeTheResponse() {
        Response response = scenario.active("Ⅳ", "pukou");
        assertThat(responses.response(response.id(), Actors.officer("water"))).isNotNull();
        assertThatThrownBy(() -> responses.response(response.id(), Actors.officer("gulou")))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> responses.launch(scenario.request(response.incidentId(), "Ⅱ", "luhe"),
                Actors.officer("water"))).isInstanceOf(Forbidden.class);
    }
}
