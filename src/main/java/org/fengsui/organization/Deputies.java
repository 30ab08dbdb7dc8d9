package org.fengsui.organization;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Deputies (代理): the holder of a post, or the security administrator, names another person to hold it for a time. The
 * deputy acts under its own account, and the records say for whom.
 */
@Service
public class Deputies {

    private final JdbcClient jdbc;
    private final Personnel people;
    private final Changes changes;
    private final Posts posts;
    private final Clock clock;

    Deputies(JdbcClient jdbc, Personnel people, Changes changes, Posts posts, Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.changes = changes;
        this.posts = posts;
        this.clock = clock;
    }

    /**
     * A deputy.
     *
     * @param ended before its time; null = not
     */
    public record Deputy(long id, String principal, String deputy, Post post, Instant from, Instant until, String by,
                         Instant ended) {

        /** Whether it holds at a moment, or will later. */
        public boolean open(Instant now) {
            return until.isAfter(now) && (ended == null || ended.isAfter(now));
        }
    }

    /**
     * Names a deputy. A post of a unit goes to somebody of the unit, a post of the command to somebody who holds one
     * too; an administrator's post to nobody. What is deputised already for that time stays as it is.
     *
     * @param from null = at once
     */
    @Transactional
    @Audited("organization.deputising")
    public Deputy deputise(String principal, String deputy, String post, Instant from, Instant until, Actor actor) {
        requireSelfOrSecurity(principal, actor);
        Instant now = clock.instant();
        Instant begin = from == null ? now : from;
        Checks checks = new Checks();
        String to = checks.required("deputy", deputy, Personnel.USERNAME);
        String code = checks.required("post", post, Checks.TITLE);
        if (!code.isEmpty() && Post.of(code).isEmpty()) {
            checks.refuse("post", "unknown-post", code);
        }
        if (begin.isBefore(now)) {
            checks.refuse("from", "past", now);
        }
        if (until == null) {
            checks.refuse("until", "required");
        } else if (!until.isAfter(begin)) {
            checks.refuse("until", "before-from", begin);
        }
        checks.done();
        Post given = Post.of(code).orElseThrow();
        changes.begin();
        Person holder = people.person(principal);
        Person other = people.find(to).filter(person -> !person.left()).orElse(null);
        if (other == null || to.equals(principal) || !suits(given, holder, other)) {
            checks.refuse("deputy", given.commands() ? "not-of-the-command" : "not-of-the-unit", to);
            checks.done();
        }
        if (to.equals(actor.username())) {
            throw new Forbidden("not-oneself");
        }
        if (given.administers()) {
            throw new Rejected("post-not-deputised", Words.post(given));
        }
        if (!posts.granted(principal, begin).contains(given)) {
            throw new Rejected("not-held", holder.actor().name(), Words.post(given));
        }
        List<Deputy> same = list("principal = ? and deputy = ? and post = ?", principal, to, code).stream()
                .filter(one -> one.open(now) && one.ended() == null && !one.from().isAfter(begin)
                        && !one.until().isBefore(until)).toList();
        if (!same.isEmpty()) {
            return same.get(0);
        }
        for (Post held : posts.during(to, begin, until)) {
            if (given.excludes(held)) {
                throw new Rejected("posts-exclude", other.actor().name(), Words.post(held), Words.post(given));
            }
        }
        jdbc.sql("""
                insert into organization_deputy (principal, deputy, post, from_at, until_at, made_by, made_at, ended_at, ended_by)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(principal, to, code, Rows.at(begin), Rows.at(until), actor.username(), Rows.at(now),
                        Rows.at(other.movesAt()), other.movesAt() == null ? null : actor.username()).update();
        changes.record(Changes.PERSON, principal, "deputised", actor, now, "post:" + code, "person:" + to,
                "time:" + begin, "time:" + until);
        changes.record(Changes.PERSON, to, "became-deputy", actor, now, "post:" + code, "person:" + principal,
                "time:" + begin, "time:" + until);
        return list("principal = ? and deputy = ? and post = ?", principal, to, code).get(0);
    }

    private static boolean suits(Post post, Person holder, Person other) {
        return post.commands() ? other.granted().stream().anyMatch(Post::commands)
                : other.actor().unit().equals(holder.actor().unit());
    }

    /** Ends a deputy at once. Ended already, nothing changes. */
    @Transactional
    @Audited("organization.deputy-end")
    public Deputy end(long id, Actor actor) {
        changes.begin();
        Deputy deputy = list("id = ?", id).stream().findFirst().orElseThrow(() -> new NotFound("deputy"));
        if (!actor.username().equals(deputy.principal()) && !actor.holds(Post.SECADMIN)) {
            throw new NotFound("deputy");
        }
        Instant now = clock.instant();
        if (!deputy.open(now)) {
            return deputy;
        }
        jdbc.sql("update organization_deputy set ended_at = ?, ended_by = ? where id = ?")
                .params(Rows.at(now), actor.username(), id).update();
        changes.record(Changes.PERSON, deputy.principal(), "deputy-ended", actor, now, "post:" + deputy.post().code(),
                "person:" + deputy.deputy());
        changes.record(Changes.PERSON, deputy.deputy(), "ended-as-deputy", actor, now, "post:" + deputy.post().code(),
                "person:" + deputy.principal());
        return list("id = ?", id).get(0);
    }

    /** The deputies of a person and those whose deputy it is, the latest first: for the person and the administrators. */
    public List<Deputy> of(String username, Actor actor) {
        if (!username.equals(actor.username())) {
            people.person(username, actor);
        }
        return list("? in (principal, deputy)", username);
    }

    /** The posts that a person may let a deputy hold. */
    public List<Post> own(Actor actor) {
        return posts.granted(actor.username(), clock.instant()).stream().filter(post -> !post.administers()).toList();
    }

    private List<Deputy> list(String condition, Object... parameters) {
        return jdbc.sql("select * from organization_deputy where " + condition + " order by id desc").params(parameters)
                .query((row, n) -> new Deputy(row.getLong("id"), row.getString("principal"), row.getString("deputy"),
                        Post.of(row.getString("post")).orElseThrow(), Rows.instant(row, "from_at"),
                        Rows.instant(row, "until_at"), row.getString("made_by"), Rows.instant(row, "ended_at"))).list();
    }

    private static void requireSelfOrSecurity(String principal, Actor actor) {
        if (!principal.equals(actor.username()) && !actor.holds(Post.SECADMIN)) {
            throw new Forbidden("secadmin-only");
        }
    }
}
