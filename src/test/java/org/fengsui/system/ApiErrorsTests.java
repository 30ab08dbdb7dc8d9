package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.apache.ibatis.exceptions.PersistenceException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.servlet.i18n.FixedLocaleResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApiErrorsTests {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class).build();

    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/incidents");
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final ApiErrors errors = new ApiErrors(new ApiProblems(messages(), JSON,
            new FixedLocaleResolver(Locale.SIMPLIFIED_CHINESE), ZoneId.of("Asia/Shanghai")));

    @Test
    void aBugIsToldByItsNumberAloneAndItsTextStaysHidden() throws Exception {
        errors.resolveException(request, response, null, new IllegalStateException("table secret_plans"));

        assertThat(response.getStatus()).isEqualTo(500);
        JsonNode problem = problem();
        assertThat(problem.path("code").asString()).isEqualTo("internal");
        assertThat(problem.path("id").asString()).hasSize(36);
        assertThat(problem.path("detail").asString()).contains(problem.path("id").asString());
        assertThat(response.getContentAsString()).doesNotContain("secret_plans", "IllegalState");
    }

    @Test
    void whatTheContainerReportsAsABugIsToldTheSameWay() throws Exception {
        errors.answer(500, new IllegalStateException("table secret_plans"), request, response);

        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(problem().path("code").asString()).isEqualTo("internal");
        assertThat(response.getContentAsString()).doesNotContain("secret_plans");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsSaidToBeAway() throws Exception {
        errors.resolveException(request, response, null, new CannotCreateTransactionException("no connection"));

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(problem().path("code").asString()).isEqualTo("database-unavailable");
        assertThat(response.getHeader("Retry-After")).isEqualTo("5");
    }

    /** The states are those of the driver, the text without one that of the pool. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"08006, An I/O error occurred", "57P01, terminating connection due to administrator command",
        "57P03, the database system is starting up", "55P03, canceling statement due to lock timeout",
        "25P03, terminating connection due to idle-in-transaction timeout", "53300, too many clients",
        "40P01, deadlock detected", ", Connection is closed"})
    void aConnectionLostInTheMidstOfTheEnginesWorkIsSaidToBeTheDatabaseAway(String state, String text) throws Exception {
        errors.resolveException(request, response, null, new ProcessEngineException("ENGINE-03004 Exception while"
                + " executing Database Operation", new PersistenceException(new SQLException(text, state))));

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("5");
        assertThat(response.getContentAsString()).doesNotContain("ENGINE", text);
    }

    @Test
    void aWrongStatementIsABugAndNotTheDatabaseAway() throws Exception {
        errors.resolveException(request, response, null,
                new UncategorizedSQLException("select", "select x", new SQLException("no column x", "42703")));

        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(response.getHeader("Retry-After")).isNull();
    }

    @Test
    void whatThereIsNoRoomForIsToldAtItsField() throws Exception {
        errors.resolveException(request, response, null, Invalid.noRoom("file", "no-room"));

        assertThat(response.getStatus()).isEqualTo(507);
        assertThat(problem().path("errors").path(0).path("field").asString()).isEqualTo("file");
        assertThat(problem().path("errors").path(0).path("message").asString()).contains("空间已满");
    }

    @Test
    void timesInTheWordsAreThoseOfTheSite() throws Exception {
        errors.resolveException(request, response, null,
                new Rejected("task-done", "water", Instant.parse("2026-07-06T12:00:00Z")));

        assertThat(response.getStatus()).isEqualTo(409);
        assertThat(problem().path("detail").asString()).contains("water", "2026-07-06 20:00");
    }

    @Test
    void aFormatThatCanNotBeAnsweredIsSaidInJsonAllTheSame() throws Exception {
        errors.resolveException(request, response, null, new HttpMediaTypeNotAcceptableException("application/xml"));

        assertThat(response.getStatus()).isEqualTo(406);
        assertThat(response.getContentType()).startsWith("application/problem+json");
        assertThat(problem().path("code").asString()).isEqualTo("not-acceptable");
    }

    @Test
    void thePagesErrorsAreLeftToThePages() {
        request.setRequestURI("/incidents");

        assertThat(errors.resolveException(request, response, null, new IllegalStateException())).isNull();
    }

    private JsonNode problem() throws Exception {
        return JSON.readTree(response.getContentAsString());
    }

    private static ResourceBundleMessageSource messages() {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return messages;
    }
}
