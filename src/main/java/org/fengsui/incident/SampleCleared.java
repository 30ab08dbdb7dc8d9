package org.fengsui.incident;

import java.util.UUID;

/**
 * A sample incident (示例) is being removed; published within the transaction, before the incident's own lock is taken.
 * Whoever keeps anything of it takes the locks of that and removes it: an incident that something still points to cannot
 * be removed, and the transaction is tried again.
 */
public record SampleCleared(UUID incidentId) {
}
