package org.fengsui.organization;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.database.TextSearch;
import org.fengsui.organization.spi.SignInMeans;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** People joining, moving and leaving (入职、调动、离职): the system administrator's work, never that of another. */
@Service
public class Personnel {

    /** Longest user name. */
    public static final int USERNAME = 40;
    private static final String USERNAME_PATTERN = "[a-z0-9][a-z0-9._-]*";
    private static final int PHONE = 40;
    private static final int HISTORY = 200;
    private static final List<String> COLUMNS = List.of("username", "name", "unit", "phone");

    private final JdbcClient jdbc;
    private final Organization organization;
    private final Changes changes;
    private final Posts posts;
    private final SignInMeans means;
    private final Clock clock;

    Personnel(JdbcClient jdbc, Organization organization, Changes changes, Posts posts, SignInMeans means,
           Clock clock) {
        this.jdbc = jdbc;
        this.organization = organization;
        this.changes = changes;
        this.posts = posts;
        this.means = means;
        this.clock = clock;
    }

    /** What a newcomer brings. */
    public record Newcomer(String username, String name, String unit, String phone) {
    }

    /** @param invitation the token of the link, told once; empty when the person had joined already */
    public record Joined(Person person, String invitation) {
    }

    /**
     * A person joins (入职): holds no post until the security administrator grants one. The same again changes nothing.
     *
     * @throws Rejected username-taken; a user name is never given to another, not even after its person has left
     */
    @Transactional
    @Audited("organization.joining")
    public Joined join(Newcomer sent, Actor actor) {
        requireSystemAdministrator(actor);
        Checks checks = new Checks();
        Newcomer newcomer = checked(sent, checks);
        checks.done();
        changes.begin();
        Optional<Person> taken = find(newcomer.username());
        if (taken.isPresent()) {
            Person person = taken.get();
            if (same(person, newcomer)) {
                return new Joined(person, "");
            }
            throw new Rejected("username-taken", newcomer.username(), person.actor().name());
        }
        Instant now = clock.instant();
        add(newcomer, actor, now);
        return new Joined(person(newcomer.username()), means.invite(newcomer.username(), actor, now));
    }

    /** @param invitations by user name, of those who are new */
    public record Imported(List<Person> joined, Map<String, String> invitations, int unchanged) {
    }

    /** Lets everybody of a list join, or nobody; whoever is here already and is unchanged stays so. */
    @Transactional
    @Audited("organization.people-import")
    public Imported importList(byte[] file, Actor actor) {
        requireSystemAdministrator(actor);
        changes.begin();
        Checks checks = new Checks();
        Map<String, Newcomer> newcomers = new LinkedHashMap<>();
        int unchanged = 0;
        Map<String, Person> here = jdbc.sql("select p.*, 0 as seen from organization_people(?) p")
                .param(Rows.at(clock.instant())).query((row, n) -> person(row)).list().stream()
                .collect(Collectors.toMap(Person::username, person -> person));
        for (Csv.Line line : Csv.read(file, COLUMNS.subList(0, 3))) {
            Checks ofLine = new Checks();
            Newcomer newcomer = checked(new Newcomer(line.cell("username"), line.cell("name"), line.cell("unit"),
                    line.cell("phone")), ofLine);
            Person taken = here.get(newcomer.username());
            if (taken != null && same(taken, newcomer)) {
                unchanged++;
            } else if (taken != null) {
                ofLine.refuse("username", "username-taken", newcomer.username(), taken.actor().name());
            } else if (newcomers.put(newcomer.username(), newcomer) != null && !newcomer.username().isEmpty()) {
                ofLine.refuse("username", "csv-twice", newcomer.username());
            }
            try {
                ofLine.done();
            } catch (Invalid invalid) {
                invalid.fields().forEach(field -> Csv.refuse(checks, line.number(), field));
            }
        }
        checks.done();
        Instant now = clock.instant();
        Map<String, String> invitations = new LinkedHashMap<>();
        List<Person> joined = new ArrayList<>();
        for (Newcomer newcomer : newcomers.values()) {
            add(newcomer, actor, now);
            invitations.put(newcomer.username(), means.invite(newcomer.username(), actor, now));
            joined.add(person(newcomer.username()));
        }
        return new Imported(joined, invitations, unchanged);
    }

