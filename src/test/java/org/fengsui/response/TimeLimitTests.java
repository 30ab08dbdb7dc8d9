package org.fengsui.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.incident.NewIncident;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.TestPlans;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Sweeps;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** From when the time to complete runs (计时起点). */
@ServerTest
class TimeLimitTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    Tasks tasks;

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

    @Test
    void aLimitFromTheEventIsLateFromTheStartWhereTheEventIsLongPastAndIsChasedOnce() {
        Instant event = scenario.clock.instant().minus(Duration.ofHours(3));
        Response response = launch("红", event, "pukou");
        Task report = scenario.task(response.id(), "first-report");
        assertThat(report.dueAt()).isEqualTo(event.plus(Duration.ofMinutes(30)));
        assertThat(report.completionOverdue(scenario.clock.instant())).isTrue();
        Sweeps.deadlines(context);
        Sweeps.deadlines(context);
        assertThat(tasks.entries(report.id(), Actors.DUTY)).extracting(Tasks.Entry::type).containsExactly("chase");
    }

    @Test
    void aPreviewSaysWhenEachWouldBeDue() {
        Instant now = scenario.clock.instant();
        Instant event = now.minus(Duration.ofMinutes(20));
        UUID incident = incident(event);
        Previews.Preview preview = previews.launch(incident, "slope-testville", "黄", List.of("pukou"), null,
                Actors.DUTY);
        Map<String, Instant> due = new java.util.HashMap<>();
        preview.difference().opened().forEach(opening -> due.put(opening.action().key(),
                preview.anchors().dueAt(opening.action(), opening.terms())));
        assertThat(due).containsEntry("first-report", event.plus(Duration.ofHours(1)))
                .containsEntry("consult", now.plus(Duration.ofHours(1)))
                .containsEntry("headcount", null);
    }

    @Test
    void aLimitFromTheLaunchStaysAndOneFromTheLevelMovesWithIt() {
        Instant launched = scenario.clock.instant();
        Response response = launch("蓝", launched, "pukou");
        assertThat(scenario.task(response.id(), "patrol").dueAt()).isEqualTo(launched.plus(Duration.ofHours(6)));
        Instant raised = scenario.clock.advance(Duration.ofMinutes(30));
        responses.changeLevel(response.id(), "黄", "升级", Actors.EVERY_POST);
        assertThat(scenario.task(response.id(), "patrol").dueAt()).isEqualTo(raised.plus(Duration.ofHours(2)));
        assertThat(scenario.task(response.id(), "consult").dueAt()).as("an hour after the launch at this level")
                .isEqualTo(launched.plus(Duration.ofHours(1)));
        assertThat(scenario.task(response.id(), "first-report").dueAt()).isEqualTo(launched.plus(Duration.ofHours(1)));
    }

    @Test
    void aLimitAfterAnotherActionBeginsWhenAllWhoHaveItHaveDoneIt() {
        Response response = launch("黄", scenario.clock.instant(), "pukou", "luhe");
        Task waiting = scenario.task(response.id(), "headcount");
        assertThat(waiting.dueAt()).isNull();
        complete(response, "evacuate", "pukou");
        assertThat(task(waiting).since().awaited()).isTrue();
        Instant done = scenario.clock.advance(Duration.ofMinutes(50));
        complete(response, "evacuate", "luhe");
        assertThat(task(waiting).dueAt()).isEqualTo(done.plus(Duration.ofHours(2)));
        assertThat(task(waiting).since().why()).isEqualTo("done");
    }

    @Test
    void whereTheOtherActionIsGivenUpTheLimitRunsFromThatMomentAndSaysSo() {
        Response response = launch("黄", scenario.clock.instant(), "pukou");
        Task waiting = scenario.task(response.id(), "headcount");
        Task other = scenario.task(response.id(), "evacuate");
        tasks.giveBack(other.id(), "无人受威胁", Actors.officer("pukou"));
        assertThat(task(waiting).since().awaited()).as("the command post decides").isTrue();
        Instant settled = scenario.clock.advance(Duration.ofMinutes(5));
        tasks.acceptReturn(other.id(), "同意", Actors.OFFICE);
        assertThat(task(waiting).since().why()).isEqualTo("returned");
        assertThat(task(waiting).dueAt()).isEqualTo(settled.plus(Duration.ofHours(2)));
    }

    @Test
    void givenOutAgainTheOtherActionIsStillToBeDone() {
        Response response = launch("黄", scenario.clock.instant(), "pukou");
        Task waiting = scenario.task(response.id(), "headcount");
        Task other = scenario.task(response.id(), "evacuate");
        tasks.giveBack(other.id(), "人手不足", Actors.officer("pukou"));
        tasks.reassign(other.id(), "police", "请接手", Actors.OFFICE);
        assertThat(task(waiting).since().awaited()).isTrue();
        Instant done = scenario.clock.advance(Duration.ofMinutes(5));
        complete(response, "evacuate", "police");
        assertThat(task(waiting).since().why()).isEqualTo("done");
        assertThat(task(waiting).dueAt()).isEqualTo(done.plus(Duration.ofHours(2)));
    }

    @Test
    void whereTheLevelHasNotTheOtherActionTheLimitRunsFromTheOpening() {
        Instant opened = scenario.clock.instant();
        Response response = launch("关注", opened, "pukou");
        Task publish = scenario.task(response.id(), "publish");
        assertThat(publish.since().why()).isEqualTo("not-wanted");
        assertThat(publish.dueAt()).isEqualTo(opened.plus(Duration.ofHours(1)));
    }

    @Test
    void withdrawnWithTheLevelTheOtherActionIsWaitedForNoMore() {
        Response response = launch("蓝", scenario.clock.instant(), "pukou");
        Task publish = scenario.task(response.id(), "publish");
        assertThat(publish.since().awaited()).isTrue();
        Instant lowered = scenario.clock.advance(Duration.ofMinutes(7));
        responses.changeLevel(response.id(), "关注", "解除", Actors.EVERY_POST);
        assertThat(task(publish).since().why()).isEqualTo("withdrawn");
        assertThat(task(publish).dueAt()).isEqualTo(lowered.plus(Duration.ofHours(1)));
    }

    @Test
    void whereTheOtherActionWasDoneBeforeTheTaskWasOpenedTheLimitRunsFromTheOpening() {
        Response response = launch("黄", scenario.clock.instant(), "pukou");
        complete(response, "evacuate", "pukou");
        scenario.clock.advance(Duration.ofHours(1));
        responses.changeLevel(response.id(), "蓝", "险情趋缓", Actors.EVERY_POST);
        Instant raised = scenario.clock.advance(Duration.ofHours(5));
        responses.changeLevel(response.id(), "黄", "升级", Actors.EVERY_POST);
        Task again = scenario.task(response.id(), "headcount");
        assertThat(again.since().why()).isEqualTo("done-before");
        assertThat(again.dueAt()).isEqualTo(raised.plus(Duration.ofHours(2)));
    }

    @Test
    void ofTheOtherActionOnlyTheLastTaskOfEachUnitCounts() {
        Response response = launch("黄", scenario.clock.instant(), "pukou");
        scenario.clock.advance(Duration.ofMinutes(10));
        responses.changeLevel(response.id(), "蓝", "险情趋缓", Actors.EVERY_POST);
        scenario.clock.advance(Duration.ofMinutes(10));
        responses.changeLevel(response.id(), "黄", "升级", Actors.EVERY_POST);
        Task waiting = scenario.task(response.id(), "headcount");
        Instant done = scenario.clock.advance(Duration.ofMinutes(10));
        complete(response, "evacuate", "pukou");
        assertThat(task(waiting).since().why()).as("withdrawn once, and done since").isEqualTo("done");
        assertThat(task(waiting).dueAt()).isEqualTo(done.plus(Duration.ofHours(2)));
    }

    @Test
    void aLimitThatALevelChangeMovesAheadIsChasedAnew() {
        Response response = launch("蓝", scenario.clock.instant(), "pukou");
        Task patrol = scenario.task(response.id(), "patrol");
        scenario.clock.advance(Duration.ofHours(7));
        Sweeps.deadlines(context);
        assertThat(chases(patrol)).isEqualTo(1);
        responses.changeLevel(response.id(), "黄", "升级", Actors.EVERY_POST);
        assertThat(task(patrol).chaseOpen()).as("there is time again").isFalse();
        Sweeps.deadlines(context);
        assertThat(chases(patrol)).isEqualTo(1);
        scenario.clock.advance(Duration.ofHours(3));
        Sweeps.deadlines(context);
        assertThat(chases(patrol)).isEqualTo(2);
    }

    @Test
    void whatAPersonHasChasedUpIsStillToBeAnsweredAfterALevelChange() {
        Response response = launch("蓝", scenario.clock.instant(), "pukou");
        Task patrol = scenario.task(response.id(), "patrol");
        tasks.chase(patrol.id(), "请报现场情况", Actors.OFFICE);
        scenario.clock.advance(Duration.ofHours(1));
        responses.changeLevel(response.id(), "黄", "升级", Actors.EVERY_POST);
        assertThat(task(patrol).chaseOpen()).isTrue();
    }

    private long chases(Task task) {
        return tasks.entries(task.id(), Actors.DUTY).stream().filter(entry -> entry.type().equals("chase")).count();
    }

    @Test
    void theTasksOfAUnitThatTheSiteLacksGoToTheOfficeAndThePreviewSaysSo() {
        UUID incident = incident(scenario.clock.instant());
        assertThat(previews.launch(incident, "slope-testville", "黄", List.of("pukou"), null, Actors.DUTY)
                .missing()).containsExactly(new Previews.Missing("harbour", "市海事局", 1, "office"));
        Response response = launch("黄", scenario.clock.instant(), "pukou");
        Task task = scenario.task(response.id(), "close-water");
        assertThat(task.unit()).isEqualTo("office");
        assertThat(task.plannedUnit()).isEqualTo("harbour");
        responses.changeLevel(response.id(), "红", "升级", Actors.EVERY_POST);
        assertThat(scenario.tasks(response.id())).filteredOn(t -> "close-water".equals(t.actionKey())).hasSize(1);
        // The office has it done elsewhere, as with any task.
        tasks.giveBack(task.id(), "转驻地海事机构", Actors.OFFICE);
        tasks.reassign(task.id(), "police", "请办理", Actors.OFFICE);
        complete(response, "close-water", "police");
    }

    private void complete(Response response, String action, String unit) {
        Task task = scenario.tasks(response.id()).stream().filter(one -> action.equals(one.actionKey())
                && one.unit().equals(unit) && one.running()).findFirst().orElseThrow();
        tasks.complete(task.id(), "完成", Map.of(), Actors.officer(unit));
    }

    private Task task(Task task) {
        return tasks.task(task.id(), Actors.DUTY);
    }

    private UUID incident(Instant occurredAt) {
        return scenario.incidents.report(new NewIncident(null, "边坡险情", "slope", occurredAt,
                new NewIncident.Place("全市", null, null, null), Map.of(), "巡查"), Actors.DUTY).incident().id();
    }

    private Response launch(String level, Instant occurredAt, String... districts) {
        return responses.launch(new LaunchRequest(UUID.randomUUID().toString(), incident(occurredAt),
                "slope-testville", level, List.of(districts), List.of(), false, "研判后启动"), Actors.EVERY_POST).response();
    }
}
