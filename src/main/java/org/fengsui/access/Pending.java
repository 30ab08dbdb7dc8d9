package org.fengsui.access;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * A sign-in whose password was right, or for which a provider vouches, and that is not complete yet. It lets nobody in anywhere.
 *
 * @param code    whether the second factor was shown
 * @param vouched whether a provider vouches for the person: no password was asked for
 */
record Pending(String username, Instant at, boolean code, boolean vouched) implements Serializable {

    static final String ATTRIBUTE = Pending.class.getName();
    private static final Duration LASTS = Duration.ofMinutes(15);

    boolean over(Instant now) {
        return now.isAfter(at.plus(LASTS));
    }
}
