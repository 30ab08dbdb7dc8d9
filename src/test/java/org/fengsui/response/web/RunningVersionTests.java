package org.fengsui.response.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.incident.Crossing;
import org.fengsui.plan.Band;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.Plans;
import org.fengsui.plan.TestPlans;
import org.fengsui.response.LaunchRequest;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Browser;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** A response keeps the version that it started with, and so does what is said about it. */
@ServerTest
class RunningVersionTests {

    private static final String PLAN = "running-heat";

    @Autowired
    ApplicationContext context;
    @LocalServerPort
    int port;

    private Scenario scenario;
    private Browser browser;

    @BeforeEach
    void begin() {
        scenario = new Scenario(context).onAnEmptySite();
        browser = new Browser(port);
        LifePlans.at(context, LifePlans.as(PLAN, PLAN, TestPlans.threeLevelNonCumulative()), Plans.Status.PUBLISHED);
    }

    @AfterEach
    void end() {
        browser.close();
        scenario.onAnEmptySite();
        LifePlans.forget(context, PLAN);
    }

    @Test
    void whatIsPublishedMeanwhileDoesNotJudgeAResponseThatRunsOnTheVersionBefore() {
        Response response = launch(scenario.incident(PLAN, Map.of("最高气温", "37.5")), "橙");
        LifePlans.at(context, nextVersion(), Plans.Status.PUBLISHED);
        observe(response, "37.8");
        assertThat(undecided(response)).as("the level in force, of another rank in the new version").isEmpty();
        assertThat(page(response, "")).doesNotContain("现有数据不再达到任何启动条件", "现有数据只达到");
        observe(response, "41");
        assertThat(undecided(response)).extracting(Crossing::level).containsExactly("红");
        assertThat(page(response, "")).contains("升到红");
        assertThat(page(response, "?view=wall")).contains("红");
        assertThat(page(response, "/level")).contains("红");
        observe(response, "36");
        assertThat(page(response, "")).contains("现有数据只达到");
        observe(response, "20");
        assertThat(page(response, "")).contains("现有数据不再达到任何启动条件");
        assertThat(page(response, "/end")).contains("终止");
    }

    @Test
    void aLevelThatOnlyTheNewerOfTwoRunningVersionsKnowsIsToldAndNotOfferedToTheOlder() {
        UUID incident = scenario.incident(PLAN, Map.of("最高气温", "37.5"));
        Response older = launch(incident, "橙", "pukou");
        LifePlans.at(context, nextVersion(), Plans.Status.PUBLISHED);
        Response newer = launch(incident, "橙", "luhe");
        observe(older, "41");
        assertThat(undecided(older)).extracting(Crossing::level).containsExactly("一级");
        assertThat(page(older, "")).contains("一级").doesNotContain("/responses/" + older.id() + "/level?to=");
        assertThat(page(newer, "")).contains("/responses/" + newer.id() + "/level?to=");
        assertThat(page(older, "?view=wall")).contains("一级");
        assertThat(page(older, "?view=print")).contains("一级");
    }

    @Test
    void aPlanWithdrawnGoesOnComparingForTheResponsesThatRunOnIt() {
        Response response = launch(scenario.incident(PLAN, Map.of("最高气温", "37.5")), "橙");
        context.getBean(PlanLife.class).withdraw(PLAN, response.planVersion(), "另行修订", Actors.OFFICE);
        observe(response, "38");
        assertThat(page(response, "")).doesNotContain("现有数据不再达到任何启动条件");
        observe(response, "41");
        assertThat(undecided(response)).extracting(Crossing::level).containsExactly("红");
        assertThat(page(response, "")).contains("升到红");
        assertThat(open("/incidents/" + response.incidentId())).contains("facts.最高气温", "升到红");
        observe(response, "20");
        assertThat(page(response, "")).contains("现有数据不再达到任何启动条件");
    }

