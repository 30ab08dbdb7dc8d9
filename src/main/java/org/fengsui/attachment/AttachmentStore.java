package org.fengsui.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tika.Tika;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Invalid;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Photos and files (附件), of whatever they are part. A file is named by the digest of its content and lies on the disk, for
 * good, before the row that names it is committed, so a row never points to nothing; the same file twice is stored once. The
 * view {@code attachment_file} tells which files rows name: what is left without one, because the command failed or the
 * server was killed, is swept away by {@link AttachmentSweep}.
 */
@Component
public class AttachmentStore {

    /** Largest file, in bytes. */
    public static final long LARGEST = 20L * 1024 * 1024;

    private static final String FIELD = "file";

    /** Types taken, each with the endings a file of it may have. Office files are zip archives by content. */
    private static final Map<String, Set<String>> TAKEN = Map.ofEntries(
            Map.entry("image/jpeg", Set.of("jpg", "jpeg")), Map.entry("image/png", Set.of("png")),
            Map.entry("image/webp", Set.of("webp")), Map.entry("image/gif", Set.of("gif")),
            Map.entry("image/heic", Set.of("heic", "heif")), Map.entry("video/mp4", Set.of("mp4", "m4v")),
            Map.entry("video/quicktime", Set.of("mov")), Map.entry("application/pdf", Set.of("pdf")),
            Map.entry("application/zip", Set.of("docx", "xlsx", "pptx")),
            Map.entry("application/x-tika-ooxml", Set.of("docx", "xlsx", "pptx")),
            Map.entry("text/plain", Set.of("txt", "csv")));

    private static final Map<String, String> OFFICE = Map.of(
            "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation");

    private final JdbcClient jdbc;
    private final AttachmentFolder folder;
    private final long quota;
    private final Tika tika = new Tika();

    /** @param quota how much all attachments together may take; 0 = as much as the disk has */
    AttachmentStore(JdbcClient jdbc, AttachmentFolder folder, @Value("${fengsui.task.attachments-quota:0}") DataSize quota) {
        this.jdbc = jdbc;
        this.folder = folder;
        this.quota = quota.toBytes();
    }

    /**
     * The name of a file as it is kept: without the path that browsers of old send.
     *
     * @throws Invalid when it has none, or too long a one
     */
    public static String fileName(String name) {
        Checks checks = new Checks();
        String kept = checks.required(FIELD, baseName(name), Checks.TITLE);
        checks.done();
        return kept;
    }

    /**
     * Takes in a file, which lies beside the attachments until it is kept. Its type is told by its content; a name that says
     * otherwise is refused. Where there is no room for it, it is read all the same: it may be here already.
     *
     * @param fileName as {@link #fileName} gives it
     * @throws Invalid when empty, larger than 20 MB, of a type not taken, or named as what it is not
     */
    public Received receive(String fileName, InputStream content) {
        try {
            AttachmentFolder.Incoming incoming = folder.receive(new Limited(content));
            try {
                return new Received(incoming, incoming.whole() ? mediaType(fileName, incoming) : "");
            } catch (IOException | RuntimeException refused) {
                incoming.close();
                throw refused;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Puts a file where attachments lie, within the transaction that writes its row.
     *
     * @throws Invalid when there is no room for it
     */
    public void keep(Received received) {
        requireRoom(received.incoming);
        AttachmentSweep.lock(jdbc, received.digest());
        try {
            received.incoming.keep();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Under a quota, files come in one after the other, so that two together do not exceed it. */
    private void requireRoom(AttachmentFolder.Incoming incoming) {
        if (!incoming.whole()) {
            throw Invalid.noRoom(FIELD, "no-room");
        }
        if (quota == 0) {
            return;
        }
        jdbc.sql("select pg_advisory_xact_lock(hashtext('attachments-quota'))").query(rs -> { });
        long used = jdbc.sql("""
                select coalesce(sum(size), 0) from (select distinct digest, size from attachment_file where digest <> ?)
                as files""").param(incoming.digest()).query(Long.class).single();
        if (used + incoming.size() > quota) {
            throw Invalid.noRoom(FIELD, "no-room");
        }
    }

    /** Where the content lies. */
    public Path file(String digest) {
        return folder.path(digest);
    }

    /**
     * A small JPEG of a photo, made when it is first asked for.
     *
     * @return empty when the file is no picture that can be made small here
     */
    public Optional<Path> thumbnail(String digest) {
        Path thumbnail = folder.path(digest + AttachmentFolder.THUMBNAIL);
        if (!Files.exists(thumbnail)) {
            try {
                Optional<byte[]> picture = Thumbnails.of(file(digest));
                if (picture.isEmpty() || !folder.spare(thumbnail, picture.get())) {
                    return Optional.empty();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.of(thumbnail);
    }

    private String mediaType(String name, AttachmentFolder.Incoming incoming) throws IOException {
        if (incoming.size() == 0) {
            throw new Invalid(FIELD, "empty-file");
        }
        String byContent;
        try (InputStream in = Files.newInputStream(incoming.path())) {
            byContent = tika.detect(in);
        }
        Set<String> endings = TAKEN.get(byContent);
        if (endings == null) {
            throw new Invalid(FIELD, "type-not-taken", byContent);
        }
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (!endings.contains(ending)) {
            throw new Invalid(FIELD, "type-differs", name, byContent);
        }
        return OFFICE.getOrDefault(ending, byContent);
    }

    /**
     * Browsers of old send whole paths. A control character can not go into the header of a download, and one that turns
     * the direction of writing can hide the ending.
     */
    private static String baseName(String name) {
        return name == null ? "" : name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("[\\p{Cntrl}\\x{80}-\\x{9F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]", "_");
    }

    /** A file that has come in. It is gone again when it is closed, unless it was kept. */
    public static final class Received implements AutoCloseable {

        private final AttachmentFolder.Incoming incoming;
        private final String mediaType;

        private Received(AttachmentFolder.Incoming incoming, String mediaType) {
            this.incoming = incoming;
            this.mediaType = mediaType;
        }

        /** By its content; empty where there was no room for all of it. */
        public String mediaType() {
            return mediaType;
        }

        /** SHA-256 of the content, in hex. */
        public String digest() {
            return incoming.digest();
        }

        /** In bytes. */
        public long size() {
            return incoming.size();
        }

        @Override
        public void close() {
            try {
                incoming.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Refuses what is too large while it is still coming in. */
    private static final class Limited extends java.io.FilterInputStream {
        private long read;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            return count(one < 0 ? -1 : 1) < 0 ? -1 : one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return count(super.read(bytes, offset, length));
        }

        private int count(int n) {
            read += Math.max(n, 0);
            if (read > LARGEST) {
                throw new Invalid(FIELD, "file-too-large", LARGEST / 1024 / 1024);
            }
            return n;
        }
    }
}
