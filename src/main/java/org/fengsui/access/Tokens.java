package org.fengsui.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.fengsui.audit.Audit;
import org.fengsui.database.Rows;
import org.fengsui.organization.Organization;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Bearer tokens (令牌) of the API: shown once, stored hashed, revoked at once. One of its own kind stands in the address
 * (日历地址) by which a calendar program, which can send no header, reads the calendar of plans and nothing else.
 */
@Service
public class Tokens {

    private static final Duration USED_EVERY = Duration.ofMinutes(1);
    private static final int LONGEST_NAME = 60;
    private static final int MOST = 50;

    private final JdbcClient jdbc;
    private final Organization organization;
    private final AccessSettings settings;
    private final Audit audit;
    private final Clock clock;

    Tokens(JdbcClient jdbc, Organization organization, AccessSettings settings, Audit audit,
           Clock clock) {
        this.jdbc = jdbc;
        this.organization = organization;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
    }

    /** What a token allows: reading, whatever its owner may do, or the calendar of plans by its address. */
    public enum Scope {
        READ, ACT, CALENDAR;

        static Optional<Scope> of(String code) {
            return Stream.of(values()).filter(scope -> scope.code().equals(code)).findFirst();
        }

        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A token as it is listed: never with what would let anybody in.
     *
     * @param name   given by its owner; empty for one made by a sign-in of a program
     * @param usedAt last use, to the minute; null when it was never used
     */
    public record Token(UUID id, String username, String name, Scope scope, Instant createdAt, Instant expiresAt,
                        Instant usedAt) {
    }

    /** @param token shown this once */
    public record Issued(UUID id, String token, Instant expiresAt) {
    }

    /**
     * Issues a token. Whoever calls has made sure that it is the owner who asks.
     *
     * @param name     shown in lists; may be empty
     * @param scope    read, act or calendar; null = act
     * @param validFor how long it is valid; null = 12 hours
     * @throws Invalid  for a wrong name, scope or time
     * @throws Rejected with {@code too-many-tokens}
     */
    @Transactional
    public Issued issue(String username, String name, String scope, Duration validFor) {
        Checks checks = new Checks();
        String named = checks.optional("name", name, LONGEST_NAME);
        Scope allowed = scope == null ? Scope.ACT : Scope.of(scope).orElse(null);
        if (allowed == null) {
            checks.refuse("scope", "not-a-scope");
        }
        Duration lasts = validFor == null ? settings.tokenLifetime() : validFor;
        if (lasts.isNegative() || lasts.isZero() || lasts.compareTo(settings.longestToken()) > 0) {
            checks.refuse("validFor", "token-too-long", settings.longestToken().toDays());
        }
        checks.done();
        Instant now = clock.instant();
        jdbc.sql("delete from access_token where expires_at < ?").param(Rows.at(now)).update();
        // The row of the account is the lock: two at once count one after the other.
        jdbc.sql("select 1 from organization_account where username = ? for no key update").param(username)
                .query(Integer.class).list();
        if (!named.isEmpty() && of(username).stream().filter(token -> !token.name().isEmpty()).count() >= MOST) {
            throw new Rejected("too-many-tokens", MOST);
        }
        UUID id = UUID.randomUUID();
        String token = Secrets.fresh();
        Instant expiresAt = now.plus(lasts);
        jdbc.sql("insert into access_token (id, hash, username, name, scope, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)")
                .params(id, Secrets.hash(token), username, named, allowed.code(), Rows.at(now), Rows.at(expiresAt)).update();
        audit.record(audit.person(username), "access.token-made", Map.of("id", id, "name", named, "scope", allowed.code()));
        return new Issued(id, token, expiresAt);
    }

    /** Whose token this is, and what it allows; empty when unknown, revoked or expired, or that of a calendar. */
    Optional<Bearer> bearer(String token) {
        return known(token).filter(bearer -> bearer.scope() != Scope.CALENDAR);
    }

    /** The same for a token that opens the calendar alone. */
    Optional<Bearer> calendar(String token) {
        return known(token).filter(bearer -> bearer.scope() == Scope.CALENDAR);
    }

    private Optional<Bearer> known(String token) {
        Instant now = clock.instant();
        return jdbc.sql("select * from access_token where hash = ? and expires_at > ?")
                .params(Secrets.hash(token), Rows.at(now)).query((row, n) -> token(row)).optional()
                .flatMap(found -> organization.account(found.username()).map(account -> {
                    if (found.usedAt() == null || found.usedAt().isBefore(now.minus(USED_EVERY))) {
                        jdbc.sql("update access_token set used_at = ? where id = ?").params(Rows.at(now), found.id()).update();
                    }
                    return new Bearer(new SignedIn(account.actor()), found.scope(), found.expiresAt());
                }));
    }

    record Bearer(SignedIn who, Scope scope, Instant expiresAt) {
    }

    /** A person's own, the newest first. */
    public List<Token> of(String username) {
        return jdbc.sql("select * from access_token where username = ? and expires_at > ? order by created_at desc, id")
                .params(username, Rows.at(clock.instant())).query((row, n) -> token(row)).list();
    }

    /** Everybody's. */
    List<Token> all(String text) {
        return jdbc.sql("select * from access_token where expires_at > ? and (? = '' or username = ? or name = ?) order by created_at desc, id")
                .params(Rows.at(clock.instant()), text, text, text).query((row, n) -> token(row)).list();
    }

    /**
     * Revokes a token of this person: the next call with it is refused.
     *
     * @throws NotFound when this person has no such token
     */
    @Transactional
    public void revoke(UUID id, String username, String by) {
        String name = jdbc.sql("delete from access_token where id = ? and username = ? returning name").params(id, username)
                .query(String.class).optional().orElseThrow(() -> new NotFound("token"));
        audit.record(audit.person(by), "access.token-revoked", Map.of("id", id, "name", name, "of", username));
    }

    void revokeAll(String username) {
        jdbc.sql("delete from access_token where username = ?").param(username).update();
    }

    private static Token token(ResultSet row) throws SQLException {
        return new Token(Rows.uuid(row, "id"), row.getString("username"), row.getString("name"),
                Scope.of(row.getString("scope")).orElseThrow(), Rows.instant(row, "created_at"),
                Rows.instant(row, "expires_at"), Rows.instant(row, "used_at"));
    }
}
