package org.fengsui.plan.web;

import java.util.ArrayList;
import java.util.List;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanLibrary;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.NotFound;
import org.springframework.stereotype.Component;

/** The duties of one unit over all plans in force (职责清单). */
@Component
class UnitDuties {

    private final Plans plans;
    private final PlanCards cards;
    private final Organization organization;

    UnitDuties(Plans plans, PlanCards cards, Organization organization) {
        this.plans = plans;
        this.cards = cards;
        this.organization = organization;
    }

    /**
     * The unit whose list is asked for: a unit's own people see theirs; those who see all plans in the making, and so
     * every unit, see any.
     *
     * @param asked code; empty = the reader's own
     * @throws NotFound when there is none, or it is not for this reader
     */
    Unit unit(String asked, Actor actor) {
        boolean any = PlanLibrary.seesAll(actor);
        String code = !asked.isEmpty() ? asked : !actor.workUnit().isEmpty() ? actor.workUnit()
                : any ? actor.unit() : "";
        return organization.unit(code).filter(one -> any || one.code().equals(actor.workUnit()))
                .orElseThrow(() -> new NotFound("unit"));
    }

    List<ByPlan> of(Unit unit) {
        List<ByPlan> duties = new ArrayList<>();
        for (Plans.Version version : plans.published()) {
            Plan plan = version.plan();
            List<AtLevel> levels = plan.levels().stream().map(level -> new AtLevel(level,
                            cards.actions(plan, unit.code(), level).stream()
                                    .map(action -> cards.line(plan, action, level)).toList()))
                    .filter(one -> !one.lines().isEmpty()).toList();
            String member = plan.members().stream().filter(one -> one.unit().equals(unit.code())).map(Plan.Member::duty)
                    .findFirst().orElse("");
            if (!levels.isEmpty() || !member.isEmpty()) {
                duties.add(new ByPlan(version.key(), version.name(), version.number(), member, levels));
            }
        }
        return duties;
    }

    /** What a unit has to do by one plan. @param member its duty as a member unit; may be empty */
    record ByPlan(String key, String name, int version, String member, List<AtLevel> levels) {
    }

    record AtLevel(Plan.Level level, List<PlanCards.Line> lines) {
    }
}
