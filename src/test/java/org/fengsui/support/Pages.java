package org.fengsui.support;

import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.Page;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.PlanAttachments;
import org.fengsui.plan.PlanComments;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.Plans;
import org.fengsui.response.Approval;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.task.Attachments;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.plan.PlanCalendar;
import org.fengsui.organization.spi.SignInMeans;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every page in the states that matter, for tests that look at all of them. The states are reached once, through the
 * real commands; {@link #close()} ends what was launched for them. A page that is new gets its lines here: a test fails
 * on a page controller that none of them shows.
 */
public final class Pages implements AutoCloseable {

    /** Addresses that only lead on to a page: where a reader lands who reloads a refused form. */
    public static final Set<String> LEADING_ON = Set.of("/incidents/{id}/observations", "/responses/{id}/approval",
            "/responses/{id}/withdrawal", "/tasks/{id}/{form}", "/sample/start", "/sample/stop", "/sample/clear",
            "/guide/{action:hide|show}", "/organization/join/import", "/organization/people/{username}/{action}",
            "/organization/deputies/{id}/end", "/organization/units/{code}/retirement", "/audit/verification",
            "/account/password", "/account/tokens", "/plans/{key}/versions/{version}/comments",
            "/plans/{key}/versions/{version}/attachments",
            "/plans/{key}/versions/{version}/comments/{id}/{act:answer|settlement}", "/plans/{key}/offer",
            "/plans/{key}/calendar/{form:date|strike|safety|revision|end}");

    /** What a session has to be lost for, a sign-in half done, or a site be empty; their own tests look at them. */
    public static final Set<String> ELSEWHERE = Set.of("/resume", "/setup/{token}", "/login/password", "/login/code",
            "/login/second-factor");

    /** Of everything that was typed by these tests; what else is Chinese on a page comes from the plan or is ours. */
    public static final List<String> TYPED = List.of("汛情", "全市", "水文站", "研判后启动", "水位上涨",
            "研判需要", "情况解除", "封闭纬七路下穿隧道", "设警示，安排人员值守", "已到 28 辆，其余在途", "车辆都在外地",
            "时限写明依据", "第三级由谁决定没有写明", "请审核", "签发文本.png", "不再适用", "已补充",
            "为何还没有到位", "现场.png", "已全部完成", "没有这样的事件",
            "没有这样的记录");

    /** An item of the outbox that was refused, and one that was sent. */
    private static final String KEPT = """
            () => new Promise(done => { const open = indexedDB.open('fengsui'); open.onsuccess = () => {
                const change = open.result.transaction('items', 'readwrite');
                const item = { requestId: 'x', user: 'hydrology', userName: 'x', task: '00000000-0000-0000-0000-000000000000',
                    title: '封闭纬七路下穿隧道', action: 'completion', path: '/nowhere', entries: [], fields: [], may: ['progress'],
                    parts: [{ label: '1', text: '已到 28 辆，其余在途' }], at: Date.now(), answeredAt: Date.now(), words: '409',
                    now: '', code: 'task-done' };
                change.objectStore('items').clear();
                change.objectStore('items').add({ ...item, state: 'refused' });
                change.objectStore('items').add({ ...item, state: 'sent' });
                change.oncomplete = () => { open.result.close(); done(); }; }; })""";

    private final ApplicationContext context;
    private final Scenario scenario;
    private final List<UUID> launched = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    /**
     * One page in one state.
     *
     * @param name     what it shows, as in the name of its picture
     * @param username who looks at it; empty for somebody not signed in
     * @param status   of the answer
     * @param script   whether the state comes about by the page's own script only
     * @param arrive   what is done on the page until it shows the state
     */
    public record Line(String name, String username, String path, int status, boolean script, Consumer<Page> arrive) {

        /** Opens the state on a page of this person. */
        public com.microsoft.playwright.Response open(Page page) {
            com.microsoft.playwright.Response answer = visit(page);
            arrive.accept(page);
            return answer;
        }

        /** Opens the page, whatever its script would make of it. */
        public com.microsoft.playwright.Response visit(Page page) {
            com.microsoft.playwright.Response answer = page.navigate(path);
            if (answer.status() != status) {
                throw new AssertionError(name + ": " + path + " answered " + answer.status());
            }
            return answer;
        }
    }

    public Pages(ApplicationContext context) {
        this.context = context;
        scenario = new Scenario(context).onAnEmptySite();
        Tasks tasks = context.getBean(Tasks.class);

        line("login", "", "/login");
        line("login-failed", "", "/login?error");
        line("login-out", "", "/login?out");

        // A response with everything in it: late, received, done, returned, chased, ordered.
        UUID flood = scenario.flood(Map.of("长江南京", "9.30"));
        UUID busy = launch(flood, "Ⅱ");
        scenario.responses.addSituations(busy, List.of(context.getBean(org.fengsui.plan.Plans.class)
                .current("flood-nanjing").plan().situations().get(0).code()), Actors.OFFICE);
        UUID received = pick(busy, t -> "traffic-vehicles".equals(t.actionKey()));
        tasks.receive(received, Actors.officer("traffic"));
        tasks.progress(received, UUID.randomUUID().toString(), "已到 28 辆，其余在途", Actors.officer("traffic"));
        context.getBean(Attachments.class).add(received, "现场.png", new ByteArrayInputStream(picture()),
                Actors.officer("traffic"));
        UUID done = pick(busy, t -> "traffic-ships".equals(t.actionKey()));
        UUID open = pick(busy, t -> t.unit().equals("traffic") && t.status() == Task.Status.OPEN && !t.standing());
        tasks.receive(done, Actors.officer("traffic"));
        tasks.complete(done, "已全部完成", Map.of(), Actors.officer("traffic"));
        UUID returned = pick(busy, t -> t.status() == Task.Status.OPEN && !t.standing() && !t.unit().equals("traffic"));
        String returnedBy = unit(busy, returned);
        tasks.giveBack(returned, "车辆都在外地", Actors.officer(returnedBy));
        scenario.clock.advance(Duration.ofMinutes(22));
        UUID chased = pick(busy, t -> t.status() == Task.Status.OPEN && !t.standing() && !t.unit().equals("traffic"));
        String chasedUnit = unit(busy, chased);
        tasks.receive(chased, Actors.officer(chasedUnit));
        tasks.chase(chased, "为何还没有到位", Actors.OFFICE);
        context.getBean(Orders.class).issue(busy, UUID.randomUUID().toString(), "封闭纬七路下穿隧道", "设警示，安排人员值守",
                List.of("traffic-police"), null, null, Actors.DUTY);
        UUID ordered = pick(busy, Task::isOrder);
        UUID withForm = pick(busy, t -> t.running() && "education-evacuate".equals(t.actionKey()));
        String formUnit = unit(busy, withForm);
        UUID standing = pick(busy, t -> t.running() && t.standing());
        UUID recurring = pick(busy, t -> t.running() && t.recurs());

        // Levels reached: undecided before a launch, a request that waits, an approval given orally, one that ended.
        UUID undecided = scenario.flood(Map.of("长江南京", "9.80"));
        UUID quiet = scenario.flood(Map.of());
        UUID asked = scenario.flood(Map.of("长江南京", "10.30"));
        UUID waiting = scenario.responses.launch(scenario.request(asked, "Ⅰ"), Actors.DUTY).response().id();
        launched.add(waiting);
        UUID raising = launch(scenario.flood(Map.of("长江南京", "9.80")), "Ⅳ");
        scenario.responses.changeLevel(raising, "Ⅱ", "水位上涨", Actors.OFFICE);
        Instant agreed = scenario.clock.instant().minus(Duration.ofMinutes(5));
        UUID oral = scenario.responses.launchOrally(scenario.request(scenario.flood(Map.of()), "Ⅱ"),
                new Approval.Oral("commander", agreed), Actors.DUTY).id();
        launched.add(oral);
        UUID ended = launch(scenario.flood(Map.of()), "Ⅳ");
        UUID withdrawn = pick(ended, t -> t.running());
        String withdrawnUnit = unit(ended, withdrawn);
        scenario.responses.end(ended, "情况解除", Actors.EVERY_POST);
        UUID declined = scenario.responses.launch(scenario.request(scenario.flood(Map.of()), "Ⅰ"), Actors.DUTY)
                .response().id();
        scenario.responses.withdrawRequest(declined, "情况解除", Actors.DUTY);

        for (String post : List.of("duty", "commander", "government", "water", "water-leader", "planner", "auditor")) {
            line("home-" + post, post, "/");
        }
        line("incidents", "duty", "/incidents");
        line("incidents-none-found", "duty", "/incidents?text=没有这样的事件");
        line("report", "duty", "/incidents/new");
        line("report-errors", "duty", "/incidents/new", 200, page -> {
            page.locator("[id='facts.长江南京']").fill("-");
            page.locator("main form[method=post] .button--big").click();
            page.locator(".summary").waitFor();
        });
        line("incident-undecided", "duty", "/incidents/" + undecided);
        line("incident-quiet", "duty", "/incidents/" + quiet);
        line("incident-of-unit", "water", "/incidents/" + flood);
        line("launch", "duty", "/incidents/" + undecided + "/launch?level=Ⅱ");
        line("launch-wrong", "duty", "/incidents/" + undecided + "/launch?level=Ⅱ&area=districts");
        line("decline", "duty", "/incidents/" + undecided + "/decline");
        line("responses", "duty", "/responses");
        line("command", "duty", "/responses/" + busy);
        line("command-by-task", "commander", "/responses/" + busy + "?by=task");
        line("command-by-group", "duty", "/responses/" + busy + "?by=group&show=decisions");
        line("command-print", "duty", "/responses/" + busy + "?view=print");
        line("command-wall", "duty", "/responses/" + busy + "?view=wall");
        line("command-filtered", "duty", "/responses/" + busy + "?by=task&state=received&unit=traffic");
        line("diagram", "duty", "/responses/" + busy + "/diagram");
        line("people", "duty", "/responses/" + busy + "/people");
        line("attachments", "duty", "/responses/" + busy + "/attachments");
        line("timeline", "duty", "/responses/" + busy + "/timeline");
        line("timeline-none-found", "duty", "/responses/" + busy + "/timeline?text=没有这样的事件");
        line("timeline-of-incident", "duty", "/incidents/" + flood + "/timeline");
        line("command-of-unit", "traffic", "/responses/" + busy);
        line("command-pending", "duty", "/responses/" + waiting);
        line("command-to-sign", "government", "/responses/" + waiting);
        line("command-raising", "commander", "/responses/" + raising);
        line("command-unwritten", "commander", "/responses/" + oral);
        line("command-ended", "duty", "/responses/" + ended);
        line("command-withdrawn", "duty", "/responses/" + declined);
        line("level-choose", "duty", "/responses/" + busy + "/level");
        line("level-up", "duty", "/responses/" + busy + "/level?to=Ⅰ");
        line("level-down", "office", "/responses/" + busy + "/level?to=Ⅳ");
        line("end", "commander", "/responses/" + busy + "/end");
        line("order", "duty", "/responses/" + busy + "/orders/new");
        line("order-errors", "duty", "/responses/" + busy + "/orders/new", 200, page -> {
            page.locator("main form[method=post] .button--big").click();
            page.locator(".summary").waitFor();
        });
        line("situations", "duty", "/responses/" + busy + "/situations");
        for (String tab : List.of("open", "received", "done", "all", "supporting", "late")) {
            line("inbox-" + tab, "traffic", "/tasks?state=" + tab + "&response=" + busy);
        }
        line("inbox-empty", "garrison-leader", "/tasks?state=done&q=没有这样的事件");
        line("task-open", "traffic", "/tasks/" + open);
        line("task-received", "traffic", "/tasks/" + received + "?do=progress");
        line("task-done", "traffic", "/tasks/" + done);
        line("task-returned", returnedBy, "/tasks/" + returned);
        line("task-to-reassign", "office", "/tasks/" + returned);
        line("task-chased", chasedUnit, "/tasks/" + chased);
        line("task-chased-command", "duty", "/tasks/" + chased + "?do=chase");
        line("task-order", "traffic-police", "/tasks/" + ordered);
        line("task-form", formUnit, "/tasks/" + withForm + "?do=completion");
        line("task-form-errors", formUnit, "/tasks/" + withForm + "?do=completion", 200, page -> {
            page.locator("#completion button[type=submit]").click();
            page.locator(".summary").waitFor();
        });
        line("task-standing", unit(busy, standing), "/tasks/" + standing);
        line("task-recurring", unit(busy, recurring), "/tasks/" + recurring);
        line("task-withdrawn", withdrawnUnit, "/tasks/" + withdrawn);
        line("outbox-empty", "planner", "/tasks/outbox");
        lines.add(new Line("outbox", "hydrology", "/tasks/outbox", 200, true, page -> {
            page.evaluate(KEPT);
            page.reload();
            page.locator("#outbox-refused article").waitFor();
        }));
        line("offline", "", "/offline");
        line("plans", "planner", "/plans");
        line("plans-found", "duty", "/plans?q=天气预报");
        line("plans-none-found", "water", "/plans?q=没有这样的事件&hazard=flood");
        line("plan", "planner", "/plans/flood-nanjing");
        line("rehearsal", "planner", "/plans/flood-nanjing/rehearsal");
        line("rehearsal-stepped", "planner", "/plans/flood-nanjing/rehearsal?facts.长江南京=9.30&steps=Ⅳ&steps=Ⅱ&steps=Ⅲ&steps=end");
        line("cards", "water", "/plans/flood-nanjing/cards?level=Ⅱ");
        line("cards-post", "duty", "/plans/flood-nanjing/cards?post=office&card=procedure");
        line("duties", "water", "/duties");
        calendar(context.getBean(PlanCalendar.class), scenario.clock.instant());
        line("plans-calendar", "planner", "/plans/calendar");
        line("plan-dates", "planner", "/plans/flood-nanjing/calendar");
        line("plan-dates-read", "water", "/plans/flood-nanjing/calendar");
        line("plan-dates-errors", "office", "/plans/flood-nanjing/calendar", 200, page -> {
            page.locator("#record button[type=submit]").click();
            page.locator(".summary").waitFor();
        });
        line("plan-difference-none", "planner", "/plans/flood-nanjing/difference");
        line("plan-new", "planner", "/plans/new");
        lines.add(new Line("plan-new-problems", "planner", "/plans/new", 200, true, page -> {
            page.locator("#file").setInputFiles(new FilePayload("预案.xlsx", "application/octet-stream",
                    context.getBean(org.fengsui.plan.workbook.Workbooks.class).empty(List.of("Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ"))));
            page.locator("form[method=post] button[type=submit]").last().click();
            page.locator(".summary").waitFor();
        }));
        line("plan-filtered", "water", "/plans/flood-nanjing?level=Ⅰ&unit=water");
        plansInTheMaking(context);
        line("search", "duty", "/search?q=汛情");
        line("search-none-found", "water", "/search?q=没有这样的事件");
        String entry = context.getBean(JdbcClient.class).sql("""
                select lane || '-' || seq from audit_entry where incident_id = ? and type = 'incident.report'""")
                .param(flood).query(String.class).single();
        line("audit", "auditor", "/audit");
        line("audit-filtered", "auditor", "/audit?result=refused");
        line("audit-none", "auditor", "/audit?q=没有这样的记录");
        line("audit-entry", "auditor", "/audit/" + entry);
        line("help", "duty", "/help");
        line("account", "water", "/account");
        line("second-factor", "water", "/account/second-factor");
        line("access", "secadmin", "/access");
        line("invitation", "", "/invitation/" + context.getBean(SignInMeans.class).invite("armed-police",
                new Actor("sysadmin", "系统管理员", "emergency", Set.of(Post.SYSADMIN)), scenario.clock.instant()));
        line("home-sysadmin", "sysadmin", "/");
        line("home-secadmin", "secadmin", "/");
        line("people-to-manage", "sysadmin", "/organization/people");
        line("people-to-grant", "secadmin", "/organization/people?unit=emergency");
        line("people-none-found", "secadmin", "/organization/people?text=没有这样的事件");
        line("join", "sysadmin", "/organization/join");
        line("person-to-manage", "sysadmin", "/organization/people/water");
        line("person-to-grant", "secadmin", "/organization/people/water");
        line("units", "sysadmin", "/organization/units");
        line("unit-new", "sysadmin", "/organization/unit");
        line("unit", "sysadmin", "/organization/units/water");
        line("deputies", "water-leader", "/organization/deputies");
        line("configuration", "sysadmin", "/configuration");
        line("forbidden", "water", "/incidents/" + undecided + "/launch", 403, page -> { });
        line("not-found", "water", "/nothing-here", 404, page -> { });
    }

    /** A plan that was printed long ago: filed, not made public, to be revised. */
    private static void calendar(PlanCalendar calendar, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneId.of("Asia/Shanghai"));
        calendar.record("flood-nanjing", null, "printing", today.minusMonths(3), "", "", Actors.OFFICE);
        calendar.record("flood-nanjing", null, "filing", today.minusMonths(3).plusDays(9), "", "车辆都在外地", Actors.OFFICE);
        calendar.revise("flood-nanjing", "practice", "研判需要", List.of("grading"), today.plusDays(5), Actors.OFFICE);
    }

    /** A draft that came back, a version with comments that waits for its review, one that is approved, one in force. */
    private void plansInTheMaking(ApplicationContext context) {
        LifePlans.forget(context, "pages-");
        PlanLife life = context.getBean(PlanLife.class);
        PlanComments comments = context.getBean(PlanComments.class);
        LifePlans.at(context, "pages-back", Plans.Status.SUBMITTED);
        life.sign("pages-back", 1, PlanLife.REJECTED, "第三级由谁决定没有写明", null, LifePlans.REVIEWER);
        LifePlans.at(context, "pages-waiting", Plans.Status.PUBLISHED);
        LifePlans.at(context, LifePlans.special("pages-waiting", "黄色预警响应"), Plans.Status.SUBMITTED);
        UUID comment = comments.add("pages-waiting", 2, "action", "forecast", "时限写明依据", LifePlans.REVIEWER).id();
        comments.answer(comment, "已补充", LifePlans.PLANNER);
        comments.settle(comments.add("pages-waiting", 2, "clause", "3.1", "时限写明依据", LifePlans.REVIEWER).id(),
                LifePlans.REVIEWER);
        context.getBean(PlanAttachments.class).add("pages-waiting", 2, "signed", "签发文本.png",
                new ByteArrayInputStream(picture()), LifePlans.PLANNER);
        LifePlans.at(context, "pages-approved", Plans.Status.APPROVED);
        line("home-reviewer", "reviewer", "/");
        line("plan-back", "planner", "/plans/pages-back");
        line("plan-to-review", "reviewer", "/plans/pages-waiting?version=2");
        line("plan-submission", "planner", "/plans/pages-back/versions/1/submission");
        line("plan-review", "reviewer", "/plans/pages-waiting/versions/2/approval");
        line("plan-review-wrong", "reviewer", "/plans/pages-waiting/versions/2/approval", 200, page -> {
            page.locator("button[value=rejected]").click();
            page.locator(".summary").waitFor();
        });
        line("plan-publication", "planner", "/plans/pages-approved/versions/1/publication");
        line("plan-withdrawal", "office", "/plans/pages-waiting/versions/1/withdrawal");
        line("plan-papers", "reviewer", "/plans/pages-waiting/versions/2/papers");
        line("plan-difference", "planner", "/plans/pages-waiting/difference");
        line("plan-history", "planner", "/plans/pages-waiting/history");
    }

    public List<Line> lines() {
        return List.copyOf(lines);
    }

    private void line(String name, String username, String path) {
        line(name, username, path, 200, page -> { });
    }

    private void line(String name, String username, String path, int status, Consumer<Page> arrive) {
        lines.add(new Line(name, username, path, status, false, arrive));
    }

    private UUID launch(UUID incident, String level) {
        Response response = scenario.responses.launch(scenario.request(incident, level), Actors.EVERY_POST).response();
        launched.add(response.id());
        return response.id();
    }

    private UUID pick(UUID response, Predicate<Task> wanted) {
        return scenario.tasks(response).stream().filter(wanted).findFirst().orElseThrow().id();
    }

    private String unit(UUID response, UUID task) {
        return scenario.tasks(response).stream().filter(t -> t.id().equals(task)).findFirst().orElseThrow().unit();
    }

    private static byte[] picture() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB), "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (UUID id : launched) {
            Response response = scenario.responses.response(id, Actors.DUTY);
            if (response.status() == Response.Status.AWAITING_APPROVAL) {
                scenario.responses.withdrawRequest(id, "情况解除", Actors.DUTY);
            } else if (response.active()) {
                scenario.responses.pending(id).ifPresent(pending ->
                        scenario.responses.withdrawRequest(id, "情况解除", Actors.OFFICE));
                scenario.responses.end(id, "情况解除", Actors.EVERY_POST);
            }
        }
        LifePlans.forget(context, "pages-");
        scenario.clock.reset();
    }
}
