package org.fengsui.system;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.View;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;

/**
 * What a page shows while the database is away: that it is, that nothing typed is lost, and a button that sends it again.
 * It stands in front of everything that asks the database, the sign-in included, and asks it for nothing itself: no
 * frame, no name, no session. Where a token of the API could not be looked up, the API is answered in its own way.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
class DatabaseAwayPage extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(DatabaseAwayPage.class);

    private final ThymeleafViewResolver views;
    private final LocaleResolver locales;
    private final ApiErrors errors;

    DatabaseAwayPage(ThymeleafViewResolver views, LocaleResolver locales, ApiErrors errors) {
        this.views = views;
        this.locales = locales;
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException failure) {
            if (!DatabaseAway.caused(failure) || response.isCommitted()) {
                throw failure;
            }
            if (ApiErrors.concerns(request.getRequestURI())) {
                response.resetBuffer();
                errors.answer(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, failure, request, response);
                return;
            }
            log.error("The database does not answer: {} {}: {}", request.getMethod(), request.getRequestURI(),
                    DatabaseAway.why(failure));
            answer(request, response);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        response.resetBuffer();
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader(HttpHeaders.RETRY_AFTER, DatabaseAway.RETRY_AFTER);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Locale locale = locales.resolveLocale(request);
        request.setAttribute(DispatcherServlet.LOCALE_RESOLVER_ATTRIBUTE, locales);
        Optional<LostForm> form = LostForms.typed(request);
        Map<String, Object> model = new HashMap<>();
        model.put("language", locale.getLanguage().equals("en") ? "en" : "zh-CN");
        model.put("retryAfter", DatabaseAway.RETRY_AFTER);
        model.put("form", form.orElse(null));
        // Only the token that came with it: a form of another site stays as useless as it was.
        model.put("token", form.isPresent() ? request.getParameter("_csrf") : null);
        model.put("reading", request.getMethod().equals("GET"));
        try {
            View view = views.resolveViewName("away", locale);
            view.render(model, request, response);
        } catch (ServletException | IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new ServletException(failure);
        }
    }
}
