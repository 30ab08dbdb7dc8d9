package org.fengsui.audit.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fengsui.audit.Audit;
import org.fengsui.audit.AuditLog;
import org.fengsui.audit.Finding;
import org.fengsui.audit.Verdict;
import org.fengsui.audit.Verification;
import org.fengsui.audit.Who;
import org.fengsui.refusal.Checks;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The record for the auditor's own tools. */
@RestController
@RequestMapping("/api/v1/audit")
class AuditApi {

    private final AuditLog log;
    private final Verification verification;
    private final Audit audit;

    AuditApi(AuditLog log, Verification verification, Audit audit) {
        this.log = log;
        this.verification = verification;
        this.audit = audit;
    }

    record EntryView(String id, Instant at, String node, String actor, String actorName, String unit, List<String> posts,
                     String origin, String type, String result, UUID incidentId, UUID responseId, UUID taskId,
                     @JsonRawValue String detail, String algorithm, String previous, String hash) {
        static EntryView of(AuditLog.Entry e) {
            return new EntryView(e.id(), e.at(), e.node(), e.actor(), e.actorName(), e.unit(), e.posts(), e.origin(),
                    e.type(), e.result(), e.incidentId(), e.responseId(), e.taskId(), e.detail(), e.algorithm(),
                    e.previous(), e.hash());
        }
    }

    record EntryPage(List<EntryView> content, int page, int size, long totalElements) {
    }

    /**
     * @param to   exclusive
     * @param type a code, or its beginning with the dot: {@code task.}
     * @param q    words that all occur
     */
    @GetMapping
    EntryPage auditEntries(@RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) Instant from,
                           @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) Instant to,
                           @RequestParam(defaultValue = "") String actor, @RequestParam(defaultValue = "") String unit,
                           @RequestParam(defaultValue = "") String type, @RequestParam(defaultValue = "") String result,
                           @RequestParam(defaultValue = "") String q, @RequestParam(required = false) UUID about,
                           @RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size) {
        Who who = audit.current();
        AuditLog.require(who);
        Checks checks = new Checks();
        checks.page(page, size);
        AuditLog.Filter filter = new AuditLog.Filter(from, to, checks.optional("actor", actor, Checks.TITLE),
                checks.optional("unit", unit, Checks.TITLE), checks.optional("type", type, Checks.TITLE),
                checks.optional("result", result, Checks.TITLE), checks.optional("q", q, Checks.TITLE), about);
        AuditPages.choice(filter.result(), checks);
        checks.done();
        AuditLog.Listing found = log.list(filter, page, size, Integer.MAX_VALUE, who);
        return new EntryPage(found.content().stream().map(EntryView::of).toList(), page, size, found.totalElements());
    }

    /**
     * @param firstBroken the earliest entry that is not as it was written, {@code <lane>-<seq>}, or a line of the anchor
     *                    file, {@code anchor-<line>}; null when all is well
     * @param reason      what is wrong there; null when all is well
     * @param broken      the first broken place of every chain
     */
    record VerificationView(boolean ok, long entries, String firstBroken, String reason, long anchors, Instant anchoredAt,
                            List<Finding> broken) {
    }

    @PostMapping("/verification")
    VerificationView verifyAudit() {
        Who who = audit.current();
        AuditLog.require(who);
        Verdict verdict = verification.verify(who);
        Finding first = verdict.broken().stream().findFirst().orElse(null);
        return new VerificationView(verdict.ok(), verdict.entries(), first == null ? null : first.entry(),
                first == null ? null : first.reason(), verdict.anchors(), verdict.anchoredAt(), verdict.broken());
    }
}
