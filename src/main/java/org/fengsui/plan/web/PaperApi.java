package org.fengsui.plan.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fengsui.organization.Actor;
import org.fengsui.plan.PlanAttachments;
import org.fengsui.plan.PlanComments;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.NotFound;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** What hangs on a version of a plan: comments (意见) and files (附件). */
@RestController
@RequestMapping("/api/v1/plans/{key}")
class PaperApi {

    private static final String VERSION = "/versions/{version}";

    private final Plans plans;
    private final PlanComments comments;
    private final PlanAttachments attachments;

    PaperApi(Plans plans, PlanComments comments, PlanAttachments attachments) {
        this.plans = plans;
        this.comments = comments;
        this.attachments = attachments;
    }

    /**
     * A comment on a version.
     *
     * @param about      plan, level, trigger, action or clause
     * @param target     code of the level, id of the trigger, key of the action, number of the clause; empty for the
     *                   plan
     * @param targetName as it was called when the comment was made
     * @param by         user name
     * @param settledAt  null while it is open
     * @param settledBy  name
     */
    record CommentView(UUID id, int version, String about, String target, String targetName, String text, Instant at,
                       String by, String name, Instant settledAt, String settledBy, List<AnswerView> answers) {

        static CommentView of(PlanComments.Comment one) {
            return new CommentView(one.id(), one.version(), one.about().code(), one.target(), one.targetName(),
                    one.text(), one.at(), one.actor(), one.actorName(), one.settledAt(), one.settledBy(),
                    one.answers().stream().map(answer -> new AnswerView(answer.text(), answer.at(), answer.actor(),
                            answer.actorName())).toList());
        }
    }

    record AnswerView(String text, Instant at, String by, String name) {
    }

    /** Open ones before those that are settled, then the oldest first. */
    @GetMapping(VERSION + "/comments")
    List<CommentView> planComments(@PathVariable String key, @PathVariable int version, Actor actor) {
        Plans.Version of = plans.version(key, version, actor);
        if (!of.inside(actor)) {
            throw new NotFound("plan");
        }
        return comments.of(of).stream().map(CommentView::of).toList();
    }

    /** @param target may be missing for the whole plan */
    record NewComment(String about, String target, String text) {
    }

    /** Comments on a version that is being made. The same words on the same thing again are the same comment. */
    @PostMapping(VERSION + "/comments")
    @ResponseStatus(HttpStatus.CREATED)
    CommentView commentPlan(@PathVariable String key, @PathVariable int version, @RequestBody NewComment sent,
                            Actor actor) {
        return CommentView.of(comments.add(key, version, sent.about(), sent.target(), sent.text(), actor));
    }

    record AnswerSent(String text) {
    }

    /** Answers a comment. The same words again are the same answer. */
    @PostMapping(VERSION + "/comments/{id}/answer")
    CommentView answerPlanComment(@PathVariable String key, @PathVariable int version, @PathVariable UUID id,
                                  @RequestBody AnswerSent sent, Actor actor) {
        requireOf(key, version, id, actor);
        return CommentView.of(comments.answer(id, sent.text(), actor));
    }

    /** Settles a comment: for whoever made it, and for reviewers. */
    @PostMapping(VERSION + "/comments/{id}/settlement")
    CommentView settlePlanComment(@PathVariable String key, @PathVariable int version, @PathVariable UUID id,
                                  Actor actor) {
        requireOf(key, version, id, actor);
        return CommentView.of(comments.settle(id, actor));
    }

    private void requireOf(String key, int version, UUID id, Actor actor) {
        PlanComments.Comment comment = comments.comment(id, actor);
        if (!comment.key().equals(key) || comment.version() != version) {
            throw new NotFound("comment");
        }
    }

    /**
     * A file of a version.
     *
     * @param kind   signed (签发文本) or other
     * @param size   in bytes
     * @param digest SHA-256 in hex
     * @param struck when and why it was struck as attached in error (作废); null = it holds
     */
    record FileView(UUID id, int version, String kind, String name, String mediaType, long size, String digest,
                    Instant uploadedAt, String uploadedBy, String unit, StruckView struck) {

        static FileView of(PlanAttachments.Attachment one) {
            return new FileView(one.id(), one.version(), one.kind(), one.name(), one.mediaType(), one.size(),
                    one.digest(), one.uploadedAt(), one.uploadedBy(), one.unit(),
                    one.struck() ? new StruckView(one.struckAt(), one.struckBy(), one.struckReason()) : null);
        }
    }

    record StruckView(Instant at, String by, String reason) {
    }

    record Strike(String reason) {
    }

    /** Those that the caller may have, the text signed first. */
    @GetMapping(VERSION + "/attachments")
    List<FileView> planAttachments(@PathVariable String key, @PathVariable int version, Actor actor) {
        return attachments.of(plans.version(key, version, actor), actor).stream().map(FileView::of).toList();
    }

    /** Adds a file; the same file of the same name again is the same attachment. @param kind signed or other */
    @PostMapping(path = VERSION + "/attachments", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<FileView> addPlanAttachment(@PathVariable String key, @PathVariable int version,
                                               @RequestParam MultipartFile file,
                                               @RequestParam(defaultValue = PlanAttachments.OTHER) String kind,
                                               Actor actor) throws IOException {
        try (InputStream content = file.getInputStream()) {
            FileView view = FileView.of(attachments.add(key, version, kind, file.getOriginalFilename(), content,
                    actor));
            return ResponseEntity.created(URI.create("/api/v1/plans/" + key + "/attachments/" + view.id())).body(view);
        }
    }

    /** Strikes a file that was attached in error; again changes nothing. */
    @PostMapping(VERSION + "/attachments/{id}/strike")
    FileView strikePlanAttachment(@PathVariable String key, @PathVariable int version, @PathVariable UUID id,
                                  @RequestBody Strike sent, Actor actor) {
        if (attachments.of(plans.version(key, version, actor), actor).stream().noneMatch(one -> one.id().equals(id))) {
            throw new NotFound("attachment");
        }
        return FileView.of(attachments.strike(id, sent.reason(), actor));
    }

    /** The content, always to be saved; that it was handed out goes on record. */
    @GetMapping(path = "/attachments/{id}", produces = MediaType.ALL_VALUE)
    ResponseEntity<Resource> planAttachment(@PathVariable String key, @PathVariable UUID id, Actor actor) {
        PlanAttachments.Attachment file = attachments.download(key, id, actor);
        return LifePages.content(file, attachments.file(file));
    }
}
