package org.fengsui.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ServiceWorkerPolicy;

/**
 * Debian's Chromium, driven by Playwright. One per test class, all in one browser that starts once; close it afterwards.
 * What the security policy blocked, errors of the pages' script and answers that say that the server failed are
 * collected from every page, and closing fails when there were any.
 */
public final class Browser implements AutoCloseable {

    /** A phone, and the two desktops of control rooms. */
    public static final int PHONE = 390;
    public static final int DESKTOP = 1440;

    // The machine's own browser: downloads fail on closed networks. The one without windows is twice as fast.
    private static final Path CHROMIUM = Stream.of("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
            .map(Path::of).filter(Files::isExecutable).findFirst().orElse(Path.of("/usr/bin/chromium"));
    private static final List<String> ARGUMENTS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync");

    /** Sessions by server and person: signing in is slow on purpose, and one session serves many pages. */
    private static final Map<String, String> SESSIONS = new ConcurrentHashMap<>();

    private static Playwright playwright;
    private static com.microsoft.playwright.Browser chromium;

    private final String address;
    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<String> allowed = new ArrayList<>();

    public Browser(int port) {
        // Tests run on one thread, as Playwright wants it. The browser ends with this machine.
        if (chromium == null || !chromium.isConnected()) {
            playwright = Playwright.create(new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            chromium = playwright.chromium().launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM).setArgs(ARGUMENTS));
        }
        address = "http://127.0.0.1:" + port;
    }

    /** A page of someone's own session, without JavaScript, already signed in. */
    public Page signedIn(String username, int width) {
        return signedIn(username, width, false);
    }

    public Page signedIn(String username, int width, boolean javaScript) {
        String session = SESSIONS.computeIfAbsent(address + " " + username, key -> signIn(username));
        Page page = context(new com.microsoft.playwright.Browser.NewContextOptions().setStorageState(session)
                .setJavaScriptEnabled(javaScript), width).newPage();
        page.navigate("/");
        if (page.url().contains("/login") && SESSIONS.remove(address + " " + username, session)) {
            // Another test has ended the session.
            page.context().close();
            return signedIn(username, width, javaScript);
        }
        return page;
    }

    /** A page of nobody who is signed in. */
    public Page stranger(int width, boolean javaScript) {
        return context(new com.microsoft.playwright.Browser.NewContextOptions().setJavaScriptEnabled(javaScript), width)
                .newPage();
    }

    /** Faults that a test brings about on purpose: those that hold this text are not counted. */
    public void allow(String text) {
        allowed.add(text);
    }

    private BrowserContext context(com.microsoft.playwright.Browser.NewContextOptions options, int width) {
        // A worker of the first page of a session would stand between the later ones and what tests do to the network;
        // the tests of the outbox have one.
        return watched(chromium.newContext(options.setBaseURL(address)
                .setViewportSize(width, width < 700 ? 844 : 900).setServiceWorkers(ServiceWorkerPolicy.BLOCK)));
    }

    private BrowserContext watched(BrowserContext context) {
        contexts.add(context);
        context.setDefaultTimeout(10_000);
        context.addInitScript("addEventListener('securitypolicyviolation', e =>"
                + " console.error('securitypolicyviolation', e.effectiveDirective, e.blockedURI, e.sample));");
        context.onConsoleMessage(message -> {
            // Without JavaScript the browser itself still tells what it blocked.
            if (message.text().contains("Content Security Policy") || message.text().startsWith("securitypolicy")) {
                fault(message.page() == null ? "" : message.page().url(), message.text());
            }
        });
        context.onWebError(error -> fault(error.page() == null ? "" : error.page().url(), error.error()));
        context.onResponse(response -> {
            if (response.status() >= 500) {
                fault(response.url(), "status " + response.status());
            }
        });
        return context;
    }

    private void fault(String where, String what) {
        if (allowed.stream().noneMatch((where + " " + what)::contains)) {
            faults.add(where + " " + what);
        }
    }

    /** The same in a session of its own, for tests that end it. */
    public Page freshlySignedIn(String username, int width) {
        return freshlySignedIn(username, width, false);
    }

    public Page freshlySignedIn(String username, int width, boolean javaScript) {
        SESSIONS.remove(address + " " + username);
        try {
            return signedIn(username, width, javaScript);
        } finally {
            SESSIONS.remove(address + " " + username);
        }
    }

    /** A phone of its own, with a service worker and a disk that outlives the browser; nobody is signed in yet. */
    public BrowserContext phone(Path disk, int width) {
        BrowserContext context = playwright.chromium().launchPersistentContext(disk,
                new BrowserType.LaunchPersistentContextOptions().setExecutablePath(CHROMIUM).setArgs(ARGUMENTS)
                        .setBaseURL(address).setViewportSize(width, 844).setHasTouch(true));
        return watched(context);
    }

    public static void signIn(Page page, String username) {
        page.navigate("/login");
        page.locator("#username").fill(username);
        page.locator("#password").fill("fengsui-demo");
        page.locator("#password").press("Enter");
        page.waitForURL(url -> !url.contains("/login"));
    }

    private String signIn(String username) {
        try (BrowserContext context = chromium.newContext(
                new com.microsoft.playwright.Browser.NewContextOptions().setBaseURL(address))) {
            Page page = context.newPage();
            signIn(page, username);
            return context.storageState();
        }
    }

    /** @throws AssertionError naming the faults of all pages */
    @Override
    public void close() {
        contexts.forEach(BrowserContext::close);
        if (!faults.isEmpty()) {
            throw new AssertionError("Pages had faults:\n" + String.join("\n", faults));
        }
    }
}
