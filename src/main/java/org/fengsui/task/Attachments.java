package org.fengsui.task;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fengsui.attachment.AttachmentStore;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Photos and files of tasks (附件); {@link AttachmentStore} keeps their content. */
@Service
public class Attachments {

    /** Largest file, in bytes. */
    public static final long LARGEST = AttachmentStore.LARGEST;

    private final JdbcClient jdbc;
    private final Tasks tasks;
    private final Clock clock;
    private final AttachmentStore store;

    Attachments(JdbcClient jdbc, Tasks tasks, Clock clock, AttachmentStore store) {
        this.jdbc = jdbc;
        this.tasks = tasks;
        this.clock = clock;
        this.store = store;
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
        String fileName = AttachmentStore.fileName(name);
        Task seen = tasks.task(taskId, actor);
        tasks.requireMayAdd(seen, actor);
        try (AttachmentStore.Received received = store.receive(fileName, content)) {
            return add(seen.id(), fileName, received, actor);
        }
    }

    private Attachment add(UUID taskId, String fileName, AttachmentStore.Received received, Actor actor) {
        Task task = tasks.locked(taskId, actor);
        List<Attachment> present =
                select("task_id = ? and digest = ? and name = ?", taskId, received.digest(), fileName);
        if (!present.isEmpty()) {
            return present.get(0);
        }
        Tasks.requireRunning(task);
        store.keep(received);
        Instant now = clock.instant();
        Attachment attachment = new Attachment(UUID.randomUUID(), taskId, fileName, received.mediaType(),
                received.size(), received.digest(), now, actor.username(), actor.unit());
        jdbc.sql("""
                insert into task_attachment (id, task_id, name, media_type, size, digest, uploaded_at, uploaded_by, unit)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(attachment.id(), taskId, fileName, attachment.mediaType(), attachment.size(), attachment.digest(),
                        Rows.at(now), actor.username(), actor.unit())
                .update();
        tasks.publish(task, "attached", actor, now, fileName);
        return attachment;
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
        return store.file(attachment.digest());
    }

    /** A small JPEG of a photo; empty when the file is no picture that can be made small here. */
    public Optional<Path> thumbnail(Attachment attachment) {
        return store.thumbnail(attachment.digest());
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
