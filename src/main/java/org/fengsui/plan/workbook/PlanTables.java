package org.fengsui.plan.workbook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.fengsui.organization.Post;
import org.fengsui.plan.Plan;

/** The cells of a plan's workbook, sheet by sheet, without heads and example rows. The same plan gives the same cells. */
class PlanTables {

    private final Plan plan;
    private final Names units;
    private final Names situations = new Names(null);
    private final Names groups = new Names(null);
    private final Names actions = new Names(null);
    private final Map<Sheet, List<List<String>>> tables = new EnumMap<>(Sheet.class);

    private PlanTables(Plan plan, Names site) {
        this.plan = plan;
        units = new Names(site);
        plan.members().forEach(member -> units.add(member.unit(), member.name()));
        plan.situations().forEach(situation -> situations.add(situation.code(), situation.name()));
        plan.workGroups().forEach(group -> groups.add(group.code(), group.name()));
        plan.actions().forEach(action -> actions.add(action.key(), action.title()));
    }

    /** @param site units of the site by code, known to every cell */
    static Map<Sheet, List<List<String>>> of(Plan plan, Names site) {
        PlanTables tables = new PlanTables(plan, site);
        tables.write();
        return tables.tables;
    }

    private void write() {
        about();
        plan.headquarters().forEach(role -> row(Sheet.HEADQUARTERS, role.title(), role.holder(), post(role.post()),
                role.duty(), role.clause()));
        plan.members().forEach(member ->
                row(Sheet.MEMBERS, member.name(), member.unit(), member.duty(), member.clause()));
        plan.levels().forEach(level -> row(Sheet.LEVELS, level.code(), level.name(), level.label(),
                level.color().isEmpty() ? "" : Words.COLORS.word(level.color()), String.valueOf(level.rank()),
                Words.YES_NO.word(level.automatic())));
        plan.levels().forEach(this::authority);
        plan.facts().forEach(this::fact);
        plan.triggers().forEach(this::trigger);
        plan.workGroups().forEach(group -> row(Sheet.WORK_GROUPS, group.code(), group.name(), units.cell(group.lead()),
                units(group.members()), group.task(), group.clause()));
        for (int i = 0; i < plan.actions().size(); i++) {
            action(i + 1, plan.actions().get(i));
        }
        plan.situations().forEach(situation ->
                row(Sheet.SITUATIONS, situation.code(), situation.name(), situation.clause()));
        plan.endConditions().forEach(end -> row(Sheet.END_CONDITIONS, end.text(),
                String.join(Words.LIST, end.levels()), end.clause()));
        plan.provisions().forEach(provision ->
                row(Sheet.PROVISIONS, provision.title(), provision.text(), provision.clause()));
    }

    private void about() {
        Plan.About about = plan.about();
        for (Item item : Item.values()) {
            row(Sheet.ABOUT, item.title, switch (item) {
                case KEY -> plan.key();
                case NAME -> plan.name();
                case HAZARD -> plan.hazard();
                case TYPE -> Words.TYPES.word(about.type());
                case TIER -> Words.TIERS.word(about.tier());
                case LEAD -> about.lead().isEmpty() ? "" : units.cell(about.lead());
                case SOURCE -> about.source();
                case NOTICE -> about.notice();
                case MODE -> Words.MODES.word(about.cumulative());
                case DISTRICT -> Words.YES_NO.word(plan.districtNotBelowCity());
                case DISTRICT_CLAUSE -> plan.districtClause();
                case WRITTEN -> Amounts.text(plan.writtenApprovalWithin(), plan.writtenApprovalAssumed());
                case DRILL_MONTHS -> about.drillEveryMonths() == 0 ? "" : String.valueOf(about.drillEveryMonths());
                case DRILL_CLAUSE -> about.drillClause();
            });
        }
    }

    private void authority(Plan.Level level) {
        Plan.Authority launch = level.authority();
        Plan.Authority ending = level.ending();
        row(Sheet.AUTHORITY, level.code(), posts(launch.posts(), List.of()), posts(launch.delegated(), List.of()),
                launch.text(), launch.clause(), ending == null ? "" : posts(ending.posts(), ending.delegated()),
                ending == null ? "" : ending.text(), ending == null ? "" : ending.clause());
    }

