package org.fengsui.response;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plan;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Puts the timeline into words of the reader's language: stored is what happened, not a sentence about it. */
@Component
class TimelineText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final MessageSource messages;
    private final Organization organization;
    private final ZoneId zone;

    TimelineText(MessageSource messages, Organization organization, ZoneId zone) {
        this.messages = messages;
        this.organization = organization;
        this.zone = zone;
    }

    /** @param plans whose levels the lines may name */
    List<Responses.TimelineLine> of(List<Timeline.Entry> entries, List<Plan> plans) {
        Locale locale = LocaleContextHolder.getLocale();
        return entries.stream().map(entry -> {
            Object[] arguments = new Object[entry.arguments().size()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = worded(entry, i, plans, locale);
            }
            return new Responses.TimelineLine(entry.at(), entry.actor(), entry.unit(), entry.type(),
                    messages.getMessage("timeline." + entry.type(), arguments, locale).strip(), entry.ref());
        }).toList();
    }

    private String worded(Timeline.Entry entry, int index, List<Plan> plans, Locale locale) {
        String argument = entry.arguments().get(index);
        if (entry.type().startsWith("task-")) {
            return index == 1 ? organization.name(argument, locale) : argument;
        }
        if (decision(entry.type())) {
            switch (index) {
                case 0:
                    return messages.getMessage("approval." + argument, null, argument, locale);
                case 2:
                    return messages.getMessage("post." + argument, null, argument, locale);
                case 4:
                    return argument.isEmpty() ? "" : TIME.format(Instant.parse(argument).atZone(zone));
                default:
                    break;
            }
        }
        // In sans fonts Ⅰ and Ⅱ read as bars: Chinese readers get the level in words.
        return locale.getLanguage().equals("en") ? argument
                : plans.stream().flatMap(plan -> plan.levels().stream())
                        .filter(level -> level.code().equals(argument)).findFirst().map(Plan.Level::name)
                        .orElse(argument);
    }

    private static boolean decision(String type) {
        return type.endsWith("approved") || type.endsWith("rejected") || type.equals("written-approval");
    }
}
