package org.fengsui.response.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.plan.Plan;
import org.fengsui.response.Difference;
import org.fengsui.response.Responses;
import org.fengsui.task.Task;
import org.springframework.stereotype.Component;

/** Turns what the modules know into the records that several pages show. */
@Component
class Words {

    private final Organization organization;
    private final Responses responses;

    Words(Organization organization, Responses responses) {
        this.organization = organization;
        this.responses = responses;
    }

    /** Names of the districts covered; empty for the whole city. */
    String scope(List<String> codes) {
        return organization.names(codes);
    }

    String situations(Plan plan, List<String> codes) {
        return String.join("、", codes.stream().map(code -> plan.situation(code).map(Plan.Situation::name).orElse(code))
                .toList());
    }

    Authority authority(Plan.Level level, Actor actor) {
        List<Choice> posts = level.authority().posts().stream()
                .map(post -> new Choice(post, responses.postNames(List.of(post)))).toList();
        return new Authority(level.authority().text(), level.authority().clause(),
                responses.postNames(level.authority().posts()), posts, actor.holdsAny(level.authority().posts()));
    }

    /** What is opened, unit by unit in the order of the organisation, each in the plan's order. */
    List<Opening> openings(List<Difference.Opening> opened) {
        Map<String, Integer> order = order();
        Map<String, Integer> sizes = new HashMap<>();
        opened.forEach(opening -> sizes.merge(opening.unit(), 1, Integer::sum));
        List<Opening> rows = new ArrayList<>();
        String previous = null;
        for (Difference.Opening opening : opened.stream()
                .sorted(Comparator.comparing(o -> order.getOrDefault(o.unit(), Integer.MAX_VALUE))).toList()) {
            Plan.Action action = opening.action();
            rows.add(new Opening(organization.name(opening.unit()),
                    opening.unit().equals(previous) ? 0 : sizes.get(opening.unit()), action.title(),
                    action.kind().name().toLowerCase(java.util.Locale.ROOT), action.recurs(), opening.terms(),
                    action.clause(), action.levelsAssumed()));
            previous = opening.unit();
        }
        return rows;
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

    /** @param unitRows how many rows this unit has, on its first row; 0 on the others */
    record Opening(String unit, int unitRows, String title, String kind, boolean recurs, Plan.Terms terms,
                   String clause, boolean levelsAssumed) {
    }

    record Retiming(String unit, Task task, Plan.Terms terms) {
    }

    record UnitTask(String unit, Task task) {
    }
}
