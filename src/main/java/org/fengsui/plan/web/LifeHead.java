package org.fengsui.plan.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.plan.FactClashes;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanApproval;
import org.fengsui.plan.PlanAttachments;
import org.fengsui.plan.PlanComments;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.PlanStep;
import org.fengsui.plan.Plans;
import org.fengsui.plan.Problem;
import org.fengsui.plan.ReferenceModels;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/**
 * What pages say of where versions stand, who signs next, and what the reader may do; templates reach it as
 * {@code @planSigning}.
 */
@Component("planSigning")
class LifeHead {

    private final PlanLife life;
    private final ReferenceModels models;
    private final Plans plans;
    private final PlanComments comments;
    private final PlanAttachments attachments;
    private final FactClashes clashes;
    private final Organization organization;
    private final MessageSource messages;

    LifeHead(PlanLife life, ReferenceModels models, Plans plans, PlanComments comments, PlanAttachments attachments,
             FactClashes clashes, Organization organization, MessageSource messages) {
        this.life = life;
        this.models = models;
        this.plans = plans;
        this.comments = comments;
        this.attachments = attachments;
        this.clashes = clashes;
        this.organization = organization;
        this.messages = messages;
    }

    /** The versions that wait for this reader's signature. */
    public Some<PlanLife.Waiting> waiting(Actor actor) {
        return Some.of(life.waiting(actor));
    }

    /** The versions that this reader writes, or may publish. */
    public Some<PlanLife.Waiting> making(Actor actor) {
        return Some.of(life.toGoOn(actor));
    }

    /** The name of whoever writes a version. */
    public String writer(Plans.Version version) {
        return organization.person(version.writer());
    }

    /** The versions that are being made and that this reader may see. */
    public Some<Plans.Version> open(Actor actor) {
        Plans.Listing found = plans.open(actor, 0, Some.SHOWN);
        return new Some<>(found.versions(), (int) found.total() - found.versions().size());
    }

    public Life of(Plans.Version version, Actor actor) {
        List<PlanStep> steps = life.steps(version);
        List<PlanComments.Comment> said = version.inside(actor) ? comments.of(version) : List.of();
        long files = attachments.of(version, actor).stream().filter(file -> !file.struck()).count();
        Optional<Plans.Version> open = plans.open(version.key()).filter(one -> one.visible(actor));
        return new Life(version, stages(version, steps), steps.get(steps.size() - 1),
                steps.get(steps.size() - 1).type().sentBack() ? steps.get(steps.size() - 1) : null,
                life.options(version, actor), said.stream().filter(PlanComments.Comment::open).count(), said.size(),
                files, plans.inForce(version.key()).orElse(null),
                open.filter(one -> one.number() != version.number()).orElse(null),
                models.offer(version.key(), actor).orElse(null),
                actor.holds(Post.PLANNER) && open.isEmpty(), version.inside(actor),
                version.open() && version.inside(actor) ? clashes.of(version.plan(), LocaleContextHolder.getLocale())
                        : List.of());
    }

    /** The way from the draft to the publication: what is done, by whom and when, and who is next. */
    private List<Stage> stages(Plans.Version version, List<PlanStep> steps) {
        if (version.shipped()) {
            return List.of();
        }
        List<PlanStep> round = PlanStep.round(steps);
        List<Stage> stages = new ArrayList<>();
        Plans.Status state = version.state();
        stages.add(stage("draft", round, PlanStep.Type.SUBMITTED, state == Plans.Status.DRAFT,
                organization.person(version.writer())));
        stages.add(stage("review", round, PlanStep.Type.REVIEWED, state == Plans.Status.SUBMITTED,
                holders(new PlanApproval(Post.REVIEWER, ""))));
        stages.add(stage("approval", round, PlanStep.Type.APPROVED, state == Plans.Status.REVIEWED,
                holders(version.approval())));
        stages.add(stage("publication", round, PlanStep.Type.PUBLISHED, state == Plans.Status.APPROVED,
                organization.person(version.writer()) + message("layout.list-comma")
                        + holders(new PlanApproval(Post.OFFICE, ""))));
        boolean givenUp = state == Plans.Status.WITHDRAWN && version.publishedAt() == null;
        return givenUp ? stages.stream().map(one -> one.at() == null ? one.over() : one).toList() : stages;
    }

