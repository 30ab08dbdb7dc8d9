package org.fengsui.system;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.util.UriComponentsBuilder;

/** Gives every page what its frame shows: who is signed in, and the way to the other language. */
@ControllerAdvice(annotations = Controller.class)
class Layout {

    private final Organization organization;

    Layout(Organization organization) {
        this.organization = organization;
    }

    @ModelAttribute("frame")
    Frame frame(HttpServletRequest request) {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        Actor actor = authentication != null && authentication.getPrincipal() instanceof SignedIn signedIn
                ? signedIn.actor() : null;
        boolean chinese = !LocaleContextHolder.getLocale().getLanguage().equals("en");
        Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        UriComponentsBuilder address =
                UriComponentsBuilder.fromPath(failed == null ? request.getRequestURI() : failed.toString());
        if (failed == null && "GET".equals(request.getMethod())) {
            address.query(request.getQueryString());
        }
        String otherLanguage = address.replaceQueryParam("lang", chinese ? "en" : "zh-CN").build().toUriString();
        return new Frame(actor, actor == null ? "" : organization.name(actor.unit()),
                chinese ? "zh-CN" : "en", otherLanguage, "part".equals(request.getHeader("Fengsui-Live")));
    }

    /**
     * The frame of a page.
     *
     * @param actor         null when nobody is signed in
     * @param otherLanguage this page in the other language
     * @param part          asked for by a page that brings itself up to date: it has all but the main part already
     */
    record Frame(Actor actor, String unitName, String language, String otherLanguage, boolean part) {
    }
}
