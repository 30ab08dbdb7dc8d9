package org.fengsui.organization;

import java.util.LinkedHashMap;
import java.util.Map;
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
    public Map<String, String> unitNames() {
        Map<String, String> names = new LinkedHashMap<>();
        organization.units().forEach(unit -> names.put(unit.code(), organization.name(unit.code())));
        return names;
    }

    @Override
    public String unitName(String code) {
        return organization.name(code);
    }
}
