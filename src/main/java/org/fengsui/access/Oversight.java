package org.fengsui.access;

import java.util.List;
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

    private final Sessions sessions;
    private final Tokens tokens;
    private final Attempts attempts;

    Oversight(Sessions sessions, Tokens tokens, Attempts attempts) {
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
