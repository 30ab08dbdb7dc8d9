package org.fengsui.plan.web;

import java.util.List;
import java.util.stream.Stream;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanLibrary;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** The duties of one unit over all plans in force (职责清单). */
@Component
class UnitDuties {

    private final Plans plans;
    private final PlanCards cards;
    private final Organization organization;
    private final MessageSource messages;

    UnitDuties(Plans plans, PlanCards cards, Organization organization, MessageSource messages) {
        this.plans = plans;
        this.cards = cards;
        this.organization = organization;
        this.messages = messages;
    }

    /**
     * The unit whose list is asked for: a unit's own people see theirs; those who see all plans in the making, and so every
     * unit, see any.
     *
     * @param asked code; empty = the reader's own
     * @throws NotFound when there is none, or it is not for this reader
     */
    Unit unit(String asked, Actor actor) {
        boolean any = PlanLibrary.seesAll(actor);
        String code = !asked.isEmpty() ? asked : !actor.workUnit().isEmpty() ? actor.workUnit() : any ? actor.unit() : "";
        return organization.unit(code).filter(one -> any || one.code().equals(actor.workUnit()))
                .orElseThrow(() -> new NotFound("unit"));
    }

    /** What it has to do by the plans of one page, which are read for it. @param page from 0 */
    Listing of(Unit unit, int page, int size) {
        Plans.Listing found = plans.withDuties(unit, page, size);
        return new Listing(found.versions().stream().map(version -> of(unit, version)).toList(), found.total());
    }

    private ByPlan of(Unit unit, Plans.Version version) {
        Plan plan = version.plan();
        List<String> member = plan.members().stream().filter(one -> one.unit().equals(unit.code()))
                .map(one -> one.duty().isEmpty() ? message("plan.duties.member") : one.duty()).toList();
        List<AtLevel> levels = plan.levels().stream().map(level -> new AtLevel(level,
                        cards.lines(plan, cards.actions(plan, unit.code(), level), level),
                        cards.supports(plan, unit.code(), level),
                        cards.lines(plan, cards.closing(plan, unit.code(), level), level)))
                .filter(AtLevel::any).toList();
        List<PlanCards.Line> groups = plan.workGroups().stream().flatMap(group -> group(unit, group)).toList();
        return new ByPlan(version.key(), version.name(), version.number(), String.join("\n", member), groups, levels);
    }

    /** A work group (工作组) that the unit leads or belongs to. */
    private Stream<PlanCards.Line> group(Unit unit, Plan.WorkGroup group) {
        boolean leads = group.lead().equals(unit.code());
        return !leads && !group.members().contains(unit.code()) ? Stream.empty() : Stream.of(new PlanCards.Line(
                message(leads ? "plan.duties.group-leads" : "plan.duties.group-joins", group.name()), "", group.task(),
                group.clause()));
    }

    private String message(String key, Object... arguments) {
        return messages.getMessage(key, arguments, LocaleContextHolder.getLocale());
    }

    /** A page of the list. @param total number of plans of all pages */
    record Listing(List<ByPlan> plans, long total) {
    }

    /**
     * What a unit has to do by one plan.
     *
     * @param member its duty as a member unit; may be empty
     * @param groups work groups that it leads or belongs to
     */
    record ByPlan(String key, String name, int version, String member, List<PlanCards.Line> groups, List<AtLevel> levels) {
    }

    /**
     * @param lines    what it leads while the response is active, the most urgent first
     * @param supports what it helps others with, each with who leads it
     * @param closing  what it leads after the end
     */
    record AtLevel(Plan.Level level, List<PlanCards.Line> lines, List<String> supports, List<PlanCards.Line> closing) {
        boolean any() {
            return !lines.isEmpty() || !supports.isEmpty() || !closing.isEmpty();
        }
    }
}
