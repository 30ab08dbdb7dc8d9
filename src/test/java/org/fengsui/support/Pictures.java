package org.fengsui.support;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Pictures of pages, to be looked at: {@code target/pictures}. With {@code -Dfengsui.pictures=docs/pictures} those that
 * lie in that folder already, the README's, are taken anew.
 */
public final class Pictures {

    private static final Path FOLDER = Path.of("target/pictures");
    private static final String README = System.getProperty("fengsui.pictures");

    private Pictures() {
    }

    /** What is seen without scrolling. */
    public static void screen(Page page, String name) {
        take(page, name, false);
    }

    /** The whole page. */
    public static void whole(Page page, String name) {
        take(page, name, true);
    }

    private static void take(Page page, String name, boolean whole) {
        Path picture = FOLDER.resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setFullPage(whole).setPath(picture));
        if (README != null && Files.exists(Path.of(README, name + ".png"))) {
            try {
                Files.copy(picture, Path.of(README, name + ".png"), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
