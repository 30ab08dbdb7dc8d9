package org.fengsui.plan;

import org.fengsui.live.Topic;
import org.fengsui.live.spi.LiveTopics;
import org.fengsui.organization.Actor;
import org.springframework.stereotype.Component;

/** Who may be told of plans: whoever reads one; of what is done while a version is made, those who see that. */
@Component
class PlanTopics implements LiveTopics {

    private final Plans plans;

    PlanTopics(Plans plans) {
        this.plans = plans;
    }

    @Override
    public boolean visible(Topic topic, Actor actor) {
        return switch (topic.kind()) {
            case "plans" -> topic.equals(Topic.PLANS);
            case "drafts" -> topic.equals(Topic.DRAFTS) && PlanLibrary.seesAll(actor);
            case "plan" -> !plans.history(topic.id(), actor).isEmpty();
            case "draft" -> plans.history(topic.id()).stream().anyMatch(version -> version.inside(actor));
            default -> false;
        };
    }
}
