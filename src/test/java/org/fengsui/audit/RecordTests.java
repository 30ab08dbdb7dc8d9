package org.fengsui.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.incident.Incidents;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Attachments;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A change and its entry are there together or not at all. */
@ServerTest
class RecordTests {

    @Autowired
    private ApplicationContext context;
    @Autowired
    private JdbcClient jdbc;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private Incidents incidents;
    @Autowired
    private Tasks tasks;
    @Autowired
    private Orders orders;
    @Autowired
    private Attachments attachments;
    @Autowired
    private Audit audit;
    private Scenario scenario;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context);
    }

    private List<Map<String, Object>> entries(String condition, Object... parameters) {
        return jdbc.sql("select *, xmin::text as transaction from audit_entry where " + condition + " order by at, lane, seq")
                .params(parameters).query().listOfRows();
    }

    private List<String> types(UUID response) {
        return entries("response_id = ?", response).stream().map(row -> (String) row.get("type")).toList();
    }

    @Test
    void commandsOfEveryModuleLeaveTheirEntryInTheirOwnTransaction() {
        UUID incident = scenario.flood(Map.of());
        incidents.observe(incident, null, Map.of("长江南京", 9.3), "水文站", Actors.DUTY);
        Response response = scenario.responses.launch(scenario.request(incident, "Ⅳ"), Actors.EVERY_POST).response();
        Task task = scenario.tasks(response.id()).stream().filter(Task::running).findFirst().orElseThrow();
        tasks.receive(task.id(), Actors.officer(task.unit()));
        tasks.progress(task.id(), null, "已到位", Actors.officer(task.unit()));
        attachments.add(task.id(), "现场.txt", new ByteArrayInputStream("水位回落".getBytes(StandardCharsets.UTF_8)),
                Actors.officer(task.unit()));
        orders.issue(response.id(), UUID.randomUUID().toString(), "加强巡查", "", List.of("water"), null, null, Actors.DUTY);

        assertThat(entries("incident_id = ? and response_id is null", incident)).extracting(row -> row.get("type"))
                .containsExactly("incident.report", "incident.observation");
        assertThat(types(response.id())).containsSubsequence("response.launch", "task.receipt", "task.progress",
                "task.attachment", "response.order");
        Map<String, Object> receipt = entries("response_id = ? and type = 'task.receipt'", response.id()).get(0);
        assertThat(receipt).containsEntry("actor", task.unit()).containsEntry("unit", task.unit())
                .containsEntry("posts", "officer").containsEntry("result", "ok").containsEntry("task_id", task.id());
        assertThat(jdbc.sql("select xmin::text from task where id = ?").param(task.id()).query(String.class).single())
                .as("the progress left the row of the task alone").isEqualTo(receipt.get("transaction"));
    }

    @Test
    void aCommandThatIsRolledBackLeavesNoEntry() {
        UUID incident = scenario.flood(Map.of());
        transaction.executeWithoutResult(status -> {
            incidents.observe(incident, null, Map.of("长江南京", 9.1), "水文站", Actors.DUTY);
            status.setRollbackOnly();
        });
        assertThat(entries("incident_id = ?", incident)).hasSize(1);
    }

    @Test
    void withoutItsEntryNothingIsChanged() {
        UUID incident = scenario.flood(Map.of());
        jdbc.sql("alter table audit_entry add constraint full_disk check (type <> 'incident.observation') not valid").update();
        try {
            assertThatThrownBy(() -> incidents.observe(incident, null, Map.of("长江南京", 9.2), "水文站", Actors.DUTY))
                    .isInstanceOf(DataAccessException.class);
        } finally {
            jdbc.sql("alter table audit_entry drop constraint full_disk").update();
        }
        assertThat(incidents.observations(incident)).isEmpty();
    }

    @Test
    void aRefusalChangesNothingAndIsOnRecordWithItsCode() {
        UUID incident = scenario.flood(Map.of());
        assertThatThrownBy(() -> incidents.observe(incident, null, Map.of("长江南京", 9.2), "", Actors.officer("water")))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> incidents.observe(incident, null, Map.of("海拔\u0000", "高"), "", Actors.DUTY))
                .isInstanceOf(Invalid.class);
        List<Map<String, Object>> refused = entries("incident_id = ? and result <> 'ok'", incident);
        assertThat(refused).extracting(row -> row.get("result")).containsExactly("command-post-only", "invalid");
        assertThat((String) refused.get(1).get("detail")).contains("facts.");
        assertThat(incidents.observations(incident)).isEmpty();
    }

    @Test
    void secretsAndLongTextsStayOutOfTheRecord() {
        String who = "someone-" + UUID.randomUUID();
        audit.record(audit.person(who), "organization.demo", Map.of("password", "geheim-1", "newPassword", "geheim-2",
                "sent", Map.of("secondFactorSecret", "geheim-3", "text", "长".repeat(5000))));
        String detail = (String) entries("actor = ?", who).get(0).get("detail");
        assertThat(detail).doesNotContain("geheim").contains("…(5000)").hasSizeLessThan(1200);
    }

    @Test
    void nobodyChangesTheRecordByMistake() {
        for (String attempt : List.of("update audit_entry set result = 'ok'", "delete from audit_entry",
                "truncate audit_entry", "delete from audit_lane", "truncate audit_lane")) {
            assertThatThrownBy(() -> jdbc.sql(attempt).update()).as(attempt)
                    .hasMessageContaining("the record can only be added to");
        }
    }
}
