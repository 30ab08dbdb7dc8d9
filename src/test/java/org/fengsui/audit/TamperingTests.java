package org.fengsui.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.fengsui.support.TestPostgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * What somebody with all rights on the database can do to the record, done: each is found. The person first takes the
 * triggers away, as the owner of the tables can.
 */
class TamperingTests {

    private static final String SAME_AS = "lane, seq, at, node, actor, actor_name, unit, posts, origin, type, result,"
            + " incident_id, response_id, task_id, detail, algorithm, previous, hash";

    @TempDir
    private Path folder;
    private String url;
    private JdbcClient jdbc;
    private Connection checking;
    private KeyPair keys;

    @BeforeEach
    void twentyEntriesInTwoLanes() throws Exception {
        url = TestPostgres.freshDatabase();
        Flyway.configure().dataSource(url, TestPostgres.USERNAME, TestPostgres.PASSWORD)
                .locations("classpath:db/migration").load().migrate();
        jdbc = JdbcClient.create(new DriverManagerDataSource(url, TestPostgres.USERNAME, TestPostgres.PASSWORD));
        checking = DriverManager.getConnection(url, TestPostgres.USERNAME, TestPostgres.PASSWORD);
        keys = AnchorKey.pair(folder.resolve("key"), folder.resolve("anchor.pub"));
        for (int i = 0; i < 10; i++) {
            append(3, "第" + i + "条");
            append(5, "entry " + i);
        }
    }

    @AfterEach
    void close() throws Exception {
        checking.close();
    }

    private void append(int lane, String detail) {
        jdbc.sql("""
                insert into audit_entry (lane, at, node, actor, actor_name, unit, posts, origin, type, result, task_id, detail)
                values (?, ?, 'node-1', 'water', '市水务局值班员', 'water', 'officer', '10.0.0.7', 'task.progress', 'ok', ?, ?)""")
                .params(lane, java.sql.Timestamp.from(Instant.parse("2026-07-06T03:42:00.123456Z")), UUID.randomUUID(), detail)
                .update();
    }

