package org.fengsui.response;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fengsui.task.Forms;
import org.springframework.context.ApplicationContext;

/** Fills the required fields of forms with something that passes. */
public final class TestForms {

    private TestForms() {
    }

    public static Map<String, Object> filled(ApplicationContext context, String formKey) {
        Map<String, Object> values = new HashMap<>();
        context.getBean(Forms.class).form(formKey).ifPresent(form -> form.fields().stream()
                .filter(field -> field.input() && field.required()).forEach(field -> values.put(field.key(),
                        switch (field.type()) {
                            case "number" -> field.min() == null ? BigDecimal.ONE : field.min();
                            case "checkbox" -> true;
                            case "radio", "select" -> field.options().get(0).value();
                            case "checklist" -> List.of(field.options().get(0).value());
                            case "datetime" -> "2026-07-01T08:00";
                            default -> "雨情平稳";
                        })));
        return values;
    }
}
