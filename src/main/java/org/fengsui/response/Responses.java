package org.fengsui.response;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.fengsui.audit.Audited;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.fengsui.task.Tasks;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Graded responses (分级响应): launching, approving, changing the level, ending. Every command may be repeated, and takes
 * the lock of its response first.
 */
@Service
public class Responses {

    private final ResponseRows rows;
    private final Execution execution;
    private final Timeline timeline;
    private final Incidents incidents;
    private final Tasks tasks;
    private final LaunchRules rules;
    private final MessageSource messages;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final TimelineText words;

    Responses(ResponseRows rows, Execution execution, Timeline timeline, Incidents incidents, Tasks tasks,
              LaunchRules rules, MessageSource messages, JdbcClient jdbc, Clock clock, TimelineText words) {
        this.rows = rows;
        this.execution = execution;
        this.timeline = timeline;
        this.incidents = incidents;
        this.tasks = tasks;
        this.rules = rules;
        this.messages = messages;
        this.jdbc = jdbc;
        this.clock = clock;
        this.words = words;
    }

    /**
     * Launches a response, or asks for the approval that its level needs.
     *
     * @throws Invalid   naming wrong fields
     * @throws Rejected  already-running, below-city-level, request-id-used
     * @throws Forbidden when the actor does not work at the command post
     */
    @Audited("response.launch")
    @Transactional
    public Launched launch(LaunchRequest request, Actor actor) {
        requireCommand(actor);
        return begin(request, actor);
    }

    /** Launches for whoever may: the command post, or the server itself at an automatic level. */
    Launched begin(LaunchRequest request, Actor actor) {
        Checks checks = new Checks();
        String requestId = checks.required("requestId", request.requestId(), Checks.TITLE);
        String reason = checks.required("reason", request.reason(), Checks.TEXT);
        if (request.incidentId() == null) {
            checks.refuse("incidentId", "required");
        }
        checks.done();
        jdbc.sql("select pg_advisory_xact_lock(hashtext(?))").param("launch:" + requestId).query(rs -> { });
        Optional<Response> known = rows.select("request_id = ?", requestId).stream().findFirst();
        if (known.isPresent()) {
            if (!known.get().incidentId().equals(request.incidentId())) {
                throw new Rejected("request-id-used");
            }
            return new Launched(known.get(), false);
        }
        LaunchRules.Prepared prepared = rules.prepare(request.incidentId(), request.planKey(), request.level(), request.scope(),
                request.situations());
        Incident incident = incidents.lock(request.incidentId());
        List<Response> others = rows.select("incident_id = ? and plan_key = ? and exercise = ?"
                + " and status in ('awaiting-approval', 'active')", incident.id(), prepared.plan().key(),
                request.exercise());
        for (Response other : others) {
            if (LaunchRules.overlap(other.scope(), prepared.scope())) {
                throw new Rejected("already-running", other.number());
            }
        }
        rules.requireNotBelowCity(prepared.plan(), prepared.scope(), prepared.level(), others);
        Instant now = clock.instant();
        long serial = rows.count("incident_id = ?", incident.id()) + 1;
        Response response = new Response(UUID.randomUUID(), requestId, incident.number() + "-" + serial, incident.id(),
                prepared.plan().key(), prepared.version().number(), prepared.level().code(),
                Response.Status.AWAITING_APPROVAL, prepared.scope(), prepared.situations(), request.exercise(), reason,
                now, actor.username(), null, null, null, null, null, null, actor == Actor.SYSTEM);
        rows.insert(response);
        Approval approval = ask(response, "launch", prepared.level(), reason, "", null, actor, now);
        write(response, now, actor, approval.unsigned() ? "launch-by-signal" : "launch-requested",
                prepared.level().code(), reason);
        if (approval.maySign(actor)) {
            sign(response, approval, "approved", "", null, actor, now);
        }
        return new Launched(rows.find(response.id()).orElseThrow(), true);
    }

