package org.fengsui.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fengsui.live.spi.LiveTopics;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.PlanAttachments;
import org.fengsui.plan.PlanCalendar;
import org.fengsui.plan.PlanComments;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.Plans;
import org.fengsui.response.Approval;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.response.TestForms;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.fengsui.task.Attachments;
import org.fengsui.task.Sweeps;
import org.fengsui.task.Task;
import org.fengsui.task.TaskLists;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** Whatever changes, the pages of those who may see it are told, by the topics that the pages themselves name. */
@ServerTest
class EveryChangeTests {

    private static final Pattern LIVE = Pattern.compile("<main[^>]* data-live=\"([^\"]+)\"");
    private static final Set<String> COMMAND = Set.of("duty home", "duty incident", "duty responses", "duty command",
            "duty by task", "government command", "leader command");
    private static final Set<String> UNIT = Set.of("water home", "water inbox", "water task", "water responses",
            "water command", "leader home");

    @Autowired
    ApplicationContext context;
    @Autowired
    LiveHub hub;
    @Autowired
    Tasks tasks;
    @Autowired
    TaskLists lists;
    @Autowired
    Orders orders;
    @Autowired
    Attachments attachments;
    @Autowired
    List<LiveTopics> modules;
    @LocalServerPort
    int port;

    Scenario scenario;
    final Map<String, Boolean> told = new ConcurrentHashMap<>();

    @BeforeEach
    void reset() {
        scenario = new Scenario(context);
        scenario.clock.reset();
    }

    @Test
    void eachKindOfChangeReachesThePagesOfThoseWhoMaySeeIt() {
        UUID incident = scenario.flood(Map.of("长江南京", "8.0"));
        Response response = scenario.responses.launch(scenario.request(incident, "Ⅳ"), Actors.OFFICE).response();
        Task task = task(response, "water");
        open(incident, response, task);

        changes("observation", both(COMMAND, Set.of("duty incidents", "gulou incidents", "water command")),
                () -> scenario.incidents.observe(incident, null, Map.of("长江南京", "8.3"), "水文站", Actors.DUTY));
        changes("threshold", both(COMMAND, Set.of("duty incidents", "gulou incidents")),
                () -> scenario.incidents.observe(incident, null, Map.of("长江南京", "10.30"), "水文站", Actors.DUTY));
        changes("decline", both(COMMAND, Set.of("duty incidents", "gulou incidents")),
                () -> scenario.incidents.decline(incident, "水位回落中", Actors.DUTY));
        changes("receipt", both(COMMAND, UNIT), () -> tasks.receive(task.id(), Actors.officer("water")));
        changes("progress", both(COMMAND, UNIT),
                () -> tasks.progress(task.id(), "p1", "已巡查三遍", Actors.officer("water")));
        changes("attachment", both(COMMAND, UNIT), () -> attachments.add(task.id(), "巡查.txt",
                new ByteArrayInputStream("水位 8.3".getBytes(StandardCharsets.UTF_8)), Actors.officer("water")));
        changes("chase-up", both(COMMAND, UNIT), () -> tasks.chase(task.id(), "为何没有反馈", Actors.OFFICE));
        changes("answer", both(COMMAND, UNIT),
                () -> tasks.answerChase(task.id(), "正在汇总", Actors.officer("water")));
        changes("hand-over", both(COMMAND, UNIT),
                () -> tasks.handOver(task.id(), "water-leader", "请接手", Actors.officer("water")));
        changes("completion", both(COMMAND, UNIT), () -> tasks.complete(task.id(), "完成",
                TestForms.filled(context, task.form()), Actors.officer("water")));
        Task second = lists.own(new TaskLists.Filter("running", "", "", "", response.id()), 0, 50, Actors.officer("water"))
                .content().stream().filter(t -> !t.standing()).findFirst().orElseThrow();
        changes("return", both(COMMAND, UNIT), () -> tasks.giveBack(second.id(), "没有人手", Actors.officer("water")));
        changes("reassignment", both(COMMAND, UNIT),
                () -> tasks.reassign(second.id(), "water", "请克服", Actors.OFFICE));
        changes("order", both(COMMAND, UNIT), () -> orders.issue(response.id(), UUID.randomUUID().toString(), "报泵站状态",
                "", List.of("water"), Duration.ofMinutes(5), Duration.ofHours(1), Actors.OFFICE));
        Task order = scenario.tasks(response.id()).stream().filter(Task::isOrder).findFirst().orElseThrow();
        scenario.clock.advance(Duration.ofMinutes(6));
        changes("late receipt", both(COMMAND, UNIT), () -> Sweeps.deadlines(context));
        scenario.clock.advance(Duration.ofMinutes(6));
        changes("late receipt told to the office", both(COMMAND, UNIT), () -> Sweeps.deadlines(context));
        assertThat(tasks.task(order.id(), Actors.OFFICE).officeToldAt()).isNotNull();
        changes("request for a level", COMMAND,
                () -> scenario.responses.changeLevel(response.id(), "Ⅰ", "研判需要", Actors.DUTY));
        changes("level", both(COMMAND, UNIT, Set.of("duty incidents")), () -> scenario.responses.approve(response.id(),
                "approved", "", new Approval.Oral("government", scenario.clock.instant()), Actors.DUTY));
        Approval oral = scenario.responses.approvals(response.id()).stream().filter(Approval::awaitsWrittenForm)
                .findFirst().orElseThrow();
        changes("written form", COMMAND, () -> scenario.responses.approve(response.id(), oral.id(), "approved", "", null,
                Actors.GOVERNMENT));
        changes("end", both(COMMAND, UNIT, Set.of("duty incidents")),
                () -> scenario.responses.end(response.id(), "险情解除", Actors.EVERY_POST));
        changes("launch asked for", Set.of("duty home", "duty incident", "duty responses", "duty incidents"),
                () -> scenario.responses.launch(scenario.request(incident, "Ⅳ"), Actors.DUTY));
        UUID again = scenario.responses.ofIncident(incident).get(1).id();
        changes("launch", Set.of("duty home", "duty incident", "duty responses", "water home", "water inbox",
                "water responses"), () -> scenario.responses.approve(again, "approved", "", null, Actors.EVERY_POST));
        changes("report", Set.of("duty home", "duty incidents", "gulou incidents"), () -> scenario.flood(Map.of()));
        scenario.responses.end(again, "试验结束", Actors.EVERY_POST);
    }

