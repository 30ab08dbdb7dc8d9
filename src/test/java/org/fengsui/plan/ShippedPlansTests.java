package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds every shipped model and form to the conventions. */
class ShippedPlansTests {

    private static final Set<String> FIELD_TYPES = Set.of("text", "textfield", "textarea", "number", "checkbox",
            "radio", "select", "checklist", "datetime");

    static List<String> plans() throws IOException {
        return children("processes", "");
    }

    static List<String> forms() throws IOException {
        return children("forms", ".form");
    }

    private static List<String> children(String folder, String end) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(end))
                    .map(name -> name.substring(0, name.length() - end.length())).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aShippedModelIsWhatTheCompilerMakesOfItsPlan(String key) {
        String bpmn = TestPlans.shippedFile(key, "bpmn");
        String dmn = TestPlans.shippedFile(key, "dmn");

        Reading reading = TestPlans.reader().read(bpmn, dmn, KnownForms.ANY, Locale.ENGLISH);

        assertThat(reading.problems()).isEmpty();
        Plan plan = reading.plan().orElseThrow();
        assertThat(plan.key()).isEqualTo(key);
        Models models = PlanCompiler.compile(plan);
        assertThat(models.bpmn()).isEqualTo(bpmn);
        assertThat(models.dmn()).isEqualTo(dmn);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyFormOfAShippedPlanExists(String key) throws IOException {
        assertThat(forms()).containsAll(TestPlans.shipped(key).actions().stream().map(Plan.Action::form)
                .filter(form -> !form.isEmpty()).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aShippedPlanSaysThatItIsAReferenceAndCitesAClauseForEverything(String key) {
        Plan plan = TestPlans.shipped(key);

        assertThat(plan.notice()).contains("参考模型").contains("未与官方文本核对");
        assertThat(plan.source()).contains("年");
        assertThat(plan.levels()).allSatisfy(level -> assertThat(List.of(level.authority().text(),
                level.authority().clause(), level.ending().text(), level.ending().clause())).doesNotContain(""));
        assertThat(plan.headquarters()).isNotEmpty().extracting(Plan.Role::clause).doesNotContain("");
        assertThat(plan.members()).isNotEmpty().extracting(Plan.Member::clause).doesNotContain("");
        assertThat(plan.triggers()).isNotEmpty()
                .allSatisfy(trigger -> assertThat(List.of(trigger.clause(), trigger.text())).doesNotContain(""));
        assertThat(plan.workGroups()).extracting(Plan.WorkGroup::clause).doesNotContain("");
        assertThat(plan.actions()).allSatisfy(action -> {
            assertThat(action.clause()).isNotBlank();
            assertThat(action.levels().values()).allMatch(Plan.Terms::receiptAssumed);
        });
        assertThat(plan.endConditions()).extracting(Plan.EndCondition::clause).doesNotContain("");
        assertThat(plan.provisions()).isNotEmpty().extracting(Plan.Provision::clause).doesNotContain("");
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyUnitOfAShippedPlanIsInTheDemoCity(String key) throws IOException {
        Plan plan = TestPlans.shipped(key);
        Set<String> units = Files.readAllLines(Path.of("src/main/resources/demo/units.csv")).stream().skip(1)
                .map(line -> line.substring(0, line.indexOf(','))).collect(Collectors.toSet());

        assertThat(units).containsAll(Stream.of(Stream.of(plan.about().lead()),
                        plan.members().stream().map(Plan.Member::unit),
                        plan.workGroups().stream().map(Plan.WorkGroup::lead),
                        plan.workGroups().stream().flatMap(group -> group.members().stream()),
                        plan.actions().stream().map(Plan.Action::unit),
                        plan.actions().stream().flatMap(action -> action.supporting().stream()))
                .flatMap(codes -> codes).filter(code -> !code.isEmpty()).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aFormHasKnownFieldsAndFewRequiredOnes(String key) throws IOException {
        JsonNode form = JsonMapper.shared().readTree(Files.readString(Path.of("forms", key + ".form")));

        assertThat(form.get("id").asString()).isEqualTo(key);
        assertThat(form.get("schemaVersion").isInt()).isTrue();
        Set<String> keys = new HashSet<>();
        int required = 0;
        for (JsonNode field : form.get("components")) {
            assertThat(FIELD_TYPES).contains(field.get("type").asString());
            if (!field.get("type").asString().equals("text")) {
                assertThat(keys.add(field.get("key").asString())).isTrue();
                assertThat(field.get("label").asString()).isNotBlank();
            }
            required += field.path("validate").path("required").asBoolean(false) ? 1 : 0;
        }
        assertThat(required).isBetween(1, 2);
    }

    @Test
    void nanjingNamesWhoDecidesEachLevel() {
        Plan plan = TestPlans.nanjing();

        assertThat(plan.levels()).extracting(Plan.Level::code).containsExactly("Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ");
        assertThat(plan.levels()).extracting(level -> level.authority().posts()).containsExactly(List.of("office"),
                List.of("commander", "deputy", "office"), List.of("commander", "deputy"), List.of("government"));
        assertThat(plan.level("III").orElseThrow().authority().delegated()).containsExactly("office");
        assertThat(plan.districtNotBelowCity()).isTrue();
    }

    @Test
    void nanjingOpensAtLeastFortyTasksAtLevelTwo() {
        Plan plan = TestPlans.nanjing();

        assertThat(plan.actions().stream().filter(action -> action.phase() == Plan.Phase.ACTIVE)
                .filter(action -> action.appliesAt("Ⅱ", Set.of()))).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void nanjingForecastsMoreOftenAtHigherLevels() {
        Plan plan = TestPlans.nanjing();

        assertThat(intervals(plan, "weather-forecast")).containsExactly(Duration.ofHours(24), Duration.ofHours(12),
                Duration.ofHours(8), Duration.ofHours(4));
        assertThat(intervals(plan, "flood-forecast")).containsExactly(Duration.ofHours(24), Duration.ofHours(12),
                Duration.ofHours(3), null);
    }

    private static List<Duration> intervals(Plan plan, String actionKey) {
        Plan.Action action = plan.action(actionKey).orElseThrow();
        return plan.levels().stream().map(level -> action.levels().get(level.code()).every())
                .collect(Collectors.toList());
    }

    @Test
    void nanjingMarksEveryDeadlineThatThePlanDoesNotName() {
        Plan plan = TestPlans.nanjing();

        assertThat(plan.actions()).allSatisfy(action -> assertThat(action.levels().values()).allSatisfy(terms -> {
            assertThat(terms.receiptAssumed()).isTrue();
            if (terms.dueWithin() != null && !terms.dueAssumed()) {
                assertThat(action.clause()).startsWith("7 报告与发布");
                assertThat(terms.dueWithin()).isIn(Duration.ofMinutes(30), Duration.ofHours(1));
            }
        }));
    }

    @Test
    void nanjingHasItsNineWorkGroupsEachWithItsTask() {
        Plan plan = TestPlans.nanjing();

        assertThat(plan.workGroups()).hasSize(9).allSatisfy(group -> assertThat(plan.actions())
                .anySatisfy(action -> {
                    assertThat(action.workGroup()).isEqualTo(group.code());
                    assertThat(action.unit()).isEqualTo(group.lead());
                    assertThat(action.supporting()).isEqualTo(group.members());
                }));
    }

    @Test
    void yantaisLimitsAreItsTimeAxisAndCountFromTheEarthquake() {
        Plan plan = TestPlans.shipped("earthquake-yantai");

        List<Plan.Action> timed = plan.actions().stream().filter(action -> action.since() == Plan.Since.EVENT).toList();
        assertThat(timed).hasSizeGreaterThan(50);
        assertThat(plan.actions()).allSatisfy(action -> assertThat(action.levels().values())
                .filteredOn(terms -> terms.dueWithin() != null && !terms.dueAssumed())
                .allSatisfy(terms -> assertThat(action.since()).isEqualTo(Plan.Since.EVENT)));
        assertThat(timed.stream().flatMap(action -> action.levels().values().stream())
                .filter(terms -> !terms.dueAssumed()).map(Plan.Terms::dueWithin).distinct().sorted())
                .containsExactly(Duration.ofMinutes(15), Duration.ofMinutes(25), Duration.ofMinutes(30),
                        Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(4), Duration.ofHours(12),
                        Duration.ofHours(24), Duration.ofHours(72));
        assertThat(plan.workGroups()).hasSize(8).allSatisfy(group -> assertThat(plan.actions())
                .extracting(Plan.Action::workGroup).contains(group.code()));
        assertThat(plan.fact("死亡和失踪").orElseThrow().computation().of()).containsExactly("死亡", "失踪");
        assertThat(plan.endConditions()).hasSize(5);
    }

    @Test
    void tianjinsWarningsAreLevelsOfTheirOwnBelowTheResponse() {
        Plan plan = TestPlans.shipped("geohazard-tianjin");

        assertThat(plan.levels()).extracting(Plan.Level::code).containsExactly("蓝", "黄", "橙", "红", "Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ");
        assertThat(plan.levels()).extracting(level -> level.endingAuthority().posts()).containsExactly(List.of("office"),
                List.of("office"), List.of("office"), List.of("office"), List.of("office"), List.of("office"),
                List.of("government"), List.of("government"));
        assertThat(plan.members()).hasSize(23).extracting(Plan.Member::duty).doesNotContain("");
        assertThat(plan.about().drillEveryMonths()).isEqualTo(24);
        assertThat(plan.endConditions("Ⅰ")).hasSize(4);
        assertThat(plan.endConditions("红")).isEmpty();
    }

    @Test
    void theForestFirePlanHasHandansTwelveWorkGroupsEachWithItsTask() {
        Plan plan = TestPlans.shipped("forestfire-composite");

        assertThat(plan.workGroups()).hasSize(12).allSatisfy(group -> assertThat(plan.actions())
                .extracting(Plan.Action::workGroup).contains(group.code()));
        assertThat(plan.name() + plan.notice()).contains("综合参考").contains("不是任何一地的预案");
    }

    @Test
    void theChemicalPlanReportsTwiceADayFromASeriousAccidentOnAndEndsByTheGovernment() {
        Plan plan = TestPlans.shipped("hazchem-national");

        assertThat(intervals(plan, "follow-up")).containsExactly(Duration.ofHours(24), Duration.ofHours(24),
                Duration.ofHours(12), Duration.ofHours(12));
        assertThat(plan.levels()).allSatisfy(level ->
                assertThat(level.endingAuthority().posts()).containsExactly("government"));
    }
}
