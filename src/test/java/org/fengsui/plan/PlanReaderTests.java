package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanReaderTests {

    private final List<String> heat = TestPlans.compiled(TestPlans.threeLevelNonCumulative());

    /** Each row spoils one place of the heat plan's BPMN and names the problem and the element it must be reported at. */
    @ParameterizedTest(name = "{2} at {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            name="unit" value="health"                         | name="unit" value="Health!"            | bad-unit                   | userTask_count-patients
            name="unit" value="health"                         | name="clause" value="9"                | unit-missing               | userTask_count-patients
            name="supporting" value="water"                    | name="supporting" value="Water"        | bad-unit                   | userTask_lead-on-site
            name="receiptWithin.黄" value="PT15M"              | name="note.黄" value="x"               | missing-receipt            | userTask_forecast
            name="发布高温预报"                                | name="${''.getClass()}"                | expression-in-text         | userTask_forecast
            >发布高温预报。<                                   | >#{execution.id}<                      | expression-in-text         | userTask_forecast
            name="dueWithin.黄" value="PT1H"                   | name="dueWithin.黄" value="1 h"        | bad-duration               | userTask_forecast
            name="dueWithin.黄" value="PT1H"                   | name="dueWithin.黄" value="PT0S"       | bad-duration               | userTask_forecast
            name="dueWithin.黄" value="PT1H"                   | name="dueWithin.黄" value="PT1H0.5S"   | bad-duration               | userTask_forecast
            name="every.黄" value="PT24H"                      | name="every.紫" value="PT24H"          | unknown-property           | userTask_forecast
            name="dueWithin.黄" value="PT2H"                   | name="dueWithin.红" value="PT2H"       | level-not-in-group         | userTask_remind-outdoor
            name="kind" value="standing"                       | name="kind" value="always"             | bad-value                  | userTask_lead-on-site
            name="kind" value="standing"                       | name="kind" value="recurring"          | recurring-without-interval | userTask_lead-on-site
            name="clause" value="3"                            | name="claus" value="3"                 | unknown-property           | userTask_forecast
            name="levels" value="黄,橙,红"                     | name="levels" value="黄,紫"            | unknown-level              | userTask_summary
            id="group_2-3"                                     | id="group_two"                         | group-id                   | group_two
            id="group_2-3"                                     | id="group_2-7"                         | group-rank                 | group_2-7
            id="group_2-3_power-cut"                           | id="group_2-3_flood"                   | unknown-situation          | userTask_backup-power
            id="userTask_forecast"                             | id="forecast"                          | task-id                    | forecast
            id="userTask_stop-outdoor"                         | id="userTask_forecast"                 | duplicate                  | userTask_forecast
            name="level.红.authority.posts" value="commander"  | name="level.红.label" value="严重"     | missing-authority          | heat-testville
            name="level.橙.authority.delegated" value="office" | name="level.橙.authority.delegated" value="commander" | delegated-without-post | heat-testville
            name="level.橙.rank" value="2"                     | name="level.橙.rank" value="3"         | bad-rank                   | heat-testville
            name="fact.最高气温.type" value="number"           | name="fact.最高气温.type" value="real" | bad-value                  | heat-testville
            name="plan.hazard" value="heat"                    | name="plan.notice2" value="x"          | missing-hazard             | heat-testville
            messageRef="message_group.2.opened"                | messageRef="message_group.3.opened"    | different-element          | start_group_2
            ${wanted.includes('forecast')}                     | ${wanted.includes('stop-outdoor')}     | different-element          | flow_gateway_1-2-3-userTask_forecast
            isInterrupting="false"                             | isInterrupting="true"                  | different-element          | start_group_1-2-3
            isExecutable="true"                                | isExecutable="false"                   | different-element          | heat-testville
            ${wanted.units('open-shelters')}                   | ${runtime.exec('open-shelters')}       | unexpected-expression      | userTask_open-shelters
            sourceRef="userTask_stop-outdoor" targetRef="end_actions_3" | sourceRef="userTask_stop-outdoor" targetRef="userTask_lead-on-site" | unexpected-part | flow_userTask_stop-outdoor-end_actions_3
            <bpmn:startEvent id="start_active">                | <bpmn:scriptTask id="evil"/><bpmn:startEvent id="start_active"> | unexpected-element | evil
            <bpmn:startEvent id="start_active">                | <bpmn:startEvent id="start_active" camunda:asyncBefore="true"> | unexpected-attribute | start_active
            <camunda:properties>                               | <camunda:executionListener class="Evil" event="start"/><camunda:properties> | unexpected-element | heat-testville
            """)
    void aSpoiledModelIsRefusedAtTheElement(String from, String to, String code, String element) {
        String sound = heat.get(0).replace(
                "<camunda:property name=\"unit\" value=\"office\"/>\n",
                "<camunda:property name=\"unit\" value=\"office\"/>"
                        + "<camunda:property name=\"supporting\" value=\"water\"/>\n");
        assertThat(sound).contains(from);
        assertThat(read(sound, heat.get(1)).plan()).isPresent();

        Reading reading = read(replaceFirst(sound, from, to), heat.get(1));

        assertThat(reading.plan()).isEmpty();
        assertThat(reading.problems()).anySatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.where()).matches(Pattern.quote(element) + ":\\d+");
            assertThat(problem.message()).isNotBlank();
        });
    }

    @ParameterizedTest(name = "{2} at {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            `最高气温`            | `最低气温`               | unknown-fact      | input_1
            [37.0..40.0)          | [36.5..40.0)             | overlapping-bands | heat-orange
            [37.0..40.0)          | [40.0..37.0)             | empty-band        | heat-orange
            [37.0..40.0)          | about 37                 | bad-cell          | heat-orange
            [37.0..40.0)          | -                        | one-condition     | heat-orange
            <text>"红"</text>     | <text>"紫"</text>        | unknown-level     | heat-red
            <text>"红"</text>     | <text>execute()</text>   | bad-output        | heat-red
            "heat-red"</text>     | "heat-crimson"</text>    | trigger-id        | heat-red
            hitPolicy="COLLECT"   | hitPolicy="FIRST"        | hit-policy        | table_heat-testville-level
            expressionLanguage="feel" | expressionLanguage="javascript" | unexpected-attribute | inputExpression_1
            decision id="heat-testville-level" | decision id="other" | decision-id | other
            <text>"power-cut"</text> | <text>"snow"</text>   | unknown-situation | power-shortage
            """)
    void aSpoiledDecisionTableIsRefusedAtTheRule(String from, String to, String code, String element) {
        assertThat(heat.get(1)).contains(from);

        Reading reading = read(heat.get(0), replaceFirst(heat.get(1), from, to));

        assertThat(reading.plan()).isEmpty();
        assertThat(reading.problems()).anySatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.where()).matches(Pattern.quote(element) + ":\\d+");
        });
    }

    /** The conditions of a joined trigger are rules of their own, each with its problem. */
    @ParameterizedTest(name = "{2} at {3}")
    @CsvSource(delimiter = '|', textBlock = """
            >= 30   | <= 30    | held-without-lower-end | signs.1
            >= 5    | [9..5]   | empty-band             | signs.2
            """)
    void aSpoiledConditionIsRefusedAtItsOwnRule(String from, String to, String code, String element) {
        List<String> everything = TestPlans.compiled(TestPlans.everything());

        Reading reading = read(everything.get(0), replaceFirst(everything.get(1), escaped(from), escaped(to)));

        assertThat(reading.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.where()).matches(Pattern.quote(element) + ":\\d+");
        });
    }

    /** A rule that came later must not make a plan unreadable that is in force. */
    @Test
    void whatWasKeptIsReadThoughARuleCameLater() {
        List<String> everything = TestPlans.compiled(TestPlans.everything());
        Models kept = new Models(everything.get(0).replace("name=\"dueWithin.黄\" value=\"PT3H\"",
                "name=\"dueWithin.黄\" value=\"PT3H0.5S\""),
                replaceFirst(everything.get(1), escaped(">= 30"), escaped("<= 30")));

        assertThat(read(kept.bpmn(), kept.dmn()).problems()).extracting(Problem::code)
                .containsExactlyInAnyOrder("bad-duration", "held-without-lower-end");
        Reading reading = TestPlans.reader().kept(kept, Locale.ENGLISH);
        assertThat(reading.plan().orElseThrow().triggersOf("裂缝贯通").get(0).conditions().get(0).band().from()).isNull();
        assertThat(TestPlans.reader().kept(new Models(kept.bpmn().replace("${wanted.", "${runtime."), kept.dmn()),
                Locale.ENGLISH).plan()).isEmpty();
    }

    private static String escaped(String test) {
        return ">" + test.replace("<", "&lt;").replace(">", "&gt;") + "<";
    }

    @Test
    void allProblemsAreToldAtOnce() {
        String bpmn = heat.get(0).replace("name=\"unit\" value=\"health\"", "name=\"unit\" value=\"?\"")
                .replace("id=\"group_2-3\"", "id=\"group_9\"")
                .replace("name=\"level.红.authority.posts\" value=\"commander\"", "name=\"level.红.label\" value=\"x\"");

        Reading reading = read(bpmn, heat.get(1).replace("[37.0..40.0)", "warm"));

        assertThat(reading.problems()).extracting(Problem::code)
                .contains("group-rank", "missing-authority", "bad-cell");
    }

    /** Found by the fuzzer: the places of such a process began with a colon. */
    @Test
    void aProcessWithoutAnIdIsNamedByWhatItIsIn() {
        Reading reading = read(replaceFirst(heat.get(0), "<bpmn:process id=\"heat-testville\"", "<bpmn:process"), heat.get(1));

        assertThat(reading.plan()).isEmpty();
        assertThat(reading.problems()).allSatisfy(problem -> assertThat(problem.where()).matches("(?s).+:[1-9]\\d*"));
    }

    @Test
    void aDoctypeIsRefused() {
        String bomb = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>";
        String bpmn = heat.get(0).replace("?>\n", "?>\n" + bomb + "\n");

        assertThat(read(bpmn, heat.get(1)).problems()).extracting(Problem::code).containsExactly("xml-doctype");
        assertThat(read(heat.get(0), heat.get(1).replace("?>\n", "?>\n" + bomb + "\n")).problems())
                .extracting(Problem::code).containsExactly("xml-doctype");
    }

    @Test
    void brokenAndForeignFilesAreRefused() {
        assertThat(read("", heat.get(1)).problems()).extracting(Problem::code).containsExactly("xml-broken");
        assertThat(read("<a><b></a>", heat.get(1)).problems()).extracting(Problem::code).containsExactly("xml-broken");
        assertThat(read(heat.get(1), heat.get(0)).problems()).extracting(Problem::code)
                .containsExactly("not-bpmn", "not-dmn");
        assertThat(read("<a>".repeat(50) + "</a>".repeat(50), heat.get(1)).problems()).extracting(Problem::code)
                .containsExactly("xml-too-large");
    }

    @Test
    void whatADrawingToolChangesIsAccepted() {
        String bpmn = heat.get(0)
                .replace("id=\"flow_start_active-receive_hold\"", "id=\"Flow_0x1\"")
                .replace(">flow_start_active-receive_hold<", ">Flow_0x1<")
                .replace("message_response.hold", "Message_1abc")
                .replace("name=\"黄色响应\"", "name=\"renamed\"")
                .replace("<bpmn:startEvent id=\"start_active\">",
                        "<bpmn:textAnnotation id=\"note_1\"/><bpmn:startEvent id=\"start_active\">")
                .replaceAll("(?s)<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "");

        Reading reading = read(bpmn, heat.get(1));

        assertThat(reading.plan()).contains(TestPlans.threeLevelNonCumulative());
        assertThat(reading.problems()).extracting(Problem::code).containsExactly("ignored-element");
    }

    @Test
    void messagesComeInTheAskedLanguage() {
        String bpmn = heat.get(0).replace("name=\"unit\" value=\"health\"", "name=\"unit\" value=\"?\"");

        assertThat(TestPlans.reader().read(bpmn, heat.get(1), Locale.CHINESE).problems().get(0).message())
                .contains("单位代码“?”");
        assertThat(read(bpmn, heat.get(1)).problems().get(0).message()).contains("unit code \"?\"");
    }

    private static Reading read(String bpmn, String dmn) {
        return TestPlans.reader().read(bpmn, dmn, Locale.ENGLISH);
    }

    private static String replaceFirst(String text, String from, String to) {
        int at = text.indexOf(from);
        return text.substring(0, at) + to + text.substring(at + from.length());
    }
}
