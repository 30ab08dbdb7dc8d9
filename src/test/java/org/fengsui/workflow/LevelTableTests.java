package org.fengsui.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.fengsui.plan.Band;
import org.fengsui.plan.Plan;
import org.fengsui.plan.TestPlans;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The starting conditions of every shipped plan, decided by the engine itself: the bounds that the plans' texts name, and
 * both sides of every bound that a model holds.
 */
class LevelTableTests {

    private static final DmnEngine ENGINE =
            DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();
    private static final Map<String, Plan> PLANS = new ConcurrentHashMap<>();
    private static final Map<String, DmnDecision> DECISIONS = new ConcurrentHashMap<>();
    private static final BigDecimal STEP = new BigDecimal("0.01");

    /** Each bound as the text has it: below it the level before holds, from it on its own; "none" is no level. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(textBlock = """
            geohazard-tianjin, 需搬迁转移, 1, none 1 Ⅳ 100 Ⅲ 500 Ⅱ 1000 Ⅰ
            geohazard-tianjin, 潜在经济损失, 0.01, none 0.01 Ⅳ 500 Ⅲ 5000 Ⅱ 10000 Ⅰ
            geohazard-tianjin, 死亡, 1, none 1 Ⅳ 3 Ⅲ 10 Ⅱ 30 Ⅰ
            geohazard-tianjin, 直接经济损失, 0.01, none 0.01 Ⅳ 100 Ⅲ 500 Ⅱ 1000 Ⅰ
            geohazard-tianjin, 当日预报雨量, 0.01, none 30 蓝 50 黄 100 橙 250.01 红
            geohazard-tianjin, 前两日累计雨量, 0.01, none 60 蓝 90 黄 150 橙 320.01 红
            geohazard-tianjin, 前五日累计雨量, 0.01, none 140 蓝 200 黄 260 橙 500.01 红
            geohazard-tianjin, 前十五日累计雨量, 0.01, none 300 蓝 360 黄 480 橙 800.01 红
            earthquake-yantai, 震级, 0.1, none 4.0 Ⅳ 5.0 Ⅲ 6.0 Ⅱ 7.0 Ⅰ
            earthquake-yantai, 死亡和失踪, 1, none 1 Ⅳ 10 Ⅲ 50 Ⅱ 300 Ⅰ
            earthquake-yantai, 紧急安置, 1, none 1 Ⅲ 5000 Ⅱ 100000 Ⅰ
            earthquake-yantai, 倒塌和严重损坏房屋, 1, none 1 Ⅲ 3000 Ⅱ 10000 Ⅰ
            forestfire-composite, 受害森林面积, 0.01, none 0.01 Ⅳ 100 Ⅱ 1000 Ⅰ
            forestfire-composite, 过火面积, 0.01, none 10 Ⅳ 50 none
            forestfire-composite, 死亡, 1, none 1 Ⅳ 3 Ⅱ 10 Ⅰ
            forestfire-composite, 重伤, 1, none 1 Ⅳ 10 Ⅱ 30 Ⅰ
            forestfire-composite, 明火未扑灭, 0.01, none 4 Ⅳ 48 Ⅱ 72 Ⅰ
            forestfire-composite, 同时火场, 1, none 2 Ⅳ
            hazchem-national, 死亡, 1, none 1 Ⅳ 3 Ⅲ 10 Ⅱ 30 Ⅰ
            hazchem-national, 重伤, 1, none 1 Ⅳ 10 Ⅲ 50 Ⅱ 100 Ⅰ
            hazchem-national, 直接经济损失, 0.01, none 0.01 Ⅳ 1000 Ⅲ 5000 Ⅱ 10000 Ⅰ
            hazchem-national, 涉险, 1, none 10 Ⅲ
            hazchem-national, 被困和下落不明, 1, none 3 Ⅲ
            hazchem-national, 紧急疏散, 1, none 500 Ⅲ
            """)
    void theBoundsAreThoseOfTheText(String key, String fact, BigDecimal step, String bounds) {
        String[] steps = bounds.split(" ");
        for (int i = 1; i < steps.length; i += 2) {
            BigDecimal bound = new BigDecimal(steps[i]);
            assertThat(proposed(key, Map.of(fact, bound.subtract(step)))).as("%s below %s", fact, bound)
                    .isEqualTo(steps[i - 1]);
            assertThat(proposed(key, Map.of(fact, bound))).as("%s at %s", fact, bound).isEqualTo(steps[i + 1]);
        }
    }

    /** Conditions that only together propose a level, and what one of them missing leaves. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(textBlock = """
            forestfire-composite, 重伤=2 明火未扑灭=1, Ⅳ
            forestfire-composite, 敏感时段或地区=true 火势未有效控制=2, none
            forestfire-composite, 敏感时段或地区=true 火势未有效控制=2 火势蔓延=true, Ⅳ
            forestfire-composite, 火势未有效控制=3.9 火势蔓延=true, none
            forestfire-composite, 火势未有效控制=4 火势蔓延=true, Ⅳ
            forestfire-composite, 受害森林面积=50 火势未有效控制=47.9, Ⅳ
            forestfire-composite, 受害森林面积=50 火势未有效控制=48, Ⅲ
            forestfire-composite, 受害森林面积=0.9 火势未有效控制=48, Ⅳ
            forestfire-composite, 敏感时段或地区=true 明火未扑灭=23.9, Ⅳ
            forestfire-composite, 敏感时段或地区=true 明火未扑灭=24, Ⅲ
            forestfire-composite, 敏感时段或地区=false 明火未扑灭=24, Ⅳ
            forestfire-composite, 高风险区=true 明火未扑灭=17.9, Ⅳ
            forestfire-composite, 高风险区=true 明火未扑灭=18, Ⅲ
            forestfire-composite, 高风险区=true 明火未扑灭=36, Ⅱ
            forestfire-composite, 敏感时段或地区=true 火势未有效控制=48, Ⅱ
            forestfire-composite, 无力控制=true, Ⅰ
            earthquake-yantai, 震级=4.5 死亡和失踪=60, Ⅱ
            earthquake-yantai, 建筑损坏并较大范围恐慌=true, Ⅳ
            geohazard-tianjin, 地质灾害气象风险预警=红 死亡=1, Ⅳ
            geohazard-tianjin, 地质灾害气象风险预警=红 当日预报雨量=30, 红
            geohazard-tianjin, 需搬迁转移=1000 死亡=1, Ⅰ
            hazchem-national, 死亡=1 环境严重污染=true, Ⅲ
            hazchem-national, 死亡=1 超出县级处置能力=true, Ⅲ
            hazchem-national, 跨县级行政区=true, Ⅲ
            hazchem-national, 市领导认为必要=false, none
            """)
    void conditionsTogetherProposeTheGravestLevel(String key, String facts, String level) {
        Map<String, Object> values = new HashMap<>();
        for (String fact : facts.split(" ")) {
            String[] parts = fact.split("=");
            values.put(parts[0], plan(key).fact(parts[0]).orElseThrow().type().numeric() ? new BigDecimal(parts[1])
                    : parts[1].matches("true|false") ? (Object) Boolean.valueOf(parts[1]) : parts[1]);
        }
        assertThat(proposed(key, values)).isEqualTo(level);
    }

    static Stream<String> plans() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("processes"))) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theEngineAndTheModelAgreeOnBothSidesOfEveryBound(String key) {
        Plan plan = plan(key);
        for (Plan.Fact fact : plan.facts()) {
            for (Object value : values(plan, fact)) {
                List<String> expected = new ArrayList<>();
                for (Plan.Trigger trigger : plan.triggersOf(fact.name())) {
                    for (int i = 0; i < trigger.conditions().size(); i++) {
                        Plan.Condition condition = trigger.conditions().get(i);
                        if (condition.fact().equals(fact.name()) && holds(condition, value)) {
                            expected.add(trigger.id() + " " + trigger.level() + " " + trigger.need());
                        }
                    }
                }
                assertThat(rows(key, Map.of(fact.name(), value)).stream()
                        .map(row -> row.get("trigger") + " " + row.get("level") + " " + row.get("need")))
                        .as("%s = %s", fact.name(), value).containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    /** Every end of the fact's bands and its two neighbours, or every choice. */
    private static Collection<?> values(Plan plan, Plan.Fact fact) {
        if (fact.type().yesOrNo()) {
            return List.of(true, false);
        }
        if (!fact.type().numeric()) {
            return fact.choices();
        }
        TreeSet<BigDecimal> values = new TreeSet<>();
        plan.triggersOf(fact.name()).stream().flatMap(trigger -> trigger.conditions().stream())
                .filter(condition -> condition.fact().equals(fact.name())).map(Plan.Condition::band)
                .flatMap(LevelTableTests::ends).forEach(end ->
                        values.addAll(List.of(end.subtract(STEP), end, end.add(STEP))));
        return values;
    }

