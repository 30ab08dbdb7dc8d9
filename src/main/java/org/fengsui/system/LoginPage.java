package org.fengsui.system;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in page; the form itself is taken by the security framework. */
@Controller
class LoginPage {

    private final boolean demo;

    LoginPage(SystemSettings settings) {
        this.demo = settings.demo();
    }

    @GetMapping("/login")
    String login(@RequestParam(required = false) String error, @RequestParam(required = false) String out,
                 Model model) {
        model.addAttribute("failed", error != null);
        model.addAttribute("out", out != null);
        model.addAttribute("demo", demo);
        return "login";
    }
}
