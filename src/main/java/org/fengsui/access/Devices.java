package org.fengsui.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.fengsui.database.Rows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Browsers and programs from which somebody has signed in before (常用设备). */
@Component
class Devices {

    static final Duration REMEMBERED = Duration.ofDays(180);

    private final JdbcClient jdbc;
    private final Clock clock;

    Devices(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The key of attempts from this device; null when this person has never signed in from it. */
    String known(String username, String secret) {
        String hash = Secrets.hash(secret);
        boolean known = !secret.isEmpty() && jdbc.sql("select count(*) from access_device where hash = ? and username = ? and used_at > ?")
                .params(hash, username, Rows.at(clock.instant().minus(REMEMBERED))).query(Integer.class).single() > 0;
        return known ? hash.substring(0, 32) + " " + username : null;
    }

    /** This person has come in from it. */
    void remember(String username, String secret) {
        Instant now = clock.instant();
        jdbc.sql("insert into access_device (hash, username, used_at) values (?, ?, ?)"
                + " on conflict (hash, username) do update set used_at = excluded.used_at")
                .params(Secrets.hash(secret), username, Rows.at(now)).update();
    }

    void forget(String username) {
        jdbc.sql("delete from access_device where username = ?").param(username).update();
    }

    @Scheduled(fixedDelay = 3_600_000)
    void forgetOld() {
        jdbc.sql("delete from access_device where used_at < ?").param(Rows.at(clock.instant().minus(REMEMBERED))).update();
    }
}
