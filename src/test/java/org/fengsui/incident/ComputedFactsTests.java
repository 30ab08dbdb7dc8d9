package org.fengsui.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.plan.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What observations prove, one row per rule. */
class ComputedFactsTests {

    private static final Instant BEGIN = Instant.parse("2026-07-01T00:00:00Z");

    /** Observations as minutes=value, in the order of recording; the fact looks over two hours. */
    @ParameterizedTest(name = "{0} of {1} is {2}: {3}")
    @CsvSource(nullValues = "unknown", textBlock = """
            HELD,  '',                          unknown, nothing observed
            HELD,  '0=30',                      unknown, one observation proves no time
            HELD,  '0=30 60=31 119=32',         unknown, one minute is missing
            HELD,  '0=30 60=31 120=32',         30,      the least from the beginning to the latest
            HELD,  '0=30 60=29.9 120=32',       29.9,    one dip is enough
            HELD,  '0=10 60=30 120=31 180=32',  30,      what fell out of the time does not count
            HELD,  '0=10 65=30 180=32',         10,      in force at the beginning though observed before it
            HELD,  '0=30 600=31',               30,      a value holds until the next observation
            HELD,  '120=32 0=30 60=31',         30,      reported late and in any order
            HELD,  '0=30 120=32 60=20',         20,      a late report of an earlier moment
            HELD,  '0=30 60=20 60=31 120=32',   30,      of one moment the last recorded corrects
            TOTAL, '',                          unknown, nothing observed
            TOTAL, '0=10.5',                    10.5,    one observation
            TOTAL, '0=10 60=20.25 120=5.05',    25.30,   one at the very beginning tells of the time before
            TOTAL, '1=10 60=20 121=5',          25,      likewise to the minute
            TOTAL, '1=10 60=20 120=5',          35,      all within
            TOTAL, '60=20 60=21 120=5',         26,      a correction is not counted twice
            TOTAL, '120=5 60=20',               25,      in any order
            RISE,  '0=8.70',                    unknown, one observation is no rise
            RISE,  '0=8.70 120=9.20',           0.50,    exactly to the beginning
            RISE,  '0=8.70 121=9.20',           unknown, the earlier one is too old
            RISE,  '0=8.70 60=8.60 120=9.20',   0.60,    from the lowest
            RISE,  '0=9.20 60=9.00 120=8.90',   0.00,    falling is no rise
            """)
    void overATime(Plan.How how, String observed, BigDecimal value, String why) {
        Plan.Fact fact = new Plan.Fact("算", Plan.FactType.NUMBER, "m", List.of(), "", "",
                new Plan.Computation(how, List.of("水位"), Duration.ofHours(2)));
        assertThat(ComputedFacts.value(fact, observations("水位", observed)).orElse(null)).as(why).isEqualTo(value);
    }

    @ParameterizedTest(name = "{0} of {1} and {2} is {3}")
    @CsvSource(nullValues = "unknown", textBlock = """
            SUM,     40,   60,      100
            SUM,     0.1,  0.2,     0.3
            SUM,     40,   unknown, unknown
            HIGHEST, 9.20, 9.2,     9.20
            HIGHEST, 40,   60,      60
            HIGHEST, 40,   unknown, 40
            LOWEST,  40,   60,      40
            LOWEST,  unknown, 60,   60
            LOWEST,  unknown, unknown, unknown
            """)
    void ofTheLatestOfSeveral(Plan.How how, BigDecimal one, BigDecimal other, BigDecimal value) {
        Plan.Fact fact = new Plan.Fact("算", Plan.FactType.NUMBER, "m", List.of(), "", "",
                new Plan.Computation(how, List.of("甲", "乙"), null));
        List<Observation> observations = new ArrayList<>(observations("甲", "0=999"));
        if (one == null) {
            observations.clear();
        } else {
            observations.addAll(observations("甲", "5=" + one));
        }
        if (other != null) {
            observations.addAll(observations("乙", "1=" + other));
        }
        assertThat(ComputedFacts.value(fact, observations).orElse(null)).usingComparator(
                Comparator.nullsFirst((a, b) -> ((BigDecimal) a).compareTo((BigDecimal) b))).isEqualTo(value);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(nullValues = "unknown", textBlock = """
            '0=橙 120=红',        橙
            '0=红 60=蓝 120=红',   蓝
            '0=红 60=红',         unknown
            """)
    void aChoiceIsHeldByItsOrderOfGravity(String observed, String held) {
        Plan.Fact fact = new Plan.Fact("算", Plan.FactType.CHOICE, "", List.of("蓝", "橙", "红"), "", "",
                new Plan.Computation(Plan.How.HELD, List.of("信号"), Duration.ofHours(2)));
        List<Observation> observations = observations(observed, text -> Map.of("信号", text));
        assertThat(ComputedFacts.value(fact, observations).orElse(null)).isEqualTo(held);
    }

    @Test
    void aValueOfAnotherTypeUnderTheSameNameIsPassedOver() {
        Plan.Fact fact = new Plan.Fact("算", Plan.FactType.NUMBER, "m", List.of(), "", "",
                new Plan.Computation(Plan.How.HELD, List.of("水位"), Duration.ofHours(2)));
        assertThat(ComputedFacts.value(fact, observations("0=高 120=高", text -> Map.of("水位", text)))).isEmpty();
    }

    /** Another fact is observed later: what passes with time has passed; what holds until the next one holds. */
    @ParameterizedTest(name = "{0} of {1}, {2} minutes after the beginning, is {3}")
    @CsvSource(nullValues = "unknown", textBlock = """
            TOTAL, '0=10 60=20', 119, 30
            TOTAL, '0=10 60=20', 120, 20
            TOTAL, '0=10 60=20', 180, unknown
            RISE,  '0=10 60=20', 120, 10
            RISE,  '0=10 60=20', 121, unknown
            HELD,  '0=30 120=32', 600, 30
            HELD,  '0=30',       600, unknown
            """)
    void theTimeOfTotalsAndRisesEndsWithTheNewestObservationOfAnything(Plan.How how, String observed, int minutes,
                                                                      BigDecimal value) {
        Plan.Fact fact = new Plan.Fact("算", Plan.FactType.NUMBER, "m", List.of(), "", "",
                new Plan.Computation(how, List.of("水位"), Duration.ofHours(2)));
        List<Observation> observations = new ArrayList<>(observations("水位", observed));
        observations.addAll(observations("气温", minutes + "=20"));
        assertThat(ComputedFacts.value(fact, observations).orElse(null)).isEqualTo(value);
    }

    private static List<Observation> observations(String fact, String observed) {
        return observations(observed, text -> Map.of(fact, new BigDecimal(text)));
    }

    private static List<Observation> observations(String observed,
                                                  java.util.function.Function<String, Map<String, Object>> facts) {
        List<Observation> observations = new ArrayList<>();
        for (String one : observed.isEmpty() ? new String[0] : observed.split(" ")) {
            String[] parts = one.split("=");
            observations.add(new Observation(UUID.randomUUID(), BEGIN.plus(Duration.ofMinutes(Long.parseLong(parts[0]))),
                    BEGIN, "duty", "", facts.apply(parts[1])));
        }
        // As they are read: by what they observe, those of one moment in the order of recording.
        observations.sort(Comparator.comparing(Observation::observedAt));
        return observations;
    }
}
