package org.fengsui.access;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * A sign-in whose password was right and that is not complete yet. It lets nobody in anywhere.
 *
 * @param code whether the second factor was shown
 */
record Pending(String username, Instant at, boolean code) implements Serializable {

    static final String ATTRIBUTE = Pending.class.getName();
    private static final Duration LASTS = Duration.ofMinutes(15);

    boolean over(Instant now) {
        return now.isAfter(at.plus(LASTS));
    }
}
