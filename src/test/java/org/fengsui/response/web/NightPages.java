package org.fengsui.response.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** Pages of one {@link Night} in a browser with the script. Whatever the console warns of fails the test. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NightPages {

    /** The smallest screen of a command post; its height is 768. */
    static final int NOTEBOOK = 1366;
    static final List<Integer> WIDTHS = List.of(Browser.DESKTOP, NOTEBOOK, Browser.PHONE);

    @Autowired
    ApplicationContext context;
    @LocalServerPort
    int port;

    Night night;
    private Browser browser;
    private final List<Page> pages = new ArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @BeforeAll
    void begin() {
        browser = new Browser(port);
        night = new Night(context);
    }

    @AfterAll
    void end() {
        browser.close();
        night.scenario.responses.end(night.response.id(), "试验结束", Actors.EVERY_POST);
    }

    @AfterEach
    void nothingWasWarnedOf() {
        pages.forEach(page -> page.context().close());
        pages.clear();
        List<String> found = List.copyOf(warnings);
        warnings.clear();
        assertThat(found).isEmpty();
    }

    Page open(String username, String path, int width) {
        Page page = browser.signedIn(username, width, true);
        pages.add(page);
        if (width == NOTEBOOK) {
            page.setViewportSize(width, 768);
        }
        page.onConsoleMessage(message -> {
            // A browser of the tests has no worker: support/Browser says why.
            if (List.of("error", "warning").contains(message.type()) && !message.text().startsWith("Service Worker")) {
                warnings.add(message.text());
            }
        });
        page.onPageError(warnings::add);
        page.navigate(path);
        return page;
    }
}
