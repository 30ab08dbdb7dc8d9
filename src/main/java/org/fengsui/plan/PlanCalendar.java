package org.fengsui.plan;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.plan.PlanDifference.Matter;
import org.fengsui.plan.PlanRhythm.Due;
import org.fengsui.plan.PlanRhythm.Duty;
import org.fengsui.plan.PlanRhythm.Safety;
import org.fengsui.plan.PlanRhythm.Standing;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The calendar of plans (预案管理日历): what was done with each on which day, and what falls due by {@link PlanRhythm}.
 * Everybody who reads plans reads it; the planner and the head of the office keep it.
 */
@Service
public class PlanCalendar {

    /** Reminded of although they have no day. */
    private static final Set<Duty> UNDATED = EnumSet.of(Duty.PRINTING, Duty.REVISION);

    private final JdbcClient jdbc;
    private final Plans plans;
    private final PlanRhythm rhythm;
    private final Clock clock;
    private final ZoneId zone;

    PlanCalendar(JdbcClient jdbc, Plans plans, PlanRhythm rhythm, Clock clock, ZoneId zone) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.rhythm = rhythm;
        this.clock = clock;
        this.zone = zone;
    }

    /** What is recorded: 印发, 备案, 公布, 不公开 (art. 41: what is secret), 评估, 演练. */
    public enum Kind {
        PRINTING, FILING, RELEASE, WITHHELD, EVALUATION, DRILL;

        public String code() {
            return PlanCalendar.code(this);
        }

        /** Whether a version has it once, and not the plan again and again. */
        boolean once() {
            return this != EVALUATION && this != DRILL;
        }
    }

    /** Why a plan is revised, art. 35: law, command, risk, resources, practice, other (制定单位认为应当修订). */
    public enum Reason { LAW, COMMAND, RISK, RESOURCES, PRACTICE, OTHER }

    /** @param struckAt when it was struck as recorded in error; null = it holds */
    public record Entry(UUID id, String planKey, int version, Kind kind, LocalDate on, String number, String note,
                        String recordedBy, Instant recordedAt, String struckBy, Instant struckAt, String struckReason) {
    }

    /**
     * A revision that has become necessary.
     *
     * @param matters  what it touches of art. 36; none = it may take the simplified procedure
     * @param wantedOn day that it is meant to be done by; null = none was said. Art. 35 says 及时 and no number
     * @param doneIn   number of the version that came into force and was written or submitted since; null = none yet
     * @param endedAt  when it was ended by hand; null = not
     * @param endedText why; empty when another took its place, which corrects it
     */
    public record Revision(UUID id, String planKey, int version, Reason reason, String text, Set<Matter> matters,
                           LocalDate wantedOn, String openedBy, Instant openedAt, Integer doneIn, String endedBy,
                           Instant endedAt, String endedText) {

        public boolean fullProcedure() {
            return !matters.isEmpty();
        }

        public boolean open() {
            return doneIn == null && endedAt == null;
        }
    }

    /**
     * The calendar of one plan.
     *
     * @param version   in force; of a plan out of use (停用) the last that was, with which nothing falls due any more
     * @param assumed   whether nobody has said yet if order 708 applies
     * @param entries   the latest first
     * @param revisions the latest first
     */
    public record Sheet(Plans.Version version, PlanRhythm.Known known, String number, Safety safety, boolean assumed,
                        List<Due> dues, List<Entry> entries, List<Revision> revisions) {

        public boolean inForce() {
            return version.state() == Plans.Status.PUBLISHED;
        }
    }

    /**
     * One line of the calendar of all plans.
     *
     * @param plan     its version in force
     * @param drill    the rule behind a drill; null for other duties
     * @param revision behind a revision; null for other duties
     */
    public record Line(Plans.Version plan, Due due, Standing standing, PlanRhythm.DrillRule drill, Revision revision) {

        public int version() {
            return plan.number();
        }

        /** Whether it has no day because the day that it is counted from is not recorded. */
        public boolean waits() {
            return due.on() == null && revision == null;
        }
    }

    /** Years on which working days are counted without knowing the days off. */
    public Set<Integer> knownYears() {
        return rhythm.holidays().years();
    }

    public ZoneId zone() {
        return zone;
    }

    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }

    /**
     * The calendar of a plan that is or was in force.
     *
     * @throws NotFound when it never was
     */
    public Sheet sheet(String key) {
        return sheet(plans.lastInForce(key).orElseThrow(() -> new NotFound("plan")));
    }

    /** The same where the plan is in force. */
    public Optional<Sheet> find(String key) {
        return plans.inForce(key).map(this::sheet);
    }

    private Sheet sheet(Plans.Version version) {
        return sheets(List.of(version)).get(0);
    }

    /**
     * What is to be done with all plans in force: what is late first, then by day, what has no date last. Comes from rows: no
     * model is read for it.
     */
    public List<Line> lines() {
        return sheets(plans.published()).stream().flatMap(this::lines)
                .sorted(Comparator.comparing((Line line) -> line.due().on(), Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(line -> line.plan().name()).thenComparing(line -> line.plan().key())
                        .thenComparing(line -> line.due().duty()))
                .toList();
    }

    /**
     * What the actor is reminded of: 30 days before, 7 days before, and when it is late; revisions without a day, and
     * printings that are not recorded. Empty for whoever does not keep it.
     */
    public List<Line> reminders(Actor actor) {
        return !keeps(actor) ? List.of() : lines().stream().filter(line -> line.standing().reminded()
                || line.standing() == Standing.UNDATED && UNDATED.contains(line.due().duty())).toList();
    }

    /** Whether the actor keeps the calendar (预案编制员、防办负责人). */
    public static boolean keeps(Actor actor) {
        return actor.holds(Post.PLANNER) || actor.holds(Post.OFFICE);
    }

    private Stream<Line> lines(Sheet sheet) {
        LocalDate today = today();
        Plans.Version version = sheet.version();
        Stream<Line> dues = Stream.concat(PlanRhythm.printing(version.shipped(), sheet.known()).stream(),
                sheet.dues().stream().filter(due -> due.done() == null)).map(due -> new Line(version, due,
                due.standing(today), due.duty() == Duty.DRILL
                ? PlanRhythm.drill(version.about(), sheet.safety()).orElseThrow() : null, null));
        Stream<Line> revisions = sheet.revisions().stream().filter(Revision::open).map(revision -> {
            Due due = new Due(Duty.REVISION, revision.wantedOn(), null, "art-35", Set.of());
            return new Line(version, due, due.standing(today), null, revision);
        });
        return Stream.concat(dues, revisions);
    }

    private List<Sheet> sheets(List<Plans.Version> versions) {
        List<String> keys = versions.stream().map(Plans.Version::key).toList();
        Map<String, List<Entry>> entries = entries(keys).stream().collect(Collectors.groupingBy(Entry::planKey));
        Map<String, List<Revision>> revisions = revisions(keys).stream().collect(Collectors.groupingBy(Revision::planKey));
        Map<String, Safety> said = safety(keys);
        return versions.stream().map(version -> sheet(version, entries.getOrDefault(version.key(), List.of()),
                revisions.getOrDefault(version.key(), List.of()), said.get(version.key()))).toList();
    }

    private Sheet sheet(Plans.Version version, List<Entry> entries, List<Revision> revisions, Safety said) {
        Optional<Entry> printing = latest(entries, version, Kind.PRINTING);
        PlanRhythm.Known known = new PlanRhythm.Known(entries.stream().filter(entry -> entry.kind() == Kind.PRINTING
                        && entry.struckAt() == null).map(Entry::on).min(Comparator.naturalOrder()).orElse(null),
                printing.map(Entry::on).orElse(null),
                latest(entries, version, Kind.FILING).map(Entry::on).orElse(null),
                latest(entries, version, Kind.RELEASE).or(() -> latest(entries, version, Kind.WITHHELD)).map(Entry::on)
                        .orElse(null),
                latest(entries, version, Kind.EVALUATION).map(Entry::on).orElse(null),
                latest(entries, version, Kind.DRILL).map(Entry::on).orElse(null));
        Safety safety = said == null ? PlanRhythm.assumedSafety(version.hazard(), version.about().type()) : said;
        return new Sheet(version, known, printing.map(Entry::number).orElse(""), safety, said == null,
                version.state() == Plans.Status.PUBLISHED ? rhythm.dues(version.about(), safety, known) : List.of(),
                entries, revisions);
    }

    private static Optional<Entry> latest(List<Entry> entries, Plans.Version version, Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind && entry.struckAt() == null
                && (!kind.once() || entry.version() == version.number())).max(Comparator.comparing(Entry::on));
    }

    /**
     * Records what was done with a version and when. What a version has once takes the place of what was recorded of it
     * before. The same again changes nothing.
     *
     * @param number   of the version, which is or was in force: a receipt may come when the next one is; null = the one in
     *                 force
     * @param kind     printing, filing, release, withheld, evaluation or drill
     * @param on       the day; never later than today, and not before the version was printed where it was filed or released
     * @param document its number (文号) where it was printed; may be empty
     * @param note     the receipt (回执) of a filing, why something is not released, where a report lies; may be empty for a
     *                 printing and a release
     * @throws Forbidden planner-or-office-only
     * @throws Rejected  plan-not-printed: nothing is filed or released before it is printed
     */
    @Transactional
    @Audited("plan.date")
    public Entry record(String key, Integer number, String kind, LocalDate on, String document, String note, Actor actor) {
        requireKeeper(actor);
        plans.lastInForce(key).orElseThrow(() -> new NotFound("plan"));
        Checks checks = new Checks();
        Kind what = constant(Kind.class, kind).orElse(null);
        if (what == null) {
            checks.refuse("kind", "unknown-plan-date", kind == null ? "" : kind);
        }
        String said = what == Kind.PRINTING || what == Kind.RELEASE ? checks.optional("note", note, Checks.TEXT)
                : checks.required("note", note, Checks.TEXT);
        String numbered = checks.optional("number", what == Kind.PRINTING ? document : "", Checks.TITLE);
        if (on == null) {
            checks.refuse("on", "required");
        } else if (on.isAfter(today())) {
            checks.refuse("on", "future-day", today().toString());
        }
        checks.year("on", on);
        checks.done();
        plans.lock(key);
        Plans.Version version = recorded(key, number);
        Sheet sheet = sheet(version);
        boolean afterPrinting = what == Kind.FILING || what == Kind.RELEASE || what == Kind.WITHHELD;
        if (afterPrinting && sheet.known().printed() == null) {
            throw new Rejected("plan-not-printed", version.name(), version.number());
        }
        if (afterPrinting && on.isBefore(sheet.known().printed())) {
            checks.refuse("on", "before-printing", sheet.known().printed().toString());
        }
        Stream.of(sheet.known().filed(), sheet.known().released()).filter(later -> later != null && what == Kind.PRINTING
                && on.isAfter(later)).findFirst().ifPresent(later ->
                checks.refuse("on", "printed-after", later.toString()));
        checks.done();
        Optional<Entry> same = sheet.entries().stream().filter(entry -> entry.struckAt() == null && entry.kind() == what
                && entry.on().equals(on) && entry.note().equals(said) && entry.number().equals(numbered)
                && (!what.once() || entry.version() == version.number())).findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        if (what.once()) {
            jdbc.sql("""
                    update plan_date set struck_by = ?, struck_at = ?, struck_reason = '' where plan_key = ? and version = ?
                        and kind = any(?) and struck_at is null""")
                    .params(actor.username(), Rows.at(clock.instant()), key, version.number(),
                            Rows.texts(what == Kind.RELEASE || what == Kind.WITHHELD
                                    ? List.of(Kind.RELEASE.code(), Kind.WITHHELD.code()) : List.of(what.code())))
                    .update();
        }
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into plan_date (id, plan_key, version, kind, held_on, number, note, recorded_by, recorded_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(id, key, version.number(), what.code(), on, numbered, said, actor.username(), Rows.at(clock.instant()))
                .update();
        return entries(key).stream().filter(entry -> entry.id().equals(id)).findFirst().orElseThrow();
    }

    /** The version that something is recorded of: of one that was never in force there is nothing to record. */
    private Plans.Version recorded(String key, Integer number) {
        if (number == null) {
            return plans.current(key);
        }
        return plans.history(key).stream().filter(version -> version.number() == number && version.publishedAt() != null)
                .findFirst().orElseThrow(() -> new Invalid("version", "never-in-force", number));
    }

    /** The versions that something can be recorded of: all that are or were in force, the newest first. */
    public List<Plans.Version> recordable(String key) {
        return plans.history(key).stream().filter(version -> version.publishedAt() != null).toList();
    }

    /**
     * Records a drill (演练) of a plan: what a module of drills calls when one is over.
     *
     * @param note where its report lies
     */
    @Transactional
    @Audited("plan.drill")
    public Entry drilled(String key, LocalDate on, String note, Actor actor) {
        return record(key, null, Kind.DRILL.code(), on, "", note, actor);
    }

    /**
     * Strikes what was recorded in error. What is struck already stays so.
     *
     * @throws NotFound when the plan has no such entry
     */
    @Transactional
    @Audited("plan.date-strike")
    public Entry strike(String key, UUID id, String why, Actor actor) {
        requireKeeper(actor);
        plans.lock(key);
        entry(key, id);
        Checks checks = new Checks();
        String said = checks.required("why", why, Checks.TEXT);
        checks.done();
        jdbc.sql("""
                update plan_date set struck_by = ?, struck_at = ?, struck_reason = ? where id = ? and struck_at is null""")
                .params(actor.username(), Rows.at(clock.instant()), said, id).update();
        return entry(key, id);
    }

    /** Says whether order 708 on accidents of work applies to a plan. @param safety none, government or high-risk */
    @Transactional
    @Audited("plan.safety")
    public Safety classify(String key, String safety, Actor actor) {
        requireKeeper(actor);
        plans.current(key);
        Safety said = constant(Safety.class, safety).orElse(null);
        if (said == null) {
            Checks checks = new Checks();
            checks.refuse("safety", "unknown-safety", safety == null ? "" : safety);
            checks.done();
        }
        jdbc.sql("""
                insert into plan_safety (plan_key, safety, recorded_by, recorded_at) values (?, ?, ?, ?)
                on conflict (plan_key) do update set safety = excluded.safety, recorded_by = excluded.recorded_by,
                    recorded_at = excluded.recorded_at""")
                .params(key, code(said), actor.username(), Rows.at(clock.instant())).update();
        return said;
    }

    /**
     * Opens a revision (修订) for one of the six reasons of art. 35. The very same again changes nothing; with another day, or
     * other matters, it takes the place of the one that it corrects.
     *
     * @param matters  what it will touch of art. 36; with any of it, it goes through the full procedure
     * @param wantedOn day that it is meant to be done by; null = none
     */
    @Transactional
    @Audited("plan.revision")
    public Revision revise(String key, String reason, String text, Collection<String> matters, LocalDate wantedOn,
                           Actor actor) {
        requireKeeper(actor);
        plans.current(key);
        Checks checks = new Checks();
        Reason why = constant(Reason.class, reason).orElse(null);
        if (why == null) {
            checks.refuse("reason", reason == null || reason.isEmpty() ? "required" : "unknown-revision-reason", reason);
        }
        String said = checks.required("text", text, Checks.TEXT);
        List<String> touched = matters == null ? List.of() : matters.stream().map(matter -> Objects.requireNonNullElse(matter, ""))
                .distinct().sorted().toList();
        for (String matter : touched) {
            if (constant(Matter.class, matter).isEmpty()) {
                checks.refuse("matters", "unknown-matter", matter);
            }
        }
        if (wantedOn != null && wantedOn.isBefore(today())) {
            checks.refuse("wantedOn", "past-day", today().toString());
        }
        checks.year("wantedOn", wantedOn);
        checks.done();
        plans.lock(key);
        Plans.Version version = plans.current(key);
        Optional<Revision> before = revisions(key).stream().filter(one -> one.open() && one.reason() == why
                && one.text().equals(said)).findFirst();
        if (before.isPresent()) {
            if (before.get().matters().stream().map(PlanCalendar::code).collect(Collectors.toSet()).equals(Set.copyOf(touched))
                    && Objects.equals(before.get().wantedOn(), wantedOn)) {
                return before.get();
            }
            end(before.get().id(), "", actor);
        }
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into plan_revision (id, plan_key, version, reason, text, matters, wanted_on, opened_by, opened_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(id, key, version.number(), code(why), said, Rows.texts(touched), wantedOn, actor.username(),
                        Rows.at(clock.instant()))
                .update();
        return revision(key, id);
    }

    /**
     * Ends a revision without a new version (不再修订). One that is over stays as it is.
     *
     * @throws NotFound when the plan has no such revision
     */
    @Transactional
    @Audited("plan.revision-end")
    public Revision endRevision(String key, UUID id, String ending, Actor actor) {
        requireKeeper(actor);
        plans.lock(key);
        Revision revision = revision(key, id);
        Checks checks = new Checks();
        String said = checks.required("ending", ending, Checks.TEXT);
        checks.done();
        if (!revision.open()) {
            return revision;
        }
        end(id, said, actor);
        return revision(key, id);
    }

    private void end(UUID id, String said, Actor actor) {
        jdbc.sql("update plan_revision set ended_by = ?, ended_at = ?, ended_text = ? where id = ?")
                .params(actor.username(), Rows.at(clock.instant()), said, id).update();
    }

    private static void requireKeeper(Actor actor) {
        if (!keeps(actor)) {
            throw new Forbidden("planner-or-office-only");
        }
    }

    private Entry entry(String key, UUID id) {
        return entries(key).stream().filter(entry -> entry.id().equals(id)).findFirst()
                .orElseThrow(() -> new NotFound("plan-date"));
    }

    private Revision revision(String key, UUID id) {
        return revisions(key).stream().filter(one -> one.id().equals(id)).findFirst()
                .orElseThrow(() -> new NotFound("plan-revision"));
    }

    /** What was recorded of a plan, the latest first. */
    public List<Entry> entries(String key) {
        return entries(List.of(key));
    }

    /** The revisions of a plan, the latest first. */
    public List<Revision> revisions(String key) {
        return revisions(List.of(key));
    }

    private List<Entry> entries(List<String> keys) {
        return jdbc.sql("select * from plan_date where plan_key = any(?) order by held_on desc, recorded_at desc, id")
                .param(Rows.texts(keys)).query((row, n) -> new Entry(Rows.uuid(row, "id"), row.getString("plan_key"),
                        row.getInt("version"), constant(Kind.class, row.getString("kind")).orElseThrow(),
                        row.getObject("held_on", LocalDate.class), row.getString("number"), row.getString("note"),
                        row.getString("recorded_by"), Rows.instant(row, "recorded_at"), row.getString("struck_by"),
                        Rows.instant(row, "struck_at"), row.getString("struck_reason"))).list();
    }

    /** A version that nobody wrote at after a revision was opened knows nothing of its reason. */
    private List<Revision> revisions(List<String> keys) {
        return jdbc.sql("""
                select r.*, (select min(v.version) from plan_version v where v.plan_key = r.plan_key
                    and v.version > r.version and v.published_at is not null
                    and (v.drafted_at >= r.opened_at or exists (select from plan_step s where s.plan_key = v.plan_key
                        and s.version = v.version and s.type = 'submitted' and s.at >= r.opened_at))) as done_in
                from plan_revision r where r.plan_key = any(?) order by r.opened_at desc, r.id""")
                .param(Rows.texts(keys)).query((row, n) -> revision(row)).list();
    }

    private static Revision revision(ResultSet row) throws SQLException {
        int doneIn = row.getInt("done_in");
        boolean done = !row.wasNull();
        Set<Matter> matters = EnumSet.noneOf(Matter.class);
        Rows.texts(row, "matters").forEach(matter -> matters.add(constant(Matter.class, matter).orElseThrow()));
        return new Revision(Rows.uuid(row, "id"), row.getString("plan_key"), row.getInt("version"),
                constant(Reason.class, row.getString("reason")).orElseThrow(), row.getString("text"), matters,
                row.getObject("wanted_on", LocalDate.class), row.getString("opened_by"), Rows.instant(row, "opened_at"),
                done ? doneIn : null, row.getString("ended_by"), Rows.instant(row, "ended_at"), row.getString("ended_text"));
    }

    private Map<String, Safety> safety(List<String> keys) {
        return jdbc.sql("select plan_key, safety from plan_safety where plan_key = any(?)").param(Rows.texts(keys))
                .query((row, n) -> Map.entry(row.getString("plan_key"),
                        constant(Safety.class, row.getString("safety")).orElseThrow())).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String code) {
        return new ArrayList<>(List.of(type.getEnumConstants())).stream().filter(one -> code(one).equals(code)).findFirst();
    }
}
