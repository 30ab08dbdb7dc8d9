package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Models that are no plans: BPMN as other tools write it, for other engines or for people's eyes only. Each is refused
 * with what is named first, and where.
 */
class ForeignModelsTests {

    private static final String HEAD = """
            <?xml version="1.0" encoding="%s" standalone="yes"?>
            <semantic:definitions id="foreign" targetNamespace="http://example.org/foreign" \
            xmlns:semantic="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" \
            xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:vendor="http://example.org/vendor" \
            xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            tasks in a row         | <process id="p"><startEvent id="s"/><task id="t1"/><task id="t2"/><endEvent id="e"/></process> | unexpected-element t1:3
            exclusive gateways     | <process id="p"><startEvent id="s"/><exclusiveGateway id="g" gatewayDirection="Diverging"/></process> | unexpected-element g:3
            parallel gateways      | <process id="p"><parallelGateway id="g"/></process>                             | unexpected-element g:3
            direction of a gateway | <process id="p"><inclusiveGateway id="g" gatewayDirection="Diverging"/></process> | unexpected-attribute g:3
            escalation at a border | <process id="p"><subProcess id="sub"/><boundaryEvent id="b" attachedToRef="sub"><escalationEventDefinition/></boundaryEvent></process> | unexpected-element b:3
            pools and lanes        | <collaboration id="c"><participant id="pool" processRef="p"/></collaboration><process id="p"><laneSet id="l"/></process> | unexpected-element c:3
            lanes only             | <process id="p"><laneSet id="l"><lane id="l1"/></laneSet></process>               | unexpected-element l:3
            global tasks           | <globalUserTask id="gt"/><dataStore id="ds"/><process id="p"/><process id="q"/>   | unexpected-element gt:3
            several processes      | <process id="p"/><process id="q"/>                                                | one-process foreign:2
            no process             | <message id="m" name="n"/>                                                        | one-process foreign:2
            services and scripts   | <process id="p"><serviceTask id="st" implementation="##WebService"/><scriptTask id="sc"/></process> | unexpected-element st:3
            calls                  | <process id="p"><callActivity id="ca" calledElement="q"/></process>               | unexpected-element ca:3
            data                   | <process id="p"><dataObject id="d"/><dataObjectReference id="dr"/></process>      | unexpected-element d:3
            data of a task         | <process id="p"><userTask id="u"><ioSpecification id="io"/></userTask></process>  | unexpected-element io:3
            timers                 | <process id="p"><startEvent id="s"><timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition></startEvent></process> | unexpected-element s:3
            signals                | <signal id="sig" name="s"/><process id="p"/>                                      | unexpected-element sig:3
            choreography           | <choreography id="ch"/>                                                           | unexpected-element ch:3
            conversation           | <collaboration id="c"><conversation id="cv"/></collaboration>                     | unexpected-element c:3
            for another engine     | <process id="p"><userTask id="u" camunda:assignee="${approver}"/></process>       | unexpected-attribute u:3
            a script at a flow     | <process id="p"><sequenceFlow id="f"><conditionExpression language="groovy">true</conditionExpression></sequenceFlow></process> | unexpected-attribute f:3
            a vendor's data        | <process id="p"><extensionElements><vendor:meta key="color"/></extensionElements></process> | unexpected-element p:3
            a vendor's attribute   | <process id="p" vendor:color="red"/>                                              | unexpected-attribute p:3
            decisions              | <process id="p"><businessRuleTask id="br"/></process>                             | unexpected-element br:3
            imports                | <import importType="http://www.w3.org/TR/wsdl20/" location="A.wsdl" namespace="n"/><process id="p"/> | unexpected-element foreign:3
            service interfaces     | <itemDefinition id="it" structureRef="x"/><interface id="if"/><process id="p"/>   | unexpected-element it:3
            an empty process       | <process id="p" isExecutable="false"/>                                            | decision-id heat-testville-level:3
            """)
    void eachIsRefusedWithWhatIsNamedFirst(String kind, String content, String problem) {
        for (String encoding : List.of("UTF-8", "ISO-8859-1")) {
            String bpmn = HEAD.formatted(encoding) + content.replaceAll("<(/?)(?![/a-z]+:)", "<$1semantic:")
                    + "\n</semantic:definitions>";

            List<Problem> problems = refused(bpmn, TestPlans.compiled(TestPlans.threeLevelNonCumulative()).get(1));

            assertThat(problems.get(0).code() + " " + problems.get(0).where()).isEqualTo(problem);
        }
    }

    @Test
    void ofManyProblemsTheFirstAreToldAndNoListWithoutEnd() {
        String bpmn = HEAD.formatted("UTF-8") + "<semantic:process id=\"p\">"
                + "<semantic:task/>\n".repeat(20_000) + "</semantic:process></semantic:definitions>";

        List<Problem> problems = refused(bpmn, TestPlans.compiled(TestPlans.threeLevelNonCumulative()).get(1));

        assertThat(problems).hasSizeLessThanOrEqualTo(200);
        assertThat(problems.get(0).where()).isEqualTo("p:3");
        assertThat(problems.get(problems.size() - 1).code()).isEqualTo("more-problems");
    }

    private static List<Problem> refused(String bpmn, String dmn) {
        PlanReader reader = TestPlans.reader();
        Reading reading = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> reader.read(bpmn, dmn, Locale.ENGLISH));
        assertThat(reading.plan()).isEmpty();
        assertThat(reading.problems()).anyMatch(Problem::isError).allSatisfy(problem -> {
            assertThat(problem.where()).matches("(?s).+:[1-9]\\d*");
            assertThat(problem.message()).isNotBlank();
        });
        return reading.problems();
    }
}
