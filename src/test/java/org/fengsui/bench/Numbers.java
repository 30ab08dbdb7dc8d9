package org.fengsui.bench;

import java.util.List;
import java.util.Locale;

/** Measured values, of which the middle and the slow end count. */
record Numbers(List<Double> values) {

    Numbers {
        values = values.stream().sorted().toList();
    }

    double p50() {
        return at(0.5);
    }

    double p95() {
        return at(0.95);
    }

    double max() {
        return at(1);
    }

    static String ms(double value) {
        return String.format(Locale.ROOT, "%.0f ms", value);
    }

    static String kb(double bytes) {
        return String.format(Locale.ROOT, "%.1f KB", bytes / 1024);
    }

    private double at(double part) {
        return values.get(Math.max(0, (int) Math.ceil(part * values.size()) - 1));
    }
}
