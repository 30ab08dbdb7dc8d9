package org.fengsui.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.fengsui.database.Rows;
import org.fengsui.database.TextSearch;
import org.fengsui.organization.Actor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * The library of plans (预案库): a list that is filtered, and a search over the text of all plans that shows the lines
 * found. Both come from rows; no model is read for them.
 *
 * <p>A word is looked up by its pairs of letters in PostgreSQL's own index over arrays: a Chinese word of two letters is
 * one such pair, which trigrams do not help, and no extension has to be installed. Longer words are then looked for as a
 * whole in what the pairs leave.
 */
@Service
public class PlanLibrary {

    /** Lines shown of one plan; the rest is counted. */
    private static final int LINES = 5;

    private final JdbcClient jdbc;
    private final Plans plans;

    PlanLibrary(JdbcClient jdbc, Plans plans) {
        this.jdbc = jdbc;
        this.plans = plans;
    }

    /** Which versions are listed (状态): those in force, those being made, or those that were. */
    public enum State { PUBLISHED, MAKING, PAST }

    /**
     * What is looked for; empty texts narrow nothing.
     *
     * @param text words that all have to occur in the plan
     */
    public record Query(String text, String hazard, String type, String tier, State state) {
    }

    /** A page of the list. @param total of all pages */
    public record Listing(List<Entry> entries, long total) {
    }

    /**
     * A version of a plan, as the list shows it.
     *
     * @param type        code of the kind of plan; {@code tier} likewise
     * @param levels      the lowest first; who decides them is not known here
     * @param publishedAt null when it never was
     * @param lines       the first lines in which a word was found, those with most words before the others
     * @param moreLines   how many are not shown
     */
    public record Entry(String key, int version, String name, String hazard, String type, String tier, String lead,
                        String source, String status, Instant publishedAt, List<Plan.Level> levels, int actions,
                        List<Line> lines, long moreLines) {
    }

    /** A line found. @param place where it stands on the plan's page: the end of the address, after {@code #} */
    public record Line(String kind, String place, String title, String text) {
    }

    /** Whether somebody is shown all versions that are being made; others those that they sign themselves. */
    public static boolean seesAll(Actor actor) {
        return Plans.readsAll(actor);
    }

    /** What somebody may list: versions in the making only where there are any for them. */
    public List<State> states(Actor actor) {
        return Stream.of(State.values()).filter(state -> state != State.MAKING || seesAll(actor)
                || !plans.open(actor).isEmpty()).toList();
    }

