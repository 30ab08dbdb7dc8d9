package org.fengsui.response.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.Proposal;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Checks;
import org.fengsui.response.Anchors;
import org.fengsui.response.Difference;
import org.fengsui.response.Rehearsals;
import org.fengsui.response.web.ChangeView.OpeningView;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Rehearsing a version of a plan; nothing is stored, and nothing goes out. */
@RestController
class RehearsalApi {

    private final Plans plans;
    private final Incidents incidents;
    private final Rehearsals rehearsals;

    RehearsalApi(Plans plans, Incidents incidents, Rehearsals rehearsals) {
        this.plans = plans;
        this.incidents = incidents;
        this.rehearsals = rehearsals;
    }

    /**
     * @param facts      supposed values by name, as observations are sent; null = none
     * @param steps      codes of the levels to launch at and change to, in order, and {@code end} for the end; null or
     *                   empty = a launch at the level that the facts propose
     * @param situations codes of situations; null = those that the facts indicate
     */
    record Rehearsal(Map<String, Object> facts, List<String> steps, List<String> situations) {
    }

    @PostMapping("/api/v1/plans/{key}/versions/{version}/rehearsal")
    RehearsalView rehearsePlan(@PathVariable String key, @PathVariable int version, @RequestBody Rehearsal sent, Actor actor) {
        Plans.Version rehearsed = plans.version(key, version, actor);
        Checks checks = new Checks();
        requireNoNull("steps", sent.steps(), checks);
        requireNoNull("situations", sent.situations(), checks);
        checks.done();
        Incidents.WhatIf found = incidents.whatIf(rehearsed, sent.facts());
        Proposal proposal = found.proposal();
        List<String> steps = sent.steps() != null && !sent.steps().isEmpty() ? sent.steps()
                : proposal == null ? List.of() : List.of(proposal.level());
        Set<String> situations = Set.copyOf(sent.situations() != null ? sent.situations()
                : proposal == null ? List.of() : proposal.situations());
        return new RehearsalView(proposal == null ? null : proposal.level(),
                proposal == null ? List.of() : proposal.reasons(), found.next(),
                rehearsals.rehearse(rehearsed.plan(), steps.stream().map(RehearsalPages::step).toList(), situations).stream()
                        .map(StageView::of).toList());
    }

    private static void requireNoNull(String field, List<String> codes, Checks checks) {
        if (codes != null && codes.contains(null)) {
            checks.refuse(field, "required");
        }
    }

    /** @param level that the facts propose; null = none */
    record RehearsalView(String level, List<Proposal.Reason> reasons, List<Proposal.Next> next, List<StageView> steps) {
    }

    /**
     * What one step would do.
     *
     * @param from    null at the launch
     * @param to      null at the end
     * @param running tasks that would be open after it
     */
    record StageView(String from, String to, List<OpeningView> opened, List<Affected> withdrawn, List<Retimed> retimed,
                     int kept, int running) {

        static StageView of(Rehearsals.Stage stage) {
            Difference difference = stage.difference();
            return new StageView(code(stage.from()), code(stage.to()), OpeningView.of(difference, Anchors.NONE),
                    difference.withdrawn().stream().map(task -> new Affected(task.actionKey(), task.unit(), task.title()))
                            .toList(),
                    difference.retimed().stream().map(retiming -> new Retimed(retiming.task().actionKey(),
                            retiming.task().unit(), retiming.task().title(), retiming.task().every(),
                            retiming.terms().every())).toList(),
                    difference.kept().size(), stage.running());
        }

        private static String code(Plan.Level level) {
            return level == null ? null : level.code();
        }
    }

    record Affected(String actionKey, String unit, String title) {
    }

    /** @param from and to: interval now and then; null = at any time */
    record Retimed(String actionKey, String unit, String title, Duration from, Duration to) {
    }
}
