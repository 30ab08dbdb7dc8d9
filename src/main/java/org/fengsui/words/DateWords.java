package org.fengsui.words;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** A moment as every page tells it: in the site's zone and the reader's language. The pages' script does the same. */
@Component
public class DateWords {

    private final Clock clock;
    private final ZoneId zone;
    private final MessageSource messages;

    public DateWords(Clock clock, ZoneId zone, MessageSource messages) {
        this.clock = clock;
        this.zone = zone;
        this.messages = messages;
    }

    /** {@code 07-06 03:42}, {@code 6 Jul 03:42}, with the year where it is not the current one. Empty for null. */
    public String at(Instant instant) {
        if (instant == null) {
            return "";
        }
        ZonedDateTime local = instant.atZone(zone);
        boolean thisYear = local.getYear() == clock.instant().atZone(zone).getYear();
        Locale locale = LocaleContextHolder.getLocale();
        String pattern = messages.getMessage(thisYear ? "layout.time.this-year" : "layout.time.other-year", null, locale);
        return DateTimeFormatter.ofPattern(pattern, locale).format(local);
    }
}
