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
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Network;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
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
        scenario = new Scenario(context);
        scenario.clock.reset();
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
        Page page = open("luhe", "/tasks/" + task.id());
        page.locator("#progress > summary").click();
        page.locator("#progress-text").fill("还没有写完");
        Page other = page.context().newPage();
        other.navigate("/");
        other.locator(".bar form button").last().click();
        page.locator("#live-state:text('登录已失效')").waitFor();
        assertThat(page.locator("#live-stale").textContent()).contains("填写的内容还在");
        assertThat(page.locator("#progress-text").inputValue()).isEqualTo("还没有写完");
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
