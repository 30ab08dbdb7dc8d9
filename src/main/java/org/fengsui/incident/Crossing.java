package org.fengsui.incident;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A threshold reached (达到启动条件). It stays undecided, and visible, until somebody launches, raises or declines.
 *
 * @param automatic whether the level starts by itself (随信号)
 * @param lapsedAt  when the facts fell below it again; null while they hold
 * @param decision  launched, declined or superseded (by a graver crossing); null while undecided
 */
public record Crossing(UUID id, UUID incidentId, String planKey, int planVersion, String level, int rank,
                       List<Proposal.Reason> reasons, boolean automatic, Instant reachedAt, Instant lapsedAt,
                       Instant decidedAt, String decidedBy, String decision, String reason) {

    public boolean undecided() {
        return decidedAt == null;
    }
}
