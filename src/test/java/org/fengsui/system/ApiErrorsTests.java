package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.fengsui.refusal.Rejected;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
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
