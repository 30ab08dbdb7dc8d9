package org.fengsui.response.web;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.fengsui.incident.Crossing;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.Proposal;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plan;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.fengsui.response.Approval;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.fengsui.task.Attachments;
import org.fengsui.task.Task;
import org.fengsui.task.Task.Status;
import org.fengsui.task.Tasks;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The responses, and the command page (指挥页) of one: its level, what is late, who has not answered, what to decide. */
@Controller
class CommandPages {

    private static final int PAGE = 20;
    /** More than any plan opens; the page shows them all. */
    private static final int ALL_TASKS = 5000;
    private static final int NEWEST_LINES = 15;

    private final Responses responses;
    private final Incidents incidents;
    private final Tasks tasks;
    private final Orders orders;
    private final Attachments attachments;
    private final Organization organization;
    private final Words words;
    private final TimelineWords timelines;
    private final Confirmation confirmation;
    private final Clock clock;

    CommandPages(Responses responses, Incidents incidents, Tasks tasks, Orders orders, Attachments attachments,
                 Organization organization, Words words, TimelineWords timelines, Confirmation confirmation,
                 Clock clock) {
        this.responses = responses;
        this.incidents = incidents;
        this.tasks = tasks;
        this.orders = orders;
        this.attachments = attachments;
        this.organization = organization;
        this.words = words;
        this.timelines = timelines;
        this.confirmation = confirmation;
        this.clock = clock;
    }

    @GetMapping("/responses")
    String list(@RequestParam(defaultValue = "0") String page, Actor actor, Model model) {
        int number = page.matches("\\d{1,6}") ? Integer.parseInt(page) : 0;
        Responses.Listing listing = responses.list(number, PAGE, actor);
        model.addAttribute("rows", listing.content().stream().map(response -> {
            Tasks.Page all = tasks.ofResponse(response.id(), Tasks.Filter.ALL, 0, 1, actor);
            Incident incident = incidents.incident(response.incidentId());
            return new ListRow(response, plan(response).level(response.level()).orElseThrow(), incident.title(),
                    incident.sample(), plan(response).name(), words.scope(response.scope()), words.status(response),
                    all.counts());
        }).toList());
        model.addAttribute("page", number);
        model.addAttribute("pages", (listing.totalElements() + PAGE - 1) / PAGE);
        model.addAttribute("commands", actor.commands());
        return "response/list";
    }

    @GetMapping("/responses/{id}")
    String command(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model) {
        return page(id, Typed.of(sent), actor, model);
    }

    /** Where a reader lands who reloads a refused form. */
    @GetMapping({"/responses/{id}/approval", "/responses/{id}/withdrawal"})
    String afterwards(@PathVariable UUID id) {
        return "redirect:/responses/" + id;
    }

    @PostMapping("/responses/{id}/approval")
    String approve(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                   HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        return decided(id, typed, actor, model, answer, () -> responses.approve(id, shown(typed),
                typed.value("oral").equals("yes") ? "approved" : typed.value("decision"), typed.value("comment"),
                confirmation.oral(typed), actor));
    }

    /** The request that stood on the page: a page left open must not sign a later one. */
    private static UUID shown(Typed typed) {
        try {
            return UUID.fromString(typed.value("approvalId"));
        } catch (IllegalArgumentException e) {
            throw new Invalid("approvalId", "not-an-id");
        }
    }

    @PostMapping("/responses/{id}/withdrawal")
    String withdraw(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                    HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        return decided(id, typed, actor, model, answer,
                () -> responses.withdrawRequest(id, typed.value("reason"), actor));
    }

    private String decided(UUID id, Typed typed, Actor actor, Model model, HttpServletResponse answer,
                           Runnable command) {
        try {
            command.run();
            return "redirect:/responses/" + id;
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return page(id, typed, actor, model);
        }
    }

