package org.fengsui.organization;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.database.Rows;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Units and the people at their posts (组织机构). */
@Service
public class Organization {

    /** How long a node may take to notice that another has changed the units. */
    private static final Duration NOTICED_WITHIN = Duration.ofSeconds(1);

    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile Tree tree;
    private volatile long askedAt;

    Organization(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** All units that take part, in their order: the city, the headquarters, departments, enterprises, districts. */
    public List<Unit> units() {
        return loaded().values().stream().filter(unit -> !unit.retired()).toList();
    }

    /** The same with those that were retired. */
    public List<Unit> allUnits() {
        return List.copyOf(loaded().values());
    }

    /** The unit, retired or not. */
    public Optional<Unit> unit(String code) {
        return Optional.ofNullable(loaded().get(code));
    }

    public List<Unit> districts() {
        return units().stream().filter(Unit::isDistrict).toList();
    }

    /** The nearest of these kinds that takes part: the unit itself, or what it belongs to. Empty when there is none. */
    public Optional<Unit> nearest(String code, Collection<String> kinds) {
        return Stream.iterate(unit(code), Optional::isPresent, at -> at.map(Unit::parent).flatMap(this::unit))
                .flatMap(Optional::stream).filter(unit -> kinds.contains(unit.kind()) && !unit.retired()).findFirst();
    }

    /** The unit's name in the reader's language; the code itself when there is no such unit. */
    public String name(String code) {
        return name(code, LocaleContextHolder.getLocale());
    }

    public String name(String code, Locale locale) {
        return unit(code).map(unit -> unit.name(locale)).orElse(code);
    }

    /** The names in the reader's language, as a list in that language. */
    public String names(Collection<String> codes) {
        return listed(codes.stream().map(this::name).toList());
    }

    /** The name of a district as a place: without the headquarters that its unit is called after (区防指). */
    public String districtName(String code) {
        return name(code).replaceFirst("(防指| Headquarters)$", "");
    }

    /** The names of districts as places. */
    public String districtNames(Collection<String> codes) {
        return listed(codes.stream().map(this::districtName).toList());
    }

    private static String listed(List<String> names) {
        boolean english = LocaleContextHolder.getLocale().getLanguage().equals(Locale.ENGLISH.getLanguage());
        return String.join(english ? ", " : "、", names);
    }

    /**
     * Whoever may come in now, with the posts of this moment; empty for those who have left. A deputy's name says whom
     * for (代), so that the record of what is done says it too.
     */
    public Optional<Account> account(String username) {
        return jdbc.sql("""
                select * from organization_people(?) where username = ? and left_at is null""").params(Rows.at(clock.instant()), username)
                .query((row, n) -> new Account(acting(actor(row))))
                .optional();
    }

    /** The name of whoever has an account, as shown; the user name itself when there is no such account. */
    public String person(String username) {
        if (Actor.SYSTEM.username().equals(username)) {
            return Actor.SYSTEM.name();
        }
        return jdbc.sql("select display_name from organization_account where username = ?").param(username)
                .query(String.class).optional().orElse(username);
    }

    /** The same for many at once, by user name. */
    public Map<String, String> persons(Collection<String> usernames) {
        Map<String, String> names = new HashMap<>();
        usernames.forEach(username -> names.put(username, username));
        jdbc.sql("select username, display_name from organization_account where username = any(?)")
                .param(Rows.texts(usernames))
                .query(row -> {
                    names.put(row.getString("username"), row.getString("display_name"));
                });
        names.computeIfPresent(Actor.SYSTEM.username(), (username, name) -> Actor.SYSTEM.name());
        return names;
    }

    public List<Actor> people(String unitCode) {
        return actors("unit_code = ? order by username", unitCode);
    }

    /** The people of many units, by unit and user name. */
    public List<Actor> people(Collection<String> unitCodes) {
        return actors("unit_code = any(?) order by unit_code, username", (Object) Rows.texts(unitCodes));
    }

    /** Everyone who holds one of these posts, by user name. */
    public List<Actor> holders(Collection<Post> posts) {
        return actors("(posts || deputised) && cast(? as text[]) order by username",
                (Object) Rows.texts(posts.stream().map(Post::code).toList()));
    }

    private List<Actor> actors(String conditionAndOrder, Object parameter) {
        return jdbc.sql("select * from organization_people(?) where left_at is null and " + conditionAndOrder)
                .params(Rows.at(clock.instant()), parameter).query((row, n) -> actor(row)).list();
    }

    static Actor actor(ResultSet row) throws SQLException {
        Set<Post> posts = new HashSet<>(posts(row, "posts"));
        Map<Post, String> deputyOf = new EnumMap<>(Post.class);
        List<Post> deputised = posts(row, "deputised");
        List<String> principals = Rows.texts(row, "principals");
        for (int i = 0; i < deputised.size(); i++) {
            if (!posts.contains(deputised.get(i))) {
                deputyOf.putIfAbsent(deputised.get(i), principals.get(i));
            }
        }
        posts.addAll(deputised);
        return new Actor(row.getString("username"), row.getString("display_name"), row.getString("unit_code"), posts,
                deputyOf);
    }

    private static Actor acting(Actor actor) {
        return actor.deputyOf().isEmpty() ? actor : new Actor(actor.username(), actor.name() + "（代"
                + String.join("、", new TreeSet<>(actor.deputyOf().values())) + "）", actor.unit(), actor.posts(),
                actor.deputyOf());
    }

    private static List<Post> posts(ResultSet row, String column) throws SQLException {
        return Rows.texts(row, column).stream().map(code -> Post.of(code).orElseThrow()).toList();
    }

    void forget() {
        tree = null;
    }

    private Map<String, Unit> loaded() {
        Tree known = tree;
        if (known == null || System.nanoTime() - askedAt > NOTICED_WITHIN.toNanos()) {
            // Whoever changes units, people or rights changes this number; another node's change is seen by it too.
            long version = jdbc.sql("select version from organization_version").query(Long.class).single();
            if (known == null || known.version() != version) {
                known = new Tree(version, jdbc.sql("select * from organization_unit order by ordinal, code")
                        .query((row, n) -> unit(row))
                        .list().stream()
                        .collect(Collectors.toMap(Unit::code, Function.identity(), (a, b) -> a, LinkedHashMap::new)));
                tree = known;
            }
            askedAt = System.nanoTime();
        }
        return known.units();
    }

    static Unit unit(ResultSet row) throws SQLException {
        return new Unit(row.getString("code"), row.getString("name"), row.getString("name_en"),
                row.getString("parent_code"), row.getString("kind"), row.getInt("ordinal"),
                row.getTimestamp("retired_at") != null);
    }

    private record Tree(long version, Map<String, Unit> units) {
    }

    /** An account that may be used. */
    public record Account(Actor actor) {
    }
}
