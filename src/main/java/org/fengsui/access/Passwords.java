package org.fengsui.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.refusal.Checks;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;

/** Passwords (口令), hashed with Argon2id: slow, and costly in memory, on purpose. */
@Service
class Passwords {

    /** Of 16 MB each: a storm of sign-ins waits, and takes neither the memory nor the processors of the rest. */
    private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());
    /** The product in Chinese. */
    private static final String FENGSUI = "\u70fd\u71e7";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final JdbcClient jdbc;
    private final Organization organization;
    private final AccessSettings settings;
    private final Clock clock;
    private final PasswordEncoder encoder = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    /** Compared with when there is no such account, so that both take the same time. */
    private final String nobodys = encoder.encode(Secrets.fresh());

    Passwords(JdbcClient jdbc, Organization organization, AccessSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.organization = organization;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param changedAt null for a published one, which never expires */
    private record Stored(String hash, Instant changedAt, boolean initial, List<String> earlier) {
    }

    /** Takes the same time whether or not there is such an account. */
    boolean matches(String username, String password) {
        Optional<Stored> stored = stored(username);
        boolean matches = inTurn(() -> encoder.matches(password, stored.map(Stored::hash).orElse(nobodys)));
        return stored.isPresent() && matches;
    }

    /** Whether it was set by somebody else, or is too old: it must be changed before anything else. */
    boolean mustChange(String username) {
        return stored(username).map(stored -> stored.initial() || expiresAt(stored) != null
                && !clock.instant().isBefore(expiresAt(stored))).orElse(false);
    }

    /** When it must be changed; null when never. */
    Instant expiresAt(String username) {
        return stored(username).map(this::expiresAt).orElse(null);
    }

    private Instant expiresAt(Stored stored) {
        return stored.changedAt() == null || !settings.passwordRules().rotates() ? null
                : stored.changedAt().plus(settings.passwordAge());
    }

    /**
     * The hash of a new password of this person.
     *
     * @throws org.fengsui.refusal.Invalid naming every rule that it breaks at the field {@code fresh}, and {@code again}
     *                                     when that is another
     */
    String checked(Actor actor, String fresh, String again, Checks checks) {
        List<String> context = new ArrayList<>(List.of("fengsui", FENGSUI, actor.name()));
        organization.unit(actor.unit()).ifPresent(unit -> words(unit, context));
        organization.units().stream().filter(unit -> unit.parent() == null).forEach(unit -> words(unit, context));
        settings.passwordRules().check(checks, "fresh", fresh, actor.username(), context);
        if (!fresh.equals(again)) {
            checks.refuse("again", "password-differs");
        }
        checks.done();
        Optional<Stored> stored = stored(actor.username());
        List<String> before = new ArrayList<>(stored.map(Stored::hash).stream().toList());
        if (settings.passwordRules().rotates()) {
            before.addAll(stored.map(Stored::earlier).orElse(List.of()));
        }
        if (before.stream().anyMatch(hash -> inTurn(() -> encoder.matches(fresh, hash)))) {
            checks.refuse("fresh", "password-before");
        }
        checks.done();
        return inTurn(() -> encoder.encode(fresh));
    }

    private static void words(Unit unit, List<String> context) {
        context.addAll(List.of(unit.code(), unit.name(), unit.nameEn()));
        context.addAll(List.of(unit.nameEn().split(" ")));
    }

    /** Sets it, chosen by its owner. */
    void set(String username, String hash) {
        jdbc.sql("""
                insert into access_password (username, hash, changed_at) values (?, ?, ?)
                on conflict (username) do update set earlier = (array_prepend(access_password.hash, access_password.earlier))[1:?],
                    hash = excluded.hash, changed_at = excluded.changed_at, initial = false""")
                .params(username, hash, Rows.at(clock.instant()), settings.passwordHistory()).update();
    }

    /** The published password of the demo data, for everybody who is there at the first start. */
    void setForEveryone(String password) {
        if (jdbc.sql("select count(*) from access_password").query(Integer.class).single() == 0) {
            // One hash for all: it is slow on purpose, and the password is published anyway.
            jdbc.sql("insert into access_password (username, hash) select username, ? from organization_account")
                    .param(encoder.encode(password)).update();
        }
    }

    private Optional<Stored> stored(String username) {
        return jdbc.sql("select * from access_password where username = ?").param(username)
                .query((row, n) -> stored(row)).optional();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(row.getString("hash"), Rows.instant(row, "changed_at"), row.getBoolean("initial"),
                Rows.texts(row, "earlier"));
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!turns.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new SignInRefused("sign-in-busy", PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SignInRefused("sign-in-busy", PATIENCE);
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
