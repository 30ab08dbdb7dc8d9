package org.fengsui.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.NewIncident;
import org.fengsui.organization.Actor;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.plan.TestPlans;
import org.fengsui.support.Actors;
import org.fengsui.support.ServerTest;
import org.fengsui.support.TestClock;
import org.fengsui.task.PlannedTasks;
import org.fengsui.task.Sweeps;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/**
 * Random sequences of level changes, completions, returns and passing time, over three plans of different make. What must
 * hold after every step is in {@link Invariants}; what a change does must be what its preview said.
 */
@ServerTest
class LevelChangePropertyTests {

    private static final int STEPS = 35;

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
    Plans plans;
    @Autowired
    TestClock clock;

    @BeforeEach
    void plansOfOtherMakesArePublished() {
        clock.reset();
        for (Plan plan : List.of(TestPlans.threeLevelNonCumulative(), TestPlans.everything())) {
            LifePlans.ship(context, plan);
        }
    }

    static Stream<Arguments> seeds() {
        return Stream.of("flood-nanjing", "heat-testville", "slope-testville")
                .flatMap(plan -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(plan, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("seeds")
    void everySequenceOfCommandsKeepsTheResponseWhole(String planKey, long seed) {
        Random random = new Random(seed);
        Plan plan = plans.current(planKey).plan();
        Response response = launch(plan, any(plan.levels(), random).code(),
                random.nextBoolean() ? List.of() : List.of("pukou", "luhe"));
        Invariants invariants = new Invariants(context, response.id());
        invariants.hold("launch");
        List<String> steps = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            clock.advance(Duration.ofMinutes(random.nextInt(400)));
            // What has come due is acted on first: the server's own beat would do it between a preview and its change.
            Sweeps.deadlines(context);
            steps.add(step(response.id(), plan, random));
            invariants.hold("seed " + seed + ": " + steps);
        }
        end(response.id());
        invariants.hold("seed " + seed + ": end after " + steps);
        closeAll(response.id());
        assertThat(responses.response(response.id(), Actors.DUTY).status()).isEqualTo(Response.Status.CLOSED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void everyPairOfLevelsIsADifferenceThereAndBack(String planKey, String from, String to) {
        Plan plan = plans.current(planKey).plan();
        Response response = launch(plan, from, List.of("pukou"));
        Invariants invariants = new Invariants(context, response.id());
        Set<String> before = live(response.id());
        change(response.id(), to);
        invariants.hold(from + " → " + to);
        change(response.id(), from);
        invariants.hold(from + " → " + to + " → " + from);
        assertThat(live(response.id())).isEqualTo(before);
        end(response.id());
        invariants.hold("end");
    }

    static Stream<Arguments> pairs() {
        return Stream.of(TestPlans.nanjing(), TestPlans.threeLevelNonCumulative(), TestPlans.everything()).flatMap(plan -> plan.levels().stream()
                .flatMap(from -> plan.levels().stream().filter(to -> to != from)
                        .map(to -> Arguments.of(plan.key(), from.code(), to.code()))));
    }

    @Test
    void whatIsDoneStaysDoneThroughRaisingLoweringAndRaisingAgain() {
        Plan plan = plans.current("flood-nanjing").plan();
        Response response = launch(plan, "Ⅳ", List.of("pukou"));
        Task once = running(response.id()).stream().filter(task -> task.kind().equals("once")).findFirst()
                .orElseThrow();
        tasks.complete(once.id(), "已完成", TestForms.filled(context, once.form()), Actors.officer(once.unit()));
        Responses.Changed raised = change(response.id(), "Ⅱ");
        assertThat(raised.opened()).isNotEmpty().noneMatch(task -> task.actionKey().equals(once.actionKey()));
        change(response.id(), "Ⅳ");
        change(response.id(), "Ⅱ");
        assertThat(planned.ofResponse(response.id()).stream()
                .filter(task -> once.actionKey().equals(task.actionKey()))).hasSize(1);
    }

    private String step(UUID id, Plan plan, Random random) {
        List<Task> running = running(id);
        List<Task> returned = planned.ofResponse(id).stream().filter(Task::awaitsReassignment).toList();
        int dice = random.nextInt(10);
        if (dice < 3 || running.isEmpty()) {
            String level = any(plan.levels(), random).code();
            change(id, level);
            return "level " + level;
        }
        if (dice < 4 && !plan.situations().isEmpty()) {
            String situation = any(plan.situations(), random).code();
            responses.addSituations(id, List.of(situation), Actors.EVERY_POST);
            return "situation " + situation;
        }
        if (dice < 5) {
            clock.advance(Duration.ofHours(random.nextInt(60)));
            Sweeps.deadlines(context);
            return "time";
        }
        if (!returned.isEmpty() && dice < 7) {
            Task task = any(returned, random);
            if (random.nextBoolean()) {
                tasks.reassign(task.id(), random.nextBoolean() ? task.unit() : "emergency", "请再核", Actors.OFFICE);
                return "reassign " + task.actionKey();
            }
            tasks.acceptReturn(task.id(), "同意", Actors.OFFICE);
            return "accept return " + task.actionKey();
        }
        Task task = any(running, random);
        Actor officer = Actors.officer(task.unit());
        if (dice == 7) {
            tasks.giveBack(task.id(), "人手不足", officer);
            return "return " + task.actionKey();
        }
        if (dice == 8 || task.standing()) {
            tasks.receive(task.id(), officer);
            return "receive " + task.actionKey();
        }
        tasks.complete(task.id(), "完成", TestForms.filled(context, task.form()), officer);
        return "complete " + task.actionKey();
    }

    private Response launch(Plan plan, String level, List<String> scope) {
        Instant now = clock.instant();
        UUID incident = incidents.report(new NewIncident(null, "性质测试", plan.hazard(), now,
                new NewIncident.Place("全市", null, null, null), Map.of(), "测试"), Actors.DUTY).incident().id();
        Response response = responses.launch(new LaunchRequest(UUID.randomUUID().toString(), incident, plan.key(),
                level, scope, List.of(), false, "测试"), Actors.EVERY_POST).response();
        assertThat(response.status()).isEqualTo(Response.Status.ACTIVE);
        return response;
    }

    /** Changes the level, and holds the change to what its preview said. */
    private Responses.Changed change(UUID id, String level) {
        Previews.Preview preview = previews.level(id, level, Actors.EVERY_POST);
        String from = responses.response(id, Actors.EVERY_POST).level();
        Responses.Changed changed = responses.changeLevel(id, level, "研判", Actors.EVERY_POST);
        if (!from.equals(level)) {
            assertThat(keys(changed.opened())).isEqualTo(preview.difference().opened().stream()
                    .map(opening -> opening.action().key() + "@" + opening.unit()).collect(Collectors.toSet()));
            assertThat(ids(changed.withdrawn())).isEqualTo(ids(preview.difference().withdrawn()));
            assertThat(ids(changed.kept())).isEqualTo(ids(preview.difference().kept()));
        }
        return changed;
    }

    private void end(UUID id) {
        Previews.Preview preview = previews.end(id, Actors.EVERY_POST);
        Responses.Changed changed = responses.end(id, "险情解除", Actors.EVERY_POST);
        assertThat(keys(changed.opened())).isEqualTo(preview.difference().opened().stream()
                .map(opening -> opening.action().key() + "@" + opening.unit()).collect(Collectors.toSet()));
    }

    private void closeAll(UUID id) {
        for (Task task : running(id)) {
            tasks.complete(task.id(), "完成", TestForms.filled(context, task.form()), Actors.officer(task.unit()));
        }
    }

    private List<Task> running(UUID id) {
        return planned.ofResponse(id).stream().filter(Task::running)
                .sorted(Comparator.comparing((Task task) -> String.valueOf(task.actionKey())).thenComparing(Task::unit))
                .toList();
    }

    private Set<String> live(UUID id) {
        return keys(planned.ofResponse(id).stream().filter(task -> task.token() != null).toList());
    }

    private static Set<String> keys(List<Task> tasks) {
        return tasks.stream().map(task -> task.actionKey() + "@" + task.plannedUnit()).collect(Collectors.toSet());
    }

    private static Set<UUID> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).collect(Collectors.toSet());
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
