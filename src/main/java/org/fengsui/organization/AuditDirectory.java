package org.fengsui.organization;

import java.util.Optional;
import org.fengsui.audit.spi.Directory;
import org.springframework.stereotype.Component;

/** Tells the record who somebody is. */
@Component
class AuditDirectory implements Directory {

    private final Organization organization;

    AuditDirectory(Organization organization) {
        this.organization = organization;
    }

    @Override
    public Optional<Actor> person(String username) {
        return organization.account(username).map(Organization.Account::actor);
    }

    @Override
    public String unitName(String code) {
        return organization.name(code);
    }
}