    /** What becomes of a plan: who is inside is told of all of it, everybody else of what is in force. */
    @Test
    void eachStepOfAPlansLifeReachesThePagesOfThoseWhoMaySeeIt() {
        String key = "everychange";
        LifePlans.forget(context, key);
        LifePlans.at(context, LifePlans.special(key, "黄色响应"), Plans.Status.PUBLISHED);
        PlanLife life = context.getBean(PlanLife.class);
        Plans.Version draft = LifePlans.at(context, LifePlans.special(key, "黄色预警响应"), Plans.Status.DRAFT);
        Map<String, String> inside = new LinkedHashMap<>();
        inside.put("home", "/");
        inside.put("plan", "/plans/" + key + "?version=2");
        inside.put("papers", "/plans/" + key + "/versions/2/papers");
        inside.put("history", "/plans/" + key + "/history");
        inside.put("library", "/plans");
        Map<String, String> everybody = new LinkedHashMap<>();
        everybody.put("plan", "/plans/" + key);
        everybody.put("history", "/plans/" + key + "/history");
        everybody.put("library", "/plans");
        everybody.put("calendar", "/plans/calendar");
        everybody.put("dates", "/plans/" + key + "/calendar");
        open("reviewer", inside);
        open("water", everybody);

        Set<String> all = Set.of("reviewer home", "reviewer plan", "reviewer papers", "reviewer history",
                "reviewer library");
        changesOnly("submission", all, () -> life.submit(key, 2, "", LifePlans.PLANNER));
        Set<String> papers = Set.of("reviewer plan", "reviewer papers", "reviewer history");
        PlanComments comments = context.getBean(PlanComments.class);
        UUID[] comment = new UUID[1];
        changesOnly("comment", papers, () -> comment[0] =
                comments.add(key, 2, "plan", "", "时限的依据？", LifePlans.REVIEWER).id());
        changesOnly("answer", papers, () -> comments.answer(comment[0], "已写明", LifePlans.PLANNER));
        changesOnly("settlement", papers, () -> comments.settle(comment[0], LifePlans.REVIEWER));
        changesOnly("file", papers, () -> context.getBean(PlanAttachments.class).add(key, 2, "other", "说明.txt",
                new ByteArrayInputStream("编制说明".getBytes(StandardCharsets.UTF_8)), LifePlans.PLANNER));
        changesOnly("review", all, () -> life.sign(key, 2, PlanLife.APPROVED, "", null, LifePlans.REVIEWER));
        changesOnly("approval", all, () -> life.sign(key, 2, PlanLife.APPROVED, "", null, Actors.GOVERNMENT));
        Set<String> force = both(all, Set.of("water plan", "water history", "water library", "water calendar",
                "water dates"));
        changesOnly("publication", force, () -> life.publish(key, 2, LifePlans.PLANNER));
        Set<String> dates = Set.of("reviewer home", "reviewer plan", "reviewer history", "reviewer library",
                "water plan",
                "water history", "water library", "water calendar", "water dates");
        PlanCalendar calendar = context.getBean(PlanCalendar.class);
        changesOnly("date", dates, () -> calendar.record(key, null, "drill", LocalDate.parse("2026-06-20"), "", "桌面推演",
                LifePlans.PLANNER));
        changesOnly("revision", dates, () -> calendar.revise(key, "law", "法规修订", List.of(), null, LifePlans.PLANNER));
        changesOnly("withdrawal", force, () -> life.withdraw(key, 2, "不再适用", Actors.OFFICE));
        assertThat(draft.number()).isEqualTo(2);
        LifePlans.forget(context, key);
    }

