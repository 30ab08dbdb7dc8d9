package org.fengsui.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plans;
import org.fengsui.support.Browser;
import org.fengsui.support.Pages;
import org.fengsui.support.Pictures;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Every page, in both languages, light and dark, on a desktop and a phone: looked at once, and then judged. Each page is
 * opened in Chinese, light, on the desktop, and in English, dark, on the phone; narrowness and targets in both.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessibilityTests {

    /** Every rule of WCAG 2.2 A and AA. */
    private static final String RULES = """
            () => axe.run(document, { preload: false, resultTypes: ['violations'],
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) =>
                id + ' ' + node.target.join(' ') + ' ' + (node.any[0] ?? node.all[0] ?? node.none[0])?.message)))""";

    /**
     * What is narrower or lower than a thumb needs, in CSS pixels. A link within a sentence is as high as its line, and the
     * mark of the diagrams' makers is as they made it: their licence forbids to change it.
     */
    private static final String SMALL = """
            () => [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select, textarea')]
                .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest('.unseen, .skip-link, .bjs-powered-by'))
                .map((it) => it.matches('[type=checkbox], [type=radio]') ? it.closest('label') ?? it : it)
                .filter((it) => !(it.matches('a') && [...it.parentNode.childNodes].some((node) => node !== it
                    && node.textContent.trim() !== '' && getComputedStyle(it).display === 'inline'
                    && (node.nodeType === Node.TEXT_NODE || getComputedStyle(node).display.startsWith('inline')))))
                .map((it) => [it, it.getBoundingClientRect()])
                .filter(([it, box]) => box.height > 0 && (box.height < 43.5 || box.width < 43.5
                    || it.matches('main .button--big') && box.height < 55.5))
                .map(([it, box]) => Math.round(box.width) + '×' + Math.round(box.height) + ' ' + it.outerHTML.slice(0, 140))""";

    /** Chinese text of an English page, but not what is marked as Chinese. */
    private static final String CHINESE = """
            () => { const found = []; const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) { const node = walker.currentNode;
                    if (!node.parentElement.closest('[lang=zh-CN], script, style, textarea')) {
                        found.push(...(node.data.match(/\\p{Script=Han}+/gu) ?? [])); } }
                for (const it of document.querySelectorAll('[aria-label], [title], [data-label], [placeholder]')) {
                    for (const name of ['aria-label', 'title', 'data-label', 'placeholder']) {
                        found.push(...((it.getAttribute(name) ?? '').match(/\\p{Script=Han}+/gu) ?? [])); } }
                return found; }""";

    /** Of rows and entries of one kind the first six stand for all: axe takes seconds for the hundreds of a plan. */
    private static final String THIN = """
            () => document.querySelectorAll('main *').forEach(parent => { const seen = {};
                for (const child of [...parent.children].filter(it => it.matches('tr, li, article'))) {
                    const kind = child.tagName + child.className;
                    seen[kind] = (seen[kind] ?? 0) + 1;
                    if (seen[kind] > 6) { child.remove(); } } })""";

    private static final int NARROWEST = 320;

    @Autowired
    ApplicationContext context;
    @LocalServerPort
    int port;

    private Pages pages;
    private Browser browser;
    private final List<String> barriers = new ArrayList<>();
    private final List<String> sideways = new ArrayList<>();
    private final List<String> small = new ArrayList<>();
    private final List<String> chinese = new ArrayList<>();
    private final List<String> wrongTheme = new ArrayList<>();

    @BeforeAll
    void lookAtEveryPage() {
        pages = new Pages(context);
        browser = new Browser(port);
        String axe = read(Path.of("src/main/frontend/node_modules/axe-core/axe.min.js"));
        Map<String, List<Pages.Line>> byPerson = pages.lines().stream()
                .collect(Collectors.groupingBy(Pages.Line::username, java.util.TreeMap::new, Collectors.toList()));
        byPerson.forEach((person, lines) -> {
            Page page = person.isEmpty() ? browser.stranger(Browser.DESKTOP, true)
                    : browser.signedIn(person, Browser.DESKTOP, true);
            // Given to the browser once: sent to every page anew, its half a megabyte would take as long as its work.
            page.context().addInitScript(axe);
            for (String language : List.of("zh-CN", "en")) {
                String first = language.equals("en") ? "dark" : "light";
                choose(page.context(), language, first);
                for (Pages.Line line : lines) {
                    look(page, line, language, first);
                }
            }
            page.context().close();
        });
    }

    private void look(Page page, Pages.Line line, String language, String theme) {
        String at = line.name() + " " + language + " ";
        boolean chinese = language.equals("zh-CN");
        page.setViewportSize(Browser.PHONE, 844);
        line.open(page);
        if (!theme.equals(page.locator("html").getAttribute("data-theme")) && !line.path().contains("view=")) {
            wrongTheme.add(at + page.locator("html").getAttribute("data-theme"));
        }
        if (!chinese) {
            strings(page, CHINESE, null).forEach(text -> this.chinese.add(at + text));
        }
        narrow(page, at, Browser.PHONE);
        strings(page, SMALL, null).forEach(target -> small.add(at + target));
        page.setViewportSize(NARROWEST, 640);
        narrow(page, at, NARROWEST);
        page.setViewportSize(chinese ? Browser.DESKTOP : Browser.PHONE, 900);
        check(page, at + theme);
    }

    private void check(Page page, String at) {
        Pictures.whole(page, at.replace(' ', '-') + "-" + page.viewportSize().width);
        page.evaluate(THIN);
        strings(page, RULES, null).forEach(barrier -> barriers.add(at + " " + barrier));
    }

    private void narrow(Page page, String at, int width) {
        int wide = (int) page.evaluate("document.documentElement.scrollWidth");
        if (wide > width) {
            sideways.add(at + wide + " at " + width + " "
                    + page.evaluate("width => [...document.querySelectorAll('main *')].filter(it => it.scrollWidth > width"
                    + " || it.getBoundingClientRect().right > width + 1).slice(-1).map(it => it.outerHTML.slice(0, 120))"
                    + ".join()", width));
        }
    }

    @AfterAll
    void close() {
        try (Pages ending = pages) {
            browser.close();
        }
    }

    @Test
    void noPageHasABarrierThatWcagKnows() {
        assertThat(barriers).isEmpty();
    }

    @Test
    void noPageScrollsSidewaysOnAPhone() {
        assertThat(sideways).isEmpty();
    }

    @Test
    void everyTargetIsLargeEnoughForAThumb() {
        assertThat(small).isEmpty();
    }

    @Test
    void everyPageIsDrawnInTheThemeThatWasChosen() {
        assertThat(wrongTheme).isEmpty();
    }

    /** Chinese is only what the plan says, what units and people are called, and what somebody typed. */
    @Test
    void noEnglishPageHoldsTextThatWasNotTranslated() {
        Organization organization = context.getBean(Organization.class);
        StringBuilder data = new StringBuilder(String.join(" ", Pages.TYPED));
        context.getBean(Plans.class).published().forEach(version -> data.append(version.plan()));
        organization.units().forEach(unit -> {
            data.append(' ').append(unit);
            organization.people(unit.code()).forEach(person -> data.append(' ').append(person.name()));
        });
        context.getBean(JdbcClient.class).sql("select name from access_token").query(String.class).list()
                .forEach(name -> data.append(' ').append(name));
        data.append(read(Path.of("forms")));
        // What can be written into cells of a workbook is Chinese.
        data.append(" 总体 单位和基层 巨灾 重要基础设施 街道 社区 逐级累加 各级单列");
        // The way to the Chinese pages.
        data.append(" 中文");
        String known = data.toString();
        assertThat(chinese.stream().filter(text -> !known.contains(text.substring(text.lastIndexOf(' ') + 1)))).isEmpty();
    }

    @Test
    void everyPageWorksWithoutJavaScript() {
        pages.lines().stream().collect(Collectors.groupingBy(Pages.Line::username)).forEach((person, lines) -> {
            Page page = person.isEmpty() ? browser.stranger(Browser.PHONE, false)
                    : browser.signedIn(person, Browser.PHONE, false);
            for (Pages.Line line : lines) {
                if (line.script()) {
                    line.visit(page);
                } else {
                    line.open(page);
                }
                assertThat(page.evaluate("""
                        () => [document.querySelectorAll('h1').length, document.querySelector('main').innerText.trim() !== '',
                            document.documentElement.outerHTML.includes('??')]""")).as(line.name() + ": headings, text, missing words")
                        .isEqualTo(List.of(1, true, false));
            }
            page.context().close();
        });
    }

    @Test
    void theKeyboardReachesEverythingAndShowsWhereItIs() {
        for (String name : List.of("login", "home-duty", "incidents", "report", "launch", "command", "level-up", "order",
                "inbox-open", "task-form", "plan")) {
            Pages.Line line = pages.lines().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
            Page page = line.username().isEmpty() ? browser.stranger(Browser.DESKTOP, true)
                    : browser.signedIn(line.username(), Browser.DESKTOP, true);
            line.open(page);
            int all = (int) page.evaluate("""
                    () => { const radios = new Set(); return [...document.querySelectorAll('a[href], button, summary, '
                        + 'input:not([type=hidden]), select, textarea, [tabindex="0"]')].filter((it) => it.checkVisibility()
                        && !it.disabled && !(it.type === 'radio' && (radios.has(it.name) || !radios.add(it.name)))).length; }""");
            page.evaluate("document.activeElement.blur()");
            List<String> unseen = new ArrayList<>();
            page.evaluate("window.reached = new Set(); 0");
            for (int i = 0; i < 2 * all + 60; i++) {
                page.keyboard().press("Tab");
                String outline = (String) page.evaluate("""
                        () => { const it = document.activeElement; if (it === document.body) { return 'end'; }
                            if (window.reached.has(it)) {
                                return it === [...window.reached][0] && window.reached.size > 1 ? 'again' : ''; }
                            window.reached.add(it); const style = getComputedStyle(it);
                            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 ? ''
                                : it.outerHTML.slice(0, 120); }""");
                if (outline.equals("again")) {
                    break;
                }
                if (!outline.isEmpty() && !outline.equals("end")) {
                    unseen.add(outline);
                }
            }
            assertThat(unseen).as("no outline on " + name).isEmpty();
            assertThat((int) page.evaluate("window.reached.size")).as("reached on " + name).isGreaterThanOrEqualTo(all);
            page.context().close();
        }
    }

    @Test
    void everyPageIsLookedAt() {
        List<RequestMappingHandlerMapping> mappings =
                List.copyOf(context.getBeansOfType(RequestMappingHandlerMapping.class).values());
        Set<String> patterns = new TreeSet<>();
        for (RequestMappingHandlerMapping mapping : mappings) {
            mapping.getHandlerMethods().forEach((info, handler) -> {
                if (isPage(info, handler)) {
                    patterns.addAll(info.getPatternValues());
                }
            });
        }
        assertThat(patterns).hasSizeGreaterThan(15).containsAll(Pages.LEADING_ON);
        patterns.removeAll(Pages.LEADING_ON);
        patterns.removeAll(Pages.ELSEWHERE);
        PathPatternParser parser = new PathPatternParser();
        patterns.removeIf(pattern -> pages.lines().stream().anyMatch(line -> line.status() == 200 && parser.parse(pattern)
                .matches(org.springframework.http.server.PathContainer.parsePath(line.path().replaceFirst("\\?.*", "")))));
        assertThat(patterns).as("pages without a line in Pages").isEmpty();
    }

    private static boolean isPage(RequestMappingInfo info, HandlerMethod handler) {
        Method method = handler.getMethod();
        boolean gets = info.getMethodsCondition().getMethods().stream().anyMatch(verb -> verb.name().equals("GET"));
        return gets && method.getReturnType() == String.class
                && handler.getBeanType().isAnnotationPresent(Controller.class)
                && handler.getBeanType().getName().startsWith("org.fengsui");
    }

    private static void choose(BrowserContext context, String language, String theme) {
        List<Cookie> cookies = new ArrayList<>();
        Map.of("fengsui-lang", language, "fengsui-theme", theme).forEach((name, value) ->
                cookies.add(new Cookie(name, value).setDomain("127.0.0.1").setPath("/")));
        context.addCookies(cookies);
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Page page, String script, Object argument) {
        return (List<String>) page.evaluate(script, argument);
    }

    /** A file, or all files of a folder. */
    private static String read(Path path) {
        try {
            if (!Files.isDirectory(path)) {
                return Files.readString(path);
            }
            StringBuilder all = new StringBuilder();
            try (var files = Files.walk(path)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    all.append(Files.readString(file));
                }
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
