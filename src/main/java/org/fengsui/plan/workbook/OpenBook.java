package org.fengsui.plan.workbook;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.fengsui.plan.Problem;
import org.springframework.context.MessageSource;

/** A workbook that is being read: its sheets with their heads found, what is wrong, and where things stand. */
class OpenBook {

    final Problems problems;
    final Places places;
    final Cells cells;
    final LevelSheets levels;
    private final Map<Sheet, Table> tables = new EnumMap<>(Sheet.class);

    /**
     * Finds sheets and heads, and the levels, of which the sheets of actions have their columns.
     *
     * @param sheets by title
     * @param site   units of the site by code
     */
    OpenBook(Map<String, XlsxFile.Raw> sheets, Names site, MessageSource messages, Problems problems) {
        this.problems = problems;
        places = new Places(site);
        cells = new Cells(this, messages);
        Map<Sheet, XlsxFile.Raw> found = found(sheets);
        for (Sheet sheet : Sheet.values()) {
            if (!found.containsKey(sheet)) {
                problems.error(sheet.title, "missing-sheet", sheet.title, "");
            }
            if (!sheet.hasTerms()) {
                tables.put(sheet, new Table(this, sheet, found.get(sheet)));
            }
        }
        levels = new LevelSheets(this);
        tables.put(Sheet.ACTIONS, new Table(this, Sheet.ACTIONS, found.get(Sheet.ACTIONS)));
        tables.put(Sheet.REPORTS, new Table(this, Sheet.REPORTS, found.get(Sheet.REPORTS)));
    }

    private Map<Sheet, XlsxFile.Raw> found(Map<String, XlsxFile.Raw> sheets) {
        Map<Sheet, XlsxFile.Raw> found = new EnumMap<>(Sheet.class);
        sheets.forEach((title, cells) -> {
            Sheet sheet = Sheet.of(title).orElse(null);
            if (sheet == null) {
                if (!cells.rows().isEmpty()) {
                    problems.add(title, "unknown-sheet", Problem.WARNING, title, "");
                }
            } else if (found.put(sheet, cells) != null) {
                problems.error(title, "duplicate-sheet", title, "");
            }
        });
        return found;
    }

    Table table(Sheet sheet) {
        return tables.get(sheet);
    }

    /** The lines of data of a sheet. */
    List<Line> lines(Sheet sheet) {
        return table(sheet).lines;
    }

    boolean absent(Sheet sheet) {
        return table(sheet).absent;
    }

    /** Whether a sheet may hold more than could be read of it: what refers to it is not called unknown then. */
    boolean unsure(Sheet sheet, Column names) {
        return absent(sheet) || !table(sheet).columns.containsKey(names)
                || lines(sheet).stream().anyMatch(line -> line.entry(names).raw().isBlank());
    }

    /** Tells of what stands where it has no meaning. */
    void tellUnread() {
        tables.values().forEach(Table::unreadCells);
    }
}
