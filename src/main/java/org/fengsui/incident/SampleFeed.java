package org.fengsui.incident;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fengsui.audit.Audit;
import org.fengsui.database.Rows;
import org.fengsui.live.Signals;
import org.fengsui.live.Topic;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.NotFound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sample gauge readings (示例水情) on a site with demo data: an incident that is marked as a sample gets a rising level
 * of the Yangtze at Nanjing within two minutes, through the same command as any reading. It can be stopped, and removed
 * with everything that came from it. One at a time.
 */
@Service
public class SampleFeed {

    /** Between two readings. */
    public static final Duration EVERY = Duration.ofSeconds(9);

    private static final Logger log = LoggerFactory.getLogger(SampleFeed.class);
    private static final String TITLE = "示例：长江南京站水位上涨";
    private static final String SOURCE = "示例数据";
    /** Level at Nanjing, m; rain of three hours, mm. The plan's thresholds are 8.70, 9.20, 9.70 and 10.22 m. */
    private static final String[][] READINGS = {
        {"8.52", "6"}, {"8.64", "9"}, {"8.78", "13"}, {"8.91", "16"}, {"9.05", "19"}, {"9.23", "22"}, {"9.36", "24"},
        {"9.48", "27"}, {"9.61", "29"}, {"9.74", "31"}, {"9.88", "32"}, {"10.02", "33"}, {"10.15", "34"},
        {"10.26", "34"}};
    private static final int TRIES = 20;

    private final JdbcClient jdbc;
    private final Incidents incidents;
    private final Organization organization;
    private final ApplicationEventPublisher events;
    private final Signals signals;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final boolean demo;

    SampleFeed(JdbcClient jdbc, Incidents incidents, Organization organization, ApplicationEventPublisher events,
               Signals signals, Audit audit, TransactionTemplate transaction, Clock clock,
               @Value("${fengsui.demo:false}") boolean demo) {
        this.jdbc = jdbc;
        this.incidents = incidents;
        this.organization = organization;
        this.events = events;
        this.signals = signals;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
        this.demo = demo;
    }

    /** Whether this actor may start, stop and clear samples: on demo data only, and at the command post. */
    public boolean offeredTo(Actor actor) {
        return demo && actor.commands();
    }

    /** The sample there is, running or stopped. */
    public Optional<Sample> current() {
        return jdbc.sql("select * from incident_sample")
                .query((row, n) -> new Sample(Rows.uuid(row, "incident_id"), Rows.instant(row, "started_at"),
                        row.getInt("fed"), READINGS.length, Rows.instant(row, "stopped_at")))
                .optional();
    }

