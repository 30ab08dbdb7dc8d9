package org.fengsui.organization;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.fengsui.database.Rows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Bearer tokens of the API: given once, stored hashed. */
@Service
public class Tokens {

    private static final Duration LIFETIME = Duration.ofHours(12);

    private final JdbcClient jdbc;
    private final Organization organization;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Tokens(JdbcClient jdbc, Organization organization, Clock clock) {
        this.jdbc = jdbc;
        this.organization = organization;
        this.clock = clock;
    }

    /** Issues a token, valid for 12 hours. Whoever calls has checked the password. */
    public Issued issue(String username) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        Instant expiresAt = now.plus(LIFETIME);
        jdbc.sql("delete from organization_token where expires_at < ?").param(Rows.at(now)).update();
        jdbc.sql("insert into organization_token (hash, username, created_at, expires_at) values (?, ?, ?, ?)")
                .params(hash(token), username, Rows.at(now), Rows.at(expiresAt)).update();
        return new Issued(token, expiresAt);
    }

    /** Whose token this is; empty when unknown or expired. */
    public Optional<Actor> actor(String token) {
        return jdbc.sql("select username from organization_token where hash = ? and expires_at > ?")
                .params(hash(token), Rows.at(clock.instant())).query(String.class).optional()
                .flatMap(organization::account).map(Organization.Account::actor);
    }

    private static String hash(String token) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public record Issued(String token, Instant expiresAt) {
    }
}
