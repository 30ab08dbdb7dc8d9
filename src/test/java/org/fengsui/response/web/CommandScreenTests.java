package org.fengsui.response.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.junit.jupiter.api.Test;

/** The command page and its records on the screens of a command post. */
class CommandScreenTests extends NightPages {

    @Test
    void theFirstScreenSaysWhatMattersWithoutScrolling() {
        for (int width : List.of(1440, NOTEBOOK)) {
            Page page = open("office", night.page(), width);
            int height = page.viewportSize().height;
            for (String part : List.of(".headline-level", "#age", "#commander", ".counts a:nth-child(1)",
                    ".counts a:nth-child(2)", "#next-limit", ".decide strong", ".decide-clock", ".decide .button--main")) {
                BoundingBox box = page.locator(part).first().boundingBox();
                assertThat(box.y).as(part).isNotNegative();
                assertThat(box.y + box.height).as(part + " at " + width).isLessThanOrEqualTo(height);
                assertThat(box.x + box.width).as(part + " at " + width).isLessThanOrEqualTo(width);
            }
            Pictures.screen(page, "command-" + width);
        }
        Page phone = open("office", night.page(), Browser.PHONE);
        assertThat(phone.evaluate("document.documentElement.scrollWidth")).isEqualTo(Browser.PHONE);
        Pictures.screen(phone, "command-" + Browser.PHONE);
    }

    @Test
    void theHeadNamesWhoHoldsTheCommand() {
        Page page = open("duty", night.page(), NOTEBOOK);
        assertThat(page.locator("#commander").textContent()).contains("指挥");
        Response asked = night.scenario.responses.launch(night.scenario.request(night.scenario.flood(java.util.Map.of()),
                "Ⅳ"), Actors.DUTY).response();
        page.navigate("/responses/" + asked.id());
        assertThat(page.locator("#commander").count()).as("nobody has signed yet").isZero();
    }

    @Test
    void tasksComeLateFirstThenUnacknowledgedThenRunningThenDone() {
        Page page = open("duty", night.page() + "?by=task", NOTEBOOK);
        @SuppressWarnings("unchecked")
        List<String> states = (List<String>) page.locator("#board tbody td > .badge").evaluateAll(
                "badges => badges.map(badge => badge.className.replace(/.*--/, ''))");
        assertThat(states).hasSizeGreaterThan(100).contains("late", "running", "done");
        List<String> order = List.of("late", "wait", "running", "done", "off");
        assertThat(states).isSortedAccordingTo(java.util.Comparator.comparing(order::indexOf));
        Pictures.screen(page, "command-tasks");
    }

    @Test
    void theBoardByTaskIsNarrowedInTheAddress() {
        Page page = open("duty", night.page() + "?by=task", NOTEBOOK);
        page.locator("#board select").selectOption("water");
        page.locator("#board form button").click();
        page.locator("#board .tabs--slim a:text('已完成')").click();
        assertThat(page.url()).contains("by=task", "state=done", "unit=water");
        assertThat(page.locator("#board tbody tr").count()).isEqualTo(1);
        assertThat(page.locator("#board tbody").textContent()).contains("保障防汛物资", "市水务局");
        page.navigate(night.page() + "?by=task&state=nonsense&unit=%00&action=none");
        assertThat(page.locator("#board tbody tr").count()).isGreaterThan(100);
    }

    @Test
    void aUnitsRowTellsWhatTheUnitLastDid() {
        Page page = open("duty", night.page(), NOTEBOOK);
        Locator row = page.locator("#board tbody tr", new Page.LocatorOptions().setHasText("市水务局"));
        assertThat(row.locator(".feedback").textContent()).contains("完成：防汛物资到位", "分钟前");
        assertThat(page.locator("#board tbody tr").first().getAttribute("class")).isEqualTo("is-late");
    }

