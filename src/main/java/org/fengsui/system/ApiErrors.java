package org.fengsui.system;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.fengsui.access.SignInRefused;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Answers every error under {@code /api/} as {@code application/problem+json} with a stable code. A resolver and not
 * an advice, because it must also answer where no controller was found, and leave the pages' errors alone.
 */
@Component
class ApiErrors implements HandlerExceptionResolver, Ordered {

    private static final Logger log = LoggerFactory.getLogger(ApiErrors.class);

    private final ApiProblems problems;

    ApiErrors(ApiProblems problems) {
        this.problems = problems;
    }

    /** Before Spring's own resolvers, which would answer in other words. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 10;
    }

    static boolean concerns(String uri) {
        return uri.startsWith("/api/") || uri.equals("/api");
    }

    @Override
    public ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response, Object handler,
                                         Exception exception) {
        if (!concerns(request.getRequestURI())) {
            return null;
        }
        if (exception instanceof AsyncRequestNotUsableException || response.isCommitted()) {
            // The client has gone, or has half an answer: nothing can be told any more.
            log.debug("No answer to {} {}", request.getMethod(), request.getRequestURI(), exception);
            return new ModelAndView();
        }
        try {
            response.resetBuffer();
            headers(exception, response);
            problems.write(problem(exception, request), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ModelAndView();
    }

    /** Answers an error that the container reports. */
    void answer(int status, Throwable failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Locale locale = problems.locale(request);
        HttpStatus known = HttpStatus.resolve(status);
        problems.write(known == null || known.is5xxServerError() ? internal(failure, request, locale)
                : problems.worded(known, code(known), locale), response);
    }

    private ProblemDetail problem(Exception exception, HttpServletRequest request) {
        Locale locale = problems.locale(request);
        if (exception instanceof Refusal refusal) {
            return problems.of(refusal, locale);
        }
        if (exception instanceof SignInRefused refused) {
            return problems.worded(refused.waitFor().isZero() ? HttpStatus.UNAUTHORIZED : HttpStatus.TOO_MANY_REQUESTS,
                    refused.code(), locale, refused.waitFor().toSeconds());
        }
        if (exception instanceof AuthenticationException) {
            return problems.worded(HttpStatus.UNAUTHORIZED, "bad-credentials", locale);
        }
        if (exception instanceof HttpMessageNotReadableException unreadable) {
            return unreadable(unreadable, locale);
        }
        if (exception instanceof MethodArgumentTypeMismatchException mismatch) {
            return mismatch.getParameter().hasParameterAnnotation(PathVariable.class)
                    ? problems.worded(HttpStatus.NOT_FOUND, "not-found", locale)
                    : problems.of(new Invalid(mismatch.getName(), typeCode(mismatch.getRequiredType()),
                            Checks.shown(String.valueOf(mismatch.getValue()), 80)), locale);
        }
        if (exception instanceof MissingServletRequestParameterException missing) {
            return problems.of(new Invalid(missing.getParameterName(), "required"), locale);
        }
        if (exception instanceof MissingServletRequestPartException missing) {
            return problems.of(new Invalid(missing.getRequestPartName(), "required"), locale);
        }
        if (exception instanceof MaxUploadSizeExceededException) {
            return problems.worded(HttpStatus.CONTENT_TOO_LARGE, "file-too-large", locale);
        }
        if (exception instanceof InvalidParameterException) {
            // A query or form that is no UTF-8, or has too many fields: the caller's mistake, not ours.
            return problems.worded(HttpStatus.BAD_REQUEST, "bad-request", locale);
        }
        if (exception instanceof MultipartException) {
            return problems.worded(HttpStatus.BAD_REQUEST, "broken-multipart", locale);
        }
        if (exception instanceof ErrorResponse answered && !answered.getStatusCode().is5xxServerError()) {
            return problems.worded(answered.getStatusCode(), code(answered.getStatusCode()), locale);
        }
        return internal(exception, request, locale);
    }

