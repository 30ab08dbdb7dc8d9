package org.fengsui.response;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A graded response (分级响应) to an incident by a plan.
 *
 * @param level      code of the level in force, or asked for while awaiting approval
 * @param scope      codes of the districts that it covers; empty = the whole city (全市)
 * @param situations codes of the situations in force (情形)
 * @param exercise   whether it is a drill (演练)
 * @param levelSince since when the level is in force
 * @param closedAt   when the last closing action was done
 * @param automatic  whether it started by itself (随信号) and nobody has changed its level since
 */
public record Response(UUID id, String requestId, String number, UUID incidentId, String planKey, int planVersion,
                       String level, Status status, List<String> scope, List<String> situations, boolean exercise,
                       String reason, Instant requestedAt, String requestedBy, Instant activatedAt, Instant levelSince,
                       Instant endedAt, String endReason, Instant closedAt, String processInstanceId,
                       boolean automatic) {

    /** State of a response (响应状态). */
    public enum Status {
        AWAITING_APPROVAL, ACTIVE, REJECTED, ENDED, CLOSED;

        /** As written in the API: {@code awaiting-approval}. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    public boolean cityWide() {
        return scope.isEmpty();
    }

    public boolean active() {
        return status == Status.ACTIVE;
    }
}
