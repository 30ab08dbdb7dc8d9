package org.fengsui.plan;

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

    Differences(MessageSource messages, Organization organization, LevelWords levels) {
        this.messages = messages;
        this.organization = organization;
        this.levels = levels;
    }

    public PlanDifference between(Plan from, Plan to) {
        return PlanDifference.of(from, to, new PlanDifference.Words() {
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
        });
    }
}
