package org.fengsui.plan.workbook;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fengsui.plan.KnownForms;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanRules;
import org.fengsui.plan.PlanRules.Subject;

/** Where in the workbook a broken rule of every plan is told, and what it is called there. */
class Findings {

    private final OpenBook book;
    private final Places places;
    private final AboutSheet about;
    private final ConditionSheets conditions;

    Findings(OpenBook book, AboutSheet about, ConditionSheets conditions) {
        this.book = book;
        places = book.places;
        this.about = about;
        this.conditions = conditions;
    }

    /** Tells which rules of every plan are broken, each at the cell that breaks it. */
    void tell(Plan plan, KnownForms forms) {
        // As they are before: two rules that one cell breaks are both told.
        Set<String> told = book.problems.wrongSoFar();
        for (PlanRules.Finding finding : PlanRules.check(plan, forms)) {
            String where = follows(finding, plan) ? null : where(finding).orElse(null);
            if (where != null && !told.contains(where)) {
                book.problems.add(where, finding.code(), finding.severity(),
                        places.title(finding.subject(), finding.of()), named(finding));
            }
        }
    }

    /** What a finding is about, as the workbook calls it. */
    private String named(PlanRules.Finding finding) {
        boolean unit = finding.subject() == Subject.ACTION || finding.subject() == Subject.WORK_GROUP;
        return switch (finding.code()) {
            case "duplicate", "lead-is-supporting", "unit-with-districts" ->
                    Problems.shortened(unit ? places.units.cell(finding.value()) : finding.value());
            case "overlapping-bands" -> places.title(Subject.TRIGGER, finding.value());
            case "bad-after" -> Problems.shortened(places.actions.cell(finding.value()));
            default -> finding.shown();
        };
    }

    /** Whether a finding only follows from what could not be read, which was told. */
    private boolean follows(PlanRules.Finding finding, Plan plan) {
        String of = finding.of();
        Line line = places.line(finding.subject(), of);
        return switch (finding.code()) {
            // In a workbook a gap among the levels of a cumulative plan is written out: — in 签收.
            case "not-cumulative" -> true;
            case "no-levels" -> book.unsure(Sheet.LEVELS, Column.LEVEL);
            case "no-actions" -> book.absent(Sheet.ACTIONS) || book.absent(Sheet.REPORTS);
            case "no-triggers" -> conditions.areTriggersLost();
            case "automatic-without-trigger" -> conditions.isTriggerLost(of);
            case "level-without-actions" -> book.absent(Sheet.ACTIONS) || book.absent(Sheet.REPORTS) || !hasTerms(of)
                    || book.absent(Sheet.ABOUT) || book.problems.isWrong(about.entry(Item.MODE).at());
            case "action-without-levels" -> book.unsure(Sheet.LEVELS, Column.LEVEL)
                    || book.levels.all().stream().anyMatch(level -> !hasTerms(level.code()));
            case "missing-authority" -> line.isWrong(Column.AUTOMATIC) || book.levels.authority(of) == null
                    && book.levels.isAuthorityLost();
            case "unknown-fact" -> book.unsure(Sheet.FACTS, Column.FACT);
            case "choices-missing", "choices-unwanted" -> line.isWrong(Column.TYPE);
            case "computed-of-other-type" -> List.of(Column.TYPE, Column.MEASURE, Column.CHOICES).stream()
                    .anyMatch(column -> line.isWrong(column) || places.isWrong(Subject.FACT, finding.value(), column));
            case "bad-unit" -> finding.subject() != Subject.MEMBER
                    && plan.members().stream().anyMatch(member -> member.unit().equals(finding.value()));
            case "interval-unwanted", "missing-due", "standing-with-due", "recurring-since" ->
                    line.isWrong(Column.KIND);
            case "recurring-without-interval" -> line.isWrong(Column.KIND)
                    || book.levels.all().stream().anyMatch(level ->
                    book.problems.isWrong(line.entry(level.code(), Sheet.Term.EVERY).at()));
            case "unit-missing" -> !line.text(Column.LEAD).isEmpty();
            case "after-unwanted", "bad-after" -> finding.value().isEmpty()
                    || List.of(Column.KIND, Column.PHASE, Column.SINCE).stream().anyMatch(column ->
                    line.isWrong(column) || places.isWrong(Subject.ACTION, finding.value(), column));
            default -> false;
        };
    }

    /** Whether both sheets of actions have all columns of a level. */
    private boolean hasTerms(String level) {
        return List.of(Sheet.ACTIONS, Sheet.REPORTS).stream().allMatch(sheet -> book.absent(sheet)
                || book.table(sheet).hasTerms(level));
    }