    /** Launches on an approval that a post gave orally (口头同意): asked for and recorded in one step. */
    @Audited("response.launch-oral")
    @Transactional
    public Response launchOrally(LaunchRequest request, Approval.Oral oral, Actor actor) {
        return orally(launch(request, actor).response(), pending -> pending.kind().equals("launch"), oral, actor);
    }

    /** Changes the level on an approval that a post gave orally. */
    @Audited("response.level-oral")
    @Transactional
    public Response changeLevelOrally(UUID id, String requestId, String level, String reason, Approval.Oral oral,
                                      Actor actor) {
        Response response = changeLevel(id, requestId, level, reason, actor).response();
        String target = LaunchRules.level(execution.version(response).plan(), level).code();
        return orally(response, pending -> pending.kind().equals("level") && pending.level().equals(target), oral,
                actor);
    }

    /** Ends the response on an approval that a post gave orally. */
    @Audited("response.end-oral")
    @Transactional
    public Response endOrally(UUID id, String requestId, String reason, Approval.Oral oral, Actor actor) {
        return endOrally(id, requestId, reason, null, oral, actor);
    }

    /** The same with what was confirmed of the plan's conditions for ending. */
    @Audited("response.end-oral")
    @Transactional
    public Response endOrally(UUID id, String requestId, String reason, EndCheck check, Approval.Oral oral,
                              Actor actor) {
        return orally(end(id, requestId, reason, check, actor).response(), pending -> pending.kind().equals("end"),
                oral, actor);
    }

    /** A page that is sent again finds its request decided, and must not sign what was asked for since. */
    private Response orally(Response response, Predicate<Approval> asked, Approval.Oral oral, Actor actor) {
        Optional<Approval> pending = pending(response.id()).filter(asked);
        return pending.isEmpty() ? response
                : approve(response.id(), pending.get().id(), "approved", "", oral, actor);
    }

    /** Decides whatever is asked for at this moment: for callers that cannot name the request. */
    @Audited("response.approval")
    @Transactional
    public Response approve(UUID id, String decision, String comment, Approval.Oral oral, Actor actor) {
        return approve(id, null, decision, comment, oral, actor);
    }

    /**
     * Approves or rejects what is asked for (批准、不批准). Whoever works at the command post may record that a named post
     * agreed orally; its written form is then due. The same post approving again afterwards gives the written form.
     *
     * @param approvalId the request that was read: whatever else was asked for since is left alone; null = the one that
     *                   waits
     * @param decision   approved or rejected
     * @param oral       null when the actor signs
     * @throws Rejected  decided-already, when the request was decided otherwise or taken back; launch-plan-superseded,
     *                   launch-plan-withdrawn, when a launch is approved by a version that went out of force since
     */
    @Audited("response.approval")
    @Transactional
    public Response approve(UUID id, UUID approvalId, String decision, String comment, Approval.Oral oral, Actor actor) {
        Checks checks = new Checks();
        if (!"approved".equals(decision) && !"rejected".equals(decision)) {
            checks.refuse("decision", "unknown-choice", "approved, rejected");
        }
        String stripped = checks.optional("comment", comment, Checks.TEXT);
        Instant now = clock.instant();
        if (oral != null) {
            checks.required("oral.by", oral.by(), Checks.TITLE);
            checks.past("oral.at", oral.at(), now);
        }
        checks.done();
        Response response = locked(id, actor);
        List<Approval> history = rows.approvals("response_id = ? order by requested_at desc, id", id).stream()
                .filter(approval -> approvalId == null || approval.id().equals(approvalId)).toList();
        if (history.isEmpty()) {
            throw new NotFound("approval");
        }
        Optional<Approval> pending = history.stream().filter(Approval::pending).findFirst();
        if (pending.isEmpty()) {
            return decideAgain(response, history, decision, oral, actor, now);
        }
        Approval approval = pending.get();
        if (oral == null) {
            if (!actor.holdsAny(approval.posts())) {
                throw new Forbidden("not-the-authority", postNames(approval.posts()));
            }
        } else {
            requireCommand(actor);
            if (!approval.posts().contains(oral.by())) {
                throw new Invalid("oral.by", "not-the-authority", postNames(approval.posts()));
            }
        }
        sign(response, approval, decision, stripped, oral, actor, now);
        return rows.find(id).orElseThrow();
    }

