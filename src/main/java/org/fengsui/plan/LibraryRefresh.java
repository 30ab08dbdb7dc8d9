package org.fengsui.plan;

import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes, at start, those entries of the library that are missing or of another content: after an upgrade, as a rule. */
@Component
@Order(2)
class LibraryRefresh implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(LibraryRefresh.class);

    private final JdbcClient jdbc;
    private final Plans plans;
    private final PlanEntries entries;

    LibraryRefresh(JdbcClient jdbc, Plans plans, PlanEntries entries) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.entries = entries;
    }

    private record Known(String key, int version, String digest, String madeOf) {
    }

    @Override
    public void run(ApplicationArguments arguments) {
        List<Known> stale = jdbc.sql("""
                select v.plan_key, v.version, v.digest, e.made_of from plan_version v
                left join plan_entry e using (plan_key, version)""")
                .query((row, n) -> new Known(row.getString("plan_key"), row.getInt("version"), row.getString("digest"),
                        row.getString("made_of"))).list().stream()
                .filter(known -> !Objects.equals(entries.madeOf(known.digest()), known.madeOf())).toList();
        for (Known known : stale) {
            entries.keep(plans.version(known.key(), known.version()).plan(), known.version(), known.digest());
        }
        if (!stale.isEmpty()) {
            log.info("Made {} entries of the library of plans anew", stale.size());
        }
    }
}
