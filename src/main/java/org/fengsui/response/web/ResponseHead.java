package org.fengsui.response.web;

import java.util.UUID;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Plan;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What every page of a response shows at its head: incident, number, plan, level, state, scope. */
@Component
class ResponseHead {

    private final Responses responses;
    private final Incidents incidents;
    private final Words words;

    ResponseHead(Responses responses, Incidents incidents, Words words) {
        this.responses = responses;
        this.incidents = incidents;
        this.words = words;
    }

    /** @throws org.fengsui.refusal.NotFound when there is no such response, or the actor may not see it */
    Head tell(UUID id, Actor actor, Model model) {
        Response response = responses.response(id, actor);
        Plan plan = responses.version(response).plan();
        Plan.Level level = plan.level(response.level()).orElseThrow();
        model.addAttribute("response", response);
        model.addAttribute("incident", incidents.incident(response.incidentId()));
        model.addAttribute("plan", plan);
        model.addAttribute("level", level);
        model.addAttribute("status", words.status(response));
        model.addAttribute("scope", words.scope(response.scope()));
        model.addAttribute("situations", words.situations(plan, response.situations()));
        model.addAttribute("commands", actor.commands());
        return new Head(response, plan, level);
    }

    record Head(Response response, Plan plan, Plan.Level level) {
    }
}
