package org.fengsui.system;

import org.fengsui.organization.Actor;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The home page (首页), by post. */
@Controller
class HomePage {

    @GetMapping("/")
    String home(Actor actor) {
        return "home";
    }
}
