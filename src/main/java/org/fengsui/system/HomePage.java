package org.fengsui.system;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.fengsui.incident.Crossing;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.SampleFeed;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Personnel;
import org.fengsui.organization.Post;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.response.Approval;
import org.fengsui.response.Response;
import org.fengsui.response.ResponseLists;
import org.fengsui.response.Responses;
import org.fengsui.task.Task;
import org.fengsui.task.TaskLists;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The home page (首页) by post: what burns now, what runs, and the reader's own work. */
@Controller
class HomePage {

    private static final int SHOWN = 8;

    private final Incidents incidents;
    private final Responses responses;
    private final ResponseLists responseLists;
    private final TaskLists lists;
    private final Plans plans;
    private final Organization organization;
    private final SampleFeed sample;
    private final Guide guide;
    private final LostForms lost;
    private final Snapshot snapshot;
    private final Personnel personnel;
    private final Clock clock;

    HomePage(Incidents incidents, Responses responses, ResponseLists responseLists, TaskLists lists, Plans plans,
             Organization organization,
             SampleFeed sample, Guide guide, LostForms lost, Snapshot snapshot, Personnel personnel, Clock clock) {
        this.incidents = incidents;
        this.responses = responses;
        this.responseLists = responseLists;
        this.lists = lists;
        this.plans = plans;
        this.organization = organization;
        this.sample = sample;
        this.guide = guide;
        this.lost = lost;
        this.snapshot = snapshot;
        this.personnel = personnel;
        this.clock = clock;
    }

    @GetMapping("/")
    String home(Actor actor, Model model, HttpServletRequest request) {
        return snapshot.of(() -> page(actor, model, request));
    }

    private String page(Actor actor, Model model, HttpServletRequest request) {
        if (actor.holds(Post.SYSADMIN) || actor.holds(Post.SECADMIN)) {
            model.addAttribute("manages", actor.holds(Post.SYSADMIN));
            model.addAttribute("withoutPost", personnel.list(new Personnel.Filter("", "", "none", "here"), 0, 1, actor)
                    .totalElements());
            return "organization/home";
        }
        boolean works = actor.holds(Post.OFFICER) || actor.holds(Post.LEADER);
        List<Running> open = running(responseLists.open(actor), actor);
        List<Running> running = open.stream().filter(one -> one.response().endedAt() == null).toList();
        List<Signature> signatures = responses.awaiting(actor).stream().map(approval -> signature(approval, actor))
                .toList();
        model.addAttribute("commands", actor.commands());
        model.addAttribute("signatures", signatures);
        model.addAttribute("running", running);
        model.addAttribute("ended", open.stream().filter(one -> one.response().endedAt() != null).toList());
        if (actor.oversees()) {
            Map<UUID, UUID> responseOf = running.stream().filter(one -> one.response().active())
                    .collect(java.util.stream.Collectors.toMap(one -> one.response().incidentId(),
                            one -> one.response().id(), (first, later) -> first));
            model.addAttribute("undecided", incidents.undecided().stream()
                    // The gravest first, then whatever has waited longest.
                    .sorted(Comparator.comparing(Crossing::rank).reversed())
                    .map(crossing -> undecided(crossing, responseOf.get(crossing.incidentId()), actor)).toList());
            List<TaskLine> needing = lines(lists.needingCommand(),
                    actor.commands() ? HomePage::alarmOfCommand : task -> null);
            model.addAttribute("needing", needing.stream().limit(SHOWN).toList());
            model.addAttribute("needingCount", needing.size());
        }
        if (actor.commands()) {
            model.addAttribute("unwritten", responses.awaitingWrittenForm().stream()
                    .map(approval -> signature(approval, actor)).toList());
        }
        if (actor.holds(Post.LEADER)) {
            model.addAttribute("told", lines(lists.needingLeader(actor.unit()), task -> "told " + task.id()));
        }
        if (works) {
            TaskLists.Page inbox = lists.own(new TaskLists.Filter("running", "", "", "", null), 0, SHOWN, actor);
            model.addAttribute("inbox", lines(inbox.content(), HomePage::alarmOfUnit));
            model.addAttribute("counts", inbox.counts());
            model.addAttribute("supported", lists.supported(new TaskLists.Filter("running", "", "", "", null), 0, 1, actor)
                    .totalElements());
        }
        model.addAttribute("works", works);
        model.addAttribute("oversees", actor.oversees());
        Plans.Listing published = plans.published(0, SHOWN);
        model.addAttribute("plans", works || actor.oversees() ? new Plans.Listing(List.of(), 0) : published);
        model.addAttribute("ownPlan", published.versions().isEmpty() ? null : published.versions().get(0).key());
        model.addAttribute("sampleOffered", sample.offeredTo(actor));
        model.addAttribute("sample", sample.current().map(this::shown).orElse(null));
        model.addAttribute("guide", guide.of(actor, request).orElse(null));
        model.addAttribute("unsent", lost.of(request.getSession(false)).isPresent());
        model.addAttribute("unitName", organization.name(actor.unit()));
        return "home";
    }