    /**
     * Changes the level (调整级别), or asks for the approval that the target level needs.
     *
     * @param requestId makes a repetition the same change, whatever the level has become since; null or empty = none
     * @return what was opened, withdrawn, re-timed and kept; empty lists while approval is awaited, and of a repetition
     * @throws Rejected request-id-used, when something else was asked for under the same id
     */
    @Audited("response.level")
    @Transactional
    public Changed changeLevel(UUID id, String requestId, String level, String reason, Actor actor) {
        Checks checks = new Checks();
        String request = checks.optional("requestId", requestId, Checks.TITLE);
        String stripped = checks.required("reason", reason, Checks.TEXT);
        checks.done();
        Response response = locked(id, actor);
        Plan plan = execution.version(response).plan();
        Plan.Level target = LaunchRules.level(plan, level);
        Plan.Level inForce = LaunchRules.level(plan, response.level());
        if (!actor.commands()
                && !actor.holdsAny(LaunchRules.authority("level", target, inForce).posts())) {
            throw new Forbidden("command-post-only");
        }
        if (askedBefore(request, id, "level", target.code(), stripped)) {
            return Changed.nothing(response);
        }
        requireActive(response);
        if (target.code().equals(response.level())) {
            return Changed.nothing(response);
        }
        Optional<Approval> pending = pending(id);
        if (pending.isPresent()) {
            if (pending.get().kind().equals("level") && pending.get().level().equals(target.code())) {
                return Changed.nothing(response);
            }
            throw new Rejected("approval-pending");
        }
        rules.requireNotBelowCity(plan, response.scope(), target, rows.select(
                "incident_id = ? and plan_key = ? and exercise = ? and status = 'active' and id <> ?",
                response.incidentId(), response.planKey(), response.exercise(), id));
        return change(response, target, stripped, request, actor);
    }

    /** Changes the level of a response whose lock is held, or asks for it. */
    Changed change(Response response, Plan.Level target, String reason, String requestId, Actor actor) {
        Instant now = clock.instant();
        Approval approval = ask(response, "level", target, reason, requestId, null, actor, now);
        if (!approval.maySign(actor)) {
            write(response, now, actor, "level-requested", target.code(), reason);
            return Changed.nothing(response);
        }
        Execution.Done done = sign(response, approval, "approved", "", null, actor, now).orElseThrow();
        return Changed.of(rows.find(response.id()).orElseThrow(), done);
    }

    /** Changes the level without a request id. */
    @Audited("response.level")
    @Transactional
    public Changed changeLevel(UUID id, String level, String reason, Actor actor) {
        return changeLevel(id, null, level, reason, actor);
    }

    /** Puts further situations in force (启用分类措施) and opens their measures at the level in force. */
    @Audited("response.situations")
    @Transactional
    public Changed addSituations(UUID id, List<String> situations, Actor actor) {
        Response response = locked(id, actor);
        requireCommand(actor);
        Plan plan = execution.version(response).plan();
        List<String> asked = LaunchRules.situations(plan, situations);
        if (asked.isEmpty()) {
            throw new Invalid("situations", "required");
        }
        Set<String> all = new LinkedHashSet<>(response.situations());
        all.addAll(asked);
        requireActive(response);
        if (all.size() == response.situations().size()) {
            return Changed.nothing(response);
        }
        Instant now = clock.instant();
        Execution.Done done = execution.move(response, new Difference.Stand(response.level(), all), "", actor, now);
        rows.situations(id, List.copyOf(all));
        Set<String> added = new LinkedHashSet<>(all);
        response.situations().forEach(added::remove);
        write(response, now, actor, "situations-added",
                String.join("、", added.stream().map(code -> plan.situation(code).orElseThrow().name()).toList()),
                String.valueOf(done.opened().size()));
        return Changed.of(rows.find(id).orElseThrow(), done);
    }

