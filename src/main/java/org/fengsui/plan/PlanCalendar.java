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
     * @param doneIn   number of the version that came into force since; null = none yet
     * @param endedAt  when it was ended by hand; null = not
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
     * @param version   in force
     * @param assumed   whether nobody has said yet if order 708 applies
     * @param entries   the latest first
     * @param revisions the latest first
     */
    public record Sheet(Plans.Version version, PlanRhythm.Known known, String number, Safety safety, boolean assumed,
                        List<Due> dues, List<Entry> entries, List<Revision> revisions) {

        public Plan plan() {
            return version.plan();
        }
    }

    /**
     * One line of the calendar of all plans.
     *
     * @param drill    the rule behind a drill; null for other duties
     * @param revision behind a revision; null for other duties
     */
    public record Line(Plan plan, int version, Due due, Standing standing, PlanRhythm.DrillRule drill, Revision revision) {
    }

    /** Years whose days off (放假安排) are known; in others Saturdays and Sundays are counted only. */
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
     * The calendar of a plan in force.
     *
     * @throws NotFound when there is none
     */
    public Sheet sheet(String key) {
        return sheets(List.of(plans.current(key))).get(0);
    }

    /** The same where there is one. */
    public Optional<Sheet> find(String key) {
        return plans.inForce(key).map(version -> sheets(List.of(version)).get(0));
    }

    /** What is to be done with all plans in force: what is late first, then by day, what has no date last. */
    public List<Line> lines() {
        return sheets(plans.published()).stream().flatMap(this::lines)
                .sorted(Comparator.comparing((Line line) -> line.due().on(), Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(line -> line.plan().name())
                        .thenComparing(line -> line.due().duty()))
                .toList();
    }

    /** What the actor is reminded of: 30 days before, 7 days before, and when it is late. Empty for whoever does not keep it. */
    public List<Line> reminders(Actor actor) {
        return !keeps(actor) ? List.of() : lines().stream().filter(line -> line.standing().reminded()
                || line.due().duty() == Duty.REVISION && line.standing() == Standing.UNDATED).toList();
    }

    /** Whether the actor keeps the calendar (预案编制员、防办负责人). */
    public static boolean keeps(Actor actor) {
        return actor.holds(Post.PLANNER) || actor.holds(Post.OFFICE);
    }

    private Stream<Line> lines(Sheet sheet) {
        LocalDate today = today();
        Stream<Line> dues = sheet.dues().stream().filter(due -> due.done() == null).map(due -> new Line(sheet.plan(),
                sheet.version().number(), due, due.standing(today), due.duty() == Duty.DRILL
                ? PlanRhythm.drill(sheet.plan().about(), sheet.safety()).orElseThrow() : null, null));
        Stream<Line> revisions = sheet.revisions().stream().filter(Revision::open).map(revision -> {
            Due due = new Due(Duty.REVISION, revision.wantedOn(), null, "art-35", Set.of());
            return new Line(sheet.plan(), sheet.version().number(), due, due.standing(today), null, revision);
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
        PlanRhythm.Known known = new PlanRhythm.Known(printing.map(Entry::on).orElse(null),
                latest(entries, version, Kind.FILING).map(Entry::on).orElse(null),
                latest(entries, version, Kind.RELEASE).or(() -> latest(entries, version, Kind.WITHHELD)).map(Entry::on)
                        .orElse(null),
                latest(entries, version, Kind.EVALUATION).map(Entry::on).orElse(null),
                latest(entries, version, Kind.DRILL).map(Entry::on).orElse(null));
        Safety safety = said == null ? PlanRhythm.assumedSafety(version.plan()) : said;
        return new Sheet(version, known, printing.map(Entry::number).orElse(""), safety, said == null,
                rhythm.dues(version.plan().about(), safety, known), entries, revisions);
    }

    private static Optional<Entry> latest(List<Entry> entries, Plans.Version version, Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind && entry.struckAt() == null
                && (!kind.once() || entry.version() == version.number())).max(Comparator.comparing(Entry::on));
    }

    /**
     * Records what was done with a version in force and when. What a version has once takes the place of what was recorded
     * of it before. The same again changes nothing.
     *
     * @param kind   printing, filing, release, withheld, evaluation or drill
     * @param on     the day; never later than today, and not before the version was printed where it was filed or released
     * @param number document number (文号) of a printing; may be empty
     * @param note   the receipt (回执) of a filing, why something is not released, where a report lies; may be empty for a
     *               printing and a release
     * @throws Forbidden planner-or-office-only
     * @throws Rejected  plan-not-printed: nothing is filed or released before it is printed
     */
    @Transactional
    @Audited("plan.date")
    public Entry record(String key, String kind, LocalDate on, String number, String note, Actor actor) {
        requireKeeper(actor);
        Plans.Version version = plans.current(key);
        Checks checks = new Checks();
        Kind what = constant(Kind.class, kind).orElse(null);
        if (what == null) {
            checks.refuse("kind", "unknown-plan-date", kind == null ? "" : kind);
        }
        String said = what == Kind.PRINTING || what == Kind.RELEASE ? checks.optional("note", note, Checks.TEXT)
                : checks.required("note", note, Checks.TEXT);
        String numbered = checks.optional("number", what == Kind.PRINTING ? number : "", Checks.TITLE);
        if (on == null) {
            checks.refuse("on", "required");
        } else if (on.isAfter(today())) {
            checks.refuse("on", "future-day", today().toString());
        }
        checks.done();
        lock(key);
        Sheet sheet = sheet(key);
        boolean afterPrinting = what == Kind.FILING || what == Kind.RELEASE || what == Kind.WITHHELD;
        if (afterPrinting && sheet.known().printed() == null) {
            throw new Rejected("plan-not-printed", version.plan().name(), version.number());
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
        return entries(List.of(key)).stream().filter(entry -> entry.id().equals(id)).findFirst().orElseThrow();
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
        lock(key);
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
     * Opens a revision (修订) for one of the six reasons of art. 35. The same again changes nothing.
     *
     * @param matters  what it will touch of art. 36; with any of it, it goes through the full procedure
     * @param wantedOn day that it is meant to be done by; null = none
     */
    @Transactional
    @Audited("plan.revision")
    public Revision revise(String key, String reason, String text, Collection<String> matters, LocalDate wantedOn,
                           Actor actor) {
        requireKeeper(actor);
        Plans.Version version = plans.current(key);
        Checks checks = new Checks();
        Reason why = constant(Reason.class, reason).orElse(null);
        if (why == null) {
            checks.refuse("reason", reason == null || reason.isEmpty() ? "required" : "unknown-revision-reason", reason);
        }
        String said = checks.required("text", text, Checks.TEXT);
        List<String> touched = matters == null ? List.of() : matters.stream().distinct().sorted().toList();
        for (String matter : touched) {
            if (constant(Matter.class, matter).isEmpty()) {
                checks.refuse("matters", "unknown-matter", matter);
            }
        }
        if (wantedOn != null && wantedOn.isBefore(today())) {
            checks.refuse("wantedOn", "past-day", today().toString());
        }
        checks.done();
        lock(key);
        Optional<Revision> same = revisions(List.of(key)).stream().filter(one -> one.open() && one.reason() == why
                && one.text().equals(said)).findFirst();
        if (same.isPresent()) {
            return same.get();
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
        lock(key);
        Revision revision = revision(key, id);
        Checks checks = new Checks();
        String said = checks.required("ending", ending, Checks.TEXT);
        checks.done();
        if (!revision.open()) {
            return revision;
        }
        jdbc.sql("update plan_revision set ended_by = ?, ended_at = ?, ended_text = ? where id = ?")
                .params(actor.username(), Rows.at(clock.instant()), said, id).update();
        return revision(key, id);
    }

    private static void requireKeeper(Actor actor) {
        if (!keeps(actor)) {
            throw new Forbidden("planner-or-office-only");
        }
    }

    /** Commands on the calendar of one plan come one after the other. */
    private void lock(String key) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext(?))").param("plan-calendar:" + key).query(rs -> { });
    }

    private Entry entry(String key, UUID id) {
        return entries(List.of(key)).stream().filter(entry -> entry.id().equals(id)).findFirst()
                .orElseThrow(() -> new NotFound("plan-date"));
    }

    private Revision revision(String key, UUID id) {
        return revisions(List.of(key)).stream().filter(one -> one.id().equals(id)).findFirst()
                .orElseThrow(() -> new NotFound("plan-revision"));
    }

    private List<Entry> entries(List<String> keys) {
        return jdbc.sql("select * from plan_date where plan_key = any(?) order by held_on desc, recorded_at desc, id")
                .param(Rows.texts(keys)).query((row, n) -> new Entry(Rows.uuid(row, "id"), row.getString("plan_key"),
                        row.getInt("version"), constant(Kind.class, row.getString("kind")).orElseThrow(),
                        row.getObject("held_on", LocalDate.class), row.getString("number"), row.getString("note"),
                        row.getString("recorded_by"), Rows.instant(row, "recorded_at"), row.getString("struck_by"),
                        Rows.instant(row, "struck_at"), row.getString("struck_reason"))).list();
    }

    private List<Revision> revisions(List<String> keys) {
        return jdbc.sql("""
                select r.*, (select min(v.version) from plan_version v where v.plan_key = r.plan_key
                    and v.version > r.version and v.status in ('published', 'superseded')) as done_in
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