    /** Where a finding stands; nowhere when it would be under a head that is missing, which is told. */
    private Optional<String> where(PlanRules.Finding finding) {
        if (finding.subject() == Subject.PLAN) {
            return switch (finding.code()) {
                case "bad-key", "reserved-key" -> place(about.entry(Item.KEY));
                case "missing-name" -> place(about.entry(Item.NAME));
                case "missing-hazard" -> place(about.entry(Item.HAZARD));
                case "bad-unit" -> place(about.entry(Item.LEAD));
                case "bad-number" -> place(about.entry(Item.DRILL_MONTHS));
                case "bad-duration" -> place(about.entry(Item.WRITTEN));
                case "no-levels" -> Optional.of(Sheet.LEVELS.title + "!A3");
                case "no-actions", "process-too-large" -> Optional.of(Sheet.ACTIONS.title + "!A3");
                case "no-triggers", "decisions-too-large" -> Optional.of(Sheet.TRIGGERS.title + "!A3");
                default -> about.lines().stream().map(line -> unclean(line, finding)).flatMap(Optional::stream)
                        .findFirst().or(() -> Optional.of(Sheet.ABOUT.title));
            };
        }
        Line line = places.line(finding.subject(), finding.of());
        Line authority = book.levels.authority(finding.of());
        if (Set.of("bad-character", "expression-in-text", "too-long").contains(finding.code())) {
            return unclean(line, finding).or(() -> Optional.ofNullable(authority)
                    .flatMap(other -> unclean(other, finding))).or(() -> place(line.entry(first(line))));
        }
        if (finding.subject() == Subject.ACTION && line.table.terms.containsKey(finding.value())) {
            Sheet.Term term = switch (finding.code()) {
                case "missing-due", "standing-with-due", "due-out-of-range" -> Sheet.Term.DUE;
                case "interval-unwanted", "interval-out-of-range" -> Sheet.Term.EVERY;
                default -> Sheet.Term.RECEIPT;
            };
            return place(line.entry(finding.value(), term));
        }
        if (finding.subject() == Subject.LEVEL && authority != null && Set.of("missing-authority", "bad-post",
                "delegated-without-post").contains(finding.code())) {
            return place(authority.entry(finding.code().equals("delegated-without-post") ? Column.DELEGATED
                    : Column.POSTS));
        }
        return place(line.entry(column(finding, line)));
    }

    private Optional<String> place(Entry entry) {
        return entry.exists() ? Optional.of(entry.at()) : Optional.empty();
    }

    private Column column(PlanRules.Finding finding, Line line) {
        Column column = switch (finding.code()) {
            case "unknown-form" -> Column.FORM;
            case "bad-key" -> finding.subject() == Subject.TRIGGER ? Column.ID
                    : finding.value().equals(line.text(Column.FORM)) && !finding.value().isEmpty()
                    ? Column.FORM : Column.CODE;
            case "duplicate" -> switch (finding.subject()) {
                case ACTION -> Column.SUPPORTING;
                case WORK_GROUP -> Column.GROUP_MEMBERS;
                case FACT -> Words.items(line.raw(Column.CHOICES)).contains(finding.value()) ? Column.CHOICES
                        : Column.COMPUTED_OF;
                case TRIGGER -> Column.CONDITION;
                case END_CONDITION -> Column.LEVEL;
                default -> Column.CODE;
            };
            case "missing-name" -> switch (finding.subject()) {
                case ACTION, PROVISION -> Column.TITLE;
                case ROLE -> Column.ROLE;
                case MEMBER -> Column.UNIT;
                case END_CONDITION -> Column.CONDITION;
                default -> Column.NAME;
            };
            case "bad-rank" -> Column.RANK;
            case "bad-color" -> Column.COLOR;
            case "automatic-without-trigger" -> Column.AUTOMATIC;
            case "bad-post" -> Column.POST;
            case "bad-unit" -> finding.subject() == Subject.MEMBER ? Column.CODE
                    : finding.subject() == Subject.WORK_GROUP ? Column.GROUP_LEAD : Column.LEAD;
            case "unit-missing", "unit-with-districts" -> Column.LEAD;
            case "lead-is-supporting", "too-many-units" ->
                    finding.subject() == Subject.WORK_GROUP ? Column.GROUP_MEMBERS : Column.SUPPORTING;
            case "choices-missing", "choices-unwanted", "bad-choice", "too-many-choices" -> Column.CHOICES;
            case "window-missing", "window-unwanted", "bad-duration" -> Column.WINDOW;
            case "computed-of-one", "computed-of-several", "computed-of-computed", "computed-of-other-type",
                    "too-many-sources" -> Column.COMPUTED_OF;
            case "unknown-fact" -> finding.subject() == Subject.FACT ? Column.COMPUTED_OF : Column.FACT;
            case "bad-need" -> Column.NEED;
            case "bad-condition", "empty-band", "held-without-lower-end", "overlapping-bands" -> Column.CONDITION;
            case "unknown-situation" -> Column.SITUATION;
            case "unknown-work-group" -> Column.WORK_GROUP;
            case "after-unwanted", "bad-after", "recurring-since" -> Column.SINCE;
            case "recurring-without-interval" -> Column.KIND;
            case "unknown-level" -> Column.LEVEL;
            default -> first(line);
        };
        return line.table.sheet.heads.stream().anyMatch(head -> head.column() == column) ? column : first(line);
    }

    private Column first(Line line) {
        return line.table.sheet.hasTerms() ? Column.TITLE : line.table.sheet.heads.get(0).column();
    }

    /** The cell that holds what a text may not. */
    private Optional<String> unclean(Line line, PlanRules.Finding finding) {
        return line.cells.entrySet().stream()
                .filter(cell -> finding.code().equals("too-long") ? cell.getValue().text().equals(finding.text())
                        : finding.code().equals("expression-in-text")
                        ? cell.getValue().text().contains("${") || cell.getValue().text().contains("#{")
                        : cell.getValue().text().codePoints().anyMatch(c -> c < 0x20 && c != '\t' && c != '\n'
                        && c != '\r' || c >= 0xD800 && c <= 0xDFFF || c >= 0xFFFE && c <= 0xFFFF))
                .map(cell -> line.table.at(line.number, cell.getKey())).findFirst();
    }
}