    /** Everybody who is here, as {@link #importList} reads it. */
    public String export(Actor actor) {
        requireSystemAdministrator(actor);
        return Csv.write(COLUMNS, jdbc.sql("""
                select p.*, 0 as seen from organization_people(?) p where left_at is null order by unit_code, username""")
                .param(Rows.at(clock.instant())).query((row, n) -> person(row)).list().stream()
                .map(person -> List.of(person.username(), person.actor().name(), person.actor().unit(), person.phone()))
                .toList());
    }

    private static boolean same(Person person, Newcomer newcomer) {
        return !person.left() && person.actor().name().equals(newcomer.name())
                && person.actor().unit().equals(newcomer.unit()) && person.phone().equals(newcomer.phone());
    }

    private void add(Newcomer newcomer, Actor actor, Instant now) {
        jdbc.sql("""
                insert into organization_account (username, display_name, unit_code, phone, created_at)
                values (?, ?, ?, ?, ?)""")
                .params(newcomer.username(), newcomer.name(), newcomer.unit(), newcomer.phone(), Rows.at(now)).update();
        changes.record(Changes.PERSON, newcomer.username(), "joined", actor, now, "unit:" + newcomer.unit());
    }

    /** A newcomer as it will be stored. */
    private Newcomer checked(Newcomer sent, Checks checks) {
        String username = username("username", sent.username(), checks);
        return new Newcomer(username, checks.required("name", sent.name(), Checks.TITLE),
                unit("unit", sent.unit(), checks), checks.optional("phone", sent.phone(), PHONE));
    }

    /** Reads the name of a new account from a field; what is wrong with it goes to the checks. */
    public static String username(String field, String text, Checks checks) {
        String username = checks.required(field, text, USERNAME);
        if (!username.isEmpty() && (!username.matches(USERNAME_PATTERN)
                || username.equals(Actor.SYSTEM.username()))) {
            checks.refuse(field, "not-a-username", username);
        }
        return username;
    }

    private String unit(String field, String text, Checks checks) {
        String code = checks.required(field, text, Checks.TITLE);
        if (!code.isEmpty() && organization.unit(code).filter(unit -> !unit.retired()).isEmpty()) {
            checks.refuse(field, "unknown-unit", code);
        }
        return code;
    }

    /** Corrects name and telephone. */
    @Transactional
    @Audited("organization.correction")
    public Person correct(String username, String name, String phone, Long seen, Actor actor) {
        requireSystemAdministrator(actor);
        Checks checks = new Checks();
        String newName = checks.required("name", name, Checks.TITLE);
        String newPhone = checks.optional("phone", phone, PHONE);
        checks.done();
        changes.begin();
        Person person = person(username);
        if (person.actor().name().equals(newName) && person.phone().equals(newPhone)) {
            return person;
        }
        changes.requireSeen(Changes.PERSON, username, seen, actor);
        jdbc.sql("update organization_account set display_name = ?, phone = ? where username = ?")
                .params(newName, newPhone, username).update();
        changes.record(Changes.PERSON, username, "corrected", actor, clock.instant(), person.actor().name(), newName);
        return person(username);
    }

