package org.fengsui.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.incident.Incidents;
import org.fengsui.plan.Band;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.plan.TestPlans;
import org.fengsui.plan.spi.PlanEngine;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Rejected;
import org.fengsui.response.Rehearsals.Stage;
import org.fengsui.response.Rehearsals.Step;
import org.fengsui.support.Actors;
import org.fengsui.support.Api;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A rehearsal tells what a real response would do, and leaves nothing behind. */
@ServerTest
class RehearsalTests {

    private static final String SITUATIONS = "situations-plan";

    @LocalServerPort
    int port;
    @Autowired
    Previews previews;
    @Autowired
    Rehearsals rehearsals;
    @Autowired
    Incidents incidents;
    @Autowired
    Plans plans;
    @Autowired
    PlanEngine engine;
    @Autowired
    ApplicationContext context;
    @Autowired
    JdbcClient jdbc;

    @Test
    void itOpensWithdrawsAndKeepsWhatARealResponseDoes() {
        Plan plan = plans.current("flood-nanjing").plan();
        List<Stage> stages = rehearsals.rehearse(plan, steps("Ⅳ", "Ⅱ", "Ⅲ", ""), Set.of());

        Scenario scenario = new Scenario(context);
        Response response = scenario.responses.launch(scenario.request(scenario.flood(Map.of()), "Ⅳ"), Actors.EVERY_POST)
                .response();
        assertThat(stages.get(0).difference().opened()).hasSameSizeAs(scenario.tasks(response.id()));
        for (int i = 1; i < stages.size(); i++) {
            Previews.Preview real = i == 3 ? previews.end(response.id(), Actors.DUTY)
                    : previews.level(response.id(), stages.get(i).to().code(), Actors.DUTY);
            Difference rehearsed = stages.get(i).difference();
            assertThat(rehearsed.opened()).containsExactlyElementsOf(real.difference().opened());
            assertThat(rehearsed.withdrawn()).hasSameSizeAs(real.difference().withdrawn());
            assertThat(rehearsed.retimed()).hasSameSizeAs(real.difference().retimed());
            assertThat(rehearsed.kept()).hasSameSizeAs(real.difference().kept());
            if (i < 3) {
                scenario.responses.changeLevel(response.id(), stages.get(i).to().code(), "推演对照", Actors.EVERY_POST);
            }
        }
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void supposedFactsProposeALevelWithReasonsAndTheGapToTheNext() {
        Incidents.WhatIf found = incidents.whatIf(plans.current("flood-nanjing"), Map.of("长江南京", "９.30"));
        assertThat(found.proposal().level()).isEqualTo("Ⅲ");
        assertThat(found.proposal().reasons()).extracting("fact", "value").contains(tuple("长江南京", "9.30 m"));
        assertThat(found.next()).extracting("level", "gap").contains(tuple("Ⅱ", "0.40 m"));
        assertThat(incidents.whatIf(plans.current("flood-nanjing"), Map.of("长江南京", "1")).proposal()).isNull();
        assertThatThrownBy(() -> incidents.whatIf(plans.current("flood-nanjing"), Map.of("长江南京", "高")))
                .isInstanceOf(Invalid.class);
    }

    @Test
    void whatRunsFromElsewhereThanTheOpeningIsCountedAnewAsInARealResponse() {
        LifePlans.ship(context, TestPlans.everything());
        List<Stage> stages = rehearsals.rehearse(plans.current("slope-testville").plan(), steps("蓝", "黄", "红", "关注"),
                Set.of());
        Scenario scenario = new Scenario(context);
        Response response = scenario.responses.launch(new LaunchRequest(UUID.randomUUID().toString(),
                scenario.incident("slope", Map.of()), "slope-testville", "蓝", List.of(), List.of(), false, "推演对照"),
                Actors.EVERY_POST).response();
        for (Stage stage : stages.subList(1, stages.size())) {
            String to = stage.to().code();
            Difference real = previews.level(response.id(), to, Actors.DUTY).difference();
            assertThat(counted(stage.difference())).as(to).isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(counted(real));
            scenario.responses.changeLevel(response.id(), to, "推演对照", Actors.EVERY_POST);
        }
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    private static List<String> counted(Difference difference) {
        return difference.newTerms().stream()
                .map(retiming -> retiming.task().actionKey() + "@" + retiming.task().plannedUnit()).toList();
    }

    @Test
    void whatIsSupposedOfAComputedFactCounts() {
        LifePlans.ship(context, TestPlans.everything());
        Incidents.WhatIf found = incidents.whatIf(plans.current("slope-testville"),
                Map.of("小时雨量", "3", "六小时雨量", "120"));
        assertThat(found.proposal().level()).isEqualTo("红");
        assertThat(found.proposal().reasons()).extracting("fact", "value").contains(tuple("六小时雨量", "120 mm"));
    }

    @Test
    void aTableThatIsNotDeployedAnswersAsTheDeployedOne() {
        Plans.Version version = plans.current("flood-nanjing");
        String table = plans.models(version.key(), version.number()).dmn();
        long deployed = deployments();
        for (double level : new double[] {1, 8.7, 9.2, 9.7, 10.22, 12}) {
            Map<String, Object> facts = Map.of("长江南京", level);
            assertThat(engine.matchingRulesOf(table, facts)).isEqualTo(engine.matchingRules(version.decisionId(), facts));
        }
        assertThat(deployments()).isEqualTo(deployed);
        assertThatThrownBy(() -> engine.matchingRulesOf(table.replace("9.20", "fromAi(9)"), Map.of("长江南京", 9.3)))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void whatThePlanDoesNotKnowIsRefused() {
        Plan plan = plans.current("flood-nanjing").plan();
        assertThatThrownBy(() -> rehearsals.rehearse(plan, steps("Ⅸ"), Set.of())).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> rehearsals.rehearse(plan, steps("Ⅳ"), Set.of("none"))).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> rehearsals.rehearse(plan, steps(""), Set.of())).isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> rehearsals.rehearse(plan, steps("Ⅳ", "", "Ⅲ"), Set.of())).isInstanceOf(Rejected.class);
    }

