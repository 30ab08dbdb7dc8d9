package org.fengsui.task;

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
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Rejected;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the clock does about tasks. */
@ServerTest
class DeadlineTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    Tasks tasks;
    @Autowired
    TaskLists lists;
    @Autowired
    Orders orders;
    @Autowired
    JdbcClient jdbc;

    Scenario scenario;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context).onAnEmptySite();
    }

    @Test
    void anOverdueReceiptIsToldToTheLeaderAndThenToTheOffice() {
        Task task = order("pukou");
        passes(Duration.ofMinutes(10));
        assertThat(types(task)).containsExactly("receipt-overdue");
        assertThat(lists.needingLeader("pukou")).extracting(Task::id).contains(task.id());
        assertThat(lists.needingCommand()).extracting(Task::id).doesNotContain(task.id());
        passes(Duration.ofMinutes(10));
        assertThat(types(task)).containsExactly("receipt-overdue", "receipt-overdue-office");
        assertThat(lists.needingCommand()).extracting(Task::id).contains(task.id());
        tasks.receive(task.id(), Actors.officer("pukou"));
        assertThat(lists.needingCommand()).extracting(Task::id).doesNotContain(task.id());
    }

    @Test
    void anAcknowledgedTaskIsNotToldToAnybody() {
        Task task = order("pukou");
        tasks.receive(task.id(), Actors.officer("pukou"));
        passes(Duration.ofMinutes(60));
        assertThat(types(task)).containsExactly("received");
    }

    @Test
    void anOverdueCompletionIsChasedAndTheChaseMustBeAnswered() {
        Task task = order("pukou");
        Actor officer = Actors.officer("pukou");
        tasks.receive(task.id(), officer);
        assertThatThrownBy(() -> tasks.answerChase(task.id(), "路断", officer)).isInstanceOf(Rejected.class);
        passes(Duration.ofHours(2));
        Task chased = tasks.task(task.id(), officer);
        assertThat(chased.chaseOpen()).isTrue();
        assertThat(chased.completionOverdue(scenario.clock.instant().plusSeconds(1))).isTrue();
        assertThatThrownBy(() -> tasks.answerChase(task.id(), "代答", Actors.officer("luhe")))
                .isInstanceOf(org.fengsui.refusal.NotFound.class);
        tasks.answerChase(task.id(), "余车在途，一小时内到位", officer);
        assertThat(tasks.task(task.id(), officer).chaseOpen()).isFalse();
        assertThat(types(task)).containsExactly("received", "chased", "chase-answered");
        passes(Duration.ofHours(5));
        assertThat(types(task)).hasSize(3);
    }

    @Test
    void theCommandPostChasesByHandAndNobodyElse() {
        Task task = order("pukou");
        tasks.chase(task.id(), "请立即签收", Actors.OFFICE);
        assertThatThrownBy(() -> tasks.chase(task.id(), "催", Actors.officer("pukou"))).isInstanceOf(Forbidden.class);
        tasks.chase(task.id(), "请立即签收", Actors.OFFICE);
        assertThat(types(task)).containsExactly("chased");
    }

    @Test
    void noDeadlineFiresTwiceEvenWhenManySweepsRunAtOnce() throws Exception {
        List<Task> open = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            open.add(order("pukou"));
        }
        scenario.clock.advance(Duration.ofHours(3));
        ExecutorService nodes = Executors.newFixedThreadPool(8);
        List<Future<?>> sweeps = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sweeps.add(nodes.submit(() -> Sweeps.deadlines(context)));
        }
        for (Future<?> sweep : sweeps) {
            sweep.get();
        }
        nodes.shutdown();
        for (Task task : open) {
            assertThat(types(task)).containsExactlyInAnyOrder("receipt-overdue", "receipt-overdue-office", "chased");
        }
    }

    @Test
    void aRecurringActionOpensItsNextTurnOnTimeAndCallsTheUnfinishedOneMissed() {
        Response response = scenario.active("Ⅱ", "pukou");
        Task first = recurring(response);
        assertThat(first.nextTurnAt()).isEqualTo(first.openedAt().plus(first.every()));
        passes(first.every().minusSeconds(1));
        assertThat(tasks.task(first.id(), Actors.DUTY).missedAt()).isNull();
        passes(Duration.ofSeconds(1));
        Task missed = tasks.task(first.id(), Actors.DUTY);
        assertThat(missed.missedAt()).isNotNull();
        assertThat(missed.withdrawnCode()).isEqualTo("turn-missed");
        Task second = scenario.task(response.id(), first.actionKey());
        assertThat(second.turn()).isEqualTo(2);
        assertThat(second.openedAt()).isEqualTo(first.nextTurnAt());
        tasks.complete(second.id(), "已报", org.fengsui.response.TestForms.filled(context, second.form()),
                Actors.officer(second.unit()));
        assertThat(scenario.tasks(response.id()).stream()
                .filter(task -> first.actionKey().equals(task.actionKey()) && task.running())).isEmpty();
        passes(first.every());
        assertThat(scenario.task(response.id(), first.actionKey()).turn()).isEqualTo(3);
    }

    @Test
    void afterALongSilenceOneTurnOpensAndTheRhythmIsKept() {
        Response response = scenario.active("Ⅱ", "pukou");
        Task first = recurring(response);
        Duration every = first.every();
        passes(every.multipliedBy(3).plusMinutes(7));
        Task next = scenario.task(response.id(), first.actionKey());
        assertThat(next.turn()).isEqualTo(2);
        assertThat(next.nextTurnAt()).isEqualTo(first.openedAt().plus(every.multipliedBy(4)));
    }

    /** Whatever brought such an interval there: the sweep comes to an end, and the other tasks have their turn. */
    @Test
    @Timeout(60)
    void anIntervalOfNothingDoesNotComeRoundForEver() {
        Response response = scenario.active("Ⅱ", "pukou");
        Task first = recurring(response);
        jdbc.sql("update task set every_seconds = 0 where id = ?").param(first.id()).update();
        passes(first.every());
        Task next = scenario.task(response.id(), first.actionKey());
        assertThat(next.turn()).isEqualTo(2);
        assertThat(next.nextTurnAt()).isNull();
    }

    @Test
    void aChangedLevelChangesTheIntervalOfTheNextTurn() {
        Response response = scenario.active("Ⅳ", "pukou");
        Task forecast = scenario.task(response.id(), "weather-forecast");
        assertThat(forecast.every()).isEqualTo(Duration.ofHours(24));
        passes(Duration.ofHours(1));
        scenario.responses.changeLevel(response.id(), "Ⅱ", "水位上涨", Actors.EVERY_POST);
        Task retimed = tasks.task(forecast.id(), Actors.DUTY);
        assertThat(retimed.every()).isEqualTo(Duration.ofHours(8));
        assertThat(retimed.nextTurnAt()).isEqualTo(forecast.openedAt().plus(Duration.ofHours(8)));
        passes(Duration.ofHours(7));
        assertThat(scenario.task(response.id(), "weather-forecast").turn()).isEqualTo(2);
    }

    @Test
    void atAnyTimeMeansThatThereIsAlwaysAnOpenTurn() {
        Response response = scenario.active("Ⅰ", "pukou");
        Task forecast = scenario.task(response.id(), "flood-forecast");
        assertThat(forecast.every()).isNull();
        tasks.complete(forecast.id(), "已报", org.fengsui.response.TestForms.filled(context, forecast.form()),
                Actors.officer(forecast.unit()));
        assertThat(scenario.task(response.id(), "flood-forecast").turn()).isEqualTo(2);
    }

    @Test
    void aStandingDutyLastsWhileTheLevelHolds() {
        Response response = scenario.active("Ⅱ", "pukou");
        Task standing = scenario.tasks(response.id()).stream().filter(Task::standing).findFirst().orElseThrow();
        assertThatThrownBy(() -> tasks.complete(standing.id(), "到岗", Map.of(), Actors.officer(standing.unit())))
                .isInstanceOf(Rejected.class).hasMessage("standing-lasts");
        scenario.responses.end(response.id(), "险情解除", Actors.EVERY_POST);
        assertThat(tasks.task(standing.id(), Actors.DUTY).withdrawnCode()).isEqualTo("response-ended");
    }

    private Task recurring(Response response) {
        return scenario.task(response.id(), "weather-forecast");
    }

    private Task order(String unit) {
        Response response = scenario.active("Ⅳ", "pukou", "luhe");
        orders.issue(response.id(), UUID.randomUUID().toString(), "封闭下穿隧道", "设警示", List.of(unit), null, null,
                Actors.OFFICE);
        return scenario.tasks(response.id()).stream().filter(Task::isOrder).findFirst().orElseThrow();
    }

    private void passes(Duration time) {
        Instant now = scenario.clock.advance(time);
        assertThat(now).isNotNull();
        Sweeps.deadlines(context);
    }

    /** What the timeline says of a task. */
    private List<String> types(Task task) {
        return jdbc.sql("select substring(type from 6) from response_timeline where ref = ? order by id")
                .param(task.id().toString()).query(String.class).list();
    }
}