    /** Ends the response without a request id. */
    @Audited("response.end")
    @Transactional
    public Changed end(UUID id, String reason, Actor actor) {
        return end(id, null, reason, actor);
    }

    /**
     * Ends the response (终止响应): withdraws what is open, opens the closing actions; or asks for approval.
     *
     * @param requestId makes a repetition the same request; null or empty = none
     */
    @Audited("response.end")
    @Transactional
    public Changed end(UUID id, String requestId, String reason, Actor actor) {
        return end(id, requestId, reason, null, actor);
    }

    /**
     * The same with what was confirmed of the plan's conditions for ending at this level (终止条件).
     *
     * @param check null = nobody was asked to confirm them; the record then says nothing about them
     * @throws Invalid where a condition is not confirmed and nothing says why it is ended all the same
     */
    @Audited("response.end")
    @Transactional
    public Changed end(UUID id, String requestId, String reason, EndCheck check, Actor actor) {
        Checks checks = new Checks();
        String request = checks.optional("requestId", requestId, Checks.TITLE);
        String stripped = checks.required("reason", reason, Checks.TEXT);
        checks.done();
        Response response = locked(id, actor);
        Plan plan = execution.version(response).plan();
        Plan.Level inForce = LaunchRules.level(plan, response.level());
        if (!actor.commands() && !actor.holdsAny(inForce.endingAuthority().posts())) {
            throw new Forbidden("command-post-only");
        }
        EndCheck checked = check == null ? null : check.read(plan.endConditions(inForce.code()));
        if (response.endedAt() != null && stripped.equals(response.endReason())
                || askedBefore(request, id, "end", null, stripped)) {
            return Changed.nothing(response);
        }
        requireActive(response);
        Optional<Approval> pending = pending(id);
        if (pending.isPresent()) {
            if (pending.get().kind().equals("end")) {
                return Changed.nothing(response);
            }
            throw new Rejected("approval-pending");
        }
        return finish(response, inForce, stripped, request, checked, actor);
    }

    /** Ends a response whose lock is held, or asks for it. */
    Changed finish(Response response, Plan.Level inForce, String reason, String requestId, EndCheck check,
                   Actor actor) {
        Instant now = clock.instant();
        Approval approval = ask(response, "end", inForce, reason, requestId, check, actor, now);
        boolean signed = approval.maySign(actor);
        if (!signed) {
            write(response, now, actor, "end-requested", inForce.code(), reason);
        }
        if (check != null) {
            List<Plan.EndCondition> conditions = execution.version(response).plan().endConditions(inForce.code());
            List<String> unmet = check.unconfirmed(conditions);
            if (unmet.isEmpty()) {
                write(response, now, actor, "end-conditions-met", String.join("；", check.confirmed()));
            } else {
                write(response, now, actor, "end-conditions-unmet", String.valueOf(check.confirmed().size()),
                        String.valueOf(conditions.size()), String.join("；", unmet), check.unmetReason());
            }
        }
        if (!signed) {
            return Changed.nothing(response);
        }
        Execution.Done done = sign(response, approval, "approved", "", null, actor, now).orElseThrow();
        return Changed.of(rows.find(response.id()).orElseThrow(), done);
    }

    /** Takes back what is asked for and not yet decided (撤回请示): by whoever works at the command post. */
    @Audited("response.request-withdrawal")
    @Transactional
    public Response withdrawRequest(UUID id, String reason, Actor actor) {
        Checks checks = new Checks();
        String stripped = checks.required("reason", reason, Checks.TEXT);
        checks.done();
        Response response = locked(id, actor);
        requireCommand(actor);
        Approval approval = pending(id).orElseThrow(() -> new Rejected("nothing-to-decide"));
        Instant now = clock.instant();
        rows.decided(approval.id(), "withdrawn", stripped, actor.username(), "", null, null, now);
        if (approval.kind().equals("launch")) {
            rows.rejected(id);
        }
        write(response, now, actor, "request-withdrawn", approval.level(), stripped);
        return rows.find(id).orElseThrow();
    }

