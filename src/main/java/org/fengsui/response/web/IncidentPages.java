package org.fengsui.response.web;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fengsui.incident.Crossing;
import org.fengsui.incident.FactWords;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.Proposal;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.fengsui.response.Timelines;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** An incident with what its facts propose, its responses and its timeline; observing, and declining a level. */
@Controller
class IncidentPages {

    private static final int NEWEST_LINES = 15;

    private final Incidents incidents;
    private final Responses responses;
    private final Plans plans;
    private final Organization organization;
    private final TimelineWords timelines;
    private final Timelines timeline;
    private final FactSeries facts;
    private final Words words;
    private final Clock clock;
    private final ZoneId zone;

    IncidentPages(Incidents incidents, Responses responses, Plans plans, Organization organization,
                  TimelineWords timelines, Timelines timeline, FactSeries facts, Words words, Clock clock, ZoneId zone) {
        this.incidents = incidents;
        this.responses = responses;
        this.plans = plans;
        this.organization = organization;
        this.timelines = timelines;
        this.timeline = timeline;
        this.facts = facts;
        this.words = words;
        this.clock = clock;
        this.zone = zone;
    }

    @GetMapping("/incidents/{id:[0-9a-f-]{36}}")
    String incident(@PathVariable UUID id, Actor actor, Model model) {
        return page(id, Typed.nothing(), actor, model);
    }

    /** Where a reader lands who reloads a refused form. */
    @GetMapping("/incidents/{id}/observations")
    String observations(@PathVariable UUID id) {
        return "redirect:/incidents/" + id;
    }

    @PostMapping("/incidents/{id}/observations")
    String observe(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                   HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        try {
            Checks checks = new Checks();
            Instant at = typed.time("observedAt", zone, checks);
            checks.done();
            incidents.observe(id, at, typed.under("facts."), typed.value("source"), actor);
            return "redirect:/incidents/" + id;
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return page(id, typed, actor, model);
        }
    }

    @GetMapping("/incidents/{id}/decline")
    String declining(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor,
                     Model model) {
        return declineForm(id, Typed.of(sent), actor, model);
    }

    @PostMapping("/incidents/{id}/decline")
    String decline(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                   HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        try {
            incidents.decline(id, typed.value("reason"), actor);
            return "redirect:" + back(id, typed);
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return declineForm(id, typed, actor, model);
        }
    }

    private String declineForm(UUID id, Typed typed, Actor actor, Model model) {
        if (!actor.commands()) {
            throw new Forbidden("command-post-only");
        }
        Incident incident = incidents.incident(id);
        model.addAttribute("incident", incident);
        model.addAttribute("undecided", undecided(id, responses.ofIncident(id)));
        model.addAttribute("typed", typed);
        model.addAttribute("back", back(id, typed));
        return "response/decline";
    }

    /** To the response that the reader came from, otherwise to the incident. */
    private String back(UUID id, Typed typed) {
        return responses.ofIncident(id).stream().map(response -> response.id().toString())
                .filter(response -> response.equals(typed.value("response"))).findFirst()
                .map(response -> "/responses/" + response).orElse("/incidents/" + id);
    }

