package org.fengsui.access;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.fengsui.audit.Audit;
import org.fengsui.audit.Audited;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.spi.SignInMeans;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.NotFound;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Invitations (邀请): a link, told once, with which its person sets a password, once. */
@Service
public class Invitations implements SignInMeans {

    private final JdbcClient jdbc;
    private final Organization organization;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Tokens tokens;
    private final Devices devices;
    private final AccessSettings settings;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Invitations(JdbcClient jdbc, Organization organization, Passwords passwords, Sessions sessions, Tokens tokens,
                Devices devices, AccessSettings settings, Audit audit, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.organization = organization;
        this.passwords = passwords;
        this.sessions = sessions;
        this.tokens = tokens;
        this.devices = devices;
        this.settings = settings;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** An older invitation of the same person ends with this one. */
    @Override
    @Audited("access.invited")
    @Transactional
    public String invite(String username, Actor by, Instant now) {
        jdbc.sql("delete from access_invitation where username = ? or expires_at < ?").params(username, Rows.at(now)).update();
        String token = Secrets.fresh();
        jdbc.sql("insert into access_invitation (hash, username, invited_by, created_at, expires_at) values (?, ?, ?, ?, ?)")
                .params(Secrets.hash(token), username, by.username(), Rows.at(now), Rows.at(now.plus(settings.invitation())))
                .update();
        return token;
    }

    @Override
    @Audited("access.ended")
    @Transactional
    public void end(String username, Actor by, Instant now) {
        jdbc.sql("delete from access_invitation where username = ?").param(username).update();
        sessions.endAll(username, null);
        tokens.revokeAll(username);
        devices.forget(username);
    }

    /** Whom this link invites; empty when it was used, is too old or never was one. */
    public Optional<Actor> invited(String token) {
        return jdbc.sql("select username from access_invitation where hash = ? and expires_at > ?")
                .params(Secrets.hash(token), Rows.at(clock.instant())).query(String.class).optional()
                .flatMap(organization::account).map(Organization.Account::actor);
    }

    /**
     * Sets the password. What there was before of sessions and tokens ends.
     *
     * @throws NotFound when the link was used meanwhile, or is too old
     * @throws org.fengsui.refusal.Invalid naming the fields {@code fresh} and {@code again}
     */
    public void accept(String token, String fresh, String again) {
        Actor actor = invited(token).orElseThrow(() -> new NotFound("invitation"));
        String hash = passwords.checked(actor, fresh, again, new Checks());
        transaction.executeWithoutResult(status -> {
            // Of two at once one deletes the row.
            if (jdbc.sql("delete from access_invitation where hash = ? and expires_at > ?")
                    .params(Secrets.hash(token), Rows.at(clock.instant())).update() == 0) {
                throw new NotFound("invitation");
            }
            passwords.set(actor.username(), hash);
            sessions.endAll(actor.username(), null);
            tokens.revokeAll(actor.username());
            devices.forget(actor.username());
            audit.record(actor, "access.password", Map.of());
        });
    }
}
