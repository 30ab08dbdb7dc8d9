package org.fengsui.plan;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.fengsui.database.Rows;
import org.fengsui.form.FormText;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.organization.Unit;
import org.fengsui.plan.spi.PlanEngine;
import org.fengsui.refusal.NotFound;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * The plans (预案) and their versions, for reading; {@link PlanLife} is what becomes of them. A response runs on the version
 * that it started with, for as long as it runs.
 */
@Service
public class Plans {

    /** Plans that are kept as read, the latest asked for: a site runs on few, and may keep thousands. */
    private static final int KEPT = 100;

    private static final String OPEN = "status in ('draft', 'submitted', 'reviewed', 'approved')";
    private static final String FROM = " from plan_version left join plan_entry using (plan_key, version) ";

    private final JdbcClient jdbc;
    private final PlanEngine engine;
    private final PlanReader reader;
    private final Organization organization;
    private final Map<String, Read> read = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Read> eldest) {
            return size() > KEPT;
        }
    });

    Plans(JdbcClient jdbc, PlanEngine engine, PlanReader reader, Organization organization) {
        this.jdbc = jdbc;
        this.engine = engine;
        this.reader = reader;
        this.organization = organization;
    }

    /** The versions in force, one per plan, by name. */
    public List<Version> published() {
        return versions("where status = 'published' order by name, plan_key");
    }

    /** The same, page by page. @param page from 0 */
    public Listing published(int page, int size) {
        return listing("status = 'published'", page, size);
    }

    /** The versions in force that give a unit something to do, by name. @param page from 0 */
    public Listing withDuties(Unit unit, int page, int size) {
        return listing("status = 'published' and duties && cast(? as text[])", page, size,
                (Object) Rows.texts(PlanEntries.dutiesOf(unit)));
    }

    public List<Version> published(String hazard) {
        // PostgreSQL takes no NUL: no plan is of such a hazard.
        return hazard.indexOf('\0') >= 0 ? List.of()
                : versions("where status = 'published' and hazard = ? order by name", hazard);
    }

    /** The version in force; empty when there is none, or no such plan. */
    public Optional<Version> inForce(String key) {
        return versions("where plan_key = ? and status = 'published'", key).stream().findFirst();
    }

    /** The version in force with these very models. */
    Optional<Version> inForceOf(String digest) {
        return versions("where digest = ? and status = 'published'", digest).stream().findFirst();
    }

    /** @throws NotFound when there is no such plan in force */
    public Version current(String key) {
        return inForce(key).orElseThrow(() -> new NotFound("plan"));
    }

    /**
     * The version in force; where there is none, the newest that the actor may read.
     *
     * @throws NotFound when there is none
     */
    public Version shown(String key, Actor actor) {
        return inForce(key).or(() -> history(key, actor).stream().findFirst()).orElseThrow(() -> new NotFound("plan"));
    }

    /** The version in force; where there is none, the last that was (已停用). Empty when none ever was. */
    Optional<Version> lastInForce(String key) {
        return versions("""
                where plan_key = ? and published_at is not null order by status <> 'published', version desc limit 1""", key)
                .stream().findFirst();
    }

    /** @throws NotFound when there is no such version */
    public Version version(String key, int number) {
        return versions("where plan_key = ? and version = ?", key, number).stream().findFirst()
                .orElseThrow(() -> new NotFound("plan"));
    }

    /** @throws NotFound when there is no such version, or the actor may not read it: {@link Version#visible} */
    public Version version(String key, int number, Actor actor) {
        return versions("where plan_key = ? and version = ?", key, number).stream()
                .filter(version -> version.visible(actor)).findFirst().orElseThrow(() -> new NotFound("plan"));
    }

    /** The version that is being made: draft, submitted, reviewed or approved. There is one at most. */
    public Optional<Version> open(String key) {
        return versions("where plan_key = ? and " + OPEN, key).stream()
                .findFirst();
    }

    /** The versions that are being made and that the actor may read, by name. */
    public List<Version> open(Actor actor) {
        return !readsAll(actor) && !PlanApproval.anyOf(actor) ? List.of()
                : versions("where " + OPEN + " order by name, plan_key").stream().filter(version -> version.visible(actor)).toList();
    }

    /** The same, page by page. @param page from 0 */
    public Listing open(Actor actor, int page, int size) {
        if (readsAll(actor)) {
            return listing(OPEN, page, size);
        }
        List<Version> all = open(actor);
        return new Listing(all.stream().skip((long) page * size).limit(size).toList(), all.size());
    }

    /** Whether somebody reads every version while it is made. */
    static boolean readsAll(Actor actor) {
        return actor.holds(Post.PLANNER) || actor.holds(Post.REVIEWER) || actor.oversees();
    }

    /** The versions that stand where one of these says. */
    List<Version> in(Collection<Status> states) {
        return versions("where status = any(?)", (Object) Rows.texts(states.stream().map(Status::code).toList()));
    }

    /** The versions that somebody is making, and those of others that are approved and wait for being published. */
    List<Version> toGoOn(String writer) {
        return versions("where status = 'approved' or writer = ? and status in ('draft', 'submitted', 'reviewed')", writer);
    }

    /** Until the transaction ends, nobody else changes a version of this plan, or what is kept of it. */
    void lock(String key) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext(?))").param("plan:" + key).query(rs -> { });
    }

    /**
     * A version as it stays until the transaction ends: of two who do the same at once the second finds it done.
     *
     * @throws NotFound when there is no such version, or the actor may not read it
     */
    Version locked(String key, int number, Actor actor) {
        // Nobody waits for what is not for them.
        version(key, number, actor);
        lock(key);
        return version(key, number, actor);
    }

    /** The versions that never were in force, being made or given up, and that the actor may read: those with an entry. */
    List<Version> unpublished(Actor actor) {
        return !readsAll(actor) && !PlanApproval.anyOf(actor) ? List.of()
                : versions("where published_at is null and drill_months is not null").stream()
                        .filter(version -> version.visible(actor)).toList();
    }

    /** All versions of a plan, the newest first. */
    public List<Version> history(String key) {
        return versions("where plan_key = ? order by version desc", key);
    }

    /** Those that the actor may read; empty when there are none. */
    public List<Version> history(String key, Actor actor) {
        return history(key).stream().filter(version -> version.visible(actor)).toList();
    }

    /**
     * Asks the plan's decision table what these facts propose.
     *
     * @return the triggers of which enough conditions hold, in the plan's order; empty when none does
     */
    public List<Plan.Trigger> holding(Version version, Map<String, Object> facts) {
        return version.plan().holding(rules(version, facts));
    }

    /** What is not deployed is asked as it is kept. */
    private List<String> rules(Version version, Map<String, Object> facts) {
        return version.decisionId() != null ? engine.matchingRules(version.decisionId(), facts)
                : engine.matchingRulesOf(models(version.key(), version.number()).dmn(), facts);
    }

    /** The models as they were, or are to be, deployed. */
    public Models models(String key, int number) {
        return jdbc.sql("select bpmn, dmn, forms from plan_version where plan_key = ? and version = ?")
                .params(key, number).query((row, n) -> new Models(row.getString("bpmn"), row.getString("dmn"),
                        Rows.texts(row, "forms"))).optional()
                .orElseThrow(() -> new NotFound("plan"));
    }

    private Listing listing(String condition, int page, int size, Object... parameters) {
        long total = jdbc.sql("select count(*)" + FROM + "where " + condition).params(parameters).query(Long.class).single();
        List<Object> all = new ArrayList<>(List.of(parameters));
        all.addAll(List.of(size, (long) page * size));
        return new Listing(versions("where " + condition + " order by name, plan_key limit ? offset ?", all.toArray()), total);
    }

    private List<Version> versions(String condition, Object... parameters) {
        return jdbc.sql("""
                select plan_key, version, name, hazard, status, digest, process_id, decision_id, published_at, writer,
                    writer_unit, drafted_at, shipped, forms, type, tier, lead, source, notice, cumulative, drill_months,
                    drill_clause"""
                + FROM + condition)
                .params(parameters)
                .query((row, n) -> new Version(new Content(row.getString("plan_key"), row.getInt("version"),
                        row.getString("name"), row.getString("hazard"), row.getString("digest"), forms(row),
                        about(row), this::plan, this::approval),
                        row.getString("status"), row.getString("process_id"), row.getString("decision_id"),
                        Rows.instant(row, "published_at"), row.getString("writer"), row.getString("writer_unit"),
                        Rows.instant(row, "drafted_at"), row.getBoolean("shipped")))
                .list();
    }

    private static Map<String, String> forms(ResultSet row) throws SQLException {
        Map<String, String> forms = new LinkedHashMap<>();
        Rows.texts(row, "forms").forEach(ref -> forms.put(FormText.key(ref), ref));
        return forms;
    }

    /** Null where the entry is missing, or an older program made it. */
    private static Plan.About about(ResultSet row) throws SQLException {
        int drillMonths = row.getInt("drill_months");
        return row.wasNull() ? null : new Plan.About(row.getString("source"), row.getString("notice"),
                constant(Plan.Type.class, row.getString("type")), constant(Plan.Tier.class, row.getString("tier")),
                row.getString("lead"), row.getBoolean("cumulative"), drillMonths, row.getString("drill_clause"));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String code) {
        return Enum.valueOf(type, code.toUpperCase(Locale.ROOT));
    }

    /** Only the content of a draft changes, so each version is read once for each content that it has had. */
    private Plan plan(Content content) {
        String version = content.key() + "/" + content.number();
        Read known = read.get(version);
        if (known != null && known.digest().equals(content.digest())) {
            return known.plan();
        }
        Models models = models(content.key(), content.number());
        Read fresh = new Read(models.digest(), sound(reader.kept(models, LocaleContextHolder.getLocale())));
        read.put(version, fresh);
        return fresh.plan();
    }

    private PlanApproval approval(Plan.About about, String writersUnit) {
        return PlanApproval.of(about, writersUnit, organization);
    }

    /** @throws UnusableModel when the models break the conventions of {@code docs/plan-model.md} */
    Plan read(Models models) {
        return sound(reader.read(models.bpmn(), models.dmn(), LocaleContextHolder.getLocale()));
    }

    private static Plan sound(Reading reading) {
        return reading.plan().orElseThrow(() -> new UnusableModel(reading.problems()));
    }

    private record Read(String digest, Plan plan) {
    }

    /**
     * What a version says: named and dated at once, read from its model when it is first asked for.
     *
     * @param digest of the content, SHA-256 in hex
     * @param forms  that came with it: what names each, by key
     */
    static final class Content {

        private final String key;
        private final int number;
        private final String name;
        private final String hazard;
        private final String digest;
        private final Map<String, String> forms;
        /** Null when only the model tells. */
        private final Plan.About about;
        private final Function<Content, Plan> reading;
        private final BiFunction<Plan.About, String, PlanApproval> approving;

        Content(String key, int number, String name, String hazard, String digest, Map<String, String> forms,
                Plan.About about, Function<Content, Plan> reading,
                BiFunction<Plan.About, String, PlanApproval> approving) {
            this.key = key;
            this.number = number;
            this.name = name;
            this.hazard = hazard;
            this.digest = digest;
            this.forms = Collections.unmodifiableMap(forms);
            this.about = about;
            this.reading = reading;
            this.approving = approving;
        }

        String key() {
            return key;
        }

        int number() {
            return number;
        }

        String digest() {
            return digest;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Content content && key.equals(content.key) && number == content.number
                    && digest.equals(content.digest);
        }

        @Override
        public int hashCode() {
            return Objects.hash(key, number, digest);
        }
    }

    /** A page of versions. @param total of all pages */
    public record Listing(List<Version> versions, long total) {
    }

    /** Where a version stands (状态): draft 草稿, submitted 待审核, reviewed 待审批, approved 待发布, published 在用, superseded 已被取代, withdrawn 已停用. */
    public enum Status {
        DRAFT, SUBMITTED, REVIEWED, APPROVED, PUBLISHED, SUPERSEDED, WITHDRAWN;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it is being made. */
        public boolean open() {
            return compareTo(PUBLISHED) < 0;
        }
    }

    /**
     * One version of a plan (预案版本).
     *
     * @param content     what it says
     * @param status      code of its {@link Status}
     * @param processId   of the deployed process; null before it is published
     * @param decisionId  of the deployed decision table; null before it is published
     * @param publishedAt null when it never was
     * @param writer      user name of who writes it (编制人); {@code system} for what was shipped
     * @param writersUnit code of the writer's unit then; empty for the system
     * @param shipped     whether it is a reference model that came with the program, and that nobody at the site signed
     */
    public record Version(Content content, String status, String processId, String decisionId, Instant publishedAt,
                          String writer, String writersUnit, Instant draftedAt, boolean shipped) {

        /** The plan in this version, read when it is first asked for: lists go by what stands in the rows. */
        public Plan plan() {
            return content.reading.apply(content);
        }

        public String key() {
            return content.key;
        }

        public int number() {
            return content.number;
        }

        public String name() {
            return content.name;
        }

        public String hazard() {
            return content.hazard;
        }

        /** Where it stands among plans: from its row, so that lists and rules read no model for it. */
        public Plan.About about() {
            return content.about != null ? content.about : plan().about();
        }

        /** Of its content, SHA-256 in hex. */
        public String digest() {
            return content.digest;
        }

        /** The forms that came with it: what names each, {@link FormText#ref}, by key. */
        public Map<String, String> forms() {
            return content.forms;
        }

        /** What a task that asks for a form carries: the key of a shipped one, else what names the very text. */
        public String form(String key) {
            return content.forms.getOrDefault(key, key);
        }

        public Status state() {
            return Status.valueOf(status.toUpperCase(Locale.ROOT));
        }

        /** Whether it is being made: draft, submitted, reviewed or approved. */
        public boolean open() {
            return state().open();
        }

        /** Who approves it. */
        public PlanApproval approval() {
            return content.approving.apply(about(), writersUnit);
        }

        /**
         * Whether somebody is of those who write, sign and oversee it: they see it while it is made, and what was said of
         * it then.
         */
        public boolean inside(Actor actor) {
            return readsAll(actor) || approval().isOf(actor);
        }

        /** Whether somebody may read it: what was published everybody may. */
        public boolean visible(Actor actor) {
            return publishedAt != null || inside(actor);
        }
    }
}
