package org.fengsui.incident;

import java.time.Instant;
import java.util.UUID;

/**
 * An incident (突发事件).
 *
 * @param number running number of the year and hazard, e.g. 2026-flood-003
 * @param source who or what it was learnt from (信息来源)
 * @param sample whether it is fed with made-up readings (示例), see {@link SampleFeed}
 * @param archivedAt since when it has left the default lists (归档); null = it has not
 */
public record Incident(UUID id, String number, String title, String hazard, Instant occurredAt,
                       NewIncident.Place place, String source, Instant reportedAt, String reportedBy,
                       String reporterUnit, boolean sample, Instant archivedAt) {
}
