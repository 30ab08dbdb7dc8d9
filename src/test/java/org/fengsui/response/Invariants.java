package org.fengsui.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fengsui.incident.Incidents;
import org.fengsui.plan.Plan;
import org.fengsui.task.PlannedTasks;
import org.fengsui.task.Task;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What must hold of a response after every command, whatever came before. */
final class Invariants {

    private final ApplicationContext context;
    private final UUID responseId;
    private final Map<UUID, Instant> done = new HashMap<>();

    Invariants(ApplicationContext context, UUID responseId) {
        this.context = context;
        this.responseId = responseId;
    }

    void hold(String after) {
        Execution execution = context.getBean(Execution.class);
        Response response = context.getBean(ResponseRows.class).find(responseId).orElseThrow();
        Plan plan = execution.version(response).plan();
        List<Task> tasks = context.getBean(PlannedTasks.class).ofResponse(responseId);
        List<Task> live = tasks.stream().filter(task -> task.token() != null).toList();

        assertThat(live.stream().map(Task::token).collect(Collectors.toSet()))
                .as("the engine and the tables agree, after %s", after).isEqualTo(tokens(response));

        live.stream().filter(Task::running).forEach(task -> timed(task, response, plan, tasks, after));
        Set<String> open = new HashSet<>();
        for (Task task : live) {
            assertThat(open.add(task.actionKey() + "@" + task.plannedUnit()))
                    .as("%s is open twice, after %s", task.actionKey(), after).isTrue();
            Plan.Action action = plan.action(task.actionKey()).orElseThrow();
            assertThat(task.withdrawnAt()).as("%s lives and is withdrawn, after %s", action.key(), after).isNull();
            if (response.active()) {
                assertThat(action.phase()).isEqualTo(Plan.Phase.ACTIVE);
                assertThat(action.appliesAt(response.level(), response.situations()))
                        .as("%s applies at %s, after %s", action.key(), response.level(), after).isTrue();
                if (task.recurs()) {
                    Plan.Terms terms = action.levels().get(response.level());
                    assertThat(task.every()).as("interval of %s after %s", action.key(), after)
                            .isEqualTo(terms.every());
                    if (task.returnedAt() == null) {
                        assertThat(task.nextTurnAt() != null).as("next turn of %s after %s", action.key(), after)
                                .isEqualTo(terms.every() != null);
                    }
                }
            } else {
                assertThat(action.phase()).isEqualTo(Plan.Phase.CLOSING);
            }
        }
        for (Task task : tasks) {
            if (task.running() && !task.isOrder()) {
                assertThat(task.token()).as("%s runs outside the engine, after %s", task.actionKey(), after)
                        .isNotNull();
            }
            if (task.withdrawnAt() != null) {
                assertThat(task.withdrawnCode()).as("reason of the withdrawal, after %s", after).isNotBlank();
            }
        }
        if (response.active()) {
            Set<String> settled = tasks.stream()
                    .filter(task -> task.withdrawnAt() == null && (!task.recurs() && task.completedAt() != null
                            || task.returnSettledAt() != null))
                    .map(task -> task.actionKey() + "@" + task.plannedUnit()).collect(Collectors.toSet());
            for (Plan.Action action : plan.actions()) {
                if (action.phase() == Plan.Phase.ACTIVE
                        && action.appliesAt(response.level(), response.situations())) {
                    for (String unit : action.everyDistrict() ? execution.scopeUnits(response.scope())
                            : List.of(action.unit())) {
                        String key = action.key() + "@" + unit;
                        assertThat(open.contains(key) ^ settled.contains(key))
                                .as("%s is open or done, not both, after %s", key, after).isTrue();
                    }
                }
            }
        }
        Map<String, Long> timesDone = tasks.stream().filter(task -> task.completedAt() != null && !task.recurs()
                        && !task.isOrder())
                .collect(Collectors.groupingBy(task -> task.actionKey() + "@" + task.plannedUnit(),
                        Collectors.counting()));
        assertThat(timesDone.values()).as("nothing done is repeated, after %s", after).allMatch(times -> times == 1);
        Map<UUID, Instant> doneNow = tasks.stream().filter(task -> task.completedAt() != null)
                .collect(Collectors.toMap(Task::id, Task::completedAt));
        assertThat(doneNow).as("nothing done is lost, after %s", after).containsAllEntriesOf(done);
        done.putAll(doneNow);
    }

    /** Of the user tasks that the engine holds open now. */
    private Set<String> tokens(Response response) {
        return Set.copyOf(context.getBean(JdbcClient.class).sql("select id_ from act_ru_task where proc_inst_id_ = ?")
                .param(response.processInstanceId()).query(String.class).list());
    }

    /** A limit runs from what the plan says, and not before that has come. */
    private void timed(Task task, Response response, Plan plan, List<Task> tasks, String after) {
        Plan.Action action = plan.action(task.actionKey()).orElseThrow();
        String what = task.actionKey() + " after " + after;
        assertThat(task.since().kind()).as(what).isEqualTo(action.since().name().toLowerCase(Locale.ROOT));
        if (action.since() == Plan.Since.OPENING) {
            assertThat(task.since().at()).as(what).isEqualTo(task.openedAt());
            return;
        }
        assertThat(task.dueWithin()).as(what).isEqualTo(action.levels().get(response.level()).dueWithin());
        assertThat(task.dueAt()).as(what).isEqualTo(task.since().plus(task.dueWithin()));
        Instant at = switch (action.since()) {
            case LAUNCH -> response.activatedAt();
            case LEVEL -> response.levelSince();
            case EVENT -> context.getBean(Incidents.class).incident(response.incidentId()).occurredAt();
            default -> task.since().at();
        };
        assertThat(task.since().at()).as(what).isEqualTo(at);
        if (task.since().awaited()) {
            assertThat(tasks).as(what).anyMatch(other -> action.after().equals(other.actionKey())
                    && (other.running() || other.awaitsReassignment()));
        }
    }
}
