package org.fengsui.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.PlanComments;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.Plans;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Network;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Sweeps;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** Pages that stay true by themselves, in a real browser. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LivePagesTests {

    /** What a page has to show a change within, plus what a busy test machine takes to draw. */
    private static final int SOON_MILLIS = 6000;

    @Autowired
    ApplicationContext context;
    @Autowired
    Tasks tasks;
    @Autowired
    LiveHub hub;
    @LocalServerPort
    int port;

    Scenario scenario;
    Network network;
    Browser browser;
    Response response;
    final List<BrowserContext> contexts = new ArrayList<>();

    @BeforeAll
    void startTheBrowser() {
        network = new Network(port);
        browser = new Browser(network.port());
    }

    @AfterAll
    void closeTheBrowser() {
        try (Network ending = network) {
            browser.close();
        }
    }

    @BeforeEach
    void reset() {
        scenario = new Scenario(context).onAnEmptySite();
        response = scenario.active("Ⅳ", "pukou", "luhe");
    }

    @AfterEach
    void closeThePages() {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
    }

    @Test
    void aReceiptGivenOnOneScreenShowsOnTheOther() {
        Page command = open("duty", "/responses/" + response.id());
        int waiting = count(command, 1);
        Page unit = open("pukou", "/tasks?response=" + response.id());
        unit.locator("article button[form=one]").first().click();
        waitFor(command, "n => Number(document.querySelectorAll('.counts b')[1].textContent) === n", waiting - 1);
        assertThat(command.locator("#live-state").textContent()).isEqualTo("实时");
        assertThat(command.locator("#live-polite").textContent()).as("said politely").contains("待签收");
    }

    @Test
    void whatSomebodyIsDoingOnThePageStaysAsItIs() {
        Task task = task("pukou");
        Page page = open("pukou", "/tasks/" + task.id());
        page.locator("#progress > summary").click();
        page.locator("#progress-text").fill("已转移 40 人，还在");
        page.locator("#return > summary").click();
        page.evaluate("""
                () => { const it = document.querySelector('#progress-text'); it.focus(); it.setSelectionRange(2, 5);
                        window.scrollTo(0, 300); window.seen = it; }""");
        Object scroll = page.evaluate("Math.round(scrollY)");
        String request = page.locator("#progress [name=requestId]").getAttribute("value");
        tasks.chase(task.id(), "为何还没有反馈", Actors.OFFICE);
        page.locator("#chase-answer").waitFor();
        assertThat(page.evaluate("""
                () => [document.activeElement === window.seen, window.seen.isConnected, window.seen.value,
                       window.seen.selectionStart, window.seen.selectionEnd, document.querySelector('#progress').open,
                       document.querySelector('#return').open]"""))
                .isEqualTo(List.of(true, true, "已转移 40 人，还在", 2, 5, true, true));
        assertThat(page.locator("#progress [name=requestId]").getAttribute("value")).isEqualTo(request);
        // What was looked at stays where it was on the screen, though a card was put in above it.
        assertThat(((Number) page.evaluate("Math.round(scrollY)")).doubleValue())
                .isGreaterThanOrEqualTo(((Number) scroll).doubleValue());

        tasks.receive(task.id(), Actors.officer("pukou"));
        scenario.responses.end(response.id(), "险情解除", Actors.EVERY_POST);
        page.locator("#ended").waitFor();
        assertThat(page.locator("#progress-text").inputValue()).as("a draft outlives its form")
                .isEqualTo("已转移 40 人，还在");
        assertThat(page.locator(".is-gone").first().getAttribute("data-gone")).contains("已有变化");
    }

    @Test
    void aTickedTaskStaysTickedAndATaskThatAColleagueTookIsMarked() {
        Page inbox = open("pukou", "/tasks?response=" + response.id());
        List<Task> own = scenario.tasks(response.id()).stream().filter(t -> t.unit().equals("pukou")).toList();
        assertThat(own).hasSizeGreaterThan(2);
        Task taken = own.get(0);
        Task kept = own.get(1);
        inbox.locator("#t-" + taken.id() + " [name=ids]").first().check();
        inbox.locator("#t-" + kept.id() + " [name=ids]").first().check();
        tasks.receive(taken.id(), Actors.officer("pukou"));
        inbox.locator("#t-" + taken.id() + ".is-gone").waitFor();
        assertThat(inbox.locator("#t-" + kept.id() + " [name=ids]").first().isChecked()).isTrue();
        assertThat(inbox.locator("#t-" + kept.id() + ".is-gone").count()).isZero();
    }

    @Test
    void anOlderAnswerNeverReplacesANewer() {
        Page command = open("duty", "/responses/" + response.id());
        int waiting = count(command, 1);
        List<Route> held = new ArrayList<>();
        command.route(url -> url.endsWith(response.id().toString()), route -> {
            if (held.isEmpty()) {
                held.add(route);
            } else {
                route.resume();
            }
        });
        List<Task> own = scenario.tasks(response.id()).stream().filter(t -> t.unit().equals("pukou")).toList();
        tasks.receive(own.get(0).id(), Actors.officer("pukou"));
        command.waitForCondition(() -> !held.isEmpty());
        // What the slow answer will say, as of now.
        String old = command.request().get("/responses/" + response.id()).text();
        tasks.receive(own.get(1).id(), Actors.officer("pukou"));
        waitFor(command, "n => Number(document.querySelectorAll('.counts b')[1].textContent) === n", waiting - 2);
        command.waitForResponse(r -> r.url().endsWith(response.id().toString()),
                () -> held.get(0).fulfill(new Route.FulfillOptions().setStatus(200).setContentType("text/html")
                        .setBody(old)));
        command.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        assertThat(count(command, 1)).isEqualTo(waiting - 2);
    }

    @Test
    void afterACutThePageSaysSoAndIsCurrentAgain() {
        Page command = open("duty", "/responses/" + response.id());
        int waiting = count(command, 1);
        network.cut();
        command.locator("#live-state:text('重连中')").waitFor();
        tasks.receive(task("pukou").id(), Actors.officer("pukou"));
        network.restore();
        waitFor(command, "n => Number(document.querySelectorAll('.counts b')[1].textContent) === n", waiting - 1);
        command.locator("#live-state:text('实时')").waitFor();
    }

    @Test
    void sevenTabsOfOneBrowserShareAStream() {
        Page first = open("duty", "/responses/" + response.id());
        int streams = hub.size();
        List<Page> tabs = new ArrayList<>(List.of(first));
        for (int i = 1; i < 7; i++) {
            Page tab = first.context().newPage();
            tab.navigate(i % 2 == 0 ? "/responses/" + response.id() : "/");
            live(tab);
            tabs.add(tab);
        }
        assertThat(hub.size()).isLessThanOrEqualTo(streams + 1);
        int waiting = count(first, 1);
        tasks.receive(task("pukou").id(), Actors.officer("pukou"));
        for (Page tab : tabs) {
            tab.bringToFront();
            if (tab.url().contains("/responses/")) {
                waitFor(tab, "n => Number(document.querySelectorAll('.counts b')[1].textContent) === n", waiting - 1);
            }
        }
    }

    @Test
    void aThresholdThatIsReachedIsAnnouncedAtOnceAndFlashesTheTitle() {
        UUID incident = scenario.flood(Map.of());
        Page home = open("duty", "/");
        int before = home.locator("[data-alarm]").count();
        scenario.incidents.observe(incident, null, Map.of("长江南京", "9.30"), "水文站", Actors.DUTY);
        waitFor(home, "n => document.querySelectorAll('[data-alarm]').length === n", before + 1);
        assertThat(home.locator("#live-assertive").textContent()).startsWith("1 项需要立即处理");
        waitFor(home, "() => document.title.startsWith('▲ (1)')", null);
    }

    @Test
    void timesRunOnByTheServersClock() {
        Page page = open("duty", "/responses/" + response.id());
        assertThat(page.locator("[data-tick=clock]").textContent()).isEqualTo("07-01 08:00");
        scenario.clock.advance(java.time.Duration.ofMinutes(3));
        hub.beat();
        waitFor(page, "() => document.querySelector('[data-tick=clock]').textContent === '07-01 08:03'", null);
    }

    @Test
    void afterSigningOutElsewhereThePageSaysSoAndKeepsWhatWasTyped() {
        // A session of its own: the others go on using theirs.
        Task task = task("luhe");
        Page page = browser.freshlySignedIn("luhe", Browser.DESKTOP, true);
        contexts.add(page.context());
        page.navigate("/tasks/" + task.id());
        live(page);
        page.locator("#progress > summary").click();
        page.locator("#progress-text").fill("还没有写完");
        Page other = page.context().newPage();
        other.navigate("/");
        other.locator(".bar form button").last().click();
        page.locator("#live-state:text('登录已失效')").waitFor();
        assertThat(page.locator("#live-stale").textContent()).contains("填写的内容还在");
        assertThat(page.locator("#progress-text").inputValue()).isEqualTo("还没有写完");
    }

    @Test
    void aPageOutOfSightRestsAndIsCurrentWhenItIsSeenAgain() {
        Page list = open("duty", "/responses");
        List<String> fetches = new CopyOnWriteArrayList<>();
        list.onRequest(request -> {
            if (request.headers().containsKey("fengsui-live")) {
                fetches.add(request.url());
            }
        });
        sight(list, false);
        String row = "tr:has(a[href*='" + response.id() + "'])";
        String before = list.locator(row).textContent();
        Page command = open("office", "/responses/" + response.id());
        int waiting = count(command, 1);
        tasks.receive(task("pukou").id(), Actors.officer("pukou"));
        waitFor(command, "n => Number(document.querySelectorAll('.counts b')[1].textContent) === n", waiting - 1);
        assertThat(fetches).isEmpty();
        sight(list, true);
        list.waitForFunction("([row, before]) => document.querySelector(row).textContent !== before",
                List.of(row, before), new Page.WaitForFunctionOptions().setTimeout(SOON_MILLIS));
    }

    @Test
    void aPageWithAlarmsGoesOnOutOfSight() {
        Page inbox = open("luhe", "/tasks");
        sight(inbox, false);
        order("luhe");
        waitFor(inbox, "() => document.querySelectorAll('[data-alarm^=order]').length > 0", null);
        assertThat(inbox.locator("#live-assertive").textContent()).contains("报泵站状态");
    }

    @Test
    void afterAMinuteWithoutNetworkThePageSaysHowOldItIsAndIsCurrentAgainAtOnce() {
        Page command = browser.signedIn("duty", Browser.DESKTOP, true);
        contexts.add(command.context());
        command.clock().install();
        command.navigate("/responses/" + response.id());
        live(command);
        int waiting = count(command, 1);
        network.cut();
        command.locator("#live-state:text('重连中')").waitFor();
        tasks.receive(task("pukou").id(), Actors.officer("pukou"));
        command.clock().fastForward(61_000);
        command.locator("#live-state:text('离线')").waitFor();
        assertThat(command.locator("#live-stale").textContent()).contains("1 分钟前的情况");
        assertThat(command.locator("html").getAttribute("class")).contains("is-stale");
        network.restore();
        waitFor(command, "n => Number(document.querySelectorAll('.counts b')[1].textContent) === n", waiting - 1);
        command.locator("#live-state:text('实时')").waitFor();
        assertThat(command.locator("#live-stale").isHidden()).isTrue();
    }

    @Test
    void alarmsSoundForWhoeverWantsItOnceInTenMinutes() {
        UUID incident = scenario.flood(Map.of());
        Page home = browser.signedIn("duty", Browser.DESKTOP, true);
        contexts.add(home.context());
        home.addInitScript("""
                window.beeps = 0;
                const nothing = () => ({ frequency: {}, gain: {}, connect: (to) => to, start() {}, stop() {} });
                window.AudioContext = class { destination = {}; currentTime = 0; resume() {}
                    createOscillator() { return nothing(); } createGain() { beeps += 1 / 3; return nothing(); } };""");
        home.clock().install();
        home.navigate("/");
        live(home);
        int before = home.locator("[data-alarm]").count();
        scenario.incidents.observe(incident, null, Map.of("长江南京", "9.30"), "水文站", Actors.DUTY);
        waitFor(home, "n => document.querySelectorAll('[data-alarm]').length === n", before + 1);
        assertThat(beeps(home)).as("silent until asked for").isZero();
        home.locator("#live-sound").click();
        assertThat(beeps(home)).as("that it can be heard is heard").isEqualTo(1);
        UUID second = scenario.flood(Map.of("长江南京", "9.30"));
        waitFor(home, "n => document.querySelectorAll('[data-alarm]').length === n", before + 2);
        assertThat(beeps(home)).isEqualTo(2);
        UUID third = scenario.flood(Map.of("长江南京", "9.30"));
        waitFor(home, "n => document.querySelectorAll('[data-alarm]').length === n", before + 3);
        assertThat(beeps(home)).as("one in ten minutes").isEqualTo(2);
        home.clock().fastForward("11:00");
        live(home);
        UUID fourth = scenario.flood(Map.of("长江南京", "9.30"));
        waitFor(home, "n => document.querySelectorAll('[data-alarm]').length === n", before + 4);
        assertThat(beeps(home)).isEqualTo(3);
        for (UUID one : List.of(incident, second, third, fourth)) {
            scenario.incidents.decline(one, "试验结束", Actors.DUTY);
        }
    }

    @Test
    void whatMustBeAnsweredNowIsAnAlarmWhereverItsReaderIs() {
        Page home = open("duty", "/");
        Page command = open("office", "/responses/" + response.id());
        Page signer = open("government", "/");
        Page inbox = open("pukou", "/tasks");
        Page unitHome = open("luhe", "/");
        Page leader = open("pukou-leader", "/");
        Task late = order("pukou");
        waitFor(inbox, "id => document.querySelector(`[data-alarm='order ${id}']`) !== null", late.id().toString());
        Page taskPage = open("pukou", "/tasks/" + late.id());
        scenario.clock.advance(java.time.Duration.ofMinutes(11));
        Sweeps.deadlines(context);
        waitFor(leader, "id => document.querySelector(`[data-alarm='told ${id}']`) !== null", late.id().toString());
        scenario.clock.advance(java.time.Duration.ofMinutes(11));
        Sweeps.deadlines(context);
        for (Page page : List.of(home, command)) {
            waitFor(page, "id => document.querySelector(`[data-alarm='late ${id}']`) !== null", late.id().toString());
            assertThat(page.locator("#live-assertive").textContent()).contains("报泵站状态");
        }
        tasks.receive(late.id(), Actors.officer("pukou"));
        tasks.chase(late.id(), "为何没有反馈", Actors.OFFICE);
        for (Page page : List.of(inbox, taskPage)) {
            if (page == inbox) {
                page.navigate("/tasks?state=received");
            }
            waitFor(page, "() => document.querySelector('[data-alarm^=chase]') !== null", null);
        }
        assertThat(taskPage.locator("#live-assertive").textContent()).contains("督办");
        order("luhe");
        waitFor(unitHome, "() => document.querySelector('[data-alarm^=order]') !== null", null);
        scenario.responses.changeLevel(response.id(), "Ⅰ", "水位上涨", Actors.DUTY);
        UUID asked = scenario.responses.pending(response.id()).orElseThrow().id();
        waitFor(signer, "id => document.querySelector(`[data-alarm='${id}']`) !== null", asked.toString());
        scenario.responses.approve(response.id(), "rejected", "", null, Actors.EVERY_POST);
    }

    @Test
    void whoIsAboutToConfirmIsToldWhenThePageShowsOldNewsAndNothingMovesUnderTheHand() {
        Page level = open("duty", "/responses/" + response.id() + "/level?to=Ⅲ");
        level.waitForResponse(r -> r.request().headers().containsKey("fengsui-live"), () -> { });
        level.locator("#reason").fill("研判需要");
        level.waitForResponse(r -> r.request().headers().containsKey("fengsui-live"),
                () -> tasks.receive(task("pukou").id(), Actors.officer("pukou")));
        assertThat(level.locator("#live-stale").isHidden()).as("a receipt changes nothing here").isTrue();
        scenario.responses.changeLevel(response.id(), "Ⅱ", "水位上涨", Actors.EVERY_POST);
        waitFor(level, "() => document.getElementById('live-stale').textContent.includes('有了变化')", null);
        assertThat(level.locator("#reason").inputValue()).isEqualTo("研判需要");
        assertThat(level.locator("[name=from]").getAttribute("value")).isEqualTo("Ⅳ");
    }

    @Test
    void whatAnotherScriptDrewStaysAndItIsToldOfEveryUpdate() {
        Page command = browser.signedIn("duty", Browser.DESKTOP, true);
        contexts.add(command.context());
        java.util.concurrent.atomic.AtomicInteger answers = new java.util.concurrent.atomic.AtomicInteger();
        command.route(url -> url.endsWith(response.id().toString()), route -> {
            var answer = route.fetch();
            route.fulfill(new Route.FulfillOptions().setResponse(answer).setBody(answer.text().replace(
                    "<nav class=\"counts\"", "<div class=\"chart\" data-live-own=\"levels\" data-value=\""
                            + answers.incrementAndGet() + "\"></div><nav class=\"counts\"")));
        });
        command.navigate("/responses/" + response.id());
        live(command);
        command.evaluate("""
                () => { const chart = document.querySelector('[data-live-own]'); chart.id = 'drawn';
                        chart.className = 'chart is-drawn'; chart.innerHTML = '<svg></svg>'; window.chart = chart;
                        window.updates = 0; document.addEventListener('fengsui:updated', () => { updates++; }); }""");
        tasks.receive(task("pukou").id(), Actors.officer("pukou"));
        waitFor(command, "() => updates > 0", null);
        assertThat(command.evaluate("""
                () => [chart.isConnected, chart.className, chart.innerHTML, chart.id, Number(chart.dataset.value) > 1,
                       document.querySelectorAll('[data-live-own]').length]"""))
                .isEqualTo(List.of(true, "chart is-drawn", "<svg></svg>", "drawn", true, 1));
    }

    @Test
    void aReviewerWithAPlanOpenSeesWhatOthersDoWithItAndKeepsWhatIsTyped() {
        String key = "livelife";
        LifePlans.forget(context, key);
        LifePlans.at(context, key, Plans.Status.DRAFT);
        Page home = open("reviewer", "/");
        Page plan = open("reviewer", "/plans/" + key + "?version=1");
        Page papers = open("reviewer", "/plans/" + key + "/versions/1/papers");
        PlanLife life = context.getBean(PlanLife.class);
        PlanComments comments = context.getBean(PlanComments.class);
        life.submit(key, 1, "请审核", LifePlans.PLANNER);
        waitFor(home, "key => document.querySelector(`.decide a[href*='${key}/versions/1/approval']`) !== null", key);
        waitFor(plan, "() => document.querySelector(\"#life a[href$='/approval']\") !== null", null);
        assertThat(plan.locator("#live-polite").textContent()).contains("待审核");

        papers.locator("#text").fill("还没有写完");
        comments.add(key, 1, "action", "forecast", "时限写明依据", Actors.GOVERNMENT);
        papers.locator("#comments li:has-text('时限写明依据')").waitFor();
        assertThat(papers.locator("#text").inputValue()).isEqualTo("还没有写完");
        waitFor(plan, "() => document.querySelector(\"#life a[href$='/papers']\").textContent.includes('意见 1 条')",
                null);

        Page signing = open("reviewer", "/plans/" + key + "/versions/1/approval");
        signing.waitForResponse(r -> r.request().headers().containsKey("fengsui-live"), () -> { });
        life.recall(key, 1, "再改改", LifePlans.PLANNER);
        waitFor(signing, "() => document.getElementById('live-stale').textContent.includes('有了变化')", null);
        assertThat(signing.locator("[name=digest]").count()).as("nothing moves under the hand").isEqualTo(1);
        LifePlans.forget(context, key);
    }

    @Test
    void aFormThatAppearsByItselfCanBeSent() {
        Page command = open("office", "/responses/" + response.id());
        scenario.responses.changeLevel(response.id(), "Ⅲ", "研判需要", Actors.DUTY);
        command.locator("#pending button[value=approved]").click();
        waitFor(command, "() => document.querySelector('.headline-level b').textContent === '三级'", null);
    }

    private Task order(String unit) {
        Orders.Issued issued = context.getBean(Orders.class).issue(response.id(), UUID.randomUUID().toString(),
                "报泵站状态", "", List.of(unit), null, null, Actors.OFFICE);
        return scenario.tasks(response.id()).stream().filter(t -> issued.order().id().equals(t.orderId())).findFirst()
                .orElseThrow();
    }

    /** What a browser does when another tab is opened in front, and closed again. */
    private static void sight(Page page, boolean seen) {
        page.evaluate("""
                seen => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => !seen });
                          document.dispatchEvent(new Event('visibilitychange')); }""", seen);
    }

    private static int beeps(Page page) {
        return (int) Math.round(((Number) page.evaluate("beeps")).doubleValue());
    }

    private Page open(String username, String path) {
        Page page = browser.signedIn(username, Browser.DESKTOP, true);
        contexts.add(page.context());
        page.navigate(path);
        live(page);
        return page;
    }

    private static void live(Page page) {
        page.locator("#live-state.live--live").waitFor(new com.microsoft.playwright.Locator.WaitForOptions()
                .setState(WaitForSelectorState.VISIBLE));
    }

    private static int count(Page page, int n) {
        return Integer.parseInt(page.locator(".counts b").nth(n).textContent());
    }

    private static void waitFor(Page page, String condition, Object argument) {
        page.waitForFunction(condition, argument, new Page.WaitForFunctionOptions().setTimeout(SOON_MILLIS));
    }

    private Task task(String unit) {
        return scenario.tasks(response.id()).stream().filter(t -> t.unit().equals(unit)).findFirst().orElseThrow();
    }
}
