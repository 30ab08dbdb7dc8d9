package org.fengsui.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fengsui.audit.spi.Directory;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The record (审计记录). Commands go on it by {@link Audited}; what is no such method is recorded here. Within a
 * transaction an entry is written at its very end, so that its lane is held for as short as can be, and a change and
 * its entry are there together or not at all.
 */
@Service
public class Audit {

    /** Result of what was done; that of anything else is the code with which it was refused. */
    public static final String DONE = "ok";
    /** Result of what failed by no fault of whoever asked. */
    public static final String FAILED = "error";

    private static final Logger log = LoggerFactory.getLogger(Audit.class);

    /** Somebody who is not known: at the sign-in page, or after a session has ended. */
    private record Stranger(String username) implements Who {
        @Override
        public String name() {
            return "";
        }

        @Override
        public String unit() {
            return "";
        }

        @Override
        public Set<String> postCodes() {
            return Set.of();
        }
    }

    private static final Who SYSTEM = new Stranger("system");

    private final AuditRows rows;
    private final Directory directory;
    private final Clock clock;
    private final TransactionTemplate ownTransaction;
    /** The commands that this thread is in, the innermost first. */
    private final ThreadLocal<Deque<Draft>> open = ThreadLocal.withInitial(ArrayDeque::new);

    Audit(AuditRows rows, Directory directory, Clock clock, PlatformTransactionManager transactions) {
        this.rows = rows;
        this.directory = directory;
        this.clock = clock;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Records what was done: at the end of the running transaction, or at once where there is none.
     *
     * @param detail what was asked for, by name. UUIDs named {@code incidentId}, {@code responseId} and {@code taskId},
     *               and {@code id} under a type that begins with one of these words, become references.
     */
    public void record(Who who, String type, Map<String, ?> detail) {
        keep(new Draft(type, who, origin(), detail));
    }

    /** Records what was refused or failed, in a transaction of its own: it stays when the running one is rolled back. */
    public void refused(Who who, String type, String code, Map<String, ?> detail) {
        Draft draft = new Draft(type, who, origin(), detail);
        draft.result = code;
        writeAlone(draft);
    }

    /**
     * Tells what the running command is about, as soon as that is known.
     *
     * @param kind incident, response or task
     */
    public void about(String kind, UUID id) {
        open.get().forEach(draft -> draft.references.putIfAbsent(kind, id));
    }

    /** Adds to what is recorded of the running command, as soon as that is known. */
    public void add(String name, Object value) {
        open.get().forEach(draft -> draft.detail.putIfAbsent(name, value));
    }

    /** Who is signed in to the running request; the system itself where no request runs. */
    public Who current() {
        Authentication signedIn = SecurityContextHolder.getContext().getAuthentication();
        if (signedIn == null || signedIn instanceof AnonymousAuthenticationToken) {
            return request() == null ? SYSTEM : new Stranger("");
        }
        return person(signedIn.getName());
    }

    /** Somebody by the name of the account, known or not. */
    public Who person(String username) {
        return directory.person(username == null ? "" : username).map(Who.class::cast)
                .orElseGet(() -> new Stranger(username == null ? "" : username));
    }

    /** Whether this very exception is on record already. */
    boolean recorded(Throwable exception) {
        HttpServletRequest request = request();
        return request != null && request.getAttribute(Audit.class.getName()) == exception;
    }

    void enter(Draft draft) {
        open.get().push(draft);
    }

    Draft entered() {
        return open.get().peek();
    }

    /** @return whether another audited command goes on around */
    boolean leave() {
        Deque<Draft> drafts = open.get();
        drafts.pop();
        if (drafts.isEmpty()) {
            open.remove();
        }
        return !drafts.isEmpty();
    }

    void keep(Draft draft) {
        draft.at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            ownTransaction.executeWithoutResult(status -> rows.insert(List.of(draft)));
        } else {
            Pending pending = (Pending) TransactionSynchronizationManager.getResource(this);
            if (pending == null) {
                pending = new Pending();
                pending.resume();
                TransactionSynchronizationManager.registerSynchronization(pending);
            }
            pending.add(draft);
        }
    }

    /** Records a command that came to nothing. Called when its transaction is over, or about to be rolled back. */
    void failed(Draft draft, Throwable why) {
        draft.result = why instanceof Refusal refusal ? refusal.code()
                : why instanceof AuthenticationException ? "bad-credentials" : FAILED;
        if (why instanceof Invalid invalid) {
            draft.detail.put("wrong", invalid.fields().stream().map(field -> field.field() + ": " + field.code()).toList());
        } else if (!(why instanceof Refusal)) {
            draft.detail.put("failure", why.getClass().getSimpleName());
        }
        HttpServletRequest request = request();
        if (request != null) {
            request.setAttribute(Audit.class.getName(), why);
        }
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int status) {
                    writeAlone(draft);
                }
            });
        } else {
            writeAlone(draft);
        }
    }

    /** A refusal changed nothing, so it stands even when it can not be recorded: then the log has it. */
    private void writeAlone(Draft draft) {
        draft.at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        try {
            ownTransaction.executeWithoutResult(status -> rows.insert(List.of(draft)));
        } catch (RuntimeException unwritten) {
            log.error("Not on record: {} by {} from {} came to {}", draft.type, draft.who.username(), draft.origin,
                    draft.result, unwritten);
        }
    }

    static HttpServletRequest request() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? attributes.getRequest() : null;
    }

    /** The address a request came from; behind a proxy as Spring Boot's {@code server.forward-headers-strategy} has it. */
    static String origin() {
        HttpServletRequest request = request();
        return request == null || request.getRemoteAddr() == null ? "" : request.getRemoteAddr();
    }

    /** What a transaction will have put on record when it is committed. */
    private final class Pending implements TransactionSynchronization {

        private final List<Draft> drafts = new ArrayList<>();
        private boolean written;

        void add(Draft draft) {
            if (written) {
                rows.insert(List.of(draft));
            } else {
                drafts.add(draft);
            }
        }

        /** Last of all: whoever writes to a lane holds it up to the commit. */
        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            written = true;
            rows.insert(drafts);
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(Audit.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(Audit.this, this);
        }

        @Override
        public void beforeCompletion() {
            TransactionSynchronizationManager.unbindResourceIfPossible(Audit.this);
        }
    }
}
