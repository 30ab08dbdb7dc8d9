package org.fengsui.task.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * What was typed into one of the forms of a task's page; kept through errors.
 *
 * @param action    the form that was sent; empty when none was
 * @param requestId the mark of that form, so that sending it once more is not a second report
 * @param byScript  whether the page's script has sent it and wants a {@link FormAnswer}, not a page
 */
record SentForm(String action, String requestId, boolean byScript, MultiValueMap<String, String> values) {

    private static final String FORM = "form.";

    static SentForm nothing() {
        return new SentForm("", "", false, new LinkedMultiValueMap<>());
    }

    static SentForm of(String action, MultiValueMap<String, String> parameters) {
        MultiValueMap<String, String> values = new LinkedMultiValueMap<>(parameters);
        List.of("_csrf", "requestId", "lang", "reply").forEach(values::remove);
        String requestId = parameters.getFirst("requestId");
        return new SentForm(action, requestId == null ? "" : requestId, "json".equals(parameters.getFirst("reply")),
                values);
    }

    /** The same under a new mark: what was typed is to be sent for the first time. */
    SentForm renewed() {
        return new SentForm(action, "", byScript, values);
    }

    /** The mark for a form of the page: each has its own, and the one that was sent and refused keeps it. */
    public String mark(String form) {
        return form.equals(action) && !requestId.isEmpty() ? requestId : UUID.randomUUID().toString();
    }

    /** A text as typed; empty when this is not the form that was sent. */
    public String get(String form, String field) {
        return form.equals(action) && values.getFirst(field) != null ? values.getFirst(field) : "";
    }

    public boolean has(String form, String field, String value) {
        return form.equals(action) && values.getOrDefault(field, List.of()).contains(value);
    }

    String text(String field) {
        return values.getFirst(field);
    }

    /** The values of the task's form by field; several where several were ticked. */
    Map<String, Object> form() {
        Map<String, Object> form = new LinkedHashMap<>();
        values.forEach((name, sent) -> {
            if (name.startsWith(FORM)) {
                form.put(name.substring(FORM.length()), sent.size() == 1 ? sent.get(0) : sent);
            }
        });
        return form;
    }
}
