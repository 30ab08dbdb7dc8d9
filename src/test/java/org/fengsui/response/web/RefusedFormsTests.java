package org.fengsui.response.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
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

/** Every form that is refused says so in one way and keeps everything; one that is sent twice is done once. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedFormsTests {

    private static final String TOO_LONG = "长".repeat(4001);
    /** The values of all fields of the form that the button belongs to, ticks and choices included. */
    private static final String TYPED = """
            button => [...button.form.elements].filter(field => field.name && field.type !== 'submit'
                && field.type !== 'file' && !['_csrf', 'requestId'].includes(field.name) && !field.name.startsWith('seen.'))
              .map(field => field.name + '=' + (['checkbox', 'radio'].includes(field.type)
                ? field.value + ':' + field.checked : field.value))""";

    @Autowired
    ApplicationContext context;
    @Autowired
    Tasks tasks;
    @LocalServerPort
    int port;

    private Scenario scenario;
    private Browser browser;
    private final List<UUID> running = new ArrayList<>();

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

    @AfterEach
    void endResponses() {
        for (UUID id : running) {
            if (scenario.responses.pending(id).isPresent()) {
                scenario.responses.approve(id, "rejected", "", null, Actors.EVERY_POST);
            }
            if (scenario.responses.response(id, Actors.DUTY).active()) {
                scenario.responses.end(id, "试验结束", Actors.EVERY_POST);
            }
        }
        running.clear();
    }

    @Test
    void theFormsOfAnIncident() {
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate("/incidents/new");
        page.locator("[id='title']").fill("𠮷".repeat(201));
        page.locator("[id='place.name']").fill("下关");
        page.locator("[id='place.district']").selectOption("luhe");
        page.locator("[id='source']").fill("市水文站");
        page.locator("[id='facts.长江南京']").fill("九米");
        refused(page, page.locator("form[action='/incidents/new'] button.button--big"), "#title", "#facts.长江南京");

        UUID incident = scenario.flood(Map.of("长江南京", "8.90"));
        page.navigate("/incidents/" + incident);
        page.locator("#observe > details > summary").click();
        page.locator("#observe [id='source']").fill("人工观测");
        assertThat(page.request().post(page.url().replaceFirst("/incidents/([0-9a-f-]+).*", "/incidents/$1/observations"),
                RequestOptions.create().setForm(FormData.create().set("_csrf", page.locator("#observe [name=_csrf]").inputValue())
                        .set("observedAt", "-200000-01-01T00:00").set("facts.长江南京", "9.30"))).status())
                .as("a year that the database does not know").isEqualTo(422);
        page.locator("#observe [id='observedAt']").fill("2030-01-01T08:00");
        page.locator("#observe [id='facts.长江南京']").fill("10");
        refused(page, page.locator("#observe button.button--big"), "#observedAt");

        page.navigate("/incidents/" + incident + "/decline");
        page.locator("#reason").fill(TOO_LONG);
        refused(page, page.locator("form.card button.button--big"), "#reason");

        page.navigate("/incidents/" + incident + "/launch?level=Ⅳ");
        page.locator("input[name=situations]").last().check();
        page.locator("input[name=area][value=districts]").check();
        page.getByText("选择区", new Page.GetByTextOptions().setExact(true)).click();
        page.locator("input[name=scope]").first().check();
        page.getByText("看会发生什么", new Page.GetByTextOptions().setExact(true)).click();
        page.locator("#reason").fill("");
        refused(page, page.locator("button.button--big"), "#reason");
        page.locator("#reason").fill("研判后启动");
        page.getByText("已有口头同意，记录下来").click();
        page.locator("[id='oral.at']").fill("2030-01-01T00:00");
        refused(page, page.locator("button[name=oral]"), "#oral.at");
        assertThat(scenario.responses.ofIncident(incident)).isEmpty();
    }

    @Test
    void theFormsOfAResponse() {
        Response response = active();
        String own = "/responses/" + response.id();
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate(own + "/level?to=Ⅱ");
        page.locator("#reason").fill("水位上涨");
        page.getByText("已有口头同意，记录下来").click();
        page.locator("[id='oral.by']").selectOption("deputy");
        page.locator("[id='oral.at']").fill("2030-01-01T00:00");
        refused(page, page.locator("button[name=oral]"), "#oral.at");
        page.locator("#reason").fill("");
        refused(page, page.locator("form[method=post] button.button--big").last(), "#reason");

        page.navigate(own + "/end");
        page.locator("#reason").fill(TOO_LONG);
        refused(page, page.locator("button.button--danger.button--big"), "#reason");

        page.navigate(own + "/orders/new");
        page.locator("#text").fill("设警示");
        page.locator("input[value='police']").check();
        page.locator("#receiptWithin").selectOption("PT5M");
        page.locator("#dueWithin").selectOption("PT4H");
        refused(page, page.locator("button.button--big"), "#title");

        page.navigate(own + "/situations");
        refused(page, page.locator("button.button--big"), "#situations");

        scenario.responses.changeLevel(response.id(), "Ⅱ", "水位上涨", Actors.OFFICE);
        Page commander = browser.signedIn("commander", Browser.DESKTOP);
        commander.navigate(own);
        commander.locator("#comment").fill(TOO_LONG);
        refused(commander, commander.locator("button[value=approved]").first(), "#comment");
        page.navigate(own);
        page.getByText("撤回请示…").click();
        page.locator("#pending [name=reason]").fill(TOO_LONG);
        refused(page, page.locator("form[action$='/withdrawal'] button"), "#reason");
        assertThat(scenario.responses.pending(response.id())).isPresent();
    }

    @Test
    void theFormsOfATask() {
        Response response = active();
        Task task = scenario.task(response.id(), "water-supplies");
        Page water = browser.signedIn("water", Browser.PHONE);
        for (String form : List.of("progress", "completion", "return")) {
            water.navigate("/tasks/" + task.id() + "?do=" + form);
            water.locator("#" + form + " textarea").first().fill(TOO_LONG);
            refused(water, water.locator("#" + form + " button[type=submit]"));
        }
        water.navigate("/tasks/" + task.id() + "?do=handover");
        water.locator("#handover textarea").fill("请接手");
        refused(water, water.locator("#handover button[type=submit]"));
        Page duty = browser.signedIn("duty", Browser.DESKTOP);
        duty.navigate("/tasks/" + task.id() + "?do=chase");
        duty.locator("#chase textarea").fill(TOO_LONG);
        refused(duty, duty.locator("#chase button[type=submit]"));
        tasks.chase(task.id(), "请说明", Actors.DUTY);
        water.navigate("/tasks/" + task.id());
        water.locator("#chase-answer textarea").fill(TOO_LONG);
        refused(water, water.locator("#chase-answer button[type=submit]"));
        tasks.giveBack(task.id(), "无此设备", Actors.officer("water"));
        duty.navigate("/tasks/" + task.id() + "?do=reassignment");
        duty.locator("#reassignment textarea").fill("请接手");
        refused(duty, duty.locator("#reassignment button[type=submit]"));
        duty.navigate("/tasks/" + task.id() + "?do=return-acceptance");
        duty.locator("#return-acceptance textarea").fill(TOO_LONG);
        refused(duty, duty.locator("#return-acceptance button[type=submit]"));
    }

    @Test
    void aLaunchALevelChangeAndAnEndThatAreSentTwiceAtOnceAreDoneOnce() {
        UUID incident = scenario.flood(Map.of("长江南京", "8.90"));
        Page office = browser.signedIn("office", Browser.DESKTOP);
        office.navigate("/incidents/" + incident + "/launch?level=Ⅳ");
        assertThat(office.locator("main").textContent()).contains("项任务", "个单位", "预案");
        assertThat(office.locator("button.button--big").textContent()).startsWith("启动四级响应，下达");
        office.locator("#reason").fill("水位达到四级");
        twice(office, "button.button--big");
        List<Response> launched = scenario.responses.ofIncident(incident);
        assertThat(launched).hasSize(1);
        UUID id = launched.get(0).id();
        running.add(id);

        scenario.clock.advance(Duration.ofMinutes(5));
        Page commander = browser.signedIn("commander", Browser.DESKTOP);
        commander.navigate("/responses/" + id + "/level?to=Ⅱ");
        assertThat(commander.locator("main").textContent()).contains("新增", "撤回", "改变频次", "继续");
        commander.locator("#reason").fill("水位上涨");
        twice(commander, "form[method=post] button.button--big");
        assertThat(scenario.responses.response(id, Actors.DUTY).level()).isEqualTo("Ⅱ");
        assertThat(scenario.timelineTypes(id)).filteredOn("level-raised"::equals).hasSize(1);
        assertThat(scenario.responses.approvals(id)).filteredOn(approval -> approval.kind().equals("level")).hasSize(1);

        Page duty = browser.signedIn("duty", Browser.DESKTOP);
        duty.navigate("/responses/" + id + "/level?to=Ⅰ");
        duty.locator("#reason").fill("水位再涨");
        twice(duty, "form[method=post] button.button--big");
        assertThat(scenario.timelineTypes(id)).filteredOn("level-requested"::equals).hasSize(1);
        scenario.responses.approve(id, "rejected", "", null, Actors.EVERY_POST);

        commander.navigate("/responses/" + id + "/end");
        assertThat(commander.locator("main").textContent()).contains("撤回", "后期处置");
        commander.locator("#reason").fill("水位回落");
        commander.locator("#conditions input").all().forEach(condition -> condition.check());
        twice(commander, "button.button--danger.button--big");
        assertThat(scenario.timelineTypes(id)).filteredOn("ended"::equals).hasSize(1);
        assertThat(scenario.responses.approvals(id)).filteredOn(approval -> approval.kind().equals("end")).hasSize(1);
    }

    private Response active() {
        Response response = scenario.active("Ⅳ");
        running.add(response.id());
        return response;
    }

    /** Sends the form, and expects to be told what is wrong in the one way of rule 20, with everything typed still there. */
    private static void refused(Page page, Locator button, String... fields) {
        Object typed = button.evaluate(TYPED);
        String words = button.textContent();
        button.click();
        assertThat(page.title()).as(words).startsWith("错误：");
        assertThat(page.evaluate("document.activeElement.className")).as(words).isEqualTo("summary");
        List<Locator> links = page.locator(".summary a").all();
        assertThat(links).as(words).isNotEmpty();
        for (Locator link : links) {
            Map<?, ?> target = (Map<?, ?>) link.evaluate("""
                    link => {
                      const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
                      const error = document.getElementById(field?.getAttribute('aria-describedby'))
                        ?? field?.closest('fieldset, .field, form')?.querySelector('.field-error');
                      return { there: field !== null, words: error?.textContent.trim() ?? '' };
                    }""");
            assertThat(target.get("there")).as(words + link.textContent()).isEqualTo(true);
            assertThat(link.textContent()).as(words).endsWith(String.valueOf(target.get("words")));
            assertThat(String.valueOf(target.get("words"))).as(words + " at the field").isNotEmpty();
        }
        if (fields.length > 0) {
            assertThat(page.locator(".summary a").evaluateAll("links => links.map(a => decodeURIComponent(a.hash))"))
                    .as(words).isEqualTo(List.of(fields));
        }
        assertThat(button.evaluate(TYPED)).as(words).isEqualTo(typed);
    }

    /** Presses a button twice within one moment, as a tired thumb does. */
    private void twice(Page page, String button) {
        List<?> fields = (List<?>) page.locator(button).last().evaluate("""
                button => [...new FormData(button.form, button)].map(([name, value]) =>
                    encodeURIComponent(name) + '=' + encodeURIComponent(value))""");
        String action = String.valueOf(page.locator(button).last().evaluate("button => button.form.action"));
        String cookies = page.context().cookies().stream().map(cookie -> cookie.name + "=" + cookie.value)
                .collect(Collectors.joining("; "));
        HttpClient http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(action)).header("Cookie", cookies)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields.stream().map(String::valueOf)
                        .collect(Collectors.joining("&")), StandardCharsets.UTF_8)).build();
        List<CompletableFuture<HttpResponse<String>>> answers = List.of(
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString()),
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.join().statusCode()).isEqualTo(302);
            assertThat(answer.join().headers().firstValue("location").orElse("")).contains("/responses/");
        }
    }
}
