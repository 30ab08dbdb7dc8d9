package org.fengsui.audit;

import java.time.Instant;
import java.util.List;

/**
 * What a verification found.
 *
 * @param entries   number of entries in the record
 * @param anchors   number of anchor lines that it was compared with
 * @param anchoredAt when the last of them was written; null when there is none
 * @param broken    the first broken place of every chain, the earliest first; empty when all is well
 */
public record Verdict(long entries, long anchors, Instant anchoredAt, List<Finding> broken) {

    public boolean ok() {
        return broken.isEmpty();
    }
}
