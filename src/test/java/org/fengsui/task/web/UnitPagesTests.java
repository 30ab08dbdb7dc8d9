package org.fengsui.task.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.fengsui.support.Actors;
import org.fengsui.support.Api;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
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
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** The pages of a unit, in a browser without JavaScript. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnitPagesTests {

    private static final String VEHICLES = "落实转移运力";

    @Autowired
    ApplicationContext context;

    @Autowired
    Tasks tasks;

    @LocalServerPort
    int port;

    private Scenario scenario;
    private Browser browser;
    private UUID response;

    @BeforeAll
    void openBrowser() {
        browser = new Browser(port);
    }

    @AfterAll
    void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void aResponseAtTheSecondLevel() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        response = scenario.active("Ⅱ").id();
    }

    @AfterEach
    void endResponse() {
        scenario.responses.end(response, "试验结束", Actors.EVERY_POST);
        scenario.clock.reset();
    }

    @Test
    void anOfficerAcknowledgesAndCompletesATaskOnAPhoneWithoutJavaScript() throws IOException {
        Page page = inbox("traffic");
        card(page, VEHICLES).getByText("签收", new Locator.GetByTextOptions().setExact(true)).click();
        assertThat(status(page)).isEqualTo("已签收 1 项。");
        assertThat(page.getByText(VEHICLES).count()).isZero();

        page.locator(".inbox-tabs").getByText("处置中").click();
        card(page, VEHICLES).getByText("完成", new Locator.GetByTextOptions().setExact(true)).click();
        page.locator("#completion-result").fill("40 辆大客车已到浦口集结，𠮷庆队带队。");
        page.locator("#completion-file").setInputFiles(new FilePayload("集结.png", "image/png", picture()));
        page.getByText("报告完成", exactly()).click();

        assertThat(status(page)).isEqualTo("已报告完成。");
        assertThat(page.locator("#ended").textContent()).contains("已完成", "市交通局值班员", "𠮷庆队带队");
        assertThat(page.locator(".gallery").textContent()).contains("集结.png");
        assertThat(page.locator("#history b").allTextContents()).containsExactly("上传附件", "报告完成", "签收", "下达");
        assertThat(vehicles().status()).isEqualTo(Task.Status.DONE);
    }

    @Test
    void tickedTasksAreAcknowledgedTogetherAndThenAllOthers() {
        Page page = inbox("traffic");
        long open = receivable(page);
        card(page, VEHICLES).locator("input[type=checkbox]").check();
        card(page, "组织船只回港").locator("input[type=checkbox]").check();
        page.getByText("签收所选").click();
        assertThat(status(page)).isEqualTo("已签收 2 项。");
        page.getByText("全部签收").click();
        assertThat(status(page)).isEqualTo("已签收 " + (open - 2) + " 项。");
        assertThat(receivable(page)).isZero();
    }

    @Test
    void whatIsLateComesFirstAndSaysSoInWords() {
        tasks.receive(scenario.task(response, "traffic-ships").id(), Actors.officer("traffic"));
        scenario.clock.advance(Duration.ofMinutes(22));
        Page page = inbox("traffic");
        assertThat(page.locator("article").first().textContent()).contains("签收超时 12 分");
        scenario.clock.advance(Duration.ofHours(2));
        page.navigate("/tasks?state=late&response=" + response);
        assertThat(card(page, "组织船只回港").locator(".badge--late").first().textContent())
                .isEqualTo("完成超时 22 分");
        assertThat(page.locator(".inbox-tabs [aria-current]").textContent()).startsWith("超时");
    }

    @Test
    void aWrongFieldIsNamedTwiceAndNothingTypedIsLost() {
        Task task = scenario.task(response, "education-evacuate");
        Page page = browser.signedIn("education", Browser.PHONE);
        page.navigate("/tasks/" + task.id() + "?do=completion");
        page.locator("#completion-result").fill("学生已全部撤离");
        page.locator("[name='form.evacuated']").fill("四十");
        page.locator("[name='form.from']").fill("江心洲小学");
        page.locator("[name='form.means'][value='车辆']").check();
        page.locator("[name='form.finishedAt']").fill("2026-07-01T07:30");
        Response answer = page.waitForResponse(r -> r.request().method().equals("POST"),
                () -> page.getByText("报告完成", exactly()).click());

        assertThat(answer.status()).isEqualTo(422);
        assertThat(page.title()).startsWith("错误");
        String link = page.locator(".summary a").textContent();
        assertThat(link).contains("已转移", "应为数字");
        assertThat(page.locator("#completion .field-error").textContent()).isEqualTo(link.substring(link.indexOf('：') + 1));
        assertThat(page.locator(".summary a").getAttribute("href")).isEqualTo("#completion-form.evacuated");
        assertThat(page.locator("[id='completion-form.evacuated']").inputValue()).isEqualTo("四十");
        assertThat(page.locator("#completion-result").inputValue()).isEqualTo("学生已全部撤离");
        assertThat(page.locator("[name='form.from']").inputValue()).isEqualTo("江心洲小学");
        assertThat(page.locator("[name='form.means'][value='车辆']").isChecked()).isTrue();
        assertThat(page.locator("[name='form.finishedAt']").inputValue()).isEqualTo("2026-07-01T07:30");

        page.locator("[name='form.evacuated']").fill("40");
        page.getByText("报告完成", exactly()).click();
        assertThat(page.locator("#ended dl").textContent()).contains("已转移", "40", "江心洲小学", "车辆");
    }

    @Test
    void aFileThatLiesAboutItsTypeIsRefusedAtItsFieldAndTheTextIsKept() {
        Page page = browser.signedIn("traffic", Browser.PHONE);
        page.navigate("/tasks/" + vehicles().id() + "?do=progress");
        page.locator("#progress-text").fill("已到 28 辆");
        page.locator("#progress-file").setInputFiles(new FilePayload[] {
                new FilePayload("现场.jpg", "image/jpeg", "%PDF-1.7\n%%EOF".getBytes(StandardCharsets.UTF_8)),
                new FilePayload("名单.txt", "text/plain", "甲乙丙".getBytes(StandardCharsets.UTF_8))});
        Response answer = page.waitForResponse(r -> r.request().method().equals("POST"),
                () -> page.getByText("提交进展", exactly()).click());

        assertThat(answer.status()).isEqualTo(422);
        assertThat(page.locator("#progress-files .field-error").textContent()).contains("现场.jpg", "application/pdf");
        assertThat(page.locator("#progress-text").inputValue()).isEqualTo("已到 28 辆");
        assertThat(page.locator(".gallery").textContent()).contains("名单.txt").doesNotContain("现场.jpg");

        String file = page.locator(".gallery a").getAttribute("href");
        APIResponse content = page.request().get(file);
        assertThat(content.headers()).containsEntry("x-content-type-options", "nosniff");
        assertThat(content.headers().get("content-type")).startsWith("text/plain");
        assertThat(content.headers().get("content-disposition")).startsWith("attachment");
        assertThat(content.text()).isEqualTo("甲乙丙");
        assertThat(browser.signedIn("health", Browser.PHONE).request().get(file).status()).isEqualTo(404);
    }

    @Test
    void anUploadBeyondTheLimitOfARequestIsToldAndNotMistakenForAMissingRight() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(("POST /tasks/" + vehicles().id() + "/progress HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n"
                    + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 120000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.readLine()).contains("413");
            assertThat(answer.lines().anyMatch(line -> line.contains("上传的文件太大"))).isTrue();
        }
    }

    @Test
    void aFileOfMoreThanTwentyMegabytesIsRefusedAtItsField(@TempDir Path folder) throws IOException {
        Path film = Files.write(folder.resolve("航拍.mp4"), new byte[21 * 1024 * 1024]);
        Page page = browser.signedIn("traffic", Browser.PHONE);
        page.navigate("/tasks/" + vehicles().id() + "?do=progress");
        page.locator("#progress-text").fill("航拍");
        page.locator("#progress-file").setInputFiles(film);
        page.getByText("提交进展", exactly()).click();
        assertThat(page.locator("#progress-files .field-error").textContent()).contains("航拍.mp4", "20 MB");
        assertThat(page.locator("#progress-text").inputValue()).isEqualTo("航拍");
    }

    @Test
    void theTaskOfAnotherUnitIsNotFoundAndASupportingUnitCanOnlyAdd() {
        Page stranger = browser.signedIn("health", Browser.PHONE);
        assertThat(stranger.navigate("/tasks/" + vehicles().id()).status()).isEqualTo(404);
        assertThat(stranger.navigate("/tasks/nothing").status()).isEqualTo(404);

        Task forecast = scenario.task(response, "flood-forecast");
        Page supporting = browser.signedIn("hydrology", Browser.PHONE);
        supporting.navigate("/tasks/" + forecast.id());
        assertThat(supporting.locator(".doings summary").allTextContents()).containsExactly("报进展");
        APIResponse answer = supporting.request().post("/tasks/" + forecast.id() + "/return",
                RequestOptions.create().setForm(csrf(supporting).set("reason", "不归我们")));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("不归我们");
        assertThat(tasks.task(forecast.id(), Actors.DUTY).status()).isEqualTo(Task.Status.OPEN);
    }

    @Test
    void whatWasTypedIsShownWhenTheTaskWasWithdrawnMeanwhile() {
        Page page = browser.signedIn("traffic", Browser.PHONE);
        page.navigate("/tasks/" + vehicles().id() + "?do=completion");
        page.locator("#completion-result").fill("40 辆已到位");
        scenario.responses.changeLevel(response, "Ⅳ", "水位回落", Actors.EVERY_POST);
        Response answer = page.waitForResponse(r -> r.request().method().equals("POST"),
                () -> page.getByText("报告完成", exactly()).click());

        assertThat(answer.status()).isEqualTo(409);
        assertThat(page.title()).startsWith("错误");
        assertThat(page.locator("#unsent").textContent()).contains("完成情况", "40 辆已到位");
        assertThat(page.locator("#ended").textContent()).contains("已撤回", "水位回落");
    }

    @Test
    void progressSentTwiceIsReportedOnce() {
        Page page = browser.signedIn("traffic", Browser.PHONE);
        page.navigate("/tasks/" + vehicles().id() + "?do=progress");
        String requestId = page.locator("#progress [name=requestId]").getAttribute("value");
        for (int i = 0; i < 2; i++) {
            APIResponse answer = page.request().post("/tasks/" + vehicles().id() + "/progress",
                    RequestOptions.create().setForm(csrf(page).set("requestId", requestId).set("text", "已到 28 辆")));
            assertThat(answer.status()).isEqualTo(200);
        }
        assertThat(tasks.entries(vehicles().id(), Actors.DUTY)).extracting(Tasks.Entry::text)
                .containsExactly("已到 28 辆");
    }

    @Test
    void aReturnedTaskIsGivenOutAgainByTheCommandPost() {
        Task returned = vehicles();
        Page unit = browser.signedIn("traffic", Browser.PHONE);
        unit.navigate("/tasks/" + returned.id() + "?do=return");
        unit.locator("#return-reason").fill("车辆都在外地");
        unit.getByText("退回指挥部", exactly()).click();
        assertThat(unit.locator("#ended").textContent()).contains("已退回", "车辆都在外地");
        assertThat(unit.locator(".doings").count()).isZero();

        Page command = browser.signedIn("office", Browser.DESKTOP);
        command.navigate("/tasks/" + returned.id());
        command.locator("#reassignment-unit").selectOption("traffic-group");
        command.locator("#reassignment-note").fill("交通集团有备用车");
        command.locator("#reassignment button").click();
        assertThat(command.locator(".task-head").textContent()).contains("待签收", "牵头 交通集团");
        unit.navigate("/tasks/" + returned.id());
        assertThat(unit.locator("#ended").textContent()).contains("已重新下达", "市防办负责人");
    }

    @Test
    void aChaseUpStandsFirstUntilItIsAnswered() {
        Page command = browser.signedIn("duty", Browser.DESKTOP);
        command.navigate("/tasks/" + vehicles().id() + "?do=chase");
        command.locator("#chase-reason").fill("为何还没有到位");
        command.locator("#chase button").click();
        assertThat(command.locator("#chase-answer").textContent()).contains("为何还没有到位");
        assertThat(command.locator("#chase-answer button").count()).isZero();

        Page unit = inbox("traffic");
        card(unit, VEHICLES).locator("h2 a").click();
        unit.locator("#chase-answer-answer").fill("路上堵车，20 分钟后到");
        unit.locator("#chase-answer button").click();
        assertThat(status(unit)).isEqualTo("督办反馈已提交。");
        assertThat(unit.locator("#chase-answer").count()).isZero();
        assertThat(unit.locator("#history").textContent()).contains("督办反馈", "路上堵车");
    }

    @Test
    void aStandingDutyIsExplainedAndNeedsNoCompletion() {
        Page page = browser.signedIn("traffic", Browser.PHONE);
        page.navigate("/tasks/" + scenario.task(response, "station-traffic").id());
        assertThat(page.locator("main").textContent()).contains("值守任务", "级别保持期间");
        assertThat(page.locator("#completion").count()).isZero();
    }

    /** Rule 17: for a wet thumb. Links within a sentence there are none. */
    @Test
    void thePagesFitAPhoneAndEveryTargetIsLargeInBothLanguages() {
        tasks.chase(scenario.task(response, "education-evacuate").id(), "为何还没有反馈", Actors.OFFICE);
        for (int width : new int[] {320, Browser.PHONE, Browser.DESKTOP}) {
            Page page = browser.signedIn("education", width, true);
            for (String language : new String[] {"en", "zh-CN"}) {
                for (String path : new String[] {"/tasks?response=" + response, "/tasks/outbox?",
                        "/tasks/" + scenario.task(response, "education-evacuate").id() + "?do=completion"}) {
                    assertThat(page.navigate(path + "&lang=" + language).status()).isEqualTo(200);
                    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })");
                    Pictures.whole(page, "targets-" + width + "-" + language + path.replaceAll("[?].*", "").replace('/', '-').replaceAll("[0-9a-f-]{36}", "-task"));
                    assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                            .as("%s at %d", path, width).isIn(0, -15);
                    if (width < Browser.DESKTOP) {
                        assertThat(smaller(page, 44, 44, "a[href], button, summary, select, textarea, input:not([type=hidden])"))
                                .as("targets of %s at %d", path, width).isEmpty();
                        assertThat(smaller(page, 44, 56, ".pair > *, main form .button--main, main form .button--danger,"
                                + " .doings summary")).as("main actions of %s at %d", path, width).isEmpty();
                    }
                }
            }
        }
    }

    /** What is on the page and lower or narrower; a box to tick is as large as its label. */
    private static List<?> smaller(Page page, int width, int height, String selector) {
        return (List<?>) page.evaluate("""
                ([width, height, selector]) => [...document.querySelectorAll(selector)]
                    .filter(it => it.checkVisibility() && !it.closest('.skip-link, .unseen'))
                    .map(it => ['checkbox', 'radio'].includes(it.type) ? it.closest('label') : it)
                    .map(it => [it, it.getBoundingClientRect()])
                    .filter(([, box]) => box.width < width || box.height < height)
                    .map(([it, box]) => `${Math.round(box.width)} × ${Math.round(box.height)} ${it.outerHTML.slice(0, 120)}`)""",
                List.of(width, height, selector));
    }

    @Test
    void aTaskPageWeighsThirtyKilobytesWithoutScriptsAndAHundredWithThem() throws Exception {
        Page page = browser.signedIn("education", Browser.PHONE, true);
        String address = "/tasks/" + scenario.task(response, "education-evacuate").id() + "?do=completion";
        page.navigate(address);
        int plain = sent(page, address) + sent(page, page.locator("link[rel=stylesheet]").getAttribute("href"));
        int scripts = sent(page, page.locator("script[src]").getAttribute("src"))
                + sent(page, (String) page.evaluate("document.body.dataset.worker")) + sent(page, "/sw.js");
        assertThat(plain).isLessThan(30 * 1024);
        assertThat(plain + scripts).isLessThan(100 * 1024);
        System.out.println("A task page weighs " + plain + " bytes, with scripts " + (plain + scripts));
    }

    /** Bytes that the server sends, compressed. */
    private int sent(Page page, String path) throws Exception {
        String cookies = page.context().cookies().stream().map(cookie -> cookie.name + "=" + cookie.value)
                .collect(Collectors.joining("; "));
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + path)).header("Accept", "text/html,*/*")
                .header("Accept-Encoding", "gzip").header("Cookie", cookies).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().length;
    }

    @Test
    void lateTasksStandFirstUnderWhatIsToBeDoneWithWhatToPress() {
        Task late = scenario.task(response, "traffic-ships");
        tasks.receive(late.id(), Actors.officer("traffic"));
        Page received = inbox("traffic");
        received.navigate("/tasks?state=received&response=" + response);
        assertThat(card(received, "组织船只回港").locator(".pair").textContent()).contains("报进展", "完成");
        scenario.clock.advance(Duration.ofMinutes(142));
        // The server's own sweep would chase it at some moment.
        Sweeps.deadlines(context);
        Page page = inbox("traffic");
        Locator card = card(page, "组织船只回港");
        assertThat(card.textContent()).contains("完成超时 22 分", "07-01 10:00");
        assertThat(card.locator(".pair").textContent()).contains("提交督办反馈", "完成");
        assertThat(page.locator("article").evaluateAll(
                "all => all.map(it => it.classList.contains('task-card--late')).join()").toString())
                .as("late ones before the others").matches("(true,)*true(,false)*");
    }

    @Test
    void thePhoneCanPutThePagesOnItsHomeScreen() {
        Page page = browser.signedIn("traffic", Browser.PHONE);
        APIResponse manifest = page.request().get(page.locator("link[rel=manifest]").getAttribute("href"));
        assertThat(manifest.headers().get("content-type")).startsWith("application/manifest+json");
        JsonNode app = Api.JSON.readTree(manifest.text());
        assertThat(app.path("name").asString()).isEqualTo("烽燧");
        assertThat(app.path("start_url").asString()).isEqualTo("/tasks");
        assertThat(app.path("display").asString()).isEqualTo("standalone");
        assertThat(app.path("icons")).hasSize(3).allSatisfy(icon ->
                assertThat(page.request().get(icon.path("src").asString()).status()).isEqualTo(200));
        APIResponse worker = page.request().get("/sw.js");
        assertThat(worker.headers()).containsEntry("service-worker-allowed", "/").containsEntry("cache-control", "no-cache");
        assertThat(worker.headers().get("content-type")).startsWith("text/javascript");
        assertThat(worker.headers().get("content-security-policy")).contains("worker-src 'self'");
    }

    private Task vehicles() {
        return scenario.tasks(response).stream().filter(task -> "traffic-vehicles".equals(task.actionKey())).findFirst()
                .orElseThrow();
    }

    private Page inbox(String username) {
        Page page = browser.signedIn(username, Browser.PHONE);
        page.navigate("/tasks?response=" + response);
        return page;
    }

    private static Locator card(Page page, String title) {
        return page.locator("article").filter(new Locator.FilterOptions().setHasText(title));
    }

    private static long receivable(Page page) {
        return page.locator("article button[form=one]").count();
    }

    private static String status(Page page) {
        return page.locator("[role=status]").textContent();
    }

    private static Page.GetByTextOptions exactly() {
        return new Page.GetByTextOptions().setExact(true);
    }

    private static FormData csrf(Page page) {
        return FormData.create().set("_csrf", page.locator("[name=_csrf]").first().getAttribute("value"));
    }

    private static byte[] picture() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(800, 600, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }
}
