package org.fengsui.plan.workbook;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellReference;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Problem;

/** A sheet with its heads found, and its lines of data. */
class Table {

    /** What is read when a sheet is missing: nothing stands in it. */
    private static final XlsxFile.Raw NOTHING = new XlsxFile.Raw(new TreeMap<>(), List.of());

    final OpenBook book;
    final Sheet sheet;
    final boolean absent;
    final Map<Column, Integer> columns = new EnumMap<>(Column.class);
    /** Columns of the levels by their codes. */
    final Map<String, Map<Sheet.Term, Integer>> terms = new LinkedHashMap<>();
    final List<Line> lines = new ArrayList<>();
    private final TreeMap<Integer, TreeMap<Integer, XlsxFile.Cell>> cells;
    private final Set<Integer> known = new HashSet<>();

    /** @param found null when the sheet is missing */
    Table(OpenBook book, Sheet sheet, XlsxFile.Raw found) {
        this.book = book;
        this.sheet = sheet;
        absent = found == null;
        XlsxFile.Raw raw = absent ? NOTHING : found;
        cells = raw.rows();
        spread(raw.merged());
        if (!absent) {
            heads();
        }
        for (Map.Entry<Integer, TreeMap<Integer, XlsxFile.Cell>> entry : cells.entrySet()) {
            if (entry.getKey() > 0 && !example(entry.getKey(), entry.getValue())) {
                lines.add(new Line(this, entry.getKey(), entry.getValue()));
            }
        }
    }

    /** Name of a cell, as problems give it: {@code 启动条件!F12}. @param row and column: from 0 */
    String at(int row, int column) {
        return sheet.title + "!" + CellReference.convertNumToColString(column) + (row + 1);
    }

    /** Cells merged downwards all say what the first says; merged across columns they would say two things. */
    private void spread(List<CellRangeAddress> merged) {
        for (CellRangeAddress range : merged) {
            int first = range.getFirstRow();
            int column = range.getFirstColumn();
            String where = at(first, column);
            XlsxFile.Cell value = cells.getOrDefault(first, new TreeMap<>()).get(column);
            boolean others = false;
            for (TreeMap<Integer, XlsxFile.Cell> row : cells.subMap(first, range.getLastRow() + 1).values()) {
                others |= row.subMap(column, range.getLastColumn() + 1).values().stream()
                        .anyMatch(cell -> cell != value);
            }
            if (others || first == 0 || column != range.getLastColumn() && value != null) {
                book.problems.error(where, "merged-columns", range.formatAsString(), "");
            } else if (value != null) {
                book.problems.add(where, "merged-rows", Problem.WARNING, range.formatAsString(), value.text());
                cells.subMap(first + 1, range.getLastRow() + 1).values()
                        .forEach(row -> row.put(column, value));
            }
        }
    }

    private void heads() {
        Map<String, Column> byTitle = new HashMap<>();
        sheet.heads.forEach(head -> byTitle.put(head.column().title, head.column()));
        for (Map.Entry<Integer, XlsxFile.Cell> head : cells.getOrDefault(0, new TreeMap<>()).entrySet()) {
            String title = Amounts.normal(head.getValue().text());
            String where = at(0, head.getKey());
            Column column = byTitle.get(title);
            known.add(head.getKey());
            if (column != null) {
                if (columns.putIfAbsent(column, head.getKey()) != null) {
                    book.problems.error(where, "duplicate-column", title, "");
                }
            } else if (!sheet.hasTerms() || !termHead(title, head.getKey(), where)) {
                book.problems.add(where, "unknown-column",
                        columnFilled(head.getKey()) ? Problem.ERROR : Problem.WARNING, title, "");
            }
        }
        sheet.heads.stream().filter(head -> !columns.containsKey(head.column())).forEach(head ->
                book.problems.error(sheet.title, "missing-column", head.column().title, ""));
        if (sheet.hasTerms()) {
            book.levels.all().stream().filter(level -> !hasTerms(level.code())).forEach(level ->
                    book.problems.error(sheet.title, "missing-level-columns", level.code(), ""));
        }
    }

    /** Whether it has all columns of a level. */
    boolean hasTerms(String level) {
        return terms.getOrDefault(level, Map.of()).size() == Sheet.Term.values().length;
    }

    private boolean columnFilled(int column) {
        return cells.tailMap(sheet.firstRow() - 1).values().stream().anyMatch(row -> row.containsKey(column));
    }

    private boolean termHead(String title, int column, String where) {
        for (Sheet.Term term : Sheet.Term.values()) {
            if (title.endsWith(term.title) && title.length() > term.title.length()) {
                String written = title.substring(0, title.length() - term.title.length()).strip();
                Plan.Level level = book.levels.find(written).orElse(null);
                if (level == null) {
                    // The columns of a level that the plan no longer has may stay, while they are empty.
                    if (columnFilled(column) && !book.unsure(Sheet.LEVELS, Column.LEVEL)) {
                        book.problems.error(where, "unknown-level", written, book.levels.codes());
                    }
                } else if (terms.computeIfAbsent(level.code(), any -> new EnumMap<>(Sheet.Term.class))
                        .putIfAbsent(term, column) != null) {
                    book.problems.error(where, "duplicate-column", title, "");
                }
                return true;
            }
        }
        return false;
    }

    private boolean example(int row, TreeMap<Integer, XlsxFile.Cell> values) {
        XlsxFile.Cell first = values.get(0);
        if (!sheet.hasExample() || first == null || !Words.isExample(first.text())) {
            return false;
        }
        Map<Integer, String> ours = new HashMap<>();
        sheet.heads.forEach(head -> ours.put(columns.getOrDefault(head.column(), -1), head.example()));
        boolean changed = values.entrySet().stream().anyMatch(cell -> ours.containsKey(cell.getKey())
                && !cell.getValue().text().equals(ours.get(cell.getKey())));
        // Sorting may have moved our example; whatever else begins so further down was written to be read.
        boolean read = changed && row != 1;
        if (changed || row != 1) {
            book.problems.add(at(row, 0), read ? "example-as-data" : "example-row", Problem.WARNING,
                    String.valueOf(row + 1), "");
        }
        return !read;
    }

    /** What stands beyond the heads has no meaning. */
    void unreadCells() {
        for (Map.Entry<Integer, TreeMap<Integer, XlsxFile.Cell>> row : cells.entrySet()) {
            row.getValue().keySet().stream().filter(column -> !known.contains(column)).findFirst()
                    .ifPresent(column -> book.problems.add(at(row.getKey(), column), "beyond-columns",
                            Problem.WARNING, "", ""));
        }
    }
}
