package org.fengsui.incident.web;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fengsui.incident.Crossing;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of incidents (事件), searched and paged. */
@Controller
class IncidentListPages {

    private static final int SIZE = 20;

    private final Incidents incidents;
    private final Plans plans;
    private final Organization organization;

    IncidentListPages(Incidents incidents, Plans plans, Organization organization) {
        this.incidents = incidents;
        this.plans = plans;
        this.organization = organization;
    }

    @GetMapping("/incidents")
    String list(@RequestParam(defaultValue = "") String text, @RequestParam(defaultValue = "0") String page,
                @RequestParam(defaultValue = "false") String archived, Actor actor, Model model) {
        boolean past = archived.equals("true");
        int number = page.matches("\\d{1,6}") ? Integer.parseInt(page) : 0;
        Incidents.Listing listing = incidents.list(text.replace("\0", "").strip(), past, number, SIZE);
        Map<UUID, Crossing> undecided = (actor.oversees() ? incidents.undecided() : List.<Crossing>of()).stream()
                .collect(Collectors.toMap(Crossing::incidentId, crossing -> crossing, (first, later) -> first));
        model.addAttribute("text", text);
        model.addAttribute("archived", past);
        model.addAttribute("rows", listing.content().stream().map(i -> row(i, undecided.get(i.id()))).toList());
        model.addAttribute("page", number);
        model.addAttribute("pages", (listing.totalElements() + SIZE - 1) / SIZE);
        model.addAttribute("total", listing.totalElements());
        model.addAttribute("mayReport", actor.commands());
        return "incident/list";
    }

    private Row row(Incident incident, Crossing crossing) {
        String district = incident.place().district();
        Plan.Level level = crossing == null ? null
                : plans.version(crossing.planKey(), crossing.planVersion()).plan().level(crossing.level()).orElseThrow();
        return new Row(incident.id(), incident.number(), incident.title(), incident.hazard(), incident.occurredAt(),
                incident.place().name(), district == null ? "" : organization.districtName(district), level,
                crossing == null ? null : crossing.reachedAt(), incident.sample());
    }

    /** @param undecided the level whose threshold is reached and not decided; null = none */
    record Row(UUID id, String number, String title, String hazard, Instant occurredAt, String place, String district,
               Plan.Level undecided, Instant undecidedSince, boolean sample) {
    }
}
