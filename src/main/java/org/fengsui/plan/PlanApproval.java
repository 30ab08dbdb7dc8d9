package org.fengsui.plan;

import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;

/**
 * Who approves a plan (审批), by its kind: 突发事件应急预案管理办法 (国办发〔2024〕5号) art. 25. The review (审核) before it is
 * that of art. 24.
 *
 * @param post the post that signs
 * @param unit code of the unit whose post it must be; empty where the post is one for the whole site
 */
public record PlanApproval(Post post, String unit) {

    /** Who approves a plan of this kind. @param writersUnit stands in where the plan names no unit that leads it */
    static PlanApproval of(Plan.About about, String writersUnit) {
        return switch (about.type()) {
            // Overall: the committee and the government of this tier; special: the government of this tier. Event and
            // catastrophe: the government or its department; joint: by agreement of the governments concerned.
            // Important facilities and support are not named there: we treat them as special plans.
            case OVERALL, SPECIAL, EVENT, CATASTROPHE, JOINT, FACILITY, SUPPORT -> new PlanApproval(Post.GOVERNMENT, "");
            // "As the government of this tier rules" (按本级政府规定): our reading is the commander.
            case DEPARTMENT -> new PlanApproval(Post.COMMANDER, "");
            // Issued by whoever is chiefly responsible for the unit (单位主要负责人).
            case UNIT -> new PlanApproval(Post.LEADER, about.lead().isEmpty() ? writersUnit : about.lead());
        };
    }

    /** Whether somebody holds a post that approves plans of any kind. */
    static boolean anyOf(Actor actor) {
        return actor.holds(Post.GOVERNMENT) || actor.holds(Post.COMMANDER) || actor.holds(Post.LEADER);
    }

    /** Whether it is this person's to give, whatever was signed before. */
    public boolean isOf(Actor actor) {
        return actor.holds(post) && (unit.isEmpty() || unit.equals(actor.unit()));
    }
}
