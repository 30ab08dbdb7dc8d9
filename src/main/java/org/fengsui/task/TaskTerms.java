package org.fengsui.task;

import java.time.Duration;

/**
 * Time limits of a task at a level.
 *
 * @param receiptWithin time to acknowledge; null = none
 * @param dueWithin     time to complete; null = none
 * @param every         interval of a recurring task; null = at any time
 * @param note          what the plan says at this level; may be empty
 */
public record TaskTerms(Duration receiptWithin, boolean receiptAssumed, Duration dueWithin, boolean dueAssumed,
                        Duration every, String note) {
}
