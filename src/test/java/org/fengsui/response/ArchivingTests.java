package org.fengsui.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.fengsui.task.PlannedTasks;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is long over leaves the default lists, and nothing else of it changes. */
@ServerTest
class ArchivingTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    Archiving archiving;
    @Autowired
    Incidents incidents;
    @Autowired
    Responses responses;
    @Autowired
    ResponseLists responseLists;
    @Autowired
    Tasks tasks;
    @Autowired
    PlannedTasks planned;
    @Autowired
    JdbcClient jdbc;
    @LocalServerPort
    int port;

    Scenario scenario;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context).onAnEmptySite();
    }

    @AfterEach
    void end() {
        scenario.onAnEmptySite();
    }

    @Test
    void aQuietIncidentLeavesTheDefaultListsAndStaysReadableByLinkAndSearch() {
        Response response = closed();
        UUID other = quietFor(Duration.ofDays(30)).flood(Map.of());
        archive();
        assertThat(current()).containsExactly(other);
        assertThat(archived()).containsExactly(response.incidentId());
        assertThat(responseLists.list(false, 0, 50, Actors.DUTY).content()).isEmpty();
        assertThat(responseLists.list(true, 0, 50, Actors.DUTY).content()).extracting(Response::id)
                .containsExactly(response.id());
        assertThat(responseLists.list(true, 0, 50, Actors.officer("water")).totalElements()).isEqualTo(1);
        assertThat(responses.timeline(response.id(), Actors.DUTY)).isNotEmpty();
        assertThat(incidents.search("汛情", null, null, false, null, 0, 10).content()).extracting(Incident::id)
                .contains(response.incidentId());
        assertThat(jdbc.sql("select count(*) from audit_entry where type = 'incident.archived' and incident_id = ?")
                .param(response.incidentId()).query(Long.class).single()).isEqualTo(1);

        Session duty = new Session(port, "duty");
        String number = incidents.incident(response.incidentId()).number();
        assertThat(duty.get("/incidents").body()).doesNotContain(number).contains("/incidents?archived=true");
        assertThat(duty.get("/incidents?archived=true").body()).contains(number);
        assertThat(duty.get("/incidents/" + response.incidentId()).body()).contains("归档");
        assertThat(duty.get("/responses").body()).doesNotContain(response.number());
        assertThat(duty.get("/responses?archived=true").body()).contains(response.number());
    }

    @Test
    void whatIsOpenOrWasTouchedLatelyStays() {
        UUID running = scenario.active("Ⅳ").incidentId();
        UUID undecided = scenario.flood(Map.of("长江南京", 10.3));
        assertThat(incidents.undecided()).extracting(crossing -> crossing.incidentId()).contains(undecided);
        UUID touched = scenario.flood(Map.of());
        quietFor(Duration.ofDays(20));
        incidents.observe(touched, null, Map.of("长江南京", "6.1"), "水文站", Actors.DUTY);
        archive();
        assertThat(current()).containsExactlyInAnyOrder(running, undecided, touched);
    }

    @Test
    void whateverIsDoneAboutAnArchivedIncidentBringsItBack() {
        UUID quiet = scenario.flood(Map.of());
        quietFor(Duration.ofDays(30));
        archive();
        assertThat(archived()).containsExactly(quiet);
        responses.launch(scenario.request(quiet, "Ⅳ"), Actors.EVERY_POST);
        assertThat(current()).containsExactly(quiet);
        assertThat(archived()).isEmpty();
    }

    @Test
    void twoNodesAtOnceArchiveEachIncidentOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            scenario.flood(Map.of());
        }
        quietFor(Duration.ofDays(30));
        CyclicBarrier gun = new CyclicBarrier(2);
        ExecutorService nodes = Executors.newFixedThreadPool(2);
        List<UUID> found = new ArrayList<>();
        try {
            List<Future<List<UUID>>> batches = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                batches.add(nodes.submit(() -> {
                    gun.await();
                    return archive();
                }));
            }
            for (Future<List<UUID>> batch : batches) {
                found.addAll(batch.get());
            }
        } finally {
            nodes.shutdownNow();
        }
        assertThat(found).hasSize(20).doesNotHaveDuplicates();
        assertThat(archived()).hasSize(20);
    }

    @Test
    void whatSomebodyHoldsIsPassedOverAndNotWaitedFor() {
        UUID held = scenario.flood(Map.of());
        UUID free = scenario.flood(Map.of());
        quietFor(Duration.ofDays(30));
        var transaction = context.getBean(org.springframework.transaction.support.TransactionTemplate.class);
        ExecutorService other = Executors.newSingleThreadExecutor();
        List<UUID> found = transaction.execute(status -> {
            incidents.lock(held);
            try {
                return other.submit(this::archive).get();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        other.shutdownNow();
        assertThat(found).containsExactly(free);
    }

    @Test
    void marksOfOldRequestsAreForgottenInBatchesAndYoungOnesStay() {
        Response response = scenario.active("Ⅳ");
        List<Task> open = scenario.tasks(response.id()).stream().filter(Task::running).toList();
        for (int i = 0; i < 4; i++) {
            scenario.clock.advance(Duration.ofDays(1));
            tasks.progress(open.get(0).id(), "mark-" + i, "第" + i + "次", Actors.officer(open.get(0).unit()));
        }
        Instant before = scenario.clock.instant().minus(Duration.ofHours(36));
        assertThat(planned.forgetRequests(before, 1)).isEqualTo(1);
        assertThat(marks()).containsExactly("mark-1", "mark-2", "mark-3");
        assertThat(planned.forgetRequests(before, 100)).isEqualTo(1);
        assertThat(planned.forgetRequests(before, 100)).isZero();
        assertThat(marks()).containsExactly("mark-2", "mark-3");
        assertThat(tasks.entries(open.get(0).id(), Actors.DUTY)).hasSize(4);
    }

    /** A response that was ended and whose closing actions are done, some time ago. */
    private Response closed() {
        Response response = scenario.active("Ⅳ");
        responses.end(response.id(), "水位回落", Actors.EVERY_POST);
        for (Task task : scenario.tasks(response.id()).stream().filter(Task::running).toList()) {
            Actor officer = Actors.officer(task.unit());
            tasks.complete(task.id(), "已完成", TestForms.filled(context, task.form()), officer);
        }
        Response now = responses.response(response.id(), Actors.DUTY);
        assertThat(now.status()).isEqualTo(Response.Status.CLOSED);
        return now;
    }

    private Scenario quietFor(Duration time) {
        scenario.clock.advance(time);
        return scenario;
    }

    /** Less than the year that the server itself waits for, so that it does not come before the test. */
    private List<UUID> archive() {
        Instant now = scenario.clock.instant();
        return archiving.archive(now.minus(Duration.ofDays(10)), now);
    }

    private List<UUID> current() {
        return incidents.list("", false, 0, 50).content().stream().map(Incident::id).toList();
    }

    private List<UUID> archived() {
        return incidents.list("", true, 0, 50).content().stream().map(Incident::id).toList();
    }

    private List<String> marks() {
        return jdbc.sql("select request_id from task_request order by at").query(String.class).list();
    }
}
