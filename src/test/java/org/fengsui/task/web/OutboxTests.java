package org.fengsui.task.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.fengsui.response.Responses;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Network;
import org.fengsui.support.Pictures;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Attachments;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** What a unit's officer does on a phone whose network comes and goes: nothing is lost, and nothing is taken twice. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxTests {

    private static final String VEHICLES = "落实转移运力";

    @Autowired
    ApplicationContext context;
    @Autowired
    Tasks tasks;
    @Autowired
    Attachments attachments;
    @Autowired
    Responses responses;
    @LocalServerPort
    int port;
    @TempDir
    Path disk;

    private Scenario scenario;
    private Network network;
    private Browser browser;
    private UUID response;
    private boolean ended;
    private BrowserContext phone;
    private final List<String> violations = new CopyOnWriteArrayList<>();

    @BeforeAll
    void startTheBrowser() {
        network = new Network(port);
        browser = new Browser(network.port());
    }

    @AfterAll
    void closeTheBrowser() {
        browser.close();
        network.close();
    }

    @BeforeEach
    void aResponseAtTheSecondLevel() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        response = scenario.active("Ⅱ").id();
        ended = false;
        violations.clear();
    }

    @AfterEach
    void endResponse() {
        network.restore();
        phone.close();
        if (!ended) {
            scenario.responses.end(response, "试验结束", Actors.EVERY_POST);
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void aReceiptAndACompletionMadeOfflineSurviveARestartAndAreSentOnce() throws IOException {
        Page page = readyInbox();
        network.cut();
        card(page, VEHICLES).locator("button[form=one]").click();
        waitFor(page, "() => document.querySelector('.unsent-mark')?.textContent.startsWith('待发送：签收')");
        barSays(page, "1 条待发送，网络恢复后自动发送");
        Pictures.whole(page, "phone-inbox-waiting");

        page.getByText("打开任务").click();
        page.locator("#unsent-items").waitFor();
        barSays(page, "这是 07-01 08:00 存在本机的页面");
        assertThat(page.locator("#receipt").isVisible()).as("a second receipt").isFalse();
        page.locator("#completion > summary").click();
        page.locator("#completion-result").fill("40 辆大客车已到浦口集结，𠮷庆队带队。");
        page.locator("#completion-file").setInputFiles(new FilePayload("集结.png", "image/png", picture()));
        page.getByText("报告完成", exactly()).click();
        waitFor(page, "() => document.querySelector('#unsent-items')?.textContent.includes('待发送：报告完成')");
        barSays(page, "2 条待发送");
        assertThat(page.locator("#unsent-items").textContent()).contains("𠮷庆队带队", "集结.png");
        page.evaluate("scrollTo(0, 0)");
        Pictures.screen(page, "phone-task-waiting");
        assertThat(vehicles().status()).isEqualTo(Task.Status.OPEN);

        phone.close();
        phone = open();
        page = newPage();
        page.navigate("/tasks");
        card(page, VEHICLES).locator(".unsent-mark").nth(1).waitFor();
        page.navigate("/tasks/outbox");
        page.locator("#outbox-waiting article").nth(1).waitFor();
        assertThat(page.locator("#outbox-waiting").textContent()).contains("签收", "报告完成", "𠮷庆队带队", "集结.png");
        Pictures.whole(page, "phone-outbox-waiting");

        // The session was the old browser's.
        network.restore();
        barSays(page, "请登录后发送");
        assertThat(vehicles().status()).isEqualTo(Task.Status.OPEN);
        Browser.signIn(page, "traffic");
        eventually(() -> vehicles().status() == Task.Status.DONE);
        waitFor(page, "() => document.querySelector('#outbox-bar').hidden");

        assertThat(vehicles().result()).isEqualTo("40 辆大客车已到浦口集结，𠮷庆队带队。");
        assertThat(attachments.ofTask(vehicles().id(), Actors.DUTY)).extracting(Attachments.Attachment::name)
                .containsExactly("集结.png");
        assertThat(recorded("task-received")).isOne();
        assertThat(recorded("task-completed")).isOne();
        page.navigate("/tasks/outbox");
        page.locator("#outbox-sent article").nth(1).waitFor();
        assertThat(page.locator("#outbox-waiting article").count()).isZero();
    }

    @Test
    void ticksAreKeptOneByOneAndSentWithTheNetworkBackInTheSamePage() {
        Page page = readyInbox();
        network.cut();
        card(page, VEHICLES).locator("[name=ids][type=checkbox]").check();
        card(page, "组织船只回港").locator("[name=ids][type=checkbox]").check();
        page.getByText("签收所选").click();
        waitFor(page, "() => document.querySelectorAll('.unsent-mark').length === 2");
        barSays(page, "2 条待发送");
        network.restore();
        eventually(() -> vehicles().status() == Task.Status.RECEIVED
                && scenario.task(response, "traffic-ships").status() == Task.Status.RECEIVED);
        waitFor(page, "() => document.querySelector('#outbox-bar').hidden");
        waitFor(page, "() => document.querySelectorAll('.unsent-mark').length === 0");
        assertThat(recorded("task-received")).isEqualTo(2);
    }

    @Test
    void anAnswerThatIsLostIsNoSecondReportEvenWhenTheTaskIsGoneByThen() {
        Page page = readyInbox();
        UUID id = vehicles().id();
        page.navigate("/tasks/" + id);
        List<Integer> taken = new ArrayList<>();
        phone.route("**/progress", route -> {
            taken.add(route.fetch().status());
            route.abort();
        });
        page.locator("#progress > summary").click();
        page.locator("#progress-text").fill("已到 28 辆");
        page.getByText("提交进展", exactly()).click();
        waitFor(page, "() => document.querySelector('#unsent-items')?.textContent.includes('已到 28 辆')");
        assertThat(taken).isNotEmpty().containsOnly(200);

        scenario.responses.end(response, "险情解除", Actors.EVERY_POST);
        ended = true;
        phone.unroute("**/progress");
        page.evaluate("() => dispatchEvent(new Event('online'))");
        waitFor(page, "() => document.querySelector('#outbox-bar').hidden && !document.querySelector('#unsent-items')");
        assertThat(tasks.entries(id, Actors.DUTY)).extracting(Tasks.Entry::text).containsOnlyOnce("已到 28 辆");
        assertThat(page.evaluate(ITEMS)).as("no conflict").isEqualTo(List.of("sent"));
    }

    @Test
    void aCompletionOfATaskThatWasWithdrawnMeanwhileIsShownAndItsTextKept() {
        Page page = readyInbox();
        network.cut();
        page.navigate("/tasks/" + vehicles().id() + "?do=completion");
        page.locator("#completion-result").fill("40 辆已集结");
        page.getByText("报告完成", exactly()).click();
        page.locator("#unsent-items").waitFor();
        UUID id = vehicles().id();
        scenario.responses.end(response, "险情解除", Actors.EVERY_POST);
        ended = true;
        network.restore();
        barSays(page, "1 条没有送达");
        page.locator("#ended").waitFor();
        assertThat(page.locator("#unsent-items").textContent())
                .contains("没有送达：报告完成", "任务已经撤回", "险情解除", "07-01 08:00", "指挥", "40 辆已集结");
        Pictures.whole(page, "phone-task-conflict");

        page.locator("#outbox-bar a").click();
        Locator item = page.locator("#outbox-refused article");
        item.waitFor();
        Pictures.whole(page, "phone-outbox-conflict");
        assertThat(item.textContent()).contains("任务已经撤回", "40 辆已集结");
        assertThat(item.locator("[data-of=progress]").count()).as("nothing can be reported on it").isZero();
        assertThat(item.locator("[data-of=title]").getAttribute("href")).isEqualTo("/tasks/" + id);
        phone.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        item.locator("[data-of=copy]").click();
        waitFor(page, "() => document.querySelector('[data-of=copy]').textContent === '已复制'");
        assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo("40 辆已集结");
        item.locator("summary").click();
        item.locator("[data-of=keep]").click();
        assertThat(item.count()).as("it asks first").isOne();
        item.locator("summary").click();
        item.locator("[data-of=discard-now]").click();
        page.locator("#outbox-empty").waitFor();
        assertThat(tasks.task(id, Actors.DUTY).result()).isNull();
    }

    @Test
    void anAnswerToAChaseUpThatAColleagueAnsweredFirstCanGoAsProgress() {
        UUID id = vehicles().id();
        tasks.receive(id, Actors.officer("traffic"));
        tasks.chase(id, "为何还没有到位", Actors.OFFICE);
        Page page = ready("/tasks?state=received&response=" + response);
        page.navigate("/tasks/" + id);
        network.cut();
        page.locator("#chase-answer-answer").fill("堵在长江大桥，20 分钟后到");
        page.locator("#chase-answer button").click();
        page.locator("#unsent-items").waitFor();
        tasks.answerChase(id, "车队已出发", Actors.officer("traffic"));
        network.restore();
        barSays(page, "没有送达");
        page.navigate("/tasks/outbox");
        assertThat(page.locator("#outbox-refused article").textContent()).contains("反馈过这次督办", "堵在长江大桥");
        page.locator("[data-of=progress]").click();
        eventually(() -> tasks.entries(id, Actors.DUTY).stream()
                .anyMatch(entry -> entry.type().equals("progress") && entry.text().contains("堵在长江大桥")));
        page.locator("#outbox-refused article").waitFor(new Locator.WaitForOptions().setState(
                com.microsoft.playwright.options.WaitForSelectorState.DETACHED));
        assertThat(tasks.entries(id, Actors.DUTY)).filteredOn(entry -> entry.type().equals("chase-answer")).hasSize(1);
    }

    @Test
    void whatOneOfficerLeftIsNeitherShownNorSentUnderAnothersName() {
        Page page = readyInbox();
        UUID id = vehicles().id();
        page.navigate("/tasks/" + id + "?do=progress");
        phone.route("**/progress", Route::abort);
        page.locator("#progress-text").fill("只有我知道的事");
        page.getByText("提交进展", exactly()).click();
        page.locator("#unsent-items").waitFor();
        page.locator(".bar form button").last().click();
        page.waitForURL("**/login?out");
        phone.unroute("**/progress");
        barSays(page, "另有 1 条由市交通局值班员保存");
        eventually(() -> !copied(page, "/tasks"));

        Browser.signIn(page, "health");
        page.navigate("/tasks/outbox");
        page.locator("#outbox-empty").waitFor();
        barSays(page, "另有 1 条由市交通局值班员保存、尚未发送");
        assertThat(page.locator("body").textContent()).doesNotContain("只有我知道的事");
        Pictures.whole(page, "phone-outbox-other");
        page.evaluate("() => dispatchEvent(new Event('online'))");
        page.locator(".bar form button").last().click();
        page.waitForURL("**/login?out");
        assertThat(tasks.entries(id, Actors.DUTY)).isEmpty();

        Browser.signIn(page, "traffic");
        eventually(() -> !tasks.entries(id, Actors.DUTY).isEmpty());
        assertThat(tasks.entries(id, Actors.DUTY)).singleElement()
                .satisfies(entry -> assertThat(entry.actor()).isEqualTo("traffic"));
    }

    @Test
    void afterTheSessionHasEndedItIsKeptAndSentAfterSigningIn() {
        Page page = readyInbox();
        UUID id = vehicles().id();
        page.navigate("/tasks/" + id + "?do=return");
        phone.clearCookies();
        page.locator("#return-reason").fill("车辆都在外地");
        page.getByText("退回指挥部", exactly()).click();
        barSays(page, "请登录后发送");
        assertThat(vehicles().status()).isEqualTo(Task.Status.OPEN);
        page.locator("#outbox-bar a").click();
        page.locator("#username").fill("traffic");
        page.locator("#password").fill("fengsui-demo");
        page.locator("#password").press("Enter");
        page.waitForURL("**/tasks/outbox*");
        eventually(() -> tasks.task(id, Actors.DUTY).status() == Task.Status.RETURNED);
        assertThat(recorded("task-returned")).isOne();
    }

    @Test
    void aDoubleTapIsOneReportAndTheFormIsFreeForTheNext() {
        Page page = readyInbox();
        UUID id = vehicles().id();
        page.navigate("/tasks/" + id + "?do=progress");
        page.locator("#progress-text").fill("已到 10 辆");
        page.evaluate("""
                () => { const it = document.querySelector('#progress button'); it.click(); it.click(); }""");
        page.locator("main > .note[role=status]").waitFor();
        assertThat(page.locator("main > .note[role=status]").textContent()).isEqualTo("进展已提交。");
        waitFor(page, "() => document.querySelector('#history').textContent.includes('已到 10 辆')");
        assertThat(page.locator("#progress-text").inputValue()).isEmpty();
        page.locator("#progress > summary").click();
        page.locator("#progress-text").fill("已到 20 辆");
        page.locator("#progress button").click();
        waitFor(page, "() => document.querySelector('#history').textContent.includes('已到 20 辆')");
        assertThat(tasks.entries(id, Actors.DUTY)).extracting(Tasks.Entry::text)
                .containsExactly("已到 10 辆", "已到 20 辆");
    }

    @Test
    void whatIsWrongIsShownAtItsFieldAndWhatWasTypedAndChosenStays() throws IOException {
        Task task = scenario.task(response, "education-evacuate");
        phone = open();
        Page page = newPage();
        Browser.signIn(page, "education");
        page.navigate("/tasks/" + task.id() + "?do=completion");
        page.locator("#completion-result").fill("学生已全部撤离");
        page.locator("[name='form.evacuated']").fill("四十");
        page.locator("#completion-file").setInputFiles(new FilePayload("操场.png", "image/png", picture()));
        page.getByText("报告完成", exactly()).click();
        page.locator("#script-summary").waitFor();
        assertThat(page.title()).startsWith("错误");
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo("script-summary");
        assertThat(page.locator("#script-summary a").first().textContent()).contains("已转移", "应为数字");
        assertThat(page.locator("[id='completion-form.evacuated-error']").textContent()).contains("应为数字");
        assertThat(page.locator("#completion-result").inputValue()).isEqualTo("学生已全部撤离");
        assertThat(page.evaluate("document.querySelector('#completion-file').files.length")).isEqualTo(1);
        assertThat(page.evaluate(ITEMS)).isEqualTo(List.of());

        // Offline, what is sure to be missing is asked for before it is kept.
        network.cut();
        page.locator("#completion-result").fill("");
        page.getByText("报告完成", exactly()).click();
        page.locator("#completion-result-error").waitFor();
        assertThat(page.evaluate(ITEMS)).isEqualTo(List.of());
    }

    @Test
    void whatWasRefusedForAFieldIsCorrectedWithItsFilesStillThere() throws IOException {
        Task task = scenario.task(response, "education-evacuate");
        phone = open();
        Page page = newPage();
        Browser.signIn(page, "education");
        page.navigate("/tasks/" + task.id() + "?do=completion");
        network.cut();
        page.locator("#completion-result").fill("学生已全部撤离");
        page.locator("[name='form.evacuated']").fill("四十");
        page.locator("[name='form.from']").fill("江心洲小学");
        page.locator("[name='form.means'][value='车辆']").check();
        page.locator("[name='form.finishedAt']").fill("2026-07-01T07:30");
        page.locator("#completion-file").setInputFiles(new FilePayload("操场.png", "image/png", picture()));
        page.getByText("报告完成", exactly()).click();
        page.locator("#unsent-items").waitFor();
        network.restore();
        barSays(page, "没有送达");
        page.navigate("/tasks/outbox");
        page.locator("[data-of=correct]").click();
        page.locator("#script-summary").waitFor();
        assertThat(page.locator("#completion-result").inputValue()).isEqualTo("学生已全部撤离");
        assertThat(page.locator("[name='form.means'][value='车辆']").isChecked()).isTrue();
        page.locator("[name='form.evacuated']").fill("40");
        page.getByText("报告完成", exactly()).click();
        page.locator("#ended").waitFor();
        assertThat(page.locator("#ended").textContent()).contains("江心洲小学", "40");
        assertThat(attachments.ofTask(task.id(), Actors.DUTY)).extracting(Attachments.Attachment::name)
                .containsExactly("操场.png");
        waitFor(page, "() => document.querySelector('#outbox-bar').hidden");
    }

    @Test
    void offlineWhatHasNoCopySaysWhatCanBeDoneAndSigningOutDropsTheCopies() {
        Page page = readyInbox();
        network.cut();
        page.navigate("/incidents");
        assertThat(page.locator("h1").textContent()).isEqualTo("没有网络");
        page.locator("#outbox-copies li").first().waitFor();
        assertThat(page.locator("#outbox-copies").textContent()).contains(VEHICLES);
        Pictures.whole(page, "phone-offline");
        page.getByText("任务列表", exactly()).first().click();
        assertThat(page.locator("article").count()).isPositive();
        barSays(page, "这是 07-01 08:00 存在本机的页面");
        network.restore();
        waitFor(page, "() => document.body.dataset.copy === undefined && document.querySelector('#outbox-bar').hidden");

        page.locator(".bar form button").last().click();
        page.waitForURL("**/login?out");
        network.cut();
        page.navigate("/tasks");
        assertThat(page.locator("h1").textContent()).isEqualTo("没有网络");
    }

    @Test
    void onlyTheServersOwnAnswerCountsAndTheOrderOfATaskIsKept() {
        Page page = readyInbox();
        UUID id = vehicles().id();
        page.navigate("/tasks/" + id + "?do=progress");
        browser.allow("status 503");
        // The welcome page of a wireless network, and then a server that is just starting.
        AtomicBoolean starting = new AtomicBoolean();
        phone.route("**/progress", route -> route.fulfill(starting.get() ? new Route.FulfillOptions().setStatus(503)
                : new Route.FulfillOptions().setStatus(200).setContentType("text/html").setBody("<h1>Welcome</h1>")));
        page.locator("#progress-text").fill("第一条");
        page.getByText("提交进展", exactly()).click();
        page.locator("#unsent-items").waitFor();
        starting.set(true);
        page.locator("#progress > summary").click();
        page.locator("#progress-text").fill("第二条");
        page.getByText("提交进展", exactly()).click();
        waitFor(page, "() => document.querySelectorAll('#unsent-items .note').length === 2");
        assertThat(page.evaluate(ITEMS)).isEqualTo(List.of("waiting", "waiting"));
        phone.unroute("**/progress");
        waitFor(page, "() => document.querySelector('#history').textContent.includes('第二条')");
        assertThat(tasks.entries(id, Actors.DUTY)).extracting(Tasks.Entry::text).containsExactly("第一条", "第二条");
    }

    /** States of all items, in order. */
    private static final String ITEMS = """
            () => new Promise(done => { const open = indexedDB.open('fengsui');
                open.onsuccess = () => { const all = open.result.transaction('items').objectStore('items').getAll();
                    all.onsuccess = () => { open.result.close(); done(all.result.map(it => it.state)); }; }; })""";

    private Page readyInbox() {
        return ready("/tasks?response=" + response);
    }

    /** Signed in as the traffic bureau, with the worker at work and the running tasks copied. */
    private Page ready(String path) {
        phone = open();
        Page page = newPage();
        Browser.signIn(page, "traffic");
        page.navigate(path);
        eventually(() -> (boolean) page.evaluate("() => navigator.serviceWorker.controller !== null"));
        for (String copy : List.of("/tasks", "/tasks/outbox", "/tasks/" + vehicles().id())) {
            eventually(() -> copied(page, copy));
        }
        return page;
    }

    private static boolean copied(Page page, String path) {
        return (boolean) page.evaluate("""
                async path => await caches.has('fengsui-pages traffic')
                    && await (await caches.open('fengsui-pages traffic')).match(path) !== undefined""", path);
    }

    private BrowserContext open() {
        return browser.phone(disk, Browser.PHONE);
    }

    private Page newPage() {
        Page page = phone.pages().isEmpty() ? phone.newPage() : phone.pages().get(0);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                violations.add(message.text());
            }
        });
        page.onPageError(violations::add);
        return page;
    }

    private Task vehicles() {
        return scenario.tasks(response).stream().filter(task -> "traffic-vehicles".equals(task.actionKey())).findFirst()
                .orElseThrow();
    }

    private long recorded(String type) {
        return responses.timeline(response, Actors.DUTY).stream().filter(line -> line.type().equals(type)).count();
    }

    private static void barSays(Page page, String words) {
        page.waitForFunction("words => document.querySelector('#outbox-bar').textContent.includes(words)", words,
                new Page.WaitForFunctionOptions().setTimeout(30_000));
    }

    private static Locator card(Page page, String title) {
        return page.locator("article").filter(new Locator.FilterOptions().setHasText(title));
    }

    private static void waitFor(Page page, String condition) {
        page.waitForFunction(condition, null, new Page.WaitForFunctionOptions().setTimeout(30_000));
    }

    /** The page goes on working meanwhile. */
    private void eventually(BooleanSupplier condition) {
        phone.pages().get(0).waitForCondition(condition, new Page.WaitForConditionOptions().setTimeout(30_000));
    }

    private static Page.GetByTextOptions exactly() {
        return new Page.GetByTextOptions().setExact(true);
    }

    private static byte[] picture() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(800, 600, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }
}
