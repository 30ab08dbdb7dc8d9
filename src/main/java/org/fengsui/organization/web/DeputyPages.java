package org.fengsui.organization.web;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Deputies;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Everybody's own deputies (代理). */
@Controller
class DeputyPages {

    private static final Set<Post> COMMAND = Set.of(Post.DUTY, Post.OFFICE, Post.DEPUTY, Post.COMMANDER);

    private final Deputies deputies;
    private final Organization organization;
    private final ZoneId zone;
    private final Clock clock;

    DeputyPages(Deputies deputies, Organization organization, ZoneId zone, Clock clock) {
        this.deputies = deputies;
        this.organization = organization;
        this.zone = zone;
        this.clock = clock;
    }

    @GetMapping("/organization/deputies")
    String own(Actor actor, Model model) {
        return page(Typed.nothing(), actor, model);
    }

    @PostMapping("/organization/deputies")
    String deputise(@RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                    HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        try {
            Checks checks = new Checks();
            Instant from = typed.time("from", zone, checks);
            Instant until = typed.time("until", zone, checks);
            checks.done();
            deputies.deputise(actor.username(), typed.value("deputy"), typed.value("post"), from, until, actor);
            return "redirect:/organization/deputies";
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return page(typed, actor, model);
        }
    }

    @PostMapping("/organization/deputies/{id}/end")
    String end(@PathVariable long id, Actor actor) {
        Deputies.Deputy ended = deputies.end(id, actor);
        return ended.principal().equals(actor.username()) ? "redirect:/organization/deputies"
                : "redirect:/organization/people/" + ended.principal();
    }

    @GetMapping("/organization/deputies/{id}/end")
    String afterEnd(@PathVariable long id) {
        return "redirect:/organization/deputies";
    }

    private String page(Typed typed, Actor actor, Model model) {
        List<Post> own = deputies.own(actor);
        model.addAttribute("typed", typed);
        model.addAttribute("own", own);
        model.addAttribute("colleagues", Stream.concat(organization.people(actor.unit()).stream(),
                        own.stream().anyMatch(Post::commands) ? organization.holders(COMMAND).stream()
                                : Stream.<Actor>empty())
                .filter(person -> !person.username().equals(actor.username()) && !person.administers()).distinct().toList());
        model.addAttribute("deputies", rows(deputies.of(actor.username(), actor), organization, clock.instant()));
        return "organization/deputies";
    }

    static List<Row> rows(List<Deputies.Deputy> deputies, Organization organization, Instant now) {
        return deputies.stream().map(one -> new Row(one, organization.person(one.principal()),
                organization.person(one.deputy()), organization.person(one.by()), one.open(now))).toList();
    }

    record Row(Deputies.Deputy deputy, String principal, String name, String by, boolean open) {
    }
}