    @Test
    void aGraverProposalOfAnotherPlanIsNoReasonToEnd() {
        Plan other = LifePlans.as(PLAN + "-other", PLAN, TestPlans.threeLevelNonCumulative());
        LifePlans.at(context, LifePlans.with(other, other.levels(), other.facts(), other.triggers().stream()
                .map(trigger -> !trigger.level().equals("黄") ? trigger : trigger(trigger, "红", trigger.conditions()))
                .toList(), other.actions()), Plans.Status.PUBLISHED);
        Response response = launch(scenario.incident(PLAN, Map.of("最高气温", "36")), "黄");
        assertThat(scenario.incidents.proposal(response.incidentId()).orElseThrow().planKey()).isEqualTo(other.key());
        assertThat(page(response, "")).doesNotContain("现有数据不再达到任何启动条件");
    }

    /** One more level below, and the gravest under another code. */
    private static Plan nextVersion() {
        Plan heat = LifePlans.as(PLAN, PLAN, TestPlans.threeLevelNonCumulative());
        List<Plan.Level> levels = new ArrayList<>();
        Plan.Level first = heat.levels().get(0);
        levels.add(new Plan.Level("蓝", "蓝色响应", "", "blue", 1, false, first.authority(), null));
        heat.levels().forEach(level -> levels.add(new Plan.Level(renamed(level.code()), level.name(), "", level.color(),
                level.rank() + 1, false, level.authority(), null)));
        List<Plan.Trigger> triggers = new ArrayList<>();
        triggers.add(new Plan.Trigger("heat-blue", "蓝", "", 1, List.of(new Plan.Condition("最高气温",
                new Band(new BigDecimal("33"), true, new BigDecimal("35.0"), false), null)), "2.0", "33℃以上", ""));
        heat.triggers().forEach(trigger ->
                triggers.add(trigger(trigger, renamed(trigger.level()), trigger.conditions())));
        return LifePlans.with(heat, levels, heat.facts(), triggers, heat.actions().stream().map(action -> {
            Map<String, Plan.Terms> terms = new LinkedHashMap<>();
            if (action.levels().containsKey("黄")) {
                terms.put("蓝", action.levels().get("黄"));
            }
            action.levels().forEach((level, its) -> terms.put(renamed(level), its));
            return new Plan.Action(action.key(), action.title(), action.text(), action.kind(), action.phase(),
                    action.unit(), action.everyDistrict(), action.supporting(), terms, action.levelsAssumed(),
                    action.situation(), action.workGroup(), action.clause(), action.form(), action.evidence(),
                    action.since(), action.after());
        }).toList());
    }

    private static String renamed(String level) {
        return level.equals("红") ? "一级" : level;
    }

    private static Plan.Trigger trigger(Plan.Trigger trigger, String level, List<Plan.Condition> conditions) {
        return new Plan.Trigger(trigger.id(), level, trigger.track(), trigger.need(), conditions, trigger.clause(),
                trigger.text(), trigger.situation());
    }

    private Response launch(UUID incident, String level, String... districts) {
        return scenario.responses.launch(new LaunchRequest(UUID.randomUUID().toString(), incident, PLAN, level,
                List.of(districts), List.of(), false, "研判后启动"), Actors.EVERY_POST).response();
    }

    private void observe(Response response, String degrees) {
        scenario.clock.advance(Duration.ofMinutes(10));
        scenario.incidents.observe(response.incidentId(), null, Map.of("最高气温", degrees), "气象台", Actors.DUTY);
    }

    private List<Crossing> undecided(Response response) {
        return scenario.incidents.crossings(response.incidentId()).stream().filter(Crossing::undecided).toList();
    }

    private String page(Response response, String part) {
        return open("/responses/" + response.id() + part);
    }

    private String open(String address) {
        Page page = browser.signedIn("office", Browser.DESKTOP);
        assertThat(page.navigate(address).status()).as(address).isEqualTo(200);
        String content = page.locator("main").innerHTML();
        page.close();
        return content;
    }
}
