package org.fengsui.response.web;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.response.Responses;
import org.fengsui.task.Task;
import org.springframework.stereotype.Component;

/** Who holds which post, by the accounts, and who acts in a response. Who is on duty (排班) is not known here. */
@Component
class People {

    private static final Set<Post> COMMAND_POST =
            EnumSet.of(Post.COMMANDER, Post.DEPUTY, Post.OFFICE, Post.DUTY, Post.GOVERNMENT);
    private static final List<Post> ORDER =
            List.of(Post.COMMANDER, Post.DEPUTY, Post.OFFICE, Post.DUTY, Post.GOVERNMENT);

    private final Organization organization;
    private final Responses responses;
    private final Words words;

    People(Organization organization, Responses responses, Words words) {
        this.organization = organization;
        this.responses = responses;
        this.words = words;
    }

    /** The posts of the command post and who holds them. */
    List<Holder> commandPost() {
        List<Actor> people = organization.holders(COMMAND_POST);
        return ORDER.stream().map(post -> new Holder(responses.postNames(List.of(post.code())),
                words.listed(people.stream().filter(person -> person.holds(post)).map(Actor::name).toList()))).toList();
    }

    /** Unit by unit: leaders, officers, and those who work on its tasks. */
    List<UnitPeople> ofUnits(List<Task> tasks) {
        Map<String, Integer> order = words.order();
        Map<String, List<Task>> byUnit = tasks.stream().filter(task -> task.withdrawnAt() == null)
                .collect(Collectors.groupingBy(Task::unit));
        Map<String, List<Actor>> people = organization.people(byUnit.keySet()).stream()
                .collect(Collectors.groupingBy(Actor::unit));
        return byUnit.entrySet().stream()
                .sorted(Comparator.comparing(unit -> order.getOrDefault(unit.getKey(), Integer.MAX_VALUE)))
                .map(unit -> unit(unit.getKey(), unit.getValue(), people.getOrDefault(unit.getKey(), List.of()))).toList();
    }

    private UnitPeople unit(String code, List<Task> tasks, List<Actor> people) {
        Map<String, Long> handled = new LinkedHashMap<>();
        tasks.stream().filter(task -> task.handler() != null).forEach(task -> handled.merge(task.handler(), 1L, Long::sum));
        Map<String, String> names = people.stream().collect(Collectors.toMap(Actor::username, Actor::name));
        return new UnitPeople(code, organization.name(code),
                words.listed(people.stream().filter(person -> person.holds(Post.LEADER)).map(Actor::name).toList()),
                words.listed(people.stream().filter(person -> person.holds(Post.OFFICER)).map(Actor::name).toList()),
                handled.entrySet().stream().map(one -> new Handler(names.getOrDefault(one.getKey(), one.getKey()),
                        one.getValue())).toList(),
                tasks.size());
    }

    /** @param people names; empty when nobody holds it */
    record Holder(String post, String people) {
    }

    /** @param handlers who works on the unit's tasks of this response (经办人) */
    record UnitPeople(String code, String name, String leaders, String officers, List<Handler> handlers, long tasks) {
    }

    record Handler(String name, long tasks) {
    }
}
