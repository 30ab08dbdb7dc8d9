package org.fengsui.organization;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.fengsui.audit.Audit;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The first unit of a site and its three administrators (三员): one for the system, one for security, one for audit. */
@Service
public class Founding {

    /** Code of the first unit. */
    public static final String UNIT = "bureau";

    private final JdbcClient jdbc;
    private final Organization organization;
    private final Accounts accounts;
    private final Audit audit;
    private final Clock clock;

    Founding(JdbcClient jdbc, Organization organization, Accounts accounts, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.organization = organization;
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
    }

    /** One of the three. */
    public record Administrator(String username, String name, Post post) {
    }

    /** Whether there is nobody yet. */
    public boolean needed() {
        return jdbc.sql("select not exists (select 1 from organization_account)").query(Boolean.class).single();
    }

    /**
     * Lays them down.
     *
     * @throws Rejected with {@code already-founded} when there is somebody already
     */
    @Transactional
    public void found(String name, String nameEn, List<Administrator> administrators) {
        // Two at once: the second waits here, and finds the first one's people.
        jdbc.sql("lock table organization_unit in share row exclusive mode").update();
        if (!needed()) {
            throw new Rejected("already-founded");
        }
        jdbc.sql("insert into organization_unit (code, name, name_en, parent_code, kind, ordinal) values (?, ?, ?, null, 'city', 0)")
                .params(UNIT, name, nameEn).update();
        administrators.forEach(one -> accounts.open(one.username(), one.name(), UNIT, List.of(one.post()), clock.instant()));
        // Other nodes read the units anew when this number changes.
        jdbc.sql("update organization_version set version = nextval('organization_version_number')").update();
        organization.forget();
        audit.record(Actor.SYSTEM, "organization.founded", Map.of("unit", name, "people",
                administrators.stream().map(Administrator::username).toList()));
    }
}
