package org.fengsui.organization;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Units made, changed and retired (单位维护): the system administrator's work, never that of another. */
@Service
public class Units {

    private static final String CODE_PATTERN = "[a-z0-9][a-z0-9-]*";
    private static final int CODE = 40;
    private static final int LAST = 99999;
    private static final List<String> COLUMNS = List.of("code", "name", "name_en", "parent", "kind", "order");
    private static final int HISTORY = 200;

    private final JdbcClient jdbc;
    private final Changes changes;
    private final Clock clock;

    Units(JdbcClient jdbc, Changes changes, Clock clock) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * A unit as it shall be.
     *
     * @param parent empty for the root only
     * @param order  whole number; empty = after all others, or as it was
     */
    public record Wanted(String code, String name, String nameEn, String parent, String kind, String order) {
    }

    /** @param created number of units that are new */
    public record Imported(int created, int changed, int unchanged) {
    }

    /** Makes a unit, or changes what there is under its code, which it keeps for life. */
    @Transactional
    @Audited("organization.unit")
    public void save(Wanted wanted, boolean create, Long seen, Actor actor) {
        requireSystemAdministrator(actor);
        changes.begin();
        Map<String, Unit> units = all();
        Checks checks = new Checks();
        Unit unit = checked(wanted, units, checks);
        checks.done();
        Unit before = units.get(unit.code());
        if (!create && before == null) {
            throw new NotFound("unit");
        }
        if (unit.equals(before)) {
            return;
        }
        if (create && before != null) {
            throw new Rejected("code-taken", unit.code(), before.name());
        }
        changes.requireSeen(Changes.UNIT, unit.code(), seen, actor);
        units.put(unit.code(), unit);
        requireTree(unit, units, checks);
        checks.done();
        store(unit, before, actor, clock.instant());
    }

    /** Retires a unit (撤销): records name it for good, but nobody can be in it and it gets no more work. */
    @Transactional
    @Audited("organization.unit-retirement")
    public void retire(String code, Long seen, Actor actor) {
        requireSystemAdministrator(actor);
        changes.begin();
        Map<String, Unit> units = all();
        if (!units.containsKey(code)) {
            throw new NotFound("unit");
        }
        Unit unit = units.get(code);
        if (unit.retired()) {
            return;
        }
        changes.requireSeen(Changes.UNIT, code, seen, actor);
        if (unit.parent() == null) {
            throw new Rejected("root-stays");
        }
        long below = units.values().stream().filter(other -> code.equals(other.parent()) && !other.retired()).count();
        long people = jdbc.sql("""
                select count(*) from organization_people(?) where left_at is null and ? in (unit_code, next_unit_code)""")
                .params(Rows.at(clock.instant()), code).query(Long.class).single();
        if (below + people > 0) {
            throw new Rejected("unit-not-empty", below, people);
        }
        Instant now = clock.instant();
        jdbc.sql("update organization_unit set retired_at = ? where code = ?").params(Rows.at(now), code).update();
        changes.record(Changes.UNIT, code, "retired", actor, now);
    }

    /** Makes and changes all units of a list, or none of them; units that it does not name stay as they are. */
    @Transactional
    @Audited("organization.units-import")
    public Imported importList(byte[] file, Actor actor) {
        requireSystemAdministrator(actor);
        changes.begin();
        Map<String, Unit> before = all();
        Map<String, Unit> units = new LinkedHashMap<>(before);
        Checks checks = new Checks();
        List<Csv.Line> lines = Csv.read(file, List.of("code", "name", "parent", "kind"));
        Map<Csv.Line, Unit> read = new LinkedHashMap<>();
        Set<String> codes = new HashSet<>();
        for (Csv.Line line : lines) {
            Checks ofLine = new Checks();
            Unit unit = checked(new Wanted(line.cell("code"), line.cell("name"), line.cell("name_en"),
                    line.cell("parent"), line.cell("kind"), line.cell("order")), units, ofLine);
            if (!unit.code().isEmpty() && !codes.add(unit.code())) {
                ofLine.refuse("code", "csv-twice", unit.code());
            }
            refuse(ofLine, line, checks);
            units.put(unit.code(), unit);
            read.put(line, unit);
        }
        read.forEach((line, unit) -> {
            Checks ofLine = new Checks();
            requireTree(unit, units, ofLine);
            refuse(ofLine, line, checks);
        });
        checks.done();
        Instant now = clock.instant();
        int created = 0;
        int changed = 0;
        // Parents may stand below their children in the list: the rows first, the tree afterwards.
        for (Unit unit : read.values()) {
            if (!before.containsKey(unit.code())) {
                insert(unit);
            }
        }
        for (Unit unit : read.values()) {
            Unit old = before.get(unit.code());
            if (!unit.equals(old)) {
                store(unit, actor, now, old == null ? "made" : "changed");
                created += old == null ? 1 : 0;
                changed += old == null ? 0 : 1;
            }
        }
        return new Imported(created, changed, read.size() - created - changed);
    }

