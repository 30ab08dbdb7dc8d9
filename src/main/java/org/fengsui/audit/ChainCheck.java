package org.fengsui.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fengsui.database.Rows;

/**
 * Reads the whole record as it is at one moment and compares it with its hashes and its anchors. Others may write
 * meanwhile: they are not seen. Needs the right to read and nothing else.
 */
final class ChainCheck {

    private static final int BATCH = 1000;

    private final Map<Integer, Lane> lanes = new TreeMap<>();
    private final List<Finding> broken = new ArrayList<>();
    private long entries;

    private ChainCheck() {
    }

    /** Where one chain should go on. */
    private static final class Lane {
        final int number;
        long headSeq = -1;
        byte[] headHash;
        /** The last entry seen, or retired. */
        long seq;
        byte[] hash = ChainHash.BEGINNING;
        long provenSeq;
        Anchors.Points points = new Anchors.Points();
        int nextPoint;
        boolean broken;

        Lane(int number) {
            this.number = number;
        }
    }

    /**
     * @param anchors read before: an anchor is never newer than the record that is then read
     * @param connection of its own, which is left in the middle of a transaction
     */
    static Verdict of(Connection connection, Anchors anchors) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        return new ChainCheck().check(connection, anchors);
    }

    private Verdict check(Connection connection, Anchors anchors) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(BATCH);
            try (ResultSet row = statement.executeQuery("select lane, seq, hash from audit_lane")) {
                while (row.next()) {
                    Lane lane = lane(row.getInt(1));
                    lane.headSeq = row.getLong(2);
                    lane.headHash = row.getBytes(3);
                }
            }
            anchors.lanes().forEach((number, points) -> lane(number).points = points);
            try (ResultSet row = statement.executeQuery("""
                    select distinct on (lane) lane, seq, hash from audit_retired order by lane, seq desc""")) {
                while (row.next()) {
                    retired(lane(row.getInt(1)), row.getLong(2), row.getBytes(3));
                }
            }
            try (ResultSet row = statement.executeQuery("select * from audit_entry order by lane, seq")) {
                while (row.next()) {
                    entries++;
                    Lane lane = lane(row.getInt("lane"));
                    if (!lane.broken) {
                        entry(lane, row);
                    }
                }
            }
        }
        lanes.values().stream().filter(lane -> !lane.broken).forEach(this::end);
        if (anchors.brokenLine() > 0) {
            broken.add(new Finding("anchor-" + anchors.brokenLine(), null, "anchor"));
        }
        broken.sort(Comparator.comparing(Finding::at, Comparator.nullsLast(Comparator.naturalOrder())));
        return new Verdict(entries, anchors.lines(), anchors.last(), List.copyOf(broken));
    }

    private Lane lane(int number) {
        return lanes.computeIfAbsent(number, Lane::new);
    }

    private void retired(Lane lane, long seq, byte[] hash) {
        boolean anchored = false;
        while (lane.nextPoint < lane.points.size() && lane.points.seq(lane.nextPoint) <= seq) {
            anchored = lane.points.seq(lane.nextPoint) == seq && Arrays.equals(lane.points.hash(lane.nextPoint), hash);
            lane.nextPoint++;
        }
        lane.seq = seq;
        lane.hash = hash;
        lane.provenSeq = seq;
        if (!anchored) {
            find(lane, seq, null, "retired");
        }
    }

    private void entry(Lane lane, ResultSet row) throws SQLException {
        long seq = row.getLong("seq");
        Instant at = Rows.instant(row, "at");
        byte[] hash = row.getBytes("hash");
        if (lane.headSeq < 0 || seq <= lane.seq || seq > lane.headSeq) {
            find(lane, seq, at, "inserted");
        } else if (seq > lane.seq + 1) {
            find(lane, lane.seq + 1, null, "removed");
        } else if (!ChainHash.SHA_256.equals(row.getString("algorithm")) || !Arrays.equals(ChainHash.of(row), hash)) {
            find(lane, seq, at, "edited");
        } else if (!Arrays.equals(row.getBytes("previous"), lane.hash)) {
            find(lane, seq, at, "relinked");
        } else if (lane.nextPoint < lane.points.size() && lane.points.seq(lane.nextPoint) <= seq) {
            boolean same = true;
            while (lane.nextPoint < lane.points.size() && lane.points.seq(lane.nextPoint) <= seq) {
                same = same && lane.points.seq(lane.nextPoint) == seq
                        && Arrays.equals(lane.points.hash(lane.nextPoint), hash);
                lane.nextPoint++;
            }
            if (same) {
                lane.provenSeq = seq;
            } else {
                find(lane, lane.provenSeq + 1, null, "rewritten");
            }
        }
        lane.seq = seq;
        lane.hash = hash;
    }

    private void end(Lane lane) {
        if (lane.seq < lane.headSeq || lane.nextPoint < lane.points.size()) {
            find(lane, lane.seq + 1, null, "truncated");
        } else if (lane.headSeq != lane.seq || !Arrays.equals(lane.headHash, lane.hash)) {
            find(lane, lane.seq, null, "head");
        }
    }

    private void find(Lane lane, long seq, Instant at, String reason) {
        lane.broken = true;
        broken.add(new Finding(lane.number + "-" + seq, at, reason));
    }
}
