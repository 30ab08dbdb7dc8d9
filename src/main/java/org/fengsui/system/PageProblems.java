package org.fengsui.system;

import java.util.List;
import java.util.Locale;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Refusal;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Refusals in words, for pages, which reach it as {@code @problems}. */
@Component("problems")
class PageProblems {

    private final MessageSource messages;

    PageProblems(MessageSource messages) {
        this.messages = messages;
    }

    public String text(Refusal problem) {
        return messages.getMessage("refusal." + problem.code(), problem.arguments(), locale());
    }

    /** Every wrong field; empty when the refusal is about no field. */
    public List<Field> fields(Refusal problem) {
        return problem instanceof Invalid invalid
                ? invalid.fields().stream().map(field -> new Field(field.field(), words(field))).toList()
                : List.of();
    }

    /** What is wrong with a field; null when nothing is, or there is no problem at all. */
    public String at(Refusal problem, String name) {
        return problem == null ? null : fields(problem).stream().filter(field -> field.name().equals(name))
                .map(Field::text).findFirst().orElse(null);
    }

    private String words(Invalid.Field field) {
        String words = messages.getMessage("invalid." + field.code(), field.arguments(), locale());
        // The summary stands far from the field: it says which one it means, where the page has a name for it.
        String name = field.field().startsWith("facts.") ? field.field().substring("facts.".length())
                : messages.getMessage("field." + field.field(), null, "", locale());
        return name == null || name.isEmpty() ? words : messages.getMessage("layout.field-problem",
                new Object[] {name, words}, locale());
    }

    private static Locale locale() {
        return LocaleContextHolder.getLocale();
    }

    record Field(String name, String text) {
    }
}
