package org.fengsui.access;

import java.util.List;
import org.fengsui.organization.Actor;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Whoever is signed in, as the security framework sees them: looked up anew for every request. */
public record SignedIn(Actor actor) implements AuthenticatedPrincipal {

    @Override
    public String getName() {
        return actor.username();
    }

    /** @param details where from */
    Authentication authentication(Object details) {
        return authentication(details, List.of());
    }

    Authentication authentication(Object details, List<? extends GrantedAuthority> authorities) {
        UsernamePasswordAuthenticationToken authentication =
                UsernamePasswordAuthenticationToken.authenticated(this, null, authorities);
        authentication.setDetails(details);
        return authentication;
    }

    @Override
    public String toString() {
        return actor.username();
    }
}
