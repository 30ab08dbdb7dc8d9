package org.fengsui.incident;

import java.time.Instant;
import java.util.UUID;
import org.fengsui.organization.Actor;

/**
 * Something happened to an incident; published within the transaction of the command.
 *
 * @param type observed, threshold-reached, declined
 * @param level the level concerned; empty when none
 * @param text what belongs in the record of it
 */
public record IncidentRecorded(String type, UUID incidentId, Actor actor, Instant at, String level,
                               String text) {
}
