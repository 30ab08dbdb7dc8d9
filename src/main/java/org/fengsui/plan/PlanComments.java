package org.fengsui.plan;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Comments on a version while it is made (意见): by its writer and by those who sign, on an action, a trigger, a level, a
 * clause, or the whole. They can be answered and settled, and stay with the version for good.
 */
@Service
public class PlanComments {

    private final JdbcClient jdbc;
    private final Plans plans;
    private final PlanSignals signals;
    private final Clock clock;

    PlanComments(JdbcClient jdbc, Plans plans, PlanSignals signals, Clock clock) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.signals = signals;
        this.clock = clock;
    }

    /** What a comment is about: the whole plan, one of its parts, or a clause of its text (条款). */
    public enum About {
        PLAN, LEVEL, TRIGGER, ACTION, CLAUSE;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<About> of(String code) {
            for (About about : values()) {
                if (about.code().equals(code)) {
                    return Optional.of(about);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Comments on a version. The same words by the same person on the same thing again are the same comment.
     *
     * @param about  code of what it is about
     * @param target code of the level, id of the trigger, key of the action, number of the clause; empty for the whole plan
     * @throws Forbidden plan-commenter-only
     * @throws Rejected  plan-comments-closed when the version is not in the making any more
     */
    @Transactional
    @Audited("plan.comment")
    public Comment add(String key, int number, String about, String target, String text, Actor actor) {
        Plans.Version version = plans.locked(key, number, actor);
        Checks checks = new Checks();
        String said = checks.required("text", text, Checks.TEXT);
        Optional<About> on = About.of(about);
        if (on.isEmpty()) {
            checks.refuse("about", "unknown-choice", "plan, level, trigger, action, clause");
        }
        String which = on.filter(one -> one == About.PLAN).isPresent() ? ""
                : checks.required("target", target, Checks.TITLE);
        checks.done();
        String name = name(version.plan(), on.orElseThrow(), which).orElse("");
        if (name.isEmpty()) {
            checks.refuse("target", "unknown-target", which);
            checks.done();
        }
        requireMay(version, actor);
        Optional<Comment> same = of(version).stream().filter(comment -> comment.actor().equals(actor.username())
                && comment.about() == on.get() && comment.target().equals(which) && comment.text().equals(said)
                && comment.open()).findFirst();
        return same.orElseGet(() -> comment(insert(version, null, on.get(), which, name, said, actor), actor));
    }

    /** The name of what is commented on; empty when the plan has no such thing. */
    private static Optional<String> name(Plan plan, About about, String target) {
        return switch (about) {
            case PLAN -> Optional.of(plan.name());
            case LEVEL -> plan.level(target).map(Plan.Level::name);
            case TRIGGER -> plan.triggers().stream().filter(trigger -> trigger.id().equals(target)).findFirst()
                    .map(trigger -> trigger.text().isEmpty() ? trigger.id() : trigger.text());
            case ACTION -> plan.action(target).map(Plan.Action::title);
            case CLAUSE -> Optional.of(target);
        };
    }

    /**
     * Answers a comment (答复).
     *
     * @throws Rejected plan-comment-settled; plan-comments-closed
     */
    @Transactional
    @Audited("plan.comment-answer")
    public Comment answer(UUID commentId, String text, Actor actor) {
        Plans.Version version = locked(commentId, actor);
        Comment comment = comment(commentId, actor);
        Checks checks = new Checks();
        String said = checks.required("text", text, Checks.TEXT);
        checks.done();
        requireMay(version, actor);
        if (!comment.open()) {
            throw new Rejected("plan-comment-settled");
        }
        if (comment.answers().stream().noneMatch(answer -> answer.actor().equals(actor.username())
                && answer.text().equals(said))) {
            insert(version, comment.id(), comment.about(), comment.target(), comment.targetName(), said, actor);
        }
        return comment(commentId, actor);
    }

    /**
     * Settles a comment (已解决): for whoever made it, and for reviewers. Settled already, it stays as it is.
     *
     * @throws Forbidden plan-commenter-only; plan-comment-author-only
     * @throws Rejected  plan-comments-closed
     */
    @Transactional
    @Audited("plan.comment-settlement")
    public Comment settle(UUID commentId, Actor actor) {
        Plans.Version version = locked(commentId, actor);
        Comment comment = comment(commentId, actor);
        requireCommenter(version, actor);
        if (!settles(comment, version, actor)) {
            throw new Forbidden("plan-comment-author-only");
        }
        if (!comment.open()) {
            return comment;
        }
        requireMay(version, actor);
        jdbc.sql("update plan_comment set resolved_at = ?, resolved_by = ?, resolved_by_name = ? where id = ?")
                .params(Rows.at(clock.instant()), actor.username(), actor.name(), commentId).update();
        signals.papers(version);
        return comment(commentId, actor);
    }

    /** Whether somebody may settle a comment now. */
    public boolean maySettle(Comment comment, Plans.Version version, Actor actor) {
        return comment.open() && may(version, actor) && settles(comment, version, actor);
    }

    /** The writer's own version is no reviewer's: whoever wrote it settles only what they asked themselves. */
    private static boolean settles(Comment comment, Plans.Version version, Actor actor) {
        return comment.actor().equals(actor.username())
                || actor.holds(Post.REVIEWER) && !version.writer().equals(actor.username());
    }

    /** Whether somebody may comment on a version, and answer, now. */
    public boolean may(Plans.Version version, Actor actor) {
        return version.open() && commenter(version, actor);
    }

    private static boolean commenter(Plans.Version version, Actor actor) {
        return actor.holds(Post.REVIEWER) || version.approval().isOf(actor)
                || version.writer().equals(actor.username()) && actor.holds(Post.PLANNER);
    }

    private static void requireCommenter(Plans.Version version, Actor actor) {
        if (!commenter(version, actor)) {
            throw new Forbidden("plan-commenter-only");
        }
    }

    private static void requireMay(Plans.Version version, Actor actor) {
        requireCommenter(version, actor);
        if (!version.open()) {
            throw new Rejected("plan-comments-closed", version.number());
        }
    }

    /** Nothing is said about a version while it comes into force. */
    private Plans.Version locked(UUID commentId, Actor actor) {
        Comment comment = comment(commentId, actor);
        return plans.locked(comment.key(), comment.version(), actor);
    }

    /** @throws NotFound when there is none, or the actor may not see it */
    public Comment comment(UUID id, Actor actor) {
        return jdbc.sql("select plan_key, version from plan_comment where id = ? and answers is null").param(id)
                .query((row, n) -> plans.version(row.getString("plan_key"), row.getInt("version"), actor)).optional()
                .stream().filter(version -> version.inside(actor)).flatMap(version -> of(version).stream())
                .filter(comment -> comment.id().equals(id)).findFirst()
                .orElseThrow(() -> new NotFound("comment"));
    }

    /**
     * All comments on a version, for those {@link Plans.Version#inside} it: what is open before what is settled, each
     * with its answers; the oldest first.
     */
    public List<Comment> of(Plans.Version version) {
        Map<UUID, Comment> comments = new LinkedHashMap<>();
        jdbc.sql("select * from plan_comment where plan_key = ? and version = ? order by answers is not null, at, id")
                .params(version.key(), version.number())
                .query(row -> {
                    UUID answers = Rows.uuid(row, "answers");
                    if (answers == null) {
                        comments.put(Rows.uuid(row, "id"), new Comment(Rows.uuid(row, "id"), row.getString("plan_key"),
                                row.getInt("version"), About.of(row.getString("about")).orElseThrow(),
                                row.getString("target"), row.getString("target_name"), row.getString("text"),
                                Rows.instant(row, "at"), row.getString("actor"), row.getString("actor_name"),
                                Rows.instant(row, "resolved_at"), row.getString("resolved_by_name"), new ArrayList<>()));
                    } else {
                        comments.get(answers).answers().add(new Answer(row.getString("text"), Rows.instant(row, "at"),
                                row.getString("actor"), row.getString("actor_name")));
                    }
                });
        return comments.values().stream().sorted(java.util.Comparator.comparing(comment -> !comment.open())).toList();
    }

    private UUID insert(Plans.Version version, UUID answers, About about, String target, String name, String text,
                        Actor actor) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into plan_comment (id, plan_key, version, answers, about, target, target_name, text, digest, at, actor,
                    actor_name, unit)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(id, version.key(), version.number(), answers, about.code(), target, name, text, version.digest(),
                        Rows.at(clock.instant()), actor.username(), actor.name(), actor.unit())
                .update();
        signals.papers(version);
        return id;
    }

    /**
     * A comment on a version.
     *
     * @param targetName what it is about, as it was called then
     * @param settledAt  null while it is open
     */
    public record Comment(UUID id, String key, int version, About about, String target, String targetName, String text,
                          Instant at, String actor, String actorName, Instant settledAt, String settledBy,
                          List<Answer> answers) {
        public boolean open() {
            return settledAt == null;
        }
    }

    /** An answer to a comment. */
    public record Answer(String text, Instant at, String actor, String actorName) {
    }
}
