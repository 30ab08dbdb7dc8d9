package org.fengsui.refusal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with an input, so that it is told at once. */
public final class Checks {

    /** Longest title. */
    public static final int TITLE = 200;
    /** Longest reason, note, result or order. */
    public static final int TEXT = 4000;

    /** Most entries on one page of a list. */
    public static final int LARGEST_PAGE = 200;

    private static final int MOST_FIELDS = 100;

    /** Java knows years that PostgreSQL does not. */
    private static final int FIRST_YEAR = 1;
    private static final int LAST_YEAR = 9999;

    private final List<Invalid.Field> fields = new ArrayList<>();

    public void refuse(String field, String code, Object... arguments) {
        // Ten thousand wrong entries of a list need no ten thousand answers.
        if (fields.size() < MOST_FIELDS) {
            fields.add(new Invalid.Field(field, code, arguments));
        }
    }

    /** A text that must be there. Returns it stripped. */
    public String required(String field, String text, int longest) {
        String stripped = optional(field, text, longest);
        if (stripped.isEmpty()) {
            refuse(field, "required");
        }
        return stripped;
    }

    /** A text that may be missing: empty then. Returns it stripped. */
    public String optional(String field, String text, int longest) {
        if (text == null) {
            return "";
        }
        String stripped = text.strip();
        int length = stripped.codePointCount(0, stripped.length());
        if (length > longest) {
            refuse(field, "too-long", longest, length);
        } else if (!storable(stripped)) {
            refuse(field, "unreadable-character");
        }
        return stripped;
    }

    /** A moment that must be there and may not lie in the future. */
    public void past(String field, Instant at, Instant now) {
        if (at == null) {
            refuse(field, "required");
        } else if (at.isAfter(now.plusSeconds(60))) {
            // A minute of grace: the clocks of phones and gauges are not ours.
            refuse(field, "future", now);
        }
    }

    /** A day that may be missing, of a year that can be kept. */
    public void year(String field, LocalDate day) {
        if (day != null && !known(day.getYear())) {
            refuse(field, "not-a-date", day.toString());
        }
    }

    static boolean known(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }

    /** A page of a list: the first is 0, with 1 to 200 entries. */
    public void page(int page, int size) {
        if (page < 0) {
            refuse("page", "negative");
        }
        if (size < 1 || size > LARGEST_PAGE) {
            refuse("size", "out-of-range", 1, LARGEST_PAGE);
        }
    }

    public boolean failed() {
        return !fields.isEmpty();
    }

    /** @throws Invalid naming every field refused so far */
    public void done() {
        if (failed()) {
            throw new Invalid(fields);
        }
    }

    /** As much of what was sent as a message can hold. @param longest in characters */
    public static String shown(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest ? text
                : text.substring(0, text.offsetByCodePoints(0, longest)) + "…";
    }

    /** PostgreSQL stores no NUL, and half a surrogate pair is no character. */
    private static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