    private String page(UUID id, Typed typed, Actor actor, Model model) {
        Response response = responses.response(id, actor);
        Plan plan = plan(response);
        Instant now = clock.instant();
        boolean print = typed.value("view").equals("print");
        List<Task> all = inPlanOrder(tasks.ofResponse(id, Tasks.Filter.ALL, 0, ALL_TASKS, actor).content(), plan);
        List<Task> counted = all.stream().filter(task -> task.status() != Status.WITHDRAWN).toList();
        List<TimelineWords.Line> lines = timelines.newestFirst(responses.timeline(id, actor));

        model.addAttribute("response", response);
        model.addAttribute("status", words.status(response));
        model.addAttribute("withdrawn", words.withdrawn(response).map(approval -> signed(approval, plan)).orElse(null));
        model.addAttribute("incident", incidents.incident(response.incidentId()));
        model.addAttribute("plan", plan);
        model.addAttribute("level", plan.level(response.level()).orElseThrow());
        model.addAttribute("scope", words.scope(response.scope()));
        model.addAttribute("situations", words.situations(plan, response.situations()));
        model.addAttribute("commands", actor.commands());
        model.addAttribute("started", started(response));
        model.addAttribute("print", print);
        decisions(response, plan, actor, model);
        model.addAttribute("totals", row("", "", counted, lines, now));
        model.addAttribute("units", counted.stream().filter(t -> t.status() == Status.OPEN && !t.overdue(now))
                .map(Task::unit).distinct().count());
        model.addAttribute("next", next(counted, now));
        model.addAttribute("begun", counted.stream().anyMatch(task -> task.status() == Status.RECEIVED));
        String by = Stream.of("task", "group").filter(typed.value("by")::equals).findFirst()
                .orElse(print ? "task" : "unit");
        model.addAttribute("by", by);
        switch (by) {
            case "unit" -> model.addAttribute("board", board(counted, lines, now, Task::unit, organization::name));
            case "group" -> model.addAttribute("board", board(counted, lines, now, Task::workGroup, group -> group));
            default -> {
                String state = typed.value("state").isEmpty() ? "all" : typed.value("state");
                model.addAttribute("state", state);
                String unit = organization.unit(typed.value("unit")).isPresent() ? typed.value("unit") : "";
                model.addAttribute("tasks", inPlanOrder(tasks.ofResponse(id,
                                new Tasks.Filter(state, unit, "", "", null), 0, ALL_TASKS, actor)
                                .content(), plan).stream()
                        .map(task -> new Words.UnitTask(organization.name(task.unit()), task)).toList());
                model.addAttribute("unit", unit.isEmpty() ? "" : organization.name(unit));
            }
        }
        model.addAttribute("facts", incidents.latest(response.incidentId()));
        String show = Stream.of("facts", "tasks", "decisions", "all").filter(typed.value("show")::equals).findFirst()
                .orElse(print ? "all" : "newest");
        model.addAttribute("show", show);
        model.addAttribute("lineCount", lines.size());
        model.addAttribute("timeline", switch (show) {
            case "all" -> lines;
            case "newest" -> lines.stream().limit(NEWEST_LINES).toList();
            default -> lines.stream().filter(line -> line.kind().equals(show)).toList();
        });
        model.addAttribute("orders", orders.ofResponse(id, actor).stream().map(order -> new OrderRow(order,
                organization.person(order.issuedBy()),
                all.stream().filter(task -> order.id().equals(task.orderId()))
                        .map(task -> new Words.UnitTask(organization.name(task.unit()), task)).toList())).toList());
        model.addAttribute("attachments", attachments.ofResponse(id, actor));
        model.addAttribute("typed", confirmation.preset(typed));
        return "response/command";
    }

