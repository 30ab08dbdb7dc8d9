package org.fengsui.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.fengsui.form.Form;

/** What a field of a form (表单栏目) asks for, in words, without its label. */
final class FieldWords {

    private FieldWords() {
    }

    static String of(Form.Field field, PlanDifference.Words words) {
        if (!field.input()) {
            return words.text("form.type.text");
        }
        List<String> parts = new ArrayList<>();
        parts.add(words.text("form.type." + field.type()));
        parts.add(words.text(field.required() ? "form.required" : "form.optional"));
        if (!field.options().isEmpty()) {
            parts.add(words.text("form.options", field.options().stream().map(option -> option(option, words))
                    .collect(Collectors.joining(words.text("comma")))));
        }
        range(parts, "form.length", field.minLength() == null ? null : String.valueOf(field.minLength()),
                field.maxLength() == null ? null : String.valueOf(field.maxLength()), words);
        range(parts, "form.range", field.min() == null ? null : field.min().toPlainString(),
                field.max() == null ? null : field.max().toPlainString(), words);
        if (field.decimals() != null) {
            parts.add(field.decimals() == 0 ? words.text("form.whole")
                    : words.text("form.decimals", String.valueOf(field.decimals())));
        }
        if (!field.unit().isEmpty()) {
            parts.add(words.text("form.unit", field.unit()));
        }
        if (field.pattern() != null) {
            parts.add(words.text("form.pattern", field.pattern().pattern()));
        }
        if (!field.description().isEmpty()) {
            parts.add(words.text("form.note", field.description()));
        }
        return String.join(words.text("semicolon"), parts);
    }

    private static String option(Form.Option option, PlanDifference.Words words) {
        return option.label().equals(option.value()) ? option.label()
                : words.text("form.option", option.label(), option.value());
    }

    private static void range(List<String> parts, String key, String from, String to, PlanDifference.Words words) {
        if (from != null || to != null) {
            parts.add(to == null ? words.text(key + ".from", from) : from == null ? words.text(key + ".to", to)
                    : words.text(key + ".between", from, to));
        }
    }
}
