package org.fengsui.organization.spi;

import java.time.Instant;
import org.fengsui.organization.Actor;

/** What a person signs in with (登录凭证): the organisation says who there is, others hold passwords and sessions. */
public interface SignInMeans {

    /**
     * Invites a person to set a password. Earlier invitations of the person end.
     *
     * @return the one-time token of the link {@code /invitation/{token}}, told once and stored hashed
     */
    String invite(String username, Actor by, Instant now);

    /** Ends sessions, tokens and invitations of a person at once. */
    void end(String username, Actor by, Instant now);
}