    /** The cause is logged under an id; whoever called gets the id alone. */
    private ProblemDetail internal(Throwable failure, HttpServletRequest request, Locale locale) {
        if (DatabaseAway.caused(failure)) {
            log.error("The database does not answer: {} {}: {}", request.getMethod(), request.getRequestURI(),
                    DatabaseAway.why(failure));
            return problems.worded(HttpStatus.SERVICE_UNAVAILABLE, "database-unavailable", locale);
        }
        String id = UUID.randomUUID().toString();
        log.error("Error {} in {} {}", id, request.getMethod(), request.getRequestURI(), failure);
        ProblemDetail problem = problems.worded(HttpStatus.INTERNAL_SERVER_ERROR, "internal", locale, id);
        problem.setProperty("id", id);
        return problem;
    }

    private ProblemDetail unreadable(HttpMessageNotReadableException exception, Locale locale) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLarge) {
                return problems.worded(HttpStatus.CONTENT_TOO_LARGE, "too-large", locale);
            }
        }
        if (!(exception.getCause() instanceof JacksonException cause)) {
            return problems.worded(HttpStatus.BAD_REQUEST, "missing-body", locale);
        }
        if (cause instanceof UnrecognizedPropertyException unknown) {
            return problems.of(new Invalid(field(cause), "unknown-field", Checks.shown(unknown.getPropertyName(), 80)), locale);
        }
        boolean wrongValue = cause instanceof DatabindException || cause instanceof InputCoercionException;
        if (wrongValue && !cause.getPath().isEmpty() && !(cause.getCause() instanceof StreamReadException)) {
            // Without a target it is a number that is none: NaN, or one without end.
            Class<?> target = cause instanceof MismatchedInputException mismatch ? mismatch.getTargetType()
                    : BigDecimal.class;
            return problems.of(new Invalid(field(cause), typeCode(target)), locale);
        }
        if (cause instanceof MismatchedInputException) {
            return problems.worded(HttpStatus.BAD_REQUEST, "not-an-object", locale);
        }
        return cause.getLocation() == null ? problems.worded(HttpStatus.BAD_REQUEST, "broken-json", locale, 1, 1)
                : problems.worded(HttpStatus.BAD_REQUEST, "broken-json", locale,
                        String.valueOf(cause.getLocation().getLineNr()),
                        String.valueOf(cause.getLocation().getColumnNr()));
    }

    /** As it was sent: {@code place.longitude}, {@code units[2]}. */
    private static String field(JacksonException exception) {
        StringBuilder field = new StringBuilder();
        List<Reference> path = exception.getPath();
        for (Reference step : path) {
            if (step.getPropertyName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return field.toString();
    }

    private static String typeCode(Class<?> wanted) {
        if (wanted == Instant.class) {
            return "not-a-time";
        }
        if (wanted == Duration.class) {
            return "not-a-duration";
        }
        if (wanted == UUID.class) {
            return "not-an-id";
        }
        if (wanted == BigDecimal.class || wanted == int.class) {
            return "not-a-number";
        }
        return "wrong-type";
    }

    private static void headers(Exception exception, HttpServletResponse response) {
        if (exception instanceof HttpRequestMethodNotSupportedException method
                && method.getSupportedHttpMethods() != null) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ",
                    method.getSupportedHttpMethods().stream().map(Object::toString).sorted().toList()));
        }
        if (exception instanceof HttpMediaTypeNotSupportedException type) {
            response.setHeader(HttpHeaders.ACCEPT, MediaType.toString(type.getSupportedMediaTypes()));
        }
        if (exception instanceof SignInRefused refused && !refused.waitFor().isZero()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(refused.waitFor().toSeconds()));
        } else if (exception instanceof AuthenticationException) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
    }

    static String code(HttpStatusCode status) {
        return switch (status.value()) {
            case 404 -> "no-such-address";
            case 405 -> "method-not-allowed";
            case 406 -> "not-acceptable";
            case 413 -> "too-large";
            case 415 -> "unsupported-media-type";
            default -> "bad-request";
        };
    }
}
