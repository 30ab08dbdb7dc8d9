package org.fengsui.form;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * All forms that there are: those of {@code forms/}, which come with the program and are named by their key, and those
 * that somebody brought with a plan, which are kept for good and named by {@link FormText#ref}. So a task that was opened
 * with a form keeps exactly that one, whatever the plan's next version brings.
 */
@Component
public class FormStore {

    /** Forms that are kept as read, the latest asked for. */
    private static final int KEPT = 200;

    private final JdbcClient jdbc;
    private final Map<String, String> shipped = new TreeMap<>();
    private final Map<String, Form> read = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Form> eldest) {
            return size() > KEPT;
        }
    });

    FormStore(ResourcePatternResolver resources, JdbcClient jdbc) throws IOException {
        this.jdbc = jdbc;
        for (Resource resource : resources.getResources("classpath*:forms/*.form")) {
            String key = resource.getFilename().replaceFirst("\\.form$", "");
            String text = resource.getContentAsString(StandardCharsets.UTF_8);
            requireSound(key, text);
            shipped.put(key, text);
        }
    }

    /** The keys of the forms that come with the program. */
    public Set<String> shipped() {
        return Collections.unmodifiableSet(shipped.keySet());
    }

    /** @param ref key of a shipped form, or what {@link #keep} gave */
    public Optional<String> text(String ref) {
        boolean brought = !FormText.key(ref).equals(ref);
        // PostgreSQL takes no NUL: no form is called so.
        return !brought || ref.indexOf('\0') >= 0 ? Optional.ofNullable(shipped.get(ref))
                : jdbc.sql("select content from form_text where ref = ?").param(ref).query(String.class).optional();
    }

    /** @param ref key of a shipped form, or what {@link #keep} gave */
    public Optional<Form> form(String ref) {
        Form known = read.get(ref);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Form> form = text(ref).map(FormRules::parse).map(Form::of);
        form.ifPresent(fresh -> read.put(ref, fresh));
        return form;
    }

    /**
     * Keeps a form, in the caller's transaction; one that is there already stays.
     *
     * @return what names it, {@link FormText#ref}
     * @throws IllegalArgumentException when it breaks {@link FormRules}
     */
    public String keep(FormText form) {
        requireSound(form.key(), form.text());
        jdbc.sql("insert into form_text (ref, content) values (?, ?) on conflict do nothing")
                .params(form.ref(), form.text()).update();
        return form.ref();
    }

    private static void requireSound(String key, String text) {
        List<FormRules.Finding> findings = FormRules.check(key, text);
        if (!findings.isEmpty()) {
            throw new IllegalArgumentException("the form " + key + " can't be used: " + findings);
        }
    }
}
