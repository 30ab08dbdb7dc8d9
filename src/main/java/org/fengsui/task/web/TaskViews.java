package org.fengsui.task.web;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.fengsui.form.Form;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.task.Attachments;
import org.fengsui.task.Forms;
import org.fengsui.task.Task;
import org.fengsui.task.TaskLists;
import org.fengsui.task.Tasks;
import org.fengsui.task.spi.Background;
import org.fengsui.task.spi.TaskHost;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Turns tasks into what pages show of them. */
@Component
class TaskViews {

    private final Tasks tasks;
    private final TaskLists lists;
    private final Attachments attachments;
    private final Forms forms;
    private final TaskHost host;
    private final Organization organization;
    private final MessageSource messages;
    private final Clock clock;

    TaskViews(Tasks tasks, TaskLists lists, Attachments attachments, Forms forms, TaskHost host, Organization organization,
              MessageSource messages, Clock clock) {
        this.tasks = tasks;
        this.lists = lists;
        this.attachments = attachments;
        this.forms = forms;
        this.host = host;
        this.organization = organization;
        this.messages = messages;
        this.clock = clock;
    }

    List<TaskCard> cards(List<Task> tasks, Actor actor) {
        Map<UUID, Background> backgrounds = new HashMap<>();
        return tasks.stream().map(task ->
                card(task, backgrounds.computeIfAbsent(task.responseId(), host::background), actor)).toList();
    }

    /** Choices for narrowing the inbox to a response: those at work, and the one that is chosen. */
    List<TaskPage.Choice> responses(UUID chosen, Actor actor) {
        List<UUID> ids = new ArrayList<>(lists.responsesAtWork(actor));
        if (chosen != null && !ids.contains(chosen) && tasks.takesPart(chosen, actor.workUnit())) {
            ids.add(chosen);
        }
        return ids.stream().map(id -> {
            Background background = host.background(id);
            return new TaskPage.Choice(id.toString(), background.incident() + " " + background.number());
        }).toList();
    }

    TaskPage page(UUID id, Actor actor) {
        Task task = tasks.task(id, actor);
        TaskCard card = card(task, host.background(task.responseId()), actor);
        Map<String, String> names = new HashMap<>();
        List<Attachments.Attachment> files = attachments.ofTask(id, actor);
        List<TaskPage.Choice> colleagues = organization.people(task.unit()).stream()
                .filter(person -> person.worksFor(task.unit()) && !person.username().equals(task.handler()))
                .map(person -> new TaskPage.Choice(person.username(), person.name())).toList();
        List<TaskPage.Choice> units = !actor.commands() || !task.awaitsReassignment() ? List.of()
                : organization.units().stream().filter(unit -> unit.parent() != null)
                        .map(unit -> new TaskPage.Choice(unit.code(), organization.name(unit.code()))).toList();
        List<Form.Field> form = forms.form(task.form()).map(Form::fields).orElse(List.of());
        return new TaskPage(card, name(task.handler(), names), name(task.openedBy(), names), ended(task, id, actor, names),
                form, filled(form, task.formValues()), colleagues, units,
                actions(task, card, !colleagues.isEmpty(), actor), history(task, id, files, actor, names), files);
    }

    private TaskCard card(Task task, Background background, Actor actor) {
        Instant now = clock.instant();
        boolean mine = actor.worksFor(task.unit());
        String late = task.completionOverdue(now) ? "completion" : task.receiptOverdue(now) ? "receipt" : "";
        return new TaskCard(task, task.status().name().toLowerCase(Locale.ROOT), late,
                late.isEmpty() ? null : late.equals("receipt") ? task.receiptDueAt() : task.dueAt(),
                background.level(task.level()), background,
                task.isOrder() ? background.orders().get(task.orderId()) : null, organization.name(task.unit()),
                organization.unit(task.plannedUnit()).isPresent() ? ""
                        : background.members().getOrDefault(task.plannedUnit(), task.plannedUnit()),
                task.supporting().stream().map(organization::name).toList(),
                !mine && task.supporting().contains(actor.workUnit()),
                mine && task.status() == Task.Status.OPEN, mine && task.running(),
                task.running() && tasks.mayAdd(task, actor), mine && task.running() && !task.standing());
    }

    private static List<String> actions(Task task, TaskCard card, boolean colleagues, Actor actor) {
        boolean mine = actor.worksFor(task.unit());
        Map<String, Boolean> allowed = new LinkedHashMap<>();
        allowed.put("receipt", card.mayReceive());
        allowed.put("chase-answer", mine && task.chaseOpen());
        allowed.put("progress", card.mayAdd());
        allowed.put("completion", card.mayComplete());
        allowed.put("return", card.mayReturn());
        allowed.put("handover", mine && task.running() && colleagues);
        allowed.put("chase", actor.commands() && task.running());
        allowed.put("reassignment", actor.commands() && task.awaitsReassignment());
        allowed.put("return-acceptance", actor.commands() && task.awaitsReassignment());
        return allowed.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
    }

