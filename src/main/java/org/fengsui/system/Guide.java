package org.fengsui.system;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.incident.Crossing;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.SampleFeed;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.plan.Plan;
import org.fengsui.response.Approval;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.fengsui.task.PlannedTasks;
import org.fengsui.task.Task;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/**
 * The guided first run on demo data: the main path in six steps, ticked as they are really done, with the demo account
 * that does the next one. It follows the sample incident, otherwise the newest.
 */
@Component
class Guide {

    private static final String COOKIE = "fengsui-guide-";
    private static final String UNIT = "water";

    private final SystemSettings settings;
    private final Incidents incidents;
    private final SampleFeed sample;
    private final Responses responses;
    private final PlannedTasks tasks;

    Guide(SystemSettings settings, Incidents incidents, SampleFeed sample, Responses responses, PlannedTasks tasks) {
        this.settings = settings;
        this.incidents = incidents;
        this.sample = sample;
        this.responses = responses;
        this.tasks = tasks;
    }

    /** The steps for a reader who has not hidden them; empty on a site without demo data. */
    Optional<Run> of(Actor actor, HttpServletRequest request) {
        if (!settings.demo() || hidden(actor, request)) {
            return Optional.empty();
        }
        Optional<Incident> incident = sample.current().map(current -> incidents.incident(current.incidentId()))
                .or(() -> incidents.list("", false, 0, 1).content().stream().findFirst());
        List<Response> launched = new ArrayList<>(incident.map(i -> responses.ofIncident(i.id())).orElse(List.of()));
        Collections.reverse(launched);
        Optional<Response> response = launched.stream().filter(r -> r.status() != Response.Status.REJECTED).findFirst();
        List<Step> steps = new ArrayList<>();
        steps.add(new Step("report", "duty", incident.isPresent(), actor.commands() ? "/incidents/new" : "/incidents"));
        steps.add(new Step("launch", "duty", response.isPresent(),
                incident.map(i -> "/incidents/" + i.id()).orElse("/incidents")));
        if (response.isEmpty()) {
            steps.add(new Step("sign", "office", false, "/responses"));
            steps.add(new Step("receive", UNIT, false, "/tasks"));
            steps.add(new Step("raise", "office", false, "/responses"));
            steps.add(new Step("end", "office", false, "/responses"));
        } else {
            running(response.get(), actor, steps);
        }
        Step next = steps.stream().filter(step -> !step.done()).findFirst().orElse(null);
        return Optional.of(new Run(steps, next, incident.map(Incident::title).orElse(""), next != null && does(actor, next)));
    }

    private void running(Response response, Actor actor, List<Step> steps) {
        Plan plan = responses.version(response).plan();
        List<Approval> approvals = responses.approvals(response.id());
        Optional<Approval> pending = approvals.stream().filter(Approval::pending).findFirst();
        Plan.Level level = plan.level(response.level()).orElseThrow();
        boolean seen = responses.ofIncident(response.incidentId(), actor).stream()
                .anyMatch(visible -> visible.id().equals(response.id()));
        boolean changes = seen && (actor.commands() || plan.levels().stream().map(l -> l.authority().posts())
                .anyMatch(actor::holdsAny));
        String page = seen ? "/responses/" + response.id() : "/responses";
        steps.add(new Step("sign", signer(pending, "launch", level), response.activatedAt() != null, (seen ? page + "#pending" : page)));
        List<Task> given = tasks.ofResponse(response.id());
        String unit = Stream.concat(given.stream().filter(task -> task.unit().equals(UNIT)), given.stream())
                .filter(task -> task.status() == Task.Status.OPEN).map(Task::unit).findFirst().orElse(UNIT);
        steps.add(new Step("receive", unit, given.stream().anyMatch(task -> task.receivedAt() != null),
                actor.worksFor(unit) ? "/tasks" : seen ? page + "?by=task&state=open" : page));
        Optional<Plan.Level> reached = incidents.crossings(response.incidentId()).stream()
                .filter(crossing -> crossing.undecided() && crossing.planKey().equals(plan.key())).map(Crossing::level)
                .findFirst().flatMap(plan::level).filter(above -> above.rank() > level.rank());
        Plan.Level above = reached.orElseGet(() -> plan.levels().stream().filter(l -> l.rank() == level.rank() + 1)
                .findFirst().orElse(level));
        boolean raised = approvals.stream().anyMatch(a -> a.kind().equals("level") && "approved".equals(a.decision()));
        steps.add(new Step("raise", signer(pending, "level", above), raised || response.endedAt() != null,
                !changes ? page : pending.isPresent() ? page + "#pending" : reached.isPresent() ? page + "/level?to=" + UriUtils.encode(above.code(), StandardCharsets.UTF_8)
                        : page + "/level"));
        steps.add(new Step("end", signer(pending, "end", level), response.endedAt() != null,
                changes ? page + "/end" : page));
    }

    /** The account of the demo data that can sign: those of posts are named after them. */
    private static String signer(Optional<Approval> pending, String kind, Plan.Level level) {
        List<String> posts = pending.filter(approval -> approval.kind().equals(kind)).map(Approval::posts)
                .orElse(kind.equals("end") ? level.endingAuthority().posts() : level.authority().posts());
        // Nobody has to sign an automatic level: whoever is on duty does it.
        return posts.isEmpty() ? Post.DUTY.code() : posts.get(0);
    }

    private static boolean does(Actor actor, Step step) {
        // The office's account has the name of its post, and the unit too.
        return actor.username().equals(step.account()) || (step.key().equals("receive") ? actor.worksFor(step.account())
                : actor.holdsAny(List.of(step.account())));
    }

    private static boolean hidden(Actor actor, HttpServletRequest request) {
        return hiding(request).contains(name(actor));
    }

    /** The cookies of those who have hidden the steps in this browser, by name. */
    static Set<String> hiding(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null ? Set.of() : Stream.of(cookies)
                .filter(cookie -> cookie.getName().startsWith(COOKIE) && cookie.getValue().equals("hidden"))
                .map(Cookie::getName).collect(Collectors.toSet());
    }

    /** Hides the steps for this person in this browser, or brings them back. */
    ResponseCookie cookie(Actor actor, boolean hide) {
        return ResponseCookie.from(name(actor), hide ? "hidden" : "").path("/").httpOnly(true).sameSite("Lax")
                .maxAge(Duration.ofDays(hide ? 365 : 0)).build();
    }

    /** A user name may have characters that a cookie's may not. */
    private static String name(Actor actor) {
        return COOKIE + HexFormat.of().formatHex(actor.username().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Where a newcomer stands.
     *
     * @param next     the first step not done; null = all are
     * @param incident title of what the steps follow; empty before there is anything
     * @param mine     whether the reader can do the next step
     */
    record Run(List<Step> steps, Step next, String incident, boolean mine) {
    }

    /** @param account of the demo data that does it */
    record Step(String key, String account, boolean done, String href) {
    }
}
