package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fengsui.plan.workbook.Workbooks;
import org.fengsui.refusal.Rejected;
import org.fengsui.response.LaunchRequest;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** What the workbook accepts is read back, deployed, asked and launched, however long, many or odd it is. */
@ServerTest
class PlanLimitsTests {

    private static final String KEY = "limits-";

    @Autowired
    ApplicationContext context;
    @Autowired
    Workbooks workbooks;
    @Autowired
    Plans plans;

    static Stream<Plan> plans() {
        return Stream.concat(
                Stream.of(LargestPlans.longest(KEY + "longest"), LargestPlans.most(KEY + "most", 80),
                        LargestPlans.odd(KEY + "odd")),
                IntStream.range(0, 5).mapToObj(i -> RandomPlans.plan(KEY + "random-" + i, i)));
    }

    @AfterEach
    void forget() {
        new Scenario(context).onAnEmptySite();
        LifePlans.forget(context, KEY);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("plans")
    void whatTheWorkbookAcceptsIsReadBackDeployedAndLaunched(Plan plan) throws Exception {
        Reading reading = workbooks.read(new ByteArrayInputStream(workbooks.of(plan)), Locale.CHINESE);
        assertThat(reading.problems()).filteredOn(Problem::isError).isEmpty();
        assertThat(reading.plan()).contains(plan);

        Plans.Version version = LifePlans.at(context, plan, Plans.Status.PUBLISHED);
        assertThat(plans.version(plan.key(), version.number()).plan()).isEqualTo(plan);
        Map<String, Object> facts = facts(plan);
        assertThat(plans.holding(version, comparable(facts))).containsExactlyElementsOf(plan.triggers().stream()
                .filter(trigger -> trigger.conditions().stream()
                        .filter(condition -> condition.holds(facts.get(condition.fact()))).count() >= trigger.need())
                .toList());

        Scenario scenario = new Scenario(context);
        String level = plan.levels().get(plan.levels().size() - 1).code();
        List<String> situations = plan.situations().stream().map(Plan.Situation::code).toList();
        Response response = scenario.responses.launch(new LaunchRequest(UUID.randomUUID().toString(),
                scenario.incident(plan.hazard(), Map.of()), plan.key(), level, List.of(), situations, false, "研判后启动"),
                Actors.EVERY_POST).response();
        List<String> wanted = plan.actions().stream().filter(action -> action.phase() == Plan.Phase.ACTIVE
                && action.appliesAt(level, situations)).map(Plan.Action::key).toList();
        assertThat(scenario.tasks(response.id())).extracting(task -> task.actionKey())
                .containsOnlyElementsOf(wanted).hasSizeGreaterThanOrEqualTo(wanted.size());
    }

    /** A fact whose name the reading would trim: no rule sees it, the reading back does. */
    @Test
    void whatCouldNotBeReadBackIsNotKept() {
        Plan plan = LifePlans.special(KEY + "unread", "黄色响应");
        List<Plan.Fact> facts = new ArrayList<>(plan.facts());
        facts.add(new Plan.Fact("水位\u3000", Plan.FactType.NUMBER, "m", List.of(), "", "", null));
        facts.add(new Plan.Fact("涨幅", Plan.FactType.NUMBER, "m", List.of(), "", "",
                new Plan.Computation(Plan.How.RISE, List.of("水位\u3000"), Duration.ofHours(1))));
        Plan unread = new Plan(plan.key(), plan.name(), plan.hazard(), plan.about(), plan.districtNotBelowCity(),
                plan.districtClause(), plan.writtenApprovalWithin(), plan.writtenApprovalAssumed(), plan.levels(),
                plan.headquarters(), plan.members(), facts, plan.triggers(), plan.situations(), plan.workGroups(),
                plan.actions(), plan.endConditions(), plan.provisions());

        assertThatThrownBy(() -> context.getBean(PlanLife.class).draft(unread, LifePlans.PLANNER))
                .isInstanceOfSatisfying(Rejected.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo("plan-unreadable");
                    assertThat(refusal.arguments()[1]).asString().contains("水位");
                });
        assertThat(plans.history(plan.key())).isEmpty();
    }

    /** As proposals ask: the engine compares doubles. */
    private static Map<String, Object> comparable(Map<String, Object> facts) {
        Map<String, Object> comparable = new HashMap<>(facts);
        comparable.replaceAll((name, value) -> value instanceof BigDecimal number ? number.doubleValue() : value);
        return comparable;
    }

    /** A value for every fact that is reported: the end of a band, the first choice, yes. */
    private static Map<String, Object> facts(Plan plan) {
        Map<String, Object> facts = new HashMap<>();
        plan.triggers().stream().flatMap(trigger -> trigger.conditions().stream()).forEach(condition ->
                facts.putIfAbsent(condition.fact(), condition.band() != null
                        ? condition.band().from() == null ? condition.band().to() : condition.band().from()
                        : plan.fact(condition.fact()).orElseThrow().type().yesOrNo()
                        ? Boolean.valueOf(condition.choice()) : condition.choice()));
        facts.replaceAll((name, value) -> value instanceof BigDecimal number ? number.add(new BigDecimal("0.25")) : value);
        return facts;
    }
}
