package org.fengsui.plan.workbook;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A line of data. */
class Line {

    final Table table;
    final int number;
    final TreeMap<Integer, XlsxFile.Cell> cells;

    Line(Table table, int number, TreeMap<Integer, XlsxFile.Cell> cells) {
        this.table = table;
        this.number = number;
        this.cells = cells;
        Stream.concat(table.columns.values().stream(), table.terms.values().stream()
                .flatMap(columns -> columns.values().stream())).map(column -> new Entry(this, column))
                .filter(Entry::unreadable).forEach(Entry::tell);
    }

    Entry entry(Column column) {
        return new Entry(this, table.columns.get(column));
    }

    Entry entry(String level, Sheet.Term term) {
        return new Entry(this, table.terms.getOrDefault(level, Map.of()).get(term));
    }

    String at(Column column) {
        return entry(column).at();
    }

    /** Whether it is not known what stands there, which is told. */
    boolean isWrong(Column column) {
        return !entry(column).exists() || table.book.problems.isWrong(at(column));
    }

    String raw(Column column) {
        return entry(column).raw();
    }

    String text(Column column) {
        return entry(column).text();
    }
}
