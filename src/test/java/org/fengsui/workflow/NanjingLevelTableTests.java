package org.fengsui.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.fengsui.plan.Plan;
import org.fengsui.plan.TestPlans;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nanjing's starting conditions, decided by the engine itself: both sides of every bound. */
class NanjingLevelTableTests {

    private static DmnEngine engine;
    private static DmnDecision decision;

    @BeforeAll
    static void parse() throws IOException {
        engine = DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();
        try (InputStream dmn = Files.newInputStream(Path.of("processes/flood-nanjing/flood-nanjing.dmn"))) {
            decision = engine.parseDecision("flood-nanjing-level", dmn);
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            长江南京, 8.69, none
            长江南京, 8.70, Ⅳ
            长江南京, 9.19, Ⅳ
            长江南京, 9.20, Ⅲ
            长江南京, 9.69, Ⅲ
            长江南京, 9.70, Ⅱ
            长江南京, 10.21, Ⅱ
            长江南京, 10.22, Ⅰ
            秦淮河东山, 8.79, none
            秦淮河东山, 8.80, Ⅳ
            秦淮河东山, 9.49, Ⅳ
            秦淮河东山, 9.50, Ⅲ
            秦淮河东山, 10.49, Ⅲ
            秦淮河东山, 10.50, Ⅱ
            秦淮河东山, 11.43, Ⅱ
            秦淮河东山, 11.44, Ⅰ
            滁河晓桥, 9.49, none
            滁河晓桥, 9.50, Ⅳ
            滁河晓桥, 10.99, Ⅳ
            滁河晓桥, 11.00, Ⅲ
            滁河晓桥, 11.99, Ⅲ
            滁河晓桥, 12.00, Ⅱ
            滁河晓桥, 12.49, Ⅱ
            滁河晓桥, 12.50, Ⅰ
            滁河六合, 8.19, none
            滁河六合, 8.20, Ⅳ
            滁河六合, 8.99, Ⅳ
            滁河六合, 9.00, Ⅲ
            滁河六合, 9.49, Ⅲ
            滁河六合, 9.50, Ⅱ
            滁河六合, 9.96, Ⅱ
            滁河六合, 9.97, Ⅰ
            水阳江水碧桥, 10.49, none
            水阳江水碧桥, 10.50, Ⅳ
            水阳江水碧桥, 11.49, Ⅳ
            水阳江水碧桥, 11.50, Ⅲ
            水阳江水碧桥, 11.99, Ⅲ
            水阳江水碧桥, 12.00, Ⅱ
            水阳江水碧桥, 12.79, Ⅱ
            水阳江水碧桥, 12.80, Ⅰ
            固城湖高淳, 10.39, none
            固城湖高淳, 10.40, Ⅳ
            固城湖高淳, 11.49, Ⅳ
            固城湖高淳, 11.50, Ⅲ
            固城湖高淳, 11.99, Ⅲ
            固城湖高淳, 12.00, Ⅱ
            固城湖高淳, 12.49, Ⅱ
            固城湖高淳, 12.50, Ⅰ
            石臼湖蛇山, 10.39, none
            石臼湖蛇山, 10.40, Ⅳ
            石臼湖蛇山, 11.49, Ⅳ
            石臼湖蛇山, 11.50, Ⅲ
            石臼湖蛇山, 11.99, Ⅲ
            石臼湖蛇山, 12.00, Ⅱ
            石臼湖蛇山, 12.49, Ⅱ
            石臼湖蛇山, 12.50, Ⅰ
            十二小时雨量, 49.9, none
            十二小时雨量, 50, Ⅳ
            六小时雨量, 49.9, none
            六小时雨量, 50, Ⅲ
            三小时雨量, 49.9, none
            三小时雨量, 50, Ⅱ
            三小时雨量, 99.9, Ⅱ
            受涝面积, 0, none
            受涝面积, 0.01, Ⅳ
            受涝面积, 50, Ⅳ
            受涝面积, 50.01, Ⅲ
            受涝面积, 100, Ⅲ
            受涝面积, 100.01, Ⅱ
            受涝面积, 200, Ⅱ
            受涝面积, 200.01, Ⅰ
            """)
    void aNumberProposesTheLevelOfItsBand(String fact, BigDecimal value, String level) {
        List<String> expected = level == null ? List.of() : List.of(level);

        assertThat(levels(Map.of(fact, value))).isEqualTo(expected);
        assertThat(levels(Map.of(fact, value.doubleValue()))).isEqualTo(expected);
    }

    @Test
    void aHundredMillimetresInThreeHoursMeetBothItsConditions() {
        assertThat(levels(Map.of("三小时雨量", new BigDecimal("100")))).containsExactly("Ⅱ", "Ⅰ");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            水位定性, 达到警戒, Ⅳ
            水位定性, 超警戒, Ⅲ
            水位定性, 接近保证, Ⅱ
            水位定性, 超保证, Ⅰ
            暴雨预警信号, 蓝, Ⅳ
            暴雨预警信号, 黄, Ⅲ
            暴雨预警信号, 橙, Ⅱ
            暴雨预警信号, 红, Ⅰ
            工程险情, 一般险情, Ⅳ
            工程险情, 较大险情, Ⅲ
            工程险情, 重大险情, Ⅱ
            工程险情, 特别重大险情, Ⅰ
            垮坝, 塘坝溃坝, Ⅲ
            垮坝, 小型水库溃坝, Ⅱ
            垮坝, 中型水库溃坝, Ⅰ
            """)
    void aChoiceProposesItsLevel(String fact, String choice, String level) {
        assertThat(levels(Map.of(fact, choice))).containsExactly(level);
    }

    static List<Plan.Trigger> triggers() {
        return TestPlans.nanjing().triggers();
    }

    @ParameterizedTest
    @MethodSource("triggers")
    void everyRuleHoldsAtItsOwnEndAndGivesItsClause(Plan.Trigger trigger) {
        Plan.Condition condition = trigger.conditions().get(0);
        Object value = condition.choice();
        if (condition.band() != null) {
            value = condition.band().fromClosed() ? condition.band().from()
                    : condition.band().from().add(new BigDecimal("0.01"));
        }

        assertThat(engine.evaluateDecisionTable(decision, Map.of(condition.fact(), value)).getResultList())
                .anySatisfy(row -> assertThat(row).containsAllEntriesOf(Map.of("trigger", trigger.id(),
                        "level", trigger.level(), "clause", trigger.clause(), "text", trigger.text(),
                        "situation", trigger.situation())));
    }

    @Test
    void unknownFactsMatchNothingWhetherAbsentOrNull() {
        Map<String, Object> facts = new HashMap<>();
        TestPlans.nanjing().facts().forEach(fact -> facts.put(fact.name(), null));

        assertThat(levels(Map.of())).isEmpty();
        assertThat(levels(facts)).isEmpty();

        facts.put("长江南京", new BigDecimal("9.20"));
        facts.put("暴雨预警信号", "橙");
        assertThat(levels(facts)).containsExactly("Ⅲ", "Ⅱ");
    }

    @Test
    void aBooleanFactTriggersToo() throws IOException {
        try (InputStream dmn = new ByteArrayInputStream(TestPlans.compiled(TestPlans.threeLevelNonCumulative())
                .get(1).getBytes(StandardCharsets.UTF_8))) {
            DmnDecision heat = engine.parseDecision("heat-testville-level", dmn);

            assertThat(engine.evaluateDecisionTable(heat, Map.of("供电缺口", true)).getResultList())
                    .extracting(row -> row.get("level")).containsExactly("橙");
            assertThat(engine.evaluateDecisionTable(heat, Map.of("供电缺口", false)).getResultList()).isEmpty();
        }
    }

    private static List<String> levels(Map<String, Object> facts) {
        List<String> levels = new ArrayList<>();
        engine.evaluateDecisionTable(decision, facts).getResultList()
                .forEach(row -> levels.add((String) row.get("level")));
        return levels;
    }
}