    /** What waits for a decision: a request for a signature, a threshold reached, a lower level that would do. */
    private void decisions(Response response, Plan plan, Actor actor, Model model) {
        List<Approval> approvals = responses.approvals(response.id());
        Optional<Approval> pending = approvals.stream().filter(Approval::pending).findFirst();
        model.addAttribute("pending", pending.map(approval -> {
            Plan.Level target = plan.level(approval.level()).orElseThrow();
            return new Pending(approval, target, words.authority(target, actor),
                    organization.person(approval.requestedBy()));
        }).orElse(null));
        model.addAttribute("unwritten", approvals.stream()
                .filter(a -> a.awaitsWrittenForm() && "approved".equals(a.decision()))
                .map(a -> new Unwritten(a, plan.level(a.level()).orElseThrow(), responses.postNames(List.of(a.oralBy())),
                        actor.holdsAny(a.posts()))).toList());
        model.addAttribute("approvals", approvals.stream().filter(a -> !a.pending())
                .map(a -> signed(a, plan)).toList());
        if (response.status() == Response.Status.AWAITING_APPROVAL) {
            Responses.Preview preview = responses.previewLevel(response.id(), response.level(), actor);
            model.addAttribute("openings", words.openings(preview.difference().opened()));
            model.addAttribute("openedCount", preview.difference().opened().size());
            model.addAttribute("openedUnits", preview.difference().units().size());
        }
        if (!response.active()) {
            return;
        }
        Crossing crossing = incidents.crossings(response.incidentId()).stream()
                .filter(c -> c.undecided() && c.planKey().equals(response.planKey())).findFirst().orElse(null);
        if (crossing != null) {
            model.addAttribute("crossing", crossing);
            model.addAttribute("crossingLevel", plan.level(crossing.level()).orElseThrow());
        }
        if (actor.commands() && pending.isEmpty() && response.cityWide()) {
            Optional<Proposal> proposal = incidents.proposal(response.incidentId())
                    .filter(p -> p.planKey().equals(response.planKey()));
            Plan.Level inForce = plan.level(response.level()).orElseThrow();
            Plan.Level proposed = proposal.flatMap(p -> plan.level(p.level())).orElse(null);
            model.addAttribute("lower", proposed != null && proposed.rank() < inForce.rank() ? proposed : null);
            model.addAttribute("over", proposed == null);
        }
    }

    private Signed signed(Approval a, Plan plan) {
        return new Signed(a, plan.level(a.level()).orElseThrow(), organization.person(a.requestedBy()),
                a.decidedPost() == null || a.decidedPost().isEmpty() ? organization.person(a.decidedBy())
                        : responses.postNames(List.of(a.decidedPost())));
    }

    /** The list as it comes, with the plan's order among tasks that it does not tell apart: same limits, same moment. */
    private List<Task> inPlanOrder(List<Task> found, Plan plan) {
        Map<String, Integer> actions = new HashMap<>();
        plan.actions().forEach(action -> actions.put(action.key(), actions.size()));
        Map<String, Integer> units = words.order();
        Comparator<Task> order = Comparator
                .comparing((Task task) -> actions.getOrDefault(task.actionKey(), Integer.MAX_VALUE))
                .thenComparing(task -> units.getOrDefault(task.unit(), Integer.MAX_VALUE));
        List<Task> sorted = new ArrayList<>(found);
        int start = 0;
        for (int end = 1; end <= sorted.size(); end++) {
            if (end == sorted.size() || !alike(sorted.get(start), sorted.get(end))) {
                sorted.subList(start, end).sort(order);
                start = end;
            }
        }
        return sorted;
    }

    private static boolean alike(Task one, Task other) {
        return one.status() == other.status() && one.openedAt().equals(other.openedAt())
                && Objects.equals(one.completedAt(), other.completedAt())
                && Objects.equals(one.withdrawnAt(), other.withdrawnAt())
                && Objects.equals(firstLimit(one), firstLimit(other));
    }

    private static Instant firstLimit(Task task) {
        return Stream.of(task.receivedAt() == null ? Optional.ofNullable(task.receiptDueAt()) : Optional.<Instant>empty(),
                Optional.ofNullable(task.dueAt())).flatMap(Optional::stream).min(Comparator.naturalOrder()).orElse(null);
    }

    /** Who started it, in words of posts: the last one who signed the launch. */
    private String started(Response response) {
        return responses.approvals(response.id()).stream()
                .filter(a -> a.kind().equals("launch") && "approved".equals(a.decision())).findFirst()
                .map(a -> responses.postNames(List.of(a.decidedPost()))).orElse("");
    }

    private Plan plan(Response response) {
        return responses.version(response).plan();
    }

