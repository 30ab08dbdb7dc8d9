package org.fengsui.response.web;

import java.util.List;
import java.util.Optional;
import org.fengsui.incident.Crossing;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.Proposal;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Rejected;
import org.fengsui.response.Approval;
import org.fengsui.response.Previews;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What the command page says of decisions: who holds the command, what was signed, and what waits for a signature. */
@Component
class Decisions {

    private final Responses responses;
    private final Previews previews;
    private final Incidents incidents;
    private final Plans plans;
    private final Organization organization;
    private final Words words;

    Decisions(Responses responses, Previews previews, Incidents incidents, Plans plans, Organization organization,
              Words words) {
        this.responses = responses;
        this.previews = previews;
        this.incidents = incidents;
        this.plans = plans;
        this.organization = organization;
        this.words = words;
    }

    /** Gives a page all of it. */
    void tell(Response response, Plan plan, Actor actor, Model model) {
        List<Approval> approvals = responses.approvals(response.id(), actor);
        Optional<Approval> pending = approvals.stream().filter(Approval::pending).findFirst();
        model.addAttribute("withdrawn", response.status() != Response.Status.REJECTED ? null : approvals.stream()
                .filter(a -> "withdrawn".equals(a.decision())).findFirst().map(a -> signed(a, plan)).orElse(null));
        model.addAttribute("started", approvals.stream().filter(a -> a.kind().equals("launch") && approved(a))
                .findFirst().filter(a -> !a.unsigned()).map(a -> responses.postNames(List.of(a.decidedPost())))
                .orElse(""));
        model.addAttribute("commander", commander(approvals));
        model.addAttribute("pending", pending.map(approval -> {
            Plan.Level target = plan.level(approval.level()).orElseThrow();
            return new Pending(approval, target, words.authority(responses.authority(response, approval), actor),
                    organization.person(approval.requestedBy()), responses.impediment(response, approval).orElse(null));
        }).orElse(null));
        model.addAttribute("unwritten", approvals.stream().filter(a -> a.awaitsWrittenForm() && approved(a))
                .map(a -> new Unwritten(a, plan.level(a.level()).orElseThrow(), responses.postNames(List.of(a.oralBy())),
                        actor.holdsAny(a.posts()))).toList());
        model.addAttribute("approvals", approvals.stream().filter(a -> !a.pending()).map(a -> signed(a, plan)).toList());
        if (response.status() == Response.Status.AWAITING_APPROVAL) {
            Previews.Preview preview = previews.level(response.id(), response.level(), actor);
            model.addAttribute("openings", words.openings(preview));
            model.addAttribute("openedCount", preview.difference().opened().size());
            model.addAttribute("openedUnits", preview.difference().units().size());
        }
        // Whoever signs must see when the request is not what the observations speak for.
        model.addAttribute("met", pending.isEmpty() ? null : incidents
                .proposal(response.incidentId(), responses.version(response)).flatMap(p -> plan.level(p.level()))
                .orElse(null));
        if (response.active() && actor.oversees()) {
            proposed(response, plan, pending.isPresent(), actor, model);
        }
    }

    /** A threshold reached that nobody has decided, and a lower level that would do. */
    private void proposed(Response response, Plan plan, boolean pending, Actor actor, Model model) {
        Crossing crossing = incidents.crossings(response.incidentId()).stream()
                .filter(c -> c.undecided() && c.planKey().equals(response.planKey())).findFirst().orElse(null);
        if (crossing != null) {
            model.addAttribute("crossing", crossing);
            // Another response may run on a version that names its levels otherwise: this one cannot be raised to that.
            Optional<Plan.Level> known = plan.level(crossing.level());
            model.addAttribute("crossingLevel", known.orElseGet(() -> plans.version(crossing.planKey(),
                    crossing.planVersion()).plan().level(crossing.level()).orElseThrow()));
            model.addAttribute("raisable", known.isPresent());
            // What speaks for lower levels only is no reason for this one.
            model.addAttribute("crossingReasons", crossing.reasons().stream()
                    .filter(reason -> reason.level().equals(crossing.level())).toList());
        }
        if (actor.commands() && !pending && response.cityWide()) {
            Optional<Proposal> proposal = incidents.proposal(response.incidentId(), responses.version(response));
            Plan.Level inForce = plan.level(response.level()).orElseThrow();
            Plan.Level proposed = proposal.flatMap(p -> plan.level(p.level())).orElse(null);
            model.addAttribute("lower", proposed != null && proposed.rank() < inForce.rank() ? proposed : null);
            model.addAttribute("over", proposed == null);
        }
    }

    /** Whoever signed the level in force holds the command (指挥); null before anybody has. */
    private Commander commander(List<Approval> approvals) {
        return approvals.stream().filter(a -> !a.kind().equals("end") && !a.unsigned() && approved(a))
                .reduce((a, b) -> b).map(a -> {
            String post = responses.postNames(List.of(a.decidedPost()));
            // An oral approval was written down by somebody else: whose it was is known by the post alone.
            String person = a.oralAt() == null ? organization.person(a.decidedBy()) : "";
            return new Commander(post, person.equals(post) ? "" : person);
        }).orElse(null);
    }

    private static boolean approved(Approval approval) {
        return "approved".equals(approval.decision());
    }

    private Signed signed(Approval a, Plan plan) {
        return new Signed(a, a.unsigned() ? "by-signal" : a.decision(), plan.level(a.level()).orElseThrow(),
                organization.person(a.requestedBy()),
                a.decidedPost() == null || a.decidedPost().isEmpty() ? organization.person(a.decidedBy())
                        : responses.postNames(List.of(a.decidedPost())));
    }

    /** @param person empty where the name is the post's, or unknown */
    record Commander(String post, String person) {
    }

    /** @param impediment why it can only be rejected or taken back; null when it may be approved */
    record Pending(Approval approval, Plan.Level level, Words.Authority authority, String requestedBy,
                   Rejected impediment) {
    }

    record Unwritten(Approval approval, Plan.Level level, String post, boolean maySign) {
    }

    /** @param how the decision, or by-signal where nobody had to sign */
    record Signed(Approval approval, String how, Plan.Level level, String requestedBy, String decidedBy) {
    }
}