    /**
     * Lists and searches the versions that the actor may read.
     *
     * @param page from 0
     */
    public Listing list(Query query, int page, int size, Actor actor) {
        StringBuilder condition = new StringBuilder(switch (query.state()) {
            case PUBLISHED -> "v.status = 'published'";
            case MAKING -> "v.status in ('draft', 'submitted', 'reviewed', 'approved')";
            case PAST -> "v.status in ('superseded', 'withdrawn')";
        });
        Map<String, Object> parameters = new HashMap<>();
        if (!seesAll(actor) && query.state() != State.PUBLISHED) {
            condition.append(" and (v.published_at is not null or v.plan_key || '/' || v.version = any(:unpublished))");
            parameters.put("unpublished", Rows.texts(plans.unpublished(actor).stream()
                    .map(version -> version.key() + "/" + version.number()).toList()));
        }
        narrow(condition, parameters, "v.hazard", "hazard", query.hazard());
        narrow(condition, parameters, "e.type", "type", query.type());
        narrow(condition, parameters, "e.tier", "tier", query.tier());
        List<String> words = words(query.text());
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            parameters.put("grams" + i, Rows.texts(PlanEntries.grams(word)));
            condition.append(" and e.grams @> cast(:grams").append(i).append(" as text[])");
            if (word.codePointCount(0, word.length()) > 2) {
                parameters.put("whole" + i, word);
                condition.append(" and position(:whole").append(i).append(" in e.text) > 0");
            }
        }
        parameters.put("size", size);
        parameters.put("skipped", (long) page * size);
        // Looked for once, and counted and cut in one: a word that every plan has is looked for in all their texts.
        long[] total = {0};
        List<Entry> entries = jdbc.sql("""
                with matching as materialized (
                    select v.plan_key, v.version, v.name from plan_version v join plan_entry e using (plan_key, version)
                    where %s)
                select n, v.plan_key, v.version, v.name, v.hazard, v.status, v.published_at, e.type, e.tier, e.lead,
                    e.source, e.levels, e.actions
                from (select count(*) as n from matching) as counted left join (select plan_key, version from matching
                    order by name, plan_key, version desc limit :size offset :skipped) as shown on true
                    left join plan_version v using (plan_key, version) left join plan_entry e using (plan_key, version)
                order by v.name, v.plan_key, v.version desc""".formatted(condition)).params(parameters)
                .query((row, n) -> {
                    total[0] = row.getLong("n");
                    return row.getString("plan_key") == null ? null : new Entry(row.getString("plan_key"),
                            row.getInt("version"), row.getString("name"), row.getString("hazard"),
                            row.getString("type"), row.getString("tier"), row.getString("lead"),
                            row.getString("source"), row.getString("status"), Rows.instant(row, "published_at"),
                            Rows.texts(row, "levels").stream().map(PlanEntries::unpacked).toList(),
                            row.getInt("actions"), List.of(), 0);
                })
                .list().stream().filter(Objects::nonNull).toList();
        return new Listing(words.isEmpty() ? entries : found(entries, words), total[0]);
    }

    /** The words that are looked for, as they are kept. */
    private static List<String> words(String text) {
        return TextSearch.words(text).stream().map(PlanEntries::normal).filter(word -> !word.isEmpty()).toList();
    }

    private static void narrow(StringBuilder condition, Map<String, Object> parameters, String column, String name,
                               String value) {
        if (!value.isEmpty()) {
            condition.append(" and ").append(column).append(" = :").append(name);
            parameters.put(name, value.replace("\0", ""));
        }
    }

    /** The same entries with their lines. */
    private List<Entry> found(List<Entry> entries, List<String> words) {
        if (entries.isEmpty()) {
            return entries;
        }
        Map<String, Object> parameters = new HashMap<>();
        List<String> hits = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            parameters.put("word" + i, words.get(i));
            hits.add("(position(:word" + i + " in search) > 0)::int");
        }
        parameters.put("keys", Rows.texts(entries.stream().map(entry -> entry.key() + "/" + entry.version()).toList()));
        parameters.put("most", LINES);
        record Found(String entry, Line line, long all) {
        }
        Map<String, List<Found>> byEntry = new LinkedHashMap<>();
        jdbc.sql("""
                select entry, kind, place, title, text, n from (
                    select *, row_number() over (partition by entry order by hits desc, line) as place_in_list,
                        count(*) over (partition by entry) as n
                    from (select plan_key || '/' || version as entry, line, kind, place, title, text, %s as hits
                        from plan_line where (plan_key, version) in
                            (select split_part(k, '/', 1), split_part(k, '/', 2)::int from unnest(cast(:keys as text[])) as k)) as counted
                    where hits > 0) as ordered
                where place_in_list <= :most order by entry, place_in_list""".formatted(String.join(" + ", hits)))
                .params(parameters)
                .query((row, n) -> new Found(row.getString("entry"), new Line(row.getString("kind"),
                        row.getString("place"), row.getString("title"), row.getString("text")), row.getLong("n")))
                .list().forEach(found -> byEntry.computeIfAbsent(found.entry(), e -> new ArrayList<>()).add(found));
        return entries.stream().map(entry -> {
            List<Found> lines = byEntry.getOrDefault(entry.key() + "/" + entry.version(), List.of());
            return new Entry(entry.key(), entry.version(), entry.name(), entry.hazard(), entry.type(), entry.tier(),
                    entry.lead(), entry.source(), entry.status(), entry.publishedAt(), entry.levels(), entry.actions(),
                    lines.stream().map(Found::line).toList(), lines.isEmpty() ? 0 : lines.get(0).all() - lines.size());
        }).toList();
    }

    /** The hazards that there are plans for, in the order of how many there are. */
    public List<String> hazards() {
        return jdbc.sql("""
                select hazard from plan_version where status = 'published' group by hazard
                order by count(*) desc, hazard""").query(String.class).list();
    }
}
