package org.fengsui.access;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.fengsui.audit.Audited;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.refusal.NotFound;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What the security administrator (安全管理员) sees and ends of everybody's ways in. For all others it is not there. */
@Service
public class Oversight {

    private final SecondFactors factors;
    private final Sessions sessions;
    private final Tokens tokens;
    private final Attempts attempts;

    Oversight(SecondFactors factors, Sessions sessions, Tokens tokens, Attempts attempts) {
        this.factors = factors;
        this.sessions = sessions;
        this.tokens = tokens;
        this.attempts = attempts;
    }

    /** @param text a username or an address, whole; empty = all */
    public List<Sessions.Listed> sessions(String text, Actor actor) {
        require(actor);
        return sessions.all(text.strip());
    }

    /** @param text a username or the name of a token, whole; empty = all */
    public List<Tokens.Token> tokens(String text, Actor actor) {
        require(actor);
        return tokens.all(text.strip());
    }

    public List<Attempts.Lock> locks(Actor actor) {
        require(actor);
        return attempts.locks();
    }

    public Set<String> demandedPosts(Actor actor) {
        require(actor);
        return factors.demandedPosts();
    }

    /** Decides whose sign-in needs a second factor. It holds from the next sign-in on. */
    @Audited("access.policy")
    @Transactional
    public void demand(List<Post> posts, Actor actor) {
        require(actor);
        factors.demand(posts);
    }

    /** For a phone and recovery codes that are lost: the person sets up a new one. All sessions end. */
    @Audited("access.second-factor-removed")
    @Transactional
    public void removeFactor(String username, Actor actor) {
        require(actor);
        factors.remove(username);
        sessions.endAll(username, null);
    }

    /** @throws NotFound when there is no such session, or it is over */
    @Audited("access.session-ended")
    @Transactional
    public void endSession(UUID id, String username, Actor actor) {
        require(actor);
        if (!sessions.end(id, username)) {
            throw new NotFound("session");
        }
    }

    /** @throws NotFound when there is no such token */
    @Audited("access.revocation")
    @Transactional
    public void revokeToken(UUID id, String username, Actor actor) {
        require(actor);
        tokens.revoke(id, username, actor.username());
    }

    /** Lets the next attempt be looked at at once. Safe to repeat. */
    @Audited("access.lock-lifted")
    @Transactional
    public void lift(String kind, String key, Actor actor) {
        require(actor);
        attempts.lift(kind, key);
    }

    private static void require(Actor actor) {
        if (!actor.holds(Post.SECADMIN)) {
            throw new NotFound("access");
        }
    }
}
