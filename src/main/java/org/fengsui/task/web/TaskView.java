package org.fengsui.task.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.fengsui.task.Since;
import org.fengsui.task.Task;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;

/**
 * A unit task, as the API shows it.
 *
 * @param actionKey       null for an order
 * @param overdue         late for its receipt or its completion
 * @param receiptAssumed  whether the receipt limit is a default and not the plan's; likewise {@code dueAssumed}
 * @param since           from when the time to complete runs; {@code at} null = another action has to be done first
 * @param every           interval of its turns; null with {@code recurs} = at any time
 * @param withdrawnReason in words; null unless withdrawn
 */
record TaskView(UUID id, UUID responseId, String actionKey, UUID orderId, int turn, String title, String text,
                String unit, List<String> supporting, String level, String kind, String phase, String status,
                boolean overdue, Instant openedAt, Instant receiptDueAt, boolean receiptAssumed, Instant receivedAt,
                String receivedBy, Since since, Instant dueAt, boolean dueAssumed, boolean recurs, Duration every,
                Instant nextTurnAt, String handler, Instant completedAt, String completedBy, String result,
                Map<String, Object> formValues, Instant returnedAt, String returnedBy, String returnReason,
                Instant returnSettledAt, Instant withdrawnAt, String withdrawnBy, String withdrawnCode,
                String withdrawnReason, Instant chasedAt, String chaseReason, Instant chaseAnsweredAt, String clause,
                String workGroup, String form, String evidence, String note, boolean exercise) {

    static TaskView of(Task t, Instant now, MessageSource messages) {
        return new TaskView(t.id(), t.responseId(), t.actionKey(), t.orderId(), t.turn(), t.title(), t.text(),
                t.unit(), t.supporting(), t.level(), t.kind(), t.phase(),
                t.status().name().toLowerCase(Locale.ROOT), t.overdue(now), t.openedAt(), t.receiptDueAt(),
                t.receiptAssumed(), t.receivedAt(), t.receivedBy(), t.since(), t.dueAt(), t.dueAssumed(), t.recurs(), t.every(),
                t.nextTurnAt(), t.handler(), t.completedAt(), t.completedBy(), t.result(), t.formValues(),
                t.returnedAt(), t.returnedBy(), t.returnReason(), t.returnSettledAt(), t.withdrawnAt(),
                t.withdrawnBy(), t.withdrawnCode(), withdrawn(t, messages), t.chasedAt(), t.chaseReason(),
                t.chaseAnsweredAt(), t.clause(), t.workGroup(), t.form(), t.evidence(), t.note(), t.exercise());
    }

    /** Why it was withdrawn, in the reader's language, with the reason that was given. */
    private static String withdrawn(Task task, MessageSource messages) {
        if (task.withdrawnAt() == null) {
            return null;
        }
        Locale locale = LocaleContextHolder.getLocale();
        String why = messages.getMessage("withdrawn." + task.withdrawnCode(), null, locale);
        String reason = task.withdrawnReason();
        return reason == null || reason.isEmpty() ? why
                : messages.getMessage("withdrawn.with-reason", new Object[] {why, reason}, locale);
    }
}
