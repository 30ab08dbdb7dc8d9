package org.fengsui.task;

import java.util.List;
import java.util.UUID;

/** A task to be opened; see {@link Task} for the meaning of each part. */
public record NewTask(UUID responseId, boolean exercise, String actionKey, UUID orderId, String title, String text,
                      String kind, String phase, String unit, String plannedUnit, List<String> supporting,
                      String level, String clause, String workGroup, String form, String evidence, TaskTerms terms,
                      Since since, boolean recurs, String token) {
}
