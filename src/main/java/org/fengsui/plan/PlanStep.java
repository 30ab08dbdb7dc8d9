package org.fengsui.plan;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * One step in the life of a version (预案版本的办理记录).
 *
 * @param actor     user name
 * @param actorName as it was then; a deputy's says whom for
 * @param unit      code of the actor's unit
 * @param post      code of the post that it was done under; empty for the system
 * @param comment   what was said; may be empty
 * @param digest    of the content that the step is about
 */
public record PlanStep(String key, int version, Type type, Instant at, String actor, String actorName, String unit,
                       String post, String comment, String digest) {

    /** The steps since a recall or a rejection brought the version back last: earlier signatures count no more. */
    public static List<PlanStep> round(List<PlanStep> steps) {
        int from = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).type().sentBack() || steps.get(i).type() == Type.RECALLED) {
                from = i + 1;
            }
        }
        return steps.subList(from, steps.size());
    }

    /**
     * Drafted (起草), drafted anew (修改), submitted (送审), called back (撤回), reviewed (审核通过), sent back at the review (审核退回),
     * approved (批准), sent back at the approval (审批退回), published (发布), superseded (被取代), given up before it was published
     * (作废), withdrawn from use (停用), published as shipped with the program (随系统发布).
     */
    public enum Type {
        DRAFTED, REDRAFTED, SUBMITTED, RECALLED, REVIEWED, REVIEW_REJECTED, APPROVED, APPROVAL_REJECTED, PUBLISHED,
        SUPERSEDED, GIVEN_UP, WITHDRAWN, SHIPPED;

        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Type of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
        }

        /** Whether it is somebody's signature (签署): a decision at the review or at the approval. */
        public boolean signature() {
            return atReview() || atApproval();
        }

        /** Given at the review, and not at the approval. */
        public boolean atReview() {
            return this == REVIEWED || this == REVIEW_REJECTED;
        }

        boolean atApproval() {
            return this == APPROVED || this == APPROVAL_REJECTED;
        }

        /** Whether it brought the version back to its writer. */
        public boolean sentBack() {
            return this == REVIEW_REJECTED || this == APPROVAL_REJECTED;
        }
    }
}
