package org.fengsui.response.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.plan.Plan;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.Test;

/** What is drawn: the facts over time with the plan's thresholds, and the process diagram with the state of its actions. */
class DrawnPartsTests extends NightPages {

    /** By the diagram: element → words at it. */
    private static final String DRAWN = """
            () => Object.fromEntries([...document.querySelectorAll('.djs-overlay-state')].map(it =>
                [it.closest('[data-container-id]').dataset.containerId, it.textContent.trim()]).sort())""";
    /** By the list: element → words of its entry. */
    private static final String LISTED = """
            () => Object.fromEntries([...document.querySelectorAll('[data-element]')].map(it =>
                [it.dataset.element, it.querySelector('.diagram-state').textContent.trim()]).sort())""";

    @Test
    void theChartHasTheThresholdsOfThePlanAndTheFactNearestToThemFirst() {
        for (int width : WIDTHS) {
            for (String path : List.of(night.page(), "/incidents/" + night.incident)) {
                Page page = chart(open("duty", path, width));
                assertThat(page.locator(".chart select").inputValue()).isEqualTo("长江南京");
                assertThat(texts(page)).contains("四级（Ⅳ） 8.70", "三级（Ⅲ） 9.20", "二级（Ⅱ） 9.70", "一级（Ⅰ） 10.22",
                        "10.24 m");
                assertThat(page.locator(".chart-place").getAttribute("aria-label")).contains("长江南京", "10.24 m",
                        "≥ 10.22 m");
                page.locator(".chart select").selectOption("秦淮河东山");
                assertThat(texts(page)).contains("一级（Ⅰ） 11.44").doesNotContain("10.24 m");
            }
        }
    }

    @Test
    void theChartsTimesAreTheSitesOwn() {
        Page page = chart(open("duty", night.page(), NOTEBOOK));
        assertThat(texts(page)).as("08:00 in Beijing, where the browser is elsewhere").contains("08:00", "09:00")
                .doesNotContain("00:00");
        page.locator(".chart-place").hover();
        page.waitForCondition(() -> texts(page).stream().anyMatch(text -> text.contains("水文站")));
    }

    @Test
    void withoutAScriptTheTableSaysTheSame() {
        try (Browser plain = new Browser(port)) {
            Page page = plain.signedIn("duty", Browser.PHONE);
            page.navigate(night.page());
            assertThat(page.locator("#series .series").textContent()).contains("10.24 m", "达到一级（Ⅰ）", "秦淮河东山");
            page.locator("#series summary").click();
            assertThat(page.locator("#series details").textContent()).contains("≥ 9.20 且 < 9.70 m", "9.55 m", "水文站");
            page.navigate(night.page() + "/diagram");
            assertThat(page.locator("[data-element=userTask_water-supplies]").textContent()).contains("已完成 1／1");
        }
    }

    @Test
    void whatIsObservedAppearsInTheChartThatStays() {
        Page page = chart(open("duty", night.page(), NOTEBOOK));
        live(page);
        page.locator(".chart select").selectOption("秦淮河东山");
        page.locator(".chart select").focus();
        page.evaluate("() => { window.seen = document.querySelector('.chart svg'); }");
        night.observe(0, Map.of("秦淮河东山", "9.33"));
        page.waitForCondition(() -> texts(page).contains("9.33 m"));
        assertThat(page.evaluate("""
                () => { const frame = document.querySelector('.chart svg').getBoundingClientRect();
                        const value = [...document.querySelectorAll('.chart svg text')]
                            .find(it => it.textContent === '9.33 m').getBoundingClientRect();
                        return value.left >= frame.left && value.right <= frame.right; }"""))
                .as("the value at the edge can be read whole").isEqualTo(true);
        assertThat(page.evaluate("""
                () => [window.seen.isConnected, document.activeElement.tagName,
                       document.querySelectorAll('.chart svg').length]""")).isEqualTo(List.of(true, "SELECT", 1));
    }

