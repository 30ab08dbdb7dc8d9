package org.fengsui.rights;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.PlanAttachments;
import org.fengsui.plan.PlanCalendar;
import org.fengsui.plan.PlanComments;
import org.fengsui.plan.Plans;
import org.fengsui.response.Orders;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.task.Attachments;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.springframework.context.ApplicationContext;

/** What calls are about: a response in which two units take part and a third does not, and what can be done in one. */
final class Stage {

    static final String OWN = "traffic";
    static final String PARTNER = "water";
    /** No action of the shipped plan is this unit's; a test says so. */
    static final String OUTSIDER = "chuhe-command";

    final Scenario scenario;
    private final ApplicationContext context;
    private final Tasks tasks;
    private final Attachments attachments;
    private final UUID working;
    private int plansMade;
    /** A response, its incident, and in it an order to the unit concerned with its task and a photo on it. */
    final UUID response;
    final UUID incident;
    final UUID task;
    final UUID attachment;

    Stage(ApplicationContext context) {
        this.context = context;
        scenario = new Scenario(context).onAnEmptySite();
        tasks = context.getBean(Tasks.class);
        attachments = context.getBean(Attachments.class);
        LifePlans.forget(context, "rights-");
        incident = undecided();
        response = scenario.responses.launch(scenario.request(incident, "Ⅳ"), Actors.EVERY_POST).response().id();
        task = order(response, OWN);
        order(response, PARTNER);
        attachment = photo(task, "现场.png", OWN);
        working = active();
    }

    /** An incident that has reached a level which nobody has decided on. */
    UUID undecided() {
        return scenario.flood(Map.of("长江南京", "9.80"));
    }

    UUID quiet() {
        return scenario.flood(Map.of());
    }

    /** A response in force at the lowest level, in which both units take part. */
    UUID active() {
        UUID id = scenario.active("Ⅳ").id();
        order(id, OWN);
        order(id, PARTNER);
        return id;
    }

    /** A launch that awaits the government's approval. */
    UUID pending() {
        return scenario.responses.launch(scenario.request(quiet(), "Ⅰ"), Actors.DUTY).response().id();
    }

    /** A response in force, for which the government is asked to agree to the highest level. */
    UUID raising() {
        UUID id = active();
        scenario.responses.changeLevel(id, "Ⅰ", "水位上涨", Actors.OFFICE);
        return id;
    }

    /** A task of the unit concerned that nobody has acknowledged. */
    UUID open() {
        return order(working, OWN);
    }

    UUID received() {
        UUID id = open();
        tasks.receive(id, Actors.officer(OWN));
        return id;
    }

    UUID chased() {
        UUID id = received();
        tasks.chase(id, "为何还没有到位", Actors.OFFICE);
        return id;
    }

    UUID returned() {
        UUID id = open();
        tasks.giveBack(id, "车辆都在外地", Actors.officer(OWN));
        return id;
    }

    UUID order(UUID response, String unit) {
        Orders.Order order = context.getBean(Orders.class).issue(response, UUID.randomUUID().toString(), "封闭下穿隧道",
                "设警示", List.of(unit), null, Duration.ofHours(3), Actors.DUTY).order();
        return scenario.tasks(response).stream().filter(one -> order.id().equals(one.orderId())).findFirst()
                .map(Task::id).orElseThrow();
    }

    UUID photo(UUID task, String name, String unit) {
        return attachments.add(task, name, new ByteArrayInputStream(png()), Actors.officer(unit)).id();
    }

    UUID approval(UUID response) {
        return scenario.responses.pending(response).orElseThrow().id();
    }

    String situation() {
        return context.getBean(Plans.class).current("flood-nanjing").plan().situations().get(0).code();
    }

    /** A deputy of the duty officer, in force. */
    Object deputy() {
        return context.getBean(org.fengsui.organization.Deputies.class).deputise("duty", "deputy", "duty", null,
                scenario.clock.instant().plus(Duration.ofDays(1)), org.fengsui.support.Actors.DUTY).id();
    }

    /** A special plan of its own, whose first version is in this state: its key and version. */
    Map<String, Object> plan(Plans.Status status) {
        return Map.of("key", LifePlans.at(context, "rights-" + ++plansMade, status).key(), "version", 1);
    }

    /** A submitted version with a comment by its reviewer: the comment is its id. */
    Map<String, Object> planComment() {
        Map<String, Object> plan = new HashMap<>(plan(Plans.Status.SUBMITTED));
        plan.put("id", context.getBean(PlanComments.class).add((String) plan.get("key"), 1, "plan", "", "总体可行",
                LifePlans.REVIEWER).id());
        return plan;
    }

    /** A draft with a file that is not the text signed: the file is its id. */
    Map<String, Object> planFile() {
        Map<String, Object> plan = new HashMap<>(plan(Plans.Status.DRAFT));
        plan.put("id", context.getBean(PlanAttachments.class).add((String) plan.get("key"), 1, "other", "说明.png",
                new ByteArrayInputStream(png()), LifePlans.PLANNER).id());
        return plan;
    }

    /** A plan of the site's own, for which the program has brought a newer reference model. */
    Map<String, Object> planOffered() {
        Map<String, Object> plan = plan(Plans.Status.PUBLISHED);
        LifePlans.ship(context, LifePlans.special((String) plan.get("key"), "新的参考模型"));
        return plan;
    }

    /** A date of a plan in force that was recorded; the entry is its id. */
    Map<String, Object> planDate() {
        Map<String, Object> plan = new HashMap<>(plan(Plans.Status.PUBLISHED));
        plan.put("id", context.getBean(PlanCalendar.class).record((String) plan.get("key"), null, "drill",
                LocalDate.parse("2026-06-01"), "", "桌面推演", LifePlans.PLANNER).id());
        return plan;
    }

    /** A plan in force that is to be revised; the revision is its id. */
    Map<String, Object> planRevision() {
        Map<String, Object> plan = new HashMap<>(plan(Plans.Status.PUBLISHED));
        plan.put("id", context.getBean(PlanCalendar.class).revise((String) plan.get("key"), "other", "核对联系电话",
                List.of(), null, LifePlans.PLANNER).id());
        return plan;
    }

    static byte[] png() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An entry of the record. */
    String auditEntry() {
        return context.getBean(org.springframework.jdbc.core.simple.JdbcClient.class)
                .sql("select lane || '-' || seq from audit_entry limit 1").query(String.class).single();
    }
}
