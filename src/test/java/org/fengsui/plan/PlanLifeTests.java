package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.plan.PlanStep.Type;
import org.fengsui.plan.Plans.Status;
import org.fengsui.plan.spi.AskedLaunches;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Rejected;
import org.fengsui.response.Approval;
import org.fengsui.response.LaunchRequest;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every step in the life of a version, and every one that is refused: the wrong post, the same person, the wrong state. */
@ServerTest
class PlanLifeTests {

    private static final String KEY = "life-plan";
    private static final Actor PLANNER = LifePlans.PLANNER;
    private static final Actor REVIEWER = LifePlans.REVIEWER;
    private static final Actor GOVERNMENT = Actors.GOVERNMENT;
    private static final Actor OTHER_PLANNER = new Actor("evaluator", "评估员", "emergency", Set.of(Post.PLANNER));
    private static final Actor ALL_AT_ONCE = new Actor("planner", "预案编制员", "emergency",
            Set.of(Post.PLANNER, Post.REVIEWER, Post.GOVERNMENT));

    @Autowired
    ApplicationContext context;
    @Autowired
    PlanLife life;
    @Autowired
    ReferenceModels models;
    @Autowired
    Plans plans;
    @Autowired
    AskedLaunches launches;
    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    @AfterEach
    void forget() {
        LifePlans.forget(context, KEY);
    }