    private static Stream<BigDecimal> ends(Band band) {
        return Stream.of(band.from(), band.to()).filter(end -> end != null);
    }

    private static boolean holds(Plan.Condition condition, Object value) {
        return condition.band() == null ? condition.choice().equals(String.valueOf(value))
                : condition.band().contains((BigDecimal) value);
    }

    private static String proposed(String key, Map<String, Object> facts) {
        Map<String, Integer> hits = new HashMap<>();
        rows(key, facts).forEach(row -> hits.merge((String) row.get("trigger"), 1, Integer::sum));
        return plan(key).triggers().stream().filter(trigger -> hits.getOrDefault(trigger.id(), 0) >= trigger.need())
                .map(trigger -> plan(key).level(trigger.level()).orElseThrow())
                .max((one, other) -> Integer.compare(one.rank(), other.rank())).map(Plan.Level::code).orElse("none");
    }

    private static List<Map<String, Object>> rows(String key, Map<String, Object> facts) {
        DmnDecision decision = DECISIONS.computeIfAbsent(key, k -> {
            try (InputStream dmn = Files.newInputStream(Path.of("processes", k, k + ".dmn"))) {
                return ENGINE.parseDecision(k + "-level", dmn);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return ENGINE.evaluateDecisionTable(decision, facts).getResultList();
    }

    private static Plan plan(String key) {
        return PLANS.computeIfAbsent(key, TestPlans::shipped);
    }
}
