package org.fengsui.response;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fengsui.audit.Audit;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Chases the written form of oral approvals (补书面) when it is overdue, once for each. */
@Component
class WrittenFormSweep {

    private static final Logger log = LoggerFactory.getLogger(WrittenFormSweep.class);

    private final ResponseRows rows;
    private final Responses responses;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    WrittenFormSweep(ResponseRows rows, Responses responses, Audit audit, TransactionTemplate transaction, Clock clock) {
        this.rows = rows;
        this.responses = responses;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 5000)
    void sweep() {
        Instant now = clock.instant();
        try {
            overdue(now).forEach(approval -> transaction.executeWithoutResult(status -> chase(approval, now)));
        } catch (DataAccessException | TransactionException e) {
            log.error("The written forms of oral approvals could not be chased; the next sweep tries again", e);
        }
    }

    private void chase(Approval approval, Instant now) {
        // A sample may have been cleared since.
        Optional<Response> response = rows.lock(approval.responseId());
        if (response.isPresent() && overdue(now).stream().anyMatch(still -> still.id().equals(approval.id()))) {
            rows.writtenOverdue(approval.id(), now);
            responses.write(response.get(), now, Actor.SYSTEM, "written-overdue", approval.level());
            audit.record(Actor.SYSTEM, "response.written-overdue",
                    Map.of("id", approval.responseId(), "incidentId", response.get().incidentId(), "approvalId", approval.id()));
        }
    }

    private List<Approval> overdue(Instant now) {
        return rows.approvals("""
                oral_at is not null and written_at is null and decision = 'approved' and written_due_at <= ?
                and written_overdue_at is null order by written_due_at""", Rows.at(now));
    }
}
