package org.fengsui.organization;

import java.time.Instant;
import java.util.List;

/**
 * One line of what was done to a person or a unit.
 *
 * @param actor     username
 * @param type      the message {@code organization.did.<type>} says what
 * @param arguments what it was about: {@code unit:}, {@code post:}, {@code person:} or {@code time:} and its code, or a
 *                  text as it was written
 */
public record HistoryLine(long id, Instant at, String actor, String type, List<String> arguments) {
}
