package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.incident.Incidents;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** Links and forms of people whose sign-in has ended, without JavaScript. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostFormsTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    Tasks tasks;
    @Autowired
    Incidents incidents;
    @LocalServerPort
    int port;

    private Scenario scenario;
    private Browser browser;

    @BeforeAll
    void openBrowser() {
        browser = new Browser(port);
    }

    @AfterAll
    void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void setTheClock() {
        scenario = new Scenario(context);
        scenario.clock.reset();
    }

    @Test
    void aLinkOpenedWhileSignedOutLeadsThereAfterSigningInInItsLanguage() {
        Response response = scenario.active("Ⅳ");
        Page page = browser.signedIn("duty", Browser.PHONE);
        loseSession(page);
        page.navigate("/responses/" + response.id() + "?by=task&state=open&lang=en");
        assertThat(page.url()).contains("/login");
        assertThat(page.locator("html").getAttribute("lang")).isEqualTo("en");
        signIn(page, "duty");
        assertThat(page.url()).endsWith("/responses/" + response.id() + "?by=task&state=open&lang=en");
        assertThat(page.locator("html").getAttribute("lang")).isEqualTo("en");
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void afterSigningOutToALinkTheNextPersonSignsInThere() {
        Page page = browser.freshlySignedIn("reviewer", Browser.DESKTOP);
        page.navigate("/plans");
        String token = page.locator("form[action='/logout'] [name=_csrf]").inputValue();
        page.evaluate("next => { const form = document.querySelector(\"form[action='/logout']\");"
                + "form.insertAdjacentHTML('beforeend', '<input type=hidden name=next>'); form.elements.next.value = next; }",
                "/plans/flood-nanjing?level=Ⅱ".replace("Ⅱ", "%E2%85%A1"));
        assertThat(token).isNotBlank();
        page.locator(".bar-button").click();
        assertThat(page.url()).endsWith("/login");
        signIn(page, "planner");
        assertThat(page.url()).contains("/plans/flood-nanjing?level=");

        Page other = browser.freshlySignedIn("reviewer", Browser.DESKTOP);
        APIResponse foreign = other.request().post("/logout", RequestOptions.create().setMaxRedirects(0).setForm(
                FormData.create().set("_csrf", other.locator("form[action='/logout'] [name=_csrf]").first().inputValue())
                        .set("next", "//elsewhere.example")));
        assertThat(foreign.headers().get("location")).endsWith("/login?out");
    }

    @Test
    void aReportSentAfterTheSessionEndedIsKeptToldAndSentOnce() {
        Page page = browser.signedIn("duty", Browser.PHONE);
        page.navigate("/incidents/new");
        String title = "失去登录的接报 " + UUID.randomUUID();
        page.locator("[id='title']").fill(title);
        page.locator("[id='place.name']").fill("下关𠮷里");
        page.locator("[id='place.district']").selectOption("pukou");
        page.locator("[id='facts.长江南京']").fill("8.90");
        String requestId = page.locator("[name=requestId]").inputValue();
        loseSession(page);
        page.getByText("报告并查看建议级别").click();

        assertThat(page.url()).endsWith("/login");
        assertThat(page.locator("main").textContent()).contains("您填写的内容已保留");
        picture(page, "login-kept");
        signIn(page, "duty");
        assertThat(page.url()).endsWith("/resume");
        assertThat(page.locator("main").textContent()).contains("接报", title, "下关𠮷里", "浦口区防指", "长江南京", "8.90", "2026-07-01 08:00",
                "将以值班员（市防办）的身份提交").doesNotContain(requestId).doesNotContain("??");
        assertThat(incidents.list(title, false, 0, 10).content()).isEmpty();
        picture(page, "resume");

        page.getByText("继续提交", exactly()).click();
        assertThat(page.locator("h1").textContent()).contains(title);
        assertThat(incidents.list(title, false, 0, 10).content()).hasSize(1);
        page.navigate("/resume");
        assertThat(page.url()).endsWith("/");
    }

    @Test
    void aFormOfATaskWithAFileIsKeptWithoutTheFileAndMayBeDiscarded() {
        Response response = scenario.active("Ⅳ");
        Task task = scenario.tasks(response.id()).stream().filter(t -> t.unit().equals("water") && t.running()).findFirst()
                .orElseThrow();
        Page page = browser.signedIn("water", Browser.PHONE);
        page.navigate("/tasks/" + task.id() + "?do=progress");
        page.locator("#progress [name=text]").fill("沙袋已到 3 车");
        page.locator("#progress-file").setInputFiles(new FilePayload("说明.txt", "text/plain",
                "说明".getBytes(StandardCharsets.UTF_8)));
        loseSession(page);
        page.locator("#progress button[type=submit]").click();
        signIn(page, "water");
        assertThat(page.locator("main").textContent()).contains("报进展", task.title(), "沙袋已到 3 车", "照片和文件没有保留");
        page.getByText("放弃", exactly()).click();
        assertThat(tasks.entries(task.id(), Actors.officer("water"))).isEmpty();

        page.navigate("/tasks/" + task.id() + "?do=progress");
        page.locator("#progress [name=text]").fill("沙袋已到 4 车");
        loseSession(page);
        page.locator("#progress button[type=submit]").click();
        signIn(page, "water");
        page.getByText("继续提交", exactly()).click();
        assertThat(page.url()).contains("/tasks/" + task.id());
        assertThat(tasks.entries(task.id(), Actors.officer("water"))).extracting(Tasks.Entry::text)
                .containsExactly("沙袋已到 4 车");
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void aFormSentAfterSigningInAgainInAnotherTabIsToldBeforeItIsSent() {
        UUID incident = scenario.flood(Map.of("长江南京", "8.90"));
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate("/incidents/" + incident + "/decline");
        page.locator("#reason").fill("持续观察");
        loseSession(page);
        Page other = page.context().newPage();
        other.navigate("/login");
        signIn(other, "office");
        page.locator("form.card button[type=submit]").click();
        assertThat(page.url()).endsWith("/resume");
        assertThat(page.locator("main").textContent()).contains("暂不启动或升级", "汛情", "持续观察", "将以市防办负责人");
        page.getByText("继续提交", exactly()).click();
        assertThat(scenario.incidents.crossings(incident).get(0).decidedBy()).isEqualTo("office");
    }

    @Test
    void whatAnotherSiteOrAProgramSendsIsNeverKept() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        for (Map<String, String> headers : List.of(Map.of("Origin", "https://elsewhere.example"),
                Map.of("Origin", "null"), Map.of("X-Nothing", "at all"),
                Map.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"),
                Map.of("Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "navigate"),
                Map.of("Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors"))) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/incidents/new"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("title=x"));
            headers.forEach(request::header);
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(headers.toString()).isEqualTo(403);
        }
        HttpResponse<String> own = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/incidents/new"))
                .header("Content-Type", "application/x-www-form-urlencoded").header("Origin", "http://127.0.0.1:" + port)
                .POST(HttpRequest.BodyPublishers.ofString("title=" + "x".repeat(100_000))).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(own.statusCode()).isEqualTo(403);
    }

    @Test
    void aFormForAnAddressThatIsNoneIsToldAndLeadsNowhere() {
        Page page = browser.freshlySignedIn("duty", Browser.DESKTOP);
        loseSession(page);
        page.request().post("/tasks/" + "-".repeat(36) + "/progress", RequestOptions.create().setMaxRedirects(0)
                .setHeader("Origin", page.url().replaceFirst("(://[^/]+).*", "$1"))
                .setForm(FormData.create().set("text", "沙袋已到 5 车")));
        page.navigate("/login");
        signIn(page, "duty");
        assertThat(page.url()).endsWith("/resume");
        assertThat(page.locator("main").textContent()).contains("沙袋已到 5 车");
        page.getByText("放弃", exactly()).click();
    }

    @Test
    void aSignInPageThatLayOpenTooLongAsksOnceMore() {
        Page page = browser.signedIn("duty", Browser.PHONE);
        page.context().clearCookies();
        page.navigate("/login");
        page.context().clearCookies();
        page.locator("#username").fill("duty");
        page.locator("#password").fill("fengsui-demo");
        page.locator("main button").click();
        assertThat(page.locator("main").textContent()).contains("请再登录一次");
        signIn(page, "duty");
        assertThat(page.locator("h1").textContent()).isEqualTo("现在");
    }

    private static void picture(Page page, String name) {
        for (int width : new int[] {1440, 1366, 390}) {
            page.setViewportSize(width, width == 1366 ? 768 : 844);
            Pictures.whole(page, name + "-" + width);
        }
    }

    private static Page.GetByTextOptions exactly() {
        return new Page.GetByTextOptions().setExact(true);
    }

    private static void signIn(Page page, String username) {
        Locator name = page.locator("#username");
        name.fill(username);
        page.locator("#password").fill("fengsui-demo");
        page.locator("main form button[type=submit]").first().click();
    }

    /** What a restart of the server does to everybody's session. */
    private static void loseSession(Page page) {
        page.context().clearCookies(new com.microsoft.playwright.BrowserContext.ClearCookiesOptions().setName("fengsui-session"));
    }
}
