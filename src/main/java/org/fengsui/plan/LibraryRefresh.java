package org.fengsui.plan;

import java.util.List;
import java.util.Objects;
import org.fengsui.database.Rows;
import org.fengsui.organization.Organization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes those entries of the library anew that are missing or of another content: at the start, after an upgrade as a rule;
 * and when units were made or changed, whose names stand in them.
 */
@Component
@Order(2)
class LibraryRefresh implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(LibraryRefresh.class);

    private final JdbcClient jdbc;
    private final Plans plans;
    private final PlanEntries entries;
    private final Organization organization;
    private final TransactionTemplate transaction;
    /** The units that the entries were made with; null until the start is over. */
    private volatile Object units;

    LibraryRefresh(JdbcClient jdbc, Plans plans, PlanEntries entries, Organization organization,
                   TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.entries = entries;
        this.organization = organization;
        this.transaction = transaction;
    }

    private record Known(String key, int version, String digest, String madeOf, String lead, List<String> duties) {
    }

    @Override
    public void run(ApplicationArguments arguments) {
        refresh();
    }

    private void refresh() {
        Object seen = organization.allUnits();
        List<Known> stale = known("", new Object[0]).stream().filter(this::stale).toList();
        long made = stale.stream().filter(this::remade).count();
        if (made > 0) {
            log.info("Made {} entries of the library of plans anew", made);
        }
        units = seen;
    }

    /** On every node, whichever changed the units. */
    @Scheduled(fixedDelay = 10_000)
    void followUnits() {
        if (units != null && !units.equals(organization.allUnits())) {
            refresh();
        }
    }

    private boolean stale(Known known) {
        return known.madeOf() == null
                || !known.madeOf().equals(entries.madeOf(known.digest(), known.lead(), known.duties()));
    }

    /** One plan that can not be read must not keep the server from starting, nor the other plans out of the library. */
    private boolean remade(Known known) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                plans.lock(known.key());
                // Another node may have made it meanwhile, or somebody kept another draft.
                List<Known> now = known(" where v.plan_key = ? and v.version = ?", known.key(), known.version());
                if (now.stream().noneMatch(this::stale)) {
                    return false;
                }
                Plans.Version version = plans.version(known.key(), known.version());
                entries.keep(version.plan(), version.number(), version.digest());
                return true;
            }));
        } catch (UnusableModel unusable) {
            log.error("Plan {} version {} is missing from the library or out of date there: its model can not be read: {}",
                    known.key(), known.version(), unusable.getMessage());
            return false;
        }
    }

    private List<Known> known(String condition, Object... parameters) {
        return jdbc.sql("""
                select v.plan_key, v.version, v.digest, e.made_of, e.lead, e.duties from plan_version v
                left join plan_entry e using (plan_key, version)""" + condition).params(parameters)
                .query((row, n) -> new Known(row.getString("plan_key"), row.getInt("version"), row.getString("digest"),
                        row.getString("made_of"), row.getString("lead"), Rows.texts(row, "duties"))).list();
    }
}
