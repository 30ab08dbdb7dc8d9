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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.fengsui.response.TestForms;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.task.Sweeps;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/**
 * The main path, walked in a real browser without JavaScript by the people who walk it: from the report to the end. With
 * {@code -Dfengsui.pictures=docs/pictures} it writes the pictures of the README.
 */
@ServerTest
class BrowserJourneyTests {

    @LocalServerPort
    int port;
    @Autowired
    ApplicationContext context;

    @Test
    void aFloodResponseFromTheReportToTheEnd() throws IOException {
        Scenario scenario = new Scenario(context);
        scenario.clock.reset();
        UUID incident;
        try (Browser browser = new Browser(port)) {
            Page duty = browser.signedIn("duty", Browser.DESKTOP);
            duty.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("接报").setExact(true)).first().click();
            duty.locator("[name=title]").fill("长江南京站水位上涨");
            duty.locator("[name='place.name']").fill("下关");
            duty.locator("[name='facts.长江南京']").fill("8.90");
            duty.locator("[name='facts.秦淮河东山']").fill("8.20");
            duty.locator("[name=source]").fill("市水文站");
            press(duty, "报告并查看建议级别");
            assertThat(duty.locator("main").textContent()).contains("四级（Ⅳ）", "≥ 8.70 且 < 9.20 m", "0.30 m");
            incident = idIn(duty);
            picture(duty, "incident");

            follow(duty, "启动四级响应");
            assertThat(duty.locator("main").textContent()).contains("缺省", "市防办");
            press(duty, "提请");
            assertThat(duty.locator("main").textContent()).contains("待");
            String response = duty.url();

            Page office = browser.signedIn("office", Browser.DESKTOP);
            assertThat(office.locator("main").textContent()).contains("长江南京站水位上涨");
            office.navigate(response);
            press(office, "批准启动四级响应");
            assertThat(office.locator(".headline").textContent()).contains("四级", "响应中");

            Page weather = browser.signedIn("meteorology", Browser.PHONE);
            String ours = "response=" + idIn(office);
            weather.navigate("/tasks");
            picture(weather, "inbox-phone");
            weather.navigate("/tasks?" + ours);
            weather.locator("article", new Page.LocatorOptions().setHasText("报送天气预报"))
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("签收")).click();
            weather.navigate("/tasks?state=received&" + ours);
            weather.locator("article a", new Page.LocatorOptions().setHasText("报送天气预报")).first().click();
            String forecast = weather.url();
            weather.navigate(forecast + "?do=progress");
            weather.locator("#progress [name=text]").fill("预计未来 6 小时仍有强降雨 𠮷");
            weather.locator("#progress-file").setInputFiles(new FilePayload("雷达图.png", "image/png", photo()));
            press(weather, "提交进展");
            assertThat(weather.locator("main").textContent()).contains("𠮷", "雷达图.png");
            weather.navigate(forecast + "?do=completion");
            weather.locator("#completion [name=result]").fill("已报送第一次预报");
            weather.locator("[name='form.forecast']").fill("今夜到明天大到暴雨");
            press(weather, "报告完成");
            assertThat(weather.locator("#ended").textContent()).contains("已报送第一次预报", "今夜到明天大到暴雨");
            picture(weather, "task-phone");

            work(scenario, incident);
            duty.navigate("/incidents/" + incident);
            duty.locator("#observe > details > summary").click();
            duty.locator("#observe [name='facts.长江南京']").fill("9.80");
            press(duty, "保存并重新比对条件");
            duty.navigate(response);
            assertThat(duty.locator(".decide").first().textContent()).contains("二级（Ⅱ）", "9.80 m");
            picture(duty, "response");

            office.navigate(response);
            office.locator(".decide").getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("升到二级")).click();
            assertThat(office.locator("main").textContent()).contains("新增", "撤回", "改变频次", "每 24 小时 → 每 8 小时");
            picture(office, "level-change");
            press(office, "提请");
            Page commander = browser.signedIn("commander", Browser.DESKTOP);
            commander.navigate(response);
            press(commander, "批准调整到二级");
            assertThat(commander.locator(".headline").textContent()).contains("二级");

            office.navigate(response + "/level?to=Ⅳ");
            assertThat(office.locator("main").textContent()).contains("撤回");
            office.locator("[name=reason]").fill("水位回落");
            press(office, "降到四级");
            assertThat(office.locator(".headline").textContent()).contains("四级");

            follow(office, "终止响应");
            office.locator("[name=reason]").fill("汛情解除");
            press(office, "终止四级响应");
            assertThat(office.locator(".headline").textContent()).contains("汛情解除");
            assertThat(office.locator("main").textContent()).contains("终止");
            office.navigate("/plans");
            office.locator("main a", new Page.LocatorOptions().setHasText("南京市防汛预案")).first().click();
            assertThat(office.locator("main").textContent()).contains("参考模型", "长江南京");
        }
        List<String> types = scenario.timelineTypes(scenario.responses.ofIncident(incident, Actors.DUTY).get(0).id());
        assertThat(types).containsSubsequence("incident-threshold-reached", "launch-requested", "approved", "launched",
                "task-received", "task-progressed", "task-completed", "level-requested", "approved", "level-raised",
                "level-lowered", "ended");
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

    private static void picture(Page page, String name) throws IOException {
        Path folder = Path.of(System.getProperty("fengsui.pictures", "target/pictures"));
        Files.createDirectories(folder);
        page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png")));
    }

    private static byte[] photo() throws IOException {
        BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 320; x++) {
            for (int y = 0; y < 240; y++) {
                image.setRGB(x, y, Color.HSBtoRGB((x + y) / 560f, 0.5f, 0.8f));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
