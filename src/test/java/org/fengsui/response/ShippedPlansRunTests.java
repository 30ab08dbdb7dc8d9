package org.fengsui.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.PlannedTasks;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/**
 * Every shipped plan from end to end: launched at each of its levels, raised or lowered and taken back, ended, and closed
 * when its last closing task is done. After every step the engine and the tables agree, see {@link Invariants}.
 */
@ServerTest
class ShippedPlansRunTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    Plans plans;
    @Autowired
    Tasks tasks;
    @Autowired
    PlannedTasks planned;

    private Scenario scenario;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context);
        scenario.clock.reset();
    }

    static List<String> keys() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("processes"))) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aPlanRunsAtEachOfItsLevelsFromLaunchToClosing(String key) {
        Plan plan = plans.current(key).plan();
        for (int i = 0; i < plan.levels().size(); i++) {
            String level = plan.levels().get(i).code();
            String next = plan.levels().get(i + 1 < plan.levels().size() ? i + 1 : i - 1).code();
            UUID id = launch(plan, level);
            Invariants invariants = new Invariants(context, id);
            invariants.hold(key + " " + level);
            scenario.responses.changeLevel(id, next, "研判", Actors.EVERY_POST);
            invariants.hold(key + " " + level + " → " + next);
            scenario.responses.changeLevel(id, level, "研判", Actors.EVERY_POST);
            invariants.hold(key + " " + level + " → " + next + " → " + level);
            scenario.responses.end(id, "险情解除", Actors.EVERY_POST);
            invariants.hold(key + " end at " + level);
            close(id);
            assertThat(scenario.responses.response(id, Actors.DUTY).status()).isEqualTo(Response.Status.CLOSED);
        }
    }

    private UUID launch(Plan plan, String level) {
        UUID incident = scenario.incident(plan.hazard(), Map.of());
        Response response = scenario.responses.launch(new LaunchRequest(UUID.randomUUID().toString(), incident,
                plan.key(), level, List.of("pukou"), List.of(), false, "研判后启动"), Actors.EVERY_POST).response();
        assertThat(response.status()).isEqualTo(Response.Status.ACTIVE);
        return response.id();
    }

    private void close(UUID id) {
        planned.ofResponse(id).stream().filter(Task::running).forEach(task -> tasks.complete(task.id(), "完成",
                TestForms.filled(context, task.form()), Actors.officer(task.unit())));
    }
}
