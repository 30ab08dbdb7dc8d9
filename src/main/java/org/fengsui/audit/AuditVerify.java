package org.fengsui.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import org.fengsui.database.Rows;

/**
 * Verifies the record without the server: {@code scripts/audit-verify}. Ends with 0 when all is well, 1 when the record
 * is broken, 2 when it could not be read. The password comes from the environment, {@code PGPASSWORD}.
 */
public final class AuditVerify {

    private static final String USAGE = """
            audit-verify --url jdbc:postgresql://host/database --user name [--anchor file [--key file.pub]]
                         [--retire-before 2027-01-31]
            The password is read from PGPASSWORD. Without --key it is the file beside the anchor, <anchor>.pub.
            --retire-before prints the SQL that removes what is older, up to an anchored entry of each chain.
            """;

    private AuditVerify() {
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.getenv().getOrDefault("PGPASSWORD", "")));
    }

    static int run(String[] arguments, String password) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            given.put(arguments[i], arguments[i + 1]);
        }
        if (arguments.length % 2 != 0 || !given.containsKey("--url") || !given.containsKey("--user")) {
            System.err.print(USAGE);
            return 2;
        }
        try (Connection connection = DriverManager.getConnection(given.get("--url"), given.get("--user"), password)) {
            Anchors anchors = Anchors.none();
            if (given.containsKey("--anchor")) {
                Path file = Path.of(given.get("--anchor"));
                anchors = Anchors.read(file, AnchorKey.publicKey(Path.of(given.getOrDefault("--key", file + ".pub"))));
            }
            Verdict verdict = ChainCheck.of(connection, anchors);
            System.out.printf("%d entries, %d anchor lines%s%n", verdict.entries(), verdict.anchors(),
                    verdict.anchoredAt() == null ? "" : ", the last of " + verdict.anchoredAt());
            verdict.broken().forEach(found -> System.out.printf("BROKEN at %s: %s%s%n", found.entry(), found.reason(),
                    found.at() == null ? "" : ", " + found.at()));
            if (!verdict.ok()) {
                return 1;
            }
            System.out.println(verdict.anchors() == 0 ? "ok, but compared with no anchor" : "ok");
            if (given.containsKey("--retire-before")) {
                retirable(connection, anchors, LocalDate.parse(given.get("--retire-before")));
            }
            return 0;
        } catch (SQLException | IOException | GeneralSecurityException e) {
            System.err.println("The record could not be read: " + e.getMessage());
            return 2;
        }
    }

    private static void retirable(Connection connection, Anchors anchors, LocalDate before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select coalesce(max(seq), 0) from audit_entry
                where lane = ? and seq < coalesce((select min(seq) from audit_entry where lane = ? and at >= ?), 9223372036854775807)""")) {
            for (Map.Entry<Integer, Anchors.Points> lane : anchors.lanes().entrySet()) {
                statement.setInt(1, lane.getKey());
                statement.setInt(2, lane.getKey());
                statement.setTimestamp(3, Rows.at(before.atStartOfDay(ZoneId.systemDefault()).toInstant()));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    long last = row.getLong(1);
                    long upTo = 0;
                    for (int i = 0; i < lane.getValue().size() && lane.getValue().seq(i) <= last; i++) {
                        upTo = lane.getValue().seq(i);
                    }
                    if (upTo > 0) {
                        System.out.printf("select audit_retire(%d, %d);%n", lane.getKey(), upTo);
                    }
                }
            }
        }
    }
}