    /** @throws NotFound when there is no such response, or the actor may not see it */
    public Response response(UUID id, Actor actor) {
        Response response = rows.find(id).orElseThrow(() -> new NotFound("response"));
        if (!actor.oversees() && !tasks.takesPart(id, actor.workUnit())) {
            throw new NotFound("response");
        }
        return response;
    }

    /**
     * Whoever may change the level or end: the command post, and the posts that sign a level by the plan.
     *
     * @throws NotFound  when there is no such response, or the actor may not see it
     * @throws Forbidden command-post-only
     */
    public Response requireMayChange(UUID id, Actor actor) {
        Response response = response(id, actor);
        if (!actor.commands() && execution.version(response).plan().levels().stream()
                .noneMatch(level -> actor.holdsAny(level.authority().posts())
                        || actor.holdsAny(level.endingAuthority().posts()))) {
            throw new Forbidden("command-post-only");
        }
        return response;
    }

    public Plans.Version version(Response response) {
        return execution.version(response);
    }

    /** Who decides a request, in the plan's words. */
    public Plan.Authority authority(Response response, Approval approval) {
        Plan plan = execution.version(response).plan();
        return authority(response, approval.kind(), LaunchRules.level(plan, approval.level()));
    }

    /** Why a request can only be rejected or taken back; empty when it may be approved. */
    public Optional<Rejected> impediment(Response response, Approval approval) {
        return approval.kind().equals("launch") ? rules.outOfForce(execution.version(response)) : Optional.empty();
    }

    /** The request that waits for a signature, if any. */
    public Optional<Approval> pending(UUID id) {
        return rows.approvals("response_id = ? and decided_at is null", id).stream().findFirst();
    }

    /**
     * The approvals of a response that the actor may see, oldest first: all for whoever oversees; for a unit those that
     * took effect, without what was said about them.
     *
     * @throws NotFound when there is no such response, or the actor may not see it
     */
    public List<Approval> approvals(UUID id, Actor actor) {
        response(id, actor);
        return actor.oversees() ? approvals(id) : rows.approvals("response_id = ? and decision = 'approved'"
                + " order by requested_at, id", id).stream().map(Approval::publicPart).toList();
    }

    /** All approvals of a response, oldest first. */
    public List<Approval> approvals(UUID id) {
        return rows.approvals("response_id = ? order by requested_at, id", id);
    }

    /** Requests that one of the actor's posts can decide, the longest waiting first. */
    public List<Approval> awaiting(Actor actor) {
        return rows.approvals("decided_at is null and posts && cast(? as text[]) order by requested_at",
                (Object) actor.postCodes().toArray(String[]::new));
    }

    /** Oral approvals whose written form is missing, the earliest due first. */
    public List<Approval> awaitingWrittenForm() {
        return rows.approvals("oral_at is not null and written_at is null and decision = 'approved'"
                + " order by written_due_at");
    }

    /** Responses to an incident, oldest first. */
    public List<Response> ofIncident(UUID incidentId) {
        return rows.select("incident_id = ? order by requested_at, id", incidentId);
    }

    /** Responses to an incident that the actor may see, oldest first. */
    public List<Response> ofIncident(UUID incidentId, Actor actor) {
        incidents.incident(incidentId);
        return rows.select(ResponseLists.visibleTo(actor) + " and incident_id = '" + incidentId + "' order by requested_at, id",
                ResponseLists.unit(actor));
    }

    /** The timeline in words of the reader's language, complete and in order. */
    public List<TimelineLine> timeline(UUID id, Actor actor) {
        Response response = response(id, actor);
        return words.of(timeline.ofResponse(response, actor), List.of(execution.version(response).plan()));
    }

    /** Names of posts in the reader's language. */
    public String postNames(List<String> posts) {
        Locale locale = LocaleContextHolder.getLocale();
        return String.join(messages.getMessage("layout.list-comma", null, "、", locale), posts.stream().map(post -> messages.getMessage("post." + post, null, post, locale))
                .toList());
    }

    Response locked(UUID id, Actor actor) {
        response(id, actor);
        return rows.lock(id).orElseThrow(() -> new NotFound("response"));
    }