    @PostMapping("/guide/{action:hide|show}")
    String guide(@PathVariable String action, Actor actor, HttpServletResponse answer) {
        answer.addHeader(HttpHeaders.SET_COOKIE, guide.cookie(actor, action.equals("hide")).toString());
        return "redirect:/" + (action.equals("hide") ? "" : "#guide");
    }

    @GetMapping("/guide/{action:hide|show}")
    String afterGuide(@PathVariable String action) {
        return "redirect:/";
    }

    private Sample shown(SampleFeed.Sample current) {
        return new Sample(current, incidents.incident(current.incidentId()).title(),
                current.startedAt().plus(SampleFeed.EVERY.multipliedBy(current.of() - 1L)));
    }

    private Undecided undecided(Crossing crossing, UUID response, Actor actor) {
        Incident incident = incidents.incident(crossing.incidentId());
        return new Undecided(incident, level(crossing.planKey(), crossing.planVersion(), crossing.level()), crossing,
                response, responses.ofIncident(incident.id()).stream()
                        .filter(other -> other.planKey().equals(crossing.planKey()))
                        .flatMap(other -> responses.pending(other.id()).stream()).findFirst()
                        .map(approval -> asked(approval, actor)).orElse(null));
    }

    private Asked asked(Approval approval, Actor actor) {
        Response response = responses.response(approval.responseId(), actor);
        return new Asked(approval, level(response.planKey(), response.planVersion(), approval.level()),
                actor.holdsAny(approval.posts()));
    }

    private Signature signature(Approval approval, Actor actor) {
        Response response = responses.response(approval.responseId(), actor);
        return new Signature(approval, response, level(response.planKey(), response.planVersion(), approval.level()),
                incidents.incident(response.incidentId()).title(), organization.person(approval.requestedBy()),
                approval.oralBy() == null ? "" : responses.postNames(List.of(approval.oralBy())));
    }

    private List<Running> running(List<Response> shown, Actor actor) {
        List<UUID> ids = shown.stream().map(Response::id).toList();
        Map<UUID, Map<String, Long>> all = lists.counts(ids, actor);
        // A unit sees the tasks that it supports, but answers for its own.
        Map<UUID, Map<String, Long>> own = actor.oversees() ? all : lists.countsOfUnit(ids, actor.workUnit());
        return shown.stream().map(response -> new Running(response,
                level(response.planKey(), response.planVersion(), response.level()),
                incidents.incident(response.incidentId()), organization.districtNames(response.scope()),
                own.get(response.id()),
                all.get(response.id()).get("running") - own.get(response.id()).get("running"))).toList();
    }

    private List<TaskLine> lines(List<Task> found, Function<Task, String> alarm) {
        Instant now = clock.instant();
        return found.stream().map(task -> new TaskLine(task, organization.name(task.unit()), why(task, now),
                        alarm.apply(task)))
                // What only the command post can settle comes before what units can.
                .sorted(Comparator.comparing((TaskLine line) -> !line.task().awaitsReassignment())
                        .thenComparing(line -> !line.task().overdue(now))).toList();
    }

    /** Reported to the office: nobody has answered for twice the time that the unit had. Chased up is chased already. */
    private static String alarmOfCommand(Task task) {
        return task.officeToldAt() != null && task.receivedAt() == null ? "late " + task.id() : null;
    }

    /** To be answered at once: a chase-up, and an order that the plan did not foresee. */
    private static String alarmOfUnit(Task task) {
        return task.chaseOpen() ? "chase " + task.id() + " " + task.chasedAt()
                : task.isOrder() && task.receivedAt() == null ? "order " + task.id() : null;
    }

    /** What is the matter with a task, as the key of its words. */
    private static String why(Task task, Instant now) {
        if (task.awaitsReassignment()) {
            return "returned";
        }
        if (task.receiptOverdue(now)) {
            return "receipt";
        }
        if (task.completionOverdue(now)) {
            return "due";
        }
        return task.chaseOpen() ? "chased" : task.status() == Task.Status.OPEN ? "open" : "received";
    }

    private Plan.Level level(String planKey, int version, String code) {
        return plans.version(planKey, version).plan().level(code).orElseThrow();
    }

    /**
     * A threshold reached that nobody has decided on.
     *
     * @param responseId the response that runs on the incident; null when none does
     * @param asked      the request that awaits a signature; null when there is none
     */
    record Undecided(Incident incident, Plan.Level level, Crossing crossing, UUID responseId, Asked asked) {
    }

    record Asked(Approval approval, Plan.Level level, boolean maySign) {
    }

    record Signature(Approval approval, Response response, Plan.Level level, String incident, String requestedBy,
                     String oralBy) {
    }

    /** @param supported number of running tasks of other units that the reader's unit supports (配合) */
    record Running(Response response, Plan.Level level, Incident incident, String scope, Map<String, Long> counts,
                   long supported) {
    }

    /** @param ends when the last reading comes */
    record Sample(SampleFeed.Sample state, String title, Instant ends) {
    }

    /** @param alarm name of the first-priority alarm that it is; null when it is none */
    record TaskLine(Task task, String unit, String why, String alarm) {
        public Optional<Instant> since() {
            return Optional.ofNullable(why.equals("receipt") ? task.receiptDueAt() : why.equals("due") ? task.dueAt()
                    : null);
        }
    }
}
