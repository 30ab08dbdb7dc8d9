package org.fengsui.support;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Pictures of pages, to be looked at. With {@code -Dfengsui.pictures=folder} they are taken into {@code target/pictures},
 * and those that lie in that folder already are taken anew: {@code docs/pictures} has the README's. Without it none is
 * taken: long pages take seconds each.
 */
public final class Pictures {

    private static final Path FOLDER = Path.of("target/pictures");
    private static final String WANTED = System.getProperty("fengsui.pictures");

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
        if (WANTED == null) {
            return;
        }
        Path picture = FOLDER.resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setFullPage(whole).setPath(picture));
        if (Files.exists(Path.of(WANTED, name + ".png"))) {
            try {
                Files.copy(picture, Path.of(WANTED, name + ".png"), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
