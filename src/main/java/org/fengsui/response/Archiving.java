package org.fengsui.response;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fengsui.database.Rows;
import org.fengsui.incident.Incidents;
import org.fengsui.task.PlannedTasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Archives incidents to which nothing has happened for long (归档), and forgets marks of old requests. Little by little,
 * and around whatever somebody else holds, so that nobody at work notices; any number of nodes may do it at once. See
 * {@code docs/adr/0010-archive.md}.
 */
@Component
@EnableConfigurationProperties(ArchiveSettings.class)
class Archiving {

    private static final Logger log = LoggerFactory.getLogger(Archiving.class);

    private final JdbcClient jdbc;
    private final Incidents incidents;
    private final PlannedTasks tasks;
    private final ArchiveSettings settings;
    private final TransactionTemplate transaction;
    private final Clock clock;
    /** Told once, not at every batch. */
    private boolean away;

    Archiving(JdbcClient jdbc, Incidents incidents, PlannedTasks tasks, ArchiveSettings settings,
              TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.incidents = incidents;
        this.tasks = tasks;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "${fengsui.archive.every}", fixedDelayString = "${fengsui.archive.every}")
    void run() {
        try {
            Instant now = clock.instant();
            archive(now.minus(settings.incidentsAfter()), now);
            transaction.executeWithoutResult(
                    status -> tasks.forgetRequests(now.minus(settings.requestsAfter()), settings.batch()));
            away = false;
        } catch (DataAccessException | TransactionException e) {
            if (!away) {
                away = true;
                log.error("Nothing can be archived or cleaned up at the moment; it is tried again", e);
            }
        }
    }

    /**
     * Archives a batch of incidents to which nothing has happened since a moment, and of which nothing is open: no
     * response that runs or waits for its closing actions, no threshold to decide.
     *
     * @return the incidents archived
     */
    List<UUID> archive(Instant before, Instant now) {
        return transaction.execute(status -> {
            List<UUID> quiet = jdbc.sql("""
                    select id from incident i where archived_at is null and reported_at < :before and not sample
                        and not exists (select from response r where r.incident_id = i.id and r.closed_at is null
                            and r.status <> 'rejected')
                        and not exists (select from incident_crossing c where c.incident_id = i.id and c.decided_at is null)
                        and not exists (select from response_timeline t where t.incident_id = i.id and t.at >= :before)
                    order by reported_at limit :batch for update skip locked""")
                    .param("before", Rows.at(before)).param("batch", settings.batch()).query(UUID.class).list();
            incidents.archive(quiet, now);
            return quiet;
        });
    }
}
