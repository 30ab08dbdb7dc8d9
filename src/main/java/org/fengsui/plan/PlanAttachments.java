package org.fengsui.plan;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.attachment.AttachmentStore;
import org.fengsui.audit.Audit;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Files of a version (附件): the text as it was signed (签发文本), and others such as the explanations (编制说明) or what experts
 * said. They are never deleted; what was attached in error is struck (作废), and then no longer for everybody.
 */
@Service
public class PlanAttachments {

    /** The text as it was signed (签发文本). */
    public static final String SIGNED = "signed";
    public static final String OTHER = "other";

    private final JdbcClient jdbc;
    private final Plans plans;
    private final AttachmentStore store;
    private final PlanSignals signals;
    private final Audit audit;
    private final Clock clock;

    PlanAttachments(JdbcClient jdbc, Plans plans, AttachmentStore store, PlanSignals signals, Audit audit,
                    Clock clock) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.store = store;
        this.signals = signals;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Adds a file to a version. The same file of the same name and kind again is the same attachment, as long as the
     * version says the same; of another kind it stands beside the first.
     *
     * @param kind {@link #SIGNED} or {@link #OTHER}
     * @throws Invalid   as {@link AttachmentStore#receive} and {@link AttachmentStore#keep} say
     * @throws Forbidden plan-attacher-only: it is for the writer, the office, and those who sign
     * @throws Rejected  plan-over when it was withdrawn; the text signed may come in after the publication
     */
    @Transactional
    @Audited("plan.attachment")
    public Attachment add(String key, int number, String kind, String name, InputStream content, Actor actor) {
        Plans.Version seen = plans.version(key, number, actor);
        String fileName = AttachmentStore.fileName(name);
        if (!SIGNED.equals(kind) && !OTHER.equals(kind)) {
            throw new Invalid("kind", "unknown-choice", SIGNED + ", " + OTHER);
        }
        requireMay(seen, actor);
        try (AttachmentStore.Received received = store.receive(fileName, content)) {
            // The same file sent twice at once is one attachment, and the version says now what it is attached to.
            Plans.Version version = plans.locked(key, number, actor);
            requireMay(version, actor);
            List<Attachment> present = select("plan_key = ? and version = ? and digest = ? and name = ? and kind = ?"
                    + " and content_digest = ? and struck_at is null", key, number, received.digest(), fileName, kind,
                    version.digest());
            if (!present.isEmpty()) {
                return present.get(0);
            }
            store.keep(received);
            Attachment attachment = new Attachment(UUID.randomUUID(), key, number, kind, fileName, received.mediaType(),
                    received.size(), received.digest(), version.digest(), clock.instant(), actor.username(),
                    actor.unit(), null, null, null);
            jdbc.sql("""
                    insert into plan_attachment (id, plan_key, version, kind, name, media_type, size, digest,
                        content_digest, uploaded_at, uploaded_by, unit)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                    .params(attachment.id(), key, number, kind, fileName, attachment.mediaType(), attachment.size(),
                            attachment.digest(), attachment.contentDigest(), Rows.at(attachment.uploadedAt()),
                            actor.username(), actor.unit())
                    .update();
            signals.papers(seen);
            return attachment;
        }
    }

    /**
     * Strikes a file that was attached in error (作废), e.g. one that not everybody may read: from then on it is for
     * those who write, sign and oversee the version, with the reason. At any time; what is struck already stays so.
     *
     * @throws NotFound  when there is no such file, or the actor may not see it
     * @throws Forbidden plan-attacher-only
     * @throws Invalid   reason: required
     */
    @Transactional
    @Audited("plan.attachment-strike")
    public Attachment strike(UUID id, String reason, Actor actor) {
        Attachment attachment = attachment(id, actor);
        requireAttacher(plans.version(attachment.key(), attachment.version(), actor), actor);
        Checks checks = new Checks();
        String said = checks.required("reason", reason, Checks.TEXT);
        checks.done();
        jdbc.sql("""
                update plan_attachment set struck_by = ?, struck_at = ?, struck_reason = ?
                where id = ? and struck_at is null""")
                .params(actor.username(), Rows.at(clock.instant()), said, id).update();
        signals.papers(plans.version(attachment.key(), attachment.version()));
        return attachment(id, actor);
    }

    Attachment attachment(UUID id, Actor actor) {
        return select("id = ?", id).stream()
                .filter(attachment -> attachment.visible(plans.version(attachment.key(), attachment.version()), actor))
                .findFirst().orElseThrow(() -> new NotFound("attachment"));
    }

    /** Whether somebody may add files to a version now. */
    public boolean may(Plans.Version version, Actor actor) {
        return attacher(version, actor) && version.state() != Plans.Status.WITHDRAWN;
    }

    /** Whether somebody may strike files of a version. */
    public boolean mayStrike(Plans.Version version, Actor actor) {
        return attacher(version, actor);
    }

    private static boolean attacher(Plans.Version version, Actor actor) {
        return actor.holds(Post.OFFICE) || actor.holds(Post.REVIEWER) || version.approval().isOf(actor)
                || version.writer().equals(actor.username()) && actor.holds(Post.PLANNER);
    }

    private static void requireAttacher(Plans.Version version, Actor actor) {
        if (!attacher(version, actor)) {
            throw new Forbidden("plan-attacher-only");
        }
    }

    private static void requireMay(Plans.Version version, Actor actor) {
        requireAttacher(version, actor);
        if (version.state() == Plans.Status.WITHDRAWN) {
            throw new Rejected("plan-over", version.number());
        }
    }

    /** Files of a version that the actor may see, the struck among them: the text signed first, then as they came. */
    public List<Attachment> of(Plans.Version version, Actor actor) {
        return select("plan_key = ? and version = ?", version.key(), version.number()).stream()
                .filter(attachment -> attachment.visible(version, actor)).toList();
    }

    /**
     * Hands a file of a plan out, which goes on record.
     *
     * @throws NotFound when the plan has no such file, or the actor may not see it
     */
    public Attachment download(String key, UUID id, Actor actor) {
        Attachment file = attachment(id, actor);
        if (!file.key().equals(key)) {
            throw new NotFound("attachment");
        }
        audit.record(actor, "plan.attachment-download", Map.of("key", key, "version", file.version(), "attachment", id,
                "name", file.name()));
        return file;
    }

    /** Where the content lies. */
    public Path file(Attachment attachment) {
        return store.file(attachment.digest());
    }

    private List<Attachment> select(String condition, Object... parameters) {
        return jdbc.sql("select * from plan_attachment where " + condition + " order by kind <> 'signed', uploaded_at, id")
                .params(parameters)
                .query((row, n) -> new Attachment(Rows.uuid(row, "id"), row.getString("plan_key"), row.getInt("version"),
                        row.getString("kind"), row.getString("name"), row.getString("media_type"), row.getLong("size"),
                        row.getString("digest"), row.getString("content_digest"), Rows.instant(row, "uploaded_at"),
                        row.getString("uploaded_by"), row.getString("unit"), row.getString("struck_by"),
                        Rows.instant(row, "struck_at"), row.getString("struck_reason")))
                .list();
    }

    /**
     * A file of a version.
     *
     * @param size          in bytes
     * @param digest        of the file, SHA-256 in hex
     * @param contentDigest of what the version said when the file came, SHA-256 in hex
     * @param struckAt      when it was struck as attached in error; null = it holds
     */
    public record Attachment(UUID id, String key, int version, String kind, String name, String mediaType, long size,
                             String digest, String contentDigest, Instant uploadedAt, String uploadedBy, String unit,
                             String struckBy, Instant struckAt, String struckReason) {
        public boolean struck() {
            return struckAt != null;
        }

        /** Whether the version has changed since: the file belongs to an earlier draft. */
        public boolean earlier(Plans.Version version) {
            return !contentDigest.equals(version.digest());
        }

        /** The text signed is for whoever may read the version; the rest for those who write, sign and oversee it. */
        boolean visible(Plans.Version of, Actor actor) {
            return kind.equals(SIGNED) && !struck() ? of.visible(actor) : of.inside(actor);
        }
    }
}
