package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
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

/** Search everywhere, in a browser without JavaScript. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchPageTests {

    @Autowired
    ApplicationContext context;
    @Autowired
    Tasks tasks;
    @Autowired
    Orders orders;
    @LocalServerPort
    int port;

    private Scenario scenario;
    private Browser browser;
    private Response response;
    private String word;

    @BeforeAll
    void openBrowser() {
        browser = new Browser(port);
    }

    @AfterAll
    void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void anIncidentWithAResponseAndOrders() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        word = "词" + UUID.randomUUID().toString().substring(0, 8);
        UUID incident = scenario.incidents.report(new org.fengsui.incident.NewIncident(null, "江心洲%_" + word, "flood",
                scenario.clock.instant(), new org.fengsui.incident.NewIncident.Place("江心洲", "jianye", null, null), Map.of(),
                "水文站"), Actors.DUTY).incident().id();
        response = scenario.responses.launch(scenario.request(incident, "Ⅳ"), Actors.EVERY_POST).response();
        orders.issue(response.id(), UUID.randomUUID().toString(), "封闭隧道" + word, "设警示", List.of("police"), null, null,
                Actors.DUTY);
    }

    @AfterEach
    void end() {
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void theDutyOfficerFindsEveryKindWithStateTimeAndTheWordsMarked() {
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.locator("#bar-q").fill(word);
        page.locator(".bar-search button").click();
        assertThat(page.title()).contains(word);
        picture(page, "search");
        assertThat(group(page, "incidents").locator("a[href^='/incidents/'] mark").textContent()).isEqualTo(word);
        assertThat(group(page, "responses").textContent()).contains("江心洲", "响应中", "四级");
        assertThat(group(page, "tasks").textContent()).contains("封闭隧道", "市公安局", "待签收");
        assertThat(group(page, "orders").textContent()).contains("1 个单位，签收 0，完成 0");
        assertThat(page.locator(".found time").count()).isEqualTo(page.locator(".found > li").count());
        group(page, "tasks").locator("a").last().click();
        assertThat(page.locator("h1").textContent()).contains("封闭隧道" + word);
    }

    @Test
    void everyWordHasToOccurAndSignsOfPatternsAreOrdinaryCharacters() {
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate("/search?q=" + encoded("江心洲 " + word));
        assertThat(group(page, "incidents").locator("li").count()).isEqualTo(1);
        page.navigate("/search?q=" + encoded("江心洲\u3000" + word));
        assertThat(group(page, "incidents").locator("li").count()).as("wide space").isEqualTo(1);
        assertThat(group(page, "incidents").locator("mark").allTextContents()).contains("江心洲", word);
        page.navigate("/search?q=" + encoded("不在其中 " + word));
        assertThat(page.locator("main").textContent()).contains("没有找到");
        assertThat(page.locator("main .empty a").count()).isPositive();
        picture(page, "search-none");
        page.navigate("/search?kind=incidents&q=" + encoded("洲%_" + word));
        assertThat(group(page, "incidents").locator("li").count()).isEqualTo(1);
        page.navigate("/search?kind=incidents&q=" + encoded("江%" + word));
        assertThat(page.locator("main").textContent()).contains("没有找到");
    }

    @Test
    void aUnitFindsItsOwnTasksItsResponsesAndTheOrdersToItAndNothingElse() {
        Page police = browser.signedIn("police", Browser.PHONE);
        police.navigate("/search?q=" + word);
        for (String kind : List.of("incidents", "responses", "tasks", "orders")) {
            assertThat(group(police, kind).locator("li").count()).as(kind).isEqualTo(1);
        }
        orders.issue(response.id(), UUID.randomUUID().toString(), "两个单位" + word, "", List.of("police", "traffic"), null,
                null, Actors.DUTY);
        police.navigate("/search?kind=orders&q=" + word);
        assertThat(group(police, "orders").locator("li").count()).isEqualTo(2);
        for (String state : List.of("", "open")) {
            police.navigate("/search?kind=orders&unit=traffic&state=" + state + "&q=" + word);
            assertThat(group(police, "orders").count()).as("how far another unit is").isZero();
        }
        Page water = browser.signedIn("water", Browser.PHONE);
        water.navigate("/search?q=" + word);
        assertThat(group(water, "responses").locator("li").count()).isEqualTo(1);
        assertThat(group(water, "tasks").count()).isZero();
        assertThat(group(water, "orders").count()).isZero();
        water.navigate("/search?kind=tasks&q=" + encoded("报送天气预报"));
        assertThat(water.locator(".found li").count()).as("a task of another unit").isZero();
        String elsewhere = context.getBean(Organization.class).units().stream().map(Unit::code)
                .filter(unit -> !List.of("nanjing", "government").contains(unit) && scenario.tasks(response.id()).stream()
                        .noneMatch(task -> task.unit().equals(unit) || task.supporting().contains(unit)))
                .findFirst().orElseThrow();
        Page outsider = browser.signedIn(elsewhere, Browser.PHONE);
        outsider.navigate("/search?q=" + word);
        assertThat(outsider.locator(".found li").count()).isZero();
        outsider.navigate("/search?unit=police&q=" + word);
        assertThat(outsider.locator(".found li").count()).isZero();
    }

    @Test
    void unitStateAndTimeNarrowTheSearch() {
        Task task = scenario.tasks(response.id()).stream().filter(t -> t.title().contains(word)).findFirst().orElseThrow();
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate("/search?state=open&q=" + word);
        assertThat(group(page, "tasks").locator("li").count()).isEqualTo(1);
        assertThat(group(page, "orders").locator("li").count()).isEqualTo(1);
        assertThat(group(page, "incidents").count()).isZero();
        tasks.receive(task.id(), Actors.officer("police"));
        page.reload();
        assertThat(group(page, "tasks").count()).isZero();
        page.navigate("/search?state=received&unit=police&from=2026-07-01&to=2026-07-01&q=" + word);
        assertThat(group(page, "tasks").textContent()).contains("处置中");
        page.navigate("/search?unit=water&q=" + word);
        assertThat(group(page, "tasks").count()).isZero();
        assertThat(group(page, "responses").locator("li").count()).isEqualTo(1);
        page.navigate("/search?from=2026-07-02&q=" + word);
        assertThat(page.locator("main").textContent()).contains("没有找到");
        page.navigate("/search?to=2026-06-30&q=" + word);
        assertThat(page.locator("main").textContent()).contains("没有找到");
        page.navigate("/search?state=active&q=" + word);
        assertThat(group(page, "responses").locator("li").count()).isEqualTo(1);
    }

    @Test
    void wrongDatesAreNamedAtTheirFieldsAndKept() {
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        assertThat(page.navigate("/search?q=a&from=" + encoded("七月六日") + "&to=2026-07-01").status()).isEqualTo(422);
        assertThat(page.title()).startsWith("错误：");
        assertThat(page.locator(".summary a").getAttribute("href")).isEqualTo("#from");
        assertThat(page.locator("#from-error").textContent()).contains("七月六日", "不是日期");
        assertThat(page.locator("#from").inputValue()).isEqualTo("七月六日");
        picture(page, "search-refused");
        page.navigate("/search?q=a&from=2026-07-05&to=2026-07-01");
        assertThat(page.locator("#to-error").textContent()).contains("不能早于");
        for (String wrong : List.of("kind=nothing", "state=nothing", "unit=nothing", "q=" + "x".repeat(101), "q=%00",
                "from=0000-00-00", "from=%2B300000-01-01", "from=-5000-01-01", "to=%2B999999999-12-31")) {
            assertThat(page.navigate("/search?" + wrong).status()).as(wrong).isEqualTo(422);
        }
    }

    @Test
    void aKindIsPagedAndLeadsBackToAll() {
        Response more = scenario.active("Ⅲ");
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate("/search?q=" + encoded("报送"));
        group(page, "tasks").locator(".card-head a").click();
        page.waitForURL(url -> url.contains("kind=tasks"));
        assertThat(page.locator(".found > li").count()).isEqualTo(20);
        String first = page.locator(".found a").first().getAttribute("href");
        page.locator(".pager a").last().click();
        assertThat(page.url()).contains("page=1", "kind=tasks");
        assertThat(page.locator(".found a").first().getAttribute("href")).isNotEqualTo(first);
        page.navigate("/search?kind=tasks&page=900&q=" + encoded("报送"));
        assertThat(page.locator("main").textContent()).contains("回到第一页");
        scenario.responses.end(more.id(), "试验结束", Actors.EVERY_POST);
    }

    private static void picture(Page page, String name) {
        for (int width : new int[] {1440, 1366, 390}) {
            page.setViewportSize(width, width == 1366 ? 768 : 844);
            Pictures.whole(page, name + "-" + width);
        }
    }

    private static Locator group(Page page, String kind) {
        return page.locator("section[aria-labelledby='found-" + kind + "']");
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }
}
