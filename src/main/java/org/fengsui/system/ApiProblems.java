package org.fengsui.system;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Rejected;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.LocaleResolver;
import tools.jackson.databind.json.JsonMapper;

/** Puts refusals and errors into {@code application/problem+json}: a stable code, words, and every wrong field. */
@Component
class ApiProblems {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /** A field's name may be what was sent: it is not echoed without end. */
    private static final int LONGEST_FIELD = 100;

    private final MessageSource messages;
    private final JsonMapper json;
    private final LocaleResolver locales;
    private final ZoneId zone;

    ApiProblems(MessageSource messages, JsonMapper json, LocaleResolver locales, ZoneId zone) {
        this.messages = messages;
        this.json = json;
        this.locales = locales;
        this.zone = zone;
    }

    ProblemDetail of(Refusal refusal, Locale locale) {
        ProblemDetail problem = worded(status(refusal), refusal.code(), locale, refusal.arguments());
        if (refusal instanceof Invalid invalid) {
            problem.setProperty("errors", errors(invalid, locale));
        }
        return problem;
    }

    List<Map<String, String>> errors(Invalid invalid, Locale locale) {
        return invalid.fields().stream().map(field -> Map.of("field", writable(Checks.shown(field.field(), LONGEST_FIELD)),
                "code", field.code(), "message", words("invalid." + field.code(), field.arguments(), locale))).toList();
    }

    ProblemDetail worded(HttpStatusCode status, String code, Locale locale, Object... arguments) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, words("refusal." + code, arguments, locale));
        problem.setType(URI.create("about:blank"));
        problem.setProperty("code", code);
        return problem;
    }

    void unauthenticated(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer");
        write(worded(HttpStatus.UNAUTHORIZED, "unauthenticated", locale(request)), response);
    }

    /** The token may read only. */
    void readsOnly(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        write(of(new Forbidden("token-reads-only"), locale(request)), response);
    }

    /** The language to answer in; also outside the dispatcher. */
    Locale locale(HttpServletRequest request) {
        return locales.resolveLocale(request);
    }

    void write(ProblemDetail problem, HttpServletResponse response) throws IOException {
        response.setStatus(problem.getStatus());
        if (problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, DatabaseAway.RETRY_AFTER);
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(json.writeValueAsString(problem));
    }

    private String words(String key, Object[] arguments, Locale locale) {
        Object[] shown = Arrays.stream(arguments)
                .map(argument -> argument instanceof Instant at ? TIME.format(at.atZone(zone)) : argument).toArray();
        return writable(messages.getMessage(key, shown, locale));
    }

    /** What was sent may come back in the words; half a surrogate pair can not be written as UTF-8. */
    private static String writable(String text) {
        StringBuilder written = new StringBuilder(text.length());
        text.codePoints().forEach(c -> written.appendCodePoint(
                c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\uFFFD' : c));
        return written.toString();
    }

    static HttpStatus status(Refusal refusal) {
        if (refusal instanceof Invalid) {
            return HttpStatus.valueOf(refusal.status());
        }
        if (refusal instanceof Forbidden) {
            return HttpStatus.FORBIDDEN;
        }
        if (refusal instanceof NotFound) {
            return HttpStatus.NOT_FOUND;
        }
        if (refusal instanceof Rejected) {
            return HttpStatus.CONFLICT;
        }
        throw new IllegalStateException("a refusal of no known kind", refusal);
    }
}