    private static void refuse(Checks ofLine, Csv.Line line, Checks checks) {
        try {
            ofLine.done();
        } catch (Invalid invalid) {
            invalid.fields().forEach(field -> Csv.refuse(checks, line.number(), field));
        }
    }

    /** The units that take part, as {@link #importList} reads them. */
    public String export(Actor actor) {
        requireSystemAdministrator(actor);
        return Csv.write(COLUMNS, all().values().stream().filter(unit -> !unit.retired())
                .map(unit -> List.of(unit.code(), unit.name(), unit.nameEn(),
                        Objects.requireNonNullElse(unit.parent(), ""), unit.kind(), String.valueOf(unit.order())))
                .toList());
    }

    /** What was done to a unit, the latest first. */
    public List<HistoryLine> history(String code, Actor actor) {
        requireSystemAdministrator(actor);
        return changes.of(Changes.UNIT, code, HISTORY);
    }

    private Unit checked(Wanted wanted, Map<String, Unit> units, Checks checks) {
        String code = checks.required("code", wanted.code(), CODE);
        if (!code.isEmpty() && !code.matches(CODE_PATTERN)) {
            checks.refuse("code", "not-a-code", code);
        }
        Unit old = units.get(code);
        String kind = checks.required("kind", wanted.kind(), CODE);
        boolean root = old == null ? units.isEmpty() : old.parent() == null;
        if (!kind.isEmpty() && !(root ? kind.equals("city") : Unit.KINDS.contains(kind))) {
            checks.refuse("kind", "unknown-choice", root ? "city" : String.join(", ", Unit.KINDS));
        }
        String orderText = Objects.requireNonNullElse(wanted.order(), "").strip();
        int order = old != null ? old.order()
                : units.values().stream().mapToInt(Unit::order).max().orElse(0) + 1;
        if (orderText.matches("\\d{1,5}")) {
            order = Integer.parseInt(orderText);
        } else if (!orderText.isEmpty()) {
            checks.refuse("order", "out-of-range", 0, LAST);
        }
        String parent = checks.optional("parent", wanted.parent(), CODE);
        return new Unit(code, checks.required("name", wanted.name(), Checks.TITLE),
                checks.optional("nameEn", wanted.nameEn(), Checks.TITLE), parent.isEmpty() ? null : parent, kind, order,
                old != null && old.retired());
    }

    /** One root, which stays; everything else below it, in no circle. */
    private static void requireTree(Unit unit, Map<String, Unit> units, Checks checks) {
        long roots = units.values().stream().filter(other -> other.parent() == null).count();
        if (unit.parent() == null) {
            if (roots > 1 || !unit.kind().equals("city")) {
                checks.refuse("parent", "required");
            }
            return;
        }
        Unit above = units.get(unit.parent());
        if (above == null || above.retired()) {
            checks.refuse("parent", "unknown-unit", unit.parent());
            return;
        }
        Set<String> passed = new HashSet<>();
        for (Unit at = unit; at != null && at.parent() != null; at = units.get(at.parent())) {
            if (!passed.add(at.code())) {
                checks.refuse("parent", "circle", unit.parent());
                return;
            }
        }
        if (unit.kind().equals("city")) {
            checks.refuse("parent", "root-stays");
        }
    }

    private void store(Unit unit, Unit before, Actor actor, Instant now) {
        if (before == null) {
            insert(unit);
        }
        store(unit, actor, now, before == null ? "made" : "changed");
    }

    private void insert(Unit unit) {
        jdbc.sql("insert into organization_unit (code, name, name_en, parent_code, kind, ordinal) values (?, ?, ?, null, ?, ?)")
                .params(unit.code(), unit.name(), unit.nameEn(), unit.kind(), unit.order()).update();
    }

    private void store(Unit unit, Actor actor, Instant now, String type) {
        jdbc.sql("""
                update organization_unit set name = ?, name_en = ?, parent_code = ?, kind = ?, ordinal = ?
                where code = ?""")
                .params(unit.name(), unit.nameEn(), unit.parent(), unit.kind(), unit.order(), unit.code()).update();
        List<Object> arguments = new ArrayList<>(List.of(unit.name()));
        if (unit.parent() != null) {
            arguments.add("unit:" + unit.parent());
        }
        changes.record(Changes.UNIT, unit.code(), type, actor, now, arguments.toArray());
    }

    /** As they stand within this transaction: what others read may be a moment old. */
    private Map<String, Unit> all() {
        Map<String, Unit> units = new LinkedHashMap<>();
        jdbc.sql("select * from organization_unit order by ordinal, code").query((row, n) -> Organization.unit(row)).list()
                .forEach(unit -> units.put(unit.code(), unit));
        return units;
    }

    private static void requireSystemAdministrator(Actor actor) {
        if (!actor.holds(Post.SYSADMIN)) {
            throw new Forbidden("sysadmin-only");
        }
    }
}