    /**
     * A person moves to another unit (调动): all posts and deputies end with it, and have to be granted anew.
     *
     * @param at null = at once
     */
    @Transactional
    @Audited("organization.move")
    public Person move(String username, String unit, Instant at, Long seen, Actor actor) {
        requireSystemAdministrator(actor);
        Checks checks = new Checks();
        String to = unit("unit", unit, checks);
        Instant now = clock.instant();
        Instant from = at == null ? now : at;
        if (from.isBefore(now)) {
            checks.refuse("at", "past", now);
        }
        checks.done();
        changes.begin();
        Person person = here(username);
        if (person.nextUnit() == null ? at == null && person.actor().unit().equals(to)
                : person.nextUnit().equals(to) && person.movesAt().equals(from)) {
            return person;
        }
        changes.requireSeen(Changes.PERSON, username, seen, actor);
        if (person.actor().unit().equals(to)) {
            throw new Rejected("already-there", organization.name(to));
        }
        posts.requireAnotherHolder(username, now);
        revokeMove(username);
        if (at == null) {
            jdbc.sql("""
                    update organization_account set unit_code = ?, next_unit_code = null, moves_at = null
                    where username = ?""").params(to, username).update();
        } else {
            // Whatever move lies behind is taken into the row first: it holds one to come.
            jdbc.sql("update organization_account set unit_code = ?, next_unit_code = ?, moves_at = ? where username = ?")
                    .params(person.actor().unit(), to, Rows.at(from), username).update();
        }
        posts.end(username, from, "moved", actor);
        changes.record(Changes.PERSON, username, "moved", actor, now, "unit:" + person.actor().unit(), "unit:" + to,
                "time:" + from);
        return person(username);
    }

    /** Calls off a move that is to come: the posts that would have ended go on. */
    @Transactional
    @Audited("organization.move-cancellation")
    public Person cancelMove(String username, Long seen, Actor actor) {
        requireSystemAdministrator(actor);
        changes.begin();
        Person person = here(username);
        if (person.nextUnit() == null) {
            return person;
        }
        changes.requireSeen(Changes.PERSON, username, seen, actor);
        revokeMove(username);
        jdbc.sql("update organization_account set next_unit_code = null, moves_at = null where username = ?")
                .param(username).update();
        changes.record(Changes.PERSON, username, "move-cancelled", actor, clock.instant(), "unit:" + person.nextUnit());
        return person(username);
    }

    private void revokeMove(String username) {
        Instant now = clock.instant();
        jdbc.sql("""
                update organization_grant set ended_at = null, ended_by = null, end_reason = null
                where username = ? and end_reason = 'moved' and ended_at > ?""").params(username, Rows.at(now)).update();
        jdbc.sql("""
                update organization_deputy set ended_at = null, ended_by = null
                where ? in (principal, deputy) and ended_at > ?""").params(username, Rows.at(now)).update();
    }

    /** A person leaves (离职): nobody comes in by the account any more; the name stays in the records. */
    @Transactional
    @Audited("organization.leaving")
    public Person leave(String username, Long seen, Actor actor) {
        requireSystemAdministrator(actor);
        if (username.equals(actor.username())) {
            throw new Forbidden("not-oneself");
        }
        changes.begin();
        Person person = person(username);
        if (person.left()) {
            return person;
        }
        changes.requireSeen(Changes.PERSON, username, seen, actor);
        Instant now = clock.instant();
        posts.requireAnotherHolder(username, now);
        revokeMove(username);
        jdbc.sql("""
                update organization_account set unit_code = ?, next_unit_code = null, moves_at = null, left_at = ?
                where username = ?""").params(person.actor().unit(), Rows.at(now), username).update();
        posts.end(username, now, "left", actor);
        means.end(username, actor, now);
        changes.record(Changes.PERSON, username, "left", actor, now, "unit:" + person.actor().unit());
        return person(username);
    }

    /** Who had left comes back, to any unit, without a post; the answer holds a new invitation. */
    @Transactional
    @Audited("organization.return")
    public Joined comeBack(String username, String unit, Long seen, Actor actor) {
        requireSystemAdministrator(actor);
        Checks checks = new Checks();
        String to = unit("unit", unit, checks);
        checks.done();
        changes.begin();
        Person person = person(username);
        if (!person.left()) {
            if (person.actor().unit().equals(to)) {
                return new Joined(person, "");
            }
            throw new Rejected("has-not-left", person.actor().name());
        }
        changes.requireSeen(Changes.PERSON, username, seen, actor);
        Instant now = clock.instant();
        jdbc.sql("update organization_account set unit_code = ?, left_at = null where username = ?")
                .params(to, username).update();
        changes.record(Changes.PERSON, username, "came-back", actor, now, "unit:" + to);
        return new Joined(person(username), means.invite(username, actor, now));
    }

