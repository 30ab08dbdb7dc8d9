package org.fengsui.plan.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and lengths of time as officers write them. */
class AmountsTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "≥8.70             | m   | ≥ 8.70",
        "8.70以上          | m   | ≥ 8.70",
        "８．７０米以上     | 米  | ≥ 8.70",
        "8.70m及以上       | m   | ≥ 8.70",
        "100以上（不含）    | 人  | > 100",
        "8.70≤Z<9.20       | m   | ≥ 8.70 且 < 9.20",
        "9.20>Z≥8.70       | m   | ≥ 8.70 且 < 9.20",
        "≥8.70且<9.20      | m   | ≥ 8.70 且 < 9.20",
        "＜9.20，≥8.70     | m   | ≥ 8.70 且 < 9.20",
        "8.70~9.20         | m   | ≥ 8.70 且 < 9.20",
        "8.70～9.20        | m   | ≥ 8.70 且 < 9.20",
        "8.70–<9.20        | m   | ≥ 8.70 且 < 9.20",
        "5~20年            | 年  | ≥ 5 且 < 20",
        "5-20              | 年  | ≥ 5 且 < 20",
        "5至20             | 年  | ≥ 5 且 < 20",
        "(50,100]          | 万亩 | > 50 且 ≤ 100",
        ">200              | 万亩 | > 200",
        "超过200           | 万亩 | > 200",
        "不超过200         | 万亩 | ≤ 200",
        "不足50            | 人  | < 50",
        "50以下            | 人  | < 50",
        "50及以下          | 人  | ≤ 50",
        "50以内            | 人  | ≤ 50",
        "1,200人以上       | 人  | ≥ 1200",
        "10万人以上        | 人  | ≥ 100000",
        "0.5~10万人        | 人  | ≥ 5000 且 < 100000",
        "10万人以上        | 万人 | ≥ 10",
        "达到6500m³/s      | m³/s | ≥ 6500",
        "≥30%              | %   | ≥ 30",
        "-5~0              | ℃  | ≥ -5 且 < 0",
        "低于-10           | ℃  | < -10",
        "=3                | 次  | ≥ 3 且 ≤ 3",
        "3人以上10人以下    | 人  | ≥ 3 且 < 10",
        "8.70以上且低于9.20 | m   | ≥ 8.70 且 < 9.20",
        "8.70m以上、9.20m以下 | m | ≥ 8.70 且 < 9.20",
        "8.70以上（不含）9.20以下（含） | m | > 8.70 且 ≤ 9.20",
        "超过50但不超过100  | 人  | > 50 且 ≤ 100",
        "不足9.20且8.70以上 | m   | ≥ 8.70 且 < 9.20",
        "达到或超过8.70     | m   | ≥ 8.70",
        "≥ -12.5 且 ≤ 3    | m   | ≥ -12.5 且 ≤ 3"})
    void aConditionIsReadAsItIsMeant(String written, String unit, String meant) throws Exception {
        assertThat(Amounts.text(Amounts.band(written, unit))).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.70", "约8米", "≥", "8.70≤Z>9.20", "≥8≥9", "大雨", "", "8..9", "≥8.70cm", "5公里以上", "＝ＳＵＭ(A1)",
        "≥1e9", "999999999999999999以上", "3以上10以上", "3以上10", "3以上10以下20以下"})
    void whatIsNoConditionIsNotGuessedAt(String written) {
        assertThatThrownBy(() -> Amounts.band(written, "m")).isInstanceOf(Amounts.Unreadable.class);
    }

    @ParameterizedTest
    @CsvSource({"30分钟,PT30M", "３０分钟,PT30M", "30 分,PT30M", "半小时,PT30M", "半天,PT12H", "2小时,PT2H", "2个小时,PT2H",
        "1小时30分钟,PT1H30M", "1个半小时,PT1H30M", "1小时半,PT1H30M", "一小时,PT1H", "两天,PT48H", "72h,PT72H", "3天,PT72H",
        "3日,PT72H", "1周,PT168H", "1天12小时,PT36H", "2小时内,PT2H", "不超过2小时,PT2H", "1.5小时,PT1H30M", "PT45M,PT45M",
        "十五分钟,PT15M", "二十四小时,PT24H", "三十分钟,PT30M", "十天,PT240H", "十二个半小时,PT12H30M",
        "2hours,PT2H", "1hour30minutes,PT1H30M", "90秒,PT1M30S", "P1DT12H,PT36H"})
    void aLengthOfTimeIsReadAsItIsMeant(String written, Duration meant) throws Exception {
        assertThat(Amounts.time(written)).isEqualTo(new Amounts.Time(meant, false));
        assertThat(Amounts.time(written + "（默认）")).isEqualTo(new Amounts.Time(meant, true));
        assertThat(Amounts.time(Amounts.text(meant, true))).isEqualTo(new Amounts.Time(meant, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "尽快", "10个工作日", "1个月", "2小时或3小时", "-2小时", "小时", "1:30", "P1DT", "PT", "P", "3十分钟",
        "2hourss"})
    void whatIsNoLengthOfTimeIsNotGuessedAt(String written) {
        assertThatThrownBy(() -> Amounts.time(written)).isInstanceOf(Amounts.Unreadable.class);
    }

    @ParameterizedTest
    @CsvSource({"3小时,PT3H", "每3小时,PT3H", "每隔3小时,PT3H", "每3小时一次,PT3H", "每两小时1次,PT2H", "每小时,PT1H", "每小时1次,PT1H",
        "每半小时,PT30M", "每小时2次,PT30M", "每日,PT24H", "每天,PT24H", "每日1次,PT24H", "每日2次,PT12H", "每日两次,PT12H", "一日三次,PT8H", "每天至少4次,PT6H",
        "≥6次/日,PT4H", "2次/天,PT12H", "1次/3小时,PT3H", "每周,PT168H", "每周一次,PT168H", "每周两次,PT84H", "每十五分钟,PT15M",
        "每日7次,PT3H25M42S"})
    void anIntervalIsReadAsItIsMeantAndReadAgainAsItIsWritten(String written, Duration meant) throws Exception {
        assertThat(Amounts.interval(written)).isEqualTo(meant);
        assertThat(Amounts.interval(Amounts.text(meant))).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2次", "每", "经常", "每日0次", "每月", "次/日", "每小"})
    void whatIsNoIntervalIsNotGuessedAt(String written) {
        assertThatThrownBy(() -> Amounts.interval(written)).isInstanceOf(Amounts.Unreadable.class);
    }

    @Test
    void atAnyTimeIsNoInterval() throws Exception {
        assertThat(Amounts.interval("随时")).isNull();
        assertThat(Amounts.interval("")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"各区,true", "各区县,true", "各县（市、区）,true", "各区（县）,true", "各 区,true", "各市,false", "区,false", "各单位,false",
        "各区水务局,false"})
    void everyDistrictIsKnownByWhatPlansCallThem(String written, boolean meant) {
        assertThat(Words.isEveryDistrict(written)).isEqualTo(meant);
    }
}