    @Test
    void aVersionGoesFromItsWriterThroughTwoSignaturesToItsPublication() {
        Plans.Version draft = draft(plan("黄色"), PLANNER);
        assertThat(draft.number()).isEqualTo(1);
        assertThat(draft.status()).isEqualTo("draft");
        assertThat(draft.processId()).as("not in the engine before its publication").isNull();
        assertThat(plans.inForce(KEY)).isEmpty();

        life.submit(KEY, 1, "新编", PLANNER);
        life.sign(KEY, 1, "approved", "层级清楚", null, REVIEWER);
        Plans.Version approved = life.sign(KEY, 1, "approved", "", null, GOVERNMENT);
        assertThat(approved.state()).isEqualTo(Status.APPROVED);
        assertThat(approved.processId()).isNull();
        assertThat(plans.published("fictitious")).isEmpty();

        Plans.Version published = life.publish(KEY, 1, PLANNER);
        assertThat(published.state()).isEqualTo(Status.PUBLISHED);
        assertThat(published.processId()).isNotNull();
        assertThat(published.decisionId()).isNotNull();
        assertThat(plans.current(KEY).number()).isEqualTo(1);
        assertThat(life.steps(published)).extracting(PlanStep::type, PlanStep::actor, PlanStep::post, PlanStep::comment)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Type.DRAFTED, "planner", "planner", ""),
                        org.assertj.core.groups.Tuple.tuple(Type.SUBMITTED, "planner", "planner", "新编"),
                        org.assertj.core.groups.Tuple.tuple(Type.REVIEWED, "reviewer", "reviewer", "层级清楚"),
                        org.assertj.core.groups.Tuple.tuple(Type.APPROVED, "government", "government", ""),
                        org.assertj.core.groups.Tuple.tuple(Type.PUBLISHED, "planner", "planner", ""));
        assertThat(life.steps(published)).extracting(PlanStep::digest).containsOnly(published.digest());
    }

    @Test
    void everyStepIsOnTheRecordAndSoIsEveryRefusal() {
        long before = jdbc.sql("select coalesce(max(id), 0) from plan_step").query(Long.class).single();
        LifePlans.at(context, plan("黄色"), Status.PUBLISHED);
        refused("planner-only", () -> draft(plan("另一"), REVIEWER));
        life.withdraw(KEY, 1, "不再适用", Actors.OFFICE);

        String said = "\"key\":\"" + KEY + "\"";
        assertThat(jdbc.sql("""
                select type || ' ' || actor || ' ' || result from audit_entry
                where type like 'plan.%' and position(? in detail) > 0
                order by at, lane, seq""").param(said).query(String.class).list())
                .contains("plan.draft planner ok", "plan.submission planner ok", "plan.approval reviewer ok",
                        "plan.approval government ok", "plan.publication planner ok", "plan.draft reviewer planner-only",
                        "plan.withdrawal office ok");
        assertThat(jdbc.sql("select detail from audit_entry where type = 'plan.draft' and result = 'ok'"
                + " and position(? in detail) > 0").param(said).query(String.class).list())
                .allSatisfy(detail -> assertThat(detail).hasSizeLessThan(400))
                .anySatisfy(detail -> assertThat(detail).contains(plans.version(KEY, 1).digest()));
        assertThat(jdbc.sql("select count(*) from plan_step where id > ?").param(before).query(Long.class).single())
                .isEqualTo(6);
    }

    /** What each command comes to in each state, by whoever may give it: done, or refused by name. */
    @Test
    void eachCommandIsDoneInItsStatesAndRefusedInAllOthers() {
        Map<Status, Map<String, String>> expected = new EnumMap<>(Status.class);
        expected.put(Status.DRAFT, Map.of("submit", "submitted", "recall", "draft", "sign", "plan-nothing-to-sign",
                "publish", "plan-not-approved", "withdraw", "withdrawn", "draft", "draft"));
        expected.put(Status.SUBMITTED, Map.of("submit", "submitted", "recall", "draft", "sign", "reviewed",
                "publish", "plan-not-approved", "withdraw", "withdrawn", "draft", "plan-in-review"));
        expected.put(Status.REVIEWED, Map.of("submit", "plan-not-draft", "recall", "draft", "sign", "approved",
                "publish", "plan-not-approved", "withdraw", "withdrawn", "draft", "plan-in-review"));
        expected.put(Status.APPROVED, Map.of("submit", "plan-not-draft", "recall", "plan-not-submitted", "sign",
                "plan-nothing-to-sign", "publish", "published", "withdraw", "withdrawn", "draft", "plan-in-review"));
        expected.put(Status.PUBLISHED, Map.of("submit", "plan-not-draft", "recall", "plan-not-submitted", "sign",
                "plan-nothing-to-sign", "publish", "published", "withdraw", "withdrawn", "draft", "draft"));
        expected.put(Status.SUPERSEDED, Map.of("submit", "plan-not-draft", "recall", "plan-not-submitted", "sign",
                "plan-nothing-to-sign", "publish", "plan-not-approved", "withdraw", "plan-over", "draft", "draft"));
        expected.put(Status.WITHDRAWN, Map.of("submit", "plan-not-draft", "recall", "plan-not-submitted", "sign",
                "plan-nothing-to-sign", "publish", "plan-not-approved", "withdraw", "withdrawn", "draft", "draft"));
        List<String> wrong = new ArrayList<>();
        for (Status status : Status.values()) {
            for (String command : List.of("submit", "recall", "sign", "publish", "withdraw", "draft")) {
                forget();
                Actor signer = status == Status.REVIEWED ? GOVERNMENT : REVIEWER;
                in(status);
                String came = outcome(() -> switch (command) {
                    case "submit" -> life.submit(KEY, 1, "", PLANNER);
                    case "recall" -> life.recall(KEY, 1, "", PLANNER);
                    case "sign" -> life.sign(KEY, 1, "approved", "", null, signer);
                    case "publish" -> life.publish(KEY, 1, PLANNER);
                    case "withdraw" -> life.withdraw(KEY, 1, "作废", Actors.OFFICE);
                    default -> draft(plan("改过"), PLANNER);
                });
                if (!came.equals(expected.get(status).get(command))) {
                    wrong.add(command + " in " + status + ": " + came);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void in(Status status) {
        if (status == Status.SUPERSEDED) {
            LifePlans.at(context, plan("黄色"), Status.PUBLISHED);
            LifePlans.at(context, plan("蓝色"), Status.PUBLISHED);
        } else if (status == Status.WITHDRAWN) {
            LifePlans.at(context, plan("黄色"), Status.PUBLISHED);
            life.withdraw(KEY, 1, "不再适用", Actors.OFFICE);
        } else {
            LifePlans.at(context, plan("黄色"), status);
        }
        assertThat(plans.version(KEY, 1).state()).isEqualTo(status);
    }

    private static String outcome(Callable<Plans.Version> command) {
        try {
            return command.call().status();
        } catch (Refusal refusal) {
            return refusal.code();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPlanHasOneVersionInTheMakingAndItsWriterReplacesIt() {
        draft(plan("黄色"), PLANNER);
        Plans.Version again = draft(plan("黄色"), PLANNER);
        assertThat(again.number()).isEqualTo(1);
        assertThat(life.steps(again)).hasSize(1);

        Plans.Version replaced = draft(plan("蓝色"), PLANNER);
        assertThat(replaced.number()).isEqualTo(1);
        assertThat(replaced.plan().levels().get(0).name()).isEqualTo("蓝色");
        assertThat(plans.version(KEY, 1).plan().levels().get(0).name()).isEqualTo("蓝色");
        assertThat(life.steps(replaced)).extracting(PlanStep::type).containsExactly(Type.DRAFTED, Type.REDRAFTED);
        refused("plan-drafted-by-another", () -> draft(plan("红色"), OTHER_PLANNER));
        assertThat(plans.history(KEY)).hasSize(1);
    }

    @Test
    void theContentOfTheVersionInForceIsNoNewVersion() {
        LifePlans.at(context, plan("黄色"), Status.PUBLISHED);

        assertThatThrownBy(() -> draft(plan("黄色"), PLANNER)).isInstanceOfSatisfying(Rejected.class, refused -> {
            assertThat(refused.code()).isEqualTo("plan-unchanged");
            assertThat(refused.arguments()).containsExactly("虚构预案 " + KEY, 1);
        });
        assertThat(draft(plan("蓝色"), PLANNER).number()).isEqualTo(2);
        assertThat(plans.current(KEY).number()).as("in force beside the draft").isEqualTo(1);
    }

    @Test
    void whoMayNotIsRefused() {
        refused("planner-only", () -> draft(plan("黄色"), Actors.OFFICE));
        LifePlans.at(context, plan("黄色"), Status.DRAFT);
        refused("plan-writer-only", () -> life.submit(KEY, 1, "", OTHER_PLANNER));
        refused("plan-withdrawer-only", () -> life.withdraw(KEY, 1, "作废", OTHER_PLANNER));
        life.submit(KEY, 1, "", PLANNER);
        refused("plan-writer-only", () -> life.recall(KEY, 1, "", OTHER_PLANNER));
        refused("plan-signer-only", () -> life.sign(KEY, 1, "approved", "", null, PLANNER));
        refused("plan-signer-only", () -> life.sign(KEY, 1, "approved", "", null, Actors.COMMANDER));
        refused("plan-not-reviewed", () -> life.sign(KEY, 1, "approved", "", null, GOVERNMENT));
        life.sign(KEY, 1, "approved", "", null, REVIEWER);
        refused("plan-signer-only", () -> life.sign(KEY, 1, "rejected", "不", null, REVIEWER));
        life.sign(KEY, 1, "approved", "", null, GOVERNMENT);
        refused("plan-publisher-only", () -> life.publish(KEY, 1, GOVERNMENT));
        refused("plan-publisher-only", () -> life.publish(KEY, 1, OTHER_PLANNER));
        life.publish(KEY, 1, Actors.OFFICE);
        refused("plan-withdrawer-only", () -> life.withdraw(KEY, 1, "停用", PLANNER));
        refused("plan-withdrawer-only", () -> life.withdraw(KEY, 1, "停用", Actors.COMMANDER));
        assertThat(life.withdraw(KEY, 1, "停用", GOVERNMENT).state()).isEqualTo(Status.WITHDRAWN);
    }

    @Test
    void nobodySignsWhatTheyWroteNorAtBothStages() {
        LifePlans.at(context, plan("黄色"), Status.SUBMITTED);
        refused("plan-own-version", () -> life.sign(KEY, 1, "approved", "", null, ALL_AT_ONCE));
        Actor both = new Actor("reviewer", "预案审核员", "emergency", Set.of(Post.REVIEWER, Post.GOVERNMENT));
        life.sign(KEY, 1, "approved", "", null, both);
        refused("plan-own-version", () -> life.sign(KEY, 1, "approved", "", null, ALL_AT_ONCE));
        refused("plan-signs-once", () -> life.sign(KEY, 1, "approved", "", seen(), both));
        assertThat(life.options(plans.version(KEY, 1), both)).satisfies(options -> {
            assertThat(options.sign()).isFalse();
            assertThat(options.twice()).isTrue();
        });

        life.sign(KEY, 1, "rejected", "分级不清", null, GOVERNMENT);
        life.submit(KEY, 1, "", PLANNER);
        refused("plan-signs-once", () -> life.sign(KEY, 1, "approved", "", null, new Actor("government", "市政府",
                "government", Set.of(Post.GOVERNMENT, Post.REVIEWER))));
        assertThat(life.sign(KEY, 1, "approved", "", null, both).state()).as("reviewed again by the same reviewer")
                .isEqualTo(Status.REVIEWED);
    }

    @Test
    void aRejectionBringsTheVersionBackToItsWriterWithTheComment() {
        LifePlans.at(context, plan("黄色"), Status.SUBMITTED);
        assertThatThrownBy(() -> life.sign(KEY, 1, "rejected", " ", null, REVIEWER)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> life.sign(KEY, 1, "maybe", "", null, REVIEWER)).isInstanceOf(Invalid.class);
        assertThat(life.waiting(REVIEWER)).extracting(waiting -> waiting.version().key()).contains(KEY);
        assertThat(life.waiting(GOVERNMENT)).extracting(waiting -> waiting.version().key()).doesNotContain(KEY);

        Plans.Version back = life.sign(KEY, 1, "rejected", "第 3 级由谁决定没有写明", null, REVIEWER);

        assertThat(back.state()).isEqualTo(Status.DRAFT);
        assertThat(life.toGoOn(PLANNER)).filteredOn(one -> one.version().key().equals(KEY)).singleElement()
                .satisfies(one -> {
                    assertThat(one.since().type()).isEqualTo(Type.REVIEW_REJECTED);
                    assertThat(one.since().comment()).isEqualTo("第 3 级由谁决定没有写明");
                });
        assertThat(life.waiting(REVIEWER)).extracting(waiting -> waiting.version().key()).doesNotContain(KEY);
        assertThat(draft(plan("蓝色"), PLANNER).number()).isEqualTo(1);
    }

    /** 国办发〔2024〕5号 art. 25. */
    @ParameterizedTest
    @EnumSource(Plan.Type.class)
    void theKindOfThePlanSaysWhoApprovesIt(Plan.Type type) {
        Map<String, Actor> people = Map.of("government", GOVERNMENT, "commander", Actors.COMMANDER,
                "education", new Actor("education-leader", "市教育局带班领导", "education", Set.of(Post.LEADER)),
                "water", new Actor("water-leader", "市水务局带班领导", "water", Set.of(Post.LEADER)));
        String approver = type == Plan.Type.DEPARTMENT ? "commander" : type == Plan.Type.UNIT ? "education" : "government";
        LifePlans.at(context, LifePlans.plan(KEY, type, "education", "黄色"), Status.REVIEWED);

        people.forEach((name, person) -> {
            if (!name.equals(approver)) {
                assertThatThrownBy(() -> life.sign(KEY, 1, "approved", "", null, person)).as(name)
                        .isInstanceOfAny(Forbidden.class, NotFound.class);
            }
        });
        assertThat(life.sign(KEY, 1, "approved", "", null, people.get(approver)).state()).isEqualTo(Status.APPROVED);
    }

    /** Art. 25 says "of this tier": a district's plan is not the city's to approve. */
    @ParameterizedTest(name = "{0} plan of tier {1}, led by \"{2}\": {3} of {4}")
    @CsvSource({"SPECIAL, COUNTY, gulou, leader, gulou", "OVERALL, TOWN, gulou, leader, gulou",
            "DEPARTMENT, COUNTY, gulou, leader, gulou", "UNIT, VILLAGE, gulou, leader, gulou",
            "SPECIAL, COUNTY, water, government, ''", "SPECIAL, COUNTY, '', government, ''",
            "DEPARTMENT, COUNTY, water, commander, ''", "SPECIAL, CITY, gulou, government, ''",
            "SPECIAL, PROVINCE, gulou, government, ''", "SPECIAL, COUNTY, no-such-unit, government, ''"})
    void theTierOfThePlanSaysWhoseGovernmentApprovesIt(Plan.Type type, Plan.Tier tier, String lead, String post,
                                                       String unit) {
        Plans.Version version = LifePlans.at(context, LifePlans.plan(KEY, type, tier, lead, "黄色"), Status.REVIEWED);

        assertThat(version.approval()).isEqualTo(new PlanApproval(Post.of(post).orElseThrow(), unit));
        Actor leader = new Actor("gulou-leader", "鼓楼区防指带班领导", "gulou", Set.of(Post.LEADER));
        if (unit.equals("gulou")) {
            refused("plan-signer-only", () -> life.sign(KEY, 1, "approved", "", null, GOVERNMENT));
            assertThat(life.waiting(leader)).extracting(waiting -> waiting.version().key()).contains(KEY);
            assertThat(life.sign(KEY, 1, "approved", "", null, leader).state()).isEqualTo(Status.APPROVED);
        } else {
            assertThatThrownBy(() -> life.sign(KEY, 1, "approved", "", null, leader)).isInstanceOf(NotFound.class);
        }
    }

    @Test
    void whatIsSignedIsWhatWasSeen() {
        Plans.Version seen = LifePlans.at(context, plan("黄色"), Status.SUBMITTED);
        PlanLife.Seen looked = new PlanLife.Seen(seen.status(), seen.digest());
        life.recall(KEY, 1, "", PLANNER);
        draft(plan("蓝色"), PLANNER);
        life.submit(KEY, 1, "", PLANNER);

        refused("plan-changed-since", () -> life.sign(KEY, 1, "approved", "", looked, REVIEWER));

        Plans.Version now = plans.version(KEY, 1);
        PlanLife.Seen fresh = seen();
        assertThat(life.sign(KEY, 1, "approved", "", fresh, REVIEWER).state()).isEqualTo(Status.REVIEWED);
        assertThat(life.sign(KEY, 1, "approved", "", fresh, REVIEWER).state()).as("sent twice").isEqualTo(Status.REVIEWED);
        refused("plan-signer-only", () -> life.sign(KEY, 1, "rejected", "不", fresh, REVIEWER));
        assertThat(life.steps(now)).filteredOn(step -> step.type() == Type.REVIEWED).hasSize(1);
    }

    /** As outside systems sign: by the decision alone, and again when the answer was lost. */
    @Test
    void aDecisionSentAgainWithoutWhatWasSeenIsTheOneThatWasMade() {
        LifePlans.at(context, plan("黄色"), Status.SUBMITTED);
        for (int i = 0; i < 2; i++) {
            assertThat(life.sign(KEY, 1, "rejected", "分级不清", null, REVIEWER).state()).isEqualTo(Status.DRAFT);
        }
        refused("plan-nothing-to-sign", () -> life.sign(KEY, 1, "approved", "", null, REVIEWER));
        life.submit(KEY, 1, "", PLANNER);
        for (int i = 0; i < 2; i++) {
            assertThat(life.sign(KEY, 1, "approved", "", null, REVIEWER).state()).isEqualTo(Status.REVIEWED);
        }
        refused("plan-signer-only", () -> life.sign(KEY, 1, "rejected", "不", null, REVIEWER));
        for (int i = 0; i < 2; i++) {
            assertThat(life.sign(KEY, 1, "approved", "", null, GOVERNMENT).state()).isEqualTo(Status.APPROVED);
        }
        refused("plan-nothing-to-sign", () -> life.sign(KEY, 1, "rejected", "不", null, GOVERNMENT));
        assertThat(life.steps(plans.version(KEY, 1))).extracting(PlanStep::type).containsExactly(Type.DRAFTED,
                Type.SUBMITTED, Type.REVIEW_REJECTED, Type.SUBMITTED, Type.REVIEWED, Type.APPROVED);
    }

    private PlanLife.Seen seen() {
        Plans.Version now = plans.version(KEY, 1);
        return new PlanLife.Seen(now.status(), now.digest());
    }

    @Test
    void ofTwoAtOnceOneIsDone() throws Exception {
        Actor second = new Actor("director", "演练导调", "emergency", Set.of(Post.REVIEWER));
        assertThat(together(() -> draft(plan("黄色"), PLANNER), () -> draft(plan("黄色"), PLANNER)))
                .containsExactly("draft", "draft");
        assertThat(plans.history(KEY)).hasSize(1);
        forget();
        assertThat(together(() -> draft(plan("黄色"), PLANNER), () -> draft(plan("蓝色"), OTHER_PLANNER)))
                .containsExactly("draft", "plan-drafted-by-another");
        forget();
        LifePlans.at(context, plan("黄色"), Status.SUBMITTED);
        assertThat(together(() -> life.sign(KEY, 1, "approved", "", null, REVIEWER),
                () -> life.sign(KEY, 1, "rejected", "不行", null, second)))
                .isIn(List.of("plan-signer-only", "reviewed"), List.of("draft", "plan-nothing-to-sign"));
        forget();
        LifePlans.at(context, plan("黄色"), Status.PUBLISHED);
        LifePlans.at(context, plan("蓝色"), Status.APPROVED);
        assertThat(together(() -> life.publish(KEY, 2, PLANNER), () -> life.publish(KEY, 2, Actors.OFFICE)))
                .containsExactly("published", "published");
        assertThat(life.steps(plans.version(KEY, 2))).filteredOn(step -> step.type() == Type.PUBLISHED).hasSize(1);
        assertThat(plans.version(KEY, 1).state()).isEqualTo(Status.SUPERSEDED);
    }

    /** What two people come to who press at the same moment, sorted. */
    @SafeVarargs
    private static List<String> together(Callable<Plans.Version>... commands) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(commands.length);
        try {
            CyclicBarrier start = new CyclicBarrier(commands.length);
            List<Future<String>> running = new ArrayList<>();
            for (Callable<Plans.Version> command : commands) {
                running.add(threads.submit(() -> {
                    start.await();
                    return outcome(command);
                }));
            }
            List<String> came = new ArrayList<>();
            for (Future<String> one : running) {
                came.add(one.get());
            }
            return came.stream().sorted().toList();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void responsesStayOnTheVersionThatTheyStartedWithAndLaunchesUseTheOneInForce() {
        Scenario scenario = new Scenario(context).onAnEmptySite();
        LifePlans.at(context, plan("黄色"), Status.PUBLISHED);
        UUID incident = scenario.incident("fictitious", Map.of());
        UUID running = launch(scenario, incident, "gulou");
        LifePlans.at(context, plan("蓝色"), Status.APPROVED);
        assertThat(scenario.responses.response(launch(scenario, incident, "pukou"), Actors.DUTY).planVersion())
                .as("approved is not in force").isEqualTo(1);

        life.publish(KEY, 2, Actors.OFFICE);

        assertThat(scenario.responses.response(running, Actors.DUTY).planVersion()).isEqualTo(1);
        assertThat(scenario.responses.response(launch(scenario, incident, "jianye"), Actors.DUTY).planVersion()).isEqualTo(2);
        life.withdraw(KEY, 2, "不再适用", Actors.OFFICE);
        assertThatThrownBy(() -> launch(scenario, incident, "qinhuai")).isInstanceOf(Invalid.class);
        assertThat(scenario.responses.changeLevel(running, "橙", "气温上升", Actors.EVERY_POST).response().level())
                .as("goes on").isEqualTo("橙");
        scenario.responses.ofIncident(incident).stream().filter(Response::active)
                .forEach(one -> scenario.responses.end(one.id(), "结束", Actors.EVERY_POST));
        scenario.onAnEmptySite();
    }

    @Test
    void aLaunchThatWaitsForItsSignatureWhenItsVersionGoesOutOfForceIsNotApprovedAnyMore() {
        Scenario scenario = new Scenario(context).onAnEmptySite();
        LifePlans.at(context, plan("黄色"), Status.PUBLISHED);
        UUID incident = scenario.incident("fictitious", Map.of());
        UUID first = ask(scenario, incident, "gulou");
        UUID second = ask(scenario, incident, "pukou");
        assertThat(launches.waiting(KEY, 1)).extracting(AskedLaunches.Asked::responseId)
                .containsExactlyInAnyOrder(first, second);

        LifePlans.at(context, plan("蓝色"), Status.PUBLISHED);
        refused("launch-plan-superseded", () -> approve(scenario, first, null));
        refused("launch-plan-superseded", () -> approve(scenario, first,
                new Approval.Oral("commander", scenario.clock.instant())));
        life.withdraw(KEY, 2, "不再适用", Actors.OFFICE);
        refused("launch-plan-withdrawn", () -> approve(scenario, first, null));

        assertThat(scenario.tasks(first)).isEmpty();
        assertThat(scenario.responses.pending(first)).as("still to be decided").isPresent();
        assertThat(scenario.responses.approve(first, "rejected", "预案已停用", null, Actors.EVERY_POST).status())
                .isEqualTo(Response.Status.REJECTED);
        assertThat(scenario.responses.withdrawRequest(second, "改按别的预案", Actors.DUTY).status())
                .isEqualTo(Response.Status.REJECTED);
        assertThat(launches.waiting(KEY, 1)).isEmpty();
        scenario.onAnEmptySite();
    }

    private static UUID ask(Scenario scenario, UUID incident, String district) {
        return scenario.responses.launch(new LaunchRequest(UUID.randomUUID().toString(), incident, KEY, "红",
                List.of(district), List.of(), false, "研判后启动"), Actors.DUTY).response().id();
    }

    private static Response approve(Scenario scenario, UUID response, Approval.Oral oral) {
        return scenario.responses.approve(response, "approved", "", oral, Actors.EVERY_POST);
    }

    private static UUID launch(Scenario scenario, UUID incident, String district) {
        return scenario.responses.launch(new LaunchRequest(UUID.randomUUID().toString(), incident, KEY, "黄",
                List.of(district), List.of(), false, "研判后启动"), Actors.EVERY_POST).response().id();
    }

    @Test
    void whatIsShippedSupersedesOnlyWhatWasShipped() {
        LifePlans.ship(context, plan("黄色"));
        LifePlans.ship(context, plan("黄色"));
        LifePlans.ship(context, plan("橙色"));
        assertThat(plans.history(KEY)).extracting(Plans.Version::status).containsExactly("published", "superseded");
        assertThat(plans.history(KEY)).allMatch(Plans.Version::shipped);
        assertThat(life.steps(KEY)).extracting(PlanStep::type)
                .containsExactly(Type.SHIPPED, Type.SUPERSEDED, Type.SHIPPED);

        LifePlans.at(context, plan("本市"), Status.PUBLISHED);
        LifePlans.ship(context, plan("橙色"));
        assertThat(plans.current(KEY).number()).as("what the site published stays in force").isEqualTo(3);
        assertThat(models.offer(KEY)).as("the ground of the site's own version is nothing new").isEmpty();

        LifePlans.ship(context, plan("红色"));
        assertThat(plans.current(KEY).number()).isEqualTo(3);
        assertThat(models.offer(KEY).orElseThrow().plan().levels().get(0).name()).isEqualTo("红色");
        refused("planner-only", () -> models.takeOver(KEY, REVIEWER));
        assertThat(models.takeOver(KEY, PLANNER).number()).isEqualTo(4);
        assertThat(models.takeOver(KEY, PLANNER).number()).as("sent twice").isEqualTo(4);
        assertThat(models.offer(KEY)).as("taken over").isEmpty();
    }

    @Test
    void whatIsShippedWaitsWhereTheSiteIsAtWorkAndStaysAwayWhereItWasWithdrawn() {
        LifePlans.ship(context, plan("黄色"));
        LifePlans.at(context, plan("本市"), Status.SUBMITTED);
        LifePlans.ship(context, plan("红色"));
        assertThat(plans.current(KEY).number()).isEqualTo(1);
        assertThat(models.offer(KEY)).isPresent();
        life.withdraw(KEY, 2, "作废", PLANNER);
        LifePlans.ship(context, plan("红色"));
        assertThat(plans.current(KEY).number()).as("the site's work came to nothing").isEqualTo(3);

        life.withdraw(KEY, 3, "本市不用", Actors.OFFICE);
        LifePlans.ship(context, plan("红色"));
        LifePlans.ship(context, plan("紫色"));
        assertThat(plans.inForce(KEY)).isEmpty();
    }

    @Test
    void whatIsInTheMakingIsForThoseWhoWriteSignAndOversee() {
        LifePlans.at(context, plan("黄色"), Status.SUBMITTED);
        Actor officer = Actors.officer("water");
        assertThatThrownBy(() -> plans.version(KEY, 1, officer)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> life.withdraw(KEY, 1, "作废", officer)).isInstanceOf(NotFound.class);
        assertThat(plans.history(KEY, officer)).isEmpty();
        assertThat(plans.version(KEY, 1, GOVERNMENT).number()).isEqualTo(1);
        life.sign(KEY, 1, "approved", "", null, REVIEWER);
        life.sign(KEY, 1, "approved", "", null, GOVERNMENT);
        life.publish(KEY, 1, PLANNER);
        assertThat(plans.version(KEY, 1, officer).number()).isEqualTo(1);
    }

    private Plans.Version draft(Plan plan, Actor actor) {
        return life.draft(plan, BroughtForms.NONE, actor);
    }

    private static Plan plan(String title) {
        return LifePlans.special(KEY, title);
    }

    private static void refused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable command) {
        assertThatThrownBy(command).isInstanceOfSatisfying(Refusal.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
