package org.fengsui.plan;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.impl.BpmnModelConstants;
import org.camunda.bpm.model.dmn.impl.DmnModelConstants;

/**
 * Models that would have the engine run, load or fetch something, each a sound plan spoilt in one place: written by hand
 * for the places that the engine is known to evaluate, and made for every element and attribute whose name it knows.
 */
public class Attacks {

    private Attacks() {
    }

    /**
     * A plan spoilt in one place.
     *
     * @param id   of the element at which both gates have to refuse it; {@code its text} when it is no XML for us
     * @param line of the model in which that element stands, from 1
     */
    public record Attack(String name, String bpmn, String dmn, String id, int line) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What an attack would have the engine load: a class that the test puts there. */
    public static final String EVIL = "org.fengsui.workflow.EngineGateTests$Evil";
    public static final String TEXT = "its text";

    private static final PlanReader READER = TestPlans.reader();
    private static final List<String> HEAT = TestPlans.compiled(TestPlans.threeLevelNonCumulative());
    private static final String PLAN = "heat-testville";
    private static final String TASK = "userTask_forecast";
    private static final String SCRIPT =
            "<camunda:script scriptFormat=\"groovy\">System.exit(1)</camunda:script>";

    /** Every place by hand: elements, attributes, extensions, texts, files, decisions. */
    public static Stream<Attack> written() {
        return Stream.of(elements(), attributes(), extensions(), texts(), files(), decisions()).flatMap(all -> all);
    }

