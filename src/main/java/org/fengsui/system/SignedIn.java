package org.fengsui.system;

import java.util.Collection;
import java.util.List;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/** Whoever is signed in, as the security framework sees them. */
record SignedIn(Actor actor, String getPassword) implements UserDetails {

    SignedIn(Organization.Account account) {
        this(account.actor(), account.passwordHash());
    }

    @Override
    public String getUsername() {
        return actor.username();
    }

    @Override
    public Collection<? extends GrantedAuthority> getAuthorities() {
        return List.of();
    }

    @Override
    public String toString() {
        return actor.username();
    }
}
