package org.fengsui.form;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A form (表单), as it is shown and checked.
 *
 * @param key its id
 */
public record Form(String key, List<Field> fields) {

    public Form {
        fields = List.copyOf(fields);
    }

    /**
     * One component of a form (栏目); a {@code text} component only shows its label.
     *
     * @param key      under which what is filled in is kept; empty for a text
     * @param type     text, textfield, textarea, number, checkbox, radio, select, checklist or datetime
     * @param unit     shown behind the input, e.g. 人; may be empty
     * @param decimals most decimal places of a number; null = any
     */
    public record Field(String key, String type, String label, String description, boolean required, Integer minLength,
                        Integer maxLength, BigDecimal min, BigDecimal max, Pattern pattern, List<Option> options,
                        String unit, Integer decimals) {
        public Field {
            options = List.copyOf(options);
        }

        public boolean input() {
            return !type.equals("text");
        }
    }

    public record Option(String value, String label) {
    }

    /** @param form keeps to {@link FormRules} */
    static Form of(JsonNode form) {
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
                    component.path("appearance").path("suffixAdorner").asString(""),
                    whole(component, "decimalDigits")));
        }
        return new Form(form.path("id").asString(), fields);
    }

    private static Integer whole(JsonNode node, String name) {
        return node.has(name) ? Integer.valueOf(node.path(name).asInt()) : null;
    }

    private static BigDecimal decimal(JsonNode node, String name) {
        return node.has(name) ? new BigDecimal(node.path(name).asString()) : null;
    }
}
