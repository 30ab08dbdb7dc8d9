package org.fengsui.organization;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fengsui.database.Rows;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Units and the people at their posts (组织机构). */
@Service
public class Organization {

    private final JdbcClient jdbc;
    private volatile Map<String, Unit> units = Map.of();

    Organization(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All units in their order: the city, the headquarters, departments, enterprises, districts. */
    public List<Unit> units() {
        return List.copyOf(loaded().values());
    }

    public Optional<Unit> unit(String code) {
        return Optional.ofNullable(loaded().get(code));
    }

    public List<Unit> districts() {
        return loaded().values().stream().filter(Unit::isDistrict).toList();
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

    public Optional<Account> account(String username) {
        return jdbc.sql("select * from organization_account where username = ?").param(username)
                .query((row, n) -> new Account(actor(row)))
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
        return actors("posts && cast(? as text[]) order by username",
                (Object) Rows.texts(posts.stream().map(Post::code).toList()));
    }

    private List<Actor> actors(String conditionAndOrder, Object... parameters) {
        return jdbc.sql("select * from organization_account where " + conditionAndOrder).params(parameters)
                .query((row, n) -> actor(row)).list();
    }

    private static Actor actor(ResultSet row) throws SQLException {
        return new Actor(row.getString("username"), row.getString("display_name"), row.getString("unit_code"),
                Rows.texts(row, "posts").stream().map(code -> Post.of(code).orElseThrow()).collect(Collectors.toSet()));
    }

    void forget() {
        units = Map.of();
    }

    private Map<String, Unit> loaded() {
        Map<String, Unit> known = units;
        if (known.isEmpty()) {
            known = jdbc.sql("select * from organization_unit order by ordinal")
                    .query((row, n) -> new Unit(row.getString("code"), row.getString("name"),
                            row.getString("name_en"), row.getString("parent_code"), row.getString("kind")))
                    .list().stream()
                    .collect(Collectors.toMap(Unit::code, Function.identity(), (a, b) -> a, LinkedHashMap::new));
            units = known;
        }
        return known;
    }

    /** An account that may be used. */
    public record Account(Actor actor) {
    }
}
