package org.fengsui.plan.web;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.plan.PlanCalendar;
import org.fengsui.plan.PlanRhythm;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** The calendar of all plans in force as a file (iCalendar), which others load down or subscribe to. */
@Component
class CalendarFile {

    static final String MEDIA_TYPE = "text/calendar;charset=UTF-8";

    private static final int[] REMINDED_DAYS = {30, 7};
    private static final Set<PlanRhythm.Duty> OF_A_VERSION = EnumSet.of(PlanRhythm.Duty.PRINTING,
            PlanRhythm.Duty.FILING, PlanRhythm.Duty.RELEASE);

    private final PlanCalendar calendar;
    private final CalendarWords words;
    private final MessageSource messages;
    private final Clock clock;
    private final URI address;

    CalendarFile(PlanCalendar calendar, CalendarWords words, MessageSource messages, Clock clock,
                 @Value("${fengsui.public-address}") URI address) {
        this.calendar = calendar;
        this.words = words;
        this.messages = messages;
        this.clock = clock;
        this.address = address;
    }

    /**
     * The file in the reader's language.
     *
     * @param ends when the reader's subscription does, which then is a day of the calendar itself: a calendar program
     *             says nothing when it can not bring itself up to date any more. Null = it is no subscription
     */
    ResponseEntity<byte[]> answer(Instant ends) {
        Icalendar days = new Icalendar(message("plan.calendar"), clock.instant());
        calendar.lines().stream().filter(line -> line.due().on() != null).map(words::view).forEach(one -> {
            String key = one.line().plan().key();
            String what = one.line().revision() == null ? one.due().duty() : "revision-" + one.line().revision().id();
            // What is due of the plan, and not of one version, is the same day of the calendar after the next publication.
            String of = OF_A_VERSION.contains(one.line().due().duty()) ? key + "-" + one.line().version() : key;
            days.day(of + "-" + what + "@" + address.getHost(), one.due().on(),
                    message("plan.calendar.duty." + one.due().duty()) + " " + one.line().plan().name(),
                    Stream.of(one.due().rule(), one.due().about()).filter(text -> !text.isEmpty())
                            .collect(Collectors.joining("\n")), page("/plans/" + key + "/calendar"), REMINDED_DAYS);
        });
        if (ends != null) {
            days.day("subscription@" + address.getHost(), LocalDate.ofInstant(ends, calendar.zone()),
                    message("plan.calendar.subscription-ends"), message("plan.calendar.subscription-renew"),
                    page("/account?scope=calendar#tokens"), REMINDED_DAYS);
        }
        return ResponseEntity.ok().contentType(MediaType.parseMediaType(MEDIA_TYPE))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"fengsui-plans.ics\"")
                .body(days.bytes());
    }

    private String page(String path) {
        return address.toString().replaceFirst("/$", "") + path;
    }

    private String message(String key) {
        return messages.getMessage(key, null, LocaleContextHolder.getLocale());
    }
}
