package org.fengsui.response.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.response.Responses.TimelineLine;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** The timeline as pages show it: the newest line first, each with the names of who did it. */
@Component
class TimelineWords {

    private final Organization organization;
    private final MessageSource messages;

    TimelineWords(Organization organization, MessageSource messages) {
        this.organization = organization;
        this.messages = messages;
    }

    List<Line> newestFirst(List<TimelineLine> lines) {
        Map<String, String> people = new HashMap<>(organization.persons(lines.stream().map(TimelineLine::actor)
                .collect(Collectors.toSet())));
        people.put(Actor.SYSTEM.username(), messages.getMessage("task.system", null, LocaleContextHolder.getLocale()));
        List<Line> shown = new ArrayList<>(lines.stream().map(line -> new Line(line.at(),
                line.unit() == null || line.unit().isEmpty() ? "" : organization.name(line.unit()),
                people.get(line.actor()), line.unit(), kind(line.type()), line.type(),
                line.text(), line.ref())).toList());
        Collections.reverse(shown);
        return shown;
    }

    /** The kinds that a timeline can be narrowed to: facts, tasks, decisions. */
    private static String kind(String type) {
        return type.startsWith("incident-") ? "facts" : type.startsWith("task-") ? "tasks" : "decisions";
    }

    /** @param taskId the task it is about; null when about none */
    record Line(Instant at, String unit, String person, String unitCode, String kind, String type, String text,
                String taskId) {
        boolean by(String code) {
            return code.equals(unitCode);
        }
    }
}
