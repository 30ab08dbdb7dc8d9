package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanRoundTripTests {

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aPlanReadFromItsModelsIsTheSamePlan(long seed) {
        Plan plan = RandomPlans.plan(seed);
        Models models = PlanCompiler.compile(plan);

        Reading reading = TestPlans.reader().read(models.bpmn(), models.dmn(), Locale.ENGLISH);

        assertThat(reading.problems()).filteredOn(Problem::isError).isEmpty();
        assertThat(reading.plan()).contains(plan);
        assertThat(PlanCompiler.compile(reading.plan().orElseThrow())).isEqualTo(models);
    }

    @Test
    void theFictitiousHeatPlanMakesTheRoundTrip() {
        Plan plan = TestPlans.threeLevelNonCumulative();
        Models models = PlanCompiler.compile(plan);

        Reading reading = TestPlans.reader().read(models.bpmn(), models.dmn(), Locale.ENGLISH);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.plan()).contains(plan);
    }

    /** What was compiled before ids were told apart is read as it stands. */
    @Test
    void aRuleMayHaveItsConditionsOwnIdThoughItIsNone() {
        Plan plan = LargestPlans.odd("odd");
        Models models = PlanCompiler.compile(plan);
        assertThat(models.dmn()).contains("<rule id=\"rule_1\">").contains("<rule id=\"a.1\">").doesNotContain("id=\"条件１");

        Reading reading = TestPlans.reader().read(models.bpmn(), models.dmn().replace("\"rule_1\"", "\"条件１\""), Locale.ENGLISH);

        assertThat(reading.plan()).contains(plan);
        assertThat(TestPlans.reader().read(models.bpmn(), models.dmn().replace("\"rule_1\"", "\"rule_5\""), Locale.ENGLISH)
                .problems()).extracting(Problem::code).containsExactly("trigger-id");
    }

    @Test
    void groupsHoldTheActionsOfTheSameLevelsAndSituation() {
        List<Plan.Group> groups = TestPlans.threeLevelNonCumulative().groups();

        assertThat(groups).extracting(Plan.Group::code).containsExactly("1-2-3", "1", "2-3", "2", "3", "2-3_power-cut");
        assertThat(groups.get(2).actions()).extracting(Plan.Action::key)
                .containsExactly("open-shelters", "count-patients");
        assertThat(groups.get(2).levels()).isEqualTo(Set.of("橙", "红"));
    }

    @Test
    void shapesOfTheDiagramDoNotOverlap() {
        Plan plan = TestPlans.threeLevelNonCumulative();
        List<int[]> tasks = boxes(PlanCompiler.compile(plan).bpmn(), "shape_userTask_");

        assertThat(tasks).hasSameSizeAs(plan.actions());
        for (int[] one : tasks) {
            for (int[] other : tasks) {
                boolean apart = one[0] + one[2] <= other[0] || other[0] + other[2] <= one[0]
                        || one[1] + one[3] <= other[1] || other[1] + other[3] <= one[1];
                assertThat(one == other || apart).isTrue();
            }
        }
    }

    private static List<int[]> boxes(String bpmn, String prefix) {
        return Pattern.compile("<bpmndi:BPMNShape id=\"" + prefix + "[^>]*>\\s*<dc:Bounds x=\"(-?\\d+)\" y=\"(-?\\d+)\""
                        + " width=\"(\\d+)\" height=\"(\\d+)\"").matcher(bpmn).results()
                .map(match -> new int[] {Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)),
                    Integer.parseInt(match.group(3)), Integer.parseInt(match.group(4))}).toList();
    }

    @Test
    void aPlanThatBreaksARuleIsNotCompiled() {
        Plan heat = TestPlans.threeLevelNonCumulative();
        Plan.Action action = heat.actions().get(0);
        Plan.Action smuggling = new Plan.Action("x')}${evil", action.title(), action.text(), action.kind(),
                action.phase(), action.unit(), false, List.of(), action.levels(), false, "", "", "", "", "",
                Plan.Since.OPENING, "");
        Plan plan = new Plan(heat.key(), heat.name(), heat.hazard(), heat.about(), false, "", null, false,
                heat.levels(), List.of(), List.of(), heat.facts(), heat.triggers(), heat.situations(), List.of(),
                List.of(smuggling), List.of(), List.of());

        assertThatThrownBy(() -> PlanCompiler.compile(plan)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bad-key");
    }
}
