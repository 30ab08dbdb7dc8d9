package org.fengsui.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.fengsui.audit.Audit;
import org.fengsui.database.Rows;
import org.fengsui.plan.spi.PlanEngine;
import org.fengsui.refusal.NotFound;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The plans (预案) and their versions. A response runs on the version that it started with, for as long as it runs. */
@Service
public class Plans {

    private final JdbcClient jdbc;
    private final PlanEngine engine;
    private final PlanReader reader;
    private final PlanEntries entries;
    private final Audit audit;
    private final Clock clock;
    private final Map<String, Plan> read = new ConcurrentHashMap<>();

    Plans(JdbcClient jdbc, PlanEngine engine, PlanReader reader, PlanEntries entries, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.engine = engine;
        this.reader = reader;
        this.entries = entries;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Publishes a version of a plan, unless it is its latest version already. What reaches the engine, and is kept, is
     * compiled anew from the plan that was read: nothing that only the text held.
     *
     * @return the version now in force
     * @throws UnusableModel when the models break the conventions of {@code docs/plan-model.md}
     */
    @Transactional
    public Version publish(String bpmn, String dmn) {
        Plan plan = read(new Models(bpmn, dmn));
        Models models = PlanCompiler.compile(plan);
        String digest = digest(models.bpmn() + '\n' + models.dmn());
        // Two nodes starting at once publish the same file: the second waits here and finds it done.
        jdbc.sql("select pg_advisory_xact_lock(hashtext(?))").param("plan:" + plan.key()).query(rs -> { });
        Optional<Version> latest = latest(plan.key());
        if (latest.isPresent() && latest.get().digest().equals(digest)) {
            return latest.get();
        }
        int number = latest.map(v -> v.number() + 1).orElse(1);
        PlanEngine.Deployed deployed = engine.deploy(plan.key(), number, models.bpmn(), models.dmn());
        jdbc.sql("update plan_version set status = 'superseded' where plan_key = ? and status = 'published'")
                .param(plan.key()).update();
        jdbc.sql("""
                insert into plan_version (plan_key, version, name, hazard, status, bpmn, dmn, digest, process_id,
                    decision_id, published_at)
                values (?, ?, ?, ?, 'published', ?, ?, ?, ?, ?, ?)""")
                .params(plan.key(), number, plan.name(), plan.hazard(), models.bpmn(), models.dmn(), digest, deployed.processId(),
                        deployed.decisionId(), Rows.at(clock.instant()))
                .update();
        entries.keep(plan, number, digest);
        audit.record(audit.current(), "plan.publication",
                Map.of("plan", plan.key(), "version", number, "digest", digest));
        return version(plan.key(), number);
    }

    /** The versions in force, one per plan, by name. */
    public List<Version> published() {
        return versions("where status = 'published' order by name");
    }

    public List<Version> published(String hazard) {
        // PostgreSQL takes no NUL: no plan is of such a hazard.
        return hazard.indexOf('\0') >= 0 ? List.of()
                : versions("where status = 'published' and hazard = ? order by name", hazard);
    }

    /** @throws NotFound when there is no such plan */
    public Version current(String key) {
        return versions("where plan_key = ? and status = 'published'", key).stream().findFirst()
                .orElseThrow(() -> new NotFound("plan"));
    }

    /** @throws NotFound when there is no such version */
    public Version version(String key, int number) {
        return versions("where plan_key = ? and version = ?", key, number).stream().findFirst()
                .orElseThrow(() -> new NotFound("plan"));
    }

    /** All versions of a plan, the newest first. */
    public List<Version> history(String key) {
        return versions("where plan_key = ? order by version desc", key);
    }

    /**
     * Asks the plan's decision table what these facts propose.
     *
     * @return the triggers that hold, in table order; empty when none does
     */
    public List<Plan.Trigger> holding(Version version, Map<String, Object> facts) {
        return version.plan().holding(engine.matchingRules(version.decisionId(), facts));
    }

    /** The models as they were deployed. */
    public Models models(String key, int number) {
        return jdbc.sql("select bpmn, dmn from plan_version where plan_key = ? and version = ?").params(key, number)
                .query((row, n) -> new Models(row.getString("bpmn"), row.getString("dmn"))).optional()
                .orElseThrow(() -> new NotFound("plan"));
    }

    private Optional<Version> latest(String key) {
        return history(key).stream().findFirst();
    }

    private List<Version> versions(String condition, Object... parameters) {
        record Row(String key, int number, String status, String digest, String processId, String decisionId,
                   Instant publishedAt) {
        }
        return jdbc.sql("select plan_key, version, status, digest, process_id, decision_id, published_at from plan_version "
                        + condition)
                .params(parameters)
                .query((row, n) -> new Row(row.getString("plan_key"), row.getInt("version"), row.getString("status"),
                        row.getString("digest"), row.getString("process_id"), row.getString("decision_id"),
                        Rows.instant(row, "published_at")))
                .list().stream()
                .map(row -> new Version(plan(row.key(), row.number()), row.number(), row.status(), row.digest(),
                        row.processId(), row.decisionId(), row.publishedAt()))
                .toList();
    }

    /** Versions never change, so each is read once. */
    private Plan plan(String key, int number) {
        return read.computeIfAbsent(key + "/" + number, k -> read(models(key, number)));
    }

    private Plan read(Models models) {
        Reading reading = reader.read(models.bpmn(), models.dmn(), LocaleContextHolder.getLocale());
        return reading.plan().orElseThrow(() -> new UnusableModel(reading.problems()));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One version of a plan (预案版本). Status: published, or superseded by a later one. */
    public record Version(Plan plan, int number, String status, String digest, String processId, String decisionId,
                          Instant publishedAt) {
        public String key() {
            return plan.key();
        }
    }
}
