package org.fengsui.incident;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.fengsui.audit.Audit;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.database.TextSearch;
import org.fengsui.incident.spi.LevelsInForce;
import org.fengsui.live.Signals;
import org.fengsui.live.Topic;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Incidents (突发事件): reporting, observations, and the threshold reached that waits for a decision. */
@Service
public class Incidents {

    /** The region served: mainland China and its coastal waters, degrees WGS 84. Only swapped or foreign figures fall out. */
    private static final BigDecimal WEST = new BigDecimal("73"), EAST = new BigDecimal("136");
    private static final BigDecimal SOUTH = new BigDecimal("3"), NORTH = new BigDecimal("54");

    private final JdbcClient jdbc;
    private final Plans plans;
    private final Proposals proposals;
    private final Thresholds thresholds;
    private final Organization organization;
    private final LevelsInForce levelsInForce;
    private final ApplicationEventPublisher events;
    private final Signals signals;
    private final Audit audit;
    private final JsonMapper json;
    /** Reads numbers as the decimals that were written: 9.20 stays 9.20. */
    private final ObjectReader exact;
    private final Clock clock;
    private final ZoneId zone;

    Incidents(JdbcClient jdbc, Plans plans, Proposals proposals, Thresholds thresholds,
              Organization organization, LevelsInForce levelsInForce, ApplicationEventPublisher events, Signals signals, Audit audit,
              JsonMapper json, Clock clock, @Value("${fengsui.zone:Asia/Shanghai}") ZoneId zone) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.proposals = proposals;
        this.thresholds = thresholds;
        this.organization = organization;
        this.levelsInForce = levelsInForce;
        this.events = events;
        this.signals = signals;
        this.audit = audit;
        this.json = json;
        this.exact = json.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
        this.clock = clock;
        this.zone = zone;
    }

    /**
     * Reports an incident (接报).
     *
     * @return the incident, and whether it is new: a request id seen before is the same report
     */
    @Audited("incident.report")
    @Transactional
    public Reported report(NewIncident sent, Actor actor) {
        requireCommand(actor);
        Instant now = clock.instant();
        Checks checks = new Checks();
        String title = checks.required("title", sent.title(), Checks.TITLE);
        String hazard = checks.required("hazard", sent.hazard(), Checks.TITLE);
        List<Plans.Version> versions = plans.published(hazard);
        if (!hazard.isEmpty() && versions.isEmpty()) {
            checks.refuse("hazard", "unknown-hazard", hazard);
        }
        checks.past("occurredAt", sent.occurredAt(), now);
        NewIncident.Place place = place(sent.place(), checks);
        String source = checks.optional("source", sent.source(), Checks.TITLE);
        String requestId = checks.optional("requestId", sent.requestId(), Checks.TITLE);
        Map<String, Object> facts = versions.isEmpty() ? Map.of()
                : FactReader.read(sent.facts(), versions.stream().map(Plans.Version::plan).toList(), checks);
        checks.done();
        if (!requestId.isEmpty()) {
            jdbc.sql("select pg_advisory_xact_lock(hashtext(?))").param("incident:" + requestId).query(rs -> { });
            Optional<Incident> known = one("request_id = ?", requestId);
            if (known.isPresent()) {
                return new Reported(known.get(), proposal(known.get().id()), false);
            }
        }
        Incident incident = new Incident(UUID.randomUUID(), nextNumber(hazard, sent.occurredAt()), title, hazard,
                sent.occurredAt(), place, source, now, actor.username(), actor.unit(), false, null);
        audit.about("incident", incident.id());
        jdbc.sql("""
                insert into incident (id, request_id, number, title, hazard, occurred_at, place_name, district_code,
                    longitude, latitude, source, reported_at, reported_by, reporter_unit)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(incident.id(), requestId.isEmpty() ? null : requestId, incident.number(), title, hazard,
                        Rows.at(sent.occurredAt()), place.name(), place.district(), place.longitude(),
                        place.latitude(), source, Rows.at(now), actor.username(), actor.unit())
                .update();
        signals.changed(Set.of(Topic.COMMAND, Topic.INCIDENTS));
        if (!facts.isEmpty()) {
            record(incident, sent.occurredAt(), facts, source, actor, now);
        }
        return new Reported(incident, proposal(incident.id()), true);
    }

    /**
     * Adds what was observed later (续报).
     *
     * @param observedAt when; null = now
     * @return what the facts propose now; empty when no condition holds
     */
    @Audited("incident.observation")
    @Transactional
    public Optional<Proposal> observe(UUID id, Instant observedAt, Map<String, ?> sent, String source, Actor actor) {
        requireCommand(actor);
        Incident incident = lock(id);
        Instant now = clock.instant();
        Checks checks = new Checks();
        // As exact as it is stored: a repetition is told by it.
        Instant at = (observedAt == null ? now : observedAt).truncatedTo(ChronoUnit.MICROS);
        checks.past("observedAt", at, now);
        String from = checks.optional("source", source, Checks.TITLE);
        Map<String, Object> facts = FactReader.read(sent, knowing(incident), checks);
        if (facts.isEmpty() && !checks.failed()) {
            checks.refuse("facts", "no-facts");
        }
        checks.done();
        // Observations of one moment correct each other: a value may be corrected back to what it was at first.
        Optional<Observation> last = observations(id).stream().filter(known -> known.observedAt().equals(at)
                && !Collections.disjoint(known.facts().keySet(), facts.keySet())).reduce((one, later) -> later);
        if (last.filter(known -> known.facts().equals(facts)).isEmpty()) {
            record(incident, at, facts, from, actor, now);
        }
        return proposal(id);
    }

    /** Declines the level that is proposed (暂不启动), with the reason. */
    @Audited("incident.proposal-declined")
    @Transactional
    public void decline(UUID id, String reason, Actor actor) {
        Checks checks = new Checks();
        String stripped = checks.required("reason", reason, Checks.TEXT);
        checks.done();
        if (!actor.commands()) {
            throw new Forbidden("command-post-only");
        }
        Incident incident = lock(id);
        List<Crossing> reached = thresholds.of(id);
        List<Crossing> open = reached.stream().filter(Crossing::undecided).toList();
        if (open.isEmpty()) {
            boolean repeated = reached.stream()
                    .anyMatch(c -> "declined".equals(c.decision()) && stripped.equals(c.reason()));
            if (repeated) {
                return;
            }
            throw new Rejected("nothing-to-decide");
        }
        Instant now = clock.instant();
        for (Crossing crossing : open) {
            thresholds.decide(crossing, "declined", stripped, actor, now);
            publish("declined", incident, actor, now, crossing.level(), stripped);
        }
        // Where the facts have fallen since, what still holds is declined with it.
        refresh(incident, stripped, actor, now);
    }

    /**
     * Brings the undecided thresholds in line with the levels in force, after a launch or a raise: what a response
     * answers is decided; what it leaves open stays visible.
     */
    public void reconsider(UUID incidentId, Actor actor) {
        refresh(lock(incidentId), null, actor, clock.instant());
    }

    /**
     * The same after a response was lowered or ended. Whoever did so while a condition still held has decided about it,
     * with that reason; it counts as declined until the facts rise further, or fall and come back.
     */
    public void reconsider(UUID incidentId, String reason, Actor actor) {
        refresh(lock(incidentId), reason, actor, clock.instant());
    }

    /** @throws NotFound when there is no such incident */
    public Incident incident(UUID id) {
        return one("id = ?", id).orElseThrow(() -> new NotFound("incident"));
    }

    /**
     * Incidents, the newest first, whose title, number or place has the text.
     *
     * @param archived those that are archived, or those that are not
     */
    public Listing list(String text, boolean archived, int page, int size) {
        Map<String, Object> parameters = new HashMap<>(Map.of("size", size, "offset", (long) page * size));
        String condition = "archived_at is " + (archived ? "not null" : "null");
        if (!text.isEmpty()) {
            parameters.put("like", "%" + text.replaceAll("([\\\\%_])", "\\\\$1") + "%");
            condition += " and (title ilike :like or number ilike :like or place_name ilike :like)";
        }
        long total = jdbc.sql("select count(*) from incident where " + condition).params(parameters)
                .query(Long.class).single();
        List<Incident> content = jdbc.sql("select * from incident where " + condition
                        + " order by reported_at desc, id limit :size offset :offset").params(parameters)
                .query(this::row).list();
        return new Listing(content, page, size, total);
    }

    /** Puts incidents away (归档), which whoever calls has found quiet and holds. Whatever is done about one brings it back. */
    public void archive(Collection<UUID> ids, Instant now) {
        jdbc.sql("update incident set archived_at = ? where id = any(?)").params(Rows.at(now), ids.toArray(UUID[]::new))
                .update();
        ids.forEach(id -> audit.record(Actor.SYSTEM, "incident.archived", Map.of("id", id)));
    }

    /**
     * Incidents, the newest first, that have every word of a text.
     *
     * @param from      when it occurred, null = any; {@code until} likewise, exclusive
     * @param undecided only those with a threshold reached that nobody has decided
     * @param among     only these; null = all
     */
    public Listing search(String text, Instant from, Instant until, boolean undecided, Collection<UUID> among, int page,
                          int size) {
        StringBuilder condition = new StringBuilder("true");
        Map<String, Object> parameters = new HashMap<>();
        TextSearch.text(condition, parameters, text, "title", "number", "place_name", "source");
        TextSearch.span(condition, parameters, from, until, "occurred_at");
        if (undecided) {
            condition.append(" and exists (select from incident_crossing where incident_id = incident.id"
                    + " and decided_at is null)");
        }
        if (among != null) {
            condition.append(" and id = any(:among)");
            parameters.put("among", among.toArray(UUID[]::new));
        }
        long total = jdbc.sql(TextSearch.counting("incident", condition)).params(parameters).query(Long.class).single();
        parameters.put("limit", size);
        parameters.put("offset", (long) page * size);
        return new Listing(jdbc.sql("select * from incident where " + condition
                        + " order by reported_at desc, id limit :limit offset :offset")
                .params(parameters).query(this::row).list(), page, size, total);
    }

    /** What can be reported of a hazard, by heading, over all its plans. */
    public List<FactGroup> reportable(String hazard) {
        return reportable(plans.published(hazard).stream().map(Plans.Version::plan).toList());
    }

    /** What can be observed of an incident, by heading: also by the versions that its responses run on. */
    public List<FactGroup> reportable(Incident incident) {
        return reportable(knowing(incident));
    }

    private static List<FactGroup> reportable(List<Plan> knowing) {
        Map<String, Map<String, Plan.Fact>> groups = new LinkedHashMap<>();
        for (Plan plan : knowing) {
            plan.facts().stream().filter(fact -> fact.computation() == null)
                    .forEach(fact -> groups.computeIfAbsent(fact.group(), g -> new LinkedHashMap<>())
                            .putIfAbsent(fact.name(), fact));
        }
        return groups.entrySet().stream()
                .map(group -> new FactGroup(group.getKey(), List.copyOf(group.getValue().values()))).toList();
    }

    /** Observations of an incident, oldest first by what they observe. */
    public List<Observation> observations(UUID id) {
        return jdbc.sql("""
                select * from incident_observation where incident_id = ? order by observed_at, recorded_at, id""")
                .param(id)
                .query((row, n) -> new Observation(Rows.uuid(row, "id"), Rows.instant(row, "observed_at"),
                        Rows.instant(row, "recorded_at"), row.getString("recorded_by"), row.getString("source"),
                        facts(row.getString("facts"))))
                .list();
    }

    /** The latest value of every fact that was reported. */
    public Map<String, Object> facts(UUID id) {
        Map<String, Object> latest = new LinkedHashMap<>();
        observations(id).forEach(observation -> latest.putAll(observation.facts()));
        return latest;
    }

    /**
     * The versions that an incident's observations are compared with, one per plan of its hazard: the newest that a
     * response to it runs on, be the plan withdrawn since; where none runs, the one in force.
     */
    public List<Plans.Version> compared(Incident incident) {
        return compared(incident, levelsInForce.of(incident.id()));
    }

    private List<Plans.Version> compared(Incident incident, List<LevelsInForce.InForce> inForce) {
        Map<String, Plans.Version> versions = new LinkedHashMap<>();
        plans.published(incident.hazard()).forEach(version -> versions.put(version.key(), version));
        inForce.stream().sorted(Comparator.comparingInt(LevelsInForce.InForce::planVersion))
                .forEach(one -> versions.put(one.planKey(), plans.version(one.planKey(), one.planVersion())));
        return List.copyOf(versions.values());
    }

    /** The plans that know what can be observed of an incident: first those that it is compared with. */
    private List<Plan> knowing(Incident incident) {
        return Stream.concat(compared(incident).stream(), plans.published(incident.hazard()).stream()).distinct()
                .map(Plans.Version::plan).toList();
    }

    /** What the latest facts propose, over all plans that they are compared with; the gravest counts. */
    public Optional<Proposal> proposal(UUID id) {
        List<Observation> observations = observations(id);
        return compared(incident(id)).stream()
                .flatMap(version -> proposals.propose(version, observations).stream())
                .max(Comparator.comparingDouble(this::gravity));
    }

    /** What the latest facts propose by one version of a plan, in force or not. */
    public Optional<Proposal> proposal(UUID id, Plans.Version version) {
        return proposals.propose(version, observations(id));
    }

    /** In words: the conditions of a level hold no more, and what is known at them now. */
    public String lapsed(UUID id, Plan plan, String level) {
        return FactWords.lapsed(plan, level, ComputedFacts.known(plan, observations(id)));
    }

    /** What would reach a level above a rank of a plan, given the latest facts. */
    public List<Proposal.Next> next(UUID id, Plan plan, int rank) {
        return proposals.next(plan, rank, observations(id));
    }

    /**
     * What made-up facts would propose by one version of a plan, a draft too (假设推演). Nothing is kept.
     *
     * @param sent values as typed, by names of facts; those of computed facts may be given as well
     * @throws org.fengsui.refusal.Invalid naming what is no fact or no value of it
     */
    public WhatIf whatIf(Plans.Version version, Map<String, ?> sent) {
        Checks checks = new Checks();
        Map<String, Object> facts = FactReader.read(sent, List.of(version.plan()), true, checks);
        checks.done();
        Instant now = clock.instant();
        List<Observation> observed = List.of(new Observation(null, now, now, null, "", facts));
        Map<String, Object> known = ComputedFacts.known(version.plan(), observed);
        // What is supposed of a computed fact counts, and not what the single reading beside it would come to.
        known.putAll(facts);
        Optional<Proposal> proposal = proposals.propose(version, known, observed);
        return new WhatIf(proposal.orElse(null), proposal.map(Proposal::next)
                .orElseGet(() -> Proposals.next(version.plan(), 0, known)));
    }

    /** @param proposal null when nothing would be proposed; {@code next}: what would propose a higher level */
    public record WhatIf(Proposal proposal, List<Proposal.Next> next) {
    }

    /** Thresholds reached that nobody has decided, the longest waiting first. */
    public List<Crossing> undecided() {
        return thresholds.undecided();
    }

    /** Thresholds of automatic levels (随信号) that hold and are not decided yet, the longest waiting first. */
    public List<Crossing> automatic() {
        return thresholds.automatic();
    }

    /** All thresholds that the incident reached, oldest first. */
    public List<Crossing> crossings(UUID id) {
        return thresholds.of(id);
    }

    /** Takes the incident's lock for the running transaction. */
    public Incident lock(UUID id) {
        audit.about("incident", id);
        Incident incident = jdbc.sql("select * from incident where id = ? for update").param(id).query(this::row)
                .optional().orElseThrow(() -> new NotFound("incident"));
        if (incident.archivedAt() != null) {
            // Somebody does something about it again, so it belongs where everybody looks.
            jdbc.sql("update incident set archived_at = null where id = ?").param(id).update();
        }
        return incident;
    }

    private void record(Incident incident, Instant observedAt, Map<String, Object> facts, String source, Actor actor,
                        Instant now) {
        jdbc.sql("""
                insert into incident_observation (id, incident_id, observed_at, recorded_at, recorded_by, source, facts)
                values (?, ?, ?, ?, ?, ?, cast(? as jsonb))""")
                .params(UUID.randomUUID(), incident.id(), Rows.at(observedAt), Rows.at(now), actor.username(), source,
                        json.writeValueAsString(facts))
                .update();
        Map<String, String> shown = new LinkedHashMap<>();
        List<Plan> knowing = knowing(incident);
        facts.forEach((name, value) -> shown.put(name, FactReader.fact(name, knowing)
                .map(fact -> FactWords.value(value, fact.unit())).orElse("")));
        publish("observed", incident, actor, now, "",
                String.join("，", shown.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList()));
        refresh(incident, null, actor, now);
    }

    /**
     * Brings the undecided thresholds in line with the latest facts and the levels in force. A level is answered by a
     * response in force at it or above, and by a declination for as long as the facts have not fallen below since.
     *
     * @param decided the reason with which what holds and is not answered counts as declined; null = it is reached
     */
    private void refresh(Incident incident, String decided, Actor actor, Instant now) {
        List<Observation> observations = observations(incident.id());
        List<LevelsInForce.InForce> inForce = levelsInForce.of(incident.id());
        compared(incident, inForce).forEach(version -> thresholds.refresh(incident, version,
                inForce.stream().filter(one -> one.planKey().equals(version.key())).toList(), observations, decided, actor,
                now));
    }

    private void publish(String type, Incident incident, Actor actor, Instant now, String level, String text) {
        events.publishEvent(new IncidentRecorded(type, incident.id(), actor, now, level, text));
    }

    private double gravity(Proposal proposal) {
        Plan plan = plans.version(proposal.planKey(), proposal.planVersion()).plan();
        return (double) plan.level(proposal.level()).orElseThrow().rank() / plan.levels().size();
    }

    private NewIncident.Place place(NewIncident.Place sent, Checks checks) {
        if (sent == null) {
            checks.refuse("place", "required");
            return null;
        }
        String name = checks.required("place.name", sent.name(), Checks.TITLE);
        String district = checks.optional("place.district", sent.district(), Checks.TITLE);
        if (!district.isEmpty() && organization.unit(district).filter(Unit::isDistrict).isEmpty()) {
            checks.refuse("place.district", "unknown-district", district);
        }
        degrees("place.longitude", sent.longitude(), WEST, EAST, checks);
        degrees("place.latitude", sent.latitude(), SOUTH, NORTH, checks);
        if ((sent.longitude() == null) != (sent.latitude() == null)) {
            checks.refuse(sent.longitude() == null ? "place.longitude" : "place.latitude", "required");
        }
        return new NewIncident.Place(name, district.isEmpty() ? null : district, sent.longitude(), sent.latitude());
    }

    private static void degrees(String field, BigDecimal value, BigDecimal from, BigDecimal to, Checks checks) {
        if (value != null && (value.compareTo(from) < 0 || value.compareTo(to) > 0)) {
            checks.refuse(field, "outside-region", from.toPlainString(), to.toPlainString());
        }
    }

    private String nextNumber(String hazard, Instant occurredAt) {
        int year = occurredAt.atZone(zone).getYear();
        int number = jdbc.sql("""
                insert into incident_number (year, hazard, last) values (?, ?, 1)
                on conflict (year, hazard) do update set last = incident_number.last + 1 returning last""")
                .params(year, hazard).query(Integer.class).single();
        return "%d-%s-%03d".formatted(year, hazard, number);
    }

    private static void requireCommand(Actor actor) {
        if (!actor.commands()) {
            throw new Forbidden("command-post-only");
        }
    }

    private Optional<Incident> one(String condition, Object... parameters) {
        return jdbc.sql("select * from incident where " + condition).params(parameters).query(this::row)
                .optional();
    }

    private Incident row(ResultSet row, int n) throws SQLException {
        return new Incident(Rows.uuid(row, "id"), row.getString("number"), row.getString("title"),
                row.getString("hazard"), Rows.instant(row, "occurred_at"),
                new NewIncident.Place(row.getString("place_name"), row.getString("district_code"),
                        row.getBigDecimal("longitude"), row.getBigDecimal("latitude")),
                row.getString("source"), Rows.instant(row, "reported_at"), row.getString("reported_by"),
                row.getString("reporter_unit"), row.getBoolean("sample"), Rows.instant(row, "archived_at"));
    }

    /** Reads stored facts; numbers come back as the decimals that were written. */
    private Map<String, Object> facts(String stored) {
        Map<String, Object> facts = new LinkedHashMap<>();
        exact.readTree(stored).properties().forEach(property -> facts.put(property.getKey(),
                property.getValue().isNumber() ? property.getValue().decimalValue()
                        : property.getValue().isBoolean() ? (Object) property.getValue().booleanValue()
                        : property.getValue().asString()));
        return facts;
    }

    /** @param created false when the request id was seen before */
    public record Reported(Incident incident, Optional<Proposal> proposal, boolean created) {
    }

    /** Facts that stand under one heading of a form. */
    public record FactGroup(String name, List<Plan.Fact> facts) {
    }

    public record Listing(List<Incident> content, int page, int size, long totalElements) {
    }
}
