package org.fengsui.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fengsui.form.Form;
import org.fengsui.form.FormStore;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Service;

/** Differences between versions of plans (版本差异), in the reader's language. */
@Service
public class Differences {

    private final MessageSource messages;
    private final Organization organization;
    private final LevelWords levels;
    private final FormStore forms;

    Differences(MessageSource messages, Organization organization, LevelWords levels, FormStore forms) {
        this.messages = messages;
        this.organization = organization;
        this.levels = levels;
        this.forms = forms;
    }

    public PlanDifference between(Plans.Version from, Plans.Version to) {
        return PlanDifference.of(content(from), content(to), words());
    }

    /** What a field of a form asks for. */
    public String asks(Form.Field field) {
        return FieldWords.of(field, words());
    }

    private PlanDifference.Content content(Plans.Version version) {
        Map<String, Form> brought = new LinkedHashMap<>();
        version.forms().values().forEach(ref -> brought.put(ref, forms.form(ref).orElseThrow()));
        return new PlanDifference.Content(version.plan(), brought);
    }

    private PlanDifference.Words words() {
        return new PlanDifference.Words() {
            @Override
            public String text(String key, Object... arguments) {
                return messages.getMessage("plan.difference." + key, arguments, LocaleContextHolder.getLocale());
            }

            @Override
            public String unit(String code) {
                return organization.name(code);
            }

            @Override
            public String post(String code) {
                return Post.of(code).isPresent()
                        ? messages.getMessage("post." + code, null, LocaleContextHolder.getLocale()) : code;
            }

            @Override
            public String hazard(String code) {
                return messages.getMessage("page.hazard." + code, null, code, LocaleContextHolder.getLocale());
            }

            @Override
            public String level(Plan.Level level) {
                return levels.text(level);
            }
        };
    }
}
