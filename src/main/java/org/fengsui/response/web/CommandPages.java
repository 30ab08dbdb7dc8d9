package org.fengsui.response.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.fengsui.audit.Audit;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plan;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.response.ResponseLists;
import org.fengsui.response.Responses;
import org.fengsui.response.Timelines;
import org.fengsui.task.Task;
import org.fengsui.task.Task.Status;
import org.fengsui.task.TaskLists;
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
    private static final int NEWEST_LINES = 15;
    private static final int NEWEST_FILES = 6;

    private final Responses responses;
    private final ResponseLists responseLists;
    private final Incidents incidents;
    private final TaskLists lists;
    private final Orders orders;
    private final Timelines timeline;
    private final Organization organization;
    private final ResponseHead heads;
    private final Board board;
    private final Decisions decisions;
    private final FactSeries facts;
    private final Gallery gallery;
    private final People people;
    private final Words words;
    private final TimelineWords timelines;
    private final Confirmation confirmation;
    private final Audit audit;

    CommandPages(Responses responses, ResponseLists responseLists, Incidents incidents, TaskLists lists, Orders orders,
                 Timelines timeline,
                 Organization organization, ResponseHead heads, Board board, Decisions decisions, FactSeries facts,
                 Gallery gallery, People people, Words words, TimelineWords timelines, Confirmation confirmation,
                 Audit audit) {
        this.responses = responses;
        this.responseLists = responseLists;
        this.incidents = incidents;
        this.lists = lists;
        this.orders = orders;
        this.timeline = timeline;
        this.organization = organization;
        this.heads = heads;
        this.board = board;
        this.decisions = decisions;
        this.facts = facts;
        this.gallery = gallery;
        this.people = people;
        this.words = words;
        this.timelines = timelines;
        this.confirmation = confirmation;
        this.audit = audit;
    }

    @GetMapping("/responses")
    String list(@RequestParam(defaultValue = "0") String page, @RequestParam(defaultValue = "false") String archived,
                Actor actor, Model model) {
        boolean past = archived.equals("true");
        model.addAttribute("archived", past);
        int number = page.matches("\\d{1,6}") ? Integer.parseInt(page) : 0;
        ResponseLists.Listing listing = responseLists.list(past, number, PAGE, actor);
        Map<UUID, Map<String, Long>> counts =
                lists.counts(listing.content().stream().map(Response::id).toList(), actor);
        model.addAttribute("rows", listing.content().stream().map(response -> {
            Plan plan = responses.version(response).plan();
            Incident incident = incidents.incident(response.incidentId());
            return new ListRow(response, plan.level(response.level()).orElseThrow(), incident.title(),
                    incident.sample(), plan.name(), words.scope(response.scope()), words.status(response),
                    counts.get(response.id()));
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
        ResponseHead.Head head = heads.tell(id, actor, model);
        Response response = head.response();
        List<Task> all = board.inOrder(lists.ofResponse(id, actor), head.plan());
        decisions.tell(response, head.plan(), actor, model);
        model.addAttribute("totals", board.totals(all));
        model.addAttribute("units", board.unitsWaiting(all));
        model.addAttribute("next", board.next(all));
        model.addAttribute("typed", confirmation.preset(typed));
        model.addAttribute("facts", facts.observed(response.incidentId(), List.of(head.plan())));
        switch (typed.value("view")) {
            case "wall" -> {
                model.addAttribute("board", board.byUnit(all, Map.of()).stream()
                        .filter(row -> row.late() + row.returned() + row.waiting() > 0).toList());
                return "response/wall";
            }
            case "print" -> {
                print(response, head.plan(), all, actor, model);
                return "response/print";
            }
            default -> {
                board(id, head.plan(), all, typed, actor, model);
                model.addAttribute("told", all.stream().filter(task -> task.running() && task.receivedAt() == null
                        && task.officeToldAt() != null).toList());
                model.addAttribute("begun", all.stream().anyMatch(task -> task.status() == Status.RECEIVED));
                model.addAttribute("timeline",
                        timelines.page(timeline.ofResponse(id, Timelines.Filter.NONE, 0, NEWEST_LINES, actor)));
                model.addAttribute("orders", orders(id, all, actor));
                model.addAttribute("files", gallery.ofResponse(id, 0, NEWEST_FILES, all, actor));
                model.addAttribute("posts", people.commandPost());
                return "response/command";
            }
        }
    }

    private void board(UUID id, Plan plan, List<Task> all, Typed typed, Actor actor, Model model) {
        String by = Stream.of("task", "group").filter(typed.value("by")::equals).findFirst().orElse("unit");
        model.addAttribute("by", by);
        switch (by) {
            case "unit" -> model.addAttribute("board", board.byUnit(all, timeline.latestByUnit(id, actor)));
            case "group" -> model.addAttribute("board", board.byWorkGroup(all, plan));
            default -> {
                String state = Board.STATES.contains(typed.value("state")) ? typed.value("state") : "all";
                String unit = organization.unit(typed.value("unit")).isPresent() ? typed.value("unit") : "";
                Plan.Action action = plan.action(typed.value("action")).orElse(null);
                model.addAttribute("state", state);
                model.addAttribute("unit", unit);
                model.addAttribute("action", action);
                model.addAttribute("tasks", board.byTask(all, state, unit, action == null ? "" : action.key()));
                model.addAttribute("unitChoices", board.units(all));
            }
        }
    }

    /** Everything, for paper. */
    private void print(Response response, Plan plan, List<Task> all, Actor actor, Model model) {
        audit.record(actor, "response.export", Map.of("id", response.id(), "incidentId", response.incidentId()));
        model.addAttribute("version", responses.version(response).number());
        model.addAttribute("board", board.byUnit(all, Map.of()));
        model.addAttribute("tasks", board.byTask(all, "all", "", ""));
        model.addAttribute("timeline", timelines.page(
                timeline.ofResponse(response.id(), Timelines.Filter.NONE, 0, Integer.MAX_VALUE, actor)));
        model.addAttribute("orders", orders(response.id(), all, actor));
        model.addAttribute("files", gallery.ofResponse(response.id(), 0, Integer.MAX_VALUE, all, actor));
        model.addAttribute("posts", people.commandPost());
    }

    private List<OrderRow> orders(UUID id, List<Task> all, Actor actor) {
        List<Orders.Order> issued = orders.ofResponse(id, actor);
        Map<String, String> names = organization.persons(issued.stream().map(Orders.Order::issuedBy).distinct().toList());
        return issued.stream().map(order -> new OrderRow(order, names.get(order.issuedBy()),
                all.stream().filter(task -> order.id().equals(task.orderId()))
                        .map(task -> new Words.UnitTask(organization.name(task.unit()), task)).toList())).toList();
    }

    record ListRow(Response response, Plan.Level level, String incident, boolean sample, String plan, String scope,
                   String status, Map<String, Long> counts) {
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
