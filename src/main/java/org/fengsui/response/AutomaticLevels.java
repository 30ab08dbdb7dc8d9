package org.fengsui.response;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.fengsui.audit.Audit;
import org.fengsui.database.Rows;
import org.fengsui.incident.Crossing;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.Proposal;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Starts and ends responses at automatic levels (启动与解除随信号), and at no other. The threshold reached is what starts
 * one, so that a threshold which people have decided about starts nothing until the facts fall and come back; a response
 * that people have raised or lowered is theirs. Any number of nodes may do it: everything is looked at again under the
 * locks, and a launch bears the id of its threshold. See {@code docs/adr/0011-automatic-levels.md}.
 */
@Component
class AutomaticLevels {

    private static final Logger log = LoggerFactory.getLogger(AutomaticLevels.class);

    private final Incidents incidents;
    private final Responses responses;
    private final ResponseRows rows;
    private final Execution execution;
    private final Plans plans;
    private final JdbcClient jdbc;
    private final Audit audit;
    private final TransactionTemplate transaction;
    /** The newest observation that a response was held against: without a newer one nothing can have changed. */
    private final Map<UUID, Instant> compared = new ConcurrentHashMap<>();

    AutomaticLevels(Incidents incidents, Responses responses, ResponseRows rows, Execution execution, Plans plans,
                    JdbcClient jdbc, Audit audit, TransactionTemplate transaction) {
        this.incidents = incidents;
        this.responses = responses;
        this.rows = rows;
        this.execution = execution;
        this.plans = plans;
        this.jdbc = jdbc;
        this.audit = audit;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelay = 1000)
    void sweep() {
        try {
            incidents.automatic().forEach(crossing -> attempt(crossing.incidentId(), () -> reached(crossing)));
            Map<UUID, Instant> newest = newest();
            compared.keySet().retainAll(newest.keySet());
            newest.forEach((id, at) -> {
                if (!at.equals(compared.get(id)) && attempt(id, () -> follow(id))) {
                    compared.put(id, at);
                }
            });
        } catch (DataAccessException | TransactionException e) {
            log.error("Automatic levels could not be looked after; the next sweep tries again", e);
        }
    }

    /** @return whether nothing stood in the way */
    private boolean attempt(UUID about, java.util.function.BooleanSupplier step) {
        try {
            return Boolean.TRUE.equals(transaction.execute(status -> step.getAsBoolean()));
        } catch (Refusal beside) {
            // Somebody was there first, or the incident was a sample and is cleared.
            log.debug("{} is not for the clock any more", about, beside);
            return false;
        } catch (DataAccessException | TransactionException e) {
            log.error("An automatic level of {} could not be looked after", about, e);
            return false;
        }
    }

    /** Active responses that are nobody's yet, and when the newest observation of their incidents was recorded. */
    private Map<UUID, Instant> newest() {
        Map<UUID, Instant> newest = new java.util.HashMap<>();
        jdbc.sql("""
                select r.id, coalesce((select max(recorded_at) from incident_observation o
                    where o.incident_id = r.incident_id), r.requested_at) as at
                from response r where r.automatic and r.status = 'active' order by r.id""")
                .query(row -> {
                    newest.put(Rows.uuid(row, "id"), Rows.instant(row, "at"));
                });
        return newest;
    }

    /** The threshold of an automatic level is reached: a response starts, or the one that started below it is raised. */
    private boolean reached(Crossing crossing) {
        List<Response> running = rows.select("incident_id = ? and plan_key = ? and not exercise"
                + " and status in ('awaiting-approval', 'active')", crossing.incidentId(), crossing.planKey());
        if (!running.isEmpty()) {
            // Raising it is part of following the facts; what people have launched is theirs to raise.
            return running.stream().filter(Response::automatic).allMatch(response -> follow(response.id()));
        }
        incidents.lock(crossing.incidentId());
        boolean waits = waits(crossing.incidentId(), crossing.planKey(), crossing.level());
        // By this plan alone: what another one proposes beside it is another response.
        Optional<Proposal> proposal = plans.inForce(crossing.planKey())
                .filter(version -> version.plan().level(crossing.level()).filter(Plan.Level::automatic).isPresent())
                .flatMap(version -> incidents.proposal(crossing.incidentId(), version))
                .filter(p -> p.level().equals(crossing.level()));
        if (waits && proposal.isPresent()) {
            Responses.Launched started = responses.begin(new LaunchRequest("signal:" + crossing.id(), crossing.incidentId(),
                    crossing.planKey(), crossing.level(), List.of(), null, false, proposal.get().words()),
                    Actor.SYSTEM);
            if (started.created()) {
                record("response.signal-launch", started.response());
            }
        }
        return true;
    }

    /** Whether nobody has decided about the threshold of a level, and the facts have not fallen below it since. */
    private boolean waits(UUID incidentId, String planKey, String level) {
        return incidents.automatic().stream().anyMatch(crossing -> crossing.incidentId().equals(incidentId)
                && crossing.planKey().equals(planKey) && crossing.level().equals(level));
    }

    /** Holds a response against the latest facts, by the version of the plan that it runs on. */
    private boolean follow(UUID id) {
        Optional<Response> locked = rows.lock(id).filter(response -> response.active() && response.automatic());
        if (locked.isEmpty()) {
            return true;
        }
        Response response = locked.get();
        if (responses.pending(id).isPresent()) {
            // People are deciding about it; the facts are looked at again afterwards.
            return false;
        }
        Plans.Version version = execution.version(response);
        Plan.Level inForce = LaunchRules.level(version.plan(), response.level());
        Optional<Proposal> proposal = incidents.proposal(response.incidentId(), version);
        Plan.Level proposed = proposal.flatMap(p -> version.plan().level(p.level())).orElse(null);
        if (proposed != null && proposed.rank() >= inForce.rank()) {
            if (proposed.automatic() && proposed.rank() > inForce.rank()
                    && waits(response.incidentId(), response.planKey(), proposed.code())) {
                responses.change(response, proposed, proposal.get().words(), "", Actor.SYSTEM);
                record("response.signal-level", response);
            }
            return true;
        }
        String over = incidents.lapsed(response.incidentId(), version.plan(), inForce.code());
        if (proposed != null && proposed.automatic()) {
            responses.change(response, proposed, over, "", Actor.SYSTEM);
            record("response.signal-level", response);
        } else if (!responses.finish(response, inForce, over, "", null, Actor.SYSTEM).response().active()) {
            record("response.signal-end", response);
        }
        return true;
    }

    private void record(String type, Response response) {
        audit.record(Actor.SYSTEM, type, Map.of("id", response.id(), "incidentId", response.incidentId()));
    }
}
