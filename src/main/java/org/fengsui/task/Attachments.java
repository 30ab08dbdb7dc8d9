package org.fengsui.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.tika.Tika;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.unit.DataSize;

/**
 * Photos and files of tasks (附件). A file is named by the digest of its content and lies on the disk, for good, before
 * its row is committed, so a row never points to nothing; the same file twice is stored once. What is left without a row,
 * because the command failed or the server was killed, is swept away by {@link AttachmentSweep}.
 */
@Service
public class Attachments {

    /** Largest file, in bytes. */
    public static final long LARGEST = 20L * 1024 * 1024;

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
    private final Tasks tasks;
    private final Clock clock;
    private final AttachmentFolder folder;
    private final long quota;
    private final Tika tika = new Tika();

    /** @param quota how much all attachments together may take; 0 = as much as the disk has */
    Attachments(JdbcClient jdbc, Tasks tasks, Clock clock, AttachmentFolder folder,
                @Value("${fengsui.task.attachments-quota:0}") DataSize quota) {
        this.jdbc = jdbc;
        this.tasks = tasks;
        this.clock = clock;
        this.folder = folder;
        this.quota = quota.toBytes();
    }

    /**
     * Adds a file to a task. Its type is told by its content; a name that says otherwise is refused. The same file on
     * the same task again is the same attachment.
     *
     * @throws Invalid when empty, larger than 20 MB, of a type not taken, named as what it is not, or when there is no
     *                 room for it
     */
    @Audited("task.attachment")
    @Transactional
    public Attachment add(UUID taskId, String name, InputStream content, Actor actor) {
        Checks checks = new Checks();
        String fileName = checks.required("file", baseName(name), Checks.TITLE);
        checks.done();
        Task seen = tasks.task(taskId, actor);
        tasks.requireMayAdd(seen, actor);
        try (AttachmentFolder.Incoming incoming = folder.receive(new Limited(content))) {
            return add(seen.id(), fileName, incoming, incoming.whole() ? mediaType(fileName, incoming) : "", actor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Attachment add(UUID taskId, String fileName, AttachmentFolder.Incoming incoming, String mediaType,
                           Actor actor) throws IOException {
        Task task = tasks.locked(taskId, actor);
        List<Attachment> present =
                select("task_id = ? and digest = ? and name = ?", taskId, incoming.digest(), fileName);
        if (!present.isEmpty()) {
            return present.get(0);
        }
        Tasks.requireRunning(task);
        requireRoom(incoming);
        AttachmentSweep.lock(jdbc, incoming.digest());
        incoming.keep();
        Instant now = clock.instant();
        Attachment attachment = new Attachment(UUID.randomUUID(), taskId, fileName, mediaType, incoming.size(),
                incoming.digest(), now, actor.username(), actor.unit());
        jdbc.sql("""
                insert into task_attachment (id, task_id, name, media_type, size, digest, uploaded_at, uploaded_by, unit)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(attachment.id(), taskId, fileName, mediaType, incoming.size(), incoming.digest(),
                        Rows.at(now), actor.username(), actor.unit())
                .update();
        tasks.publish(task, "attached", actor, now, fileName);
        return attachment;
    }

    /** Under a quota, files come in one after the other, so that two together do not exceed it. */
    private void requireRoom(AttachmentFolder.Incoming incoming) {
        if (!incoming.whole()) {
            throw Invalid.noRoom("file", "no-room");
        }
        if (quota == 0) {
            return;
        }
        jdbc.sql("select pg_advisory_xact_lock(hashtext('attachments-quota'))").query(rs -> { });
        long used = jdbc.sql("""
                select coalesce(sum(size), 0) from (select distinct digest, size from task_attachment where digest <> ?)
                as files""").param(incoming.digest()).query(Long.class).single();
        if (used + incoming.size() > quota) {
            throw Invalid.noRoom("file", "no-room");
        }
    }

    public List<Attachment> ofTask(UUID taskId, Actor actor) {
        tasks.task(taskId, actor);
        return select("task_id = ?", taskId);
    }

    /** Files of a response's tasks that the actor may see, the newest first. */
    public Listing ofResponse(UUID responseId, int page, int size, Actor actor) {
        tasks.requirePart(responseId, actor);
        String condition = "task_id in (select id from task where response_id = ? and (? or unit = ?"
                + " or supporting @> array[?]::text[]))";
        long total = jdbc.sql("select count(*) from task_attachment where " + condition)
                .params(responseId, actor.oversees(), actor.workUnit(), actor.workUnit()).query(Long.class).single();
        return new Listing(total == 0 ? List.of()
                : rows(condition + " order by uploaded_at desc, id limit ? offset ?", responseId, actor.oversees(),
                        actor.workUnit(), actor.workUnit(), size, (long) page * size), total);
    }

    /** @throws NotFound when there is no such attachment, or the actor may not see its task */
    public Attachment attachment(UUID id, Actor actor) {
        Attachment attachment = select("id = ?", id).stream().findFirst()
                .orElseThrow(() -> new NotFound("attachment"));
        tasks.task(attachment.taskId(), actor);
        return attachment;
    }

    /** Where the content lies. */
    public Path file(Attachment attachment) {
        return folder.path(attachment.digest());
    }

    /**
     * A small JPEG of a photo, made when it is first asked for.
     *
     * @return empty when the file is no picture that can be made small here
     */
    public Optional<Path> thumbnail(Attachment attachment) {
        Path thumbnail = folder.path(attachment.digest() + AttachmentFolder.THUMBNAIL);
        if (!Files.exists(thumbnail)) {
            try {
                Optional<byte[]> picture = Thumbnails.of(file(attachment));
                if (picture.isEmpty() || !folder.spare(thumbnail, picture.get())) {
                    return Optional.empty();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.of(thumbnail);
    }

    private List<Attachment> select(String condition, Object... parameters) {
        return rows(condition + " order by uploaded_at, id", parameters);
    }

    private List<Attachment> rows(String conditionAndOrder, Object... parameters) {
        return jdbc.sql("select * from task_attachment where " + conditionAndOrder)
                .params(parameters)
                .query((row, n) -> new Attachment(Rows.uuid(row, "id"), Rows.uuid(row, "task_id"),
                        row.getString("name"), row.getString("media_type"), row.getLong("size"),
                        row.getString("digest"), Rows.instant(row, "uploaded_at"), row.getString("uploaded_by"),
                        row.getString("unit")))
                .list();
    }

    private String mediaType(String name, AttachmentFolder.Incoming incoming) throws IOException {
        if (incoming.size() == 0) {
            throw new Invalid("file", "empty-file");
        }
        String byContent;
        try (InputStream in = Files.newInputStream(incoming.path())) {
            byContent = tika.detect(in);
        }
        Set<String> endings = TAKEN.get(byContent);
        if (endings == null) {
            throw new Invalid("file", "type-not-taken", byContent);
        }
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (!endings.contains(ending)) {
            throw new Invalid("file", "type-differs", name, byContent);
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
                throw new Invalid("file", "file-too-large", LARGEST / 1024 / 1024);
            }
            return n;
        }
    }

    /** One page of a list, and how many there are in all. */
    public record Listing(List<Attachment> content, long totalElements) {
    }

    /**
     * A file of a task.
     *
     * @param size in bytes
     */
    public record Attachment(UUID id, UUID taskId, String name, String mediaType, long size, String digest,
                             Instant uploadedAt, String uploadedBy, String unit) {
        public boolean image() {
            return mediaType.startsWith("image/") && !mediaType.equals("image/heic");
        }
    }
}
