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

        Reading reading = TestPlans.reader().read(bpmn, dmn, Locale.ENGLISH);

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
}