    /** A stage is done when its step is among those that count. @param who may do it, until it is done */
    private static Stage stage(String name, List<PlanStep> round, PlanStep.Type type, boolean next, String who) {
        return round.stream().filter(step -> step.type() == type).findFirst()
                .map(step -> new Stage(name, true, false, step.actorName(), step.at()))
                .orElseGet(() -> new Stage(name, false, next, who, null));
    }

    /** By what rule it is who it is that approves a version (审批依据). */
    public String rule(Plans.Version version) {
        Plan.About about = version.about();
        PlanApproval approval = version.approval();
        if (about.type() == Plan.Type.UNIT || !about.belowCity()) {
            return message("plan.approval-by." + about.type().name().toLowerCase(Locale.ROOT));
        }
        if (approval.unit().isEmpty()) {
            return message("plan.approval-by.local-unknown", message("post." + approval.post().code()));
        }
        return message(switch (about.type()) {
            case DEPARTMENT -> "plan.approval-by.local-department";
            case JOINT -> "plan.approval-by.local-joint";
            default -> "plan.approval-by.local";
        }, organization.name(approval.unit()));
    }

    /** The post, with the names of those who hold it. */
    String holders(PlanApproval approval) {
        List<Actor> people = (approval.unit().isEmpty() ? organization.holders(List.of(approval.post())).stream()
                : organization.people(approval.unit()).stream()).filter(approval::isOf).toList();
        String post = Stream.of(approval.unit().isEmpty() ? "" : organization.name(approval.unit()),
                message("post." + approval.post().code())).filter(part -> !part.isEmpty()).reduce("", String::concat);
        String names = String.join(message("layout.list-comma"), people.stream().map(Actor::name)
                .filter(name -> !name.equals(post)).limit(3).toList());
        return names.isEmpty() ? post : message("plan.life.post-and-names", post, names);
    }

    private String message(String key, Object... arguments) {
        return messages.getMessage(key, arguments, LocaleContextHolder.getLocale());
    }

    /** The first of a list, on a page that shows other things too. @param more how many are not shown */
    record Some<T>(List<T> first, int more) {
        private static final int SHOWN = 8;

        static <T> Some<T> of(List<T> all) {
            List<T> first = all.stream().limit(SHOWN).toList();
            return new Some<>(first, all.size() - first.size());
        }

        public boolean isEmpty() {
            return first.isEmpty();
        }
    }

    /**
     * Where a version stands.
     *
     * @param back     the decision that brought it back to its writer last; null when there is none
     * @param inForce  the version in force; null when there is none
     * @param making   the other version that is being made and that the reader may see; null when there is none
     * @param offer    the newer reference model; null when there is none, or it is not for this reader
     * @param mayDraft whether the reader may begin a new version
     * @param inside   whether the reader sees what is said of it while it is made
     * @param clashes  facts that other plans in force mean otherwise, as long as it is being made
     */
    record Life(Plans.Version version, List<Stage> stages, PlanStep last, PlanStep back, PlanLife.Options options,
                long unsettled, int comments, long attachments, Plans.Version inForce, Plans.Version making,
                ReferenceModels.Offer offer, boolean mayDraft, boolean inside, List<Problem> clashes) {
        public boolean givenUp() {
            return last.type() == PlanStep.Type.GIVEN_UP;
        }
    }

    /**
     * @param who  did it, or may do it
     * @param at   null as long as it is not done
     */
    record Stage(String name, boolean done, boolean next, String who, Instant at) {
        Stage over() {
            return new Stage(name, false, false, "", null);
        }
    }
}
