package org.fengsui.response.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.Proposal;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Rejected;
import org.fengsui.refusal.Typed;
import org.fengsui.response.Approval;
import org.fengsui.response.LaunchRequest;
import org.fengsui.response.Previews;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Launching a response (启动响应): one page that shows what will happen, and one button. The choice is made in
 * the same form that confirms it, and what is confirmed must be what was shown.
 */
@Controller
class LaunchPages {

    private final Incidents incidents;
    private final Responses responses;
    private final Previews previews;
    private final Plans plans;
    private final Organization organization;
    private final Words words;
    private final Confirmation confirmation;
    private final MessageSource messages;

    LaunchPages(Incidents incidents, Responses responses, Previews previews, Plans plans, Organization organization,
                Words words,
                Confirmation confirmation, MessageSource messages) {
        this.incidents = incidents;
        this.responses = responses;
        this.previews = previews;
        this.plans = plans;
        this.organization = organization;
        this.words = words;
        this.confirmation = confirmation;
        this.messages = messages;
    }

    @GetMapping("/incidents/{id}/launch")
    String choose(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model) {
        return page(id, Typed.of(sent), actor, model);
    }

    @PostMapping("/incidents/{id}/launch")
    String launch(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                  HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        if (typed.value("show").equals("yes")) {
            return choose(id, sent, actor, model);
        }
        try {
            requireSeen(typed);
            LaunchRequest request = new LaunchRequest(typed.value("requestId"), id, typed.value("planKey"),
                    typed.value("level"), scope(typed), typed.values("situations"), false, typed.value("reason"));
            Approval.Oral oral = confirmation.oral(typed);
            Response response = oral == null ? responses.launch(request, actor).response()
                    : responses.launchOrally(request, oral, actor);
            return "redirect:/responses/" + response.id();
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return page(id, typed, actor, model);
        }
    }

    private String page(UUID id, Typed typed, Actor actor, Model model) {
        if (!actor.commands()) {
            throw new Forbidden("command-post-only");
        }
        Incident incident = incidents.incident(id);
        Optional<Proposal> proposal = incidents.proposal(id);
        List<Plans.Version> versions = plans.published(incident.hazard());
        if (versions.isEmpty()) {
            throw new NotFound("plan");
        }
        typed.preset("planKey", proposal.map(Proposal::planKey).orElse(versions.get(0).key()));
        Plans.Version version = versions.stream().filter(v -> v.key().equals(typed.value("planKey"))).findFirst()
                .orElse(versions.get(0));
        Plan plan = version.plan();
        Optional<Proposal> ofPlan = incidents.proposal(id, version);
        typed.preset("level", ofPlan.map(Proposal::level).orElse(plan.levels().get(0).code()));
        typed.preset("area", typed.values("scope").isEmpty() ? "city" : "districts");
        if (typed.value("chosen").isEmpty() && typed.values("situations").isEmpty()) {
            typed.preset("situations", ofPlan.map(Proposal::situations).orElse(List.of()));
        }
        typed.preset("requestId", UUID.randomUUID().toString());
        boolean asProposed = ofPlan.filter(p -> p.level().equals(typed.value("level"))).isPresent();
        String proposedReason = ofPlan.map(Proposal::words).orElse("");
        if (!asProposed && !proposedReason.isEmpty() && typed.value("reason").strip().equals(proposedReason)) {
            // The proposal's reason speaks for its own level only: for another one somebody has to say why.
            typed.replace("reason", "");
        }
        typed.preset("reason", asProposed ? proposedReason : "");
        confirmation.preset(typed);

        model.addAttribute("incident", incident);
        model.addAttribute("plans", versions.stream().map(v -> new Words.Choice(v.key(), v.name())).toList());
        model.addAttribute("plan", plan);
        model.addAttribute("proposal", ofPlan.orElse(null));
        model.addAttribute("proposed", ofPlan.flatMap(p -> plan.level(p.level())).orElse(null));
        model.addAttribute("districts", organization.districts().stream()
                .map(unit -> new Words.Choice(unit.code(), organization.districtName(unit.code()))).toList());
        model.addAttribute("typed", typed);
        model.addAttribute("standing", responses.ofIncident(id).stream()
                .map(one -> one.number() + " " + one.status().code()).toList());
        try {
            Previews.Preview preview = previews.launch(id, plan.key(), typed.value("level"), scope(typed),
                    typed.values("situations"), actor);
            model.addAttribute("seen", choice(typed));
            model.addAttribute("level", preview.level());
            model.addAttribute("scope", words.scope(preview.scope()));
            model.addAttribute("openings", words.openings(preview));
            model.addAttribute("missing", words.missing(preview));
            model.addAttribute("tasks", preview.difference().opened().size());
            model.addAttribute("units", preview.difference().units().size());
            model.addAttribute("authority", words.authority(preview.authority(), actor));
        } catch (Invalid unusable) {
            // Nothing to show yet: the page says which choice is wrong, beside that choice.
            if (!model.containsAttribute("problem")) {
                model.addAttribute("problem", unusable);
            }
        }
        return "response/launch";
    }

    /** What was ticked after the preview was made was not in the preview: it is shown before it is carried out. */
    private void requireSeen(Typed typed) {
        Map<String, String> seen = typed.under("seen.");
        List<String> changed = choice(typed).entrySet().stream()
                .filter(chosen -> !chosen.getValue().equals(seen.getOrDefault(chosen.getKey(), "")))
                .map(chosen -> message("page." + chosen.getKey())).toList();
        if (!changed.isEmpty()) {
            throw new Rejected("choice-changed", String.join(message("layout.list-comma"), changed));
        }
    }

    /** What decides what will happen, each under the key of its name. */
    private static Map<String, String> choice(Typed typed) {
        Map<String, String> choice = new LinkedHashMap<>();
        choice.put("plan", typed.value("planKey"));
        choice.put("level", typed.value("level"));
        choice.put("scope", String.join(",", scope(typed).stream().sorted().toList()));
        choice.put("situations", String.join(",", typed.values("situations").stream().sorted().toList()));
        return choice;
    }

    private String message(String key) {
        return messages.getMessage(key, null, LocaleContextHolder.getLocale());
    }

    private static List<String> scope(Typed typed) {
        if (!typed.value("area").equals("districts")) {
            return List.of();
        }
        if (typed.values("scope").isEmpty()) {
            throw new Invalid("scope", "required");
        }
        return typed.values("scope");
    }
}