    private void open(String username, Map<String, String> addresses) {
        Session session = new Session(port, username);
        Actor actor = context.getBean(Organization.class).account(username).orElseThrow().actor();
        addresses.forEach((name, address) -> {
            Matcher topics = LIVE.matcher(session.get(address).body());
            assertThat(topics.find()).as(username + " " + name).isTrue();
            hub.open(Arrays.stream(topics.group(1).split(",")).map(Topic::of).flatMap(Optional::stream)
                    .filter(topic -> modules.stream().anyMatch(module -> module.visible(topic, actor)))
                    .collect(Collectors.toSet()), hub.position(), "", new Told(username + " " + name));
        });
    }

    /** Whatever page is told late shows at the next change. */
    private void changesOnly(String what, Set<String> pages, Runnable change) {
        changes(what, pages, change);
        assertThat(told.keySet()).as(what).isEqualTo(pages);
    }

    /** Opens the pages, and a stream for each with the topics that it names. */
    private void open(UUID incident, Response response, Task task) {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("home", "/");
        addresses.put("incidents", "/incidents");
        addresses.put("incident", "/incidents/" + incident);
        addresses.put("responses", "/responses");
        addresses.put("command", "/responses/" + response.id());
        addresses.put("by task", "/responses/" + response.id() + "?by=task");
        addresses.put("inbox", "/tasks");
        addresses.put("task", "/tasks/" + task.id());
        Map<String, Set<String>> readers = new LinkedHashMap<>();
        readers.put("duty", Set.of("home", "incidents", "incident", "responses", "command", "by task"));
        readers.put("government", Set.of("command"));
        readers.put("water", Set.of("home", "incident", "responses", "command", "inbox", "task"));
        readers.put("water-leader", Set.of("home", "command"));
        readers.put("gulou", Set.of("incidents"));
        readers.forEach((username, names) -> {
            Session session = new Session(port, username);
            for (String name : names) {
                Matcher topics = LIVE.matcher(session.get(addresses.get(name)).body());
                assertThat(topics.find()).as(username + " " + name).isTrue();
                String shown = (username.equals("water-leader") ? "leader" : username) + " " + name;
                hub.open(Arrays.stream(topics.group(1).split(",")).map(Topic::of).flatMap(Optional::stream)
                        .collect(Collectors.toSet()), hub.position(), "", new Told(shown));
            }
        });
    }

    private void changes(String what, Set<String> pages, Runnable change) {
        // What is observed later must not bear the same time.
        scenario.clock.advance(Duration.ofSeconds(1));
        told.clear();
        change.run();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!told.keySet().containsAll(pages) && System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(told.keySet()).as(what).containsAll(pages);
    }

    private Task task(Response response, String unit) {
        return scenario.tasks(response.id()).stream()
                .filter(t -> t.unit().equals(unit) && !t.standing() && !t.recurs()).findFirst().orElseThrow();
    }

    @SafeVarargs
    private static Set<String> both(Set<String>... sets) {
        return Arrays.stream(sets).flatMap(Set::stream).collect(Collectors.toSet());
    }

    private final class Told implements LiveHub.Line {

        private final String page;

        Told(String page) {
            this.page = page;
        }

        @Override
        public void tell(String id, String event, String data) {
            if (event.equals("changed")) {
                told.put(page, true);
            }
        }

        @Override
        public void end() {
        }

        @Override
        public void onEnd(Runnable action) {
        }
    }
}