    private static Stream<Attack> elements() {
        return Stream.of(
                "<bpmn:scriptTask id=\"x\" scriptFormat=\"groovy\"><bpmn:script>System.exit(1)</bpmn:script></bpmn:scriptTask>",
                "<bpmn:scriptTask id=\"x\" scriptFormat=\"javascript\" camunda:resource=\"classpath://evil.js\"/>",
                "<bpmn:scriptTask id=\"x\" scriptFormat=\"${evil}\" camunda:resource=\"${evil}\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:class=\"" + EVIL + "\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:delegateExpression=\"${evil}\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:expression=\"${''.getClass().forName('java.lang.Runtime')}\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:expression=\"#{evil}\" camunda:resultVariable=\"wanted\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:type=\"external\" camunda:topic=\"${evil}\" camunda:taskPriority=\"${evil}\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:type=\"mail\"/>",
                "<bpmn:serviceTask id=\"x\" camunda:type=\"shell\"/>",
                "<bpmn:serviceTask id=\"x\" implementation=\"" + EVIL + "\" operationRef=\"o\"/>",
                "<bpmn:serviceTask id=\"x\"><bpmn:extensionElements><camunda:connector><camunda:connectorId>http-connector"
                        + "</camunda:connectorId></camunda:connector></bpmn:extensionElements></bpmn:serviceTask>",
                "<bpmn:sendTask id=\"x\" camunda:class=\"" + EVIL + "\"/>",
                "<bpmn:businessRuleTask id=\"x\" camunda:class=\"" + EVIL + "\"/>",
                "<bpmn:businessRuleTask id=\"x\" camunda:decisionRef=\"${evil}\" camunda:decisionRefVersion=\"${evil}\"/>",
                "<bpmn:callActivity id=\"x\" calledElement=\"other\"/>",
                "<bpmn:callActivity id=\"x\" calledElement=\"${evil}\"/>",
                "<bpmn:callActivity id=\"x\" calledElement=\"o\" camunda:calledElementTenantId=\"${evil}\"/>",
                "<bpmn:callActivity id=\"x\" camunda:caseRef=\"${evil}\"/>",
                "<bpmn:callActivity id=\"x\" calledElement=\"o\" camunda:variableMappingClass=\"" + EVIL + "\"/>",
                "<bpmn:callActivity id=\"x\" calledElement=\"o\" camunda:variableMappingDelegateExpression=\"${evil}\"/>",
                "<bpmn:callActivity id=\"x\" calledElement=\"o\"><bpmn:extensionElements><camunda:in sourceExpression=\"${evil}\" "
                        + "target=\"t\"/><camunda:out sourceExpression=\"${evil}\" target=\"t\"/></bpmn:extensionElements>"
                        + "</bpmn:callActivity>",
                "<bpmn:manualTask id=\"x\"/>", "<bpmn:task id=\"x\"/>",
                "<bpmn:exclusiveGateway id=\"x\"/>", "<bpmn:parallelGateway id=\"x\"/>",
                "<bpmn:complexGateway id=\"x\"><bpmn:activationCondition>${evil}</bpmn:activationCondition></bpmn:complexGateway>",
                "<bpmn:eventBasedGateway id=\"x\"/>", "<bpmn:transaction id=\"x\"/>",
                "<bpmn:adHocSubProcess id=\"x\"><bpmn:completionCondition>${evil}</bpmn:completionCondition></bpmn:adHocSubProcess>",
                event("intermediateCatchEvent", "", "timer", "timeDuration"),
                event("intermediateCatchEvent", "", "timer", "timeDate"),
                event("intermediateCatchEvent", "", "timer", "timeCycle"),
                event("intermediateCatchEvent", "", "conditional", "condition"),
                event("boundaryEvent", " attachedToRef=\"receive_hold\"", "timer", "timeCycle"),
                event("boundaryEvent", " attachedToRef=\"receive_hold\"", "conditional", "condition"),
                event("startEvent", "", "timer", "timeCycle"),
                event("startEvent", "", "conditional", "condition"),
                "<bpmn:startEvent id=\"x\"><bpmn:conditionalEventDefinition camunda:variableName=\"v\"><bpmn:condition "
                        + "language=\"groovy\">System.exit(1)</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:startEvent>",
                "<bpmn:intermediateThrowEvent id=\"x\"><bpmn:messageEventDefinition camunda:class=\"" + EVIL
                        + "\"/></bpmn:intermediateThrowEvent>",
                "<bpmn:endEvent id=\"x\"><bpmn:messageEventDefinition camunda:class=\"" + EVIL + "\"/></bpmn:endEvent>",
                "<bpmn:endEvent id=\"x\"><bpmn:messageEventDefinition camunda:expression=\"${evil}\"/></bpmn:endEvent>",
                "<bpmn:endEvent id=\"x\"><bpmn:messageEventDefinition camunda:delegateExpression=\"${evil}\"/></bpmn:endEvent>",
                "<bpmn:endEvent id=\"x\"><bpmn:messageEventDefinition camunda:type=\"external\" camunda:topic=\"t\"/></bpmn:endEvent>",
                "<bpmn:intermediateThrowEvent id=\"x\"><bpmn:signalEventDefinition signalRef=\"s\"/></bpmn:intermediateThrowEvent>",
                "<bpmn:intermediateThrowEvent id=\"x\"><bpmn:signalEventDefinition signalRef=\"s\"><bpmn:extensionElements>"
                        + "<camunda:in sourceExpression=\"${evil}\" target=\"t\"/></bpmn:extensionElements>"
                        + "</bpmn:signalEventDefinition></bpmn:intermediateThrowEvent>",
                "<bpmn:intermediateThrowEvent id=\"x\"><bpmn:escalationEventDefinition escalationRef=\"e\"/></bpmn:intermediateThrowEvent>",
                "<bpmn:intermediateThrowEvent id=\"x\"><bpmn:compensateEventDefinition/></bpmn:intermediateThrowEvent>",
                "<bpmn:intermediateThrowEvent id=\"x\"><bpmn:linkEventDefinition name=\"${evil}\"/></bpmn:intermediateThrowEvent>",
                "<bpmn:boundaryEvent id=\"x\" attachedToRef=\"receive_hold\"><bpmn:errorEventDefinition "
                        + "camunda:errorCodeVariable=\"wanted\"/></bpmn:boundaryEvent>",
                "<bpmn:endEvent id=\"x\"><bpmn:errorEventDefinition errorRef=\"${evil}\"/></bpmn:endEvent>",
                "<bpmn:endEvent id=\"x\"><bpmn:terminateEventDefinition/></bpmn:endEvent>",
                "<bpmn:endEvent id=\"x\"><bpmn:cancelEventDefinition/></bpmn:endEvent>",
                "<bpmn:startEvent id=\"x\" camunda:initiator=\"wanted\"/>",
                "<bpmn:startEvent id=\"x\" camunda:formKey=\"${evil}\"/>",
                "<bpmn:startEvent id=\"x\" camunda:formHandlerClass=\"" + EVIL + "\"/>",
                "<bpmn:userTask id=\"x\"><bpmn:humanPerformer><bpmn:resourceAssignmentExpression><bpmn:formalExpression>${evil}"
                        + "</bpmn:formalExpression></bpmn:resourceAssignmentExpression></bpmn:humanPerformer></bpmn:userTask>",
                "<bpmn:userTask id=\"x\"><bpmn:potentialOwner><bpmn:resourceAssignmentExpression><bpmn:formalExpression>${evil}"
                        + "</bpmn:formalExpression></bpmn:resourceAssignmentExpression></bpmn:potentialOwner></bpmn:userTask>",
                "<bpmn:userTask id=\"x\"><bpmn:rendering/></bpmn:userTask>",
                "<bpmn:userTask id=\"x\"><bpmn:ioSpecification><bpmn:dataInput name=\"d\"/></bpmn:ioSpecification></bpmn:userTask>",
                "<bpmn:userTask id=\"x\"><bpmn:dataInputAssociation><bpmn:assignment><bpmn:from>${evil}</bpmn:from><bpmn:to>t</bpmn:to>"
                        + "</bpmn:assignment></bpmn:dataInputAssociation></bpmn:userTask>",
                "<bpmn:userTask id=\"x\"><bpmn:property name=\"p\"/></bpmn:userTask>",
                loop("<bpmn:loopCardinality>${evil}</bpmn:loopCardinality>"),
                loop("<bpmn:completionCondition>${evil}</bpmn:completionCondition>"),
                loop("<bpmn:loopDataInputRef>${evil}</bpmn:loopDataInputRef>"),
                loop("<bpmn:inputDataItem name=\"wanted\"/>"),
                "<bpmn:userTask id=\"x\"><bpmn:standardLoopCharacteristics><bpmn:loopCondition>${evil}</bpmn:loopCondition>"
                        + "</bpmn:standardLoopCharacteristics></bpmn:userTask>",
                "<bpmn:dataObject id=\"x\"/>", "<bpmn:dataStoreReference id=\"x\"/>", "<bpmn:property id=\"x\" name=\"p\"/>",
                "<bpmn:ioSpecification id=\"x\"/>", "<bpmn:laneSet id=\"x\"/>",
                "<evil:scriptTask xmlns:evil=\"http://activiti.org/bpmn\" id=\"x\"/>",
                "<evil:userTask xmlns:evil=\"http://www.omg.org/spec/BPMN/20100524/DI\" id=\"x\"/>",
                "<scriptTask xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" id=\"x\"/>",
                "<userTask xmlns=\"\" id=\"x\"/>")
                .map(element -> bpmn(element, "<bpmn:startEvent id=\"start_active\"",
                        element + "<bpmn:startEvent id=\"start_active\"", "x"));
    }

