package org.fengsui.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.database.Rows;
import org.fengsui.incident.spi.LevelsInForce;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The thresholds that incidents reached (达到启动条件): when, what was decided about each, and when it lapsed. */
@Component
class Thresholds {

    private final JdbcClient jdbc;
    private final Proposals proposals;
    private final ApplicationEventPublisher events;
    private final JsonMapper json;

    Thresholds(JdbcClient jdbc, Proposals proposals, ApplicationEventPublisher events, JsonMapper json) {
        this.jdbc = jdbc;
        this.proposals = proposals;
        this.events = events;
        this.json = json;
    }

    /** Those that nobody has decided, the longest waiting first. */
    List<Crossing> undecided() {
        return select("decided_at is null order by reached_at");
    }

    /** Those of automatic levels (随信号) that hold and are not decided yet, the longest waiting first. */
    List<Crossing> automatic() {
        return select("decided_at is null and lapsed_at is null and automatic order by reached_at");
    }

    /** All of an incident, oldest first. */
    List<Crossing> of(UUID incidentId) {
        return select("incident_id = ? order by reached_at, rank", incidentId);
    }

    /**
     * Brings what was reached by one version of a plan in line with the latest facts. A level is answered by a response in
     * force at it or above, and by a declination for as long as the facts have not fallen below since.
     *
     * @param levels  in force by this plan
     * @param decided the reason with which what holds and is not answered counts as declined; null = it is reached
     */
    void refresh(Incident incident, Plans.Version version, List<LevelsInForce.InForce> levels,
                 List<Observation> observations, String decided, Actor actor, Instant now) {
        int inForce = levels.stream().mapToInt(one -> rank(version.plan(), one.level())).max().orElse(0);
        Optional<Proposal> proposal = proposals.propose(version, observations);
        int rank = proposal.map(p -> rank(version.plan(), p.level())).orElse(0);
        boolean automatic = proposal.flatMap(p -> version.plan().level(p.level())).filter(Plan.Level::automatic)
                .isPresent();
        boolean answered = rank == 0 || inForce >= rank;
        List<Crossing> passed = new ArrayList<>();
        for (Crossing crossing : select("incident_id = ? and plan_key = ?", incident.id(), version.key())) {
            // It may be another version's: its code says which level it is, and one that is unknown here holds no more.
            int its = rank(version.plan(), crossing.level());
            boolean lapsed = its == 0 || its > rank || !crossing.undecided() && crossing.lapsedAt() != null;
            lapse(crossing, lapsed, now);
            if (crossing.undecided() && inForce > 0 && its <= inForce) {
                decide(crossing, "launched", "", actor, now);
            } else if (crossing.undecided() && its < rank) {
                decide(crossing, "superseded", "", Actor.SYSTEM, now);
            } else if (crossing.undecided() && lapsed && automatic) {
                // What people left undecided while it held does not keep the clock from a lower level that holds now.
                passed.add(crossing);
            } else if (its >= rank && (crossing.undecided() || "declined".equals(crossing.decision()) && !lapsed)) {
                answered = true;
            }
        }
        if (answered) {
            return;
        }
        passed.stream().filter(Crossing::automatic)
                .forEach(crossing -> decide(crossing, "superseded", "", Actor.SYSTEM, now));
        Crossing reached = reach(incident, version, proposal.orElseThrow(), rank, now);
        if (decided == null) {
            events.publishEvent(new IncidentRecorded("threshold-reached", incident.id(), Actor.SYSTEM, now, reached.level(),
                    Stream.of(FactWords.line(reached.reasons()), proposal.get().trackWords())
                            .filter(words -> !words.isEmpty()).collect(Collectors.joining("。"))));
        } else {
            decide(reached, "declined", decided, actor, now);
        }
    }

    /** 0 where the plan has no such level: another version of it may. */
    private static int rank(Plan plan, String level) {
        return plan.level(level).map(Plan.Level::rank).orElse(0);
    }

    private void lapse(Crossing crossing, boolean lapsed, Instant now) {
        if (lapsed != (crossing.lapsedAt() != null)) {
            jdbc.sql("update incident_crossing set lapsed_at = ? where id = ?")
                    .params(lapsed ? Rows.at(now) : null, crossing.id()).update();
        }
    }

    private Crossing reach(Incident incident, Plans.Version version, Proposal proposal, int rank, Instant now) {
        Crossing crossing = new Crossing(UUID.randomUUID(), incident.id(), version.key(), version.number(),
                proposal.level(), rank, proposal.reasons(),
                version.plan().level(proposal.level()).orElseThrow().automatic(), now, null, null, null, null, null);
        jdbc.sql("""
                insert into incident_crossing (id, incident_id, plan_key, plan_version, level, rank, reasons, reached_at,
                    automatic)
                values (?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?)""")
                .params(crossing.id(), incident.id(), version.key(), version.number(), proposal.level(), rank,
                        json.writeValueAsString(proposal.reasons()), Rows.at(now), crossing.automatic())
                .update();
        return crossing;
    }

    void decide(Crossing crossing, String decision, String reason, Actor actor, Instant now) {
        jdbc.sql("update incident_crossing set decided_at = ?, decided_by = ?, decision = ?, reason = ? where id = ?")
                .params(Rows.at(now), actor.username(), decision, reason, crossing.id()).update();
    }

    private List<Crossing> select(String condition, Object... parameters) {
        return jdbc.sql("select * from incident_crossing where " + condition).params(parameters)
                .query((row, n) -> new Crossing(Rows.uuid(row, "id"), Rows.uuid(row, "incident_id"),
                        row.getString("plan_key"), row.getInt("plan_version"), row.getString("level"),
                        row.getInt("rank"),
                        json.readValue(row.getString("reasons"), new TypeReference<List<Proposal.Reason>>() { }),
                        row.getBoolean("automatic"), Rows.instant(row, "reached_at"), Rows.instant(row, "lapsed_at"),
                        Rows.instant(row, "decided_at"), row.getString("decided_by"), row.getString("decision"),
                        row.getString("reason")))
                .list();
    }
}
