package org.fengsui.support;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.NewIncident;
import org.fengsui.response.LaunchRequest;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.fengsui.task.PlannedTasks;
import org.fengsui.task.Task;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reaches the states that tests begin from, through the real commands. */
public final class Scenario {

    private final ApplicationContext context;
    public final Incidents incidents;
    public final Responses responses;
    public final TestClock clock;

    public Scenario(ApplicationContext context) {
        this.context = context;
        this.incidents = context.getBean(Incidents.class);
        this.responses = context.getBean(Responses.class);
        this.clock = context.getBean(TestClock.class);
    }

    /**
     * As on the first day: whatever incidents brought about is gone, in our tables and in the engine's; units, people and
     * plans stay. For tests of pages that tell of everything there is.
     */
    public Scenario onAnEmptySite() {
        JdbcClient jdbc = context.getBean(JdbcClient.class);
        List<String> tables = jdbc.sql("""
                select table_name from information_schema.tables where table_schema = 'public'
                    and (table_name ~ '^(incident|response|task|live)(_|$)' or table_name ~ '^act_ru_')""")
                .query(String.class).list();
        truncate(jdbc, "truncate " + String.join(", ", tables) + " cascade", 5);
        clock.reset();
        return this;
    }

    /** The server's own sweeps go on beside it and lock the same tables in another order; then PostgreSQL picks a victim. */
    private static void truncate(JdbcClient jdbc, String statement, int attempts) {
        try {
            jdbc.sql(statement).update();
        } catch (PessimisticLockingFailureException victim) {
            if (attempts == 1) {
                throw victim;
            }
            truncate(jdbc, statement, attempts - 1);
        }
    }

    /** A flood reported now, with these facts. */
    public UUID flood(Map<String, ?> facts) {
        return incident("flood", facts);
    }

    public UUID incident(String hazard, Map<String, ?> facts) {
        Instant now = clock.instant();
        return incidents.report(new NewIncident(null, "汛情", hazard, now,
                new NewIncident.Place("全市", null, null, null), facts, "水文站"), Actors.DUTY).incident().id();
    }

    public LaunchRequest request(UUID incident, String level, String... districts) {
        return new LaunchRequest(UUID.randomUUID().toString(), incident, "flood-nanjing", level, List.of(districts),
                List.of(), false, "研判后启动");
    }

    /** A flood response in force at a level. */
    public Response active(String level, String... districts) {
        return responses.launch(request(flood(Map.of()), level, districts), Actors.EVERY_POST).response();
    }

    public List<Task> tasks(UUID response) {
        return context.getBean(PlannedTasks.class).ofResponse(response);
    }

    /** The running task of an action. */
    public Task task(UUID response, String actionKey) {
        return tasks(response).stream().filter(task -> actionKey.equals(task.actionKey()) && task.running()).findFirst()
                .orElseThrow();
    }

    public List<String> timelineTypes(UUID response) {
        return responses.timeline(response, Actors.DUTY).stream().map(Responses.TimelineLine::type).toList();
    }
}
