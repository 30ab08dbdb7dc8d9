package org.fengsui.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.fengsui.response.TestForms;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Sweeps;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/**
 * The main path, walked in a real browser by the people who walk it, from the report to the end: on the desks and the
 * phone that each of them has, in Chinese with the pages' scripts and in English without any. The tasks are done without
 * a script in both.
 */
@ServerTest
class BrowserJourneyTests {

    private static final int LAPTOP = 1366;

    @LocalServerPort
    int port;
    @Autowired
    ApplicationContext context;

    /**
     * @param language of the pages
     * @param duty     width of the duty officer's screen, in pixels; likewise the others
     * @param script   whether the command post's pages run their script
     */
    private record Walk(String language, int duty, int office, int commander, int unit, boolean script) {
    }

    @Test
    void aFloodResponseFromTheReportToTheEnd() {
        walk(new Walk("zh-CN", LAPTOP, Browser.DESKTOP, Browser.DESKTOP, Browser.PHONE, true));
    }

    @Test
    void theSameInEnglishWithThePhoneAtTheCommandPostAndNoScript() {
        walk(new Walk("en", Browser.PHONE, Browser.PHONE, LAPTOP, Browser.DESKTOP, false));
    }

    private void walk(Walk walk) {
        Scenario scenario = new Scenario(context);
        scenario.clock.reset();
        Words words = new Words(walk.language());
        UUID incident;
        try (Browser browser = new Browser(port)) {
            Page duty = open(browser, "duty", walk.duty(), walk.script(), words);
            duty.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(words.of("page.report.button")).setExact(true))
                    .first().click();
            duty.locator("[name=title]").fill("长江南京站水位上涨");
            duty.locator("[name='place.name']").fill("下关");
            duty.locator("[name='facts.长江南京']").fill("8.90");
            duty.locator("[name='facts.秦淮河东山']").fill("8.20");
            duty.locator("[name=source]").fill("市水文站");
            press(duty, words.of("page.report.submit"));
            assertThat(duty.locator("main").textContent()).contains(words.level("Ⅳ"), "≥ 8.70 且 < 9.20 m", "0.30 m");
            incident = idIn(duty);

            follow(duty, words.of("page.launch.go", words.name("Ⅳ")));
            assertThat(duty.locator("main").textContent()).contains(words.of("layout.assumed"), "市防办");
            press(duty, words.of("page.launch.ask", words.name("Ⅳ")));
            assertThat(duty.locator("#pending").textContent()).contains(words.level("Ⅳ"));
            String response = duty.url();

            Page office = open(browser, "office", walk.office(), walk.script(), words);
            assertThat(office.locator("main").textContent()).contains("长江南京站水位上涨");
            office.navigate(response);
            press(office, words.of("page.approve.launch", words.name("Ⅳ")));
            assertThat(office.locator(".headline").textContent()).contains(words.name("Ⅳ"),
                    words.of("page.status.active"));

            String task = atTheUnit(browser, walk, words, idIn(office));

            work(scenario, incident);
            duty.navigate("/incidents/" + incident);
            duty.locator("#observe > details > summary").click();
            duty.locator("#observe [name='facts.长江南京']").fill("9.80");
            press(duty, words.of("page.observe.submit"));
            picture(duty, walk, "incident");
            duty.navigate(response);
            assertThat(duty.locator(".decide").first().textContent()).contains(words.level("Ⅱ"), "9.80 m");
            office.navigate(response);
            picture(office, walk, "response");

            office.locator(".decide").getByRole(AriaRole.LINK, new Locator.GetByRoleOptions()
                    .setName(words.of("page.level.go-up", words.name("Ⅱ")))).click();
            assertThat(office.locator("main").textContent()).contains(words.of("page.diff.opened"),
                    words.of("page.diff.withdrawn"), words.of("page.diff.retimed"));
            picture(office, walk, "level-change");
            press(office, words.of("page.level.ask", words.name("Ⅱ")));
            Page commander = open(browser, "commander", walk.commander(), walk.script(), words);
            commander.navigate(response);
            press(commander, words.of("page.approve.level", words.name("Ⅱ")));
            assertThat(commander.locator(".headline").textContent()).contains(words.name("Ⅱ"));
            commander.navigate(response + "/diagram");
            assertThat(commander.locator("main").textContent()).contains("报送天气预报");
            picture(commander, walk, "diagram");

            office.navigate(response + "/level?to=Ⅳ");
            assertThat(office.locator("main").textContent()).contains(words.of("page.diff.withdrawn"));
            office.locator("[name=reason]").fill("水位回落");
            press(office, words.of("page.level.submit-down", words.name("Ⅳ")));
            assertThat(office.locator(".headline").textContent()).contains(words.name("Ⅳ"));

            follow(office, words.of("page.end.button"));
            office.locator("[name=reason]").fill("汛情解除");
            office.locator("#conditions input").all().forEach(condition -> condition.check());
            press(office, words.of("page.end.submit", words.name("Ⅳ")));
            assertThat(office.locator(".headline").textContent()).contains(words.of("page.ended"), "汛情解除");
            office.navigate("/search?q=汛情解除");
            assertThat(office.locator("main").textContent()).contains(words.of("search.title"));
            office.navigate(task);
            assertThat(office.locator("#ended").textContent()).contains("已报送第一次预报");
            office.navigate("/plans");
            office.locator("main a", new Page.LocatorOptions().setHasText("南京市防汛预案")).first().click();
            assertThat(office.locator("main").textContent()).contains("参考模型", "长江南京");
        }
        List<String> types = scenario.timelineTypes(scenario.responses.ofIncident(incident, Actors.DUTY).get(0).id());
        assertThat(types).containsSubsequence("incident-threshold-reached", "launch-requested", "approved", "launched",
                "task-received", "task-progressed", "task-completed", "level-requested", "approved", "level-raised",
                "level-lowered", "ended");
    }

    /** What a unit's officer does, without any script: receipt, progress with a photo, the form. */
    private static String atTheUnit(Browser browser, Walk walk, Words words, UUID response) {
        Page weather = open(browser, "meteorology", walk.unit(), false, words);
        String ours = "response=" + response;
        weather.navigate("/tasks");
        picture(weather, walk, "inbox-phone");
        weather.navigate("/tasks?" + ours);
        weather.locator("article", new Page.LocatorOptions().setHasText("报送天气预报")).getByRole(AriaRole.BUTTON,
                new Locator.GetByRoleOptions().setName(words.of("task.do.receipt"))).click();
        weather.navigate("/tasks?state=received&" + ours);
        weather.locator("article a", new Page.LocatorOptions().setHasText("报送天气预报")).first().click();
        String forecast = weather.url();
        weather.navigate(forecast + "?do=progress");
        weather.locator("#progress [name=text]").fill("预计未来 6 小时仍有强降雨 𠮷");
        weather.locator("#progress-file").setInputFiles(new FilePayload("雷达图.png", "image/png", photo()));
        press(weather, words.of("task.do.progress.send"));
        assertThat(weather.locator("main").textContent()).contains("𠮷", "雷达图.png");
        weather.navigate(forecast + "?do=completion");
        weather.locator("#completion [name=result]").fill("已报送第一次预报");
        weather.locator("[name='form.forecast']").fill("今夜到明天大到暴雨");
        press(weather, words.of("task.do.completion.send"));
        assertThat(weather.locator("#ended").textContent()).contains("已报送第一次预报", "今夜到明天大到暴雨");
        picture(weather, walk, "task-phone");
        return forecast;
    }

    /** An hour and more of a night: some units acknowledge, some finish, some are late. */
    private void work(Scenario scenario, UUID incident) {
        UUID response = scenario.responses.ofIncident(incident, Actors.DUTY).get(0).id();
        var tasks = context.getBean(org.fengsui.task.Tasks.class);
        scenario.clock.advance(Duration.ofMinutes(12));
        Set<String> silent = Set.of("jianye", "lishui");
        scenario.tasks(response).stream().filter(task -> task.running() && !silent.contains(task.unit()))
                .forEach(task -> tasks.receive(task.id(), Actors.officer(task.unit())));
        tasks.progress(scenario.task(response, "water-supplies").id(), null, "编织袋 12 万条已装车", Actors.officer("water"));
        scenario.clock.advance(Duration.ofMinutes(15));
        scenario.tasks(response).stream().filter(task -> task.running() && !silent.contains(task.unit())
                        && task.title().contains("口头") && !task.unit().equals("gulou"))
                .forEach(task -> tasks.complete(task.id(), "目前无重大险情", TestForms.filled(context, task.form()),
                        Actors.officer(task.unit())));
        tasks.complete(scenario.task(response, "prepare-teams").id(), "5 支队伍 320 人集结完毕", Map.of(),
                Actors.officer("emergency"));
        tasks.complete(scenario.task(response, "water-supplies").id(), "防汛物资到位", Map.of(), Actors.officer("water"));
        scenario.clock.advance(Duration.ofMinutes(11));
        Sweeps.deadlines(context);
    }

    private static void press(Page page, String name) {
        page.locator("main").getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name)).first().click();
    }

    private static void follow(Page page, String name) {
        page.locator("main").getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name)).first().click();
    }

    private static UUID idIn(Page page) {
        return UUID.fromString(page.url().replaceAll(".*/([0-9a-f-]{36}).*", "$1"));
    }

    /** Of the walk with the script only, once what it draws is there. */
    private static void picture(Page page, Walk walk, String name) {
        if (walk.script()) {
            page.waitForFunction("() => [...document.querySelectorAll('[data-part]')].every(it => it.querySelector('svg'))"
                    + " || !document.querySelector('script')");
            Pictures.screen(page, name);
        }
    }

    private static Page open(Browser browser, String username, int width, boolean script, Words words) {
        Page page = browser.signedIn(username, width, script);
        if (width == LAPTOP) {
            page.setViewportSize(LAPTOP, 768);
        }
        page.navigate("/?lang=" + words.language);
        return page;
    }

    /** The words of the pages in one language. */
    private static final class Words {

        private static final Map<String, String> NAMES = Map.of("Ⅳ", "四级", "Ⅱ", "二级");
        private final String language;
        private final Properties texts = new Properties();

        Words(String language) {
            this.language = language;
            try (Reader reader = Files.newBufferedReader(Path.of("src/main/resources",
                    language.equals("en") ? "messages_en.properties" : "messages.properties"))) {
                texts.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** A text with what is known of its arguments, as far as it is known. */
        String of(String key, String... arguments) {
            String text = texts.getProperty(key);
            for (int i = 0; i < arguments.length; i++) {
                text = text.replace("{" + i + "}", arguments[i]);
            }
            return text.replaceFirst("\\{\\d}.*", "").strip();
        }

        /** A level in short. */
        String name(String code) {
            return language.equals("en") ? "Level " + code : NAMES.get(code);
        }

        /** A level with its numeral. */
        String level(String code) {
            return language.equals("en") ? "Level " + code : NAMES.get(code) + "（" + code + "）";
        }
    }

    private static byte[] photo() {
        BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 320; x++) {
            for (int y = 0; y < 240; y++) {
                image.setRGB(x, y, Color.HSBtoRGB((x + y) / 560f, 0.5f, 0.8f));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
