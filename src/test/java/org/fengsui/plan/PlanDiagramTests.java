package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.fengsui.support.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The models as bpmn-js draws them, knowing what Camunda Modeler knows of the engine's extensions: imported without a
 * warning, no two shapes on each other, no flow through a shape, no label cut off. What it saves is the same plan.
 */
class PlanDiagramTests {

    private static final Path VIEWER =
            Path.of("src/main/frontend/node_modules/bpmn-js/dist/bpmn-viewer.production.min.js");

    /** The extensions of BPMN as Camunda Modeler reads and writes them. */
    private static final Path EXTENSIONS =
            Path.of("src/main/frontend/node_modules/camunda-bpmn-moddle/resources/camunda.json");

    /** Draws a model and gives back what is wrong with the drawing. */
    private static final String DRAW = """
            async ([xml, font]) => {
                window.viewer?.destroy();
                const viewer = window.viewer = new BpmnJS({ container: '#canvas', moddleExtensions: { camunda },
                    textRenderer: { defaultStyle: { fontFamily: font } } });
                const { warnings } = await viewer.importXML(xml);
                const registry = viewer.get('elementRegistry');
                const wrong = warnings.map(warning => 'warning ' + warning.message);
                const box = e => ({ id: e.id, x: e.x, y: e.y, right: e.x + e.width, bottom: e.y + e.height });
                const meet = (a, b) => a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom;
                const within = (a, b) => a.x >= b.x && a.right <= b.right && a.y >= b.y && a.bottom <= b.bottom;
                const shapes = registry.filter(e => !e.waypoints && e.parent && e.type !== 'label');
                shapes.forEach((one, i) => shapes.slice(i + 1).forEach(other => {
                    if (one.parent === other.parent && one.host !== other && other.host !== one
                            && meet(box(one), box(other))) wrong.push(`${one.id} on ${other.id}`);
                }));
                shapes.filter(e => e.parent.width !== undefined && !e.host && !within(box(e), box(e.parent)))
                    .forEach(e => wrong.push(`${e.id} leaves ${e.parent.id}`));
                const container = e => e.type === 'bpmn:SubProcess';
                registry.filter(e => e.waypoints).forEach(flow => flow.waypoints.slice(1).forEach((to, i) => {
                    const from = flow.waypoints[i];
                    const line = { x: Math.min(from.x, to.x), right: Math.max(from.x, to.x),
                        y: Math.min(from.y, to.y), bottom: Math.max(from.y, to.y) };
                    shapes.filter(e => !container(e) && e !== flow.source && e !== flow.target && meet(line, box(e)))
                        .forEach(e => wrong.push(`${flow.id} through ${e.id}`));
                }));
                registry.forEach((e, graphics) => {
                    const text = !e.waypoints && e.parent && graphics.querySelector('.djs-visual text');
                    if (!text || !text.textContent) return;
                    const { x, y, width, height } = text.getBBox();
                    const plain = words => words.replace(/\\s/g, '');
                    if (plain(text.textContent) !== plain(e.businessObject.name)) wrong.push(`${e.id} is cut off`);
                    if (e.type !== 'label') {
                        if (width > e.width || height > e.height) wrong.push(`${e.id} is smaller than its label`);
                        return;
                    }
                    const label = { x: e.x + x, y: e.y + y, right: e.x + x + width, bottom: e.y + y + height };
                    shapes.filter(s => meet(label, box(s)) && !(container(s) && within(label, box(s))))
                        .forEach(s => wrong.push(`${e.id} on ${s.id}`));
                });
                return wrong;
            }""";

    private static Browser browser;
    private static Page page;
    private static String font;

    @BeforeAll
    static void openAnEmptyPage() throws IOException {
        browser = new Browser(0);
        page = browser.stranger(Browser.DESKTOP, true);
        page.setContent("<div id='canvas' style='width:800px;height:800px'></div>");
        page.addScriptTag(new Page.AddScriptTagOptions().setPath(VIEWER));
        page.evaluate("json => { window.camunda = JSON.parse(json); }", Files.readString(EXTENSIONS));
        String css = Files.readString(Path.of("src/main/resources/static/css/fengsui.css"));
        font = css.replaceFirst("(?s).*?--type:\\s*([^;]+);.*", "$1");
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    static List<String> plans() throws IOException {
        return ShippedPlansTests.plans();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aShippedModelIsDrawnWithoutOverlapsAndWithWholeLabels(String key) {
        assertThat(draw(TestPlans.shippedFile(key, "bpmn"))).isEmpty();
    }

    /** With other prefixes, other order of namespaces and without our comments, but nothing else. */
    @ParameterizedTest
    @MethodSource("plans")
    void whatAModelerSavesOfAShippedModelIsTheSamePlan(String key) {
        String bpmn = TestPlans.shippedFile(key, "bpmn");
        String dmn = TestPlans.shippedFile(key, "dmn");
        draw(bpmn);
        String saved = (String) page.evaluate("() => viewer.saveXML({ format: true }).then(({ xml }) => xml)");

        Reading reading = TestPlans.reader().read(saved, dmn, Locale.ENGLISH);

        assertThat(saved).isNotEqualTo(bpmn);
        assertThat(reading.problems()).isEqualTo(TestPlans.reader().read(bpmn, dmn, Locale.ENGLISH).problems());
        assertThat(reading.plan()).isEqualTo(TestPlans.reader().read(bpmn, dmn, Locale.ENGLISH).plan()).isPresent();
    }

    @Test
    void longTitlesWrapInsideTheirShapes() {
        String title = "组织转移安置受威胁群众、学生、游客和船上人员，".repeat(6);
        Plan heat = TestPlans.threeLevelNonCumulative();
        List<Plan.Action> actions = Stream.concat(heat.actions().stream(), Stream.of(heat.actions().get(0))
                .map(action -> new Plan.Action("long", title, "", action.kind(), action.phase(), action.unit(), false,
                        List.of(), action.levels(), false, "", "", "3", "", "", Plan.Since.OPENING, ""))).toList();
        Plan plan = new Plan(heat.key(), heat.name(), heat.hazard(), heat.about(), false, "",
                heat.writtenApprovalWithin(), true, heat.levels(), List.of(), List.of(), heat.facts(), heat.triggers(),
                heat.situations(), List.of(), actions, List.of(), List.of());

        assertThat(draw(TestPlans.compiled(plan).get(0))).isEmpty();
    }

    @Test
    void shapesThatLieOnEachOtherAreFound() {
        String bpmn = TestPlans.compiled(TestPlans.threeLevelNonCumulative()).get(0);
        String moved = bpmn.replaceFirst("(shape_userTask_forecast[^>]*>\\s*<dc:Bounds x=\")\\d+\" y=\"\\d+\"",
                "$1500\" y=\"100\"");

        assertThat(moved).isNotEqualTo(bpmn);
        assertThat(draw(moved)).isNotEmpty();
    }

    private static List<?> draw(String bpmn) {
        return (List<?>) page.evaluate(DRAW, List.of(bpmn, font));
    }
}
