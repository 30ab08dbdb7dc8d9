package org.fengsui.plan;

import java.math.BigDecimal;

/**
 * A band of numbers, each end open, closed or absent, exactly as a plan writes it.
 *
 * @param from       lower end; null = none
 * @param fromClosed whether the lower end belongs to the band
 * @param to         upper end; null = none
 * @param toClosed   whether the upper end belongs to the band
 */
public record Band(BigDecimal from, boolean fromClosed, BigDecimal to, boolean toClosed) {

    public Band {
        if (from == null && to == null) {
            throw new IllegalArgumentException("a band needs at least one end");
        }
    }

    /** Whether no number lies in it. */
    public boolean isEmpty() {
        int order = from == null || to == null ? -1 : from.compareTo(to);
        return order > 0 || order == 0 && !(fromClosed && toClosed);
    }

    public boolean contains(BigDecimal value) {
        return (from == null || value.compareTo(from) > (fromClosed ? -1 : 0))
                && (to == null || value.compareTo(to) < (toClosed ? 1 : 0));
    }

    /** As officers write it, with the unit: {@code ≥ 9.20 且 < 9.70 m}. */
    public String text(String unit) {
        String lower = from == null ? "" : (fromClosed ? "≥ " : "> ") + from.toPlainString();
        String upper = to == null ? "" : (toClosed ? "≤ " : "< ") + to.toPlainString();
        String joined = lower.isEmpty() || upper.isEmpty() ? lower + upper : lower + " 且 " + upper;
        return unit.isEmpty() ? joined : joined + " " + unit;
    }
}