    private List<BoardRow> board(List<Task> tasks, List<TimelineWords.Line> lines, Instant now,
                                        Function<Task, String> key, Function<String, String> name) {
        Map<String, Integer> order = words.order();
        Map<String, List<Task>> groups = new LinkedHashMap<>();
        tasks.forEach(task -> groups.computeIfAbsent(key.apply(task), k -> new ArrayList<>()).add(task));
        return groups.entrySet().stream()
                .map(group -> row(group.getKey(), name.apply(group.getKey()), group.getValue(), lines, now))
                .sorted(Comparator.comparing((BoardRow row) -> row.late() == 0)
                        .thenComparing(BoardRow::late, Comparator.reverseOrder())
                        .thenComparing(row -> row.returned() == 0)
                        .thenComparing(row -> row.waiting() == 0)
                        .thenComparing(row -> row.running() == 0)
                        .thenComparing(row -> order.getOrDefault(row.key(), Integer.MAX_VALUE)))
                .toList();
    }

    /** Every task counts once: late before returned, waiting, running, done. */
    private static BoardRow row(String key, String name, List<Task> tasks, List<TimelineWords.Line> lines,
                                Instant now) {
        Predicate<Task> late = task -> task.overdue(now);
        long lateCount = tasks.stream().filter(late).count();
        long returned = tasks.stream().filter(Task::awaitsReassignment).count();
        long waiting = tasks.stream().filter(late.negate().and(t -> t.status() == Status.OPEN)).count();
        long running = tasks.stream().filter(late.negate().and(t -> t.status() == Status.RECEIVED)).count();
        // The list comes late first, then unacknowledged, then by due time.
        Task current = tasks.stream().filter(Task::running).findFirst().orElse(null);
        TimelineWords.Line feedback = key.isEmpty() ? null : lines.stream()
                .filter(line -> line.by(key) && line.kind().equals("tasks")).findFirst().orElse(null);
        return new BoardRow(key, name, lateCount, returned, waiting, running,
                tasks.size() - lateCount - returned - waiting - running, tasks.size(), current,
                current == null ? null : lateSince(current, now), feedback);
    }

    /** The next limit that somebody has to keep; null when none lies ahead. */
    private Deadline next(List<Task> tasks, Instant now) {
        return tasks.stream().filter(Task::running)
                .flatMap(task -> Stream.of(new Deadline(task, organization.name(task.unit()), "receipt",
                                task.receivedAt() == null ? task.receiptDueAt() : null),
                        new Deadline(task, organization.name(task.unit()), "due", task.dueAt())))
                .filter(deadline -> deadline.at() != null && deadline.at().isAfter(now))
                .min(Comparator.comparing(Deadline::at)).orElse(null);
    }

    private static Instant lateSince(Task task, Instant now) {
        return task.receiptOverdue(now) ? task.receiptDueAt() : task.completionOverdue(now) ? task.dueAt() : null;
    }

    record ListRow(Response response, Plan.Level level, String incident, boolean sample, String plan, String scope,
                   String status, Map<String, Long> counts) {
    }

    /**
     * The tasks of a unit or a work group, counted.
     *
     * @param current   what is most urgent; null when nothing is open
     * @param lateSince the limit that {@code current} has passed; null when it is not late
     */
    record BoardRow(String key, String name, long late, long returned, long waiting, long running, long done,
                    long total, Task current, Instant lateSince, TimelineWords.Line feedback) {

        /** Of 1000, for drawing. */
        public long part(long count) {
            return total == 0 ? 0 : count * 1000 / total;
        }
    }

    /** @param kind receipt or due */
    record Deadline(Task task, String unit, String kind, Instant at) {
    }

    record Pending(Approval approval, Plan.Level level, Words.Authority authority, String requestedBy) {
    }

    record Unwritten(Approval approval, Plan.Level level, String post, boolean maySign) {
    }

    record Signed(Approval approval, Plan.Level level, String requestedBy, String decidedBy) {
    }

    record OrderRow(Orders.Order order, String issuedBy, List<Words.UnitTask> tasks) {
        public long received() {
            return tasks.stream().map(Words.UnitTask::task).map(Task::receivedAt).filter(Objects::nonNull).count();
        }

        public long done() {
            return tasks.stream().map(Words.UnitTask::task).map(Task::completedAt).filter(Objects::nonNull).count();
        }
    }
}