    @Test
    void whatIsNothingInAListIsRefusedByName() {
        Api api = new Api(port);
        for (String field : List.of("steps", "situations")) {
            assertThat(api.post("planner", "/plans/flood-nanjing/versions/1/rehearsal",
                    Map.of(field, Arrays.asList((String) null))).expect(422).toString()).contains('"' + field + '"');
        }
    }

    /** Other facts, other situations; the same facts again, and what the reader ticked counts, be it nothing. */
    @Test
    void theSituationsFollowTheFactsUntilTheReaderTicksThem() {
        LifePlans.at(context, twoSituations(), Plans.Status.PUBLISHED);
        try {
            Session session = new Session(port, "planner");
            String cut = session.get(address("facts.供电缺口=true")).body();
            assertThat(ticked(cut)).containsExactly("power-cut");
            assertThat(cut).contains("保障重点用户供电").doesNotContain("增开急诊");
            String sick = session.get(address("facts.中暑人数=20&situations=power-cut&shown=" + shown(cut))).body();
            assertThat(ticked(sick)).containsExactly("many-sick");
            assertThat(sick).contains("增开急诊").doesNotContain("保障重点用户供电");
            String none = session.get(address("facts.中暑人数=20&shown=" + shown(sick))).body();
            assertThat(ticked(none)).isEmpty();
            assertThat(none).doesNotContain("增开急诊");
            assertThat(ticked(session.get(address("facts.中暑人数=20&situations=power-cut")).body()))
                    .containsExactly("power-cut");
        } finally {
            LifePlans.forget(context, SITUATIONS);
        }
    }

    private static String address(String query) {
        return "/plans/" + SITUATIONS + "/rehearsal?" + Stream.of(query.split("&")).map(pair -> pair.split("=")[0] + "="
                + URLEncoder.encode(pair.split("=")[1], StandardCharsets.UTF_8)).collect(Collectors.joining("&"))
                .replace("facts.", URLEncoder.encode("facts.", StandardCharsets.UTF_8));
    }

    private static List<String> ticked(String page) {
        return Pattern.compile("name=\"situations\" value=\"([^\"]+)\" checked").matcher(page).results()
                .map(found -> found.group(1)).toList();
    }

    private static String shown(String page) {
        Matcher mark = Pattern.compile("name=\"shown\" value=\"([^\"]+)\"").matcher(page);
        assertThat(mark.find()).isTrue();
        return mark.group(1);
    }

    /** Many are sick, and the wards open; or the power is short, and the grid is kept up. */
    private static Plan twoSituations() {
        Plan heat = LifePlans.special(SITUATIONS, "黄色响应");
        Plan.Action power = heat.action("backup-power").orElseThrow();
        return new Plan(heat.key(), heat.name(), heat.hazard(), heat.about(), heat.districtNotBelowCity(), heat.districtClause(),
                heat.writtenApprovalWithin(), heat.writtenApprovalAssumed(), heat.levels(), heat.headquarters(), heat.members(),
                heat.facts(), with(heat.triggers(), new Plan.Trigger("many-sick", "橙", "", 1, List.of(new Plan.Condition(
                "中暑人数", new Band(new BigDecimal("10"), true, null, false), null)), "2.2", "10 人以上中暑", "many-sick")),
                with(heat.situations(), new Plan.Situation("many-sick", "多人中暑", "5")), heat.workGroups(),
                with(heat.actions(), new Plan.Action("wards", "增开急诊", "增开急诊", power.kind(), power.phase(), "health", false,
                        List.of(), power.levels(), power.levelsAssumed(), "many-sick", "", "5", "", "", power.since(), "")),
                heat.endConditions(), heat.provisions());
    }

    private static <T> List<T> with(List<T> list, T one) {
        return Stream.concat(list.stream(), Stream.of(one)).toList();
    }

    private long deployments() {
        return jdbc.sql("select count(*) from act_re_deployment").query(Long.class).single();
    }

    private static List<Step> steps(String... levels) {
        return Stream.of(levels).map(Step::new).toList();
    }
}
