package org.fengsui.task;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.fengsui.form.FormRules;
import org.fengsui.refusal.Checks;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The forms of {@code forms/} (Camunda Forms JSON), rendered and validated here on the server. Nothing in a form is
 * evaluated: what a form may hold, {@link FormRules} says.
 */
@Service
public class Forms {

    private final Map<String, Form> forms = new TreeMap<>();

    Forms(ResourcePatternResolver resources, JsonMapper json) throws IOException {
        for (Resource resource : resources.getResources("classpath*:forms/*.form")) {
            String key = resource.getFilename().replaceFirst("\\.form$", "");
            String text = resource.getContentAsString(StandardCharsets.UTF_8);
            List<FormRules.Finding> findings = FormRules.check(key, text);
            if (!findings.isEmpty()) {
                throw new IllegalStateException("the form " + key + " can't be used: " + findings);
            }
            forms.put(key, read(key, json.readTree(text)));
        }
    }

    /** @return the form; empty when the key names none */
    public Optional<Form> form(String key) {
        return Optional.ofNullable(key).map(forms::get);
    }

    /**
     * Checks what was filled in, and brings it into its types. Wrong fields are refused as {@code form.<key>}.
     *
     * @param values as sent: texts from a page, JSON values from the API; may be null
     * @return the values by field, numbers as numbers, empty ones left out
     */
    Map<String, Object> validated(String formKey, Map<String, ?> values, Checks checks) {
        Map<String, ?> sent = values == null ? Map.of() : values;
        List<Field> fields = form(formKey).map(Form::fields).orElse(List.of());
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
                    String.join("、", field.options().stream().map(Option::value).toList()));
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

    private static Form read(String key, JsonNode form) {
        List<Field> fields = new ArrayList<>();
        for (JsonNode component : form.path("components")) {
            JsonNode validate = component.path("validate");
            List<Option> options = new ArrayList<>();
            component.path("values").forEach(value ->
                    options.add(new Option(value.path("value").asString(), value.path("label").asString())));
            fields.add(new Field(component.path("key").asString(""), component.path("type").asString(),
                    component.path("label").asString(component.path("text").asString("")),
                    component.path("description").asString(""), validate.path("required").asBoolean(false),
                    whole(validate, "minLength"), whole(validate, "maxLength"), decimal(validate, "min"),
                    decimal(validate, "max"),
                    validate.has("pattern") ? Pattern.compile(validate.path("pattern").asString()) : null, options,
                    component.path("appearance").path("suffixAdorner").asString(""), whole(component, "decimalDigits")));
        }
        return new Form(key, fields);
    }

    private static Integer whole(JsonNode node, String name) {
        return node.has(name) ? Integer.valueOf(node.path(name).asInt()) : null;
    }

    private static BigDecimal decimal(JsonNode node, String name) {
        return node.has(name) ? new BigDecimal(node.path(name).asString()) : null;
    }

    /** A form (表单). */
    public record Form(String key, List<Field> fields) {
    }

    /**
     * One component of a form; a {@code text} component only shows its label.
     *
     * @param unit     shown behind the input, e.g. 人; may be empty
     * @param decimals most decimal places of a number; null = any
     */
    public record Field(String key, String type, String label, String description, boolean required, Integer minLength,
                        Integer maxLength, BigDecimal min, BigDecimal max, Pattern pattern, List<Option> options,
                        String unit, Integer decimals) {
        public boolean input() {
            return !type.equals("text");
        }
    }

    public record Option(String value, String label) {
    }
}
