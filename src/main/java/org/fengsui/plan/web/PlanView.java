package org.fengsui.plan.web;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;

/** A version of a plan, as the API shows it. */
record PlanView(String key, int version, String name, String hazard, String status, Instant publishedAt, String source,
                String notice, boolean districtNotBelowCity, List<LevelView> levels, List<FactView> facts,
                List<TriggerView> triggers, List<Plan.Situation> situations, List<Plan.WorkGroup> workGroups,
                List<ActionView> actions) {

    record LevelView(String code, String name, int rank, String label, String color, Plan.Authority authority) {
    }

    record FactView(String name, String unit, String type, List<String> choices, String group, String note) {
    }

    /** @param condition in the field's own writing, with the unit */
    record TriggerView(String id, String level, String fact, String condition, String clause, String text,
                       String situation) {
    }

    /** @param unit null when every district in scope has its own task */
    record ActionView(String key, String title, String text, String kind, String phase, String unit,
                      boolean everyDistrict, List<String> supporting, Map<String, TermsView> levels,
                      boolean levelsAssumed, String situation, String workGroup, String clause, String form,
                      String evidence) {
    }

    record TermsView(Duration dueWithin, boolean dueAssumed, Duration receiptWithin, boolean receiptAssumed,
                     Duration every, String note) {
    }

    static PlanView of(Plans.Version version) {
        Plan plan = version.plan();
        return new PlanView(plan.key(), version.number(), plan.name(), plan.hazard(), version.status(),
                version.publishedAt(), plan.source(), plan.notice(), plan.districtNotBelowCity(),
                plan.levels().stream().map(level -> new LevelView(level.code(), level.name(), level.rank(),
                        level.label(), level.color(), level.authority())).toList(),
                plan.facts().stream().map(fact -> new FactView(fact.name(), fact.unit(), lower(fact.type()),
                        fact.choices(), fact.group(), fact.note())).toList(),
                plan.triggers().stream().map(trigger -> trigger(plan, trigger)).toList(),
                plan.situations(), plan.workGroups(), plan.actions().stream().map(PlanView::action).toList());
    }

    private static TriggerView trigger(Plan plan, Plan.Trigger trigger) {
        String unit = plan.fact(trigger.fact()).map(Plan.Fact::unit).orElse("");
        String condition = trigger.band() == null ? "= " + trigger.choice() : trigger.band().text(unit);
        return new TriggerView(trigger.id(), trigger.level(), trigger.fact(), condition, trigger.clause(),
                trigger.text(), trigger.situation());
    }

    private static ActionView action(Plan.Action action) {
        Map<String, TermsView> levels = new LinkedHashMap<>();
        action.levels().forEach((level, terms) -> levels.put(level, new TermsView(terms.dueWithin(), terms.dueAssumed(),
                terms.receiptWithin(), terms.receiptAssumed(), terms.every(), terms.note())));
        return new ActionView(action.key(), action.title(), action.text(), lower(action.kind()), lower(action.phase()),
                action.unit().isEmpty() ? null : action.unit(), action.everyDistrict(), action.supporting(), levels,
                action.levelsAssumed(), action.situation(), action.workGroup(), action.clause(), action.form(),
                action.evidence());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
