package org.fengsui.response;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.fengsui.organization.Organization;
import org.fengsui.plan.LevelWords;
import org.fengsui.plan.Plan;
import org.fengsui.words.DateWords;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Puts the timeline into words of the reader's language: stored is what happened, not a sentence about it. */
@Component
class TimelineText {

    private final MessageSource messages;
    private final Organization organization;
    private final LevelWords levels;
    private final DateWords dates;

    TimelineText(MessageSource messages, Organization organization, LevelWords levels, DateWords dates) {
        this.messages = messages;
        this.organization = organization;
        this.levels = levels;
        this.dates = dates;
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
                    return argument.isEmpty() ? "" : dates.at(Instant.parse(argument));
                default:
                    break;
            }
        }
        if (!level(entry.type(), index)) {
            return argument;
        }
        return plans.stream().flatMap(plan -> plan.levels().stream()).filter(level -> level.code().equals(argument))
                .findFirst().map(levels::name).orElse(argument);
    }

    /** Which argument is a level; whoever writes "Ⅱ" as a reason has written just that, and an order's number is none. */
    private static boolean level(String type, int index) {
        return switch (type) {
            case "level-raised", "level-lowered" -> index <= 1;
            case "order-issued", "situations-added", "end-conditions-met", "end-conditions-unmet" -> false;
            default -> index == (decision(type) ? 1 : 0);
        };
    }

    private static boolean decision(String type) {
        return type.endsWith("approved") || type.endsWith("rejected") || type.equals("written-approval");
    }
}
