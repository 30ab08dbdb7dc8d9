package org.fengsui.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.fengsui.organization.Actor;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lists of tasks: complete, in one order, and still quick when a unit has finished a hundred thousand. */
@ServerTest
class TaskListTests {

    /** A unit of which no other test counts the tasks. */
    private static final Actor POWER = Actors.officer("power");

    @Autowired
    ApplicationContext context;
    @Autowired
    Tasks tasks;
    @Autowired
    TaskLists lists;
    @Autowired
    JdbcClient jdbc;
    @LocalServerPort
    int port;

    Scenario scenario;

    @BeforeEach
    void reset() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        jdbc.sql("delete from task_entry where task_id in (select id from task where unit = 'power')").update();
        jdbc.sql("delete from task where unit = 'power'").update();
    }

    @Test
    void aListReadPageByPageIsTheWholeListInItsOrder() {
        Response response = scenario.active("Ⅰ");
        List<UUID> ids = scenario.tasks(response.id()).stream().filter(t -> t.unit().equals("power")).map(Task::id)
                .toList();
        UUID pattern = ids.get(0);
        copies(pattern, 30);
        List<UUID> all = jdbc.sql("select id from task where unit = 'power' order by id").query(UUID.class).list();
        for (int i = 0; i < all.size(); i++) {
            scenario.clock.advance(java.time.Duration.ofSeconds(20));
            switch (i % 5) {
                case 0 -> tasks.receive(all.get(i), POWER);
                case 1 -> tasks.giveBack(all.get(i), "没有船", POWER);
                case 2 -> jdbc.sql("update task set withdrawn_at = opened_at, withdrawn_code = 'level-changed' where id = ?")
                        .param(all.get(i)).update();
                case 3 -> jdbc.sql("update task set completed_at = opened_at + make_interval(secs => ?) where id = ?")
                        .params(i, all.get(i)).update();
                default -> { }
            }
        }
        tasks.acceptReturn(all.get(1), "由邻区承担", Actors.OFFICE);
        for (String state : List.of("all", "open", "received", "running", "late", "done", "withdrawn", "returned")) {
            TaskLists.Filter filter = new TaskLists.Filter(state, "", "", "", null);
            List<UUID> whole = ids(lists.own(filter, 0, 500, POWER));
            List<UUID> pages = new ArrayList<>();
            for (int page = 0; pages.size() < whole.size() || page == 0; page++) {
                pages.addAll(ids(lists.own(filter, page, 7, POWER)));
            }
            assertThat(pages).as(state).isEqualTo(whole).doesNotHaveDuplicates();
            TaskLists.Page counted = lists.inbox(new TaskLists.Filter(state, "power", "", "", null), 0, 500, POWER);
            assertThat(ids(counted)).as(state).isEqualTo(whole);
            assertThat(lists.own(filter, 0, 1, POWER).counts()).isEqualTo(counted.counts());
            assertThat(counted.totalElements()).as(state).isEqualTo(whole.size());
        }
        List<Task> shown = lists.own(TaskLists.Filter.ALL, 0, 500, POWER).content();
        assertThat(shown.stream().map(TaskListTests::rank).toList()).as("what is to be done comes first").isSorted();
        assertThat(shown).hasSize(all.size());
        assertThat(lists.counts(List.of(response.id()), POWER).get(response.id()))
                .isEqualTo(lists.ofResponse(response.id(), TaskLists.Filter.ALL, 0, 1, POWER).counts());
        assertThat(lists.countsOfUnit(List.of(response.id()), "power").get(response.id()).get("returned"))
                .isEqualTo(lists.own(TaskLists.Filter.ALL, 0, 1, POWER).counts().get("returned"));
        assertThat(lists.counts(List.of(response.id(), UUID.randomUUID()), Actors.DUTY).values())
                .as("a response without tasks has its zeros").anyMatch(counts -> counts.values().stream().allMatch(count -> count == 0));
    }

    @Test
    void finishedTasksAreCountedUpToAThousandAndReachedAllTheSame() {
        Response response = scenario.active("Ⅰ");
        Task pattern = scenario.tasks(response.id()).stream().filter(t -> t.unit().equals("power")).findFirst()
                .orElseThrow();
        copies(pattern.id(), 1005);
        jdbc.sql("""
                update task set completed_at = opened_at, completed_by = 'power', result = '完成'
                where unit = 'power' and note = 'copy'""").update();
        assertThat(lists.own(new TaskLists.Filter("done", "", "", "", null), 50, 20, POWER).content()).hasSize(5);
        assertThat(lists.inbox(new TaskLists.Filter("done", "", "", "", null), 0, 1, POWER).totalElements())
                .as("an outside system is told the whole number").isEqualTo(1005);
        try (Browser browser = new Browser(port)) {
            Page page = browser.signedIn("power", Browser.PHONE);
            page.navigate("/tasks?state=done&page=49");
            assertThat(page.locator(".inbox-tabs [aria-current]").textContent()).contains("999+");
            assertThat(page.locator(".pager span").textContent()).isEqualTo("第 50 页");
            page.locator(".pager [rel=next]").click();
            assertThat(page.locator("article").count()).isEqualTo(5);
            assertThat(page.locator(".pager [rel=next]").count()).isZero();
            page.context().close();
        }
        jdbc.sql("delete from task where unit = 'power' and note = 'copy'").update();
    }

    private void copies(UUID pattern, int number) {
        List<String> columns = jdbc.sql("""
                select column_name from information_schema.columns where table_name = 'task' and is_generated = 'NEVER'
                and column_name not in ('id', 'note', 'token', 'planned_unit', 'action_key')""").query(String.class).list();
        String names = String.join(", ", columns);
        jdbc.sql("insert into task (id, note, planned_unit, " + names + ") select gen_random_uuid(), 'copy', unit, " + names
                + " from task, generate_series(1, ?) where id = ?").params(number, pattern).update();
    }

    private static List<UUID> ids(TaskLists.Page page) {
        return page.content().stream().map(Task::id).toList();
    }

    private static int rank(Task task) {
        return task.running() ? 0 : task.awaitsReassignment() ? 1 : 2;
    }
}
