package org.fengsui.task.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.fengsui.audit.Audit;
import org.fengsui.organization.Actor;
import org.fengsui.task.Attachments;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Hands out photos and files of tasks to whoever may see the task. */
@Controller
class AttachmentController {

    private final Attachments attachments;
    private final Audit audit;

    AttachmentController(Attachments attachments, Audit audit) {
        this.attachments = attachments;
        this.audit = audit;
    }

    @GetMapping("/attachments/{id}")
    ResponseEntity<Resource> content(@PathVariable UUID id, Actor actor) {
        Attachments.Attachment attachment = attachments.attachment(id, actor);
        audit.record(actor, "task.attachment-download", Map.of("taskId", attachment.taskId(), "attachment", id,
                "name", attachment.name()));
        return content(attachment);
    }

    /** The picture made small for lists; the whole of it where it can't be. */
    @GetMapping("/attachments/{id}/thumbnail")
    ResponseEntity<Resource> thumbnail(@PathVariable UUID id, Actor actor) {
        Attachments.Attachment attachment = attachments.attachment(id, actor);
        return attachments.thumbnail(attachment)
                .map(small -> answer(MediaType.IMAGE_JPEG, "inline", new FileSystemResource(small)))
                .orElseGet(() -> content(attachment));
    }

    private ResponseEntity<Resource> content(Attachments.Attachment attachment) {
        boolean shown = attachment.image() || attachment.mediaType().equals(MediaType.APPLICATION_PDF_VALUE);
        ContentDisposition disposition = (shown ? ContentDisposition.inline() : ContentDisposition.attachment())
                .filename(attachment.name(), StandardCharsets.UTF_8).build();
        return answer(MediaType.parseMediaType(attachment.mediaType()), disposition.toString(),
                new FileSystemResource(attachments.file(attachment)));
    }

    private static ResponseEntity<Resource> answer(MediaType type, String disposition, Resource body) {
        return ResponseEntity.ok()
                .contentType(type)
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition)
                .header("X-Content-Type-Options", "nosniff")
                // Named by its content, so it never changes; kept briefly, because a right to see can end.
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(10)).cachePrivate())
                .body(body);
    }
}