    private TaskPage.Ended ended(Task task, UUID id, Actor actor, Map<String, String> names) {
        return switch (task.status()) {
            case DONE -> new TaskPage.Ended("done", task.completedAt(), name(task.completedBy(), names),
                    organization.name(task.unit()), task.result());
            case WITHDRAWN -> new TaskPage.Ended(task.withdrawnCode(), task.withdrawnAt(),
                    name(task.withdrawnBy(), names), "", task.withdrawnReason());
            case RETURNED -> tasks.entries(id, actor).stream().filter(entry -> entry.type().equals("return-accepted"))
                    .findFirst()
                    .map(entry -> new TaskPage.Ended("return-accepted", entry.at(), name(entry.actor(), names),
                            unit(entry.unit()), entry.text()))
                    .orElseGet(() -> new TaskPage.Ended("returned", task.returnedAt(), name(task.returnedBy(), names),
                            organization.name(task.unit()), task.returnReason()));
            case OPEN, RECEIVED -> null;
        };
    }

    /** All that happened, the newest first. */
    private List<TaskPage.Line> history(Task task, UUID id, List<Attachments.Attachment> files, Actor actor,
                                        Map<String, String> names) {
        String own = organization.name(task.unit());
        Stream<TaskPage.Line> stages = Stream.of(
                new TaskPage.Line(task.openedAt(), name(task.openedBy(), names), "", "opened", task.note()),
                new TaskPage.Line(task.receivedAt(), name(task.receivedBy(), names), own, "received", ""),
                new TaskPage.Line(task.leaderToldAt(), name(Actor.SYSTEM.username(), names), "", "leader-told", ""),
                new TaskPage.Line(task.officeToldAt(), name(Actor.SYSTEM.username(), names), "", "office-told", ""),
                new TaskPage.Line(task.completedAt(), name(task.completedBy(), names), own, "completed",
                        task.result()),
                new TaskPage.Line(task.withdrawnAt(), name(task.withdrawnBy(), names), "",
                        task.withdrawnAt() == null ? "" : task.withdrawnCode(), task.withdrawnReason()));
        Stream<TaskPage.Line> entries = tasks.entries(id, actor).stream().map(entry ->
                new TaskPage.Line(entry.at(), name(entry.actor(), names), unit(entry.unit()), entry.type(),
                        entry.text()));
        Stream<TaskPage.Line> attached = files.stream().map(file -> new TaskPage.Line(file.uploadedAt(),
                name(file.uploadedBy(), names), unit(file.unit()), "attached", file.name()));
        List<TaskPage.Line> lines = new ArrayList<>(Stream.of(stages, entries, attached).flatMap(part -> part)
                .filter(line -> line.at() != null).toList());
        lines.sort(Comparator.comparing(TaskPage.Line::at));
        java.util.Collections.reverse(lines);
        return lines;
    }

    private List<TaskPage.Filled> filled(List<Form.Field> form, Map<String, Object> values) {
        return values == null ? List.of() : form.stream().filter(field -> values.get(field.key()) != null)
                .map(field -> new TaskPage.Filled(field.label(), words(field, values.get(field.key())))).toList();
    }

    private String words(Form.Field field, Object value) {
        if (value instanceof Boolean ticked) {
            return message(ticked ? "form.yes" : "form.no");
        }
        if (value instanceof List<?> chosen) {
            return String.join(message("layout.list-comma"), chosen.stream().map(one -> option(field, String.valueOf(one))).toList());
        }
        String text = String.valueOf(value);
        return switch (field.type()) {
            case "radio", "select" -> option(field, text);
            case "datetime" -> text.replace('T', ' ');
            default -> field.unit().isEmpty() ? text : text + " " + field.unit();
        };
    }

    private static String option(Form.Field field, String value) {
        return field.options().stream().filter(option -> option.value().equals(value)).map(Form.Option::label)
                .findFirst().orElse(value);
    }

    private String unit(String code) {
        return code.isEmpty() ? "" : organization.name(code);
    }

    /** The name of a person; each is looked up once for a page. */
    String name(String username, Map<String, String> known) {
        if (username == null) {
            return "";
        }
        return known.computeIfAbsent(username, account -> account.equals(Actor.SYSTEM.username())
                ? message("task.system")
                : organization.person(account));
    }

    private String message(String key) {
        return messages.getMessage(key, null, LocaleContextHolder.getLocale());
    }
}