    /**
     * Invites anew somebody who holds no post yet. Whoever holds one is helped by the security administrator: with a
     * link of that person, the system administrator would hold the post.
     *
     * @return the token of the link, told once
     */
    @Transactional
    @Audited("organization.invitation")
    public String invite(String username, Actor actor) {
        requireSystemAdministrator(actor);
        changes.begin();
        Person person = here(username);
        Instant now = clock.instant();
        if (posts.hasAny(username, now)) {
            throw new Forbidden("holds-a-post", person.actor().name());
        }
        String token = means.invite(username, actor, now);
        changes.record(Changes.PERSON, username, "invited", actor, now);
        return token;
    }

    /**
     * What is looked for among people.
     *
     * @param unit  code; empty = any
     * @param post  code, or {@code none} for whoever holds no post; empty = any
     * @param state here, left or all
     */
    public record Filter(String text, String unit, String post, String state) {
    }

    public record Page(List<Person> content, long totalElements) {
    }

    public Page list(Filter filter, int page, int size, Actor actor) {
        requireAdministrator(actor);
        StringBuilder condition = new StringBuilder("true");
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("now", Rows.at(clock.instant()));
        TextSearch.text(condition, parameters, filter.text(), "p.username", "p.display_name", "p.phone");
        if (!filter.unit().isEmpty()) {
            condition.append(" and p.unit_code = :unit");
            parameters.put("unit", filter.unit());
        }
        if (filter.post().equals("none")) {
            condition.append(" and p.posts = '{}'");
        } else if (!filter.post().isEmpty()) {
            condition.append(" and :post = any(p.posts || p.deputised)");
            parameters.put("post", filter.post());
        }
        if (!filter.state().equals("all")) {
            condition.append(filter.state().equals("left") ? " and p.left_at is not null" : " and p.left_at is null");
        }
        long total = jdbc.sql("select count(*) from organization_people(:now) p where " + condition)
                .params(parameters).query(Long.class).single();
        parameters.put("size", size);
        parameters.put("offset", (long) page * size);
        return new Page(jdbc.sql("select p.*, " + SEEN + " as seen from organization_people(:now) p"
                + " join organization_unit u on u.code = p.unit_code where " + condition
                + " order by p.left_at is not null, u.ordinal, u.code, p.username limit :size offset :offset")
                .params(parameters).query((row, n) -> person(row)).list(), total);
    }

    /** One person, for the administrators. */
    public Person person(String username, Actor actor) {
        requireAdministrator(actor);
        return person(username);
    }

    /** What was done to a person, the latest first. */
    public List<HistoryLine> history(String username, Actor actor) {
        return changes.of(Changes.PERSON, person(username, actor).username(), HISTORY);
    }

    private static final String SEEN = """
            coalesce((select max(h.id) from organization_history h where h.kind = 'person' and h.subject = p.username), 0)""";

    Person person(String username) {
        return find(username).orElseThrow(() -> new NotFound("person"));
    }

    private Person here(String username) {
        Person person = person(username);
        if (person.left()) {
            throw new Rejected("has-left", person.actor().name(), person.leftAt());
        }
        return person;
    }

    Optional<Person> find(String username) {
        return jdbc.sql("select p.*, " + SEEN + " as seen from organization_people(?) p where p.username = ?")
                .params(Rows.at(clock.instant()), Objects.requireNonNullElse(username, ""))
                .query((row, n) -> person(row)).optional();
    }

    private static Person person(ResultSet row) throws SQLException {
        return new Person(Organization.actor(row), row.getString("phone"),
                Rows.texts(row, "posts").stream().map(code -> Post.of(code).orElseThrow()).collect(Collectors.toSet()),
                row.getString("next_unit_code"), Rows.instant(row, "moves_at"), Rows.instant(row, "left_at"),
                row.getLong("seen"));
    }

    private static void requireSystemAdministrator(Actor actor) {
        if (!actor.holds(Post.SYSADMIN)) {
            throw new Forbidden("sysadmin-only");
        }
    }

    /** Those who manage people or rights see everybody; to others there is no such list. */
    private static void requireAdministrator(Actor actor) {
        if (!actor.holds(Post.SYSADMIN) && !actor.holds(Post.SECADMIN)) {
            throw new NotFound("people");
        }
    }
}
