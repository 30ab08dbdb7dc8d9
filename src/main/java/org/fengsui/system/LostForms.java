package org.fengsui.system;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.fengsui.access.Sessions;
import org.fengsui.access.SignedIn;
import org.fengsui.access.spi.Destination;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Keeps what was typed when a form comes in after its sign-in has ended, and leads to it after the next one. Kept is
 * only what a page of this very site has sent, and it is carried out only by whoever signs in and confirms it: another
 * site can neither plant a form nor have it sent.
 */
@Component
class LostForms implements AccessDeniedHandler, AuthenticationEntryPoint, HandlerInterceptor, Destination {

    private static final String ATTRIBUTE = LostForm.class.getName();
    /** Characters of one form: every field of our forms at its longest, several times over. */
    private static final int LONGEST = 64_000;
    /** Forms kept at once, so that nobody can fill the database. */
    private static final int MOST = 500;
    /** Forms in which passwords are typed. */
    private static final Pattern SECRET = Pattern.compile("/(login|account|invitation|setup)(/|$)");
    private static final Set<String> NOT_KEPT = Set.of("/login", "/logout", "/resume/discard");

    private final RequestCache pages;
    private final Sessions sessions;
    private final AccessDeniedHandler refusal = new AccessDeniedHandlerImpl();

    LostForms(RequestCache pages, Sessions sessions) {
        this.pages = pages;
        this.sessions = sessions;
    }

    /** The form that was kept for this session. */
    Optional<LostForm> of(HttpSession session) {
        return session != null && session.getAttribute(ATTRIBUTE) instanceof LostForm form ? Optional.of(form)
                : Optional.empty();
    }

    void forget(HttpSession session) {
        session.removeAttribute(ATTRIBUTE);
    }

    /** A form without the session that it was made in. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException, ServletException {
        if (!(denied instanceof CsrfException) || response.isCommitted()) {
            refusal.handle(request, response, denied);
        } else if (request.getRequestURI().equals("/login")) {
            // A sign-in page that lay open too long.
            response.sendRedirect("/login?again");
        } else if (request.getRequestURI().equals("/logout") && !signedIn()) {
            response.sendRedirect("/login?out");
        } else if (keep(request)) {
            response.sendRedirect(signedIn() ? "/resume" : "/login");
        } else {
            refusal.handle(request, response, denied);
        }
    }

    /** Nobody is signed in: to the sign-in page, in the language that the link asks for. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException missing)
            throws IOException, ServletException {
        keep(request);
        String language = request.getParameter("lang");
        response.sendRedirect(language == null ? "/login" : UriComponentsBuilder.fromPath("/login")
                .queryParam("lang", "{lang}").encode().buildAndExpand(language).toUriString());
    }

    @Override
    public String of(HttpServletRequest request) {
        if (waits(request.getSession(false))) {
            return "/resume";
        }
        SavedRequest wanted = pages.getRequest(request, null);
        pages.removeRequest(request, null);
        return wanted == null ? "/" : wanted.getRedirectUrl();
    }

    @Override
    public boolean waits(HttpSession session) {
        return of(session).isPresent();
    }

    /** What is sent again is out of our hands: a refused form shows everything that was typed itself. */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        HttpSession session = request.getSession(false);
        if (request.getMethod().equals("POST")
                && of(session).filter(form -> form.address().equals(address(request))).isPresent()) {
            forget(session);
        }
        return true;
    }

    private boolean keep(HttpServletRequest request) throws IOException, ServletException {
        Optional<LostForm> typed = typed(request);
        if (typed.isEmpty() || sessions.holding(ATTRIBUTE) >= MOST) {
            return false;
        }
        request.getSession().setAttribute(ATTRIBUTE, typed.get());
        return true;
    }

    /** What somebody typed into a form of ours; empty when it is none, too large, or not to be shown. */
    static Optional<LostForm> typed(HttpServletRequest request) throws IOException, ServletException {
        String type = request.getContentType() == null ? "" : request.getContentType();
        boolean multipart = type.startsWith("multipart/form-data");
        if (!request.getMethod().equals("POST") || NOT_KEPT.contains(request.getRequestURI()) || SECRET.matcher(request.getRequestURI()).lookingAt()
                || !multipart && !type.startsWith("application/x-www-form-urlencoded") || !fromOurPage(request)) {
            return Optional.empty();
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> fields.put(name, List.of(values)));
        fields.remove("_csrf");
        // What stands in the address is sent with the address.
        UriComponentsBuilder.fromUriString(address(request)).build().getQueryParams().keySet().forEach(fields::remove);
        int length = fields.entrySet().stream().mapToInt(field -> field.getKey().length()
                + field.getValue().stream().mapToInt(String::length).sum()).sum();
        if (fields.isEmpty() || length > LONGEST || fields.keySet().stream().anyMatch(name -> name.contains("password"))) {
            return Optional.empty();
        }
        return Optional.of(new LostForm(address(request), fields, multipart && files(request)));
    }

    /** A form that a person has sent from a page of this site. Browsers say so, and no page can say it for them. */
    private static boolean fromOurPage(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") && "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
        }
        // Sites without TLS: there browsers give the origin only.
        String origin = request.getHeader("Origin");
        String host = request.getHeader("Host");
        return origin != null && (origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    private static boolean files(HttpServletRequest request) throws IOException, ServletException {
        return request.getParts().stream()
                .anyMatch(part -> part.getSubmittedFileName() != null && !part.getSubmittedFileName().isEmpty());
    }

    /** Path and query, as they came. */
    static String address(HttpServletRequest request) {
        return request.getRequestURI() + (request.getQueryString() == null ? "" : "?" + request.getQueryString());
    }

    private static boolean signedIn() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof SignedIn;
    }
}
