package org.fengsui.plan;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fengsui.audit.Audit;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.form.FormStore;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.plan.PlanStep.Type;
import org.fengsui.plan.Plans.Status;
import org.fengsui.plan.Plans.Version;
import org.fengsui.plan.spi.PlanEngine;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The life of a version (预案版本): draft → submitted → reviewed (审核, 国办发〔2024〕5号 art. 24) → approved (审批, art. 25) →
 * published → superseded by a later one, or withdrawn. Whoever wrote a version signs none of it, and nobody signs at both
 * the review and the approval. A plan has one version at most that is being made, beside the one in force. Only what is
 * published reaches the engine.
 *
 * <p>Commands on one plan come one after the other. Each may be sent again: what is done already is left as it is.
 */
@Service
public class PlanLife {

    /** Decisions of those who sign. */
    public static final String APPROVED = "approved";
    public static final String REJECTED = "rejected";

    /** Steps of the versions of an array of {@link #id}s. */
    private static final String AMONG = """
            (plan_key, version) in (select split_part(id, '/', 1), split_part(id, '/', 2)::int
                from unnest(cast(? as text[])) as id)""";

    private final JdbcClient jdbc;
    private final Plans plans;
    private final PlanEngine engine;
    private final FormStore store;
    private final Organization organization;
    private final PlanEntries entries;
    private final PlanSignals signals;
    private final Audit audit;
    private final Clock clock;

