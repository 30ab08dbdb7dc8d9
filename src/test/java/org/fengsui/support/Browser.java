package org.fengsui.support;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;

/** Debian's Chromium, driven by Playwright. One per test class; close it afterwards. */
public final class Browser implements AutoCloseable {

    /** A phone, and the two desktops of control rooms. */
    public static final int PHONE = 390;
    public static final int DESKTOP = 1440;

    /** Sessions by server and person: signing in is slow on purpose, and one session serves many pages. */
    private static final Map<String, String> SESSIONS = new ConcurrentHashMap<>();

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final String address;

    public Browser(int port) {
        // The machine's own browser: downloads fail on closed networks.
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright.chromium().launch(new BrowserType.LaunchOptions()
                .setExecutablePath(Path.of("/usr/bin/chromium"))
                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                        "--disable-background-networking", "--disable-component-update", "--disable-sync")));
        address = "http://127.0.0.1:" + port;
    }

    /** A page of someone's own session, without JavaScript, already signed in. */
    public Page signedIn(String username, int width) {
        return signedIn(username, width, false);
    }

    public Page signedIn(String username, int width, boolean javaScript) {
        String session = SESSIONS.computeIfAbsent(address + " " + username, key -> signIn(username));
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL(address).setViewportSize(width, width < 700 ? 844 : 900).setJavaScriptEnabled(javaScript)
                .setStorageState(session));
        context.setDefaultTimeout(10_000);
        Page page = context.newPage();
        page.navigate("/");
        return page;
    }

    /** The same in a session of its own, for tests that end it. */
    public Page freshlySignedIn(String username, int width) {
        SESSIONS.remove(address + " " + username);
        try {
            return signedIn(username, width);
        } finally {
            SESSIONS.remove(address + " " + username);
        }
    }

    private String signIn(String username) {
        try (BrowserContext context = chromium.newContext(
                new com.microsoft.playwright.Browser.NewContextOptions().setBaseURL(address))) {
            Page page = context.newPage();
            page.navigate("/login");
            page.locator("#username").fill(username);
            page.locator("#password").fill("fengsui-demo");
            page.locator("#password").press("Enter");
            page.waitForURL(url -> !url.endsWith("/login"));
            return context.storageState();
        }
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
