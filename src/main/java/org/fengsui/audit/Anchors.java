package org.fengsui.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an anchor file says: where each chain once was. A line is
 * {@code fengsui-anchor-1 <number> <time> <node> <hash of the line before> <lane>:<seq>:<hash>,… <signature>}, with the
 * lanes that have moved since the line before; the signature is Ed25519 over all that stands before it.
 */
final class Anchors {

    static final String FORMAT = "fengsui-anchor-1";
    static final String NOTHING_BEFORE = "-";

    private final Map<Integer, Points> lanes = new TreeMap<>();
    private long lines;
    private Instant last;
    private String lastHash = NOTHING_BEFORE;
    private long brokenLine;

    /** Where one chain was: growing sequence numbers and the hashes there, packed, since there are many. */
    static final class Points {
        private long[] seqs = new long[8];
        private byte[][] hashes = new byte[8][];
        private int size;

        void add(long seq, byte[] hash) {
            if (size == seqs.length) {
                seqs = Arrays.copyOf(seqs, size * 2);
                hashes = Arrays.copyOf(hashes, size * 2);
            }
            seqs[size] = seq;
            hashes[size++] = hash;
        }

        int size() {
            return size;
        }

        long seq(int index) {
            return seqs[index];
        }

        byte[] hash(int index) {
            return hashes[index];
        }
    }

    /** Nothing anchored. */
    static Anchors none() {
        return new Anchors();
    }

    /**
     * Reads a file. From a line on that is not as it was signed, or does not follow the one before, nothing is believed:
     * see {@link #brokenLine()}. A last line without its end was being written when the machine stopped.
     */
    static Anchors read(Path file, PublicKey key) throws IOException {
        Anchors anchors = new Anchors();
        if (!Files.exists(file)) {
            return anchors;
        }
        long size = Files.size(file);
        long read = 0;
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null && anchors.brokenLine == 0; line = in.readLine()) {
                read += line.getBytes(StandardCharsets.UTF_8).length + 1;
                if (read > size) {
                    break;
                }
                anchors.take(line, key);
            }
        }
        return anchors;
    }

    private void take(String line, PublicKey key) {
        lines++;
        String[] parts = line.split(" ");
        try {
            int end = line.lastIndexOf(' ');
            if (parts.length != 7 || !parts[0].equals(FORMAT) || Long.parseLong(parts[1]) != lines
                    || !parts[4].equals(lastHash) || !signed(line.substring(0, end), parts[6], key)) {
                brokenLine = lines;
                return;
            }
            for (String head : parts[5].split(",")) {
                String[] place = head.split(":");
                lanes.computeIfAbsent(Integer.valueOf(place[0]), lane -> new Points())
                        .add(Long.parseLong(place[1]), HexFormat.of().parseHex(place[2]));
            }
            last = Instant.parse(parts[2]);
            lastHash = hash(line);
        } catch (RuntimeException unreadable) {
            brokenLine = lines;
        }
    }

    private static boolean signed(String text, String signature, PublicKey key) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            return ed25519.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            return false;
        }
    }

    static String hash(String line) {
        return HexFormat.of().formatHex(ChainHash.sha256(line.getBytes(StandardCharsets.UTF_8)));
    }

    Map<Integer, Points> lanes() {
        return lanes;
    }

    /** Number of lines that are as they were signed. */
    long lines() {
        return brokenLine == 0 ? lines : brokenLine - 1;
    }

    /** When the last of them was written; null when there is none. */
    Instant last() {
        return last;
    }

    String lastHash() {
        return lastHash;
    }

    /** The first line that is not as it was signed, from 1; 0 = none. */
    long brokenLine() {
        return brokenLine;
    }
}
