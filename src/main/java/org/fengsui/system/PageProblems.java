package org.fengsui.system;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Refusals in words, for pages, which reach it as {@code @problems}. */
@Component("problems")
class PageProblems {

    private final MessageSource messages;
    private final TimeWords times;

    PageProblems(MessageSource messages, TimeWords times) {
        this.messages = messages;
        this.times = times;
    }

    public String text(Refusal problem) {
        return messages.getMessage("refusal." + problem.code(), shown(problem.arguments()), locale());
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

    /** Whether any of these facts has been typed or is wrong: then they are not folded away. */
    public boolean touched(Refusal problem, Typed typed, List<String> facts) {
        return facts.stream().map("facts."::concat)
                .anyMatch(name -> !typed.value(name).isBlank() || at(problem, name) != null);
    }

    private String words(Invalid.Field field) {
        String words = messages.getMessage("invalid." + field.code(), shown(field.arguments()), locale());
        // The summary stands far from the field: it says which one it means, where the page has a name for it.
        String name = field.field().startsWith("facts.") ? field.field().substring("facts.".length())
                : messages.getMessage("field." + field.field(), null, "", locale());
        return name == null || name.isEmpty() ? words : messages.getMessage("layout.field-problem",
                new Object[] {name, words}, locale());
    }

    /** DateWords in the site's zone, as everywhere on the page. */
    private Object[] shown(Object[] arguments) {
        return Arrays.stream(arguments).map(argument -> argument instanceof Instant at ? times.at(at) : argument)
                .toArray();
    }

    private static Locale locale() {
        return LocaleContextHolder.getLocale();
    }

    record Field(String name, String text) {
    }
}
