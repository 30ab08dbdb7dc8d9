package org.fengsui.incident;

import java.util.List;

/**
 * The level that the facts propose (建议响应级别), and why. It never launches by itself.
 *
 * @param situations codes of the situations that the reasons indicate
 * @param next       what would propose a higher level; nearest level first
 */
public record Proposal(String planKey, int planVersion, String level, List<Reason> reasons, List<String> situations,
                       List<Next> next) {

    /**
     * One condition that holds.
     *
     * @param value     as observed, with its unit
     * @param condition as the plan writes it, with the unit
     */
    public record Reason(String fact, String value, String condition, String clause, String level) {
    }

    /**
     * One condition of a higher level that does not hold yet.
     *
     * @param value as observed, with its unit
     * @param gap   how much is missing, with its unit; empty where that cannot be said
     */
    public record Next(String level, String fact, String value, String condition, String gap, String clause) {
    }
}
