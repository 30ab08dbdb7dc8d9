package org.fengsui.organization;

import java.time.Instant;
import java.util.List;
import org.fengsui.database.Rows;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of posts granted and deputised, and the rules that hold whoever changes them. */
@Component
class Posts {

    private static final List<String> ADMINISTRATORS =
            List.of(Post.SYSADMIN.code(), Post.SECADMIN.code(), Post.AUDITOR.code());

    private final JdbcClient jdbc;

    Posts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether the person holds a post now or will hold one. */
    boolean hasAny(String username, Instant now) {
        return jdbc.sql("""
                select exists (select from organization_grant where username = :who and (ends_at is null or ends_at > :now))
                    or exists (select from organization_deputy where deputy = :who and ends_at > :now)""")
                .param("who", username).param("now", Rows.at(now)).query(Boolean.class).single();
    }

    /** Posts held or deputised by the person at any time of a span. */
    List<Post> during(String username, Instant from, Instant until) {
        return jdbc.sql("""
                select post from organization_grant
                where username = :who and (ends_at is null or ends_at > :from)
                    and (cast(:until as timestamptz) is null or from_at < :until)
                union select post from organization_deputy
                where deputy = :who and ends_at > :from and (cast(:until as timestamptz) is null or from_at < :until)""")
                .param("who", username).param("from", Rows.at(from)).param("until", Rows.at(until))
                .query(String.class).list().stream().map(code -> Post.of(code).orElseThrow()).toList();
    }

    /** Posts that the person holds by grant at a moment. */
    List<Post> granted(String username, Instant at) {
        return jdbc.sql("""
                select distinct post from organization_grant
                where username = :who and from_at <= :at and (ends_at is null or ends_at > :at) order by post""")
                .param("who", username).param("at", Rows.at(at)).query(String.class).list().stream()
                .map(code -> Post.of(code).orElseThrow()).toList();
    }

    /** Ends all posts of a person, and all deputies of and for it, from a moment on. */
    void end(String username, Instant at, String reason, Actor actor) {
        jdbc.sql("""
                update organization_grant set ended_at = :at, ended_by = :by, end_reason = :reason
                where username = :who and (ends_at is null or ends_at > :at)""")
                .param("at", Rows.at(at)).param("by", actor.username()).param("reason", reason).param("who", username)
                .update();
        jdbc.sql("""
                update organization_deputy set ended_at = :at, ended_by = :by
                where :who in (principal, deputy) and ends_at > :at""")
                .param("at", Rows.at(at)).param("by", actor.username()).param("who", username).update();
    }

    /**
     * @throws Rejected last-holder, when the person is the last to hold an administrator's post for good: without one,
     *                  nobody could ever grant it again
     */
    void requireAnotherHolder(String username, Instant now) {
        for (String post : ADMINISTRATORS) {
            if (holders(post, now).equals(List.of(username))) {
                throw new Rejected("last-holder", username, Words.post(Post.of(post).orElseThrow()));
            }
        }
    }

    void requireAnotherHolder(String username, Post post, Instant now) {
        if (post.administers() && holders(post.code(), now).equals(List.of(username))) {
            throw new Rejected("last-holder", username, Words.post(post));
        }
    }

    private List<String> holders(String post, Instant now) {
        return jdbc.sql("""
                select distinct username from organization_grant
                where post = ? and from_at <= ? and ends_at is null""").params(post, Rows.at(now))
                .query(String.class).list();
    }
}
