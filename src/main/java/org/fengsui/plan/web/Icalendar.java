package org.fengsui.plan.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Days as a calendar that others subscribe to (RFC 5545). Written by hand: the libraries there are (ical4j 4.1, biweekly
 * 0.6) fold lines at 75 characters, and the standard at 75 octets, which are 25 of ours.
 */
final class Icalendar {

    private static final int OCTETS = 75;
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final StringBuilder text = new StringBuilder();
    private final String stamp;

    Icalendar(String name, Instant now) {
        stamp = STAMP.format(now);
        line("BEGIN:VCALENDAR");
        line("VERSION:2.0");
        line("PRODID:-//Fengsui//Plans//ZH");
        line("CALSCALE:GREGORIAN");
        line("X-WR-CALNAME:" + escaped(name));
        line("REFRESH-INTERVAL;VALUE=DURATION:P1D");
    }

    /**
     * A whole day, with reminders.
     *
     * @param uid        stays the same when the day moves
     * @param daysBefore reminders
     */
    Icalendar day(String uid, LocalDate on, String summary, String description, String url, int... daysBefore) {
        line("BEGIN:VEVENT");
        line("UID:" + escaped(uid));
        line("DTSTAMP:" + stamp);
        line("DTSTART;VALUE=DATE:" + DAY.format(on));
        line("DTEND;VALUE=DATE:" + DAY.format(on.plusDays(1)));
        line("SUMMARY:" + escaped(summary));
        line("DESCRIPTION:" + escaped(description));
        line("URL:" + url);
        line("TRANSP:TRANSPARENT");
        for (int days : daysBefore) {
            line("BEGIN:VALARM");
            line("ACTION:DISPLAY");
            line("TRIGGER;RELATED=START:-P" + days + "D");
            line("DESCRIPTION:" + escaped(summary));
            line("END:VALARM");
        }
        line("END:VEVENT");
        return this;
    }

    byte[] bytes() {
        return (text + "END:VCALENDAR\r\n").getBytes(StandardCharsets.UTF_8);
    }

    static String escaped(String value) {
        return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replaceAll("\\R", "\\\\n")
                .replaceAll("\\p{Cntrl}", "");
    }

    /** No line is longer than 75 octets, and no character is cut in two. */
    private void line(String line) {
        int octets = 0;
        for (int at = 0; at < line.length();) {
            int character = line.codePointAt(at);
            int length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            if (octets + length > OCTETS) {
                text.append("\r\n ");
                octets = 1;
            }
            text.appendCodePoint(character);
            octets += length;
            at += Character.charCount(character);
        }
        text.append("\r\n");
    }
}
