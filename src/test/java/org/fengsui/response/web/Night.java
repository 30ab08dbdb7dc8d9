package org.fengsui.response.web;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.fengsui.response.LaunchRequest;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.response.TestForms;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.task.Attachments;
import org.fengsui.task.Sweeps;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.springframework.context.ApplicationContext;

/**
 * A night in the flood season, an hour into a response of the second level, and the river has just reached the first:
 * what the command page is made for.
 */
final class Night {

    final Scenario scenario;
    final Response response;
    final UUID incident;
    private final Tasks tasks;

    Night(ApplicationContext context) {
        scenario = new Scenario(context);
        scenario.clock.reset();
        tasks = context.getBean(Tasks.class);
        incident = scenario.flood(Map.of("长江南京", "9.31", "秦淮河东山", "8.20"));
        observe(25, Map.of("长江南京", "9.55", "秦淮河东山", "8.62"));
        observe(25, Map.of("长江南京", "9.80", "秦淮河东山", "9.01", "受涝面积", "12"));
        response = scenario.responses.launch(new LaunchRequest(UUID.randomUUID().toString(), incident, "flood-nanjing",
                "Ⅱ", List.of(), List.of(), false, "水位达到二级"), Actors.EVERY_POST).response();
        scenario.clock.advance(Duration.ofMinutes(8));
        Set<String> silent = Set.of("housing", "traffic", "pukou");
        scenario.tasks(response.id()).stream().filter(task -> !silent.contains(task.unit()))
                .forEach(task -> tasks.receive(task.id(), Actors.officer(task.unit())));
        scenario.clock.advance(Duration.ofMinutes(12));
        Sweeps.deadlines(context);
        Set<String> slow = Set.of("water", "jiangning", "emergency", "meteorology");
        Task supplies = scenario.task(response.id(), "water-supplies");
        tasks.progress(supplies.id(), null, "编织袋 12 万条已装车，预计 40 分钟后到江宁段", Actors.officer("water"));
        for (int i = 0; i < 3; i++) {
            context.getBean(Attachments.class).add(supplies.id(), "装车现场" + (i + 1) + ".png",
                    new ByteArrayInputStream(photo(i)), Actors.officer("water"));
        }
        context.getBean(Attachments.class).add(supplies.id(), "物资清单.txt",
                new ByteArrayInputStream("编织袋 120000".getBytes(StandardCharsets.UTF_8)),
                Actors.officer("water"));
        tasks.complete(supplies.id(), "防汛物资到位", Map.of(), Actors.officer("water"));
        context.getBean(Orders.class).issue(response.id(), UUID.randomUUID().toString(), "封闭纬七路下穿隧道", "设警示，绕行扬子江大道",
                List.of("traffic-police", "urban-management"), Duration.ofMinutes(5), null, Actors.DUTY);
        scenario.tasks(response.id()).stream().filter(task -> task.status() == Task.Status.RECEIVED && !task.standing()
                        && !slow.contains(task.unit()) && task.dueWithin() != null
                        && task.dueWithin().compareTo(Duration.ofHours(1)) <= 0)
                .forEach(task -> tasks.complete(task.id(), "已完成，无重大险情",
                        TestForms.filled(context, task.form()), Actors.officer(task.unit())));
        observe(20, Map.of("长江南京", "9.97"));
        observe(12, Map.of("长江南京", "10.24"));
        scenario.clock.advance(Duration.ofMinutes(12));
    }

    void observe(int minutesLater, Map<String, String> facts) {
        Instant now = scenario.clock.advance(Duration.ofMinutes(minutesLater));
        scenario.incidents.observe(incident, now, facts, "水文站", Actors.DUTY);
    }

    String page() {
        return "/responses/" + response.id();
    }

    private static byte[] photo(int hue) {
        BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 320; x++) {
            for (int y = 0; y < 240; y++) {
                image.setRGB(x, y, Color.HSBtoRGB(hue / 3f + (x + y) / 5600f, 0.4f, 0.4f + y / 600f));
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
