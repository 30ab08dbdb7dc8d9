package org.fengsui.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fengsui.incident.Crossing;
import org.fengsui.organization.Actor;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.Plan;
import org.fengsui.plan.TestPlans;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Levels that start and end with a signal (启动与解除随信号). */
@ServerTest
class AutomaticLevelTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    AutomaticLevels levels;

    Scenario scenario;
    Responses responses;
    @Autowired
    Previews previews;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        responses = scenario.responses;
        LifePlans.ship(context, TestPlans.everything());
    }

    @AfterEach
    void forget() {
        scenario.onAnEmptySite();
        LifePlans.forget(context, "signal-");
    }

    @Test
    void aSignalStartsTheResponseAndItsEndEndsIt() {
        UUID incident = scenario.incident("slope", Map.of("预警信号", "蓝"));
        levels.sweep();
        Response response = only(incident);
        assertThat(response.status()).isEqualTo(Response.Status.ACTIVE);
        assertThat(response.level()).isEqualTo("蓝");
        assertThat(response.automatic()).isTrue();
        assertThat(response.requestedBy()).isEqualTo(Actor.SYSTEM.username());
        assertThat(response.reason()).contains("预警信号 蓝（= 蓝）");
        assertThat(scenario.tasks(response.id())).isNotEmpty();
        assertThat(scenario.timelineTypes(response.id())).contains("launch-by-signal", "launched")
                .doesNotContain("approved", "launch-requested");
        assertThat(undecided(incident)).isEmpty();
        signal(incident, "无");
        levels.sweep();
        Response ended = responses.response(response.id(), Actors.DUTY);
        assertThat(ended.status()).isEqualTo(Response.Status.ENDED);
        assertThat(ended.endReason()).isEqualTo("预警信号 无，启动条件不再成立");
        new Invariants(context, response.id()).hold("the end by signal");
        signal(incident, "蓝");
        levels.sweep();
        assertThat(responses.ofIncident(incident)).as("it came back").hasSize(2);
    }

    @Test
    void itFollowsTheSignalUpAndDownAmongAutomaticLevelsOnly() {
        UUID incident = scenario.incident("slope", Map.of("预警信号", "关注"));
        levels.sweep();
        assertThat(only(incident).level()).isEqualTo("关注");
        signal(incident, "蓝");
        levels.sweep();
        assertThat(only(incident).level()).isEqualTo("蓝");
        signal(incident, "黄");
        levels.sweep();
        assertThat(only(incident).level()).as("people decide about 黄").isEqualTo("蓝");
        assertThat(only(incident).status()).isEqualTo(Response.Status.ACTIVE);
        assertThat(undecided(incident)).containsExactly("黄");
        signal(incident, "关注");
        levels.sweep();
        assertThat(only(incident).level()).isEqualTo("关注");
        new Invariants(context, only(incident).id()).hold("up and down");
    }

    @Test
    void aLevelThatPeopleDecideNeverStartsByItself() {
        UUID incident = scenario.incident("slope", Map.of("预警信号", "黄"));
        levels.sweep();
        assertThat(responses.ofIncident(incident)).isEmpty();
        assertThat(undecided(incident)).containsExactly("黄");
    }

    @Test
    void onceAPersonHasRaisedItItIsNotEndedByItself() {
        UUID incident = scenario.incident("slope", Map.of("预警信号", "蓝"));
        levels.sweep();
        responses.changeLevel(only(incident).id(), "黄", "研判升级", Actors.OFFICE);
        assertThat(only(incident).level()).isEqualTo("黄");
        assertThat(only(incident).automatic()).isFalse();
        signal(incident, "无");
        levels.sweep();
        assertThat(only(incident).status()).isEqualTo(Response.Status.ACTIVE);
        responses.changeLevel(only(incident).id(), "蓝", "险情趋缓", Actors.OFFICE);
        levels.sweep();
        assertThat(only(incident).level()).as("lowered by a person: still that person's").isEqualTo("蓝");
        assertThat(only(incident).status()).isEqualTo(Response.Status.ACTIVE);
    }

    @Test
    void aRequestThatWaitsForItsSignatureHoldsTheClockBack() {
        UUID incident = scenario.incident("slope", Map.of("预警信号", "蓝"));
        levels.sweep();
        responses.changeLevel(only(incident).id(), "红", "研判升级", Actors.OFFICE);
        signal(incident, "无");
        levels.sweep();
        assertThat(only(incident).status()).isEqualTo(Response.Status.ACTIVE);
        responses.withdrawRequest(only(incident).id(), "误报", Actors.OFFICE);
        levels.sweep();
        assertThat(only(incident).status()).isEqualTo(Response.Status.ENDED);
    }

    @Test
    void whatAPersonEndedOrDeclinedStartsOnlyAfterTheFactsFellAndCameBack() {
        UUID incident = scenario.incident("slope", Map.of("预警信号", "蓝"));
        levels.sweep();
        responses.end(only(incident).id(), "现场无险", Actors.DUTY);
        assertThat(only(incident).status()).isEqualTo(Response.Status.ENDED);
        levels.sweep();
        scenario.clock.advance(Duration.ofMinutes(10));
        scenario.incidents.observe(incident, null, Map.of("预警信号", "蓝", "小时雨量", "3"), "气象台", Actors.DUTY);
        levels.sweep();
        assertThat(responses.ofIncident(incident)).hasSize(1);
        signal(incident, "无");
        levels.sweep();
        signal(incident, "蓝");
        levels.sweep();
        assertThat(responses.ofIncident(incident)).hasSize(2);
    }

    @Test
    void anybodyAtTheCommandPostLaunchesItWithoutASignatureAndThenItIsNotTheClocks() {
        UUID incident = scenario.incident("slope", Map.of());
        Previews.Preview preview = previews.launch(incident, "slope-testville", "蓝", List.of(), null,
                Actors.DUTY);
        assertThat(preview.authority().posts()).isEmpty();
        Response response = responses.launch(request(incident, "蓝"), Actors.DUTY).response();
        assertThat(response.status()).isEqualTo(Response.Status.ACTIVE);
        levels.sweep();
        assertThat(only(incident).status()).as("no signal, but a person's").isEqualTo(Response.Status.ACTIVE);
    }

    /** Giving up what the commander decided is for whoever may end it; the automatic level itself names nobody. */
    @Test
    void loweringToAnAutomaticLevelIsDecidedByWhoMayEndTheLevelInForce() {
        UUID incident = scenario.incident("slope", Map.of());
        Response response = responses.launch(request(incident, "红"), Actors.EVERY_POST).response();
        Responses.Changed asked = responses.changeLevel(response.id(), "蓝", "险情趋缓", Actors.COMMANDER);
        assertThat(asked.response().level()).isEqualTo("红");
        assertThat(responses.pending(response.id()).orElseThrow().posts()).containsExactly("government");
        assertThatThrownBy(() -> responses.approve(response.id(), "approved", "", null, Actors.COMMANDER))
                .isInstanceOf(org.fengsui.refusal.Forbidden.class);
        assertThat(responses.approve(response.id(), "approved", "", null, Actors.GOVERNMENT).level()).isEqualTo("蓝");
    }

    @Test
    void manyNodesStartItOnce() throws Exception {
        UUID incident = scenario.incident("slope", Map.of("预警信号", "蓝"));
        ExecutorService nodes = Executors.newFixedThreadPool(6);
        List<Future<?>> sweeps = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sweeps.add(nodes.submit(levels::sweep));
        }
        for (Future<?> sweep : sweeps) {
            sweep.get();
        }
        nodes.shutdown();
        assertThat(responses.ofIncident(incident)).singleElement()
                .satisfies(response -> assertThat(response.active()).isTrue());
        new Invariants(context, only(incident).id()).hold("six nodes");
    }

    @Test
    void aGraverThresholdThatFellUndecidedKeepsItFromNothing() {
        UUID incident = scenario.incident("slope", Map.of("预警信号", "蓝"));
        levels.sweep();
        signal(incident, "黄");
        signal(incident, "无");
        levels.sweep();
        assertThat(only(incident).status()).isEqualTo(Response.Status.ENDED);
        signal(incident, "蓝");
        levels.sweep();
        assertThat(responses.ofIncident(incident)).extracting(Response::status)
                .containsExactly(Response.Status.ENDED, Response.Status.ACTIVE);
        assertThat(undecided(incident)).as("nobody has decided about it").containsExactly("黄");
        signal(incident, "黄");
        assertThat(undecided(incident)).containsExactly("黄");
    }

    @Test
    void aGraverLevelTypedByMistakeAndCorrectedKeepsItFromNothing() {
        UUID incident = scenario.incident("slope", Map.of("预警信号", "黄"));
        Instant at = scenario.clock.instant();
        scenario.clock.advance(Duration.ofMinutes(1));
        scenario.incidents.observe(incident, at, Map.of("预警信号", "蓝"), "气象台", Actors.DUTY);
        levels.sweep();
        assertThat(only(incident).level()).isEqualTo("蓝");
    }

    /** Two that came and went between two sweeps: of automatic levels one at most waits. */
    @Test
    void anAutomaticLevelThatFellBeforeItStartedGivesWayToTheLowerOne() {
        UUID incident = scenario.incident("slope", Map.of("预警信号", "蓝"));
        signal(incident, "关注");
        levels.sweep();
        assertThat(only(incident).level()).isEqualTo("关注");
    }

    @Test
    void whoeverThePlanNamesForItItStartsIsLoweredAndEndsByItself() {
        Plan plan = LifePlans.as("signal-signed", "signal-signed", TestPlans.everything());
        Plan.Authority office = new Plan.Authority(List.of("office"), List.of(), "市防办决定", "3.1");
        Plan.Authority government = new Plan.Authority(List.of("government"), List.of(), "市政府宣布终止", "6.1");
        LifePlans.ship(context, LifePlans.with(plan, plan.levels().stream().map(level -> !level.automatic() ? level
                : new Plan.Level(level.code(), level.name(), "", "", level.rank(), true, office,
                        level.code().equals("关注") ? government : null)).toList(), plan.facts(), plan.triggers(),
                plan.actions()));
        UUID incident = scenario.incident("signal-signed", Map.of("预警信号", "蓝"));
        levels.sweep();
        signal(incident, "关注");
        levels.sweep();
        assertThat(only(incident).level()).isEqualTo("关注");
        signal(incident, "无");
        levels.sweep();
        assertThat(only(incident).status()).isEqualTo(Response.Status.ENDED);
        signal(incident, "蓝");
        levels.sweep();
        Response second = responses.ofIncident(incident).get(1);
        assertThat(previews.end(second.id(), Actors.DUTY).authority().posts()).isEmpty();
        assertThat(responses.end(second.id(), "现场无险", Actors.DUTY).response().status())
                .as("a person needs no signature where the plan names nobody for ending")
                .isEqualTo(Response.Status.ENDED);
    }

    @Test
    void whatAnotherPlanProposesBesideItKeepsItFromNothing() {
        Plan plan = LifePlans.as("signal-one", "signal-two", TestPlans.everything());
        Plan other = LifePlans.as("signal-other", "signal-two", TestPlans.everything());
        LifePlans.ship(context, plan);
        List<Plan.Trigger> graver = new ArrayList<>(other.triggers());
        graver.add(new Plan.Trigger("signal-red", "红", "预警", 1, List.of(new Plan.Condition("预警信号", null, "蓝")), "3",
                "", ""));
        LifePlans.ship(context, LifePlans.with(other, other.levels(), other.facts(), graver, other.actions()));
        UUID incident = scenario.incident("signal-two", Map.of("预警信号", "蓝"));
        assertThat(scenario.incidents.proposal(incident).orElseThrow().planKey()).isEqualTo("signal-other");
        levels.sweep();
        assertThat(only(incident).planKey()).isEqualTo("signal-one");
        assertThat(undecided(incident)).containsExactly("红");
    }

    private void signal(UUID incident, String signal) {
        scenario.clock.advance(Duration.ofMinutes(10));
        scenario.incidents.observe(incident, null, Map.of("预警信号", signal), "气象台", Actors.DUTY);
    }

    private Response only(UUID incident) {
        List<Response> all = responses.ofIncident(incident);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private List<String> undecided(UUID incident) {
        return scenario.incidents.crossings(incident).stream().filter(Crossing::undecided).map(Crossing::level).toList();
    }

    private static LaunchRequest request(UUID incident, String level) {
        return new LaunchRequest(UUID.randomUUID().toString(), incident, "slope-testville", level, List.of(), List.of(),
                false, "研判后启动");
    }
}
