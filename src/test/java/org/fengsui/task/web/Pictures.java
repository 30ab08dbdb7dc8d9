package org.fengsui.task.web;

import com.microsoft.playwright.Page;
import java.nio.file.Path;

/** Pictures of pages, to be looked at: {@code target/pictures}. */
final class Pictures {

    private Pictures() {
    }

    static void take(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target/pictures", name + ".png")));
    }
}
