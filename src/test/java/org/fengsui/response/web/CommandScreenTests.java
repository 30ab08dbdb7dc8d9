package org.fengsui.response.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** The command page on the screens of a command post, with the script: chart, diagram, wall, print. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandScreenTests {

    private static final int NOTEBOOK = 1366;

    @Autowired
    ApplicationContext context;
    @LocalServerPort
    int port;

    private Browser browser;
    private Night night;
    private final List<Page> pages = new ArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();

    @BeforeAll
    void begin() {
        browser = new Browser(port);
        night = new Night(context, true);
    }

    @AfterAll
    void end() {
        browser.close();
        night.scenario.responses.end(night.response.id(), "试验结束", Actors.EVERY_POST);
    }

    @AfterEach
    void nothingWasBlockedByTheSecurityPolicy() {
        pages.forEach(page -> page.context().close());
        pages.clear();
        assertThat(violations).isEmpty();
        violations.clear();
    }

    @Test
    void pictures() {
        for (int width : List.of(1440, 1366, 390)) {
            Page page = open("office", night.page(), width);
            page.locator(".chart").scrollIntoViewIfNeeded();
            page.locator(".chart svg").first().waitFor();
            picture(page, "command-" + width, true);
            page.evaluate("scrollTo(0, 0)");
            picture(page, "command-first-" + width, false);
            page.navigate(night.page() + "?by=task");
            picture(page, "command-tasks-" + width, false);
            page.navigate(night.page() + "/diagram");
            page.locator(".diagram-canvas .diagram-state").first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
            picture(page, "diagram-" + width, false);
            page.locator(".diagram-list a").first().focus();
            page.waitForTimeout(300);
            picture(page, "diagram-focus-" + width, false);
            for (String part : List.of("timeline", "people", "attachments")) {
                page.navigate(night.page() + "/" + part);
                picture(page, part + "-" + width, false);
            }
            page.navigate("/incidents/" + night.incident);
            page.locator(".chart").scrollIntoViewIfNeeded();
            page.locator(".chart svg").first().waitFor();
            picture(page, "incident-" + width, true);
            page.navigate("/plans/flood-nanjing");
            page.locator(".diagram-place").scrollIntoViewIfNeeded();
            page.locator(".bjs-container").waitFor();
            picture(page, "plan-" + width, false);
        }
        Page wall = open("office", night.page() + "?view=wall", 1920);
        wall.setViewportSize(1920, 1080);
        picture(wall, "wall", false);
        Page print = open("office", night.page() + "?view=print", 1440);
        print.pdf(new Page.PdfOptions().setPath(Path.of("target/pictures/print.pdf")).setPreferCSSPageSize(true));
    }

    private Page open(String username, String path, int width) {
        Page page = browser.signedIn(username, width, true);
        pages.add(page);
        if (width == NOTEBOOK) {
            page.setViewportSize(width, 768);
        }
        page.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())) {
                violations.add(message.text());
            }
        });
        page.onPageError(violations::add);
        page.navigate(path);
        return page;
    }

    private static void picture(Page page, String name, boolean whole) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/pictures", name + ".png")).setFullPage(whole));
    }
}