    private static String event(String element, String attributes, String definition, String expression) {
        return "<bpmn:" + element + " id=\"x\"" + attributes + "><bpmn:" + definition + "EventDefinition><bpmn:" + expression
                + ">${evil}</bpmn:" + expression + "></bpmn:" + definition + "EventDefinition></bpmn:" + element + ">";
    }

    private static String loop(String content) {
        return "<bpmn:userTask id=\"x\"><bpmn:multiInstanceLoopCharacteristics>" + content
                + "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>";
    }

    private static Stream<Attack> attributes() {
        Stream<Attack> ofTask = Stream.of(
                "camunda:asyncBefore=\"true\"", "camunda:asyncAfter=\"true\"", "camunda:async=\"true\"",
                "camunda:exclusive=\"false\"", "camunda:jobPriority=\"${evil}\"", "camunda:assignee=\"${evil}\"",
                "camunda:candidateUsers=\"${evil}\"", "camunda:candidateGroups=\"${evil}\"", "camunda:dueDate=\"${evil}\"",
                "camunda:followUpDate=\"${evil}\"", "camunda:priority=\"${evil}\"", "camunda:formKey=\"${evil}\"",
                "camunda:formHandlerClass=\"" + EVIL + "\"", "camunda:formRef=\"f\"", "camunda:formRefVersion=\"${evil}\"",
                "camunda:taskCandidate=\"x\"", "camunda:class=\"" + EVIL + "\"", "camunda:name=\"${evil}\"",
                "activiti:assignee=\"${evil}\" xmlns:activiti=\"http://activiti.org/bpmn\"",
                "fox:assignee=\"${evil}\" xmlns:fox=\"http://www.camunda.com/fox\"",
                "zeebe:assignee=\"=evil\" xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\"",
                "xsi:schemaLocation=\"http://evil http://127.0.0.1:1/evil.xsd\"",
                "implementation=\"##WebService\"", "operationRef=\"x\"")
                .map(attribute -> bpmn("userTask " + attribute, "<bpmn:userTask id=\"" + TASK + "\"",
                        "<bpmn:userTask id=\"" + TASK + "\" " + attribute, TASK));
        Stream<Attack> ofProcess = Stream.of(
                "camunda:candidateStarterUsers=\"${evil}\"", "camunda:candidateStarterGroups=\"${evil}\"",
                "camunda:versionTag=\"${evil}\"", "camunda:jobPriority=\"${evil}\"", "camunda:taskPriority=\"${evil}\"",
                "camunda:isStartableInTasklist=\"true\"")
                .map(attribute -> bpmn("process " + attribute, "<bpmn:process id=",
                        "<bpmn:process " + attribute + " id=", PLAN));
        Stream<Attack> ofFile = Stream.of(
                "expressionLanguage=\"groovy\"", "typeLanguage=\"java\"",
                "xsi:schemaLocation=\"http://evil http://127.0.0.1:1/evil.xsd\"",
                "xsi:noNamespaceSchemaLocation=\"http://127.0.0.1:1/evil.xsd\"")
                .map(attribute -> bpmn("definitions " + attribute, "targetNamespace=", attribute + " targetNamespace=",
                        "definitions_" + PLAN));
        Stream<Attack> ofFlow = Stream.of("isImmediate=\"true\"", "camunda:class=\"" + EVIL + "\"")
                .map(attribute -> bpmn("sequenceFlow " + attribute, "<bpmn:sequenceFlow id=\"flow_start_active-receive_hold\"",
                        "<bpmn:sequenceFlow " + attribute + " id=\"flow_start_active-receive_hold\"",
                        "flow_start_active-receive_hold"));
        return Stream.of(ofTask, ofProcess, ofFile, ofFlow).flatMap(all -> all);
    }

