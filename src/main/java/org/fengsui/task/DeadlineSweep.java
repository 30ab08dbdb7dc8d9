package org.fengsui.task;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.audit.Audit;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.NotFound;
import org.fengsui.task.spi.TaskHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Acts on the time limits of tasks: overdue receipt → the unit's leader → the office; overdue completion → chase-up
 * (督办); the next turn of recurring actions. The limits are columns, so they survive a restart; what is done about one
 * is written in the same transaction under the response's lock, so none fires twice, on any number of nodes. See
 * {@code docs/adr/0002-deadlines-are-columns.md}.
 */
@Component
class DeadlineSweep {

    private static final Logger log = LoggerFactory.getLogger(DeadlineSweep.class);

    private final TaskRows rows;
    private final Tasks tasks;
    private final PlannedTasks planned;
    private final TaskHost host;
    private final JdbcClient jdbc;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final Clock clock;
    /** Told once, not every second. */
    private boolean away;

    DeadlineSweep(TaskRows rows, Tasks tasks, PlannedTasks planned, TaskHost host, JdbcClient jdbc,
                  Audit audit, TransactionTemplate transaction, Clock clock) {
        this.rows = rows;
        this.tasks = tasks;
        this.planned = planned;
        this.host = host;
        this.jdbc = jdbc;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 1000)
    void sweep() {
        Instant now = clock.instant();
        for (UUID response : responsesDue(now)) {
            try {
                transaction.executeWithoutResult(status -> {
                    host.lock(response);
                    rows.due(response, now).forEach(task -> act(task, now));
                });
            } catch (NotFound cleared) {
                log.debug("Response {} was a sample and has been cleared", response, cleared);
            } catch (DataAccessException | TransactionException e) {
                // One response's trouble must not hold up the others; the next sweep tries again.
                log.error("The deadlines of response {} could not be acted on", response, e);
            }
        }
    }

    private List<UUID> responsesDue(Instant now) {
        try {
            List<UUID> due = rows.responsesDue(now);
            if (away) {
                away = false;
                log.info("The database answers again; deadlines that came in the meantime are acted on now");
            }
            return due;
        } catch (DataAccessException e) {
            if (!away) {
                away = true;
                log.error("The database does not answer; deadlines wait until it does", e);
            }
            return List.of();
        }
    }

    private void act(Task task, Instant now) {
        if (task.nextTurnAt() != null && !task.nextTurnAt().isAfter(now)) {
            if (task.running()) {
                tell(task, "turn-missed", now, String.valueOf(task.turn()));
            }
            Task turn = planned.nextTurn(task, now);
            tell(turn, "turn-opened", now, String.valueOf(turn.turn()));
            return;
        }
        if (task.receiptOverdue(now.plusMillis(1))) {
            if (task.leaderToldAt() == null) {
                mark("leader_told_at", task, now);
                tell(task, "receipt-overdue", now, "");
            }
            if (task.officeToldAt() == null && !task.officeDueAt().isAfter(now)) {
                mark("office_told_at", task, now);
                tell(task, "receipt-overdue-office", now, "");
            }
        }
        if (task.completionOverdue(now.plusMillis(1)) && task.chasedAt() == null) {
            mark("chased_at", task, now);
            tasks.entry(task, "chase", "", Actor.SYSTEM, now);
            tell(task, "chased", now, "");
        }
    }

    private void tell(Task task, String type, Instant now, String text) {
        tasks.publish(task, type, Actor.SYSTEM, now, text);
        audit.record(Actor.SYSTEM, "task." + type, Map.of("id", task.id(), "responseId", task.responseId()));
    }

    private void mark(String column, Task task, Instant now) {
        jdbc.sql("update task set " + column + " = ? where id = ?").params(Rows.at(now), task.id()).update();
    }
}