    private String page(UUID id, Typed typed, Actor actor, Model model) {
        Incident incident = incidents.incident(id);
        typed.preset("observedAt",
                LocalDateTime.ofInstant(clock.instant(), zone).truncatedTo(ChronoUnit.MINUTES).toString());
        Optional<Proposal> proposal = incidents.proposal(id);
        List<Plans.Version> versions = incidents.compared(incident);
        List<Response> all = responses.ofIncident(id, actor);
        model.addAttribute("incident", incident);
        model.addAttribute("district",
                incident.place().district() == null ? "" : organization.districtName(incident.place().district()));
        model.addAttribute("reporter", organization.person(incident.reportedBy()));
        // What is not decided yet is the command post's.
        model.addAttribute("undecided", actor.oversees() ? undecided(id, all) : List.of());
        model.addAttribute("asked", !actor.oversees() ? null : all.stream().flatMap(r -> responses.pending(r.id()).stream()
                .map(approval -> new Asked(r.id(), r.planKey(), approval.kind(),
                        level(r.planKey(), r.planVersion(), approval.level())))).findFirst().orElse(null));
        model.addAttribute("proposal", proposal.orElse(null));
        model.addAttribute("proposed", proposal.map(p -> level(p.planKey(), p.planVersion(), p.level())).orElse(null));
        model.addAttribute("planName", proposal.map(p -> plans.version(p.planKey(), p.planVersion()).plan().name())
                .orElse(""));
        model.addAttribute("next", proposal.map(p -> nearest(plans.version(p.planKey(), p.planVersion()).plan(), p.next()))
                .orElseGet(() -> versions.stream()
                        .flatMap(v -> nearest(v.plan(), incidents.next(id, v.plan(), 0)).stream()).toList()));
        model.addAttribute("facts", facts.observed(id, versions.stream().map(Plans.Version::plan).toList()));
        model.addAttribute("observations", observed(id));
        model.addAttribute("responses", all.stream().map(r -> new ResponseLine(r.id(), r.number(), words.status(r), r.endedAt() == null,
                level(r.planKey(), r.planVersion(), r.level()), words.scope(r.scope()), r.requestedAt())).toList());
        model.addAttribute("timeline", timelines.page(timeline.ofIncident(id, Timelines.Filter.NONE, 0, NEWEST_LINES, actor)));
        model.addAttribute("groups", incidents.reportable(incident));
        model.addAttribute("typed", typed);
        model.addAttribute("commands", actor.commands());
        model.addAttribute("oversees", actor.oversees());
        model.addAttribute("launchable", actor.commands()
                && all.stream().noneMatch(r -> r.active() || r.status() == Response.Status.AWAITING_APPROVAL));
        return "response/incident";
    }

    private List<Undecided> undecided(UUID incidentId, List<Response> all) {
        return incidents.crossings(incidentId).stream().filter(Crossing::undecided)
                .map(crossing -> new Undecided(crossing.planKey(),
                        level(crossing.planKey(), crossing.planVersion(), crossing.level()),
                        crossing.reasons().stream().filter(r -> r.level().equals(crossing.level())).toList(),
                        crossing.reachedAt(), crossing.lapsedAt(), raisable(crossing, all))).toList();
    }

    /** The response by this plan that can be raised to the level reached: its version has to know it. */
    private UUID raisable(Crossing crossing, List<Response> all) {
        return all.stream().filter(response -> response.active() && !response.exercise()
                        && response.planKey().equals(crossing.planKey())
                        && responses.version(response).plan().level(crossing.level()).isPresent())
                .map(Response::id).findFirst().orElse(null);
    }

    private Plan.Level level(String planKey, int version, String code) {
        return plans.version(planKey, version).plan().level(code).orElseThrow();
    }

    /** For each fact only the nearest condition above: the further ones say nothing that matters now. */
    private static List<Next> nearest(Plan plan, List<Proposal.Next> conditions) {
        Map<String, Next> byFact = new LinkedHashMap<>();
        conditions.forEach(c -> byFact.putIfAbsent(c.fact(),
                new Next(plan.level(c.level()).orElseThrow(), c)));
        return List.copyOf(byFact.values());
    }

    private List<Observed> observed(UUID id) {
        Map<String, String> units = new LinkedHashMap<>();
        incidents.reportable(incidents.incident(id))
                .forEach(group -> group.facts().forEach(fact -> units.put(fact.name(), fact.unit())));
        List<Observed> rows = new ArrayList<>(incidents.observations(id).stream().map(observation -> {
            List<String> facts = observation.facts().entrySet().stream().map(fact -> fact.getKey() + " "
                    + FactWords.value(fact.getValue(), units.getOrDefault(fact.getKey(), ""))).toList();
            return new Observed(observation.observedAt(), facts, observation.source(),
                    organization.person(observation.recordedBy()), observation.recordedAt());
        }).toList());
        Collections.reverse(rows);
        return rows;
    }

    /** @param running id of the response that can be raised to the level; null = none */
    record Undecided(String planKey, Plan.Level level, List<Proposal.Reason> reasons, Instant reachedAt,
                     Instant lapsedAt, UUID running) {
    }

    /** A request that awaits a signature. */
    record Asked(UUID responseId, String planKey, String kind, Plan.Level level) {
    }

    record Next(Plan.Level level, Proposal.Next of) {
    }

    record Observed(Instant at, List<String> facts, String source, String recordedBy, Instant recordedAt) {
    }

    record ResponseLine(UUID id, String number, String status, boolean lasting, Plan.Level level, String scope, Instant requestedAt) {
    }
}
