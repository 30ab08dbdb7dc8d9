package org.fengsui.plan.web;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanForms;
import org.fengsui.plan.Plans;

/** A version of a plan, as the API shows it. */
record PlanView(String key, int version, String name, String hazard, String status, Instant publishedAt, String source,
                String notice, String type, String tier, String lead, boolean cumulative, Integer drillEveryMonths,
                boolean districtNotBelowCity, List<LevelView> levels, List<Plan.Role> headquarters,
                List<Plan.Member> members, List<FactView> facts, List<TriggerView> triggers,
                List<Plan.Situation> situations, List<Plan.WorkGroup> workGroups, List<ActionView> actions,
                List<Plan.EndCondition> endConditions, List<Plan.Provision> provisions, List<FormView> forms) {

    /**
     * A form that actions name.
     *
     * @param shipped whether it comes with the program, and not with this version
     * @param form    what tasks of this version carry, and {@code /forms/{form}} describes; null when there is none
     * @param actions keys of the actions that ask for it
     */
    record FormView(String key, boolean shipped, String form, List<String> actions) {
    }

    record LevelView(String code, String name, int rank, String label, String color, boolean automatic,
                     Plan.Authority authority, Plan.Authority ending) {
    }

    /** @param computed null when it is reported */
    record FactView(String name, String unit, String type, List<String> choices, String group, String note,
                    ComputedView computed) {
    }

    record ComputedView(String how, List<String> of, Duration window) {
    }

    /**
     * @param fact      of its condition where it has one only, else null
     * @param condition likewise, in the field's own writing, with the unit
     * @param need      how many of the conditions must hold
     */
    record TriggerView(String id, String level, String track, String fact, String condition, int need,
                       List<ConditionView> conditions, String clause, String text, String situation) {
    }

    record ConditionView(String fact, String condition) {
    }

    /** @param unit null when every district in scope has its own task */
    record ActionView(String key, String title, String text, String kind, String phase, String unit,
                      boolean everyDistrict, List<String> supporting, Map<String, TermsView> levels,
                      boolean levelsAssumed, String situation, String workGroup, String clause, String form,
                      String evidence, String since, String after) {
    }

    record TermsView(Duration dueWithin, boolean dueAssumed, Duration receiptWithin, boolean receiptAssumed,
                     Duration every, String note) {
    }

    static PlanView of(Plans.Version version, List<PlanForms.Named> forms) {
        Plan plan = version.plan();
        return new PlanView(plan.key(), version.number(), plan.name(), plan.hazard(), version.status(),
                version.publishedAt(), plan.source(), plan.notice(), lower(plan.about().type()),
                lower(plan.about().tier()), plan.about().lead().isEmpty() ? null : plan.about().lead(),
                plan.about().cumulative(),
                plan.about().drillEveryMonths() == 0 ? null : plan.about().drillEveryMonths(),
                plan.districtNotBelowCity(),
                plan.levels().stream().map(level -> new LevelView(level.code(), level.name(), level.rank(),
                        level.label(), level.color(), level.automatic(), level.authority(),
                        level.endingAuthority())).toList(),
                plan.headquarters(), plan.members(), plan.facts().stream().map(PlanView::fact).toList(),
                plan.triggers().stream().map(trigger -> trigger(plan, trigger)).toList(),
                plan.situations(), plan.workGroups(), plan.actions().stream().map(PlanView::action).toList(),
                plan.endConditions(), plan.provisions(), forms.stream().map(form -> new FormView(form.key(),
                        form.shipped(), form.form() == null ? null : version.form(form.key()),
                        form.actions().stream().map(Plan.Action::key).toList())).toList());
    }

    private static FactView fact(Plan.Fact fact) {
        Plan.Computation computation = fact.computation();
        return new FactView(fact.name(), fact.unit(), lower(fact.type()), fact.choices(), fact.group(), fact.note(),
                computation == null ? null
                        : new ComputedView(lower(computation.how()), computation.of(), computation.window()));
    }

    private static TriggerView trigger(Plan plan, Plan.Trigger trigger) {
        List<ConditionView> conditions = trigger.conditions().stream().map(condition -> new ConditionView(
                condition.fact(),
                condition.text(plan.fact(condition.fact()).map(Plan.Fact::unit).orElse("")))).toList();
        ConditionView only = conditions.size() == 1 ? conditions.get(0) : new ConditionView(null, null);
        return new TriggerView(trigger.id(), trigger.level(), trigger.track(), only.fact(), only.condition(),
                trigger.need(), conditions, trigger.clause(), trigger.text(), trigger.situation());
    }

    private static ActionView action(Plan.Action action) {
        Map<String, TermsView> levels = new LinkedHashMap<>();
        action.levels().forEach((level, terms) -> levels.put(level, new TermsView(terms.dueWithin(), terms.dueAssumed(),
                terms.receiptWithin(), terms.receiptAssumed(), terms.every(), terms.note())));
        return new ActionView(action.key(), action.title(), action.text(), lower(action.kind()), lower(action.phase()),
                action.unit().isEmpty() ? null : action.unit(), action.everyDistrict(), action.supporting(), levels,
                action.levelsAssumed(), action.situation(), action.workGroup(), action.clause(), action.form(),
                action.evidence(), lower(action.since()), action.after().isEmpty() ? null : action.after());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