    @Test
    void everyItemHasItsTimeAbsoluteAndRelative() {
        Page page = open("duty", night.page(), NOTEBOOK);
        for (String items : List.of("#timeline li", "#orders li", "#attachments li", "#series .series tr",
                "#board td.feedback:not(.blank)")) {
            int count = page.locator(items).count();
            assertThat(count).as(items).isPositive();
            assertThat(page.locator(items + " time[datetime]:has([data-tick])").count()).as(items).isEqualTo(count);
        }
    }

    @Test
    void thePageIsLightAndTheChartIsFetchedWhereItIsSeen() throws IOException {
        Page page = open("duty", "/", Browser.PHONE);
        List<String> fetched = new CopyOnWriteArrayList<>();
        page.onRequest(request -> fetched.add(request.url()));
        page.navigate(night.page());
        page.locator("#live-state:visible").waitFor();
        assertThat(fetched).noneMatch(url -> url.contains("/js/chart") || url.contains("/js/diagram"));
        String style = page.locator("link[rel=stylesheet]").getAttribute("href");
        String script = page.locator("script[src]").getAttribute("src");
        int bytes = 0;
        for (String address : List.of(night.page(), style, script)) {
            bytes += compressed(page.request().get(address).body());
        }
        assertThat(bytes).isLessThan(120 * 1024);
        page.locator(".chart").scrollIntoViewIfNeeded();
        page.locator(".chart svg").first().waitFor();
        assertThat(fetched).anyMatch(url -> url.contains("/js/chart"));
    }

    @Test
    void theTimelineIsNarrowedByKindUnitAndTextAndPaged() {
        Page page = open("duty", night.page() + "/timeline", NOTEBOOK);
        assertThat(page.locator(".timeline li").count()).isEqualTo(50);
        page.locator(".pager a").click();
        assertThat(page.url()).contains("page=1");
        page.locator("#kind").selectOption("tasks");
        page.locator("#unit").selectOption("water");
        page.locator("#text").fill("编织袋");
        page.locator("form.filter button").click();
        assertThat(page.url()).contains("kind=tasks", "unit=water");
        assertThat(page.locator(".timeline li").count()).isEqualTo(1);
        assertThat(page.locator(".timeline li a").getAttribute("href")).startsWith("/tasks/");
        assertThat(page.locator("#text").inputValue()).isEqualTo("编织袋");
        // By the words of the sentence, which are not stored; and nothing found is said.
        page.navigate(night.page() + "/timeline?text=签收任务&unit=power");
        assertThat(page.locator(".timeline li").allTextContents()).hasSize(2).allMatch(line -> line.contains("签收任务"));
        page.navigate(night.page() + "/timeline?text=100%25没有");
        assertThat(page.locator(".empty").textContent()).isNotBlank();
        page.navigate("/incidents/" + night.incident + "/timeline?kind=facts");
        assertThat(page.locator(".timeline li").first().textContent()).contains("达到一级");
        Pictures.screen(page, "timeline");
    }

    @Test
    void photosAreShownWithTheirUnitAndTask() {
        for (int width : WIDTHS) {
            Page page = open("duty", night.page() + "/attachments", width);
            assertThat(page.locator(".gallery li").count()).isEqualTo(4);
            assertThat(page.locator(".gallery img").first().getAttribute("alt")).contains("装车现场", "市水务局", "保障防汛物资");
            page.waitForFunction("() => [...document.images].every(image => image.naturalWidth > 0)");
            assertThat(page.locator(".file-kind").textContent()).isEqualTo("TXT");
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
        }
    }

    @Test
    void peopleAreNamedByPostAndByWhatTheyDo() {
        for (int width : WIDTHS) {
            Page page = open("duty", night.page() + "/people", width);
            assertThat(page.locator("main dl").textContent()).contains("指挥", "值班员");
            Locator water = page.locator("tbody tr", new Page.LocatorOptions().setHasText("市水务局"));
            assertThat(water.first().textContent()).contains("市水务局带班领导", "市水务局值班员（11 项）");
            assertThat(page.locator("tbody tr", new Page.LocatorOptions().setHasText("市房产局")).textContent())
                    .contains("无人签收");
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
        }
    }

    private static int compressed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.size();
    }
}
