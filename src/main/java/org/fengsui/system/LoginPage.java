package org.fengsui.system;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in page; the form itself is taken by the security framework. */
@Controller
class LoginPage {

    private final boolean demo;
    private final LostForms lost;

    LoginPage(SystemSettings settings, LostForms lost) {
        this.demo = settings.demo();
        this.lost = lost;
    }

    @GetMapping("/login")
    String login(@RequestParam(required = false) String error, @RequestParam(required = false) String out,
                 @RequestParam(required = false) String again, HttpServletRequest request, Model model) {
        model.addAttribute("failed", error != null);
        model.addAttribute("out", out != null);
        model.addAttribute("again", again != null);
        model.addAttribute("kept", lost.of(request.getSession(false)).isPresent());
        model.addAttribute("demo", demo);
        return "login";
    }
}
