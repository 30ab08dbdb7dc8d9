package org.fengsui.organization;

import java.time.Instant;
import java.util.Set;

/**
 * A person (人员) as the administrators see it.
 *
 * @param actor    with unit and posts of this moment
 * @param granted  posts of this moment that the person holds by grant, not as a deputy
 * @param nextUnit where a move (调动) leads that is to come; null = none
 * @param leftAt   when the person left (离职); null = is here
 * @param seen     id of the last change: sent back with a command, it tells whether another came between
 */
public record Person(Actor actor, String phone, Set<Post> granted, String nextUnit, Instant movesAt, Instant leftAt,
                     long seen) {

    public String username() {
        return actor.username();
    }

    public boolean left() {
        return leftAt != null;
    }
}
