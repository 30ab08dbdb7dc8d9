package org.fengsui.system;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.fengsui.words.DateWords;
import org.fengsui.words.DurationWords;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/**
 * Times in words, for pages: absolute in the site's zone, and relative to the server's clock. Pages reach it as
 * {@code @times}.
 */
@Component("times")
class TimeWords {

    private static final DateTimeFormatter INPUT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");

    private final Clock clock;
    private final ZoneId zone;
    private final DateWords dates;
    private final DurationWords durations;
    private final MessageSource messages;

    TimeWords(Clock clock, ZoneId zone, DateWords dates, DurationWords durations, MessageSource messages) {
        this.clock = clock;
        this.zone = zone;
        this.dates = dates;
        this.durations = durations;
        this.messages = messages;
    }

    public Instant now() {
        return clock.instant();
    }

    /** {@code 07-06 03:42}, with the year where it is not the current one. Empty for null. */
    public String at(Instant instant) {
        return dates.at(instant);
    }

    /** For the {@code datetime} attribute of a {@code time} element. Empty for null. */
    public String iso(Instant instant) {
        return instant == null ? "" : instant.truncatedTo(ChronoUnit.SECONDS).atZone(zone).toOffsetDateTime().toString();
    }

    /** For an input of the type {@code datetime-local}. Empty for null. */
    public String input(Instant instant) {
        return instant == null ? "" : INPUT.format(LocalDateTime.ofInstant(instant, zone));
    }

    /** How long ago: {@code 12 分钟前}. Empty for null. */
    public String ago(Instant instant) {
        if (instant == null) {
            return "";
        }
        Duration past = Duration.between(instant, now());
        if (past.isNegative() && past.abs().toMinutes() > 0) {
            return left(instant);
        }
        if (past.abs().toMinutes() == 0) {
            return message("layout.time.just-now");
        }
        return past.toHours() == 0 ? message("layout.time.minutes-ago", past.toMinutes())
                : message("layout.time.ago", of(past));
    }

    /** How long until a deadline, or how late: {@code 还有 8 分}, {@code 超时 14 分}. Empty for null. */
    public String left(Instant due) {
        if (due == null) {
            return "";
        }
        Duration rest = Duration.between(now(), due);
        return rest.isNegative() ? message("layout.time.late", of(rest.abs())) : message("layout.time.left", of(rest));
    }

    /** How long something has lasted: {@code 2 小时 32 分}. Empty for null. */
    public String since(Instant start) {
        return start == null ? "" : of(Duration.between(start, now()).abs());
    }

    /** A duration: {@code 10 分}, {@code 1 小时}, {@code 1 天 2 小时}. Empty for null. */
    public String of(Duration duration) {
        return durations.of(duration);
    }

    public boolean past(Instant instant) {
        return instant != null && instant.isBefore(now());
    }

    private String message(String key, Object... arguments) {
        Object[] texts = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            texts[i] = String.valueOf(arguments[i]);
        }
        return messages.getMessage(key, texts, LocaleContextHolder.getLocale());
    }
}
