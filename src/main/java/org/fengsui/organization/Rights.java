package org.fengsui.organization;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Posts granted and withdrawn (授权): the security administrator's work, never that of another. */
@Service
public class Rights {

    private final JdbcClient jdbc;
    private final Personnel people;
    private final Changes changes;
    private final Posts posts;
    private final Clock clock;

    Rights(JdbcClient jdbc, Personnel people, Changes changes, Posts posts, Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.changes = changes;
        this.posts = posts;
        this.clock = clock;
    }

    /**
     * A post granted.
     *
     * @param until null = until further notice
     * @param ended otherwise than granted; null = not
     */
    public record Grant(long id, String username, Post post, String unit, Instant from, Instant until, String by,
                        Instant at, Instant ended, String endedBy, String endReason) {

        /** Whether it holds at a moment, or will later. */
        public boolean open(Instant now) {
            return (until == null || until.isAfter(now)) && (ended == null || ended.isAfter(now));
        }
    }

    /**
     * Grants a post to a person in its unit. Granted already for that time, it stays as it is.
     *
     * @param from  null = at once
     * @param until null = until further notice
     * @throws Rejected posts-exclude, when the person holds a post that excludes it
     */
    @Transactional
    @Audited("organization.grant")
    public Person grant(String username, String post, Instant from, Instant until, Long seen, Actor actor) {
        Post granted = checked(post, from, until, actor);
        changes.begin();
        return grantNow(username, granted, from, until, seen, actor);
    }

    /** Grants one post to many people, to all or to nobody. */
    @Transactional
    @Audited("organization.grants")
    public List<Person> grantAll(List<String> usernames, String post, Instant from, Instant until, Actor actor) {
        Post granted = checked(post, from, until, actor);
        if (usernames.isEmpty()) {
            Checks checks = new Checks();
            checks.refuse("people", "required");
            checks.done();
        }
        changes.begin();
        List<Person> done = new ArrayList<>();
        for (String username : usernames) {
            done.add(grantNow(username, granted, from, until, null, actor));
        }
        return done;
    }

    private Post checked(String post, Instant from, Instant until, Actor actor) {
        requireSecurityAdministrator(actor);
        Checks checks = new Checks();
        String code = checks.required("post", post, Checks.TITLE);
        Optional<Post> granted = Post.of(code);
        if (!code.isEmpty() && granted.isEmpty()) {
            checks.refuse("post", "unknown-post", code);
        }
        Instant now = clock.instant();
        if (from != null && from.isBefore(now)) {
            checks.refuse("from", "past", now);
        }
        Instant begin = from == null ? now : from;
        if (until != null && !until.isAfter(begin)) {
            checks.refuse("until", "before-from", begin);
        }
        checks.done();
        return granted.orElseThrow();
    }

    private Person grantNow(String username, Post post, Instant from, Instant until, Long seen, Actor actor) {
        Instant now = clock.instant();
        Instant begin = from == null ? now : from;
        Person person = people.person(username);
        requireNotOneself(username, actor);
        if (person.left()) {
            throw new Rejected("has-left", person.actor().name(), person.leftAt());
        }
        if (ofPerson(username).stream().anyMatch(grant -> grant.post() == post && grant.open(now)
                && !grant.from().isAfter(begin) && grant.ended() == null
                && (grant.until() == null || until != null && !grant.until().isBefore(until)))) {
            return person;
        }
        changes.requireSeen(Changes.PERSON, username, seen, actor);
        for (Post held : posts.during(username, begin, until)) {
            if (post.excludes(held)) {
                throw new Rejected("posts-exclude", person.actor().name(), Words.post(held), Words.post(post));
            }
        }
        boolean afterMove = person.movesAt() != null && !begin.isBefore(person.movesAt());
        String unit = afterMove ? person.nextUnit() : person.actor().unit();
        boolean cut = person.movesAt() != null && !afterMove;
        jdbc.sql("""
                insert into organization_grant (username, post, unit_code, from_at, until_at, granted_by, granted_at,
                    ended_at, ended_by, end_reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(username, post.code(), unit, Rows.at(begin), Rows.at(until), actor.username(), Rows.at(now),
                        cut ? Rows.at(person.movesAt()) : null, cut ? actor.username() : null, cut ? "moved" : null)
                .update();
        changes.record(Changes.PERSON, username, "granted", actor, now, "post:" + post.code(), "unit:" + unit,
                "time:" + begin, until == null ? "" : "time:" + until);
        return people.person(username);
    }

    /** Withdraws a post at once, with what others do as deputies for it. */
    @Transactional
    @Audited("organization.withdrawal")
    public Person withdraw(String username, String post, Long seen, Actor actor) {
        requireSecurityAdministrator(actor);
        Post withdrawn = Post.of(post).orElseThrow(() -> new NotFound("post"));
        changes.begin();
        Person person = people.person(username);
        requireNotOneself(username, actor);
        Instant now = clock.instant();
        if (ofPerson(username).stream().noneMatch(grant -> grant.post() == withdrawn && grant.open(now))) {
            return person;
        }
        changes.requireSeen(Changes.PERSON, username, seen, actor);
        posts.requireAnotherHolder(username, withdrawn, now);
        jdbc.sql("""
                update organization_grant set ended_at = ?, ended_by = ?, end_reason = 'withdrawn'
                where username = ? and post = ? and (ends_at is null or ends_at > ?)""")
                .params(Rows.at(now), actor.username(), username, withdrawn.code(), Rows.at(now)).update();
        jdbc.sql("""
                update organization_deputy set ended_at = ?, ended_by = ?
                where principal = ? and post = ? and ends_at > ?""")
                .params(Rows.at(now), actor.username(), username, withdrawn.code(), Rows.at(now)).update();
        changes.record(Changes.PERSON, username, "withdrawn", actor, now, "post:" + withdrawn.code());
        return people.person(username);
    }

    /** All grants of a person, the latest first. */
    public List<Grant> ofPerson(String username, Actor actor) {
        return ofPerson(people.person(username, actor).username());
    }

    private List<Grant> ofPerson(String username) {
        return jdbc.sql("select * from organization_grant where username = ? order by id desc").param(username)
                .query((row, n) -> new Grant(row.getLong("id"), row.getString("username"),
                        Post.of(row.getString("post")).orElseThrow(), row.getString("unit_code"),
                        Rows.instant(row, "from_at"), Rows.instant(row, "until_at"), row.getString("granted_by"),
                        Rows.instant(row, "granted_at"), Rows.instant(row, "ended_at"), row.getString("ended_by"),
                        row.getString("end_reason"))).list();
    }

    private static void requireSecurityAdministrator(Actor actor) {
        if (!actor.holds(Post.SECADMIN)) {
            throw new Forbidden("secadmin-only");
        }
    }

    private static void requireNotOneself(String username, Actor actor) {
        if (username.equals(actor.username())) {
            throw new Forbidden("not-oneself");
        }
    }
}
