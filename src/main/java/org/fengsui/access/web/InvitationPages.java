package org.fengsui.access.web;

import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import org.fengsui.access.Invitations;
import org.fengsui.access.OwnAccess;
import org.fengsui.access.Setup;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What is opened by a link that was told once: an invitation, and the first start of a site. */
@Controller
class InvitationPages {

    private final Invitations invitations;
    private final Setup setup;
    private final OwnAccess own;
    private final String publicAddress;

    InvitationPages(Invitations invitations, Setup setup, OwnAccess own, @Value("${fengsui.public-address}") URI publicAddress) {
        this.invitations = invitations;
        this.setup = setup;
        this.own = own;
        this.publicAddress = publicAddress.toString().replaceFirst("/$", "");
    }

    @GetMapping("/invitation/{token}")
    String invitation(@PathVariable String token, HttpServletResponse response, Model model) {
        Actor invited = invitations.invited(token).orElse(null);
        if (invited == null) {
            return over(response);
        }
        model.addAttribute("token", token);
        model.addAttribute("invited", invited);
        model.addAttribute("rules", own.rules().code());
        return "access/invitation";
    }

    @PostMapping("/invitation/{token}")
    String accept(@PathVariable String token, @RequestParam(defaultValue = "") String fresh,
                  @RequestParam(defaultValue = "") String again, HttpServletResponse response, Model model) {
        try {
            invitations.accept(token, fresh, again);
            return "redirect:/login?invited";
        } catch (NotFound used) {
            return over(response);
        } catch (Refusal problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return invitation(token, response, model);
        }
    }

    @GetMapping("/setup/{token}")
    String setup(@PathVariable String token, HttpServletResponse response, Model model) {
        if (!setup.open(token)) {
            return over(response);
        }
        model.addAttribute("token", token);
        model.addAttribute("typed", Typed.nothing());
        model.addAttribute("rules", own.rules().code());
        return "access/setup";
    }

    /** Answered with the page itself: the two links are shown once, and kept nowhere on the way. */
    @PostMapping("/setup/{token}")
    String found(@PathVariable String token, @RequestParam MultiValueMap<String, String> sent, HttpServletResponse response,
                 Model model) {
        Typed typed = Typed.of(sent);
        try {
            Setup.Founded founded = setup.found(token, typed);
            model.addAttribute("security", publicAddress + "/invitation/" + founded.security());
            model.addAttribute("audit", publicAddress + "/invitation/" + founded.audit());
            model.addAttribute("typed", typed);
            return "access/founded";
        } catch (NotFound used) {
            return over(response);
        } catch (Refusal problem) {
            response.setStatus(problem.status());
            setup(token, response, model);
            model.addAttribute("problem", problem);
            model.addAttribute("typed", typed);
            return "access/setup";
        }
    }

    private static String over(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        return "access/link-over";
    }
}
