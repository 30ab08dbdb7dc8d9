package org.fengsui.response;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fengsui.organization.Actor;

/**
 * A signature (批准): asked for, and given or refused by a post that the plan names for the level.
 *
 * @param kind         launch, level or end
 * @param level        the level concerned
 * @param posts        posts that may decide; empty = nobody has to
 * @param oralBy       post that agreed orally (口头同意); null when signed here
 * @param writtenDueAt until when the written form is due; null unless oral
 * @param conditions   what was confirmed of the plan's conditions for ending; null where nobody was asked
 * @param unmetReason  why the end is asked for although some are not confirmed; may be empty
 */
public record Approval(UUID id, UUID responseId, String kind, String level, List<String> posts, String reason,
                       Instant requestedAt, String requestedBy, Instant decidedAt, String decidedBy,
                       String decidedPost, String decision, String comment, String oralBy, Instant oralAt,
                       Instant writtenDueAt, Instant writtenAt, String writtenBy, List<String> conditions,
                       String unmetReason) {

    public boolean pending() {
        return decidedAt == null;
    }

    /** Nobody has to sign: the level comes and goes with a signal (随信号). */
    public boolean unsigned() {
        return posts.isEmpty();
    }

    /** Whether it takes effect as soon as this actor asks for it. */
    boolean maySign(Actor actor) {
        return unsigned() || actor.holdsAny(posts);
    }

    /** Agreed orally, and the written form is still missing. */
    public boolean awaitsWrittenForm() {
        return oralAt != null && writtenAt == null;
    }

    /** What units are told: who signed what; not what was said about it, nor what is still missing. */
    Approval publicPart() {
        return new Approval(id, responseId, kind, level, posts, reason, requestedAt, requestedBy, decidedAt, decidedBy,
                decidedPost, decision, "", null, null, null, null, null, conditions, unmetReason);
    }

    /**
     * An approval given orally.
     *
     * @param by code of the post that agreed
     * @param at when
     */
    public record Oral(String by, Instant at) {
    }
}
