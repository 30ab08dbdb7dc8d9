package org.fengsui.plan.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.plan.LevelWords;
import org.fengsui.plan.Plan;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The sections of a plan's page: what the plan says, in the order in which an officer reads it. */
@Component
class PlanSections {

    private final Organization organization;
    private final LevelWords levels;
    private final PlanWords words;

    PlanSections(Organization organization, LevelWords levels, PlanWords words) {
        this.organization = organization;
        this.levels = levels;
        this.words = words;
    }

    /**
     * Which actions are shown; empty texts narrow nothing.
     *
     * @param kind once, recurring, standing or report
     */
    record Filter(String level, String unit, String kind) {
        boolean narrows() {
            return !level.isEmpty() || !unit.isEmpty() || !kind.isEmpty();
        }
    }

    void tell(Plan plan, Filter filter, Model model) {
        Plan.Level chosen = plan.level(filter.level()).orElse(null);
        List<Plan.Action> actions = plan.actions().stream()
                .filter(action -> chosen == null || action.levels().containsKey(chosen.code()))
                .filter(action -> filter.unit().isEmpty() || concerns(action, filter.unit()))
                .filter(action -> filter.kind().isEmpty() || kind(action).equals(filter.kind())).toList();
        model.addAttribute("plan", plan);
        model.addAttribute("type", code(plan.about().type()));
        model.addAttribute("tier", code(plan.about().tier()));
        model.addAttribute("lead", plan.about().lead().isEmpty() ? "" : organization.name(plan.about().lead()));
        model.addAttribute("members", plan.members().stream().map(member -> new MemberRow(
                member.name().isEmpty() ? organization.name(member.unit()) : member.name(), member.duty(),
                member.clause())).toList());
        model.addAttribute("levels", plan.levels().stream().map(this::levelRow).toList());
        model.addAttribute("thresholds", thresholds(plan));
        model.addAttribute("composed", composed(plan));
        model.addAttribute("computed", plan.facts().stream().filter(fact -> fact.computation() != null).toList());
        model.addAttribute("level", chosen);
        model.addAttribute("unit", filter.unit());
        model.addAttribute("kind", filter.kind());
        model.addAttribute("narrowed", filter.narrows());
        model.addAttribute("kinds", plan.actions().stream().map(PlanSections::kind).distinct().sorted().toList());
        model.addAttribute("units", units(plan));
        List<Plan.Action> active = actions.stream().filter(action -> action.phase() == Plan.Phase.ACTIVE).toList();
        model.addAttribute("matrix", named(ActionMatrix.of(plan, active, chosen, order())));
        model.addAttribute("active", rows(plan, active, chosen));
        model.addAttribute("closing", rows(plan, actions.stream()
                .filter(action -> action.phase() == Plan.Phase.CLOSING).toList(), chosen));
        model.addAttribute("reports", rows(plan, plan.actions().stream()
                .filter(action -> action.kind() == Plan.Kind.REPORT).toList(), null));
        model.addAttribute("groups", plan.workGroups().stream().map(group -> new GroupRow(group.name(),
                organization.name(group.lead()), organization.names(group.members()), group.task(), group.clause()))
                .toList());
        model.addAttribute("endings", plan.endConditions().stream().map(end -> new EndRow(end.text(),
                words.listed(end.levels().stream().flatMap(level -> plan.level(level).stream()).map(levels::name).toList()),
                end.clause())).toList());
    }

    private LevelRow levelRow(Plan.Level level) {
        return new LevelRow(level, words.posts(level.authority().posts()), words.posts(level.authority().delegated()),
                words.posts(level.endingAuthority().posts()), level.ending() != null);
    }

    boolean concerns(Plan.Action action, String unit) {
        return action.unit().equals(unit) || action.supporting().contains(unit)
                || action.everyDistrict() && organization.unit(unit).map(Unit::isDistrict).orElse(false);
    }

    private List<String> order() {
        return organization.units().stream().map(Unit::code).toList();
    }

    private List<MatrixRow> named(ActionMatrix matrix) {
        return matrix.rows().stream().map(row -> new MatrixRow(row.unit().isEmpty() ? "" : organization.name(row.unit()),
                row.unit(), row.cells())).toList();
    }

