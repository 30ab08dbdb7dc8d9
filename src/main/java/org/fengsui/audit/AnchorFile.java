package org.fengsui.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Writes at intervals where the chains are, signed, to a file outside the database: whoever changes the record by SQL
 * cannot change what stands there. Every node may have a file of its own, or several one in common.
 */
@Component
class AnchorFile {

    private static final Logger log = LoggerFactory.getLogger(AnchorFile.class);

    private final JdbcClient jdbc;
    private final AuditRows rows;
    private final Audit audit;
    private final Clock clock;
    private final Path file;
    private final Path key;
    private KeyPair pair;
    private volatile State state = new State(null, 0, "");

    /**
     * @param writtenAt when the last line was written; null when there is none
     * @param problem   why nothing could be anchored the last time; empty when all is well
     */
    record State(Instant writtenAt, long lines, String problem) {
    }

    private record Head(long seq, byte[] hash) {
    }

    AnchorFile(JdbcClient jdbc, AuditRows rows, Audit audit, Clock clock, AuditSettings settings) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.audit = audit;
        this.clock = clock;
        this.file = settings.anchor();
        this.key = settings.key();
    }

    @Scheduled(fixedDelayString = "${fengsui.audit.anchor-every}")
    void write() {
        try {
            anchor();
        } catch (IOException | GeneralSecurityException | DataAccessException e) {
            log.error("The record could not be anchored in {}", file, e);
            state = new State(state.writtenAt(), state.lines(), String.valueOf(e.getMessage()));
        }
    }

    State state() {
        return state;
    }

    /** What was anchored so far. */
    synchronized Anchors read() throws IOException, GeneralSecurityException {
        return Anchors.read(file, pair().getPublic());
    }

    /** Adds a line, unless nothing was written to the record since the last. */
    synchronized void anchor() throws IOException, GeneralSecurityException {
        KeyPair keys = pair();
        AnchorKey.folder(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
            cutUnfinished(channel);
            Anchors before = Anchors.read(file, keys.getPublic());
            if (before.brokenLine() > 0) {
                throw new IOException(file + ": line " + before.brokenLine() + " is not as it was signed; nothing is added");
            }
            if (before.lines() == 0) {
                audit.record(audit.person("system"), "audit.anchor", Map.of("key", HexFormat.of()
                        .formatHex(ChainHash.sha256(keys.getPublic().getEncoded()))));
            }
            List<String> moved = new ArrayList<>();
            List<Integer> cutBack = new ArrayList<>();
            heads().forEach((lane, head) -> {
                Anchors.Points points = before.lanes().get(lane);
                long known = points == null ? 0 : points.seq(points.size() - 1);
                if (head.seq() > known) {
                    moved.add(lane + ":" + head.seq() + ":" + HexFormat.of().formatHex(head.hash()));
                } else if (head.seq() < known) {
                    cutBack.add(lane);
                }
            });
            Instant at = before.last();
            long lines = before.lines();
            if (!moved.isEmpty()) {
                at = clock.instant();
                lines++;
                String text = String.join(" ", Anchors.FORMAT, String.valueOf(lines), at.toString(),
                        rows.node().replaceAll("[\\s,]", "_"), before.lastHash(), String.join(",", moved));
                append(channel, text + " " + signature(text, keys) + "\n");
            }
            if (!cutBack.isEmpty()) {
                log.error("The record has been cut back since it was anchored: lanes {}", cutBack);
            }
            state = new State(at, lines, cutBack.isEmpty() ? "" : "cut back: " + cutBack);
        }
    }

    private KeyPair pair() throws IOException, GeneralSecurityException {
        if (pair == null) {
            pair = AnchorKey.pair(key, Path.of(file + ".pub"));
        }
        return pair;
    }

    /** The committed heads, all of one moment. */
    private Map<Integer, Head> heads() {
        Map<Integer, Head> heads = new TreeMap<>();
        jdbc.sql("select lane, seq, hash from audit_lane where seq > 0").query(row -> {
            heads.put(row.getInt("lane"), new Head(row.getLong("seq"), row.getBytes("hash")));
        });
        return heads;
    }

    /** A line without its end was being written when the machine stopped. */
    private static void cutUnfinished(FileChannel channel) throws IOException {
        long end = channel.size();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (end > 0) {
            one.clear();
            channel.read(one, end - 1);
            if (one.get(0) == '\n') {
                break;
            }
            end--;
        }
        channel.truncate(end);
    }

    private static void append(FileChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        long position = channel.size();
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
        channel.force(true);
    }

    static String signature(String text, KeyPair keys) throws GeneralSecurityException {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initSign(keys.getPrivate());
        ed25519.update(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(ed25519.sign());
    }
}