    void write(Response response, Instant now, Actor actor, String type, String... arguments) {
        timeline.write(response.incidentId(), response.id(), now, actor, type, null, arguments);
    }

    static void requireActive(Response response) {
        switch (response.status()) {
            case ENDED, CLOSED -> throw new Rejected("response-ended");
            case REJECTED -> throw new Rejected("response-rejected");
            case AWAITING_APPROVAL -> throw new Rejected("response-awaiting-approval");
            case ACTIVE -> { }
        }
    }

    static void requireCommand(Actor actor) {
        if (!actor.commands()) {
            throw new Forbidden("command-post-only");
        }
    }

    /** @param level null = any: that in force may have changed since */
    private boolean askedBefore(String requestId, UUID id, String kind, String level, String reason) {
        if (requestId.isEmpty()) {
            return false;
        }
        // The same id may be on its way to another response, behind another lock.
        jdbc.sql("select pg_advisory_xact_lock(hashtext(?))").param("approval:" + requestId).query(rs -> { });
        Optional<Approval> known = rows.approvals("request_id = ?", requestId).stream().findFirst();
        if (known.isPresent() && !(known.get().responseId().equals(id) && known.get().kind().equals(kind)
                && (level == null || known.get().level().equals(level)) && known.get().reason().equals(reason))) {
            throw new Rejected("request-id-used");
        }
        return known.isPresent();
    }

    /** @param check what was confirmed before an end; null otherwise */
    private Approval ask(Response response, String kind, Plan.Level level, String reason, String requestId,
                         EndCheck check, Actor actor, Instant now) {
        // The clock changes and ends automatic levels only, and what it does there the signal has decided.
        Plan.Authority authority = actor == Actor.SYSTEM && level.automatic() ? LaunchRules.nobody(level)
                : authority(response, kind, level);
        Approval approval = new Approval(UUID.randomUUID(), response.id(), kind, level.code(), authority.posts(), reason,
                now, actor.username(), null, null, null, null, null, null, null, null, null, null,
                check == null ? null : check.confirmed(), check == null ? "" : check.unmetReason());
        rows.insert(approval, requestId);
        return approval;
    }

    private Plan.Authority authority(Response response, String kind, Plan.Level level) {
        Plan plan = execution.version(response).plan();
        return LaunchRules.authority(kind, level, LaunchRules.level(plan, response.level()));
    }

    /** Records the decision and does what was asked for. Empty when it was rejected. */
    private Optional<Execution.Done> sign(Response response, Approval approval, String decision, String comment,
                                          Approval.Oral oral, Actor actor, Instant now) {
        boolean approved = decision.equals("approved");
        if (approved) {
            impediment(response, approval).ifPresent(reason -> {
                throw reason;
            });
        }
        Plan plan = execution.version(response).plan();
        String post = oral != null ? oral.by() : approval.unsigned() ? "" : approval.posts().stream()
                .filter(p -> actor.postCodes().contains(p)).findFirst().orElseThrow();
        Duration within = plan.writtenApprovalWithin();
        Instant writtenDueAt = oral == null || within == null ? null : oral.at().plus(within);
        rows.decided(approval.id(), decision, comment, actor.username(), post, oral, writtenDueAt, now);
        boolean delegated = authority(response, approval.kind(), LaunchRules.level(plan, approval.level())).delegated()
                .contains(post);
        if (!approval.unsigned()) {
            write(response, now, actor, (oral != null ? "oral-" : delegated ? "delegated-" : "") + decision,
                    approval.kind(), approval.level(), post, comment, oral == null ? "" : oral.at().toString());
        }
        if (!approved) {
            if (approval.kind().equals("launch")) {
                rows.rejected(response.id());
            }
            return Optional.empty();
        }
        return Optional.of(switch (approval.kind()) {
            case "launch" -> activate(response, actor, now);
            case "level" -> move(response, approval, actor, now);
            case "end" -> end(response, approval, actor, now);
            default -> throw new IllegalStateException(approval.kind());
        });
    }