    private static Stream<Attack> extensions() {
        List<String> listeners = List.of(
                "<camunda:executionListener event=\"start\" class=\"" + EVIL + "\"/>",
                "<camunda:executionListener event=\"start\" expression=\"${evil}\"/>",
                "<camunda:executionListener event=\"start\" delegateExpression=\"${evil}\"/>",
                "<camunda:executionListener event=\"start\">" + SCRIPT + "</camunda:executionListener>",
                "<camunda:inputOutput><camunda:inputParameter name=\"x\">${evil}</camunda:inputParameter></camunda:inputOutput>",
                "<camunda:failedJobRetryTimeCycle>${evil}</camunda:failedJobRetryTimeCycle>",
                "<camunda:field name=\"x\" expression=\"${evil}\"/>",
                "<other:thing xmlns:other=\"https://example.org/other\"/>",
                "<evil:properties xmlns:evil=\"http://activiti.org/bpmn\"/>");
        Stream<String> ofTask = Stream.concat(listeners.stream(), Stream.of(
                "<camunda:taskListener event=\"create\" class=\"" + EVIL + "\"/>",
                "<camunda:taskListener event=\"create\" expression=\"${evil}\"/>",
                "<camunda:taskListener event=\"create\" delegateExpression=\"${evil}\"/>",
                "<camunda:taskListener event=\"create\">" + SCRIPT + "</camunda:taskListener>",
                "<camunda:taskListener event=\"timeout\" id=\"t\" class=\"" + EVIL + "\"><bpmn:timerEventDefinition>"
                        + "<bpmn:timeDuration>${evil}</bpmn:timeDuration></bpmn:timerEventDefinition></camunda:taskListener>",
                "<camunda:inputOutput><camunda:outputParameter name=\"x\">" + SCRIPT
                        + "</camunda:outputParameter></camunda:inputOutput>",
                "<camunda:inputOutput><camunda:inputParameter name=\"x\"><camunda:list><camunda:value>${evil}</camunda:value>"
                        + "</camunda:list></camunda:inputParameter></camunda:inputOutput>",
                "<camunda:inputOutput><camunda:inputParameter name=\"x\"><camunda:map><camunda:entry key=\"${evil}\">${evil}"
                        + "</camunda:entry></camunda:map></camunda:inputParameter></camunda:inputOutput>",
                "<camunda:formData><camunda:formField id=\"f\" defaultValue=\"${evil}\"/></camunda:formData>",
                "<camunda:formData><camunda:formField id=\"f\" type=\"string\"><camunda:validation><camunda:constraint "
                        + "name=\"validator\" config=\"" + EVIL + "\"/></camunda:validation></camunda:formField></camunda:formData>",
                "<camunda:formProperty id=\"f\" expression=\"${evil}\"/>",
                "<camunda:in businessKey=\"${evil}\"/>", "<camunda:out variables=\"all\"/>",
                "<camunda:connector/>", "<camunda:potentialStarter/>",
                "<camunda:errorEventDefinition expression=\"${evil}\"/>"));
        String task = HEAT.get(0).substring(HEAT.get(0).indexOf("<bpmn:userTask id=\"" + TASK));
        String begin = task.substring(0, task.indexOf("<camunda:properties>"));
        return Stream.concat(
                listeners.stream().map(extension -> bpmn("process " + extension, "<camunda:properties>",
                        extension + "<camunda:properties>", PLAN)),
                ofTask.map(extension -> bpmn(extension, begin, begin + extension, extension.contains("id=\"t\"") ? "t"
                        : extension.contains("id=\"f\"") && extension.contains("Property") ? "f" : TASK)));
    }

