package org.fengsui.bench;

import java.util.ArrayList;
import java.util.List;

/** The rows of the one table that the bench prints. */
final class Table {

    private final List<String> rows = new ArrayList<>();

    void row(String name, String p50, String p95, String target) {
        rows.add("| " + String.join(" | ", name.strip(), p50, p95, target) + " |");
    }

    /** Rows that are written out already. */
    void rows(List<String> written) {
        rows.addAll(written);
    }

    /** Times in milliseconds. */
    void row(String name, Numbers times, String target) {
        row(name, Numbers.ms(times.p50()), Numbers.ms(times.p95()), target);
    }

    @Override
    public String toString() {
        return "| measure | p50 | p95 | target |\n|---|---|---|---|\n" + String.join("\n", rows) + "\n";
    }
}
