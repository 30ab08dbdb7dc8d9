package org.fengsui.plan;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/**
 * Response levels (响应级别) in the reader's language; pages reach it as {@code @levels}. A Chinese reader gets the
 * plan's own words with the numeral beside, because Ⅰ and Ⅱ read as bars in many fonts. An English reader gets the
 * numeral, and the plan's own name where its levels have none.
 */
@Component("levels")
public class LevelWords {

    private static final Pattern NUMERAL = Pattern.compile("[Ⅰ-Ⅻ]|[IVX]{1,4}");

    /**
     * The grades of 突发事件应对法, which most plans give to their levels. English: as in the text of that law's
     * article 3 that the National People's Congress published.
     */
    private static final Map<String, String> GRADES = Map.of("特别重大", "especially-serious", "重大", "serious",
            "较大", "relatively-serious", "一般", "common");

    private final MessageSource messages;

    LevelWords(MessageSource messages) {
        this.messages = messages;
    }

    /** The name with its numeral: {@code 二级（Ⅱ）}, {@code Level Ⅱ}. */
    public String text(Plan.Level level) {
        return numbered(level) ? name(level) : message("level.text", level.name(), level.code());
    }

    /** The name alone, for sentences: {@code 二级}, {@code Level Ⅱ}. */
    public String name(Plan.Level level) {
        return numbered(level) ? message("level.numeral", level.code()) : level.name();
    }

    /** What the name does not say, to stand under it: {@code Ⅱ 重大}, {@code serious}. */
    public String rest(Plan.Level level) {
        return numbered(level) ? label(level) : (level.code() + " " + label(level)).strip();
    }

    /** The grade: {@code 重大}, {@code serious}; the plan's own word where it is none of the law's. May be empty. */
    public String label(Plan.Level level) {
        String grade = GRADES.get(level.label());
        return grade == null ? level.label() : message("level.label." + grade);
    }

    /** Whether the reader is told the numeral instead of the plan's Chinese name. */
    private static boolean numbered(Plan.Level level) {
        return LocaleContextHolder.getLocale().getLanguage().equals(Locale.ENGLISH.getLanguage())
                && NUMERAL.matcher(level.code()).matches();
    }

    private String message(String key, Object... arguments) {
        return messages.getMessage(key, arguments, LocaleContextHolder.getLocale());
    }
}
