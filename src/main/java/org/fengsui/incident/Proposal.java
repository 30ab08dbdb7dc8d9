package org.fengsui.incident;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The level that the facts propose (建议响应级别), and why. Only an automatic level launches by itself.
 *
 * @param tracks     what each track (分线) of the plan proposes, in the plan's order; empty where it has none
 * @param situations codes of the situations that the reasons indicate
 * @param next       what would propose a higher level; nearest level first
 */
public record Proposal(String planKey, int planVersion, String level, List<Track> tracks, List<Reason> reasons,
                       List<String> situations, List<Next> next) {

    /** The level that one track proposes; the highest of all counts. */
    public record Track(String name, String level) {
    }

    /**
     * One condition that holds.
     *
     * @param value       as observed, with its unit
     * @param condition   as the plan writes it, with the unit; for a computed fact with what is computed
     * @param trigger     id of the starting condition that it is part of
     * @param track       its track; empty = none
     * @param met         how many conditions of the starting condition hold, where {@code need} of {@code of} must
     * @param confirmedBy who confirmed a judgement (研判), by name; null for what is measured
     * @param asOf        at which moment a total or rise over a time (累计、上涨) was what it is; null for what does not
     *                    pass with time
     */
    public record Reason(String fact, String value, String condition, String clause, String level, String trigger,
                         String track, int met, int need, int of, String confirmedBy, Instant confirmedAt,
                         Instant asOf) {

        /** Whether it takes more than one condition. */
        public boolean joined() {
            return need > 1;
        }
    }

    /**
     * One condition of a higher level that does not hold yet.
     *
     * @param value   as observed, with its unit; empty when it is not known
     * @param gap     how much is missing, with its unit; empty where that cannot be said
     * @param missing how many of the {@code of} conditions of its starting condition are still to come to the
     *                {@code need} that must hold
     */
    public record Next(String level, String fact, String value, String condition, String gap, String clause,
                       String trigger, String track, int missing, int need, int of) {

        /** Whether it takes more than one condition. */
        public boolean joined() {
            return need > 1;
        }
    }

    /** What each track proposes, and what follows: {@code 洪水 Ⅲ，暴雨 Ⅱ → Ⅱ}. Empty without tracks. */
    public String trackWords() {
        return tracks.isEmpty() ? "" : tracks.stream().map(track -> track.name() + " " + track.level())
                .collect(Collectors.joining("，", "", " → " + level));
    }

    /** The conditions of its own level in one line: what an officer would write as the reason. */
    public String words() {
        return FactWords.line(reasons.stream().filter(reason -> reason.level().equals(level)).toList());
    }
}
