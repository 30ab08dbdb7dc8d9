package org.fengsui.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Attachments;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sample readings: they rise, can be stopped, and leave nothing behind. */
@ServerTest
class SampleFeedTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    SampleFeed feed;
    @Autowired
    Tasks tasks;
    @Autowired
    JdbcClient jdbc;

    private Scenario scenario;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        feed.clear(Actors.DUTY);
    }

    @AfterEach
    void end() {
        feed.clear(Actors.DUTY);
        scenario.clock.reset();
    }

    @Test
    void theReadingsReachEveryLevelWithinTwoMinutesEachOnce() {
        UUID id = feed.start(Actors.DUTY);
        Incident incident = scenario.incidents.incident(id);
        assertThat(incident.sample()).isTrue();
        assertThat(incident.title()).startsWith("示例");
        assertThat(scenario.incidents.observations(id)).hasSize(1)
                .allSatisfy(observation -> assertThat(observation.source()).isEqualTo("示例数据"));

        List<String> proposed = new ArrayList<>();
        for (int second = 1; second <= 120; second++) {
            scenario.clock.advance(Duration.ofSeconds(1));
            feed.feed();
            scenario.incidents.proposal(id).map(Proposal::level)
                    .filter(level -> proposed.isEmpty() || !proposed.get(proposed.size() - 1).equals(level))
                    .ifPresent(proposed::add);
        }
        assertThat(proposed).containsExactly("Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ");
        SampleFeed.Sample sample = feed.current().orElseThrow();
        assertThat(sample.complete()).isTrue();
        assertThat(sample.running()).isFalse();
        assertThat(scenario.incidents.observations(id)).hasSize(sample.of())
                .extracting(Observation::observedAt).doesNotHaveDuplicates();
    }

    @Test
    void twoNodesFeedAReadingOnceAndAfterARestartWhatWasDueIsMadeUpFor() throws Exception {
        UUID id = feed.start(Actors.DUTY);
        scenario.clock.advance(SampleFeed.EVERY.multipliedBy(5));
        atOnce(List.of(() -> run(feed::feed), () -> run(feed::feed), () -> run(feed::feed)));
        feed.feed();
        assertThat(scenario.incidents.observations(id)).hasSize(6);
        assertThat(scenario.incidents.observations(id)).extracting(Observation::observedAt).doesNotHaveDuplicates();
    }

    @Test
    void aStoppedSampleGetsNoMoreReadingsAndASecondOneIsTheSame() {
        UUID id = feed.start(Actors.DUTY);
        assertThat(feed.start(Actors.OFFICE)).isEqualTo(id);
        feed.stop(Actors.OFFICE);
        scenario.clock.advance(Duration.ofMinutes(2));
        feed.feed();
        assertThat(scenario.incidents.observations(id)).hasSize(1);
        assertThat(feed.start(Actors.DUTY)).isEqualTo(id);
        assertThat(feed.current().orElseThrow().running()).isFalse();
    }

    @Test
    void onlyTheCommandPostMayStartStopAndClear() {
        UUID id = feed.start(Actors.DUTY);
        assertThatThrownBy(() -> feed.start(Actors.officer("water"))).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> feed.stop(Actors.GOVERNMENT)).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> feed.clear(Actors.officer("water"))).isInstanceOf(Forbidden.class);
        assertThat(feed.current().orElseThrow().incidentId()).isEqualTo(id);
        assertThat(feed.current().orElseThrow().running()).isTrue();
    }

    @Test
    void clearingLeavesNothingOfTheSampleAndAllOfEverythingElse() throws Exception {
        Response other = scenario.active("Ⅳ");
        int others = scenario.tasks(other.id()).size();
        UUID id = feed.start(Actors.DUTY);
        scenario.clock.advance(Duration.ofMinutes(2));
        feed.feed();
        Response running = scenario.responses.launch(scenario.request(id, "Ⅲ"), Actors.EVERY_POST).response();
        Response awaited = scenario.responses.launch(scenario.request(id, "Ⅲ", "pukou"), Actors.DUTY).response();
        work(running);
        scenario.responses.changeLevel(running.id(), "Ⅰ", "水位上涨", Actors.OFFICE);
        Response ended = scenario.responses.launch(scenario.request(id, "Ⅲ", "luhe"), Actors.EVERY_POST).response();
        scenario.responses.end(ended.id(), "水位回落", Actors.EVERY_POST);
        scenario.clock.advance(Duration.ofHours(3));
        List<UUID> responses = List.of(running.id(), awaited.id(), ended.id());
        List<UUID> taskIds = responses.stream().flatMap(r -> scenario.tasks(r).stream()).map(Task::id).toList();
        assertThat(taskIds).hasSizeGreaterThan(50);
        assertThat(left(id, responses, taskIds)).containsKeys("incident.id", "incident_crossing.incident_id",
                "incident_observation.incident_id", "incident_sample.incident_id", "response.incident_id",
                "response_approval.response_id", "response_order.response_id", "response_timeline.response_id",
                "task.response_id", "task_attachment.task_id", "task_entry.task_id", "task_party.response_id",
                "task_request.task_id", "act_ru_execution");

        feed.clear(Actors.DUTY);

        assertThat(left(id, responses, taskIds)).isEmpty();
        assertThat(feed.current()).isEmpty();
        assertThat(scenario.tasks(other.id())).hasSize(others);
        assertThat(execution(other.id())).isPositive();
        assertThatThrownBy(() -> scenario.responses.response(running.id(), Actors.DUTY)).isInstanceOf(NotFound.class);
        feed.clear(Actors.DUTY);
        scenario.responses.end(other.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void clearingBesideRunningCommandsWaitsForThemAndTheyFindNothingAfterwards() throws Exception {
        for (int round = 0; round < 5; round++) {
            UUID id = feed.start(Actors.DUTY);
            scenario.clock.advance(SampleFeed.EVERY.multipliedBy(9));
            Response running = scenario.responses.launch(scenario.request(id, "Ⅳ"), Actors.EVERY_POST).response();
            List<Task> open = scenario.tasks(running.id()).stream().limit(4).toList();
            List<Callable<Void>> commands = new ArrayList<>();
            open.forEach(task -> commands.add(() -> run(() -> tasks.receive(task.id(), Actors.officer(task.unit())))));
            commands.add(() -> run(() -> scenario.responses.changeLevel(running.id(), "Ⅱ", "上涨", Actors.EVERY_POST)));
            commands.add(() -> run(() -> scenario.responses.launch(scenario.request(id, "Ⅳ", "pukou"), Actors.EVERY_POST)));
            commands.add(() -> run(feed::feed));
            commands.add(() -> run(() -> feed.clear(Actors.DUTY)));
            atOnce(commands);
            List<UUID> responses = List.of(running.id());
            assertThat(left(id, responses, open.stream().map(Task::id).toList())).isEmpty();
            assertThat(feed.current()).isEmpty();
        }
    }

    private void work(Response running) throws Exception {
        context.getBean(Orders.class).issue(running.id(), UUID.randomUUID().toString(), "封闭隧道", "", List.of("police"),
                null, null, Actors.DUTY);
        Task task = scenario.tasks(running.id()).stream().filter(Task::running).findFirst().orElseThrow();
        tasks.receive(task.id(), Actors.officer(task.unit()));
        tasks.progress(task.id(), UUID.randomUUID().toString(), "已到位", Actors.officer(task.unit()));
        context.getBean(Attachments.class).add(task.id(), "说明.txt",
                new java.io.ByteArrayInputStream("说明".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                Actors.officer(task.unit()));
        Task chased = scenario.tasks(running.id()).stream().filter(Task::running).skip(1).findFirst().orElseThrow();
        tasks.chase(chased.id(), "请尽快", Actors.DUTY);
    }

    /** Rows of any table that point to these, by the names that such columns have. What was done stays on record. */
    private Map<String, Long> left(UUID incident, List<UUID> responses, List<UUID> taskIds) {
        Map<String, Long> found = new java.util.TreeMap<>();
        List<String[]> columns = jdbc.sql("""
                select table_name, column_name from information_schema.columns where table_schema = 'public'
                    and table_name not like 'act\\_%' and table_name not like 'audit\\_%'
                    and (column_name like '%incident_id' or column_name like '%response_id'
                    or column_name like '%task_id' or column_name in ('id', 'ref'))""")
                .query((row, n) -> new String[] {row.getString(1), row.getString(2)}).list();
        List<String> ids = new ArrayList<>(List.of(incident.toString()));
        responses.forEach(id -> ids.add(id.toString()));
        taskIds.forEach(id -> ids.add(id.toString()));
        for (String[] column : columns) {
            long count = jdbc.sql("select count(*) from " + column[0] + " where cast(" + column[1] + " as text) = any(?)")
                    .param(ids.toArray(String[]::new)).query(Long.class).single();
            if (count > 0) {
                found.put(column[0] + "." + column[1], count);
            }
        }
        long executions = responses.stream().mapToLong(this::execution).sum();
        if (executions > 0) {
            found.put("act_ru_execution", executions);
        }
        return found;
    }

    private long execution(UUID response) {
        return jdbc.sql("select count(*) from act_ru_execution where business_key_ = ?").param(response.toString())
                .query(Long.class).single();
    }

    /** A command that may be refused: it found nothing, or came too late. Anything else is an error. */
    private static Void run(Runnable command) {
        try {
            command.run();
        } catch (Refusal refused) {
            assertThat(refused.status()).isIn(404, 409);
        }
        return null;
    }

    private static void atOnce(List<Callable<Void>> commands) throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(commands.size());
        try {
            for (Future<Void> outcome : people.invokeAll(commands)) {
                outcome.get();
            }
        } finally {
            people.shutdownNow();
        }
    }
}
