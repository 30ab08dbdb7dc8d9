package org.fengsui.plan.web;

import java.time.Instant;
import java.util.List;
import org.fengsui.organization.Actor;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.PlanStep;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.NotFound;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The versions of a plan and what is done with them: submission, signatures, publication, withdrawal. */
@RestController
@RequestMapping("/api/v1/plans/{key}/versions")
class LifeApi {

    private final PlanLife life;
    private final Plans plans;

    LifeApi(PlanLife life, Plans plans) {
        this.life = life;
        this.plans = plans;
    }

    /**
     * A version and its signatures.
     *
     * @param shipped    a reference model that came with the program, signed by nobody
     * @param waitsFor   who signs next; null when no signature is asked for
     * @param signatures all that were given, the first first; without comments for whoever only sees what is published
     */
    record VersionView(String key, int version, String name, String status, String digest, String writer,
                       Instant draftedAt, Instant publishedAt, boolean shipped, SignerView waitsFor,
                       List<SignatureView> signatures) {
    }

    /** @param unit code of the unit whose post it is; null where it is one for the whole site */
    record SignerView(String post, String unit) {
    }

    /**
     * @param stage    review or approval
     * @param decision approved or rejected
     * @param comment  empty for whoever only sees what was published
     * @param digest   of the content that was signed
     */
    record SignatureView(String stage, String decision, Instant at, String by, String name, String unit, String post,
                         String comment, String digest) {
    }

    @GetMapping
    List<VersionView> planVersions(@PathVariable String key, Actor actor) {
        List<Plans.Version> versions = plans.history(key, actor);
        if (versions.isEmpty()) {
            throw new NotFound("plan");
        }
        return versions.stream().map(version -> view(version, actor)).toList();
    }

    record CommentSent(String comment) {
    }

    @PostMapping("/{version}/submission")
    VersionView submitPlan(@PathVariable String key, @PathVariable int version,
                           @RequestBody(required = false) CommentSent sent, Actor actor) {
        return view(life.submit(key, version, sent == null ? "" : sent.comment(), actor), actor);
    }

    @PostMapping("/{version}/submission/withdrawal")
    VersionView recallPlan(@PathVariable String key, @PathVariable int version,
                           @RequestBody(required = false) CommentSent sent, Actor actor) {
        return view(life.recall(key, version, sent == null ? "" : sent.comment(), actor), actor);
    }

    /**
     * @param decision approved or rejected
     * @param status   of the version as it was looked at; with {@code digest}, so that nothing else is signed by mistake;
     *                 both null = whatever there is
     */
    record DecisionSent(String decision, String comment, String status, String digest) {
    }

    /** The next signature that the caller may give. */
    @PostMapping("/{version}/approval")
    VersionView signPlan(@PathVariable String key, @PathVariable int version, @RequestBody DecisionSent sent, Actor actor) {
        PlanLife.Seen seen = sent.status() == null || sent.digest() == null ? null
                : new PlanLife.Seen(sent.status(), sent.digest());
        return view(life.sign(key, version, sent.decision(), sent.comment(), seen, actor), actor);
    }

    @PostMapping("/{version}/publication")
    VersionView publishPlan(@PathVariable String key, @PathVariable int version, Actor actor) {
        return view(life.publish(key, version, actor), actor);
    }

    record ReasonSent(String reason) {
    }

    @PostMapping("/{version}/withdrawal")
    VersionView withdrawPlan(@PathVariable String key, @PathVariable int version, @RequestBody ReasonSent sent, Actor actor) {
        return view(life.withdraw(key, version, sent.reason(), actor), actor);
    }

    private VersionView view(Plans.Version version, Actor actor) {
        boolean inside = version.inside(actor);
        SignerView next = switch (version.state()) {
            case SUBMITTED -> new SignerView("reviewer", null);
            case REVIEWED -> new SignerView(version.approval().post().code(),
                    version.approval().unit().isEmpty() ? null : version.approval().unit());
            default -> null;
        };
        return new VersionView(version.key(), version.number(), version.plan().name(), version.status(), version.digest(),
                version.writer(), version.draftedAt(), version.publishedAt(), version.shipped(), next,
                life.steps(version).stream().filter(step -> step.type().signature())
                        .map(step -> signature(step, inside)).toList());
    }

    private static SignatureView signature(PlanStep step, boolean inside) {
        return new SignatureView(step.type().atReview() ? "review" : "approval",
                step.type().sentBack() ? PlanLife.REJECTED : PlanLife.APPROVED, step.at(), step.actor(), step.actorName(),
                step.unit(), step.post(), inside ? step.comment() : "", step.digest());
    }
}
