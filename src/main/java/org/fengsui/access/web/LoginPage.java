package org.fengsui.access.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.fengsui.access.Client;
import org.fengsui.access.OwnAccess;
import org.fengsui.access.SignIn;
import org.fengsui.access.SignInRefused;
import org.fengsui.access.spi.Destination;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Rejected;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** The sign-in page (登录). */
@Controller
class LoginPage {

    /** Longer than any name or password: what is longer is none. */
    private static final int LONGEST = 500;

    private final boolean demo;
    private final Destination destination;
    private final SignIn signIn;
    private final OwnAccess own;

    LoginPage(@Value("${fengsui.demo}") boolean demo, Destination destination, SignIn signIn, OwnAccess own) {
        this.demo = demo;
        this.destination = destination;
        this.signIn = signIn;
        this.own = own;
    }

    @GetMapping("/login")
    String login(@RequestParam(required = false) String error, @RequestParam(required = false) String out,
                 @RequestParam(required = false) String again, @RequestParam(required = false) String invited,
                 HttpServletRequest request, Model model) {
        model.addAttribute("failed", error != null);
        model.addAttribute("out", out != null);
        model.addAttribute("again", again != null);
        model.addAttribute("invited", invited != null);
        show(request, model);
        return "login";
    }

    @PostMapping("/login")
    String signIn(@RequestParam(defaultValue = "") String username, @RequestParam(defaultValue = "") String password,
                  HttpServletRequest request, HttpServletResponse response, Model model) {
        try {
            if (username.length() > LONGEST || password.length() > LONGEST || username.indexOf(0) >= 0) {
                return "redirect:/login?error";
            }
            return next(signIn.proceed(signIn.verify(username.strip(), password, Client.of(request)), request, response),
                    request);
        } catch (SignInRefused refused) {
            if (refused.waitFor().isZero()) {
                return "redirect:/login?error";
            }
            response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(refused.waitFor().toSeconds()));
            model.addAttribute("held", refused);
            model.addAttribute("username", username);
            show(request, model);
            return "login";
        }
    }

    /** A password that was set by somebody else, or is too old, is changed first. */
    @GetMapping("/login/password")
    String password(HttpServletRequest request, Model model) {
        if (signIn.pending(request).isEmpty()) {
            return "redirect:/login?again";
        }
        model.addAttribute("rules", own.rules().code());
        return "access/must-change";
    }

    @PostMapping("/login/password")
    String changePassword(@RequestParam(defaultValue = "") String fresh, @RequestParam(defaultValue = "") String again,
                          HttpServletRequest request, HttpServletResponse response, Model model) {
        if (signIn.pending(request).isEmpty()) {
            return "redirect:/login?again";
        }
        try {
            return next(signIn.changePassword(fresh, again, request, response), request);
        } catch (Refusal problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return password(request, model);
        }
    }

    @GetMapping("/login/code")
    String code(HttpServletRequest request) {
        return signIn.pending(request).isEmpty() ? "redirect:/login?again" : "access/code";
    }

    @PostMapping("/login/code")
    String showCode(@RequestParam(defaultValue = "") String code, HttpServletRequest request, HttpServletResponse response,
                    Model model) {
        if (signIn.pending(request).isEmpty()) {
            return "redirect:/login?again";
        }
        try {
            return next(signIn.showCode(code, request, response), request);
        } catch (SignInRefused held) {
            response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(held.waitFor().toSeconds()));
            model.addAttribute("held", held);
        } catch (Refusal problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
        }
        return "access/code";
    }

    /** A second factor that a post asks for is set up first. */
    @GetMapping("/login/second-factor")
    String secondFactor(HttpServletRequest request, Model model) {
        Optional<String> secret = signIn.enrolment(request);
        if (secret.isEmpty()) {
            return "redirect:/login?again";
        }
        model.addAttribute("secret", secret.get());
        model.addAttribute("demanded", true);
        model.addAttribute("base", "/login/second-factor");
        return "access/second-factor";
    }

    @GetMapping(path = "/login/second-factor/qr.png", produces = MediaType.IMAGE_PNG_VALUE)
    @ResponseBody
    byte[] picture(HttpServletRequest request) {
        String secret = signIn.enrolment(request).orElseThrow(() -> new NotFound("enrolment"));
        return QrCode.png(OwnAccess.factorAddress(signIn.pending(request).orElseThrow().actor().username(), secret));
    }

    @PostMapping("/login/second-factor")
    String enrol(@RequestParam(defaultValue = "") String code, HttpServletRequest request, HttpServletResponse response,
                 Model model) {
        if (signIn.enrolment(request).isEmpty()) {
            return "redirect:/login?again";
        }
        try {
            model.addAttribute("codes", signIn.enrol(code, request, response));
            model.addAttribute("next", destination.of(request));
            return "access/recovery-codes";
        } catch (SignInRefused held) {
            response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
            model.addAttribute("problem", new Rejected(held.code(), held.waitFor().toSeconds()));
        } catch (Refusal problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
        }
        return secondFactor(request, model);
    }

    /** @param step null when the sign-in is complete */
    private String next(String step, HttpServletRequest request) {
        return "redirect:" + (step == null ? destination.of(request) : step);
    }

    private void show(HttpServletRequest request, Model model) {
        model.addAttribute("kept", destination.waits(request.getSession(false)));
        model.addAttribute("demo", demo);
    }
}
