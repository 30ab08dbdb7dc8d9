package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private static final Set<String> AT_ONCE = Set.of("立即", "即时", "第一时间");
    private static final Set<String> GRAVE = Set.of("Ⅱ", "Ⅰ");
    private static final Map<String, Integer> ONCE_HOURS = Map.of("蓝", 4, "黄", 4, "橙", 2, "红", 1,
            "Ⅳ", 4, "Ⅲ", 3, "Ⅱ", 2, "Ⅰ", 1);
    private static final Map<String, Integer> RECEIPT_MINUTES = Map.of("蓝", 30, "黄", 30, "橙", 15, "红", 10,
            "Ⅳ", 30, "Ⅲ", 15, "Ⅱ", 10, "Ⅰ", 10);

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

    /** The table of {@code docs/plans.md}; what differs from it stands there under the plan, by the action's key. */
    @ParameterizedTest
    @MethodSource("plans")
    void aLimitOfOurOwnIsTheOneOfAllPlansOrNamedInTheDocs(String key) throws IOException {
        String named = docs(key);

        assertThat(TestPlans.shipped(key).actions()).allSatisfy(action -> {
            List<Duration> ours = action.levels().values().stream().filter(Plan.Terms::dueAssumed)
                    .map(Plan.Terms::dueWithin).toList();
            boolean usual = action.levels().entrySet().stream().filter(terms -> terms.getValue().dueAssumed())
                    .allMatch(terms -> usual(action, terms.getKey(), terms.getValue())
                            .equals(terms.getValue().dueWithin()));
            assertThat(usual || named.matches(".*`" + action.key() + "`(,? (and )?`[a-z0-9-]+`)* " + said(ours) + "\\b.*"))
                    .as("%s of %s: %s", action.key(), key, said(ours)).isTrue();
        });
    }

    private static String docs(String key) throws IOException {
        String docs = Files.readString(Path.of("docs/plans.md")).replaceAll("\\s+", " ");
        String section = docs.substring(docs.indexOf("(`" + key + "`)"));
        return section.contains(" ## ") ? section.substring(0, section.indexOf(" ## ")) : section;
    }

    private static Duration usual(Plan.Action action, String level, Plan.Terms terms) {
        if (action.phase() == Plan.Phase.CLOSING) {
            return action.key().startsWith("announce-end") ? Duration.ofHours(2)
                    : action.key().equals("district-final-report") ? Duration.ofHours(24)
                    : action.key().equals("final-report") ? Duration.ofHours(48) : Duration.ofDays(30);
        }
        if (AT_ONCE.contains(terms.note())) {
            return Duration.ofMinutes(10);
        }
        return Duration.ofHours(switch (action.kind()) {
            case REPORT -> 1;
            case RECURRING -> GRAVE.contains(level) ? 1 : 2;
            default -> ONCE_HOURS.get(level);
        });
    }

    /** As the page says it: {@code 1 h}, {@code 30, 30, 10 and 10 min}. */
    private static String said(List<Duration> limits) {
        boolean minutes = limits.stream().anyMatch(limit -> limit.toMinutesPart() > 0);
        boolean days = limits.stream().allMatch(limit -> limit.compareTo(Duration.ofDays(3)) > 0);
        List<String> numbers = limits.stream()
                .map(limit -> String.valueOf(minutes ? limit.toMinutes() : days ? limit.toDays() : limit.toHours())).toList();
        int last = numbers.size() - 1;
        return (Set.copyOf(numbers).size() <= 1 ? String.join("", Set.copyOf(numbers))
                : String.join(", ", numbers.subList(0, last)) + " and " + numbers.get(last))
                + (minutes ? " min" : days ? " days" : " h");
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aTaskIsToBeReceivedBeforeItIsToBeDone(String key) {
        assertThat(TestPlans.shipped(key).actions()).allSatisfy(action -> action.levels().forEach((level, terms) -> {
            Duration usual = Duration.ofMinutes(RECEIPT_MINUTES.get(level));
            Duration due = terms.dueWithin();
            assertThat(terms.receiptWithin()).as("%s at %s", action.key(), level)
                    .isEqualTo(due != null && due.compareTo(usual) < 0 ? due : usual);
        }));
    }

    /** An interval is the plan's or a regulation's, never ours; at any time (随时) is not turned into one by a limit. */
    @ParameterizedTest
    @MethodSource("plans")
    void everyIntervalSaysWhereItComesFrom(String key) {
        assertThat(TestPlans.shipped(key).actions()).allSatisfy(action -> action.levels().values().forEach(terms -> {
            if (terms.every() != null) {
                assertThat(terms.note()).as(action.key()).isNotBlank().doesNotContain("频次（默认）");
            } else if (action.recurs()) {
                assertThat(terms.dueWithin()).as(action.key()).isNull();
            }
        }));
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
    void nanjingHasNoFinalReportsBecauseItsClauseOnReportsHasNone() {
        assertThat(TestPlans.nanjing().actions()).filteredOn(action -> action.phase() == Plan.Phase.CLOSING)
                .noneMatch(action -> action.kind() == Plan.Kind.REPORT);
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

    /** Else whoever launches late opens tasks that are overdue by our word, not by the plan's. */
    @Test
    void yantaisLimitsThatAreOursCountFromTheTasksOpening() {
        Plan plan = TestPlans.shipped("earthquake-yantai");

        assertThat(plan.actions()).allSatisfy(action -> assertThat(action.levels().values())
                .filteredOn(terms -> terms.dueAssumed() && !terms.note().startsWith("72小时后"))
                .allSatisfy(terms -> assertThat(action.since()).isEqualTo(Plan.Since.OPENING)));
        assertThat(plan.actions().stream().filter(action -> action.since() == Plan.Since.EVENT))
                .allMatch(action -> !action.levels().containsKey("Ⅳ") || action.kind() == Plan.Kind.REPORT);
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

    /** Art. 39 begins when the fire is out: what it asks for can't be wanted before the response ends. */
    @Test
    void theForestFireResponseEndsWithTheFireAndTheGuardsGoAfterAcceptance() {
        Plan plan = TestPlans.shipped("forestfire-composite");

        assertThat(plan.endConditions()).extracting(Plan.EndCondition::text).containsExactly("明火扑灭");
        assertThat(plan.actions()).filteredOn(action -> action.clause().contains("条例39条"))
                .extracting(Plan.Action::key).containsExactly("inspect", "watch", "accept");
        assertThat(plan.actions()).filteredOn(action -> action.clause().contains("条例39条"))
                .allMatch(action -> action.phase() == Plan.Phase.CLOSING);
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
