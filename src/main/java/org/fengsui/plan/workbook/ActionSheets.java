package org.fengsui.plan.workbook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanRules.Subject;

/** Reads 响应行动 and 信息报告. */
class ActionSheets {

    private final OpenBook book;
    private final Cells cells;
    private final Places places;

    ActionSheets(OpenBook book) {
        this.book = book;
        cells = book.cells;
        places = book.places;
    }

    private record Ordered(int order, Plan.Action action) {
    }

    /** @param cumulative whether empty cells of a level mean those of the level below */
    List<Plan.Action> actions(boolean cumulative) {
        List<Line> lines = new ArrayList<>(book.lines(Sheet.ACTIONS));
        lines.addAll(book.lines(Sheet.REPORTS));
        Codes codes = new Codes("a", lines);
        Map<Line, String> keys = new LinkedHashMap<>();
        for (Line line : lines) {
            String key = codes.of(line);
            if (places.isNew(Subject.ACTION, key, line, Column.CODE, line.text(Column.TITLE))) {
                keys.put(line, key);
                places.actions.add(key, line.raw(Column.TITLE));
            }
        }
        List<Ordered> read = new ArrayList<>();
        int order = 0;
        Table table = null;
        for (Map.Entry<Line, String> entry : keys.entrySet()) {
            Line line = entry.getKey();
            order = cells.whole(line.entry(Column.ORDER), line.table == table ? order : 0);
            table = line.table;
            read.add(new Ordered(order, action(entry.getValue(), line, cumulative)));
        }
        return read.stream().sorted(Comparator.comparingInt(Ordered::order)).map(Ordered::action).toList();
    }

    private Plan.Action action(String key, Line line, boolean cumulative) {
        boolean report = line.table.sheet == Sheet.REPORTS;
        Plan.Kind kind = cells.word(line.entry(Column.KIND), Words.KINDS, Plan.Kind.class,
                report ? Plan.Kind.REPORT : null, !report).orElse(Plan.Kind.ONCE);
        if (report && kind != Plan.Kind.REPORT && !line.text(Column.KIND).isEmpty()) {
            line.entry(Column.KIND).error("not-a-report", line.text(Column.KIND), "");
        }
        String lead = line.text(Column.LEAD);
        boolean everyDistrict = Words.isEveryDistrict(lead);
        String since = Amounts.normal(line.raw(Column.SINCE));
        String after = Amounts.normal(Words.AFTER);
        boolean afterAction = since.startsWith(after);
        return new Plan.Action(key, line.raw(Column.TITLE), line.raw(Column.CONTENT), kind,
                cells.word(line.entry(Column.PHASE), Words.PHASES, Plan.Phase.class, Plan.Phase.ACTIVE, false)
                        .orElse(Plan.Phase.ACTIVE),
                everyDistrict ? "" : cells.unit(line.entry(Column.LEAD)), everyDistrict,
                cells.units(line.entry(Column.SUPPORTING)), terms(line, kind, cumulative),
                cells.word(line.entry(Column.LEVELS_ASSUMED), Words.YES_NO, Boolean.class, false, false).orElse(false),
                cells.reference(line.entry(Column.SITUATION), places.situations, Sheet.SITUATIONS,
                        "unknown-situation"),
                cells.reference(line.entry(Column.WORK_GROUP), places.groups, Sheet.WORK_GROUPS,
                        "unknown-work-group"),
                line.raw(Column.CLAUSE), line.text(Column.FORM), line.raw(Column.EVIDENCE),
                afterAction ? Plan.Since.ACTION
                        : cells.word(line.entry(Column.SINCE), Words.SINCE, Plan.Since.class, Plan.Since.OPENING, false)
                        .orElse(Plan.Since.OPENING),
                afterAction ? after(line, since.substring(after.length())) : "");
    }

    private String after(Line line, String written) {
        if (written.isBlank()) {
            line.entry(Column.SINCE).error("after-unwanted", line.text(Column.TITLE), "");
            return "";
        }
        Optional<String> key = places.actions.code(written);
        boolean unsure = book.unsure(Sheet.ACTIONS, Column.TITLE) || book.unsure(Sheet.REPORTS, Column.TITLE)
                || places.actions.lost(written);
        if (key.isEmpty() && !unsure) {
            line.entry(Column.SINCE).error(places.actions.ambiguous(written) ? "after-ambiguous" : "unknown-action",
                    Problems.shortened(written), "");
        }
        return key.orElse("");
    }

    private Map<String, Plan.Terms> terms(Line line, Plan.Kind kind, boolean cumulative) {
        Map<String, Plan.Terms> terms = new LinkedHashMap<>();
        Map<String, Entry> intervals = new LinkedHashMap<>();
        Plan.Terms below = null;
        for (Plan.Level level : book.levels.all()) {
            String code = level.code();
            Entry receiptEntry = line.entry(code, Sheet.Term.RECEIPT);
            String receipt = receiptEntry.text();
            Entry due = line.entry(code, Sheet.Term.DUE);
            Entry every = line.entry(code, Sheet.Term.EVERY);
            String note = line.entry(code, Sheet.Term.NOTE).raw();
            boolean others = !(due.raw() + every.raw() + note).isBlank();
            if (receipt.matches(Words.NOT_HERE_PATTERN)) {
                if (others) {
                    receiptEntry.error("not-here-with-terms", code, "");
                }
                below = null;
            } else if (receipt.isEmpty() && !others && !receiptEntry.unreadable()) {
                below = cumulative ? below : null;
            } else {
                if (receipt.isEmpty()) {
                    receiptEntry.error("receipt-empty", line.text(Column.TITLE), code);
                }
                Amounts.Time dueTime = cells.time(due);
                Amounts.Time receiptTime = cells.time(receiptEntry);
                below = new Plan.Terms(dueTime.length(), dueTime.assumed(), receiptTime.length(),
                        receiptTime.assumed(), cells.every(every), note);
                intervals.put(code, every);
            }
            if (below != null) {
                terms.put(code, below);
            }
        }
        intervals(line, kind, intervals);
        return terms;
    }

    /**
     * An empty interval would mean 随时: the next turn as soon as one is completed, without end. So it is asked for
     * wherever another level has one, and 随时 is refused where nothing recurs.
     *
     * @param intervals by level, where the line itself says what is done
     */
    private void intervals(Line line, Plan.Kind kind, Map<String, Entry> intervals) {
        String title = line.text(Column.TITLE);
        boolean mayRecur = kind == Plan.Kind.RECURRING || kind == Plan.Kind.REPORT;
        boolean any = intervals.values().stream().anyMatch(entry -> !entry.text().isEmpty());
        boolean only = intervals.values().stream().allMatch(entry -> entry.text().isEmpty()
                || Amounts.isAnyTime(entry.text()));
        intervals.forEach((level, entry) -> {
            if (mayRecur && any && entry.text().isEmpty()) {
                entry.error("interval-empty", title, level);
            } else if (kind == Plan.Kind.REPORT && only && !entry.text().isEmpty()) {
                entry.error("any-time-only", title, level);
            } else if (!mayRecur && Amounts.isAnyTime(entry.text()) && !line.isWrong(Column.KIND)) {
                entry.error("interval-unwanted", title, level);
            }
        });
    }
}