    private void fact(Plan.Fact fact) {
        Plan.Computation computation = fact.computation();
        row(Sheet.FACTS, fact.name(), Words.FACT_TYPES.word(fact.type()), fact.unit(), Words.choices(fact.choices()),
                computation == null ? "" : Words.HOWS.word(computation.how()),
                computation == null ? "" : Words.cell(computation.of()),
                computation == null ? "" : Amounts.text(computation.window(), false), fact.group(), fact.note());
    }

    private void trigger(Plan.Trigger trigger) {
        int count = trigger.conditions().size();
        for (int i = 0; i < count; i++) {
            Plan.Condition condition = trigger.conditions().get(i);
            String cell = condition.band() != null ? Amounts.text(condition.band())
                    : plan.fact(condition.fact()).filter(fact -> fact.type().yesOrNo()).isPresent()
                    ? Words.YES_NO.word(Boolean.valueOf(condition.choice())) : condition.choice();
            if (i > 0) {
                row(Sheet.TRIGGERS, trigger.id(), "", "", "", condition.fact(), cell, "", "", "");
            } else {
                row(Sheet.TRIGGERS, trigger.id(), trigger.level(), trigger.track(), count == 1 ? ""
                                : trigger.need() == 1 ? Words.ANY : trigger.need() == count ? Words.ALL
                                : String.valueOf(trigger.need()), condition.fact(), cell,
                        situation(trigger.situation()), trigger.text(), trigger.clause());
            }
        }
    }

    private void action(int order, Plan.Action action) {
        List<String> cells = new ArrayList<>(List.of(String.valueOf(order), action.key(), action.title(),
                action.text(), Words.KINDS.word(action.kind()), Words.PHASES.word(action.phase()),
                action.everyDistrict() ? Words.EVERY_DISTRICT : units.cell(action.unit()), units(action.supporting()),
                situation(action.situation()),
                action.workGroup().isEmpty() ? "" : groups.cell(action.workGroup()), action.clause(), action.form(),
                action.evidence(), action.since() == Plan.Since.ACTION ? Words.AFTER + actions.cell(action.after())
                        : Words.SINCE.word(action.since()), action.levelsAssumed() ? Words.YES_NO.word(true) : ""));
        Plan.Terms below = null;
        for (Plan.Level level : plan.levels()) {
            Plan.Terms terms = action.levels().get(level.code());
            cells.addAll(terms(action, terms, below));
            below = terms;
        }
        row(action.kind() == Plan.Kind.REPORT ? Sheet.REPORTS : Sheet.ACTIONS, cells.toArray(String[]::new));
    }

    private List<String> terms(Plan.Action action, Plan.Terms terms, Plan.Terms below) {
        boolean cumulative = plan.about().cumulative();
        if (terms == null) {
            return List.of("", cumulative && below != null ? Sheet.NOT_HERE : "", "", "");
        }
        if (cumulative && terms.equals(below)) {
            return List.of("", "", "", "");
        }
        return List.of(Amounts.text(terms.dueWithin(), terms.dueAssumed()),
                Amounts.text(terms.receiptWithin(), terms.receiptAssumed()),
                terms.every() == null ? anyTime(action) : Amounts.text(terms.every(), false), terms.note());
    }

    /** 随时 is said, so that an empty interval of what recurs does not look forgotten. */
    private static String anyTime(Plan.Action action) {
        return action.recurs() ? Words.ANY_TIME : "";
    }

    private String situation(String code) {
        return code.isEmpty() ? "" : situations.cell(code);
    }

    private String units(List<String> codes) {
        return String.join(Words.LIST, codes.stream().map(units::cell).toList());
    }

    private static String post(String code) {
        return code.isEmpty() ? "" : Post.of(code).map(Words.POSTS::word).orElse(code);
    }

    private static String posts(List<String> codes, List<String> delegated) {
        return String.join(Words.LIST, codes.stream()
                .map(code -> post(code) + (delegated.contains(code) ? Words.DELEGATED : "")).toList());
    }

    private void row(Sheet sheet, String... cells) {
        tables.computeIfAbsent(sheet, any -> new ArrayList<>()).add(Arrays.asList(cells));
    }
}