    /** Facts × levels: which values propose which level, for triggers of one condition. */
    private static List<Threshold> thresholds(Plan plan) {
        List<Threshold> rows = new ArrayList<>();
        for (Plan.Fact fact : plan.facts()) {
            Map<String, List<Bound>> cells = new LinkedHashMap<>();
            List<String> clauses = new ArrayList<>();
            for (Plan.Trigger trigger : plan.triggersOf(fact.name())) {
                if (!simple(trigger)) {
                    continue;
                }
                Plan.Condition condition = trigger.conditions().get(0);
                cells.computeIfAbsent(trigger.level(), l -> new ArrayList<>())
                        .add(new Bound(trigger.id(), fact, condition));
                if (!clauses.contains(trigger.clause())) {
                    clauses.add(trigger.clause());
                }
            }
            if (!cells.isEmpty()) {
                rows.add(new Threshold(fact, plan.levels().stream()
                        .map(l -> cells.getOrDefault(l.code(), List.of())).toList(), String.join("；", clauses)));
            }
        }
        return rows;
    }

    /** One condition and no track: it has a place in the table of facts and levels. */
    private static boolean simple(Plan.Trigger trigger) {
        return trigger.conditions().size() == 1 && trigger.track().isEmpty();
    }

    /** The other triggers, level by level, the highest first. */
    private List<ComposedRow> composed(Plan plan) {
        return plan.triggers().stream().filter(trigger -> !simple(trigger))
                .sorted(Comparator.comparing((Plan.Trigger trigger) -> plan.level(trigger.level())
                        .map(Plan.Level::rank).orElse(0)).reversed())
                .map(trigger -> new ComposedRow(trigger, plan.level(trigger.level()).orElseThrow(), words.need(trigger),
                        trigger.conditions().stream().map(condition -> words.condition(plan, condition)).toList(),
                        plan.situation(trigger.situation()).map(Plan.Situation::name).orElse(""))).toList();
    }

    private List<UnitChoice> units(Plan plan) {
        return organization.units().stream().filter(unit -> plan.actions().stream()
                        .anyMatch(action -> concerns(action, unit.code())))
                .map(unit -> new UnitChoice(unit.code(), organization.name(unit.code()))).toList();
    }

    private List<ActionRow> rows(Plan plan, List<Plan.Action> actions, Plan.Level chosen) {
        Map<String, Integer> order = new HashMap<>();
        order().forEach(unit -> order.put(unit, order.size()));
        Map<String, String> groups = plan.workGroups().stream()
                .collect(Collectors.toMap(Plan.WorkGroup::code, Plan.WorkGroup::name));
        return actions.stream()
                .sorted(Comparator.comparing(action -> order.getOrDefault(action.unit(), Integer.MAX_VALUE)))
                .map(action -> new ActionRow(action, action.everyDistrict() ? "" : organization.name(action.unit()),
                        organization.names(action.supporting()), kind(action),
                        groups.getOrDefault(action.workGroup(), ""),
                        plan.situation(action.situation()).map(Plan.Situation::name).orElse(""),
                        terms(plan, action, chosen)))
                .toList();
    }

    /** The terms of an action, levels with the same terms in one row. */
    private List<TermsRow> terms(Plan plan, Plan.Action action, Plan.Level chosen) {
        Map<Plan.Terms, List<String>> names = new LinkedHashMap<>();
        for (Plan.Level level : plan.levels()) {
            if (action.levels().containsKey(level.code()) && (chosen == null || chosen.equals(level))) {
                names.computeIfAbsent(action.levels().get(level.code()), terms -> new ArrayList<>()).add(levels.name(level));
            }
        }
        return names.entrySet().stream().map(entry -> new TermsRow(words.listed(entry.getValue()), entry.getKey())).toList();
    }

    private static String kind(Plan.Action action) {
        return code(action.kind());
    }

    static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** @param ownEnding whether the plan says who ends, apart from who launches */
    record LevelRow(Plan.Level level, String posts, String delegated, String endingPosts, boolean ownEnding) {
    }

    record MemberRow(String name, String duty, String clause) {
    }

    /** @param cells one per level, the lowest first */
    record Threshold(Plan.Fact fact, List<List<Bound>> cells, String clause) {
    }

    /** One condition in the table. */
    record Bound(String trigger, Plan.Fact fact, Plan.Condition condition) {
        public String text() {
            return condition.band() == null ? condition.choice() : condition.band().text("");
        }

        public boolean yesOrNo() {
            return fact.type().yesOrNo();
        }
    }

    record ComposedRow(Plan.Trigger trigger, Plan.Level level, String need, List<String> conditions, String situation) {
    }

    record UnitChoice(String code, String name) {
    }

    /** @param name empty for every district */
    record MatrixRow(String name, String code, List<ActionMatrix.Cell> cells) {
    }

    record ActionRow(Plan.Action action, String unit, String supporting, String kind, String workGroup,
                     String situation, List<TermsRow> terms) {
    }

    record TermsRow(String levels, Plan.Terms terms) {
    }

    record GroupRow(String name, String lead, String members, String task, String clause) {
    }

    /** @param levels names of the levels that it is for; empty = all */
    record EndRow(String text, String levels, String clause) {
    }
}
