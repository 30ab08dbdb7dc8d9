package org.fengsui.response.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.plan.Plan;
import org.fengsui.response.Anchors;
import org.fengsui.response.Approval;
import org.fengsui.response.Difference;
import org.fengsui.response.Previews;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.fengsui.task.Task;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Turns what the modules know into the records that several pages show. */
@Component
class Words {

    private final Organization organization;
    private final Responses responses;
    private final MessageSource messages;

    Words(Organization organization, Responses responses, MessageSource messages) {
        this.organization = organization;
        this.responses = responses;
        this.messages = messages;
    }

    /** Names of the districts covered; empty for the whole city. */
    String scope(List<String> codes) {
        return organization.districtNames(codes);
    }

    String situations(Plan plan, List<String> codes) {
        return listed(codes.stream().map(code -> plan.situation(code).map(Plan.Situation::name).orElse(code))
                .toList());
    }

    String listed(List<String> texts) {
        return String.join(messages.getMessage("layout.list-comma", null, LocaleContextHolder.getLocale()), texts);
    }

    /** The state of a response as the end of its words' key: a launch that was asked for and withdrawn is told apart. */
    String status(Response response) {
        return withdrawn(response).isPresent() ? "withdrawn" : response.status().code();
    }

    /** The request to launch, when it was withdrawn (撤回请示). */
    Optional<Approval> withdrawn(Response response) {
        return response.status() != Response.Status.REJECTED ? Optional.empty() : responses.approvals(response.id())
                .stream().filter(approval -> "withdrawn".equals(approval.decision())).findFirst();
    }

    /** Where nobody has to sign, whoever reads it may do it. */
    Authority authority(Plan.Authority authority, Actor actor) {
        List<Choice> posts = authority.posts().stream()
                .map(post -> new Choice(post, responses.postNames(List.of(post)))).toList();
        return new Authority(authority.text(), authority.clause(), responses.postNames(authority.posts()), posts,
                posts.isEmpty() || actor.holdsAny(authority.posts()));
    }

    /** What is opened, one row per action, in the order of the organisation and then of the plan. */
    List<Opening> openings(Previews.Preview preview) {
        return openings(preview.version().plan(), preview.difference().opened(), preview.missing().stream()
                .collect(Collectors.toMap(Previews.Missing::unit, one -> one)), preview.anchors());
    }

    /** The same where nothing happens at any real time. */
    List<Opening> openings(Plan plan, List<Difference.Opening> opened) {
        return openings(plan, opened, Map.of(), Anchors.NONE);
    }

    private List<Opening> openings(Plan plan, List<Difference.Opening> opened, Map<String, Previews.Missing> missing,
                                   Anchors anchors) {
        Map<Plan.Action, List<String>> units = new LinkedHashMap<>();
        Map<Plan.Action, Plan.Terms> terms = new HashMap<>();
        for (Difference.Opening opening : opened) {
            units.computeIfAbsent(opening.action(), action -> new ArrayList<>()).add(opening.unit());
            terms.put(opening.action(), opening.terms());
        }
        Map<String, Integer> order = order();
        List<Opening> rows = new ArrayList<>();
        String previous = null;
        for (Plan.Action action : units.keySet().stream()
                .sorted(Comparator.comparing(a -> order.getOrDefault(units.get(a).get(0), Integer.MAX_VALUE))).toList()) {
            List<String> codes = units.get(action);
            String unit = codes.size() == 1 ? unit(codes.get(0), missing) : "";
            rows.add(new Opening(unit, codes.size(), organization.names(codes), unit.equals(previous), action.title(),
                    action.kind().name().toLowerCase(Locale.ROOT), action.recurs(), terms.get(action),
                    action.clause(), action.since().name().toLowerCase(Locale.ROOT),
                    plan.action(action.after()).map(Plan.Action::title).orElse(""),
                    anchors.dueAt(action, terms.get(action))));
            previous = unit;
        }
        return rows;
    }

    private String unit(String code, Map<String, Previews.Missing> missing) {
        Previews.Missing lacking = missing.get(code);
        return lacking == null ? organization.name(code)
                : messages.getMessage("page.missing.instead", new Object[] {organization.name(lacking.instead()),
                        lacking.name()}, LocaleContextHolder.getLocale());
    }

    /** Units of the plan that the site lacks: who gets their tasks instead. */
    List<Missing> missing(Previews.Preview preview) {
        return preview.missing().stream().map(one -> new Missing(one.name(), one.tasks(),
                organization.name(one.instead()))).toList();
    }

    List<Retiming> retimings(Difference difference) {
        return difference.retimed().stream().map(retiming -> new Retiming(organization.name(retiming.task().unit()),
                retiming.task(), retiming.terms())).toList();
    }

    List<UnitTask> tasks(List<Task> tasks) {
        Map<String, Integer> order = order();
        return tasks.stream().sorted(Comparator.comparing(t -> order.getOrDefault(t.unit(), Integer.MAX_VALUE)))
                .map(task -> new UnitTask(organization.name(task.unit()), task)).toList();
    }

    Map<String, Integer> order() {
        Map<String, Integer> order = new HashMap<>();
        for (Unit unit : organization.units()) {
            order.put(unit.code(), order.size());
        }
        return order;
    }

    record Choice(String code, String name) {
    }

    /**
     * Who decides a level.
     *
     * @param text    the plan's words
     * @param names   the posts
     * @param maySign whether the reader is one of them
     */
    record Authority(String text, String clause, String names, List<Choice> posts, boolean maySign) {
    }

    /**
     * One action to be opened.
     *
     * @param unit     empty when several units each have their own task
     * @param repeated whether the row before is the same unit's
     * @param since    from when the time to complete runs: opening, launch, level, event or action
     * @param after    title of the action whose completion it waits for; empty otherwise
     * @param dueAt    when it would be due if it was opened now; null = no limit, or it waits for an action
     */
    record Opening(String unit, int count, String units, boolean repeated, String title, String kind, boolean recurs,
                   Plan.Terms terms, String clause, String since, String after, Instant dueAt) {
    }

    /** A unit that the plan names and the site lacks. @param instead name of the unit that gets its tasks */
    record Missing(String name, int tasks, String instead) {
    }

    record Retiming(String unit, Task task, Plan.Terms terms) {
    }

    record UnitTask(String unit, Task task) {
    }
}
