package org.fengsui.plan.web;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.PlanStep;
import org.fengsui.plan.Plans;
import org.fengsui.plan.ReferenceModels;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.NotFound;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The versions of plans and what is done with them: from the draft to the withdrawal, with their history. */
@RestController
@RequestMapping("/api/v1/plans")
class LifeApi {

    private static final String VERSION = "/{key}/versions/{version}";

    private final PlanLife life;
    private final ReferenceModels models;
    private final Plans plans;

    LifeApi(PlanLife life, ReferenceModels models, Plans plans) {
        this.life = life;
        this.models = models;
        this.plans = plans;
    }

    /**
     * A version and its signatures.
     *
     * @param shipped    a reference model that came with the program, signed by nobody
     * @param waitsFor   who signs next; null when no signature is asked for
     * @param may        steps that the caller may take now, as the ends of their addresses: submission,
     *                   submission/withdrawal, approval, publication, withdrawal
     * @param signatures all that were given, the first first; without comments for whoever only sees what is published
     */
    record VersionView(String key, int version, String name, String status, String digest, String writer,
                       Instant draftedAt, Instant publishedAt, boolean shipped, SignerView waitsFor, List<String> may,
                       List<SignatureView> signatures) {
    }

    record VersionPage(List<VersionView> content, int page, int size, long totalElements) {
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

    /** All that the caller may read, the newest first. */
    @GetMapping("/{key}/versions")
    List<VersionView> planVersions(@PathVariable String key, Actor actor) {
        List<Plans.Version> versions = plans.history(key, actor);
        if (versions.isEmpty()) {
            throw new NotFound("plan");
        }
        return versions.stream().map(version -> view(version, actor)).toList();
    }

    /** The versions of all plans that are being made and that the caller may read, by name. */
    @GetMapping("/making")
    VersionPage plansInTheMaking(@RequestParam(defaultValue = "0") int page,
                                 @RequestParam(defaultValue = "50") int size, Actor actor) {
        Checks checks = new Checks();
        checks.page(page, size);
        checks.done();
        Plans.Listing found = plans.open(actor, page, size);
        return new VersionPage(found.versions().stream().map(version -> view(version, actor)).toList(), page, size,
                found.total());
    }

    /**
     * What was done with a version.
     *
     * @param steps the first first
     */
    record HistoryView(int version, String status, String writer, boolean shipped, String digest,
                       List<StepView> steps) {
    }

    /**
     * @param type    drafted, redrafted, submitted, recalled, reviewed, review-rejected, approved, approval-rejected,
     *                published, superseded, given-up, withdrawn or shipped
     * @param by      user name; {@code system} for the program
     * @param comment null for whoever only sees what was published
     * @param digest  of the content that the step was about
     */
    record StepView(String type, Instant at, String by, String name, String unit, String post, String comment,
                    String digest) {
    }

    /** Who did what when with every version that the caller may read, the newest version first. */
    @GetMapping("/{key}/history")
    List<HistoryView> planHistory(@PathVariable String key, Actor actor) {
        List<Plans.Version> versions = plans.history(key, actor);
        if (versions.isEmpty()) {
            throw new NotFound("plan");
        }
        return versions.stream().map(version -> new HistoryView(version.number(), version.status(), version.writer(),
                version.shipped(), version.digest(), life.steps(version).stream().map(step -> new StepView(
                        step.type().code(), step.at(), step.actor(), step.actorName(), step.unit(), step.post(),
                        version.inside(actor) ? step.comment() : null, step.digest())).toList())).toList();
    }

    /** @param levels of the model that is offered */
    record OfferView(String key, String name, Instant offeredAt, List<String> levels, int actions) {
    }

    /** The newer reference model that came with the program. */
    @GetMapping("/{key}/offer")
    OfferView planOffer(@PathVariable String key, Actor actor) {
        ReferenceModels.Offer offer = models.offer(key, actor).orElseThrow(() -> new NotFound("plan"));
        return new OfferView(key, offer.plan().name(), offer.offeredAt(),
                offer.plan().levels().stream().map(Plan.Level::code).toList(), offer.plan().actions().size());
    }

    /** Drafts a version from the reference model that is offered. Taken over already, it is that draft. */
    @PostMapping("/{key}/offer")
    @ResponseStatus(HttpStatus.CREATED)
    VersionView takePlanOffer(@PathVariable String key, Actor actor) {
        return view(models.takeOver(key, actor), actor);
    }

    record CommentSent(String comment) {
    }

    @PostMapping(VERSION + "/submission")
    VersionView submitPlan(@PathVariable String key, @PathVariable int version,
                           @RequestBody(required = false) CommentSent sent, Actor actor) {
        return view(life.submit(key, version, sent == null ? "" : sent.comment(), actor), actor);
    }

    @PostMapping(VERSION + "/submission/withdrawal")
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
    @PostMapping(VERSION + "/approval")
    VersionView signPlan(@PathVariable String key, @PathVariable int version, @RequestBody DecisionSent sent, Actor actor) {
        PlanLife.Seen seen = sent.status() == null || sent.digest() == null ? null
                : new PlanLife.Seen(sent.status(), sent.digest());
        return view(life.sign(key, version, sent.decision(), sent.comment(), seen, actor), actor);
    }

    @PostMapping(VERSION + "/publication")
    VersionView publishPlan(@PathVariable String key, @PathVariable int version, Actor actor) {
        return view(life.publish(key, version, actor), actor);
    }

    record ReasonSent(String reason) {
    }

    @PostMapping(VERSION + "/withdrawal")
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
        return new VersionView(version.key(), version.number(), version.name(), version.status(), version.digest(),
                version.writer(), version.draftedAt(), version.publishedAt(), version.shipped(), next,
                may(life.options(version, actor)), life.steps(version).stream()
                        .filter(step -> step.type().signature()).map(step -> signature(step, inside)).toList());
    }

    private static List<String> may(PlanLife.Options options) {
        return Stream.of(options.submit() ? "submission" : "", options.recall() ? "submission/withdrawal" : "",
                options.sign() ? "approval" : "", options.publish() ? "publication" : "",
                options.withdraw() ? "withdrawal" : "").filter(step -> !step.isEmpty()).toList();
    }

    private static SignatureView signature(PlanStep step, boolean inside) {
        return new SignatureView(step.type().atReview() ? "review" : "approval",
                step.type().sentBack() ? PlanLife.REJECTED : PlanLife.APPROVED, step.at(), step.actor(), step.actorName(),
                step.unit(), step.post(), inside ? step.comment() : "", step.digest());
    }
}
