package org.fengsui.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.fengsui.plan.Plan;
import org.fengsui.plan.TestPlans;
import org.fengsui.support.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * One model for every place in which the engine would run something, each refused by the reading of plans and, alone,
 * by the engine's own gate. What would run says so in {@link #ran}: it never does.
 */
class EngineGateTests {

    private static final List<String> HEAT = TestPlans.compiled(TestPlans.threeLevelNonCumulative());
    private static ProcessEngine engine;

    @BeforeAll
    static void start() {
        DriverManagerDataSource data = new DriverManagerDataSource(TestPostgres.freshDatabase(), TestPostgres.USERNAME,
                TestPostgres.PASSWORD);
        engine = EngineConfiguration.engine(data, new DataSourceTransactionManager(data), new WantedActions(),
                new EngineRecorder()).buildProcessEngine();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** A place to spoil: what it is, and the model that came of it. */
    record Attack(String name, String bpmn, String dmn) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String BEGIN = "<bpmn:startEvent id=\"start_active\"";
    private static final String TASK = "<bpmn:userTask id=\"userTask_forecast\"";
    private static final String EVIL = "org.fengsui.workflow.EngineGateTests$Evil";

    static Stream<Attack> attacks() {
        String script = "<camunda:script scriptFormat=\"groovy\">System.exit(1)</camunda:script>";
        Stream<Attack> elements = Stream.of(
                "<bpmn:scriptTask id=\"x\" scriptFormat=\"groovy\"><bpmn:script>System.exit(1)</bpmn:script></bpmn:scriptTask>",
                "<bpmn:scriptTask id=\"x\" scriptFormat=\"javascript\" camunda:resource=\"classpath://evil.js\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:class=\"" + EVIL + "\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:delegateExpression=\"${evil}\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:expression=\"${''.getClass().forName('java.lang.Runtime')}\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:type=\"external\" camunda:topic=\"t\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:type=\"mail\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:type=\"shell\"/>",
                "<bpmn:serviceTask id=\"x\"><bpmn:extensionElements><camunda:connector><camunda:connectorId>http-connector"
                        + "</camunda:connectorId></camunda:connector></bpmn:extensionElements></bpmn:serviceTask>",
                "<bpmn:sendTask id=\"x\" camunda:class=\"" + EVIL + "\"/>",
                "<bpmn:businessRuleTask id=\"x\" camunda:class=\"" + EVIL + "\"/>",
                "<bpmn:businessRuleTask id=\"x\" camunda:decisionRef=\"${evil}\"/>",
                "<bpmn:callActivity id=\"x\" calledElement=\"other\"/>",
                "<bpmn:callActivity id=\"x\" calledElement=\"${evil}\"/>",
                "<bpmn:callActivity id=\"x\" calledElement=\"o\" camunda:variableMappingClass=\"" + EVIL + "\"/>",
                "<bpmn:manualTask id=\"x\"/>", "<bpmn:task id=\"x\"/>",
                "<bpmn:exclusiveGateway id=\"x\"/>", "<bpmn:parallelGateway id=\"x\"/>", "<bpmn:complexGateway id=\"x\"/>",
                "<bpmn:eventBasedGateway id=\"x\"/>", "<bpmn:transaction id=\"x\"/>", "<bpmn:adHocSubProcess id=\"x\"/>",
                "<bpmn:intermediateCatchEvent id=\"x\"><bpmn:timerEventDefinition><bpmn:timeDuration>${evil}"
                        + "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>",
                "<bpmn:intermediateThrowEvent id=\"x\"><bpmn:messageEventDefinition camunda:class=\"" + EVIL
                        + "\"/></bpmn:intermediateThrowEvent>",
                "<bpmn:intermediateThrowEvent id=\"x\"><bpmn:signalEventDefinition signalRef=\"s\"/></bpmn:intermediateThrowEvent>",
                "<bpmn:boundaryEvent id=\"x\" attachedToRef=\"receive_hold\"><bpmn:conditionalEventDefinition><bpmn:condition>"
                        + "${evil}</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:boundaryEvent>",
                "<bpmn:boundaryEvent id=\"x\" attachedToRef=\"receive_hold\"><bpmn:errorEventDefinition/></bpmn:boundaryEvent>",
                "<bpmn:endEvent id=\"x\"><bpmn:terminateEventDefinition/></bpmn:endEvent>",
                "<bpmn:dataObject id=\"x\"/>", "<bpmn:dataStoreReference id=\"x\"/>", "<bpmn:property id=\"x\" name=\"p\"/>",
                "<bpmn:ioSpecification id=\"x\"/>", "<bpmn:laneSet id=\"x\"/>",
                "<evil:scriptTask xmlns:evil=\"http://activiti.org/bpmn\" id=\"x\"/>")
                .flatMap(element -> bpmn(element, BEGIN, element + BEGIN));
        Stream<Attack> attributes = Stream.of(
                "camunda:asyncBefore=\"true\"", "camunda:asyncAfter=\"true\"", "camunda:exclusive=\"false\"",
                "camunda:jobPriority=\"${evil}\"", "camunda:assignee=\"${evil}\"", "camunda:candidateUsers=\"${evil}\"",
                "camunda:candidateGroups=\"${evil}\"", "camunda:dueDate=\"${evil}\"", "camunda:followUpDate=\"${evil}\"",
                "camunda:priority=\"${evil}\"", "camunda:formKey=\"${evil}\"", "camunda:formHandlerClass=\"" + EVIL + "\"",
                "camunda:formRef=\"f\"", "camunda:taskCandidate=\"x\"", "camunda:class=\"" + EVIL + "\"",
                "activiti:assignee=\"${evil}\" xmlns:activiti=\"http://activiti.org/bpmn\"",
                "fox:assignee=\"${evil}\" xmlns:fox=\"http://www.camunda.com/fox\"",
                "implementation=\"##WebService\"", "operationRef=\"x\"")
                .flatMap(attribute -> bpmn("userTask " + attribute, TASK, TASK + " " + attribute));
        Stream<Attack> extensions = Stream.of(
                "<camunda:taskListener event=\"create\" class=\"" + EVIL + "\"/>",
                "<camunda:taskListener event=\"create\" expression=\"${evil}\"/>",
                "<camunda:taskListener event=\"create\" delegateExpression=\"${evil}\"/>",
                "<camunda:taskListener event=\"create\">" + script + "</camunda:taskListener>",
                "<camunda:executionListener event=\"start\" class=\"" + EVIL + "\"/>",
                "<camunda:executionListener event=\"start\">" + script + "</camunda:executionListener>",
                "<camunda:inputOutput><camunda:inputParameter name=\"x\">${evil}</camunda:inputParameter></camunda:inputOutput>",
                "<camunda:inputOutput><camunda:outputParameter name=\"x\">" + script
                        + "</camunda:outputParameter></camunda:inputOutput>",
                "<camunda:formData><camunda:formField id=\"x\" defaultValue=\"${evil}\"/></camunda:formData>",
                "<camunda:failedJobRetryTimeCycle>${evil}</camunda:failedJobRetryTimeCycle>",
                "<camunda:field name=\"x\" expression=\"${evil}\"/>",
                "<camunda:in businessKey=\"${evil}\"/>",
                "<camunda:errorEventDefinition expression=\"${evil}\"/>",
                "<other:thing xmlns:other=\"https://example.org/other\"/>")
                .flatMap(extension -> bpmn(extension, "<camunda:properties>", extension + "<camunda:properties>"));
        Stream<Attack> texts = Stream.of(
                new String[] {"name=\"发布高温预报\"", "name=\"${''.getClass().forName('" + EVIL + "').newInstance()}\""},
                new String[] {"name=\"发布高温预报\"", "name=\"#{execution.processEngineServices}\""},
                new String[] {"发布高温预报。</bpmn:documentation>", "${execution.setVariable('x', 1)}</bpmn:documentation>"},
                new String[] {"name=\"response.ended\"", "name=\"${evil}\""},
                new String[] {"${wanted.includes('forecast')}", "${wanted.getClass().forName('" + EVIL + "')}"},
                new String[] {"${wanted.includes('forecast')}", "${wanted.includes('forecast') and execution.id != ''}"},
                new String[] {"${wanted.units('open-shelters')}", "${wanted.getClass().getClassLoader()}"},
                new String[] {"xsi:type=\"bpmn:tFormalExpression\">", "xsi:type=\"bpmn:tFormalExpression\" language=\"groovy\">"},
                new String[] {"xsi:type=\"bpmn:tFormalExpression\">", "xsi:type=\"bpmn:tFormalExpression\" camunda:resource=\"x\">"},
                new String[] {"<bpmn:message id=", "<bpmn:signal id=\"s\" name=\"${evil}\"/><bpmn:message id="},
                new String[] {"<bpmn:message id=", "<bpmn:error id=\"e\" errorCode=\"${evil}\"/><bpmn:message id="},
                new String[] {"<bpmn:message id=", "<bpmn:escalation id=\"e\"/><bpmn:message id="},
                new String[] {"<bpmn:message id=", "<bpmn:import importType=\"x\" location=\"http://127.0.0.1/\" namespace=\"n\"/><bpmn:message id="},
                new String[] {"<bpmn:process id=", "<bpmn:process camunda:candidateStarterUsers=\"${evil}\" id="},
                new String[] {"<bpmn:process id=", "<bpmn:process camunda:versionTag=\"${evil}\" id="},
                new String[] {"elementVariable=\"unit\"", "elementVariable=\"wanted\""})
                .flatMap(pair -> bpmn(pair[1], pair[0], pair[1]));
        Stream<Attack> decisions = Stream.of(
                new String[] {"expressionLanguage=\"feel\"", "expressionLanguage=\"juel\""},
                new String[] {"expressionLanguage=\"feel\"", "expressionLanguage=\"groovy\""},
                new String[] {"<text>`最高气温`</text>", "<text>execution.getClass()</text>"},
                new String[] {"[37.0..40.0)", "1 in [for x in 1..999999999 return x]"},
                new String[] {"<text>\"红\"</text>", "<text>string join(for i in 1..9 return \"x\")</text>"},
                new String[] {"<decision id=", "<businessKnowledgeModel id=\"b\"/><decision id="})
                .map(pair -> new Attack(pair[1], HEAT.get(0), replaced(HEAT.get(1), pair[0], pair[1])));
        return Stream.of(elements, attributes, extensions, texts, decisions).flatMap(attack -> attack);
    }

    private static Stream<Attack> bpmn(String name, String from, String to) {
        return Stream.of(new Attack(name, replaced(HEAT.get(0), from, to), HEAT.get(1)));
    }

    private static String replaced(String text, String from, String to) {
        assertThat(text).contains(from);
        return text.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
    }

    /** What an attack would have the engine load. */
    public static class Evil {
        public Evil() {
            ran = true;
        }
    }

    private static volatile boolean ran;

    @ParameterizedTest
    @MethodSource("attacks")
    void thereIsNoWayIn(Attack attack) {
        assertThat(TestPlans.problems(attack.bpmn(), attack.dmn())).as("read as a plan").isNotEmpty();
        assertThatThrownBy(() -> deploy(attack.bpmn(), attack.dmn())).as("read by the engine")
                .isInstanceOf(ProcessEngineException.class);
        assertThat(engine.getRepositoryService().createDeploymentQuery().deploymentName("attack").count()).isZero();
        assertThat(ran).isFalse();
    }

    @Test
    void theAttacksCoverManyPlaces() {
        assertThat(attacks().map(Attack::name).distinct().count()).isGreaterThanOrEqualTo(60);
    }

    static Stream<Plan> plans() {
        return Stream.of(TestPlans.nanjing(), TestPlans.threeLevelNonCumulative());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void whatAPlanCompilesToPassesBoth(Plan plan) {
        List<String> models = TestPlans.compiled(plan);
        engine.getRepositoryService().createDeployment().name("plan").addString("plan.bpmn", models.get(0))
                .addString("plan.dmn", models.get(1)).deploy();
        assertThat(engine.getRepositoryService().createProcessDefinitionQuery().processDefinitionKey(plan.key()).count())
                .isEqualTo(1);
    }

    private static void deploy(String bpmn, String dmn) {
        engine.getRepositoryService().createDeployment().name("attack").addString("plan.bpmn", bpmn)
                .addString("plan.dmn", dmn).deploy();
    }
}
