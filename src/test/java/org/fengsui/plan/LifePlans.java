package org.fengsui.plan;

import java.util.List;
import java.util.Set;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.support.Actors;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Small plans on their way through review and approval, by the real commands. */
public final class LifePlans {

    public static final Actor PLANNER = new Actor("planner", "预案编制员", "emergency", Set.of(Post.PLANNER));
    public static final Actor REVIEWER = new Actor("reviewer", "预案审核员", "emergency", Set.of(Post.REVIEWER));

    private LifePlans() {
    }

    /** A plan of this kind; what differs between two is the title of their first level. */
    public static Plan plan(String key, Plan.Type type, String lead, String title) {
        return plan(key, type, Plan.Tier.CITY, lead, title);
    }

    public static Plan plan(String key, Plan.Type type, Plan.Tier tier, String lead, String title) {
        Plan heat = TestPlans.threeLevelNonCumulative();
        Plan.About about = heat.about();
        return new Plan(key, "虚构预案 " + key, "fictitious", new Plan.About(about.source(), about.notice(), type, tier,
                lead, about.cumulative(), about.drillEveryMonths(), about.drillClause()), heat.districtNotBelowCity(),
                heat.districtClause(), heat.writtenApprovalWithin(), heat.writtenApprovalAssumed(),
                heat.levels().stream().map(level -> level.rank() > 1 ? level : new Plan.Level(level.code(), title, level.label(),
                        level.color(), level.rank(), level.automatic(), level.authority(), level.ending())).toList(),
                heat.headquarters(), heat.members(), heat.facts(), heat.triggers(), heat.situations(), heat.workGroups(),
                heat.actions(), heat.endConditions(), heat.provisions());
    }

    /** The plan with an action that asks for a form. */
    public static Plan asking(Plan plan, String action, String form) {
        return new Plan(plan.key(), plan.name(), plan.hazard(), plan.about(), plan.districtNotBelowCity(),
                plan.districtClause(), plan.writtenApprovalWithin(), plan.writtenApprovalAssumed(), plan.levels(),
                plan.headquarters(), plan.members(), plan.facts(), plan.triggers(), plan.situations(),
                plan.workGroups(), plan.actions().stream().map(one -> !one.key().equals(action) ? one
                        : new Plan.Action(one.key(), one.title(), one.text(), one.kind(), one.phase(), one.unit(),
                        one.everyDistrict(), one.supporting(), one.levels(), one.levelsAssumed(), one.situation(),
                        one.workGroup(), one.clause(), form, one.evidence(), one.since(), one.after())).toList(),
                plan.endConditions(), plan.provisions());
    }

    /** The same plan under another key, for another hazard. */
    public static Plan as(String key, String hazard, Plan plan) {
        return new Plan(key, "虚构预案 " + key, hazard, plan.about(), plan.districtNotBelowCity(),
                plan.districtClause(), plan.writtenApprovalWithin(), plan.writtenApprovalAssumed(), plan.levels(),
                plan.headquarters(), plan.members(), plan.facts(), plan.triggers(), plan.situations(),
                plan.workGroups(), plan.actions(), plan.endConditions(), plan.provisions());
    }

    /** The same plan with other levels, facts, starting conditions and actions. */
    public static Plan with(Plan plan, List<Plan.Level> levels, List<Plan.Fact> facts, List<Plan.Trigger> triggers,
                            List<Plan.Action> actions) {
        return new Plan(plan.key(), plan.name(), plan.hazard(), plan.about(), plan.districtNotBelowCity(),
                plan.districtClause(), plan.writtenApprovalWithin(), plan.writtenApprovalAssumed(), levels,
                plan.headquarters(), plan.members(), facts, triggers, plan.situations(), plan.workGroups(), actions,
                plan.endConditions(), plan.provisions());
    }

    /** The same plan with every number in this unit. */
    public static Plan inUnit(String unit, Plan plan) {
        return with(plan, plan.levels(), plan.facts().stream().map(fact -> fact.unit().isEmpty() ? fact
                : new Plan.Fact(fact.name(), fact.type(), unit, fact.choices(), fact.group(), fact.note(),
                fact.computation())).toList(), plan.triggers(), plan.actions());
    }

    public static Plan special(String key, String title) {
        return plan(key, Plan.Type.SPECIAL, "", title);
    }

    /** As the server keeps them. */
    public static Models models(Plan plan) {
        return PlanCompiler.compile(plan);
    }

    /** A special plan of a key of its own, brought to where a status says. */
    public static Plans.Version at(ApplicationContext context, String key, Plans.Status status) {
        return at(context, special(key, "黄色响应"), status);
    }

    public static Plans.Version at(ApplicationContext context, Plan plan, Plans.Status status) {
        return from(context, context.getBean(PlanLife.class).draft(plan, BroughtForms.NONE, PLANNER), status);
    }

    /** Brings a draft of a special plan on to where a status says. */
    public static Plans.Version from(ApplicationContext context, Plans.Version draft, Plans.Status to) {
        return sign(context, draft.key(), to);
    }

    /** Brings the version in the making of a special plan on to where a status says. */
    public static Plans.Version sign(ApplicationContext context, String key, Plans.Status to) {
        PlanLife life = context.getBean(PlanLife.class);
        Plans.Version version = context.getBean(Plans.class).open(key).orElseThrow();
        while (version.open() && version.state().compareTo(to) < 0) {
            version = switch (version.state()) {
                case DRAFT -> life.submit(key, version.number(), "请审核", PLANNER);
                case SUBMITTED -> life.sign(key, version.number(), PlanLife.APPROVED, "", null, REVIEWER);
                case REVIEWED -> life.sign(key, version.number(), PlanLife.APPROVED, "", null, Actors.GOVERNMENT);
                default -> life.publish(key, version.number(), PLANNER);
            };
        }
        return version;
    }

    /** Ships a model with the program, as at the server's start. */
    public static void ship(ApplicationContext context, Plan plan) {
        context.getBean(ReferenceModels.class).ship(models(plan));
    }

    /** Takes what tests made out of the lists again: versions and all that hangs on them. */
    public static void forget(ApplicationContext context, String keyBegins) {
        JdbcClient jdbc = context.getBean(JdbcClient.class);
        for (String table : List.of("plan_date", "plan_safety", "plan_revision", "plan_comment", "plan_attachment",
                "plan_step", "plan_offer", "plan_version")) {
            jdbc.sql("delete from " + table + " where plan_key like ?").param(keyBegins + "%").update();
        }
    }
}
