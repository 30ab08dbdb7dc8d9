package org.fengsui.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.fengsui.plan.LargestPlans;
import org.fengsui.plan.Plan;
import org.fengsui.plan.RandomPlans;
import org.fengsui.plan.TestPlans;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiled plans as the engine's own model reader, which checks them against the BPMN schema, sees them. */
class PlanModelTests {

    static List<Plan> plans() {
        return List.of(TestPlans.nanjing(), TestPlans.threeLevelNonCumulative());
    }

    static Stream<Plan> anyPlans() {
        return Stream.concat(Stream.of(LargestPlans.longest("longest"), LargestPlans.odd("odd")),
                IntStream.range(0, 20).mapToObj(RandomPlans::plan));
    }

    /** Ids of starting conditions are words of officers, ids of elements are not; and no two may be the same. */
    @ParameterizedTest(name = "{index}")
    @MethodSource("anyPlans")
    void whatAPlanCompilesToIsValidByTheSchemasOfBoth(Plan plan) {
        List<String> models = TestPlans.compiled(plan);

        Bpmn.validateModel(model(plan));
        DmnModelInstance decisions =
                Dmn.readModelFromStream(new ByteArrayInputStream(models.get(1).getBytes(StandardCharsets.UTF_8)));
        Dmn.validateModel(decisions);
        assertThat(decisions.getModelElementsByType(Rule.class))
                .hasSize(plan.triggers().stream().mapToInt(trigger -> trigger.conditions().size()).sum());
        assertThat(TestPlans.read(models.get(0), models.get(1))).isEqualTo(plan);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aCompiledPlanIsValidBpmnWithOneTaskPerAction(Plan plan) {
        BpmnModelInstance model = model(plan);

        Bpmn.validateModel(model);
        assertThat(model.getModelElementsByType(UserTask.class)).extracting(UserTask::getId)
                .containsExactlyInAnyOrderElementsOf(
                        plan.actions().stream().map(action -> "userTask_" + action.key()).toList());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyElementIsDrawnAndEveryFlowIsOrthogonal(Plan plan) {
        BpmnModelInstance model = model(plan);

        Collection<FlowNode> nodes = model.getModelElementsByType(FlowNode.class);
        assertThat(model.getModelElementsByType(BpmnShape.class)).extracting(shape -> shape.getBpmnElement().getId())
                .containsExactlyInAnyOrderElementsOf(nodes.stream().map(FlowNode::getId).toList());
        assertThat(model.getModelElementsByType(BpmnEdge.class))
                .hasSameSizeAs(model.getModelElementsByType(SequenceFlow.class))
                .allSatisfy(edge -> {
                    List<Waypoint> points = List.copyOf(edge.getWaypoints());
                    assertThat(points).hasSizeGreaterThanOrEqualTo(2);
                    for (int i = 1; i < points.size(); i++) {
                        assertThat(points.get(i - 1).getX().equals(points.get(i).getX())
                                || points.get(i - 1).getY().equals(points.get(i).getY())).isTrue();
                    }
                });
    }

    private static BpmnModelInstance model(Plan plan) {
        return Bpmn.readModelFromStream(new ByteArrayInputStream(
                TestPlans.compiled(plan).get(0).getBytes(StandardCharsets.UTF_8)));
    }
}
