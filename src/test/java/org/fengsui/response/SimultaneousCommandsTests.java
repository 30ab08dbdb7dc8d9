package org.fengsui.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.NewIncident;
import org.fengsui.support.Actors;
import org.fengsui.support.Api;
import org.fengsui.support.ServerTest;
import org.fengsui.support.TestClock;
import org.fengsui.task.PlannedTasks;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** Many people at one response at the same moment: nobody fails because of another. */
@ServerTest
class SimultaneousCommandsTests {

    private static final int USERS = 60;

    @Autowired
    ApplicationContext context;
    @Autowired
    Incidents incidents;
    @Autowired
    Responses responses;
    @Autowired
    Previews previews;
    @Autowired
    Tasks tasks;
    @Autowired
    PlannedTasks planned;
    @Autowired
    TestClock clock;
    @LocalServerPort
    int port;

    @Test
    void sixtyUsersCompleteSixtyTasksWhileTheLevelRises() throws Exception {
        Response response = responses.launch(launch("Ⅱ"), Actors.EVERY_POST).response();
        // Those that still apply at the level aimed at: the change itself withdraws none of them.
        List<UUID> staying = previews.level(response.id(), "Ⅰ", Actors.EVERY_POST).difference().kept().stream()
                .filter(task -> !task.standing()).map(Task::id).limit(USERS).toList();
        assertThat(staying).hasSize(USERS);
        List<Callable<Task.Status>> commands = new ArrayList<>();
        for (UUID id : staying) {
            Task task = tasks.task(id, Actors.DUTY);
            commands.add(() -> tasks.complete(id, "完成", TestForms.filled(context, task.form()),
                    Actors.officer(task.unit())).status());
        }
        List<Task.Status> outcomes = atOnce(commands, () -> {
            responses.changeLevel(response.id(), "Ⅰ", "水位上涨", Actors.EVERY_POST);
            return null;
        });
        assertThat(outcomes).hasSize(USERS).containsOnly(Task.Status.DONE);
        assertThat(responses.response(response.id(), Actors.DUTY).level()).isEqualTo("Ⅰ");
        new Invariants(context, response.id()).hold("60 completions beside a level change");
    }

    @Test
    void aHundredOfficersWhoCompleteAHundredTasksAtOnceOverHttpAllSucceedAtTheFirstTry() throws Exception {
        Response response = responses.launch(launch("Ⅰ", "river-flood", "waterlogging"), Actors.EVERY_POST).response();
        // First what is done once and so goes through the engine.
        List<Task> all = planned.ofResponse(response.id()).stream().filter(task -> !task.standing())
                .sorted(Comparator.comparing(Task::recurs)).limit(100).toList();
        assertThat(all).hasSize(100);
        Api api = new Api(port);
        List<Callable<String>> commands = new ArrayList<>();
        for (Task task : all) {
            String officer = task.unit().equals("headquarters") ? "commander" : task.unit();
            // Signed in before: the gun starts the completions alone.
            api.get(officer, "/tasks?size=1").expect(200);
            commands.add(() -> api.post(officer, "/tasks/" + task.id() + "/completion", Map.of("requestId",
                    "once-" + task.id(), "result", "完成", "form", TestForms.filled(context, task.form()))).expect(200)
                    .path("status").asString());
        }
        assertThat(atOnce(commands, () -> null)).hasSize(100).containsOnly("done");
        assertThat(responses.timeline(response.id(), Actors.DUTY))
                .filteredOn(line -> line.type().equals("task-completed"))
                .extracting(Responses.TimelineLine::ref)
                .containsExactlyInAnyOrderElementsOf(all.stream().map(task -> task.id().toString()).toList());
        new Invariants(context, response.id()).hold("100 completions at once over HTTP");
    }

    @Test
    void theSameRequestFromManyHandsAtOnceLaunchesOnce() throws Exception {
        LaunchRequest request = launch("Ⅳ");
        List<Callable<UUID>> commands = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            commands.add(() -> responses.launch(request, Actors.OFFICE).response().id());
        }
        assertThat(atOnce(commands, () -> null).stream().distinct()).hasSize(1);
        assertThat(responses.ofIncident(request.incidentId())).hasSize(1);
    }

    @Test
    void twoColleaguesWhoCompleteOneTaskAtOnceCompleteItOnce() throws Exception {
        Response response = responses.launch(launch("Ⅳ"), Actors.EVERY_POST).response();
        Task task = planned.ofResponse(response.id()).stream().filter(t -> t.kind().equals("once")).findFirst()
                .orElseThrow();
        List<Callable<Task.Status>> commands = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            commands.add(() -> tasks.complete(task.id(), "完成", TestForms.filled(context, task.form()),
                    Actors.officer(task.unit())).status());
        }
        assertThat(atOnce(commands, () -> null)).containsOnly(Task.Status.DONE);
        assertThat(responses.timeline(response.id(), Actors.DUTY))
                .filteredOn(line -> line.type().equals("task-completed")).hasSize(1);
        new Invariants(context, response.id()).hold("the same completion eight times at once");
    }

    private LaunchRequest launch(String level, String... situations) {
        clock.reset();
        UUID incident = incidents.report(new NewIncident(null, "并发测试", "flood", clock.instant(),
                new NewIncident.Place("全市", null, null, null), Map.of(), "测试"), Actors.DUTY).incident().id();
        return new LaunchRequest(UUID.randomUUID().toString(), incident, "flood-nanjing", level, List.of(), List.of(situations),
                false, "测试");
    }

    /** Runs all commands from one starting gun, and the other beside them. */
    private static <T> List<T> atOnce(List<Callable<T>> commands, Callable<?> beside) throws Exception {
        CyclicBarrier gun = new CyclicBarrier(commands.size() + 1);
        ExecutorService people = Executors.newFixedThreadPool(commands.size() + 1);
        try {
            List<Future<T>> outcomes = new ArrayList<>();
            for (Callable<T> command : commands) {
                outcomes.add(people.submit(() -> {
                    gun.await();
                    return command.call();
                }));
            }
            Future<?> other = people.submit(() -> {
                gun.await();
                return beside.call();
            });
            List<T> answers = new ArrayList<>();
            for (Future<T> outcome : outcomes) {
                answers.add(outcome.get());
            }
            other.get();
            return answers;
        } finally {
            people.shutdownNow();
        }
    }
}
