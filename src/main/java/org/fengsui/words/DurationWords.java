package org.fengsui.words;

import java.time.Duration;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Durations in the reader's language, in their two largest units; less than a minute is told as such. */
@Component
public class DurationWords {

    private final MessageSource messages;

    public DurationWords(MessageSource messages) {
        this.messages = messages;
    }

    /** {@code 10 分}, {@code 1 小时}, {@code 1 天 2 小时}. Empty for null. */
    public String of(Duration duration) {
        if (duration == null) {
            return "";
        }
        long days = duration.toDays();
        int hours = duration.toHoursPart();
        int minutes = duration.toMinutesPart();
        // A plan's 24 hours stay 24 hours; only longer times are told in days.
        if (days == 1 && hours == 0 && minutes == 0) {
            return message("layout.time.hours", 24);
        }
        if (days > 0) {
            return hours == 0 ? message("layout.time.days", days)
                    : message("layout.time.days-hours", days, hours);
        }
        if (hours > 0) {
            return minutes == 0 ? message("layout.time.hours", hours)
                    : message("layout.time.hours-minutes", hours, minutes);
        }
        return minutes == 0 ? message("layout.time.under-a-minute") : message("layout.time.minutes", minutes);
    }

    private String message(String key, Object... arguments) {
        Object[] texts = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            texts[i] = String.valueOf(arguments[i]);
        }
        return messages.getMessage(key, texts, LocaleContextHolder.getLocale());
    }
}
