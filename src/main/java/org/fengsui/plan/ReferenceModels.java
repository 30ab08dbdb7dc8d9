package org.fengsui.plan;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fengsui.audit.Audit;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.plan.Plans.Status;
import org.fengsui.plan.Plans.Version;
import org.fengsui.refusal.NotFound;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The reference models (参考模型) that come with the program: put in force where the site has no version of its own,
 * offered where it has.
 */
@Service
public class ReferenceModels {

    private final JdbcClient jdbc;
    private final Plans plans;
    private final PlanLife life;
    private final Audit audit;
    private final Clock clock;

    ReferenceModels(JdbcClient jdbc, Plans plans, PlanLife life, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.life = life;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Puts a reference model that is shipped with the program in force, without signatures: where the site has no version of
     * the plan, or only those that were shipped. Where the site has taken the plan into its own hands, a model that it has
     * never seen is offered only.
     *
     * @return the version now in force; empty when the site has withdrawn the plan, or has not yet published it
     * @throws UnusableModel when the models break the conventions of {@code docs/plan-model.md}
     */
    @Transactional
    Optional<Version> ship(Models shipped) {
        // At nearly every start: what is in force already was read when it came.
        Optional<Version> unchanged = plans.inForceOf(shipped.digest());
        if (unchanged.isPresent()) {
            return unchanged;
        }
        // What reaches the engine, and is kept, is compiled anew from what was read: nothing that only the text held.
        Plan plan = plans.read(shipped);
        Models models = PlanCompiler.compile(plan);
        // Two nodes starting at once ship the same file: the second waits here and finds it done.
        plans.lock(plan.key());
        List<Version> history = plans.history(plan.key());
        Optional<Version> inForce = plans.inForce(plan.key());
        if (inForce.isPresent() && inForce.get().digest().equals(models.digest())) {
            return inForce;
        }
        boolean siteHasItsOwn = history.stream().filter(version -> version.open() || version.publishedAt() != null)
                .anyMatch(version -> !version.shipped() || version.state() == Status.WITHDRAWN);
        if (siteHasItsOwn) {
            offer(plan.key(), models, history);
            return inForce;
        }
        Version version = life.install(plan, models);
        audit.record(Actor.SYSTEM, "plan.shipping",
                Map.of("key", plan.key(), "version", version.number(), "digest", version.digest()));
        return Optional.of(version);
    }

    /** What the site has had before, be it as the ground of its own version, is nothing new. */
    private void offer(String key, Models models, List<Version> history) {
        if (history.stream().noneMatch(version -> version.digest().equals(models.digest()))) {
            jdbc.sql("""
                    insert into plan_offer (plan_key, bpmn, dmn, digest, offered_at) values (?, ?, ?, ?, ?)
                    on conflict (plan_key) do update set bpmn = excluded.bpmn, dmn = excluded.dmn, digest = excluded.digest,
                        offered_at = excluded.offered_at where plan_offer.digest <> excluded.digest""")
                    .params(key, models.bpmn(), models.dmn(), models.digest(), Rows.at(clock.instant())).update();
        }
    }

    /**
     * The newer reference model (参考模型) that came with the program; empty when there is none, or it was taken over, and
     * for all but the planner and the office, who can make something of it.
     */
    public Optional<Offer> offer(String key, Actor actor) {
        return actor.holds(Post.PLANNER) || actor.holds(Post.OFFICE) ? offer(key) : Optional.empty();
    }

    Optional<Offer> offer(String key) {
        return jdbc.sql("""
                select * from plan_offer as o where plan_key = ? and not exists (
                    select from plan_version as v where v.plan_key = o.plan_key and v.digest = o.digest)""")
                .param(key)
                .query((row, n) -> new Offer(plans.read(new Models(row.getString("bpmn"), row.getString("dmn"),
                        List.of())),
                        Rows.instant(row, "offered_at")))
                .optional();
    }

    /**
     * Takes the reference model that is offered over as a draft, see {@link PlanLife#draft}. Taken over already, it is that
     * draft.
     *
     * @throws NotFound when none is offered
     */
    @Transactional
    @Audited("plan.offer")
    public Version takeOver(String key, Actor actor) {
        Optional<Offer> offer = offer(key);
        // What is shipped names forms that are shipped.
        return offer.isPresent() ? life.keep(offer.get().plan(), BroughtForms.NONE, actor)
                : taken(key, actor).orElseThrow(() -> new NotFound("plan"));
    }

    /** The actor's own draft that a reference model has become. */
    private Optional<Version> taken(String key, Actor actor) {
        return plans.open(key).filter(version -> version.state() == Status.DRAFT && PlanLife.writes(version, actor)
                && jdbc.sql("select exists (select from plan_offer where plan_key = ? and digest = ?)")
                        .params(key, version.digest()).query(Boolean.class).single());
    }

    /** A reference model that came with a newer program. */
    public record Offer(Plan plan, Instant offeredAt) {
    }
}
