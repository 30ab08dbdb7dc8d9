package org.fengsui.database;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Reads and writes the column types that JDBC does not know by itself. */
public final class Rows {

    private Rows() {
    }

    /** @return the moment for a {@code timestamptz} parameter; null stays null */
    public static Timestamp at(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    public static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    /** @return texts for a {@code text[]} parameter */
    public static String[] texts(Collection<String> texts) {
        return texts.toArray(String[]::new);
    }

    public static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    /** @return whole seconds for a {@code bigint} parameter; null stays null */
    public static Long seconds(Duration duration) {
        return duration == null ? null : duration.toSeconds();
    }

    public static Duration duration(ResultSet row, String column) throws SQLException {
        long seconds = row.getLong(column);
        return row.wasNull() ? null : Duration.ofSeconds(seconds);
    }
}
