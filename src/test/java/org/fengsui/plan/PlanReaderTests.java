package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            name="dueWithin.黄" value="PT1H"                   | name="dueWithin.黄" value="PT0S"       | due-out-of-range           | userTask_forecast
            name="dueWithin.黄" value="PT1H"                   | name="dueWithin.黄" value="PT999999999999H" | due-out-of-range      | userTask_forecast
            name="receiptWithin.黄" value="PT15M"              | name="receiptWithin.黄" value="PT0.5S" | receipt-out-of-range       | userTask_forecast
            name="every.黄" value="PT24H"                      | name="every.黄" value="PT59S"          | interval-out-of-range      | userTask_forecast
            name="every.黄" value="PT24H"                      | name="every.黄" value="PT90000H"       | interval-out-of-range      | userTask_forecast
            name="plan.writtenApprovalWithin" value="PT2H"     | name="plan.writtenApprovalWithin" value="P3661D" | bad-duration     | heat-testville
            name="level.橙.rank" value="2"                     | name="level.橙.rank" value="10000"     | bad-rank                   | heat-testville
            <bpmn:startEvent id="start_active">                | <bpmn:userTask name="x"/><bpmn:startEvent id="start_active"> | unexpected-part | subprocess_active
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
                replaceFirst(everything.get(1), escaped(">= 30"), escaped("<= 30")), List.of());

        assertThat(read(kept.bpmn(), kept.dmn()).problems()).extracting(Problem::code)
                .containsExactlyInAnyOrder("due-out-of-range", "held-without-lower-end");
        Reading reading = TestPlans.reader().kept(kept, Locale.ENGLISH);
        assertThat(reading.plan().orElseThrow().triggersOf("裂缝贯通").get(0).conditions().get(0).band().from()).isNull();
        assertThat(TestPlans.reader().kept(new Models(kept.bpmn().replace("${wanted.", "${runtime."), kept.dmn(),
                List.of()), Locale.ENGLISH).plan()).isEmpty();
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
    /** A plan under the key of another page could never be looked at. */
    @ParameterizedTest
    @ValueSource(strings = {"calendar", "new"})
    void aKeyThatAPageOfTheSystemHasIsRefused(String key) {
        Reading reading = read(heat.get(0).replace("heat-testville", key), heat.get(1).replace("heat-testville", key));

        assertThat(reading.plan()).isEmpty();
        assertThat(reading.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("reserved-key");
            assertThat(problem.where()).matches(key + ":\\d+");
            assertThat(problem.message()).contains(key);
        });
    }

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

    /** Words in places that no plan has: what is not kept is told, and does not keep the model from being used. */
    @Test
    void wordsThatWillNotBeKeptAreToldByElementAndLine() {
        String words = "<bpmn:documentation>先会商</bpmn:documentation>";
        String bpmn = heat.get(0).replaceFirst("(<bpmn:process [^>]*>)", "$1" + words)
                .replaceFirst("(<bpmn:subProcess id=\"group_2-3\"[^>]*>)", "$1" + words)
                .replace("<bpmn:startEvent id=\"start_active\">", "<bpmn:startEvent id=\"start_active\">" + words)
                .replaceFirst("(<bpmn:sequenceFlow id=\"flow_start_active-receive_hold\"[^>]*)/>",
                        "$1>" + words + "</bpmn:sequenceFlow>");
        String dmn = heat.get(1).replaceFirst("(<decision [^>]*>)", "$1<description>说明</description>")
                .replaceFirst("(<rule id=\"heat-red\">)", "$1<description>说明</description>");

        Reading reading = read(bpmn, dmn);

        assertThat(reading.plan()).contains(TestPlans.threeLevelNonCumulative());
        assertThat(reading.problems()).allSatisfy(problem -> {
            assertThat(problem.code()).isEqualTo("ignored-element");
            assertThat(problem.severity()).isEqualTo(Problem.WARNING);
        }).extracting(problem -> problem.where().replaceAll(":\\d+$", "")).containsExactlyInAnyOrder("heat-testville",
                "group_2-3", "start_active", "flow_start_active-receive_hold", "heat-testville-level", "heat-red");
    }

    /** XML asks no id of a flow: it is known by its ends. */
    @Test
    void flowsNeedNoIds() {
        String bpmn = heat.get(0).replaceAll("<bpmn:sequenceFlow id=\"flow_(?!gateway_[^\"]*end_)[^\"]*\"", "<bpmn:sequenceFlow")
                .replaceAll("<bpmn:(incoming|outgoing)>[^<]*</bpmn:(incoming|outgoing)>", "")
                .replaceAll("(?s)<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "");

        Reading reading = read(bpmn, heat.get(1));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.plan()).contains(TestPlans.threeLevelNonCumulative());
    }

    /** What may be repeated must not cost a call each time: the stack is smaller than the longest text. */
    @Test
    void longTextsAndCodesAreReadOnASmallStack() throws Exception {
        String text = "长".repeat(PlanRules.LONGEST_TEXT);
        String parts = "a" + "-a".repeat(9_000);
        String dmn = heat.get(1).replace("\"40℃以上\"", "\"" + text + "\"");
        Reading[] readings = new Reading[3];
        Thread small = new Thread(null, () -> {
            readings[0] = read(heat.get(0), dmn);
            readings[1] = read(heat.get(0).replace("name=\"unit\" value=\"health\"",
                    "name=\"unit\" value=\"" + parts + "\""), heat.get(1));
            readings[2] = read(heat.get(0).replace("id=\"group_2-3\"", "id=\"group_2" + "-2".repeat(9_000) + "\""), heat.get(1));
        }, "small", 256 * 1024);
        small.start();
        small.join();

        assertThat(readings[0].plan().orElseThrow().triggers()).extracting(Plan.Trigger::text).contains(text);
        assertThat(readings[1].problems()).extracting(Problem::code).contains("bad-unit");
        assertThat(readings[1].problems()).allSatisfy(problem -> assertThat(problem.message().length()).isLessThan(600));
        assertThat(readings[2].problems()).extracting(Problem::code).contains("group-rank");
    }

    /** Each limit of the rules, one beyond it. */
    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            name="发布高温预报"          | name="LONG200"                | too-long       | userTask_forecast
            >发布高温预报。<             | >LONG4000<                    | too-long       | userTask_forecast
            name="level.橙.name" value="橙色响应" | name="level.橙.name" value="LONG200" | too-long | heat-testville
            name="plan.source" value="测试用虚构文本" | name="plan.source" value="LONG4000" | too-long | heat-testville
            name="unit" value="health"   | name="unit" value="LONGCODE"  | bad-unit       | userTask_count-patients
            name="plan.hazard" value="heat" | name="plan.hazard" value="LONGCODE" | missing-hazard | heat-testville
            name="unit" value="health"   | name="unit" value="health"/><camunda:property name="supporting" value="UNITS" | too-many-units | userTask_count-patients
            """)
    void whatIsLongerThanAPlanMayHaveItIsRefusedAtTheElement(String from, String to, String code, String element) {
        StringBuilder units = new StringBuilder("u0");
        for (int i = 1; i <= PlanRules.LONGEST_LIST; i++) {
            units.append(",u").append(i);
        }
        assertThat(heat.get(0)).contains(from);
        Reading reading = read(replaceFirst(heat.get(0), from, to.replace("LONG200", "𠮷".repeat(PlanRules.LONGEST_NAME + 1))
                .replace("LONG4000", "文".repeat(PlanRules.LONGEST_TEXT + 1))
                .replace("LONGCODE", "a".repeat(PlanRules.LONGEST_CODE + 1)).replace("UNITS", units)), heat.get(1));

        assertThat(reading.plan()).isEmpty();
        assertThat(reading.problems()).filteredOn(Problem::isError).hasSize(1).allSatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.where()).matches(Pattern.quote(element) + ":\\d+");
        });
    }

    /** A file of another encoding than it says is refused, whether that would be seen or not. */
    @ParameterizedTest
    @CsvSource({"UTF-8,GBK", "GBK,UTF-8", "US-ASCII,UTF-8"})
    void bytesThatAreNotOfTheDeclaredEncodingAreRefused(String declared, String actual) {
        byte[] dmn = heat.get(1).getBytes(StandardCharsets.UTF_8);
        byte[] bpmn = heat.get(0).replace("encoding=\"UTF-8\"", "encoding=\"" + declared + "\"").getBytes(Charset.forName(actual));

        List<Problem> problems = TestPlans.reader().read(bpmn, dmn, KnownForms.ANY, Locale.ENGLISH).problems();

        assertThat(problems).extracting(Problem::code).containsExactly("xml-encoding");
        assertThat(problems.get(0).where()).isEqualTo("bpmn:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GB18030", "UTF-16"})
    void theDeclaredEncodingCounts(String encoding) {
        byte[][] models = heat.stream().map(model -> model.replace("encoding=\"UTF-8\"", "encoding=\"" + encoding + "\"")
                .getBytes(Charset.forName(encoding))).toArray(byte[][]::new);

        assertThat(TestPlans.reader().read(models[0], models[1], KnownForms.ANY, Locale.ENGLISH).plan())
                .contains(TestPlans.threeLevelNonCumulative());
    }

    /** A thousand actions, and starting conditions on 80 stations. */
    @Test
    void theLargestPlanIsRead() {
        Plan plan = LargestPlans.most("most", 80);
        Models models = PlanCompiler.compile(plan);

        assertThat(TestPlans.reader().read(models.bpmn(), models.dmn(), Locale.ENGLISH).plan()).contains(plan);
    }

    /** Actions may wait one for another in a long row; in a circle none of them would ever begin, nor what waits for them. */
    @Test
    void actionsThatWaitInACircleAreAllTold() {
        List<Plan.Action> row = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            row.add(waiting("a" + i, i == 0 ? "" : "a" + (i - 1)));
        }
        assertThat(badAfter(row)).isEmpty();

        List<Plan.Action> circle = new ArrayList<>(row);
        circle.set(300, waiting("a300", "a500"));

        assertThat(badAfter(circle)).containsExactlyElementsOf(
                IntStream.range(300, 900).mapToObj(i -> "a" + i).toList());
    }

    private static List<String> badAfter(List<Plan.Action> actions) {
        Plan heat = TestPlans.threeLevelNonCumulative();
        return PlanRules.check(new Plan(heat.key(), heat.name(), heat.hazard(), heat.about(), false, "", null, false,
                heat.levels(), List.of(), List.of(), heat.facts(), heat.triggers(), heat.situations(), List.of(), actions,
                List.of(), List.of())).stream().filter(finding -> finding.code().equals("bad-after"))
                .map(PlanRules.Finding::of).toList();
    }

    private static Plan.Action waiting(String key, String after) {
        Plan.Action one = TestPlans.threeLevelNonCumulative().actions().get(0);
        return new Plan.Action(key, one.title(), one.text(), one.kind(), one.phase(), one.unit(), false, List.of(),
                one.levels(), false, "", "", "", "", "", after.isEmpty() ? Plan.Since.OPENING : Plan.Since.ACTION, after);
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
