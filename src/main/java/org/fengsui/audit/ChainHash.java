package org.fengsui.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.fengsui.database.Rows;

/**
 * What an entry's hash is made of, as the database's {@code audit_bytes} has it: the hash before, and every column, each
 * text with its length in bytes before it, so that no two entries have the same bytes.
 */
final class ChainHash {

    static final String SHA_256 = "SHA-256";
    /** Before the first entry of a chain. */
    static final byte[] BEGINNING = new byte[32];

    private static final String[] TEXTS = {"node", "actor", "actor_name", "unit", "posts", "origin", "type", "result",
        "incident_id", "response_id", "task_id", "detail", "algorithm"};

    private ChainHash() {
    }

    /** The hash that belongs to this row of {@code audit_entry}. */
    static byte[] of(ResultSet row) throws SQLException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            text(out, "fengsui-audit-1");
            out.write(row.getBytes("previous"));
            out.writeInt(row.getInt("lane"));
            out.writeLong(row.getLong("seq"));
            Instant at = Rows.instant(row, "at");
            out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
            for (String column : TEXTS) {
                text(out, row.getString(column));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sha256(bytes.toByteArray());
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance(SHA_256).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }
}
