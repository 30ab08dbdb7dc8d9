package org.fengsui.database;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Conditions of a search in rows. Plain {@code ilike} over the newest rows first, counted up to a limit: PostgreSQL's
 * trigram index ({@code pg_trgm}) is part of the embedded database, but need not be installed on a site's own server,
 * and it helps no word of two characters, as most Chinese words are.
 */
public final class TextSearch {

    /** More are not counted: nobody pages through them, everybody narrows the search. */
    public static final int MOST = 1000;
    private static final int WORDS = 5;

    private TextSearch() {
    }

    /** The words that are looked for: all of them have to be found. Chinese keyboards type the wide space (全角空格). */
    public static List<String> words(String text) {
        return Stream.of(text.strip().split("(?U)\\s+")).filter(word -> !word.isEmpty()).limit(WORDS).toList();
    }

    /** Adds that every word of the text occurs in one of the columns; nothing for an empty text. */
    public static void text(StringBuilder condition, Map<String, Object> parameters, String text, String... columns) {
        int n = 0;
        for (String word : words(text)) {
            String name = "word" + n++;
            parameters.put(name, "%" + word.replaceAll("([\\\\%_])", "\\\\$1") + "%");
            condition.append(" and (").append(String.join(" or ",
                    Stream.of(columns).map(column -> column + " ilike :" + name).toList())).append(')');
        }
    }

    /**
     * Adds that a moment lies in a span.
     *
     * @param from null = any; {@code until} likewise, exclusive
     */
    public static void span(StringBuilder condition, Map<String, Object> parameters, Instant from, Instant until,
                            String column) {
        if (from != null) {
            condition.append(" and ").append(column).append(" >= :from");
            parameters.put("from", Rows.at(from));
        }
        if (until != null) {
            condition.append(" and ").append(column).append(" < :until");
            parameters.put("until", Rows.at(until));
        }
    }

    /** Counts the rows of a table that meet a condition, up to one more than {@link #MOST}. */
    public static String counting(String table, CharSequence condition) {
        return "select count(*) from (select from " + table + " where " + condition + " limit " + (MOST + 1) + ") as found";
    }
}
