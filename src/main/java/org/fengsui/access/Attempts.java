package org.fengsui.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fengsui.database.Rows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Holds back guessing (登录限速). After some failures each further one doubles the wait, up to a quarter of an hour; nobody
 * is locked out for good. Attempts are counted by account and by network; from a browser that the person has signed in
 * with before they are counted for that browser alone, so that the guesses of others keep nobody out. An attempt counts as
 * failed before the password is looked at: a hundred at once are no more guesses than a hundred in turn.
 */
@Component
public class Attempts {

    static final String ACCOUNT = "account";
    static final String NETWORK = "network";
    static final String DEVICE = "device";

    /** Failures without a wait. A network may be a whole bureau's. */
    static final int FREE = 5;
    static final int FREE_OF_A_NETWORK = 50;
    private static final int FIRST_WAIT_SECONDS = 15;
    private static final int LONGEST_WAIT_SECONDS = 900;
    /** Failures count for this long. */
    private static final Duration REMEMBERED = Duration.ofHours(2);

    /** The end of the wait that the failures of a row have brought about. */
    private static final String UNTIL = """
            last_at + case when failures < free then interval '0' else interval '1 second'
                * least(%d, %d * power(2, least(failures - free, 20))) end""".formatted(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS);

    private final JdbcClient jdbc;
    private final Clock clock;

    Attempts(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Counts an attempt, unless it must wait.
     *
     * @param device key of a known device; null when there is none
     * @throws SignInRefused with the time to wait; nothing is counted then
     */
    @Transactional
    void begin(String username, Client client, String device) {
        if (device != null) {
            count(DEVICE, device, FREE);
        } else {
            count(ACCOUNT, username, FREE);
            count(NETWORK, client.network(), FREE_OF_A_NETWORK);
        }
    }

    /** The attempt was right. The network keeps its other failures: an own account must not buy new guesses. */
    @Transactional
    void succeeded(String username, Client client, String device) {
        if (device != null) {
            lift(DEVICE, device);
        } else {
            lift(ACCOUNT, username);
            jdbc.sql("update access_attempt set failures = failures - 1 where kind = ? and key = ? and failures > 0")
                    .params(NETWORK, client.network()).update();
        }
    }

    void lift(String kind, String key) {
        jdbc.sql("delete from access_attempt where kind = ? and key = ?").params(kind, key).update();
    }

    /** Whom attempts are held back for now, the longest wait first. */
    List<Lock> locks() {
        return jdbc.sql("select kind, key, failures, until from (select *, " + UNTIL.replace("free", free())
                        + " as until from access_attempt) as held where until > ? and last_at <= ? order by until desc")
                .params(Rows.at(clock.instant()), Rows.at(clock.instant()))
                .query((row, n) -> new Lock(row.getString("kind"), row.getString("key"), row.getInt("failures"),
                        Rows.instant(row, "until"))).list();
    }

    private void count(String kind, String key, int free) {
        Instant now = clock.instant();
        String until = UNTIL.replace("free", String.valueOf(free)).replace("last_at", "access_attempt.last_at")
                .replace("failures", "access_attempt.failures");
        boolean counted = jdbc.sql("insert into access_attempt (kind, key, failures, last_at) values (?, ?, 1, ?)"
                        + " on conflict (kind, key) do update set last_at = excluded.last_at,"
                        + " failures = case when access_attempt.last_at < ? then 1 else access_attempt.failures + 1 end"
                        // A clock that was set back keeps nobody out.
                        + " where " + until + " <= excluded.last_at or access_attempt.last_at > excluded.last_at")
                .params(kind, key, Rows.at(now), Rows.at(now.minus(REMEMBERED))).update() == 1;
        if (!counted) {
            Instant end = jdbc.sql("select " + UNTIL.replace("free", String.valueOf(free))
                            + " as until from access_attempt where kind = ? and key = ?").params(kind, key)
                    .query((row, n) -> Rows.instant(row, "until")).optional().orElse(now);
            throw new SignInRefused("too-many-attempts",
                    Duration.ofSeconds(Math.max(1, Duration.between(now, end).plusMillis(999).toSeconds())));
        }
    }

    private static String free() {
        return "(case kind when '" + NETWORK + "' then " + FREE_OF_A_NETWORK + " else " + FREE + " end)";
    }

    @Scheduled(fixedDelay = 600_000)
    void forget() {
        jdbc.sql("delete from access_attempt where last_at < ?").param(Rows.at(clock.instant().minus(REMEMBERED))).update();
    }

    /**
     * Attempts that are held back.
     *
     * @param kind  account, network or device
     * @param until when the next attempt is looked at
     */
    public record Lock(String kind, String key, int failures, Instant until) {
    }
}
