package org.fengsui.response;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Service;

/** The timeline (时间线) for reading: page by page, narrowed to a kind, a unit or a text. */
@Service
public class Timelines {

    /** Kinds of lines: facts, tasks, decisions. */
    public static final List<String> KINDS = List.of("decisions", "tasks", "facts");

    private final Timeline timeline;
    private final TimelineText words;
    private final Responses responses;
    private final Incidents incidents;
    private final Plans plans;
    private final Organization organization;
    private final MessageSource messages;

    Timelines(Timeline timeline, TimelineText words, Responses responses, Incidents incidents, Plans plans,
              Organization organization, MessageSource messages) {
        this.timeline = timeline;
        this.words = words;
        this.responses = responses;
        this.incidents = incidents;
        this.plans = plans;
        this.organization = organization;
        this.messages = messages;
    }

    /** Lines of a response and of its incident as a whole, the newest first. */
    public Listing ofResponse(UUID id, Filter filter, int page, int size, Actor actor) {
        Response response = responses.response(id, actor);
        return listing(new Timeline.Scope(response.incidentId(), List.of(id), actor), List.of(responses.version(response).plan()), filter,
                page, size);
    }

    /** Lines of an incident with those of its responses that the actor may see, the newest first. */
    public Listing ofIncident(UUID id, Filter filter, int page, int size, Actor actor) {
        List<Plan> known = plans.published(incidents.incident(id).hazard()).stream().map(Plans.Version::plan).toList();
        return listing(ofIncident(id, actor), known, filter, page, size);
    }

    /** Codes of the units that a response's timeline tells of. */
    public Set<String> unitsOfResponse(UUID id, Actor actor) {
        return timeline.units(new Timeline.Scope(responses.response(id, actor).incidentId(), List.of(id), actor));
    }

    /** Codes of the units that an incident's timeline tells the actor of. */
    public Set<String> unitsOfIncident(UUID id, Actor actor) {
        return timeline.units(ofIncident(id, actor));
    }

    private Timeline.Scope ofIncident(UUID id, Actor actor) {
        return new Timeline.Scope(id, actor.oversees() ? null
                : responses.ofIncident(id, actor).stream().map(Response::id).toList(), actor);
    }

    /** What each unit last did with its tasks (最近反馈), by the unit's code, as far as the actor may see it. */
    public Map<String, Feedback> latestByUnit(UUID id, Actor actor) {
        Map<String, Feedback> latest = new HashMap<>();
        timeline.latestByUnit(id, responses.response(id, actor).incidentId(), actor).forEach(entry -> latest.put(entry.unit(), new Feedback(entry.at(),
                entry.type().substring("task-".length()), entry.arguments().get(0), entry.arguments().get(2),
                entry.ref())));
        return latest;
    }

    private Listing listing(Timeline.Scope scope, List<Plan> known, Filter filter, int page, int size) {
        boolean searched = !filter.text().isEmpty();
        Timeline.Found found = timeline.find(scope, new Timeline.Filter(filter.kind(), filter.unit(), filter.text(),
                searched ? unitsNamed(filter.text()) : List.of(), searched ? typesNamed(scope, filter.text()) : List.of()),
                page, size);
        return new Listing(words.of(found.content(), known), found.total());
    }

    private List<String> unitsNamed(String text) {
        return organization.units().stream().map(Unit::code).filter(code -> contains(organization.name(code), text))
                .toList();
    }

    /** Stored is what happened, not a sentence about it: 签收 is found by the sentences of the types. */
    private List<String> typesNamed(Timeline.Scope scope, String text) {
        Locale locale = LocaleContextHolder.getLocale();
        Object[] nothing = {"", "", "", "", "", ""};
        return timeline.types(scope).stream()
                .filter(type -> contains(messages.getMessage("timeline." + type, nothing, locale), text)).toList();
    }

    private static boolean contains(String whole, String part) {
        return whole.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    /**
     * What lines are narrowed to; empty texts mean no limit.
     *
     * @param kind one of {@link #KINDS}; anything else is no limit
     * @param unit code of a unit: what it did, and what happened to its tasks
     * @param text in the words of a line
     */
    public record Filter(String kind, String unit, String text) {

        public static final Filter NONE = new Filter("", "", "");

        /** PostgreSQL takes no NUL; no line has one. */
        public Filter {
            unit = unit.replace("\0", "");
            text = text.replace("\0", "").strip();
        }
    }

    /** One page, and how many lines there are in all. */
    public record Listing(List<Responses.TimelineLine> content, long totalElements) {
    }

    /**
     * What a unit last did with a task.
     *
     * @param type   received, progressed, completed …
     * @param title  the task's
     * @param text   what was written; may be empty
     * @param taskId the task's id
     */
    public record Feedback(Instant at, String type, String title, String text, String taskId) {
    }
}