    /** What the anchor file gets from the server, by the same rules. */
    private void anchor() throws Exception {
        Anchors before = Anchors.read(file(), keys.getPublic());
        List<String> heads = jdbc.sql("select lane, seq, hash from audit_lane where seq > 0 order by lane")
                .query((row, n) -> row.getInt(1) + ":" + row.getLong(2) + ":" + HexFormat.of().formatHex(row.getBytes(3))).list();
        String text = Anchors.FORMAT + " " + (before.lines() + 1) + " 2026-07-06T04:00:00Z node-1 " + before.lastHash() + " "
                + String.join(",", heads);
        Files.writeString(file(), text + " " + AnchorFile.signature(text, keys) + "\n", StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private Path file() {
        return folder.resolve("anchor");
    }

    private Verdict verdict() throws Exception {
        Verdict verdict = ChainCheck.of(checking, Anchors.read(file(), keys.getPublic()));
        checking.rollback();
        return verdict;
    }

    private void tamper(String... statements) throws Exception {
        try (Connection owner = DriverManager.getConnection(url, TestPostgres.USERNAME, TestPostgres.PASSWORD);
                Statement statement = owner.createStatement()) {
            for (String table : List.of("audit_entry", "audit_lane", "audit_retired")) {
                statement.execute("alter table " + table + " disable trigger all");
            }
            for (String one : statements) {
                assertThat(statement.executeUpdate(one)).as(one).isPositive();
            }
            for (String table : List.of("audit_entry", "audit_lane", "audit_retired")) {
                statement.execute("alter table " + table + " enable trigger all");
            }
        }
    }

    /** Makes the chain of a lane fit again from an entry on, as somebody who knows how it is made could. */
    private static String recomputed(int lane, int from) {
        return """
                do $$ declare e audit_entry; p bytea; begin
                    select hash into p from audit_entry where lane = %1$d and seq = %2$d - 1;
                    for e in select * from audit_entry where lane = %1$d and seq >= %2$d order by seq loop
                        e.previous := p;
                        p := sha256(audit_bytes(e));
                        update audit_entry set previous = e.previous, hash = p where lane = e.lane and seq = e.seq;
                    end loop;
                    update audit_lane set hash = p, seq = (select max(seq) from audit_entry where lane = %1$d) where lane = %1$d;
                end $$""".formatted(lane, from);
    }

    private void rewrite(String change, int lane, int from) throws Exception {
        tamper(change);
        try (Connection owner = DriverManager.getConnection(url, TestPostgres.USERNAME, TestPostgres.PASSWORD);
                Statement statement = owner.createStatement()) {
            statement.execute("alter table audit_entry disable trigger all");
            statement.execute("alter table audit_lane disable trigger all");
            statement.execute(recomputed(lane, from));
            statement.execute("alter table audit_entry enable trigger all");
            statement.execute("alter table audit_lane enable trigger all");
        }
    }

    private void assertBroken(String entry, String reason) throws Exception {
        Verdict verdict = verdict();
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.broken()).extracting(Finding::entry, Finding::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(entry, reason));
    }

    @Test
    void anUntouchedRecordIsWhole() throws Exception {
        anchor();
        append(3, "later");
        assertThat(verdict()).isEqualTo(new Verdict(21, 1, Instant.parse("2026-07-06T04:00:00Z"), List.of()));
    }

    @Test
    void anEditedTextIsFound() throws Exception {
        tamper("update audit_entry set detail = '什么也没有' where lane = 3 and seq = 4");
        assertBroken("3-4", "edited");
    }

    @Test
    void anyEditedColumnIsFound() throws Exception {
        List<String> columns = jdbc.sql("""
                select column_name || case when data_type in ('text') then '=''x''' when data_type = 'uuid' then '=gen_random_uuid()'
                    else '=' || column_name || ' + interval ''1 microsecond''' end
                from information_schema.columns where table_name = 'audit_entry' and data_type <> 'bytea'
                    and column_name not in ('lane', 'seq')""").query(String.class).list();
        assertThat(columns).hasSize(14);
        for (String column : columns) {
            String name = column.substring(0, column.indexOf('='));
            tamper("create table kept as select * from audit_entry where lane = 5 and seq = 6",
                    "update audit_entry set " + column + " where lane = 5 and seq = 6");
            assertBroken("5-6", "edited");
            tamper("update audit_entry set " + name + " = (select " + name + " from kept) where lane = 5 and seq = 6");
            jdbc.sql("drop table kept").update();
        }
        assertThat(verdict().ok()).isTrue();
    }

    @Test
    void anEditedTimeIsFound() throws Exception {
        tamper("update audit_entry set at = at - interval '1 hour' where lane = 5 and seq = 1");
        assertBroken("5-1", "edited");
    }

    @Test
    void anEditedHashIsFound() throws Exception {
        tamper("update audit_entry set hash = sha256('x') where lane = 5 and seq = 10");
        assertBroken("5-10", "edited");
    }

    @Test
    void anEditWithItsHashMadeAnewIsFoundAtTheNextEntry() throws Exception {
        tamper("update audit_entry set detail = 'x' where lane = 3 and seq = 4",
                "update audit_entry e set hash = sha256(audit_bytes(e)) where lane = 3 and seq = 4");
        assertBroken("3-5", "relinked");
    }

    @Test
    void aRemovedEntryIsFound() throws Exception {
        tamper("delete from audit_entry where lane = 3 and seq = 7");
        assertBroken("3-7", "removed");
    }

    @Test
    void aRemovedFirstEntryIsFound() throws Exception {
        tamper("delete from audit_entry where lane = 3 and seq = 1");
        assertBroken("3-1", "removed");
    }

    @Test
    void aRemovedLastEntryIsFound() throws Exception {
        tamper("delete from audit_entry where lane = 3 and seq = 10");
        assertBroken("3-10", "truncated");
    }

    @Test
    void aRemovedTailIsFoundEvenWhenTheHeadIsSetBack() throws Exception {
        anchor();
        tamper("delete from audit_entry where lane = 3 and seq > 6",
                "update audit_lane set seq = 6, hash = (select hash from audit_entry where lane = 3 and seq = 6) where lane = 3");
        assertBroken("3-7", "truncated");
    }

    @Test
    void aWholeLaneThatIsEmptiedIsFound() throws Exception {
        anchor();
        tamper("delete from audit_entry where lane = 5",
                "update audit_lane set seq = 0, hash = decode(repeat('00', 32), 'hex') where lane = 5");
        assertBroken("5-1", "truncated");
    }

    @Test
    void aRemovedLaneIsFound() throws Exception {
        tamper("delete from audit_lane where lane = 5");
        assertBroken("5-1", "inserted");
    }

    @Test
    void anInsertedEntryIsFound() throws Exception {
        tamper("insert into audit_entry (" + SAME_AS + ") select " + SAME_AS.replace("seq", "11")
                + " from audit_entry where lane = 3 and seq = 10");
        assertBroken("3-11", "inserted");
    }

    @Test
    void anEntryInsertedInTheMiddleIsFound() throws Exception {
        tamper("update audit_entry set seq = seq + 100 where lane = 3 and seq > 5",
                "insert into audit_entry (" + SAME_AS + ") select " + SAME_AS.replace("seq", "6")
                        + " from audit_entry where lane = 3 and seq = 5",
                "update audit_entry set seq = seq - 99 where lane = 3 and seq > 100",
                "update audit_lane set seq = 11 where lane = 3");
        assertBroken("3-6", "edited");
    }

    @Test
    void twoEntriesThatChangedPlacesAreFound() throws Exception {
        tamper("update audit_entry set seq = -1 where lane = 3 and seq = 5", "update audit_entry set seq = 5 where lane = 3 and seq = 6",
                "update audit_entry set seq = 6 where lane = 3 and seq = -1");
        assertBroken("3-5", "edited");
    }

    @Test
    void aTailRewrittenWithAllItsHashesIsFoundByTheAnchor() throws Exception {
        anchor();
        append(3, "nach dem Anker");
        append(3, "noch einer");
        anchor();
        rewrite("update audit_entry set detail = 'nichts geschehen' where lane = 3 and seq = 11", 3, 11);
        assertBroken("3-11", "rewritten");
    }

    @Test
    void withoutAnAnchorARewrittenTailCannotBeFound() throws Exception {
        rewrite("update audit_entry set detail = 'nothing happened' where lane = 3 and seq = 9", 3, 9);
        assertThat(verdict().ok()).as("this is what the anchor is for").isTrue();
    }

    @Test
    void anEntryWrittenAfterTheTailWasCutOffHidesNothing() throws Exception {
        anchor();
        tamper("delete from audit_entry where lane = 3 and seq > 6",
                "update audit_lane set seq = 6, hash = (select hash from audit_entry where lane = 3 and seq = 6) where lane = 3");
        for (int i = 0; i < 6; i++) {
            append(3, "business as usual");
        }
        assertBroken("3-1", "rewritten");
    }

    @Test
    void aChangedAnchorFileIsFound() throws Exception {
        anchor();
        append(3, "x");
        anchor();
        String lines = Files.readString(file());
        Files.writeString(file(), lines.replace("03:42", "03:43").replaceFirst(" 3:10:", " 3:9:"));
        assertBroken("anchor-1", "anchor");
        Files.writeString(file(), lines.substring(lines.indexOf('\n') + 1));
        assertBroken("anchor-1", "anchor");
    }

    @Test
    void aLineOfTheAnchorThatWasBeingWrittenAtACrashIsPassedOver() throws Exception {
        anchor();
        Files.writeString(file(), Files.readString(file()) + "fengsui-anchor-1 2 2026-07-06T0", StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(verdict().ok()).isTrue();
        assertThat(verdict().anchors()).isEqualTo(1);
    }

    @Test
    void whoeverWritesMeanwhileBringsUpNoFalseAlarm() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int lane = writer % 2;
            written.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 150; i++) {
                    append(lane, "w" + i);
                }
            }, writers));
        }
        int checks = 0;
        while (!written.stream().allMatch(CompletableFuture::isDone) || checks == 0) {
            anchor();
            assertThat(verdict().broken()).isEmpty();
            checks++;
        }
        written.forEach(CompletableFuture::join);
        writers.shutdown();
        assertThat(writers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(verdict()).matches(Verdict::ok).extracting(Verdict::entries).isEqualTo(620L);
    }

    @Test
    void theCommandLineTellsByItsExitCode() throws Exception {
        anchor();
        String[] arguments = {"--url", url, "--user", TestPostgres.USERNAME, "--anchor", file().toString()};
        assertThat(AuditVerify.run(arguments, TestPostgres.PASSWORD)).isZero();
        tamper("update audit_entry set actor = 'nobody' where lane = 3 and seq = 2");
        assertThat(AuditVerify.run(arguments, TestPostgres.PASSWORD)).isEqualTo(1);
        assertThat(AuditVerify.run(new String[] {"--url", url}, "")).isEqualTo(2);
    }

    @Test
    void whatIsRetiredUpToAnAnchorLeavesTheRestVerifiable() throws Exception {
        anchor();
        append(3, "later");
        assertThatThrownBy(() -> jdbc.sql("select audit_retire(3, 10)").query(Long.class).single())
                .as("younger than six months by the database's own clock, or kept").satisfies(e -> assertThat(e.getMessage())
                        .contains("six months"));
        age();
        assertThat(jdbc.sql("select audit_retire(3, 10)").query(Long.class).single()).isEqualTo(10);
        assertThat(verdict()).matches(Verdict::ok).extracting(Verdict::entries).isEqualTo(11L);
        tamper("update audit_entry set detail = 'x' where lane = 3 and seq = 11");
        assertBroken("3-11", "edited");
    }

    @Test
    void whatIsRetiredUpToNoAnchorIsFound() throws Exception {
        anchor();
        age();
        jdbc.sql("select audit_retire(3, 8)").query(Long.class).single();
        assertBroken("3-8", "retired");
    }

    /** Makes the record a year old, with hashes that fit, and anchors it: there is no other way to wait. */
    private void age() throws Exception {
        tamper("update audit_entry set at = clock_timestamp() - interval '1 year'");
        try (Connection owner = DriverManager.getConnection(url, TestPostgres.USERNAME, TestPostgres.PASSWORD);
                Statement statement = owner.createStatement()) {
            statement.execute("alter table audit_entry disable trigger all");
            statement.execute("alter table audit_lane disable trigger all");
            for (int lane : new int[] {3, 5}) {
                statement.execute(recomputed(lane, 1).replace("select hash into p from audit_entry where lane = " + lane + " and seq = 1 - 1;",
                        "p := decode(repeat('00', 32), 'hex');"));
            }
            statement.execute("alter table audit_entry enable trigger all");
            statement.execute("alter table audit_lane enable trigger all");
        }
        String later = jdbc.sql("select seq || ':' || encode(hash, 'hex') from audit_entry where lane = 3 and seq = 10").query(String.class).single();
        String other = jdbc.sql("select seq || ':' || encode(hash, 'hex') from audit_entry where lane = 5 and seq = 10").query(String.class).single();
        String text = Anchors.FORMAT + " 1 2026-07-06T04:00:00Z node-1 - 3:" + later + ",5:" + other;
        Files.writeString(file(), text + " " + AnchorFile.signature(text, keys) + "\n");
    }
}