    /**
     * Reports a sample incident with its first reading; the others follow. Where there is one already, that is the one.
     *
     * @throws Forbidden command-post-only
     * @throws NotFound  on a site without demo data
     */
    public UUID start(Actor actor) {
        require(actor);
        return transaction.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtext('sample'))").query(rs -> { });
            Optional<Sample> known = current();
            if (known.isPresent()) {
                return known.get().incidentId();
            }
            Instant now = clock.instant();
            UUID id = incidents.report(new NewIncident(null, TITLE, "flood", now,
                    new NewIncident.Place("长江南京站", null, null, null), Map.of(), SOURCE), actor).incident().id();
            jdbc.sql("update incident set sample = true where id = ?").param(id).update();
            jdbc.sql("insert into incident_sample (incident_id, started_at, started_by, fed) values (?, ?, ?, 0)")
                    .params(id, Rows.at(now), actor.username()).update();
            audit.record(actor, "incident.sample-start", Map.of("id", id));
            feedOne(id, now, 0, actor);
            return id;
        });
    }

    /** Stops the readings; what came of them stays. Stopping what is stopped changes nothing. */
    public void stop(Actor actor) {
        require(actor);
        transaction.executeWithoutResult(status -> {
            if (jdbc.sql("update incident_sample set stopped_at = ? where stopped_at is null")
                    .param(Rows.at(clock.instant())).update() > 0) {
                audit.record(actor, "incident.sample-stop", Map.of());
                signals.changed(List.of(Topic.COMMAND));
            }
        });
    }

    /**
     * Removes the sample incident with everything that came from it, in whatever state it is. Commands under way on it
     * are waited for; those that come later find nothing.
     */
    public void clear(Actor actor) {
        require(actor);
        for (int tried = 1; ; tried++) {
            try {
                transaction.executeWithoutResult(status -> current().ifPresent(sample -> remove(sample.incidentId(), actor)));
                return;
            } catch (DataIntegrityViolationException | ConcurrencyFailureException beside) {
                // A launch or a reading came between: the next try sees what it made.
                if (tried == TRIES) {
                    throw beside;
                }
                log.debug("The sample changed while it was cleared; trying again", beside);
            }
        }
    }

    private void remove(UUID id, Actor actor) {
        // The feed's lock first, as the feed takes it; then those of responses, and that of the incident last, as in
        // every command. What another has cleared meanwhile is gone.
        if (jdbc.sql("select incident_id from incident_sample where incident_id = ? for update").param(id)
                .query(UUID.class).optional().isEmpty()) {
            return;
        }
        events.publishEvent(new SampleCleared(id));
        incidents.lock(id);
        for (String table : List.of("incident_sample", "incident_crossing", "incident_observation")) {
            jdbc.sql("delete from " + table + " where incident_id = ?").param(id).update();
        }
        jdbc.sql("delete from incident where id = ? and sample").param(id).update();
        audit.record(actor, "incident.sample-clear", Map.of("id", id));
        signals.changed(List.of(Topic.COMMAND, Topic.incident(id)));
    }

    @Scheduled(fixedDelay = 1000)
    void feed() {
        if (!demo) {
            return;
        }
        try {
            while (Boolean.TRUE.equals(transaction.execute(status -> feedDue()))) {
                log.debug("A sample reading was fed");
            }
        } catch (DataAccessException | TransactionException | NotFound e) {
            log.error("A sample reading could not be fed; it is tried again", e);
        }
    }

    /** @return whether a reading was due and is fed: after a restart there may be several */
    private boolean feedDue() {
        // Another node that feeds holds this row: then there is nothing to do here.
        Optional<Running> running = jdbc.sql("""
                select * from incident_sample where stopped_at is null and fed < ? for update skip locked""")
                .param(READINGS.length)
                .query((row, n) -> new Running(Rows.uuid(row, "incident_id"), Rows.instant(row, "started_at"),
                        row.getString("started_by"), row.getInt("fed"))).optional();
        if (running.isEmpty()) {
            return false;
        }
        Running sample = running.get();
        Instant due = sample.startedAt().plus(EVERY.multipliedBy(sample.fed()));
        if (due.isAfter(clock.instant())) {
            return false;
        }
        feedOne(sample.incidentId(), due, sample.fed(),
                organization.account(sample.startedBy()).orElseThrow(() -> new NotFound("account")).actor());
        return true;
    }

    private void feedOne(UUID id, Instant at, int index, Actor actor) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("长江南京", new BigDecimal(READINGS[index][0]));
        facts.put("三小时雨量", new BigDecimal(READINGS[index][1]));
        incidents.observe(id, at, facts, SOURCE, actor);
        jdbc.sql("""
                update incident_sample set fed = ?, stopped_at = case when ? then cast(? as timestamptz) end
                where incident_id = ?""")
                .params(index + 1, index + 1 == READINGS.length, Rows.at(clock.instant()), id).update();
    }

    private void require(Actor actor) {
        if (!demo) {
            throw new NotFound("sample");
        }
        if (!actor.commands()) {
            throw new Forbidden("command-post-only");
        }
    }

    private record Running(UUID incidentId, Instant startedAt, String startedBy, int fed) {
    }

    /**
     * The sample there is.
     *
     * @param fed       readings fed so far, of {@code of}
     * @param stoppedAt when it was stopped, or the last reading was fed; null while it runs
     */
    public record Sample(UUID incidentId, Instant startedAt, int fed, int of, Instant stoppedAt) {
        public boolean running() {
            return stoppedAt == null;
        }

        public boolean complete() {
            return fed == of;
        }
    }
}
