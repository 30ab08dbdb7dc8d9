package org.fengsui.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.TestPlans;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** Who ends a response, and what is confirmed before (终止条件). */
@ServerTest
class EndingTests {

    private static final List<String> BOTH = List.of("险情排除", "受威胁群众妥善安置");

    @Autowired
    ApplicationContext context;
    @LocalServerPort
    int port;

    Scenario scenario;
    Responses responses;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context);
        scenario.clock.reset();
        responses = scenario.responses;
        LifePlans.ship(context, TestPlans.everything());
    }

    @Test
    void theEndIsSignedByThePostThatThePlanNamesForEnding() {
        Response response = launch("红");
        responses.end(response.id(), "险情解除", Actors.COMMANDER);
        Approval asked = responses.pending(response.id()).orElseThrow();
        assertThat(asked.posts()).containsExactly("government");
        assertThatThrownBy(() -> responses.approve(response.id(), "approved", "", null, Actors.COMMANDER))
                .isInstanceOf(Forbidden.class);
        assertThat(responses.approve(response.id(), "approved", "", null, Actors.GOVERNMENT).status())
                .isEqualTo(Response.Status.ENDED);
    }

    @Test
    void whatIsConfirmedIsKeptWithTheRequestAndOnTheTimeline() {
        Response response = launch("红");
        responses.end(response.id(), null, "险情解除", new EndCheck(BOTH, ""), Actors.DUTY);
        assertThat(responses.pending(response.id()).orElseThrow().conditions()).isEqualTo(BOTH);
        assertThat(scenario.timelineTypes(response.id())).contains("end-requested", "end-conditions-met");
    }

    @Test
    void aConditionThatIsNotConfirmedWantsAReasonOfItsOwn() {
        Response response = launch("黄");
        assertThatThrownBy(() -> responses.end(response.id(), null, "险情解除", new EndCheck(List.of("险情排除"), " "),
                Actors.OFFICE)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> responses.end(response.id(), null, "险情解除", new EndCheck(List.of("天晴"), "x"),
                Actors.OFFICE)).isInstanceOf(Invalid.class);
        assertThat(responses.response(response.id(), Actors.DUTY).active()).isTrue();
        responses.end(response.id(), null, "险情解除", new EndCheck(List.of("险情排除"), "群众自愿投亲靠友"), Actors.OFFICE);
        assertThat(responses.response(response.id(), Actors.DUTY).status()).isEqualTo(Response.Status.ENDED);
        assertThat(responses.approvals(response.id())).filteredOn(a -> a.kind().equals("end")).singleElement()
                .satisfies(approval -> {
                    assertThat(approval.conditions()).containsExactly("险情排除");
                    assertThat(approval.unmetReason()).isEqualTo("群众自愿投亲靠友");
                });
        assertThat(responses.timeline(response.id(), Actors.DUTY)).anySatisfy(line -> {
            assertThat(line.type()).isEqualTo("end-conditions-unmet");
            assertThat(line.text()).contains("受威胁群众妥善安置", "群众自愿投亲靠友");
        });
    }

    @Test
    void aCallThatSaysNothingOfTheConditionsEndsAsBefore() {
        Response response = launch("黄");
        responses.end(response.id(), "险情解除", Actors.OFFICE);
        assertThat(responses.response(response.id(), Actors.DUTY).status()).isEqualTo(Response.Status.ENDED);
        assertThat(scenario.timelineTypes(response.id())).noneMatch(type -> type.startsWith("end-conditions"));
    }

    @Test
    void thePageAsksForEachConditionAndKeepsWhatWasTicked() {
        Response response = launch("黄");
        Session office = new Session(port, "office");
        String path = "/responses/" + response.id() + "/end";
        String page = office.get(path).body();
        assertThat(page).contains("险情排除", "受威胁群众妥善安置", "name=\"conditions\"");
        String fields = "from=" + coded("黄") + "&reason=" + coded("险情解除") + "&requestId=" + UUID.randomUUID();
        HttpResponse<String> refused = office.post(path, Session.token(page),
                fields + "&conditions=" + coded("险情排除"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("unmetReason-error", "险情解除").containsPattern("险情排除\"[^>]*checked");
        HttpResponse<String> ended = office.post(path, Session.token(page), fields + "&conditions="
                + coded("险情排除") + "&conditions=" + coded("受威胁群众妥善安置"));
        assertThat(ended.statusCode()).isEqualTo(302);
        assertThat(responses.response(response.id(), Actors.DUTY).status()).isEqualTo(Response.Status.ENDED);
    }

    private static String coded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Response launch(String level) {
        return responses.launch(new LaunchRequest(UUID.randomUUID().toString(), scenario.incident("slope", Map.of()),
                "slope-testville", level, List.of("pukou"), List.of(), false, "研判后启动"), Actors.EVERY_POST).response();
    }
}