    PlanLife(JdbcClient jdbc, Plans plans, PlanEngine engine, FormStore store, Organization organization,
             PlanEntries entries, PlanSignals signals, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.engine = engine;
        this.store = store;
        this.organization = organization;
        this.entries = entries;
        this.signals = signals;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Keeps a plan as a draft (草稿): as its next version, or in the place of the writer's own draft.
     *
     * @param forms that it is kept with: {@link PlanForms.Upload#of}
     * @throws Forbidden planner-only
     * @throws Rejected  plan-unchanged when it says what the version in force says; plan-in-review when a version is being
     *                   signed; plan-drafted-by-another; plan-unreadable when its models would not be read as this plan
     * @throws IllegalArgumentException when the plan breaks a rule of {@link PlanRules}, or a form one of
     *                   {@link org.fengsui.form.FormRules}
     */
    @Transactional
    @Audited("plan.draft")
    public Version draft(Plan plan, BroughtForms forms, Actor actor) {
        return keep(plan, forms, actor);
    }

    /** The same as part of another command. */
    Version keep(Plan plan, BroughtForms forms, Actor actor) {
        if (!actor.holds(Post.PLANNER)) {
            throw new Forbidden("planner-only");
        }
        Models models = PlanCompiler.compile(plan).with(forms.refs());
        requireReadable(plan, models);
        String digest = models.digest();
        plans.lock(plan.key());
        plans.inForce(plan.key()).filter(version -> version.digest().equals(digest)).ifPresent(version -> {
            throw new Rejected("plan-unchanged", plan.name(), version.number());
        });
        Optional<Version> open = plans.open(plan.key());
        if (open.isPresent()) {
            return replace(open.get(), plan, models, forms, actor);
        }
        forms.all().forEach(store::keep);
        int number = next(plan.key());
        insert(plan, number, Status.DRAFT, models, actor, false);
        return kept(plan.key(), number, Type.DRAFTED, actor);
    }

    /** Every page reads a version from its models: what could not be read back is not kept. */
    private void requireReadable(Plan plan, Models models) {
        try {
            if (!plans.read(models).equals(plan)) {
                throw new IllegalStateException("read back, plan " + plan.key() + " would say something else");
            }
        } catch (UnusableModel e) {
            throw new Rejected("plan-unreadable", e.problems().get(0).where(), e.problems().get(0).message());
        }
    }

    private Version replace(Version open, Plan plan, Models models, BroughtForms forms, Actor actor) {
        if (open.state() != Status.DRAFT) {
            throw new Rejected("plan-in-review", plan.name(), open.number());
        }
        if (!open.writer().equals(actor.username())) {
            throw new Rejected("plan-drafted-by-another", open.number(), organization.person(open.writer()));
        }
        if (open.digest().equals(models.digest())) {
            told(open);
            return open;
        }
        forms.all().forEach(store::keep);
        jdbc.sql("""
                update plan_version set name = ?, hazard = ?, bpmn = ?, dmn = ?, forms = ?, digest = ?, drafted_at = ?,
                    writer_unit = ?
                where plan_key = ? and version = ?""")
                .params(plan.name(), plan.hazard(), models.bpmn(), models.dmn(), Rows.texts(models.forms()),
                        models.digest(), Rows.at(clock.instant()), actor.unit(), plan.key(), open.number())
                .update();
        entries.keep(plan, open.number(), models.digest());
        return kept(plan.key(), open.number(), Type.REDRAFTED, actor);
    }

    private Version kept(String key, int number, Type type, Actor actor) {
        Version version = plans.version(key, number);
        told(version);
        step(version, type, Post.PLANNER.code(), "", actor);
        return version;
    }

    /** Puts on the record which version a command was about, and with what content. */
    private void told(Version version) {
        audit.add("version", version.number());
        audit.add("digest", version.digest());
    }

    /**
     * Submits the writer's own draft (送审) to the reviewer.
     *
     * @param comment for those who sign, e.g. 编制说明; may be empty
     * @throws Forbidden plan-writer-only
     * @throws Rejected  plan-not-draft
     */
    @Transactional
    @Audited("plan.submission")
    public Version submit(String key, int number, String comment, Actor actor) {
        String said = optional(comment);
        Version version = locked(key, number, actor);
        requireWriter(version, actor);
        if (version.state() == Status.SUBMITTED) {
            return version;
        }
        require(version.state() == Status.DRAFT, "plan-not-draft", version);
        return moved(version, Status.SUBMITTED, Type.SUBMITTED, Post.PLANNER.code(), said, actor);
    }

    /**
     * Calls a submitted version back (撤回), as long as it is not approved: it is a draft again.
     *
     * @throws Forbidden plan-writer-only
     * @throws Rejected  plan-not-submitted
     */
    @Transactional
    @Audited("plan.recall")
    public Version recall(String key, int number, String comment, Actor actor) {
        String said = optional(comment);
        Version version = locked(key, number, actor);
        requireWriter(version, actor);
        if (version.state() == Status.DRAFT) {
            return version;
        }
        require(version.state() == Status.SUBMITTED || version.state() == Status.REVIEWED, "plan-not-submitted", version);
        return moved(version, Status.DRAFT, Type.RECALLED, Post.PLANNER.code(), said, actor);
    }

    /**
     * Gives the next signature (签署) that this actor may give: the reviewer's on a submitted version, the approver's on a
     * reviewed one.
     *
     * @param decision {@link #APPROVED}, or {@link #REJECTED}: back to the writer as a draft
     * @param comment  what is said with it; must be there for a rejection
     * @param seen     what was looked at; null = whatever there is: then the same decision by the same person again, with
     *                 nothing in between, is the one that was made
     * @throws Forbidden plan-signer-only; plan-own-version for whoever wrote it; plan-signs-once for whoever signed at the
     *                   other stage
     * @throws Rejected  plan-nothing-to-sign; plan-not-reviewed; plan-changed-since when it is not as it was seen
     */
    @Transactional
    @Audited("plan.approval")
    public Version sign(String key, int number, String decision, String comment, Seen seen, Actor actor) {
        Checks checks = new Checks();
        if (!APPROVED.equals(decision) && !REJECTED.equals(decision)) {
            checks.refuse("decision", "unknown-choice", APPROVED + ", " + REJECTED);
        }
        String said = REJECTED.equals(decision) ? checks.required("comment", comment, Checks.TEXT)
                : checks.optional("comment", comment, Checks.TEXT);
        checks.done();
        Version version = locked(key, number, actor);
        boolean signs = actor.holds(Post.REVIEWER) || version.approval().isOf(actor);
        if (!signs) {
            throw new Forbidden("plan-signer-only");
        }
        List<PlanStep> steps = steps(version);
        if (repeated(version, steps, decision, seen, actor)) {
            return version;
        }
        require(version.state() == Status.SUBMITTED || version.state() == Status.REVIEWED, "plan-nothing-to-sign", version);
        requireMaySign(version, steps, actor);
        if (seen != null && (!seen.digest().equals(version.digest()) || !seen.status().equals(version.status()))) {
            throw new Rejected("plan-changed-since", version.number());
        }
        boolean review = version.state() == Status.SUBMITTED;
        boolean approved = APPROVED.equals(decision);
        String post = review ? Post.REVIEWER.code() : version.approval().post().code();
        return moved(version, approved ? review ? Status.REVIEWED : Status.APPROVED : Status.DRAFT,
                review ? approved ? Type.REVIEWED : Type.REVIEW_REJECTED : approved ? Type.APPROVED : Type.APPROVAL_REJECTED,
                post, said, actor);
    }

    /** Whether this very decision is the last that was made: it was sent twice. */
    private static boolean repeated(Version version, List<PlanStep> steps, String decision, Seen seen, Actor actor) {
        PlanStep last = steps.get(steps.size() - 1);
        if (!last.type().signature() || !last.actor().equals(actor.username())
                || last.type().sentBack() != REJECTED.equals(decision)) {
            return false;
        }
        return seen == null ? last.digest().equals(version.digest())
                : last.digest().equals(seen.digest())
                && last.type().atReview() == seen.status().equals(Status.SUBMITTED.code())
                && !version.status().equals(seen.status());
    }

    private void requireMaySign(Version version, List<PlanStep> steps, Actor actor) {
        boolean review = version.state() == Status.SUBMITTED;
        if (review ? !actor.holds(Post.REVIEWER) : !version.approval().isOf(actor)) {
            throw review ? new Rejected("plan-not-reviewed", version.number()) : new Forbidden("plan-signer-only");
        }
        if (wrote(version, steps, actor)) {
            throw new Forbidden("plan-own-version");
        }
        if (signedElsewhere(steps, review, actor)) {
            throw new Forbidden("plan-signs-once");
        }
    }

    private static boolean wrote(Version version, List<PlanStep> steps, Actor actor) {
        return version.writer().equals(actor.username()) || steps.stream().anyMatch(step ->
                step.actor().equals(actor.username()) && (step.type() == Type.DRAFTED || step.type() == Type.REDRAFTED
                        || step.type() == Type.SUBMITTED));
    }

    /** A version that was sent back is reviewed again by whom it may; but never reviewed and approved by one person. */
    private static boolean signedElsewhere(List<PlanStep> steps, boolean review, Actor actor) {
        return steps.stream().anyMatch(step -> step.actor().equals(actor.username())
                && (review ? step.type().atApproval() : step.type().atReview()));
    }

    /**
     * Puts an approved version in force (发布): it is deployed to the engine, and the version before it is superseded.
     * Responses under way stay on the version that they started with.
     *
     * @throws Forbidden plan-publisher-only
     * @throws Rejected  plan-not-approved
     */
    @Transactional
    @Audited("plan.publication")
    public Version publish(String key, int number, Actor actor) {
        Version version = locked(key, number, actor);
        if (!mayPublish(version, actor)) {
            throw new Forbidden("plan-publisher-only");
        }
        if (version.state() == Status.PUBLISHED) {
            return version;
        }
        require(version.state() == Status.APPROVED, "plan-not-approved", version);
        deploy(version, plans.models(key, number), actor);
        Version published = plans.version(key, number);
        step(published, Type.PUBLISHED, actor.holds(Post.OFFICE) ? Post.OFFICE.code() : Post.PLANNER.code(), "", actor);
        return published;
    }

    private static boolean mayPublish(Version version, Actor actor) {
        return actor.holds(Post.OFFICE) || writes(version, actor);
    }

    private void deploy(Version version, Models models, Actor actor) {
        PlanEngine.Deployed deployed = engine.deploy(version.key(), version.number(), models.bpmn(), models.dmn());
        plans.inForce(version.key()).ifPresent(before -> moved(before, Status.SUPERSEDED, Type.SUPERSEDED, "", "", actor));
        jdbc.sql("""
                update plan_version set status = 'published', process_id = ?, decision_id = ?, published_at = ?
                where plan_key = ? and version = ?""")
                .params(deployed.processId(), deployed.decisionId(), Rows.at(clock.instant()), version.key(), version.number())
                .update();
    }

    /**
     * Takes a version away: the one in force out of use (停用), so that nothing is launched by it any more, while responses
     * under way stay on it; or one that is being made for good (作废).
     *
     * @param reason must be there
     * @throws Forbidden plan-withdrawer-only: the office or the approver for the version in force; the writer or the office
     *                   for one that is being made
     * @throws Rejected  plan-over when it is superseded or withdrawn already
     */
    @Transactional
    @Audited("plan.withdrawal")
    public Version withdraw(String key, int number, String reason, Actor actor) {
        Checks checks = new Checks();
        String said = checks.required("reason", reason, Checks.TEXT);
        checks.done();
        Version version = locked(key, number, actor);
        if (!mayWithdraw(version, actor)) {
            throw new Forbidden("plan-withdrawer-only");
        }
        if (version.state() == Status.WITHDRAWN && last(version).actor().equals(actor.username())) {
            return version;
        }
        require(version.open() || version.state() == Status.PUBLISHED, "plan-over", version);
        return moved(version, Status.WITHDRAWN, version.open() ? Type.GIVEN_UP : Type.WITHDRAWN,
                actor.holds(Post.OFFICE) ? Post.OFFICE.code() : version.open() ? Post.PLANNER.code()
                        : version.approval().post().code(), said, actor);
    }

    private static boolean mayWithdraw(Version version, Actor actor) {
        return actor.holds(Post.OFFICE) || (version.publishedAt() == null ? writes(version, actor)
                : version.approval().isOf(actor));
    }

    /** What somebody may do with a version now. */
    public Options options(Version version, Actor actor) {
        return options(version, steps(version), actor);
    }

    /** @param steps at least those of this person */
    private static Options options(Version version, List<PlanStep> steps, Actor actor) {
        boolean review = version.state() == Status.SUBMITTED;
        boolean stage = review && actor.holds(Post.REVIEWER)
                || version.state() == Status.REVIEWED && version.approval().isOf(actor);
        boolean twice = stage && (wrote(version, steps, actor) || signedElsewhere(steps, review, actor));
        return new Options(writes(version, actor) && version.state() == Status.DRAFT,
                writes(version, actor) && (review || version.state() == Status.REVIEWED),
                stage && !twice, twice,
                version.state() == Status.APPROVED && mayPublish(version, actor),
                (version.open() || version.state() == Status.PUBLISHED) && mayWithdraw(version, actor));
    }

    /** The versions that wait for this person's signature, those that wait longest first. */
    public List<Waiting> waiting(Actor actor) {
        List<Status> states = new ArrayList<>();
        if (actor.holds(Post.REVIEWER)) {
            states.add(Status.SUBMITTED);
        }
        if (PlanApproval.anyOf(actor)) {
            states.add(Status.REVIEWED);
        }
        if (states.isEmpty()) {
            return List.of();
        }
        List<Version> asked = plans.in(states);
        Map<String, List<PlanStep>> own = own(asked, actor);
        return waiting(asked.stream().filter(version -> options(version, own.getOrDefault(id(version), List.of()), actor).sign())
                .toList());
    }

    /** The versions on which this person has the next move as their writer, or as the office that publishes. */
    public List<Waiting> toGoOn(Actor actor) {
        if (!actor.holds(Post.PLANNER) && !actor.holds(Post.OFFICE)) {
            return List.of();
        }
        return waiting(plans.toGoOn(actor.username()).stream().filter(version -> writes(version, actor)
                || options(version, List.of(), actor).publish()).toList());
    }

    private List<Waiting> waiting(List<Version> versions) {
        Map<String, PlanStep> last = new HashMap<>();
        select("id in (select max(id) from plan_step where " + AMONG + " group by plan_key, version)", ids(versions))
                .forEach(step -> last.put(id(step.key(), step.version()), step));
        return versions.stream().map(version -> new Waiting(version, last.get(id(version)))).sorted(Waiting.LONGEST_FIRST)
                .toList();
    }

    /** What somebody did with these versions, by {@link #id}. */
    private Map<String, List<PlanStep>> own(List<Version> versions, Actor actor) {
        return select("actor = ? and " + AMONG + " order by id", actor.username(), ids(versions)).stream()
                .collect(Collectors.groupingBy(step -> id(step.key(), step.version())));
    }

    private static Object ids(List<Version> versions) {
        return Rows.texts(versions.stream().map(PlanLife::id).toList());
    }

    private static String id(Version version) {
        return id(version.key(), version.number());
    }

    private static String id(String key, int version) {
        return key + "/" + version;
    }

    /** What was done with a version, the first step first. */
    public List<PlanStep> steps(Version version) {
        return select("plan_key = ? and version = ? order by id", version.key(), version.number());
    }

    /** What was done with all versions of a plan, the first step first. */
    public List<PlanStep> steps(String key) {
        return select("plan_key = ? order by id", key);
    }

    private PlanStep last(Version version) {
        List<PlanStep> steps = steps(version);
        return steps.get(steps.size() - 1);
    }

    private List<PlanStep> select(String conditionAndOrder, Object... parameters) {
        return jdbc.sql("select * from plan_step where " + conditionAndOrder).params(parameters)
                .query((row, n) -> new PlanStep(row.getString("plan_key"), row.getInt("version"),
                        Type.of(row.getString("type")), Rows.instant(row, "at"), row.getString("actor"),
                        row.getString("actor_name"), row.getString("unit"), row.getString("post"), row.getString("comment"),
                        row.getString("digest")))
                .list();
    }

    /** Puts a reference model in force that came with the program: nobody signs it. The caller holds the plan's lock. */
    Version install(Plan plan, Models models) {
        int number = next(plan.key());
        insert(plan, number, Status.DRAFT, models, Actor.SYSTEM, true);
        deploy(plans.version(plan.key(), number), models, Actor.SYSTEM);
        Version version = plans.version(plan.key(), number);
        step(version, Type.SHIPPED, "", "", Actor.SYSTEM);
        return version;
    }

    private Version locked(String key, int number, Actor actor) {
        Version version = plans.locked(key, number, actor);
        audit.add("digest", version.digest());
        return version;
    }

    private int next(String key) {
        return jdbc.sql("select coalesce(max(version), 0) + 1 from plan_version where plan_key = ?").param(key)
                .query(Integer.class).single();
    }

    private void insert(Plan plan, int number, Status status, Models models, Actor actor, boolean shipped) {
        jdbc.sql("""
                insert into plan_version (plan_key, version, name, hazard, status, bpmn, dmn, forms, digest, writer,
                    writer_unit, drafted_at, shipped)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(plan.key(), number, plan.name(), plan.hazard(), status.code(), models.bpmn(), models.dmn(),
                        Rows.texts(models.forms()), models.digest(), actor.username(), actor.unit(),
                        Rows.at(clock.instant()), shipped)
                .update();
        entries.keep(plan, number, models.digest());
    }

    private Version moved(Version version, Status to, Type type, String post, String comment, Actor actor) {
        jdbc.sql("update plan_version set status = ? where plan_key = ? and version = ?")
                .params(to.code(), version.key(), version.number()).update();
        step(version, type, post, comment, actor);
        return plans.version(version.key(), version.number());
    }

    private void step(Version version, Type type, String post, String comment, Actor actor) {
        jdbc.sql("""
                insert into plan_step (plan_key, version, type, at, actor, actor_name, unit, post, comment, digest)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(version.key(), version.number(), type.code(), Rows.at(clock.instant()), actor.username(), actor.name(),
                        actor.unit(), post, comment, version.digest())
                .update();
        signals.moved(version);
    }

    /** Whether it is this person's own, to go on with. */
    static boolean writes(Version version, Actor actor) {
        return version.writer().equals(actor.username()) && actor.holds(Post.PLANNER);
    }

    private static void requireWriter(Version version, Actor actor) {
        if (!writes(version, actor)) {
            throw new Forbidden("plan-writer-only");
        }
    }

    private static void require(boolean allowed, String code, Version version) {
        if (!allowed) {
            throw new Rejected(code, version.number());
        }
    }

    private static String optional(String comment) {
        Checks checks = new Checks();
        String said = checks.optional("comment", comment, Checks.TEXT);
        checks.done();
        return said;
    }

    /**
     * What somebody looked at before signing.
     *
     * @param status code of the {@link Status} in which it was
     * @param digest of the content
     */
    public record Seen(String status, String digest) {
    }

    /**
     * What somebody may do with a version.
     *
     * @param sign  give the signature that is asked for now
     * @param twice holds the post that signs now, but has written or signed the version and so may not
     */
    public record Options(boolean submit, boolean recall, boolean sign, boolean twice, boolean publish, boolean withdraw) {
        public boolean any() {
            return submit || recall || sign || publish || withdraw;
        }
    }

    /** @param since the last step: since then it waits */
    public record Waiting(Version version, PlanStep since) {
        private static final java.util.Comparator<Waiting> LONGEST_FIRST =
                java.util.Comparator.comparing(waiting -> waiting.since().at());
    }
}
