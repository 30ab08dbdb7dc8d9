package org.fengsui.refusal;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What somebody typed into a form, by the names of its fields: a refused form is shown again with all of it. */
public final class Typed {

    private final Map<String, List<String>> fields;

    private Typed(Map<String, List<String>> fields) {
        this.fields = fields;
    }

    /** The parameters of a request. */
    public static Typed of(Map<String, List<String>> parameters) {
        return new Typed(new HashMap<>(parameters));
    }

    /** A form that nobody has typed into yet. */
    public static Typed nothing() {
        return new Typed(new HashMap<>());
    }

    /** Presets a field, unless it was sent, be it empty. */
    public Typed preset(String field, String value) {
        fields.putIfAbsent(field, List.of(value));
        return this;
    }

    public Typed preset(String field, List<String> values) {
        fields.putIfAbsent(field, values);
        return this;
    }

    /** Takes back what a page itself had filled in. */
    public Typed replace(String field, String value) {
        return replace(field, List.of(value));
    }

    public Typed replace(String field, List<String> values) {
        fields.put(field, values);
        return this;
    }

    /** As typed; empty when there is no such field. */
    public String value(String field) {
        List<String> values = values(field);
        return values.isEmpty() ? "" : values.get(0);
    }

    public List<String> values(String field) {
        return fields.getOrDefault(field, List.of()).stream().filter(value -> value != null).toList();
    }

    public boolean has(String field, String value) {
        return values(field).contains(value);
    }

    /** A number; null when nothing was typed, or when it was refused as no number. */
    public BigDecimal number(String field, Checks checks) {
        String text = value(field).strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            checks.refuse(field, "not-a-number", text);
            return null;
        }
    }

    /** A local time as browsers send it; null when nothing was typed, or when it was refused as no time. */
    public Instant time(String field, ZoneId zone, Checks checks) {
        String text = value(field).strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            LocalDateTime time = LocalDateTime.parse(text);
            requireYear(time.getYear());
            return time.atZone(zone).toInstant();
        } catch (DateTimeException e) {
            checks.refuse(field, "not-a-time", text);
            return null;
        }
    }

    /** A date as browsers send it; null when nothing was typed, or when it was refused as no date. */
    public LocalDate date(String field, Checks checks) {
        String text = value(field).strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            LocalDate date = LocalDate.parse(text);
            requireYear(date.getYear());
            return date;
        } catch (DateTimeException e) {
            checks.refuse(field, "not-a-date", text);
            return null;
        }
    }

    private static void requireYear(int year) {
        if (!Checks.known(year)) {
            throw new DateTimeException("year " + year);
        }
    }

    /** The fields whose names begin so, without that beginning. */
    public Map<String, String> under(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : new ArrayList<>(fields.keySet())) {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value(name));
            }
        }
        return found;
    }
}
