package org.fengsui.system;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Rejected;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.RequestContextUtils;
import tools.jackson.databind.json.JsonMapper;

/** Puts refusals and errors into {@code application/problem+json}: a stable code, words, and every wrong field. */
@Component
class ApiProblems {

    private final MessageSource messages;
    private final JsonMapper json;

    ApiProblems(MessageSource messages, JsonMapper json) {
        this.messages = messages;
        this.json = json;
    }

    ProblemDetail of(Refusal refusal, Locale locale) {
        ProblemDetail problem = of(status(refusal), refusal.code(),
                messages.getMessage("refusal." + refusal.code(), refusal.arguments(), locale));
        if (refusal instanceof Invalid invalid) {
            problem.setProperty("errors", errors(invalid, locale));
        }
        return problem;
    }

    List<Map<String, String>> errors(Invalid invalid, Locale locale) {
        return invalid.fields().stream().map(field -> Map.of("field", field.field(), "code", field.code(),
                "message", messages.getMessage("invalid." + field.code(), field.arguments(), locale))).toList();
    }

    ProblemDetail of(HttpStatusCode status, String code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("about:blank"));
        problem.setProperty("code", code);
        return problem;
    }

    ProblemDetail worded(HttpStatusCode status, String code, Locale locale, Object... arguments) {
        return of(status, code, messages.getMessage("refusal." + code, arguments, locale));
    }

    void unauthenticated(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        Locale locale = RequestContextUtils.getLocale(request);
        response.setStatus(HttpStatus.UNAUTHORIZED.value());
        response.setHeader("WWW-Authenticate", "Bearer");
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(json.writeValueAsString(
                worded(HttpStatus.UNAUTHORIZED, "unauthenticated", locale)));
    }

    static HttpStatus status(Refusal refusal) {
        if (refusal instanceof Invalid) {
            return HttpStatus.UNPROCESSABLE_CONTENT;
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
