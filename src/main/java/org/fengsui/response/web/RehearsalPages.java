package org.fengsui.response.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.fengsui.response.Difference;
import org.fengsui.response.Rehearsals;
import org.fengsui.response.Rehearsals.Stage;
import org.fengsui.response.Rehearsals.Step;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Rehearsing a plan (推演): facts are typed and the level, its reasons and the tasks are seen; then launch, changes of the
 * level and the end, step by step. All of it is in the address: nothing is stored, nobody is told.
 */
@Controller
class RehearsalPages {

    private static final String END = "end";
    /** Hidden field: for which facts the situations were shown. */
    private static final String SHOWN = "shown";

    private final Plans plans;
    private final Incidents incidents;
    private final Rehearsals rehearsals;
    private final Words words;

    RehearsalPages(Plans plans, Incidents incidents, Rehearsals rehearsals, Words words) {
        this.plans = plans;
        this.incidents = incidents;
        this.rehearsals = rehearsals;
        this.words = words;
    }

    @GetMapping("/plans/{key}/rehearsal")
    String rehearsal(@PathVariable String key, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                     HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        Plans.Version version = typed.value("version").isEmpty() ? plans.shown(key, actor)
                : plans.version(key, number(typed.value("version")), actor);
        Plan plan = version.plan();
        List<String> steps = steps(typed);
        model.addAttribute("version", version);
        model.addAttribute("plan", plan);
        model.addAttribute("typed", typed);
        model.addAttribute("groups", groups(plan));
        model.addAttribute("steps", steps);
        try {
            Map<String, String> facts = typed.under("facts.");
            if (facts.values().stream().anyMatch(value -> !value.isBlank())) {
                Incidents.WhatIf found = incidents.whatIf(version, facts);
                model.addAttribute("asked", true);
                model.addAttribute("proposal", found.proposal());
                model.addAttribute("next", found.next());
                indicate(typed, facts, found);
                if (found.proposal() != null) {
                    Plan.Level level = plan.level(found.proposal().level()).orElseThrow();
                    model.addAttribute("proposed", level);
                    if (steps.isEmpty()) {
                        Stage would = rehearsals.rehearse(plan, List.of(new Step(level.code())),
                                Set.copyOf(typed.values("situations"))).get(0);
                        model.addAttribute("openings", words.openings(plan, would.difference().opened()));
                        model.addAttribute("openedUnits", would.difference().units().size());
                        model.addAttribute("opened", would.difference().opened().size());
                    }
                }
            }
            List<Stage> stages = rehearsals.rehearse(plan, steps.stream().map(RehearsalPages::step).toList(),
                    Set.copyOf(typed.values("situations")));
            model.addAttribute("stages", stages.stream().map(stage -> view(plan, stage)).toList());
            Plan.Level now = stages.isEmpty() ? null : stages.get(stages.size() - 1).to();
            model.addAttribute("now", now);
            model.addAttribute("ended", !stages.isEmpty() && now == null);
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            model.addAttribute("stages", List.of());
            model.addAttribute("ended", false);
        }
        return "response/rehearsal";
    }

    private static int number(String version) {
        if (!version.matches("\\d{1,6}")) {
            throw new NotFound("plan");
        }
        return Integer.parseInt(version);
    }

    /** The steps so far, and the one that was pressed; one fewer when the last was taken back. */
    private static List<String> steps(Typed typed) {
        List<String> steps = new ArrayList<>(typed.values("steps").stream().filter(step -> !step.isBlank()).toList());
        String go = typed.value("go");
        if (go.equals("back") && !steps.isEmpty()) {
            steps.remove(steps.size() - 1);
        } else if (go.equals("again")) {
            steps.clear();
        } else if (go.startsWith("step:")) {
            steps.add(go.substring("step:".length()));
        }
        return steps;
    }

    static Step step(String sent) {
        return new Step(sent.equals(END) ? "" : sent);
    }

    /**
     * Ticks the situations that the facts indicate, until they have been shown for these very facts: from then on, and when
     * some were ticked before any facts were asked about, what the reader ticked counts, be it nothing.
     */
    private static void indicate(Typed typed, Map<String, String> facts, Incidents.WhatIf found) {
        String shown = typed.value(SHOWN);
        String mark = Integer.toHexString(facts.hashCode());
        if (!shown.equals(mark) && !(shown.isEmpty() && !typed.values("situations").isEmpty())) {
            typed.replace("situations", found.proposal() == null ? List.of() : List.copyOf(found.proposal().situations()));
        }
        typed.replace(SHOWN, mark);
    }

    /** What can be typed: what is reported, and after it what is computed over a time, which one value does not tell. */
    private static List<Incidents.FactGroup> groups(Plan plan) {
        Map<String, List<Plan.Fact>> groups = new LinkedHashMap<>();
        Stream.concat(plan.facts().stream().filter(fact -> fact.computation() == null),
                        plan.facts().stream().filter(fact -> fact.computation() != null))
                .forEach(fact -> groups.computeIfAbsent(fact.group(), group -> new ArrayList<>()).add(fact));
        return groups.entrySet().stream().map(group -> new Incidents.FactGroup(group.getKey(), group.getValue())).toList();
    }

    private StageView view(Plan plan, Stage stage) {
        Difference difference = stage.difference();
        return new StageView(stage.from(), stage.to(), words.openings(plan, difference.opened()), difference.opened().size(),
                difference.units().size(), words.tasks(difference.withdrawn()), words.retimings(difference),
                difference.kept().size(), stage.running());
    }

    /** One step, as shown. @param from null at the launch; {@code to}: null at the end */
    record StageView(Plan.Level from, Plan.Level to, List<Words.Opening> openings, int opened, int units,
                     List<Words.UnitTask> withdrawn, List<Words.Retiming> retimed, int kept, int running) {
        /** Which words tell of it: launch, up, down or end. */
        public String kind() {
            return from == null ? "launch" : to == null ? "end" : to.rank() > from.rank() ? "up" : "down";
        }
    }
}
