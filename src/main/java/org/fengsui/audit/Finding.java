package org.fengsui.audit;

import java.time.Instant;

/**
 * A place where the record is not as it was written.
 *
 * @param entry  {@code <lane>-<seq>}, or {@code anchor-<line>} of the anchor file
 * @param at     what the entry there says; null when it is gone
 * @param reason edited: the entry does not fit its hash; relinked: its hash does not fit the one before; removed: it is
 *               gone; inserted: nothing was written there; truncated: the end of the chain is gone, from this entry on;
 *               rewritten: from this entry on the chain is not the one that was anchored; head: the head of the chain is
 *               not its last entry; anchor: the line is not as it was signed; retired: the beginning was removed up to an
 *               entry that was never anchored
 */
public record Finding(String entry, Instant at, String reason) {
}