    private static Stream<Attack> texts() {
        return Stream.of(
                new String[] {"name=\"发布高温预报\"", "name=\"${''.getClass().forName('" + EVIL + "').newInstance()}\"", TASK},
                new String[] {"name=\"发布高温预报\"", "name=\"#{execution.processEngineServices}\"", TASK},
                new String[] {"name=\"发布高温预报\"", "name=\"&#36;&#x7b;evil}\"", TASK},
                new String[] {"发布高温预报。</bpmn:documentation>", "${execution.setVariable('x', 1)}</bpmn:documentation>", TASK},
                new String[] {"发布高温预报。</bpmn:documentation>", "<![CDATA[${evil}]]></bpmn:documentation>", TASK},
                new String[] {"发布高温预报。</bpmn:documentation>", "$<!-- a comment -->{evil}</bpmn:documentation>", TASK},
                new String[] {"name=\"unit\" value=\"meteorology\"", "name=\"unit\" value=\"${evil}\"", TASK},
                new String[] {"name=\"response.ended\"", "name=\"${evil}\"", "message_response.ended"},
                new String[] {"${wanted.includes('forecast')}", "${wanted.getClass().forName('" + EVIL + "')}",
                    "flow_gateway_1-2-3-" + TASK},
                new String[] {"${wanted.includes('forecast')}", "${wanted.includes('forecast') and execution.id != ''}",
                    "flow_gateway_1-2-3-" + TASK},
                new String[] {"${wanted.includes('forecast')}", "${wanted.includes('forecast')}${evil}",
                    "flow_gateway_1-2-3-" + TASK},
                new String[] {"${wanted.includes('forecast')}", "#{wanted.includes('forecast')}",
                    "flow_gateway_1-2-3-" + TASK},
                new String[] {"${wanted.includes('forecast')}", "${wanted.includes('x\\'.concat(evil)')}",
                    "flow_gateway_1-2-3-" + TASK},
                new String[] {"${wanted.units('open-shelters')}", "${wanted.getClass().getClassLoader()}",
                    "userTask_open-shelters"},
                new String[] {"xsi:type=\"bpmn:tFormalExpression\">${wanted.includes('forecast')",
                    "xsi:type=\"bpmn:tFormalExpression\" language=\"groovy\">${wanted.includes('forecast')",
                    "flow_gateway_1-2-3-" + TASK},
                new String[] {"xsi:type=\"bpmn:tFormalExpression\">${wanted.includes('forecast')",
                    "xsi:type=\"bpmn:tFormalExpression\" camunda:resource=\"classpath://evil\">${wanted.includes('forecast')",
                    "flow_gateway_1-2-3-" + TASK},
                new String[] {"elementVariable=\"unit\"", "elementVariable=\"wanted\"", "userTask_open-shelters"},
                new String[] {"historyTimeToLive=\"P30D\"", "historyTimeToLive=\"${evil}\"", PLAN},
                new String[] {"<bpmn:message id=", "<bpmn:signal id=\"x\" name=\"${evil}\"/><bpmn:message id=", "x"},
                new String[] {"<bpmn:message id=", "<bpmn:error id=\"x\" errorCode=\"${evil}\"/><bpmn:message id=", "x"},
                new String[] {"<bpmn:message id=", "<bpmn:error id=\"x\" camunda:errorMessage=\"${evil}\"/><bpmn:message id=", "x"},
                new String[] {"<bpmn:message id=", "<bpmn:escalation id=\"x\" escalationCode=\"${evil}\"/><bpmn:message id=", "x"},
                new String[] {"<bpmn:message id=", "<bpmn:interface id=\"x\" name=\"i\" implementationRef=\"" + EVIL
                        + "\"/><bpmn:message id=", "x"},
                new String[] {"<bpmn:message id=", "<bpmn:import importType=\"x\" location=\"http://127.0.0.1/\" namespace=\"n\"/>"
                        + "<bpmn:message id=", "definitions_" + PLAN},
                new String[] {"<bpmn:message id=", "<bpmn:extension mustUnderstand=\"true\" definition=\"evil\"/><bpmn:message id=",
                    "definitions_" + PLAN},
                new String[] {"<bpmn:message id=", "<bpmn:collaboration id=\"x\"/><bpmn:message id=", "x"},
                new String[] {"<bpmn:message id=", "<bpmn:globalScriptTask id=\"x\" scriptLanguage=\"groovy\"/><bpmn:message id=",
                    "x"})
                .map(pair -> bpmn(pair[1], pair[0], pair[1], pair[2]));
    }

