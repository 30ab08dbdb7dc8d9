package org.fengsui.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A unit task (单位任务): one turn of a plan's action, or an order (指令), that one unit has to do. It belongs to the
 * unit, not to a person.
 *
 * @param actionKey       key of the plan's action; null for an order
 * @param orderId         the order that it carries out; null for an action
 * @param turn            1, and rising with every turn of a recurring action
 * @param kind            once, recurring, standing, report or order
 * @param phase           active, or closing after the response's end
 * @param unit            code of the unit that has to do it now
 * @param plannedUnit     code of the unit that the plan names
 * @param supporting      codes of the units that support it (配合单位)
 * @param level           code of the level whose terms it follows
 * @param receiptAssumed  whether the receipt limit is our default and not the plan's; likewise {@code dueAssumed}
 * @param since           from when {@code dueWithin} runs
 * @param dueAt           null without a limit, and while what it runs from has not come
 * @param recurs          whether a next turn follows
 * @param every           interval of its turns; null with {@code recurs} = at any time (随时)
 * @param handler         who in the unit works on it (经办人); null until received
 * @param withdrawnCode   why it was withdrawn: level-changed, response-ended, turn-missed or reassigned
 * @param missedAt        when its turn passed without completion (漏报)
 * @param leaderToldAt    when the unit's leader was told that receipt is overdue; {@code officeToldAt}: the office
 * @param chasedAt        when completion was last chased up (督办)
 * @param chaseAnsweredAt when that was answered
 */
public record Task(UUID id, UUID responseId, boolean exercise, String actionKey, UUID orderId, int turn, String title,
                   String text, String kind, String phase, String unit, String plannedUnit, List<String> supporting,
                   String level, String clause, String workGroup, String form, String evidence, String note,
                   Instant openedAt, String openedBy,
                   Duration receiptWithin, boolean receiptAssumed, Instant receiptDueAt, Instant officeDueAt,
                   Instant receivedAt, String receivedBy,
                   Duration dueWithin, boolean dueAssumed, Since since, Instant dueAt,
                   boolean recurs, Duration every, Instant nextTurnAt,
                   String handler, Instant completedAt, String completedBy, String result, Map<String, Object> formValues,
                   Instant returnedAt, String returnedBy, String returnReason, Instant returnSettledAt,
                   Instant withdrawnAt, String withdrawnBy, String withdrawnCode, String withdrawnReason,
                   Instant missedAt, Instant leaderToldAt, Instant officeToldAt,
                   Instant chasedAt, String chaseReason, Instant chaseAnsweredAt, String token) {

    /** State of a task (任务状态), in the order in which it is passed. */
    public enum Status { OPEN, RECEIVED, DONE, WITHDRAWN, RETURNED }

    public Status status() {
        if (withdrawnAt != null) {
            return Status.WITHDRAWN;
        }
        if (completedAt != null) {
            return Status.DONE;
        }
        if (returnedAt != null) {
            return Status.RETURNED;
        }
        return receivedAt != null ? Status.RECEIVED : Status.OPEN;
    }

    /** Still to be done by the unit. */
    public boolean running() {
        return status() == Status.OPEN || status() == Status.RECEIVED;
    }

    /** Late for its receipt (签收超时). */
    public boolean receiptOverdue(Instant now) {
        return status() == Status.OPEN && receiptDueAt != null && receiptDueAt.isBefore(now);
    }

    /** Late for its completion (完成超时). */
    public boolean completionOverdue(Instant now) {
        return running() && dueAt != null && dueAt.isBefore(now);
    }

    public boolean overdue(Instant now) {
        return receiptOverdue(now) || completionOverdue(now);
    }

    /** Chased up and not answered yet. */
    public boolean chaseOpen() {
        return running() && chasedAt != null && chaseAnsweredAt == null;
    }

    /** Returned by its unit, and the command post has not yet decided what becomes of it. */
    public boolean awaitsReassignment() {
        return status() == Status.RETURNED && returnSettledAt == null;
    }

    public boolean standing() {
        return kind.equals("standing");
    }

    public boolean isOrder() {
        return orderId != null;
    }
}
