package org.fengsui.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.fengsui.plan.Attacks;
import org.fengsui.plan.Plan;
import org.fengsui.plan.TestPlans;
import org.fengsui.plan.XmlElement;
import org.fengsui.support.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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

    static Stream<Attacks.Attack> attacks() {
        return Attacks.written();
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
    void thereIsNoWayIn(Attacks.Attack attack) {
        assertThat(places(attack)).as("read as a plan").containsAnyElementsOf(Attacks.refusedAt(attack.bpmn(), attack.dmn()));
        assertThatThrownBy(() -> deploy(attack.bpmn(), attack.dmn())).as("read by the engine")
                .satisfies(refusal -> assertThat(refused(refusal)).isIn(places(attack)));
        assertThat(engine.getRepositoryService().createDeploymentQuery().deploymentName("attack").count()).isZero();
        assertThat(ran).isFalse();
    }

    /** As many as the engine's libraries have names, so by the checks alone and not by deploying each. */
    @Test
    void noNameThatTheEngineKnowsIsLetInButTheOnesOfPlans() {
        List<Attacks.Attack> attacks = Attacks.everyName().toList();

        assertThat(attacks).hasSizeGreaterThan(700);
        for (Attacks.Attack attack : attacks) {
            assertThat(places(attack)).as(attack.name())
                    .containsAnyElementsOf(Attacks.refusedAt(attack.bpmn(), attack.dmn()));
            assertThatThrownBy(() -> {
                EngineGate.check(attack.bpmn().getBytes(StandardCharsets.UTF_8));
                DecisionGate.check(attack.dmn().getBytes(StandardCharsets.UTF_8));
            }).as(attack.name()).satisfies(refusal -> assertThat(refused(refusal)).isIn(places(attack)));
        }
    }

    /** Where either gate may refuse an attack, as {@code id:line}. */
    private static List<String> places(Attacks.Attack attack) {
        List<String> files = List.of("bpmn:" + attack.line(), "dmn:" + attack.line(), Attacks.TEXT + ":" + attack.line());
        return attack.id().equals(Attacks.TEXT) ? files
                : Attacks.ids(attack).stream().map(id -> id + ":" + attack.line()).toList();
    }

    /** Where the engine's own gate refused it; what was refused by something else has no such place. */
    private static String refused(Throwable refusal) {
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            Matcher place = Pattern.compile("(?s).* at (.+), line (\\d+) of a model: .*").matcher(cause.getMessage());
            if (cause instanceof EngineGate.Refused && place.matches()) {
                return place.group(1) + ":" + place.group(2);
            }
        }
        return "not refused by the gate: " + refusal;
    }

    @Test
    void theAttacksCoverManyPlaces() {
        assertThat(attacks().map(Attacks.Attack::name).distinct().count()).isGreaterThanOrEqualTo(150);
    }

    /** Not even an encoding hides what is in a model: the gate reads the bytes that the engine reads. */
    @Test
    void aModelInAnotherEncodingIsRefusedToo() {
        String model = HEAT.get(0).replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"")
                .replace("name=\"发布高温预报\"", "name=\"${evil}\"");

        assertThatThrownBy(() -> engine.getRepositoryService().createDeployment().name("attack")
                .addInputStream("plan.bpmn", new ByteArrayInputStream(model.getBytes(StandardCharsets.UTF_16))).deploy())
                .satisfies(refusal -> assertThat(refused(refusal)).startsWith("userTask_forecast:"));
    }

    @Test
    void nothingIsFetchedWhenAModelNamesASchema() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/evil";
            for (String evil : List.of("xsi:schemaLocation=\"http://evil " + address + "\" xmlns:evil=\"http://evil\"",
                    "xsi:noNamespaceSchemaLocation=\"" + address + "\"")) {
                String bpmn = HEAT.get(0).replaceFirst("targetNamespace=", evil + " targetNamespace=")
                        .replaceFirst("<bpmn:message ", "<evil:x/><bpmn:message ");
                assertThat(Attacks.refusedAt(bpmn, HEAT.get(1))).isNotEmpty();
                assertThatThrownBy(() -> deploy(bpmn, HEAT.get(1)))
                        .satisfies(refusal -> assertThat(refused(refusal)).matches(".+:\\d+"));
            }
            String doctype = "<!DOCTYPE x SYSTEM \"" + address + "\">\n";
            for (List<String> models : List.of(List.of(HEAT.get(0).replaceFirst("\n", "\n" + doctype), HEAT.get(1)),
                    List.of(HEAT.get(0), HEAT.get(1).replaceFirst("\n", "\n" + doctype)))) {
                assertThat(Attacks.refusedAt(models.get(0), models.get(1))).isNotEmpty();
                assertThatThrownBy(() -> deploy(models.get(0), models.get(1)))
                        .satisfies(refusal -> assertThat(refused(refusal)).matches(".+:\\d+"));
            }
            assertThat(calls).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    /** More than a plan can need: each limit, in both models, at both gates. */
    @ParameterizedTest
    @ValueSource(strings = {"size", "depth", "elements", "attributes", "attribute", "text"})
    void whatIsTooLargeIsRefusedAtOnce(String limit) {
        for (int file = 0; file < 2; file++) {
            String tag = file == 0 ? "bpmn:documentation" : "description";
            String closing = file == 0 ? "</bpmn:definitions>" : "</definitions>";
            String addition = switch (limit) {
                case "size" -> "<!--" + "x".repeat(XmlElement.LARGEST * 4) + "-->";
                case "depth" -> ("<" + tag + ">").repeat(XmlElement.DEEPEST) + ("</" + tag + ">").repeat(XmlElement.DEEPEST);
                case "elements" -> ("<" + tag + "/>").repeat(XmlElement.MOST_ELEMENTS);
                case "attributes" -> "<" + tag + IntStream.rangeClosed(0, XmlElement.MOST_ATTRIBUTES)
                        .mapToObj(i -> " a" + i + "=\"\"").collect(Collectors.joining()) + "/>";
                case "attribute" -> "<" + tag + " id=\"" + "x".repeat(XmlElement.LONGEST + 1) + "\"/>";
                default -> "<" + tag + ">" + "x".repeat(XmlElement.LONGEST + 1) + "</" + tag + ">";
            };
            List<String> models = new ArrayList<>(HEAT);
            models.set(file, HEAT.get(file).replace(closing, addition + closing));
            String place = (file == 0 ? "bpmn:" : "dmn:") + "\\d+";
            assertThat(Attacks.refusedAt(models.get(0), models.get(1))).hasSize(1).first().asString().matches(place);
            assertThatThrownBy(() -> deploy(models.get(0), models.get(1)))
                    .satisfies(refusal -> assertThat(refused(refusal)).startsWith(Attacks.TEXT));
        }
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
