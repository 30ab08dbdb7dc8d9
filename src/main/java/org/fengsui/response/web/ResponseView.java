package org.fengsui.response.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fengsui.response.Approval;
import org.fengsui.response.Response;

/**
 * A response, as the API shows it.
 *
 * @param level     the level in force, or asked for while the launch awaits approval
 * @param automatic it started by itself, and nobody has changed its level since
 * @param approvals every signature asked for, oldest first; {@code decidedAt} null = it is awaited
 */
record ResponseView(UUID id, String requestId, String number, UUID incidentId, String planKey, int planVersion,
                    String level, String status, List<String> scope, List<String> situations, boolean exercise,
                    String reason, Instant requestedAt, String requestedBy, Instant activatedAt, Instant levelSince,
                    Instant endedAt, String endReason, Instant closedAt, boolean automatic,
                    List<ApprovalView> approvals) {

    record ApprovalView(UUID id, String kind, String level, List<String> posts, String reason, Instant requestedAt,
                        String requestedBy, Instant decidedAt, String decidedBy, String decidedPost, String decision,
                        String comment, Approval.Oral oral, Instant writtenDueAt, Instant writtenAt,
                        String writtenBy, List<String> conditions, String unmetReason) {
    }

    static ResponseView of(Response r, List<Approval> approvals) {
        return new ResponseView(r.id(), r.requestId(), r.number(), r.incidentId(), r.planKey(), r.planVersion(),
                r.level(), r.status().code(), r.scope(), r.situations(), r.exercise(), r.reason(), r.requestedAt(),
                r.requestedBy(), r.activatedAt(), r.levelSince(), r.endedAt(), r.endReason(), r.closedAt(), r.automatic(),
                approvals.stream().map(ResponseView::approval).toList());
    }

    private static ApprovalView approval(Approval a) {
        return new ApprovalView(a.id(), a.kind(), a.level(), a.posts(), a.reason(), a.requestedAt(), a.requestedBy(),
                a.decidedAt(), a.decidedBy(), a.decidedPost(), a.decision(), a.comment(),
                a.oralAt() == null ? null : new Approval.Oral(a.oralBy(), a.oralAt()), a.writtenDueAt(),
                a.writtenAt(), a.writtenBy(), a.conditions(), a.unmetReason());
    }
}