    /** What is wrong with the text as XML. */
    private static Stream<Attack> files() {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 10; i++) {
            laughs.append("<!ENTITY a").append(i).append(" \"").append(("&a" + (i - 1) + ";").repeat(10)).append("\">");
        }
        return Stream.of("<!DOCTYPE x>",
                "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/evil.dtd\">",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
                "<!DOCTYPE x [<!ENTITY % e SYSTEM \"http://127.0.0.1:1/evil.dtd\"> %e;]>",
                "<!DOCTYPE x [<!ATTLIST x class CDATA \"" + EVIL + "\">]>",
                laughs.append("]>").toString())
                .flatMap(doctype -> Stream.of(bpmn("bpmn " + doctype, "?>\n", "?>" + doctype + "\n", TEXT),
                        dmn("dmn " + doctype, "?>\n", "?>" + doctype + "\n", TEXT)));
    }

    private static Stream<Attack> decisions() {
        String input = "inputExpression_1";
        String rule = "heat-orange_input_1";
        return Stream.of(
                new String[] {"expressionLanguage=\"feel\"", "expressionLanguage=\"juel\"", input},
                new String[] {"expressionLanguage=\"feel\"", "expressionLanguage=\"groovy\"", input},
                new String[] {"expressionLanguage=\"feel\"",
                    "expressionLanguage=\"http://www.omg.org/spec/FEEL/20140401\"", input},
                new String[] {"<inputEntry id=\"" + rule + "\"", "<inputEntry expressionLanguage=\"javascript\" id=\"" + rule + "\"",
                    rule},
                new String[] {"<outputEntry id=\"heat-orange_level\"",
                    "<outputEntry expressionLanguage=\"javascript\" id=\"heat-orange_level\"", "heat-orange_level"},
                new String[] {"namespace=\"https://fengsui.org", "expressionLanguage=\"groovy\" namespace=\"https://fengsui.org",
                    "definitions_" + PLAN + "-level"},
                new String[] {"<text>`最高气温`</text>", "<text>execution.getClass()</text>", "input_1 " + input},
                new String[] {"<text>`最高气温`</text>", "<text>`最高气温` + 1</text>", "input_1 " + input},
                new String[] {"<text>`最高气温`</text>", "<text>${evil}</text>", "input_1 " + input},
                new String[] {"[37.0..40.0)", "1 in [for x in 1..999999999 return x]", "heat-orange " + rule},
                new String[] {"[37.0..40.0)", "cellInput.getClass()", "heat-orange " + rule},
                new String[] {"[37.0..40.0)", "&gt; `供电缺口`", "heat-orange " + rule},
                new String[] {"[37.0..40.0)", "not([37.0..40.0))", "heat-orange " + rule},
                new String[] {"<text>\"红\"</text>", "<text>string join(for i in 1..9 return \"x\")</text>",
                    "heat-red heat-red_level"},
                new String[] {"<text>\"红\"</text>", "<text>now()</text>", "heat-red heat-red_level"},
                new String[] {"<text>\"红\"</text>", "<text>\"红\" + \"\"</text>", "heat-red heat-red_level"},
                new String[] {"hitPolicy=\"COLLECT\"", "hitPolicy=\"COLLECT\" aggregation=\"SUM\"", "table_" + PLAN + "-level"},
                new String[] {"hitPolicy=\"COLLECT\"", "hitPolicy=\"COLLECT\" preferredOrientation=\"Rule-as-Row\"",
                    "table_" + PLAN + "-level"},
                new String[] {"<input id=\"input_1\"", "<input camunda:inputVariable=\"wanted\" id=\"input_1\"", "input_1"},
                new String[] {"<decision id=", "<decision camunda:versionTag=\"${evil}\" id=", PLAN + "-level"},
                new String[] {"<decision id=", "<businessKnowledgeModel id=\"x\" name=\"b\"><encapsulatedLogic><literalExpression>"
                        + "<text>evil()</text></literalExpression></encapsulatedLogic></businessKnowledgeModel><decision id=", "x"},
                new String[] {"<decision id=", "<businessKnowledgeModel id=\"x\" name=\"b\"><encapsulatedLogic kind=\"Java\"/>"
                        + "</businessKnowledgeModel><decision id=", "x"},
                new String[] {"<decision id=", "<businessKnowledgeModel id=\"x\" name=\"b\"><encapsulatedLogic kind=\"PMML\"/>"
                        + "</businessKnowledgeModel><decision id=", "x"},
                new String[] {"<decision id=", "<import importType=\"http://www.dmg.org/PMML-4_4\" namespace=\"n\" name=\"n\" "
                        + "locationURI=\"http://127.0.0.1:1/evil.pmml\"/><decision id=", "definitions_" + PLAN + "-level"},
                new String[] {"<decision id=", "<decisionService id=\"x\" name=\"d\"/><decision id=", "x"},
                new String[] {"<decision id=", "<itemDefinition id=\"x\" name=\"d\"><typeRef>" + EVIL
                        + "</typeRef></itemDefinition><decision id=", "x"},
                new String[] {"<decision id=", "<inputData id=\"x\" name=\"d\"/><decision id=", "x"},
                new String[] {"<decision id=", "<decision id=\"x\" name=\"y\"><literalExpression><text>evil()</text>"
                        + "</literalExpression></decision><decision id=", "x"},
                new String[] {"<decisionTable ", "<variable id=\"x\" name=\"wanted\"/><decisionTable ", "x"},
                new String[] {"<decisionTable ", "<informationRequirement id=\"x\"><requiredDecision href=\"http://127.0.0.1/#d\"/>"
                        + "</informationRequirement><decisionTable ", "x"},
                new String[] {"<decisionTable ", "<extensionElements><camunda:script/></extensionElements><decisionTable ",
                    PLAN + "-level"},
                new String[] {"<rule id=", "<rule xsi:schemaLocation=\"n http://127.0.0.1:1/\" "
                        + "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" id=", "heat-yellow"},
                new String[] {"https://www.omg.org/spec/DMN/20191111/MODEL/", "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
                    "definitions_" + PLAN + "-level"},
                new String[] {"https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20230324/MODEL/",
                    "definitions_" + PLAN + "-level"})
                .map(pair -> dmn(pair[1], pair[0], pair[1], pair[2]));
    }

    /** One for every name of an element or attribute that the engine's libraries know and a plan has no use for. */
    public static Stream<Attack> everyName() {
        List<Attack> attacks = new ArrayList<>();
        Set<String> compiled = Set.of("definitions", "documentation", "extensionElements", "process", "message", "subProcess",
                "startEvent", "endEvent", "boundaryEvent", "messageEventDefinition", "userTask", "receiveTask",
                "inclusiveGateway", "sequenceFlow", "conditionExpression", "incoming", "outgoing",
                "multiInstanceLoopCharacteristics", "standardLoopCharacteristics");
        Set<String> drawn = Set.of("textAnnotation", "association", "group");
        for (String element : names(BpmnModelConstants.class, "BPMN_ELEMENT_")) {
            if (!compiled.contains(element) && !drawn.contains(element)) {
                String xml = "<bpmn:" + element + " id=\"x\"/>";
                attacks.add(bpmn("definitions " + xml, "<bpmn:message id=", xml + "<bpmn:message id=", "x"));
                attacks.add(bpmn("userTask " + xml, "<bpmn:documentation>", xml + "<bpmn:documentation>", "x"));
            }
        }
        for (String element : names(BpmnModelConstants.class, "CAMUNDA_ELEMENT_")) {
            if (!element.equals("properties") && !element.equals("property")) {
                String xml = "<camunda:" + element + " id=\"x\"/>";
                attacks.add(bpmn("extension " + xml, "<camunda:properties>", xml + "<camunda:properties>", "x"));
                attacks.add(bpmn("property " + xml, "<camunda:property ", xml + "<camunda:property ", "x"));
            }
        }
        List<String[]> owners = List.of(
                new String[] {"<bpmn:process id=", PLAN}, new String[] {"<bpmn:userTask id=\"" + TASK + "\"", TASK},
                new String[] {"<bpmn:startEvent id=\"start_active\"", "start_active"},
                new String[] {"<bpmn:messageEventDefinition id=\"definition_boundary_ended\"", "definition_boundary_ended"},
                new String[] {"<bpmn:multiInstanceLoopCharacteristics ", "userTask_open-shelters"},
                new String[] {"<bpmn:message id=\"message_response.ended\"", "message_response.ended"},
                new String[] {"<bpmn:conditionExpression ", "flow_gateway_1-2-3-" + TASK});
        Set<String> kept = Set.of("collection", "elementVariable");
        for (String attribute : names(BpmnModelConstants.class, "CAMUNDA_ATTRIBUTE_")) {
            for (String[] owner : owners) {
                if (!kept.contains(attribute) && !(attribute.equals("historyTimeToLive"))) {
                    String tag = owner[0].substring(0, owner[0].contains(" ") ? owner[0].indexOf(' ') : owner[0].length());
                    String spoilt = tag + " camunda:" + attribute + "=\"evil\"" + owner[0].substring(tag.length());
                    attacks.add(bpmn(spoilt, owner[0], spoilt, owner[1]));
                }
            }
        }
        Set<String> table = Set.of("definitions", "decision", "decisionTable", "input", "inputExpression", "output", "rule",
                "inputEntry", "outputEntry", "text", "description");
        for (String element : names(DmnModelConstants.class, "DMN_ELEMENT")) {
            if (!table.contains(element)) {
                for (String before : List.of("<decision ", "<decisionTable ", "<inputEntry ")) {
                    String xml = "<" + element + " id=\"x\"/>";
                    attacks.add(dmn("before " + before + " " + xml, before, xml + before, "x"));
                }
            }
        }
        return attacks.stream();
    }

    /** The values of a library's constants. */
    private static Set<String> names(Class<?> constants, String prefix) {
        Set<String> names = new LinkedHashSet<>();
        for (Field field : constants.getFields()) {
            if (field.getName().startsWith(prefix)) {
                try {
                    names.add((String) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return names;
    }

    private static Attack bpmn(String name, String from, String to, String id) {
        Spoilt spoilt = Spoilt.of(HEAT.get(0), from, to);
        return new Attack(name, spoilt.text(), HEAT.get(1), id, spoilt.line());
    }

    private static Attack dmn(String name, String from, String to, String id) {
        Spoilt spoilt = Spoilt.of(HEAT.get(1), from, to);
        return new Attack(name, HEAT.get(0), spoilt.text(), id, spoilt.line());
    }

    private record Spoilt(String text, int line) {
        static Spoilt of(String text, String from, String to) {
            int at = text.indexOf(from);
            if (at < 0) {
                throw new AssertionError("nothing to spoil: " + from);
            }
            int same = 0;
            while (same < from.length() && from.charAt(same) == to.charAt(same)) {
                same++;
            }
            int line = (int) text.substring(0, at + same).chars().filter(c -> c == '\n').count() + 1;
            return new Spoilt(text.substring(0, at) + to + text.substring(at + from.length()), line);
        }
    }

    /** Where the reading of plans refuses these models, as {@code id:line}; empty when it takes them. */
    public static List<String> refusedAt(String bpmn, String dmn) {
        Reading reading = READER.read(bpmn, dmn, Locale.CHINESE);
        return reading.plan().isPresent() ? List.of()
                : reading.problems().stream().filter(Problem::isError).map(Problem::where).toList();
    }

    /** A small plan, compiled: BPMN and DMN. */
    public static List<String> small() {
        return LongStream.range(0, 12).mapToObj(seed -> TestPlans.compiled(RandomPlans.plan(seed)))
                .filter(models -> models.get(0).contains("multiInstance") && models.get(0).contains("subprocess_closing"))
                .min(Comparator.comparing(models -> models.get(0).length())).orElseThrow();
    }

    /**
     * Reads models that may be anything.
     *
     * @return the models that the plan compiles to; empty when they are no plan
     * @throws AssertionError when a refusal is not precise, or what was read is not what is compiled
     */
    public static Optional<List<String>> read(String bpmn, String dmn) {
        Reading reading = READER.read(bpmn, dmn, Locale.ENGLISH);
        for (Problem problem : reading.problems()) {
            if (!problem.where().matches("(?s).+:[1-9]\\d*") || problem.code().isBlank() || problem.message().isBlank()) {
                throw new AssertionError("not precise: " + problem);
            }
        }
        if (reading.plan().isEmpty()) {
            if (reading.problems().stream().noneMatch(Problem::isError)) {
                throw new AssertionError("refused without a reason");
            }
            return Optional.empty();
        }
        Plan plan = reading.plan().get();
        Models models = PlanCompiler.compile(plan);
        Reading again = READER.read(models.bpmn(), models.dmn(), Locale.ENGLISH);
        if (!again.plan().equals(reading.plan()) || !PlanCompiler.compile(again.plan().get()).equals(models)) {
            throw new AssertionError("compiled to another plan: " + again.plan() + again.problems() + "\ninstead of " + plan);
        }
        return Optional.of(List.of(models.bpmn(), models.dmn()));
    }

    /** Ids of which any will do: a gate may name the rule or its cell. */
    public static List<String> ids(Attack attack) {
        return attack.id().equals(TEXT) ? List.of(TEXT) : Arrays.asList(attack.id().split(" "));
    }
}