    @Test
    void theSeriesAreForWhoeverMaySeeTheResponse() {
        Response district = night.scenario.active("Ⅳ", "pukou");
        Page page = open("luhe", "/", NOTEBOOK);
        String own = "/incidents/" + district.incidentId() + "/facts/series";
        assertThat(page.request().get(own).status()).isEqualTo(200);
        assertThat(page.request().get(own + "?response=" + district.id()).status()).isEqualTo(404);
        assertThat(page.request().get(own + "?response=" + night.response.id()).status())
                .as("a response to another incident").isEqualTo(404);
        for (String part : List.of("/diagram", "/timeline", "/people", "/attachments")) {
            assertThat(page.request().get("/responses/" + district.id() + part).status()).as(part).isEqualTo(404);
        }
        assertThat(page.request().get("/incidents/" + UUID.randomUUID() + "/facts/series").status()).isEqualTo(404);
        night.scenario.responses.end(district.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void theDiagramSaysOfEveryActionWhatTheListSays() {
        Plan plan = night.scenario.responses.version(night.response).plan();
        for (int width : WIDTHS) {
            Page page = diagram(open("duty", night.page() + "/diagram", width));
            Map<?, ?> listed = (Map<?, ?>) page.evaluate(LISTED);
            assertThat(listed).hasSize(plan.actions().size());
            assertThat(page.evaluate(DRAWN)).isEqualTo(listed);
            assertThat(page.evaluate("""
                    () => [...document.querySelectorAll('[data-element]')].every(it => document.querySelector(
                        `[data-element-id="${it.dataset.element}"]`).classList.contains(`state--${it.dataset.state}`))"""))
                    .isEqualTo(true);
            assertThat(page.locator("[data-element-id^=userTask_]").count()).as("every task of the diagram is listed")
                    .isEqualTo(listed.size());
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
            Pictures.screen(page, "diagram-" + width);
        }
    }

    @Test
    void aChangeOfATaskShowsInTheDiagramThatStays() {
        Page page = diagram(open("duty", night.page() + "/diagram", NOTEBOOK));
        live(page);
        page.evaluate("() => { window.seen = document.querySelector('.djs-container'); }");
        Task task = night.scenario.tasks(night.response.id()).stream()
                .filter(t -> t.unit().equals("housing") && t.status() == Task.Status.OPEN).findFirst().orElseThrow();
        context.getBean(Tasks.class).giveBack(task.id(), "非本局职责", Actors.officer("housing"));
        String element = "[data-element-id=userTask_" + task.actionKey() + "].state--returned";
        page.locator(element).first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        assertThat(page.evaluate(DRAWN)).isEqualTo(page.evaluate(LISTED));
        assertThat(page.evaluate("() => window.seen.isConnected")).isEqualTo(true);
    }

    @Test
    void theKeyboardReachesEveryTaskOfTheDiagram() {
        Page page = diagram(open("duty", night.page() + "/diagram", NOTEBOOK));
        assertThat(page.locator("[data-element] a").count()).isEqualTo(page.locator("[data-element]").count());
        Locator entry = page.locator("[data-element]").nth(3);
        entry.locator("a").focus();
        String marked = "[data-element-id='" + entry.getAttribute("data-element") + "'].is-marked";
        page.locator(marked).first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        BoundingBox task = page.locator(marked).first().boundingBox();
        BoundingBox canvas = page.locator(".diagram-drawing").boundingBox();
        assertThat(task.x).isBetween(canvas.x, canvas.x + canvas.width - task.width);
        assertThat(task.y).isBetween(canvas.y, canvas.y + canvas.height - task.height);
        entry.locator("a").press("Enter");
        assertThat(page.locator("#board tbody tr").count()).isPositive();
    }

    @Test
    void theLinkToTheDiagramsMakersIsNeverCovered() {
        for (int width : WIDTHS) {
            for (String path : List.of(night.page() + "/diagram", "/plans/flood-nanjing")) {
                Page page = open("duty", path, width);
                page.locator(".diagram-place").scrollIntoViewIfNeeded();
                Locator link = page.locator(".bjs-powered-by");
                link.waitFor();
                link.scrollIntoViewIfNeeded();
                BoundingBox box = link.boundingBox();
                assertThat(box.x).as(path + " at " + width).isNotNegative();
                assertThat(box.x + box.width).as(path + " at " + width).isLessThanOrEqualTo(width);
                assertThat(link.evaluate("""
                        link => { const { left, top, right, bottom } = link.getBoundingClientRect();
                            return [[left + 2, top + 2], [right - 2, top + 2], [left + 2, bottom - 2],
                                    [right - 2, bottom - 2], [(left + right) / 2, (top + bottom) / 2]]
                                .every(([x, y]) => link.contains(document.elementFromPoint(x, y))); }"""))
                        .as(path + " at " + width).isEqualTo(true);
            }
        }
    }

    @Test
    void aPlansDiagramIsDrawnWithoutStates() {
        Page page = open("planner", "/plans/flood-nanjing", NOTEBOOK);
        page.locator(".diagram-place").scrollIntoViewIfNeeded();
        page.locator("[data-element-id=userTask_water-supplies]").first().waitFor();
        assertThat(page.locator(".djs-overlay-state").count()).isZero();
        assertThat(page.locator(".diagram-without").isVisible()).isFalse();
    }

    private static Page chart(Page page) {
        page.locator(".chart").scrollIntoViewIfNeeded();
        page.locator(".chart svg").first().waitFor();
        return page;
    }

    private static Page diagram(Page page) {
        page.locator(".djs-overlay-state").first()
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        return page;
    }

    private static void live(Page page) {
        page.locator("#live-state.live--live").waitFor();
    }

    private static List<String> texts(Page page) {
        return page.locator(".chart svg text").allTextContents();
    }
}
