package org.fengsui.system;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Keeps what was typed when a form comes in after its sign-in has ended, and leads to it after the next one. Kept is
 * only what a page of this very site has sent, and it is carried out only by whoever signs in and confirms it: another
 * site can neither plant a form nor have it sent.
 */
@Component
class LostForms extends SavedRequestAwareAuthenticationSuccessHandler
        implements AccessDeniedHandler, AuthenticationEntryPoint, HandlerInterceptor {

    private static final String ATTRIBUTE = LostForm.class.getName();
    /** Characters of one form: every field of our forms at its longest, several times over. */
    private static final int LONGEST = 64_000;
    /** Forms kept at once on a node, so that nobody can fill its memory: 64 MB. */
    private static final int MOST = 500;
    private static final Set<String> NOT_KEPT = Set.of("/login", "/logout", "/resume/discard");

    private final AtomicInteger kept = new AtomicInteger();
    private final AccessDeniedHandler refusal = new AccessDeniedHandlerImpl();

    LostForms(RequestCache pages) {
        setRequestCache(pages);
    }

    /** The form that was kept for this session. */
    Optional<LostForm> of(HttpSession session) {
        return session != null && session.getAttribute(ATTRIBUTE) instanceof Kept held ? Optional.of(held.form)
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
    public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response,
                                        Authentication authentication) throws ServletException, IOException {
        if (of(request.getSession(false)).isPresent()) {
            getRedirectStrategy().sendRedirect(request, response, "/resume");
        } else {
            super.onAuthenticationSuccess(request, response, authentication);
        }
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
        if (kept.get() >= MOST) {
            return false;
        }
        Optional<LostForm> typed = typed(request);
        typed.ifPresent(form -> request.getSession().setAttribute(ATTRIBUTE, new Kept(form)));
        return typed.isPresent();
    }

    /** What somebody typed into a form of ours; empty when it is none, too large, or not to be shown. */
    static Optional<LostForm> typed(HttpServletRequest request) throws IOException, ServletException {
        String type = request.getContentType() == null ? "" : request.getContentType();
        boolean multipart = type.startsWith("multipart/form-data");
        if (!request.getMethod().equals("POST") || NOT_KEPT.contains(request.getRequestURI())
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

    private static String address(HttpServletRequest request) {
        return request.getRequestURI() + (request.getQueryString() == null ? "" : "?" + request.getQueryString());
    }

    private static boolean signedIn() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof SignedIn;
    }

    /** Counts itself while a session holds it. */
    private final class Kept implements HttpSessionBindingListener {

        private final LostForm form;

        private Kept(LostForm form) {
            this.form = form;
        }

        @Override
        public void valueBound(HttpSessionBindingEvent event) {
            kept.incrementAndGet();
        }

        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            kept.decrementAndGet();
        }
    }
}
