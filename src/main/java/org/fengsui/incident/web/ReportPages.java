package org.fengsui.incident.web;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.NewIncident;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Reporting an incident (接报). The names of the fields are those of the API. */
@Controller
class ReportPages {

    private final Incidents incidents;
    private final Plans plans;
    private final Organization organization;
    private final Clock clock;
    private final ZoneId zone;

    ReportPages(Incidents incidents, Plans plans, Organization organization, Clock clock, ZoneId zone) {
        this.incidents = incidents;
        this.plans = plans;
        this.organization = organization;
        this.clock = clock;
        this.zone = zone;
    }

    @GetMapping("/incidents/new")
    String blank(@RequestParam MultiValueMap<String, String> sent, Actor actor, Model model) {
        return form(Typed.of(sent), actor, model);
    }

    @PostMapping("/incidents/new")
    String report(@RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                  HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        try {
            return "redirect:/incidents/" + incidents.report(read(typed), actor).incident().id();
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return form(typed, actor, model);
        }
    }

    private NewIncident read(Typed typed) {
        Checks checks = new Checks();
        NewIncident.Place place = new NewIncident.Place(typed.value("place.name"), typed.value("place.district"),
                typed.number("place.longitude", checks), typed.number("place.latitude", checks));
        NewIncident sent = new NewIncident(typed.value("requestId"), typed.value("title"), typed.value("hazard"),
                typed.time("occurredAt", zone, checks), place, typed.under("facts."), typed.value("source"));
        checks.done();
        return sent;
    }

    private String form(Typed typed, Actor actor, Model model) {
        if (!actor.commands()) {
            throw new Forbidden("command-post-only");
        }
        List<String> hazards = plans.published().stream().map(Plans.Version::hazard).distinct().toList();
        typed.preset("requestId", UUID.randomUUID().toString());
        typed.preset("hazard", hazards.isEmpty() ? "" : hazards.get(0));
        typed.preset("occurredAt",
                LocalDateTime.ofInstant(clock.instant(), zone).truncatedTo(ChronoUnit.MINUTES).toString());
        model.addAttribute("typed", typed);
        model.addAttribute("hazards", hazards);
        model.addAttribute("groups", incidents.reportable(typed.value("hazard")));
        model.addAttribute("districts", organization.districts().stream()
                .map(unit -> new District(unit.code(), organization.districtName(unit.code()))).toList());
        return "incident/report";
    }

    record District(String code, String name) {
    }
}
