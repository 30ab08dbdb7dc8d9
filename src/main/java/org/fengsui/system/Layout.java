package org.fengsui.system;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fengsui.access.SignedIn;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.plan.LevelWords;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.util.UriComponentsBuilder;

/** Gives every page what its frame shows: who is signed in, and the way to the other language and the other themes. */
@ControllerAdvice(annotations = Controller.class)
class Layout {

    private final Organization organization;
    private final LevelWords levels;
    private final Theme theme;

    Layout(Organization organization, LevelWords levels, Theme theme) {
        this.organization = organization;
        this.levels = levels;
        this.theme = theme;
    }

    /** What templates reach as {@code @levels}, for the parameters of fragments, where no bean can be reached. */
    @ModelAttribute("levelWords")
    LevelWords levelWords() {
        return levels;
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
        address.replaceQueryParam("lang").replaceQueryParam(Theme.PARAMETER);
        String otherLanguage = address.cloneBuilder().queryParam("lang", chinese ? "en" : "zh-CN").build().toUriString();
        Map<String, String> themes = new LinkedHashMap<>();
        Theme.CHOICES.forEach(choice ->
                themes.put(choice, address.cloneBuilder().queryParam(Theme.PARAMETER, choice).build().toUriString()));
        return new Frame(actor, actor == null ? "" : organization.name(actor.unit()),
                chinese ? "zh-CN" : "en", otherLanguage, theme.of(request), themes,
                "part".equals(request.getHeader("Fengsui-Live")), actor == null ? Map.of() : navigation(actor));
    }

    /** The pages of the reader's own work, by the names of their sections: an administrator does no other. */
    private static Map<String, String> navigation(Actor actor) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("home", "/");
        if (actor.holds(Post.SYSADMIN)) {
            entries.put("people", "/organization/people");
            entries.put("units", "/organization/units");
            entries.put("configuration", "/configuration");
        } else if (actor.holds(Post.SECADMIN)) {
            entries.put("people", "/organization/people");
            entries.put("access", "/access");
        } else {
            List.of("incidents", "responses", "tasks", "plans").forEach(name -> entries.put(name, "/" + name));
        }
        if (actor.holds(Post.AUDITOR)) {
            entries.put("audit", "/audit");
        }
        return entries;
    }

    /**
     * The frame of a page.
     *
     * @param actor         null when nobody is signed in
     * @param otherLanguage this page in the other language
     * @param theme         light, dark, or auto for what the reader's device prefers
     * @param themes        this page in each theme
     * @param part          asked for by a page that brings itself up to date: it has all but the main part already
     * @param nav           addresses of the reader's pages, by section
     */
    record Frame(Actor actor, String unitName, String language, String otherLanguage, String theme,
                 Map<String, String> themes, boolean part, Map<String, String> nav) {
    }
}
