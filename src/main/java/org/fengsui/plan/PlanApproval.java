package org.fengsui.plan;

import java.util.List;
import java.util.Optional;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.organization.Unit;

/**
 * Who approves a plan (审批), by its kind and tier: 突发事件应急预案管理办法 (国办发〔2024〕5号) art. 25. The review (审核) before it is
 * that of art. 24.
 *
 * @param post the post that signs
 * @param unit code of the unit whose post it must be; empty where the post is one for the whole site
 */
public record PlanApproval(Post post, String unit) {

    /**
     * Who approves a plan of this kind.
     *
     * @param writersUnit stands in where the plan names no unit that leads it
     */
    static PlanApproval of(Plan.About about, String writersUnit, Organization organization) {
        String lead = about.lead().isEmpty() ? writersUnit : about.lead();
        if (about.type() == Plan.Type.UNIT) {
            // Issued by whoever is chiefly responsible for the unit (单位主要负责人).
            return new PlanApproval(Post.LEADER, lead);
        }
        // "Of this tier" (本级): below the city that is the district or town which the plan is of. Its leader signs for
        // it, as our posts of the command and the government are the city's; these sign where it is not known whose.
        List<String> kinds = about.tier() == Plan.Tier.COUNTY ? List.of("district") : List.of("town", "district");
        Optional<Unit> local = about.belowCity() ? organization.nearest(lead, kinds) : Optional.empty();
        if (local.isPresent()) {
            return new PlanApproval(Post.LEADER, local.get().code());
        }
        // Overall: the committee and the government of this tier; special: the government of this tier. Event and
        // catastrophe: the government or its department; joint: by agreement of the governments concerned.
        // Important facilities and support are not named there: we treat them as special plans.
        // Department: "as the government of this tier rules" (按本级政府规定): our reading is the commander.
        return new PlanApproval(about.type() == Plan.Type.DEPARTMENT ? Post.COMMANDER : Post.GOVERNMENT, "");
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
