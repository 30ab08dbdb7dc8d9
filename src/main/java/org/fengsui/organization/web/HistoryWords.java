package org.fengsui.organization.web;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fengsui.organization.HistoryLine;
import org.fengsui.organization.Organization;
import org.fengsui.words.DateWords;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Tells histories in the reader's language. */
@Component
class HistoryWords {

    private final Organization organization;
    private final MessageSource messages;
    private final DateWords dates;

    HistoryWords(Organization organization, MessageSource messages, DateWords dates) {
        this.organization = organization;
        this.messages = messages;
        this.dates = dates;
    }

    record Row(Instant at, String by, String what, String about) {
    }

    List<Row> rows(List<HistoryLine> lines) {
        Map<String, String> names = organization.persons(lines.stream().map(HistoryLine::actor).distinct().toList());
        return lines.stream().map(line -> new Row(line.at(), names.get(line.actor()),
                message("organization.did." + line.type()), line.arguments().stream().filter(text -> !text.isEmpty())
                        .map(this::word).collect(Collectors.joining(" · ")))).toList();
    }

    private String word(String argument) {
        int colon = argument.indexOf(':');
        String code = argument.substring(colon + 1);
        return switch (colon < 0 ? "" : argument.substring(0, colon)) {
            case "unit" -> organization.name(code);
            case "post" -> message("post." + code);
            case "person" -> organization.person(code);
            case "time" -> dates.at(Instant.parse(code));
            default -> argument;
        };
    }

    private String message(String key) {
        return messages.getMessage(key, null, LocaleContextHolder.getLocale());
    }
}
