package org.fengsui.response.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.Proposal;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Rejected;
import org.fengsui.refusal.Typed;
import org.fengsui.response.Approval;
import org.fengsui.response.EndCheck;
import org.fengsui.response.Previews;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Changing the level (调整级别), ending (终止响应) and adding situations: first what will happen, then one named button. */
@Controller
class ChangePages {

    private final Responses responses;
    private final Previews previews;
    private final Incidents incidents;
    private final Words words;
    private final Confirmation confirmation;

    ChangePages(Responses responses, Previews previews, Incidents incidents, Words words, Confirmation confirmation) {
        this.responses = responses;
        this.previews = previews;
        this.incidents = incidents;
        this.words = words;
        this.confirmation = confirmation;
    }

    @GetMapping("/responses/{id}/level")
    String level(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model) {
        return levelPage(id, Typed.of(sent), actor, model);
    }

    @PostMapping("/responses/{id}/level")
    String change(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                  HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        try {
            requireSeen(id, typed, actor);
            Approval.Oral oral = confirmation.oral(typed);
            if (oral == null) {
                responses.changeLevel(id, typed.value("requestId"), typed.value("to"), typed.value("reason"), actor);
            } else {
                responses.changeLevelOrally(id, typed.value("requestId"), typed.value("to"), typed.value("reason"), oral, actor);
            }
            return "redirect:/responses/" + id;
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            renew(problem, typed);
            return levelPage(id, typed, actor, model);
        }
    }

    @GetMapping("/responses/{id}/end")
    String end(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model) {
        return endPage(id, Typed.of(sent), actor, model);
    }

    @PostMapping("/responses/{id}/end")
    String ending(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                  HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        try {
            requireSeen(id, typed, actor);
            Approval.Oral oral = confirmation.oral(typed);
            if (oral == null) {
                responses.end(id, typed.value("requestId"), typed.value("reason"), check(typed), actor);
            } else {
                responses.endOrally(id, typed.value("requestId"), typed.value("reason"), check(typed), oral, actor);
            }
            return "redirect:/responses/" + id;
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            renew(problem, typed);
            return endPage(id, typed, actor, model);
        }
    }

    @GetMapping("/responses/{id}/situations")
    String situations(@PathVariable UUID id, Actor actor, Model model) {
        return situationsPage(id, Typed.nothing(), actor, model);
    }

    @PostMapping("/responses/{id}/situations")
    String addSituations(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor,
                         Model model, HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        try {
            responses.addSituations(id, typed.values("situations"), actor);
            return "redirect:/responses/" + id;
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return situationsPage(id, typed, actor, model);
        }
    }

    /** What was confirmed must be what was shown: a level changed meanwhile shows the page anew. */
    private void requireSeen(UUID id, Typed typed, Actor actor) {
        Response response = responses.response(id, actor);
        if (response.active() && !typed.value("from").equals(response.level())
                && !typed.value("to").equals(response.level())) {
            throw new Rejected("preview-outdated");
        }
    }

    private static EndCheck check(Typed typed) {
        return new EndCheck(typed.values("conditions"), typed.value("unmetReason"));
    }

    /** A page gone back to, on which something else was chosen: sent once more it is a request of its own. */
    private static void renew(Refusal problem, Typed typed) {
        if (problem.code().equals("request-id-used")) {
            typed.replace("requestId", UUID.randomUUID().toString());
        }
    }

    private String levelPage(UUID id, Typed typed, Actor actor, Model model) {
        Response response = responses.requireMayChange(id, actor);
        Plans.Version version = responses.version(response);
        Plan plan = version.plan();
        frame(response, plan, typed, model);
        Optional<Proposal> proposal = incidents.proposal(response.incidentId(), version);
        model.addAttribute("proposal", proposal.orElse(null));
        model.addAttribute("proposed", proposal.flatMap(p -> plan.level(p.level())).orElse(null));
        model.addAttribute("others", plan.levels().stream().filter(l -> !l.code().equals(response.level())).toList());
        if (typed.value("to").isEmpty() || typed.value("to").equals(response.level())) {
            return "response/level";
        }
        if (plan.level(typed.value("to")).isEmpty()) {
            // A link may come from what another version of the plan says.
            model.asMap().putIfAbsent("problem", new Invalid("level", "unknown-level", typed.value("to"),
                    String.join("、", plan.levels().stream().map(Plan.Level::code).toList())));
            return "response/level";
        }
        Previews.Preview preview = previews.level(id, typed.value("to"), actor);
        typed.preset("reason", proposal.filter(p -> p.level().equals(preview.level().code())).map(Proposal::words)
                .orElse(""));
        model.addAttribute("raises", preview.level().rank() > plan.level(response.level()).orElseThrow().rank());
        model.addAttribute("districtsBelow", words.listed(preview.districtsBelow()));
        difference(preview, actor, model);
        return "response/level";
    }

    private String endPage(UUID id, Typed typed, Actor actor, Model model) {
        Response response = responses.requireMayChange(id, actor);
        Plans.Version version = responses.version(response);
        Plan plan = version.plan();
        frame(response, plan, typed, model);
        Optional<Proposal> proposal = incidents.proposal(response.incidentId(), version);
        model.addAttribute("proposal", proposal.orElse(null));
        model.addAttribute("conditions", plan.endConditions(response.level()));
        difference(previews.end(id, actor), actor, model);
        return "response/end";
    }

    private String situationsPage(UUID id, Typed typed, Actor actor, Model model) {
        Response response = responses.response(id, actor);
        if (!actor.commands()) {
            throw new Forbidden("command-post-only");
        }
        Plan plan = responses.version(response).plan();
        frame(response, plan, typed, model);
        List<Situation> situations = plan.situations().stream()
                .map(s -> new Situation(s.code(), s.name(), s.clause(), response.situations().contains(s.code()),
                        plan.actions().stream().filter(action -> action.situation().equals(s.code())
                                && action.phase() == Plan.Phase.ACTIVE && action.levels().containsKey(response.level()))
                                .map(Plan.Action::title).toList()))
                .toList();
        model.addAttribute("situations", situations);
        return "response/situations";
    }

    private void frame(Response response, Plan plan, Typed typed, Model model) {
        model.addAttribute("response", response);
        model.addAttribute("plan", plan);
        model.addAttribute("level", plan.level(response.level()).orElseThrow());
        model.addAttribute("incident", incidents.incident(response.incidentId()));
        model.addAttribute("pending", responses.pending(response.id()).isPresent());
        model.addAttribute("typed", confirmation.preset(typed).preset("requestId", UUID.randomUUID().toString()));
    }

    private void difference(Previews.Preview preview, Actor actor, Model model) {
        model.addAttribute("target", preview.level());
        model.addAttribute("authority", words.authority(preview.authority(), actor));
        model.addAttribute("openings", words.openings(preview));
        model.addAttribute("openedCount", preview.difference().opened().size());
        model.addAttribute("openedUnits", preview.difference().units().size());
        model.addAttribute("missing", words.missing(preview));
        model.addAttribute("withdrawn", words.tasks(preview.difference().withdrawn()));
        model.addAttribute("retimed", words.retimings(preview.difference()));
        model.addAttribute("kept", words.tasks(preview.difference().kept()));
    }

    /** @param opens titles of the actions that it opens at the level in force */
    record Situation(String code, String name, String clause, boolean inForce, List<String> opens) {
    }
}
