package org.fengsui.task.web;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fengsui.form.Form;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Refusal;
import org.fengsui.task.Forms;
import org.fengsui.words.DateWords;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Puts refusals into the words of a task's page. */
@Component
class FormProblems {

    private static final String FORM = "form.";

    private final MessageSource messages;
    private final TaskViews views;
    private final Forms forms;
    private final DateWords dates;

    FormProblems(MessageSource messages, TaskViews views, Forms forms, DateWords dates) {
        this.messages = messages;
        this.views = views;
        this.forms = forms;
        this.dates = dates;
    }

    /**
     * @param form    the form that was sent
     * @param formKey key of the task's own form
     */
    FormProblem of(Refusal refusal, String form, String formKey) {
        List<FormProblem.Field> fields = refusal instanceof Invalid invalid
                ? invalid.fields().stream().map(field -> new FormProblem.Field(field.field(),
                        form + "-" + field.field(), label(field.field(), formKey), words(field))).toList()
                : List.of();
        HttpStatus status = refusal instanceof Invalid ? HttpStatus.UNPROCESSABLE_CONTENT
                : refusal instanceof Forbidden ? HttpStatus.FORBIDDEN : HttpStatus.CONFLICT;
        return new FormProblem(status, form, refusal instanceof Invalid ? message("task.problem.invalid")
                : message("refusal." + refusal.code(), shown(refusal)), fields);
    }

    /** What has become of a task, when and by whom; empty for null. */
    String ended(TaskPage.Ended ended) {
        if (ended == null) {
            return "";
        }
        String who = ended.unit().isEmpty() ? ended.who() : ended.who() + " · " + ended.unit();
        return message("task.ended.in-short", message("task.ended." + ended.how()),
                dates.at(ended.at()), who);
    }

    String words(Invalid.Field field) {
        return message("invalid." + field.code(), field.arguments());
    }

    /** How a field is called on the page. */
    String label(String field, String formKey) {
        if (field.startsWith(FORM)) {
            String key = field.substring(FORM.length());
            return forms.form(formKey).stream().flatMap(form -> form.fields().stream())
                    .filter(known -> known.key().equals(key)).map(Form.Field::label).findFirst().orElse(key);
        }
        return messages.getMessage("task.field." + field, null, field, LocaleContextHolder.getLocale());
    }

    /** Times in the site's zone, accounts by the person's name. */
    private Object[] shown(Refusal refusal) {
        Object[] arguments = refusal.arguments().clone();
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Instant instant) {
                arguments[i] = dates.at(instant);
            } else if (i == 0 && refusal.code().equals("task-done")) {
                arguments[i] = views.name(String.valueOf(arguments[i]), names);
            }
        }
        return arguments;
    }

    String message(String key, Object... arguments) {
        Locale locale = LocaleContextHolder.getLocale();
        return messages.getMessage(key, arguments, locale);
    }
}
