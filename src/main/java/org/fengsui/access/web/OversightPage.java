package org.fengsui.access.web;

import java.util.List;
import java.util.UUID;
import org.fengsui.access.Oversight;
import org.fengsui.access.OwnAccess;
import org.fengsui.access.Sessions;
import org.fengsui.access.Tokens;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Sign-ins of all (登录管理), for the security administrator. */
@Controller
class OversightPage {

    private static final int SHOWN = 200;

    private final Oversight oversight;
    private final OwnAccess own;
    private final Organization organization;

    OversightPage(Oversight oversight, OwnAccess own, Organization organization) {
        this.oversight = oversight;
        this.own = own;
        this.organization = organization;
    }

    @GetMapping("/access")
    String access(@RequestParam(defaultValue = "") String q, Actor actor, Model model) {
        List<Sessions.Listed> sessions = oversight.sessions(q, actor);
        List<Tokens.Token> tokens = oversight.tokens(q, actor);
        model.addAttribute("q", q);
        model.addAttribute("locks", oversight.locks(actor));
        model.addAttribute("sessions", sessions.stream().limit(SHOWN).toList());
        model.addAttribute("sessionCount", sessions.size());
        model.addAttribute("tokens", tokens.stream().limit(SHOWN).toList());
        model.addAttribute("tokenCount", tokens.size());
        model.addAttribute("names", organization.persons(java.util.stream.Stream.concat(
                sessions.stream().limit(SHOWN).map(Sessions.Listed::username),
                tokens.stream().limit(SHOWN).map(Tokens.Token::username)).distinct().toList()));
        model.addAttribute("posts", java.util.stream.Stream.of(Post.values()).map(Post::code).toList());
        model.addAttribute("demandedPosts", oversight.demandedPosts(actor));
        model.addAttribute("rules", own.rules().code());
        return "access/access";
    }

    @PostMapping("/access/sessions/{id}/end")
    String endSession(@PathVariable UUID id, @RequestParam String username, @RequestParam(defaultValue = "") String q,
                      Actor actor, RedirectAttributes flash) {
        oversight.endSession(id, username, actor);
        return done("session", q, flash);
    }

    @PostMapping("/access/tokens/{id}/revoke")
    String revokeToken(@PathVariable UUID id, @RequestParam String username, @RequestParam(defaultValue = "") String q,
                       Actor actor, RedirectAttributes flash) {
        oversight.revokeToken(id, username, actor);
        return done("token", q, flash);
    }

    @PostMapping("/access/locks/lift")
    String lift(@RequestParam String kind, @RequestParam String key, Actor actor, RedirectAttributes flash) {
        oversight.lift(kind, key, actor);
        return done("lock", "", flash);
    }

    @PostMapping("/access/policy")
    String policy(@RequestParam(defaultValue = "") List<String> posts, Actor actor, RedirectAttributes flash) {
        oversight.demand(posts.stream().flatMap(code -> Post.of(code).stream()).toList(), actor);
        return done("policy", "", flash);
    }

    @PostMapping("/access/second-factors/remove")
    String removeFactor(@RequestParam String username, Actor actor, RedirectAttributes flash) {
        oversight.removeFactor(username, actor);
        return done("factor", "", flash);
    }

    private static String done(String what, String q, RedirectAttributes flash) {
        flash.addFlashAttribute("done", what);
        flash.addAttribute("q", q);
        return "redirect:/access";
    }
}
