package org.fengsui.response.web;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.response.Responses.TimelineLine;
import org.fengsui.response.Timelines;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** The timeline as pages show it: each line with the names of who did it. */
@Component
class TimelineWords {

    private final Organization organization;
    private final MessageSource messages;

    TimelineWords(Organization organization, MessageSource messages) {
        this.organization = organization;
        this.messages = messages;
    }

    Shown page(Timelines.Listing found) {
        Map<String, String> people = organization.persons(
                found.content().stream().map(TimelineLine::actor).distinct().toList());
        people.computeIfPresent(Actor.SYSTEM.username(), (username, name) ->
                messages.getMessage("task.system", null, LocaleContextHolder.getLocale()));
        return new Shown(found.content().stream().map(line -> new Line(line.at(),
                line.unit() == null || line.unit().isEmpty() ? "" : organization.name(line.unit()),
                people.get(line.actor()), kind(line.type()), line.text(), line.ref())).toList(), found.totalElements());
    }

    /** The kinds that a timeline can be narrowed to: facts, tasks, decisions. */
    private static String kind(String type) {
        return type.startsWith("incident-") ? "facts" : type.startsWith("task-") ? "tasks" : "decisions";
    }

    /** One page, the newest line first. */
    record Shown(List<Line> lines, long total) {
    }

    /** @param taskId the task it is about; null when about none */
    record Line(Instant at, String unit, String person, String kind, String text, String taskId) {
    }
}
