package org.fengsui.incident.web;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.incident.Crossing;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.NewIncident;
import org.fengsui.incident.Observation;
import org.fengsui.incident.Proposal;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Checks;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Incidents: reporting, observations, the level that they propose, declining it. */
@RestController
@RequestMapping("/api/v1/incidents")
class IncidentApi {

    private final Incidents incidents;

    IncidentApi(Incidents incidents) {
        this.incidents = incidents;
    }

    /** @param facts fact name → a number, a text such as {@code 9.20 m}, a choice, or {@code {value, unit}} */
    record Report(String requestId, String title, String hazard, Instant occurredAt, PlaceSent place,
                  Map<String, Object> facts, String source) {
    }

    /** @param district code of the district; longitude and latitude in degrees WGS 84 */
    record PlaceSent(String name, String district, BigDecimal longitude, BigDecimal latitude) {
        NewIncident.Place toPlace() {
            return new NewIncident.Place(name, district, longitude, latitude);
        }
    }

    record Reported(UUID id, String number, Proposal proposal) {
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<Reported> reportIncident(@RequestBody Report sent, Actor actor) {
        Incidents.Reported reported = incidents.report(new NewIncident(sent.requestId(), sent.title(), sent.hazard(),
                sent.occurredAt(), sent.place() == null ? null : sent.place().toPlace(), sent.facts(), sent.source()),
                actor);
        Reported view = new Reported(reported.incident().id(), reported.incident().number(),
                reported.proposal().orElse(null));
        return reported.created()
                ? ResponseEntity.created(URI.create("/api/v1/incidents/" + view.id())).body(view)
                : ResponseEntity.ok(view);
    }

    /** @param observedAt null = now */
    record Observed(Instant observedAt, Map<String, Object> facts, String source) {
    }

    record ProposalView(Proposal proposal) {
    }

    @PostMapping("/{id}/observations")
    ProposalView observe(@PathVariable UUID id, @RequestBody Observed sent, Actor actor) {
        return new ProposalView(
                incidents.observe(id, sent.observedAt(), sent.facts(), sent.source(), actor).orElse(null));
    }

    record Declination(String reason) {
    }

    @PostMapping("/{id}/declination")
    IncidentView declineLevel(@PathVariable UUID id, @RequestBody Declination sent, Actor actor) {
        incidents.decline(id, sent.reason(), actor);
        return view(incidents.incident(id), actor);
    }

    record IncidentLine(UUID id, String number, String title, String hazard, Instant occurredAt,
                        NewIncident.Place place, String source, Instant reportedAt, String reportedBy,
                        String reporterUnit) {
        static IncidentLine of(Incident incident) {
            return new IncidentLine(incident.id(), incident.number(), incident.title(), incident.hazard(),
                    incident.occurredAt(), incident.place(), incident.source(), incident.reportedAt(),
                    incident.reportedBy(), incident.reporterUnit());
        }
    }

    record IncidentPage(List<IncidentLine> content, int page, int size, long totalElements) {
    }

    /**
     * @param q        in the title, number or place
     * @param archived those that are archived instead of those that are not
     */
    @GetMapping
    IncidentPage incidents(@RequestParam(defaultValue = "") String q,
                           @RequestParam(defaultValue = "false") boolean archived,
                           @RequestParam(defaultValue = "0") int page,
                           @RequestParam(defaultValue = "50") int size, Actor actor) {
        Checks checks = new Checks();
        String text = checks.optional("q", q, Checks.TITLE);
        checks.page(page, size);
        checks.done();
        Incidents.Listing listing = incidents.list(text, archived, page, size);
        return new IncidentPage(listing.content().stream().map(IncidentLine::of).toList(), page, size,
                listing.totalElements());
    }

    /**
     * @param facts     the latest value of every fact
     * @param proposal  what they propose; null when no condition holds
     * @param crossings thresholds reached that nobody has decided yet, for whoever sees every response
     */
    record IncidentView(UUID id, String number, String title, String hazard, Instant occurredAt,
                        NewIncident.Place place, String source, Instant reportedAt, String reportedBy,
                        String reporterUnit, Map<String, Object> facts, Proposal proposal, List<CrossingView> crossings,
                        List<Observation> observations) {
    }

    record CrossingView(UUID id, String planKey, int planVersion, String level, List<Proposal.Reason> reasons,
                        Instant reachedAt, Instant lapsedAt) {
        static CrossingView of(Crossing crossing) {
            return new CrossingView(crossing.id(), crossing.planKey(), crossing.planVersion(), crossing.level(),
                    crossing.reasons(), crossing.reachedAt(), crossing.lapsedAt());
        }
    }

    @GetMapping("/{id}")
    IncidentView incident(@PathVariable UUID id, Actor actor) {
        return view(incidents.incident(id), actor);
    }

    private IncidentView view(Incident incident, Actor actor) {
        UUID id = incident.id();
        return new IncidentView(id, incident.number(), incident.title(), incident.hazard(), incident.occurredAt(),
                incident.place(), incident.source(), incident.reportedAt(), incident.reportedBy(),
                incident.reporterUnit(), incidents.facts(id), incidents.proposal(id).orElse(null),
                (actor.oversees() ? incidents.crossings(id) : List.<Crossing>of()).stream().filter(Crossing::undecided).map(CrossingView::of).toList(),
                incidents.observations(id));
    }
}
