package org.fengsui.audit;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.stereotype.Service;

/** Verifies the whole record (核验), and puts on record what came of it. */
@Service
public class Verification {

    static final String TYPE = "audit.verification";

    private final DataSource database;
    private final AnchorFile anchors;
    private final Audit audit;
    private final ReentrantLock running = new ReentrantLock();

    Verification(DataSource database, AnchorFile anchors, Audit audit) {
        this.database = database;
        this.anchors = anchors;
        this.audit = audit;
    }

    /**
     * @throws org.fengsui.refusal.NotFound for whoever is no auditor
     * @throws Rejected verification-running, when one is under way on this node: it reads all there is
     */
    public Verdict verify(Who who) {
        AuditLog.require(who);
        if (!running.tryLock()) {
            throw new Rejected("verification-running");
        }
        try {
            Verdict verdict = check();
            Map<String, Object> found = new LinkedHashMap<>();
            found.put("ok", verdict.ok());
            found.put("entries", verdict.entries());
            found.put("anchors", verdict.anchors());
            verdict.broken().stream().findFirst().ifPresent(first -> {
                found.put("firstBroken", first.entry());
                found.put("reason", first.reason());
            });
            audit.record(who, TYPE, found);
            return verdict;
        } finally {
            running.unlock();
        }
    }

    private Verdict check() {
        try (Connection connection = database.getConnection()) {
            Anchors anchored = anchors.read();
            try {
                return ChainCheck.of(connection, anchored);
            } finally {
                connection.rollback();
                connection.setReadOnly(false);
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new UncategorizedSQLException("verification of the record", null, e);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the anchors cannot be read", e);
        }
    }
}
