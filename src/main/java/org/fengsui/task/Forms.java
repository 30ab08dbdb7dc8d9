package org.fengsui.task;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fengsui.form.Form;
import org.fengsui.form.Form.Field;
import org.fengsui.form.FormStore;
import org.fengsui.refusal.Checks;
import org.springframework.stereotype.Service;

/**
 * The forms that tasks ask for, rendered and validated here on the server. Nothing in a form is evaluated: what a form
 * may hold, {@link org.fengsui.form.FormRules} says.
 */
@Service
public class Forms {

    private final FormStore store;

    Forms(FormStore store) {
        this.store = store;
    }

    /**
     * @param form as tasks carry it: the key of a shipped form, or what names one that a plan brought
     * @return the form; empty when it names none
     */
    public Optional<Form> form(String form) {
        return Optional.ofNullable(form).flatMap(store::form);
    }

    /**
     * Checks what was filled in, and brings it into its types. Wrong fields are refused as {@code form.<key>}.
     *
     * @param form   as in {@link #form}
     * @param values as sent: texts from a page, JSON values from the API; may be null
     * @return the values by field, numbers as numbers, empty ones left out
     */
    Map<String, Object> validated(String form, Map<String, ?> values, Checks checks) {
        Map<String, ?> sent = values == null ? Map.of() : values;
        List<Field> fields = form(form).map(Form::fields).orElse(List.of());
        for (String name : sent.keySet()) {
            if (fields.stream().noneMatch(field -> field.input() && field.key().equals(name))) {
                checks.refuse("form." + name, "unknown-field", name);
            }
        }
        Map<String, Object> accepted = new LinkedHashMap<>();
        for (Field field : fields) {
            if (field.input()) {
                Object value = value(field, sent.get(field.key()), "form." + field.key(), checks);
                if (value != null) {
                    accepted.put(field.key(), value);
                }
            }
        }
        return accepted;
    }

    private static Object value(Field field, Object sent, String name, Checks checks) {
        if (field.type().equals("checklist")) {
            List<String> chosen = new ArrayList<>();
            for (Object item : sent instanceof List<?> list ? list : sent == null ? List.of() : List.of(sent)) {
                chosen.add(option(field, String.valueOf(item), name, checks));
            }
            return missing(field, chosen.isEmpty(), name, checks) || chosen.isEmpty() ? null : chosen;
        }
        if (sent instanceof List || sent instanceof Map) {
            checks.refuse(name, "wrong-type");
            return null;
        }
        // A form may allow more than other texts have, and says itself how much.
        int longest = field.maxLength() == null ? Checks.TEXT : Integer.MAX_VALUE;
        String text = checks.optional(name, sent == null ? "" : String.valueOf(sent), longest);
        if (field.type().equals("checkbox")) {
            boolean ticked = text.equals("true") || text.equals("on");
            return missing(field, !ticked, name, checks) ? null : ticked;
        }
        if (missing(field, text.isEmpty(), name, checks) || text.isEmpty()) {
            return null;
        }
        return switch (field.type()) {
            case "number" -> number(field, text, name, checks);
            case "radio", "select" -> option(field, text, name, checks);
            case "datetime" -> dateTime(text, name, checks);
            default -> text(field, text, name, checks);
        };
    }

    private static boolean missing(Field field, boolean empty, String name, Checks checks) {
        if (field.required() && empty) {
            checks.refuse(name, "required");
            return true;
        }
        return false;
    }

    private static String option(Field field, String text, String name, Checks checks) {
        if (field.options().stream().noneMatch(option -> option.value().equals(text))) {
            checks.refuse(name, "unknown-choice",
                    String.join("、", field.options().stream().map(Form.Option::value).toList()));
        }
        return text;
    }

    private static BigDecimal number(Field field, String text, String name, Checks checks) {
        try {
            BigDecimal number = new BigDecimal(text);
            if (number.precision() > 20 || Math.abs(number.scale()) > 20) {
                checks.refuse(name, "not-a-number", text);
            } else if (field.decimals() != null && number.stripTrailingZeros().scale() > field.decimals()) {
                checks.refuse(name, "too-many-decimals", field.decimals());
            } else if (field.min() != null && number.compareTo(field.min()) < 0) {
                checks.refuse(name, "too-small", field.min().toPlainString());
            } else if (field.max() != null && number.compareTo(field.max()) > 0) {
                checks.refuse(name, "too-large", field.max().toPlainString());
            }
            return number;
        } catch (NumberFormatException e) {
            checks.refuse(name, "not-a-number", text);
            return null;
        }
    }

    private static String dateTime(String text, String name, Checks checks) {
        try {
            return LocalDateTime.parse(text).toString();
        } catch (DateTimeParseException e) {
            checks.refuse(name, "not-a-time", text);
            return null;
        }
    }

    private static String text(Field field, String text, String name, Checks checks) {
        int length = text.codePointCount(0, text.length());
        if (field.minLength() != null && length < field.minLength()) {
            checks.refuse(name, "too-short", field.minLength(), length);
        } else if (field.maxLength() != null && length > field.maxLength()) {
            checks.refuse(name, "too-long", field.maxLength(), length);
        } else if (field.pattern() != null && !field.pattern().matcher(text).matches()) {
            checks.refuse(name, "wrong-pattern");
        }
        return text;
    }
}