    private Execution.Done activate(Response response, Actor actor, Instant now) {
        Execution.Done done = execution.start(response, actor, now);
        rows.activated(response.id(), done.instanceId(), now);
        write(response, now, actor, "launched", response.level(), String.valueOf(done.opened().size()),
                String.valueOf(done.opened().stream().map(task -> task.unit()).distinct().count()));
        incidents.reconsider(response.incidentId(), actor);
        return done;
    }

    private Execution.Done move(Response response, Approval approval, Actor actor, Instant now) {
        Plan plan = execution.version(response).plan();
        Execution.Done done = execution.move(response,
                new Difference.Stand(approval.level(), Set.copyOf(response.situations())), approval.reason(), actor,
                now);
        rows.levelChanged(response.id(), approval.level(), actor == Actor.SYSTEM, now);
        boolean raised = LaunchRules.rank(plan, approval.level()) > LaunchRules.rank(plan, response.level());
        write(response, now, actor, raised ? "level-raised" : "level-lowered", response.level(), approval.level(),
                String.valueOf(done.opened().size()), String.valueOf(done.withdrawn().size()),
                String.valueOf(done.retimed().size()), approval.reason());
        reconsider(response, raised ? null : approval.reason(), actor);
        return done;
    }

    /** What the clock lowers or ends decides nothing about a level whose conditions hold: that stays with people. */
    private void reconsider(Response response, String decided, Actor actor) {
        if (decided == null || actor == Actor.SYSTEM) {
            incidents.reconsider(response.incidentId(), actor);
        } else {
            incidents.reconsider(response.incidentId(), decided, actor);
        }
    }

    private Execution.Done end(Response response, Approval approval, Actor actor, Instant now) {
        Execution.Done done = execution.end(response, approval.reason(), actor, now);
        rows.ended(response.id(), approval.reason(), now);
        write(response, now, actor, "ended", response.level(), String.valueOf(done.withdrawn().size()),
                String.valueOf(done.opened().size()), approval.reason());
        if (done.ended()) {
            close(response, actor, now);
        }
        reconsider(response, approval.reason(), actor);
        return done;
    }

    void close(Response response, Actor actor, Instant now) {
        rows.closed(response.id(), now);
        write(response, now, actor, "closed");
    }

    /** A decision on what is decided already: the written form of an oral one, a repetition, or too late. */
    private Response decideAgain(Response response, List<Approval> history, String decision, Approval.Oral oral,
                                 Actor actor, Instant now) {
        Optional<Approval> unwritten = history.stream()
                .filter(approval -> approval.awaitsWrittenForm() && "approved".equals(approval.decision())).findFirst();
        if (unwritten.isPresent() && oral == null && decision.equals("approved")
                && actor.holdsAny(unwritten.get().posts())) {
            rows.written(unwritten.get().id(), actor.username(), now);
            write(response, now, actor, "written-approval", unwritten.get().kind(), unwritten.get().level());
            return response;
        }
        Approval last = history.get(0);
        if (!actor.holdsAny(last.posts()) && !(oral != null && actor.commands())) {
            throw new Forbidden("not-the-authority", postNames(last.posts()));
        }
        if (decision.equals(last.decision())) {
            return response;
        }
        throw new Rejected("decided-already");
    }

    /** @param created false when the request id was seen before */
    public record Launched(Response response, boolean created) {
    }

    /** What a command did, as tasks; empty lists when nothing changed or approval is awaited. */
    public record Changed(Response response, List<org.fengsui.task.Task> opened,
                          List<org.fengsui.task.Task> withdrawn, List<org.fengsui.task.Task> retimed,
                          List<org.fengsui.task.Task> kept) {

        static Changed nothing(Response response) {
            return new Changed(response, List.of(), List.of(), List.of(), List.of());
        }

        static Changed of(Response response, Execution.Done done) {
            return new Changed(response, done.opened(), done.withdrawn(), done.retimed(), done.kept());
        }
    }

    /** One line of the timeline (时间线): who did what when. */
    public record TimelineLine(Instant at, String actor, String unit, String type, String text, String ref) {
    }
}
