package org.fengsui.system;

import org.fengsui.access.SignedIn;
import org.fengsui.organization.Actor;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Help (帮助): the keys, and where things are. The pages' script shows its first part in a dialog. */
@Controller
class HelpPage {

    private final SystemSettings settings;

    HelpPage(SystemSettings settings) {
        this.settings = settings;
    }

    @GetMapping("/help")
    String help(@AuthenticationPrincipal SignedIn signedIn, Model model) {
        Actor actor = signedIn == null ? null : signedIn.actor();
        model.addAttribute("commands", actor != null && actor.commands());
        model.addAttribute("guided", actor != null && settings.demo());
        return "help";
    }
}
