package org.fengsui.organization;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A post (岗位). What someone may do follows from the post and the unit, never from the person.
 * {@code OFFICE} is the head of the headquarters' office (指挥部办公室负责人), {@code LEADER} a unit's leader on duty
 * (单位带班领导), {@code OFFICER} a unit's officer (单位经办人).
 */
public enum Post {
    DUTY, OFFICE, DEPUTY, COMMANDER, GOVERNMENT, PLANNER, REVIEWER, DIRECTOR, EVALUATOR, SYSADMIN, SECADMIN, AUDITOR,
    LEADER, OFFICER;

    /** As written in plans and in the API, lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The three administrators (三员): system, security, audit. */
    public boolean administers() {
        return this == SYSADMIN || this == SECADMIN || this == AUDITOR;
    }

    /** A post of the command (指挥部), held for the whole site and not for a unit. */
    public boolean commands() {
        return this == DUTY || this == OFFICE || this == DEPUTY || this == COMMANDER;
    }

    /** Whether nobody may hold both: an administrator does no other work, neither another administrator's. */
    public boolean excludes(Post other) {
        return this != other && (administers() || other.administers());
    }

    public static Optional<Post> of(String code) {
        return Stream.of(values()).filter(post -> post.code().equals(code)).findFirst();
    }
}
