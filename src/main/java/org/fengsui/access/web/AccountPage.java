package org.fengsui.access.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.fengsui.access.BearerTokenFilter;
import org.fengsui.access.OwnAccess;
import org.fengsui.access.SignInRefused;
import org.fengsui.access.Sessions;
import org.fengsui.access.Tokens;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Rejected;
import org.fengsui.refusal.Typed;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.ResponseEntity;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The own account (我的账号): password, where one is signed in, tokens. */
@Controller
class AccountPage {

    private final OwnAccess own;
    private final Sessions sessions;
    private final Tokens tokens;
    private final String publicAddress;

    AccountPage(OwnAccess own, Sessions sessions, Tokens tokens,
                @Value("${fengsui.public-address}") URI publicAddress) {
        this.own = own;
        this.sessions = sessions;
        this.tokens = tokens;
        this.publicAddress = publicAddress.toString().replaceFirst("/$", "");
    }

    /** @param scope of a token that the reader comes to make; empty = none */
    @GetMapping("/account")
    String account(@RequestParam(defaultValue = "") String scope, Actor actor, HttpServletRequest request,
                   Model model) {
        boolean calendar = scope.equals(Tokens.Scope.CALENDAR.code());
        model.addAttribute("making", calendar);
        return account(Typed.nothing().preset("days", calendar ? "90" : "30")
                .preset("scope", calendar ? scope : "read"), actor, request, model);
    }

    private String account(Typed blank, Actor actor, HttpServletRequest request, Model model) {
        model.addAttribute("rules", own.rules().code());
        model.addAttribute("expires", own.passwordExpiresAt(actor.username()));
        model.addAttribute("factor", own.hasFactor(actor.username()));
        model.addAttribute("sessions", own.sessions(actor.username()));
        model.addAttribute("own", session(request));
        model.addAttribute("tokens", tokens.of(actor.username()));
        model.addAttribute("blank", blank);
        return "access/account";
    }

    /** The address of a form that was refused, asked for again: by the link to the other language. */
    @GetMapping({"/account/password", "/account/tokens"})
    String afterwards() {
        return "redirect:/account";
    }

    /** Somebody is there, though the page stays the same. */
    @GetMapping("/account/here")
    ResponseEntity<Void> here(Actor actor) {
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/account/password")
    String changePassword(@RequestParam(defaultValue = "") String current, @RequestParam(defaultValue = "") String fresh,
                          @RequestParam(defaultValue = "") String again, Actor actor, HttpServletRequest request,
                          HttpServletResponse response, Model model, RedirectAttributes flash) {
        try {
            own.changePassword(actor, current, fresh, again, session(request));
            return done("password", flash);
        } catch (SignInRefused held) {
            return refused(new Rejected(held.code(), held.waitFor().toSeconds()), actor, request, response, model);
        } catch (Refusal problem) {
            return refused(problem, actor, request, response, model);
        }
    }

    @GetMapping("/account/second-factor")
    String secondFactor(Actor actor, Model model) {
        if (own.hasFactor(actor.username())) {
            return "redirect:/account";
        }
        model.addAttribute("secret", own.factorSecret(actor));
        model.addAttribute("demanded", false);
        model.addAttribute("base", "/account/second-factor");
        return "access/second-factor";
    }

    @GetMapping(path = "/account/second-factor/qr.png", produces = MediaType.IMAGE_PNG_VALUE)
    @ResponseBody
    byte[] picture(Actor actor) {
        if (own.hasFactor(actor.username())) {
            throw new NotFound("enrolment");
        }
        return QrCode.png(OwnAccess.factorAddress(actor.username(), own.factorSecret(actor)));
    }

    @PostMapping("/account/second-factor")
    String enrol(@RequestParam(defaultValue = "") String code, Actor actor, HttpServletResponse response, Model model) {
        try {
            model.addAttribute("codes", own.confirmFactor(actor, code));
            model.addAttribute("next", "/account");
            return "access/recovery-codes";
        } catch (SignInRefused held) {
            model.addAttribute("problem", new Rejected(held.code(), held.waitFor().toSeconds()));
            response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
        } catch (Refusal problem) {
            response.setStatus(problem.status());
            model.addAttribute("problem", problem);
        }
        return secondFactor(actor, model);
    }

    @PostMapping("/account/sessions/{id}/end")
    String endSession(@PathVariable UUID id, Actor actor, RedirectAttributes flash) {
        own.endSession(id, actor);
        return done("session", flash);
    }

    @PostMapping("/account/sessions/end-others")
    String endOtherSessions(Actor actor, HttpServletRequest request, RedirectAttributes flash) {
        own.endOtherSessions(session(request), actor);
        return done("session", flash);
    }

    /** Answered with the page itself: the token is shown once, and kept nowhere on the way. */
    @PostMapping("/account/tokens")
    String makeToken(@RequestParam MultiValueMap<String, String> sent, Actor actor, HttpServletRequest request,
                     HttpServletResponse response, Model model) {
        Typed typed = Typed.of(sent);
        try {
            Checks checks = new Checks();
            String name = checks.required("name", typed.value("name"), Checks.TITLE);
            Duration validFor = typed.value("days").matches("\\d{1,4}") ? Duration.ofDays(Integer.parseInt(typed.value("days")))
                    : Duration.ZERO;
            checks.done();
            Tokens.Issued issued = tokens.issue(actor.username(), name, typed.value("scope"), validFor);
            model.addAttribute("issued", issued);
            if (typed.value("scope").equals(Tokens.Scope.CALENDAR.code())) {
                String language = LocaleContextHolder.getLocale().getLanguage();
                model.addAttribute("address", BearerTokenFilter.calendarAddress(publicAddress, issued.token())
                        + (language.equals("en") ? "&lang=en" : ""));
            }
            return account("", actor, request, model);
        } catch (Refusal problem) {
            model.addAttribute("typed", typed);
            return refused(problem, actor, request, response, model);
        }
    }

    @PostMapping("/account/tokens/{id}/revoke")
    String revokeToken(@PathVariable UUID id, Actor actor, RedirectAttributes flash) {
        tokens.revoke(id, actor.username(), actor.username());
        return done("token", flash);
    }

    private String refused(Refusal problem, Actor actor, HttpServletRequest request, HttpServletResponse response,
                           Model model) {
        response.setStatus(problem.status());
        model.addAttribute("problem", problem);
        return account("", actor, request, model);
    }

    private static String done(String what, RedirectAttributes flash) {
        flash.addFlashAttribute("done", what);
        return "redirect:/account";
    }

    private UUID session(HttpServletRequest request) {
        return sessions.id(request.getSession());
    }
}
