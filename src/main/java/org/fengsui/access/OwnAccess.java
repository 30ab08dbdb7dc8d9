package org.fengsui.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.audit.Audit;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** What everybody decides about the own way in: the password, and where one is signed in. */
@Service
public class OwnAccess {

    private final Passwords passwords;
    private final SecondFactors factors;
    private final Sessions sessions;
    private final Tokens tokens;
    private final Devices devices;
    private final Attempts attempts;
    private final AccessSettings settings;
    private final TransactionTemplate transaction;
    private final Audit audit;

    OwnAccess(Passwords passwords, SecondFactors factors, Sessions sessions, Tokens tokens, Devices devices, Attempts attempts,
              AccessSettings settings, TransactionTemplate transaction, Audit audit) {
        this.passwords = passwords;
        this.factors = factors;
        this.sessions = sessions;
        this.tokens = tokens;
        this.devices = devices;
        this.attempts = attempts;
        this.settings = settings;
        this.transaction = transaction;
        this.audit = audit;
    }

    public PasswordRules rules() {
        return settings.passwordRules();
    }

    /** When the own password must be changed; null when never. */
    public Instant passwordExpiresAt(String username) {
        return passwords.expiresAt(username);
    }

    /**
     * Changes the own password. All other sessions and all tokens end with the old one, and every browser must show itself
     * anew.
     *
     * @param session that goes on; null = none
     * @throws Invalid       naming the fields {@code current}, {@code fresh} and {@code again}
     * @throws SignInRefused when the current one was guessed too often
     */
    public void changePassword(Actor actor, String current, String fresh, String again, UUID session) {
        Checks checks = new Checks();
        if (current.isEmpty()) {
            checks.refuse("current", "required");
            checks.done();
        }
        String key = "own " + actor.username();
        attempts.begin(actor.username(), null, key);
        if (!passwords.matches(actor.username(), current)) {
            throw new Invalid("current", "password-wrong");
        }
        attempts.succeeded(actor.username(), null, key);
        setPassword(actor, passwords.checked(actor, fresh, again, checks), session);
    }

    /** The same after the password was asked for just now. */
    void replacePassword(Actor actor, String fresh, String again) {
        setPassword(actor, passwords.checked(actor, fresh, again, new Checks()), null);
    }

    private void setPassword(Actor actor, String hash, UUID session) {
        transaction.executeWithoutResult(status -> {
            passwords.set(actor.username(), hash);
            sessions.endAll(actor.username(), session);
            tokens.revokeAll(actor.username());
            devices.forget(actor.username());
            audit.record(actor, "access.password", Map.of());
        });
    }

    public boolean hasFactor(String username) {
        return factors.confirmed(username);
    }

    /** The secret of a second factor that is being set up; empty when there is one already. */
    public String factorSecret(Actor actor) {
        return factors.beginning(actor.username());
    }

    /** What the picture says to the app. */
    public static String factorAddress(String username, String secret) {
        return SecondFactors.address(username, secret);
    }

    /**
     * Takes the first code of a second factor.
     *
     * @return the recovery codes, told once
     * @throws Invalid       naming the field {@code code}
     * @throws SignInRefused when codes were guessed too often
     */
    public List<String> confirmFactor(Actor actor, String code) {
        String key = "code " + actor.username();
        attempts.begin(actor.username(), null, key);
        List<String> codes = factors.confirm(actor, code).orElseThrow(() -> new Invalid("code", "code-wrong"));
        attempts.succeeded(actor.username(), null, key);
        return codes;
    }

    public List<Sessions.Listed> sessions(String username) {
        return sessions.of(username);
    }

    /** @throws NotFound when the actor has no such session */
    public void endSession(UUID id, Actor actor) {
        if (!sessions.end(id, actor.username())) {
            throw new NotFound("session");
        }
        audit.record(actor, "access.session-ended", Map.of("of", actor.username()));
    }

    public void endOtherSessions(UUID save, Actor actor) {
        if (sessions.endAll(actor.username(), save) > 0) {
            audit.record(actor, "access.session-ended", Map.of("of", actor.username()));
        }
    }
}
