package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.support.ResourceBundleMessageSource;

/** A level in the reader's language: the plan's words in Chinese, the numeral and the law's grade in English. */
class LevelWordsTests {

    private static final Plan.Level SECOND = level("Ⅱ", "二级", "重大");
    private static final Plan.Level ORANGE = level("橙", "橙色响应", "");

    private LevelWords levels;

    @BeforeEach
    void readTheMessages() {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        levels = new LevelWords(messages);
    }

    @AfterEach
    void forgetTheLanguage() {
        LocaleContextHolder.resetLocaleContext();
    }

    @Test
    void chineseReadersGetThePlansWordsWithTheNumeralBeside() {
        LocaleContextHolder.setLocale(Locale.SIMPLIFIED_CHINESE);
        assertThat(levels.text(SECOND)).isEqualTo("二级（Ⅱ）");
        assertThat(levels.name(SECOND)).isEqualTo("二级");
        assertThat(levels.rest(SECOND)).isEqualTo("Ⅱ 重大");
    }

    @Test
    void englishReadersGetTheNumeralAndTheGradeOfTheLaw() {
        LocaleContextHolder.setLocale(Locale.ENGLISH);
        assertThat(levels.text(SECOND)).isEqualTo("Level Ⅱ");
        assertThat(levels.name(level("III", "三级", ""))).isEqualTo("Level III");
        assertThat(levels.rest(SECOND)).isEqualTo("serious");
        assertThat(List.of("特别重大", "重大", "较大", "一般").stream().map(label -> levels.label(level("Ⅰ", "一级", label))))
                .containsExactly("especially serious", "serious", "relatively serious", "common");
    }

    @Test
    void aPlanWithoutNumeralsKeepsItsOwnNamesInEveryLanguage() {
        LocaleContextHolder.setLocale(Locale.ENGLISH);
        assertThat(levels.name(ORANGE)).isEqualTo("橙色响应");
        assertThat(levels.text(ORANGE)).isEqualTo("橙色响应 (橙)");
        assertThat(levels.label(level("2", "第二级", "严重"))).isEqualTo("严重");
    }

    private static Plan.Level level(String code, String name, String label) {
        return new Plan.Level(code, name, label, "orange", 1, false, new Plan.Authority(List.of(), List.of(), "", ""),
                null);
    }
}
