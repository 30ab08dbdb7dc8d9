package org.fengsui.plan.workbook;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Codes of a sheet's lines; a line without one gets the next that is free: a1, a2 … */
class Codes {

    private final String prefix;
    private final Set<String> taken = new HashSet<>();
    private int last;

    Codes(String prefix, List<Line> lines) {
        this(prefix, lines, Column.CODE);
    }

    Codes(String prefix, List<Line> lines, Column column) {
        this.prefix = prefix;
        lines.forEach(line -> taken.add(line.text(column)));
    }

    String of(Line line) {
        String code = line.text(Column.CODE);
        return code.isEmpty() ? next() : code;
    }

    String next() {
        while (!taken.add(prefix + ++last)) {
            continue;
        }
        return prefix + last;
    }
}
