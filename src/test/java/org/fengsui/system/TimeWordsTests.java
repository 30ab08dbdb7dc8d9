package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.fengsui.support.TestClock;
import org.fengsui.words.DateWords;
import org.fengsui.words.DurationWords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.support.ResourceBundleMessageSource;

/** Times in words: absolute in the site's zone, relative to the server's clock. */
class TimeWordsTests {

    private final TestClock clock = new TestClock();
    private TimeWords times;

    @BeforeEach
    void readTheMessages() {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        times = new TimeWords(clock, zone, new DateWords(clock, zone, messages), new DurationWords(messages), messages);
        LocaleContextHolder.setLocale(Locale.SIMPLIFIED_CHINESE);
    }

    @AfterEach
    void forgetTheLanguage() {
        LocaleContextHolder.resetLocaleContext();
    }

    @ParameterizedTest
    @CsvSource({"PT0S,刚刚", "PT59S,刚刚", "PT12M30S,12 分钟前", "PT2H32M,2 小时 32 分前", "PT26H,1 天 2 小时前"})
    void thePastIsToldByItsTwoLargestUnits(Duration past, String words) {
        assertThat(times.ago(clock.instant().minus(past))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"PT8M,还有 8 分", "PT1H,还有 1 小时", "PT30S,还有 不到 1 分", "-PT14M,超时 14 分", "-PT49H,超时 2 天 1 小时"})
    void aDeadlineIsToldByWhatIsLeftOrHowLateItIs(Duration left, String words) {
        assertThat(times.left(clock.instant().plus(left))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"PT10M,10 分", "PT24H,24 小时", "PT48H,2 天", "PT90M,1 小时 30 分"})
    void aPlansTimeLimitKeepsItsWords(Duration limit, String words) {
        assertThat(times.of(limit)).isEqualTo(words);
    }

    @Test
    void momentsAreToldInTheZoneOfTheSiteAndWithTheYearWhereItIsAnother() {
        assertThat(times.at(TestClock.START)).isEqualTo("07-01 08:00");
        assertThat(times.at(Instant.parse("2025-12-31T15:59:00Z"))).isEqualTo("2025-12-31 23:59");
        assertThat(times.iso(TestClock.START)).isEqualTo("2026-07-01T08:00+08:00");
        assertThat(times.input(TestClock.START)).isEqualTo("2026-07-01T08:00");
    }

    @Test
    void englishReadersAreToldInEnglish() {
        LocaleContextHolder.setLocale(Locale.ENGLISH);
        assertThat(times.at(TestClock.START)).isEqualTo("1 Jul 08:00");
        assertThat(times.at(Instant.parse("2025-12-31T15:59:00Z"))).isEqualTo("31 Dec 2025 23:59");
        assertThat(times.ago(clock.instant().minus(Duration.ofMinutes(12)))).isEqualTo("12 min ago");
        assertThat(times.left(clock.instant().minus(Duration.ofMinutes(14)))).isEqualTo("14 min late");
    }

    @Test
    void nothingIsToldOfNoTime() {
        assertThat(times.at(null)).isEmpty();
        assertThat(times.ago(null)).isEmpty();
        assertThat(times.left(null)).isEmpty();
        assertThat(times.of(null)).isEmpty();
    }
}
