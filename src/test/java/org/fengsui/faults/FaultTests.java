package org.fengsui.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fengsui.support.Api;
import org.fengsui.support.Session;
import org.junit.jupiter.api.Test;

/**
 * Officers give random commands to two servers on one database, while everything under them fails: servers killed with
 * SIGKILL, the database's connections cut, stopped, made deaf and refused, its processes killed, clients cut off, the disk
 * and the quota full, the clock moved. When the dust has settled, what was acknowledged is there once, what was not is
 * there wholly or not at all, the engine and the tables agree, and every deadline has fired once.
 *
 * <p>{@code scripts/faults} runs it for as long as one likes.
 */
class FaultTests {

    private static final int FAULTS = Integer.getInteger("faults.count", 220);
    private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("faults.minutes", 24 * 60));
    private static final long SEED = Long.getLong("faults.seed", new Random().nextInt(1_000_000));
    /** After so many faults everything is restored and checked. */
    private static final int ROUND = 220;
    private static final int KILLS_PER_ROUND = 6;
    private static final int OFFICERS = 6;
    /** As the officers find it between two faults. */
    private static final int ANSWERS_BETWEEN = 4;
    private static final Duration LONGEST_BETWEEN = Duration.ofMillis(350);
    private static final Duration SETTLE = Duration.ofSeconds(90);
    /** Under 200 requests at once there are no more; what comes on top would be a leak. */
    private static final int MOST_THREADS = 320;
    private static final Pattern POSITION = Pattern.compile("data-position=\"([^\"]*)\"");

    /** Each with how often it is drawn. */
    private enum Fault {
        CUT_DATABASE(14), REFUSE_DATABASE(6), STALL_DATABASE(5), LONG_STALL(1), DEAF_DATABASE(10),
        TERMINATE_BACKEND(20), TERMINATE_ALL(6), CRASH_DATABASE(4), CUT_CLIENTS(16), QUOTA_FULL(5), DISK_FULL(5),
        CLOCK_FORWARD(10), CLOCK_BACK(3), KILL_SERVER(0);

        private final int weight;

        Fault(int weight) {
            this.weight = weight;
        }
    }

    private final Map<Fault, Integer> struck = new LinkedHashMap<>();
    private final Random random = new Random(SEED);
    private final Ledger ledger = new Ledger(SEED);
    private Site site;
    private Officers officers;
    private int killedThisRound;
    private long mostThreads;

    @Test
    void whateverFailsWhatWasAcknowledgedIsThereOnceAndTheRestWhollyOrNotAtAll() throws Exception {
        System.out.println("faults.seed=" + SEED);
        long end = System.nanoTime() + TIME.toNanos();
        site = new Site();
        try {
            officers = new Officers(site, ledger);
            for (int faults = 0; faults < FAULTS && System.nanoTime() < end && ledger.violations().isEmpty();) {
                int round = Math.min(ROUND, FAULTS - faults);
                officers.begin(OFFICERS, SEED + faults);
                for (int n = 0; n < round && System.nanoTime() < end; n++) {
                    awaitWork();
                    strike(n, round);
                    faults++;
                }
                officers.stop();
                settle();
                new Afterwards(site, ledger).check();
            }
        } finally {
            String table = table();
            System.out.println(table);
            Files.writeString(Path.of("target/faults.md"), table);
            for (int n = 0; n < site.nodes.size(); n++) {
                Files.writeString(Path.of("target/faults-server-" + n + ".log"), site.nodes.get(n).output());
            }
            site.close();
        }
        assertThat(ledger.violations().stream().limit(20)).as("violations, seed %s", SEED).isEmpty();
        assertThat(ledger.counted("acknowledged")).as("commands acknowledged between the faults").isGreaterThan(FAULTS);
    }

    /** A fault is to meet work under way. */
    private void awaitWork() {
        long before = officers.answered();
        long end = System.nanoTime() + LONGEST_BETWEEN.toNanos();
        while (officers.answered() < before + ANSWERS_BETWEEN && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void strike(int n, int round) throws Exception {
        for (Site.Node one : site.nodes) {
            if (one.ready) {
                long threads = one.threads();
                mostThreads = Math.max(mostThreads, threads);
                if (threads > MOST_THREADS) {
                    ledger.violation("threads have piled up: " + threads);
                }
            }
        }
        int kills = Math.max(1, KILLS_PER_ROUND * round / ROUND);
        Site.Node node = site.nodes.get(random.nextInt(site.nodes.size()));
        boolean starting = site.nodes.stream().anyMatch(Site.Node::starting);
        int due = (int) ((long) kills * (n + round / kills / 2) / round);
        if (starting && killedThisRound < due) {
            // Behind with the killing: more work between the faults until the last one is back.
            awaitWork();
            awaitWork();
        }
        if (!starting && killedThisRound < due) {
            killedThisRound++;
            count(Fault.KILL_SERVER);
            node.killAndRestart(ledger);
            return;
        }
        if (node.starting()) {
            // Its line is left alone: a start without a database is refused, as it should be.
            node = site.nodes.get(1 - site.nodes.indexOf(node));
        }
        Fault fault = draw();
        if (starting && (fault == Fault.CRASH_DATABASE || fault == Fault.TERMINATE_ALL)
                || fault == Fault.DISK_FULL && !site.smallDisk) {
            fault = Fault.CUT_CLIENTS;
        }
        count(fault);
        switch (fault) {
            case CUT_DATABASE -> node.database.cut();
            case REFUSE_DATABASE -> during(node.database::refuse, node.database::restore, 100, 900);
            case STALL_DATABASE -> during(node.database::stall, node.database::restore, 100, 1200);
            case LONG_STALL -> during(node.database::stall, node.database::restore, 6500, 8000);
            case DEAF_DATABASE -> during(node.database::deafen, node.database::restore, 20, 300);
            case TERMINATE_BACKEND -> terminate("(state = 'active' or state like 'idle in%') and query !~ '^listen'"
                    + " order by random() limit 1");
            case TERMINATE_ALL -> terminate("true");
            case CRASH_DATABASE -> crash();
            case CUT_CLIENTS -> node.clients.cut();
            case QUOTA_FULL -> quotaFull();
            case DISK_FULL -> diskFull();
            case CLOCK_FORWARD -> site.moveClock(Duration.ofSeconds(60 + random.nextInt(40 * 60)));
            case CLOCK_BACK -> site.moveClock(Duration.ofSeconds(-1 - random.nextInt(60)));
            case KILL_SERVER -> throw new IllegalStateException("never drawn");
        }
    }

    private Fault draw() {
        int dice = random.nextInt(java.util.Arrays.stream(Fault.values()).mapToInt(fault -> fault.weight).sum());
        for (Fault fault : Fault.values()) {
            dice -= fault.weight;
            if (dice < 0) {
                return fault;
            }
        }
        throw new IllegalStateException();
    }

    private void count(Fault fault) {
        struck.merge(fault, 1, Integer::sum);
    }

    private interface Act {
        void run() throws Exception;
    }

    /** The length of a fault, in ms. */
    private void during(Act strike, Act restore, int least, int most) throws Exception {
        strike.run();
        LockSupport.parkNanos(Duration.ofMillis(least + random.nextInt(most - least)).toNanos());
        restore.run();
    }

    private void terminate(String condition) throws SQLException {
        for (int backend : site.backends(condition)) {
            execute("select pg_terminate_backend(" + backend + ")");
        }
    }

    /** A killed backend takes the whole database through its recovery. */
    private void crash() throws SQLException {
        List<Integer> backends = site.backends("true");
        ProcessHandle.of(backends.get(random.nextInt(backends.size()))).ifPresent(ProcessHandle::destroyForcibly);
        Site.await("the database recovers", Duration.ofSeconds(30), site::databaseAnswers);
    }

    /** Somebody else's attachment, as large as all that may be stored. */
    private void quotaFull() throws Exception {
        UUID id = UUID.randomUUID();
        during(() -> execute("insert into task_attachment (id, task_id, name, media_type, size, digest, uploaded_at,"
                        + " uploaded_by, unit) select '" + id + "', id, 'filler.bin', 'video/mp4', " + Site.QUOTA
                        + ", repeat('0', 64), now(), 'water', 'water' from task limit 1"),
                () -> execute("delete from task_attachment where id = '" + id + "'"), 150, 700);
    }

    private void diskFull() throws Exception {
        Path filler = site.attachments.resolve("filler");
        during(() -> fill(filler), () -> Files.deleteIfExists(filler), 150, 700);
    }

    private void fill(Path filler) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
            byte[] block = new byte[64 * 1024];
            while (true) {
                file.write(block);
            }
        } catch (IOException full) {
            assertThat(site.attachments.toFile().getUsableSpace()).isLessThan(1 << 20);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = site.connect(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Restores everything; both servers must go on by themselves, and act on what the clock brings. */
    private void settle() throws Exception {
        killedThisRound = 0;
        for (Site.Node node : site.nodes) {
            node.database.restore();
            node.clients.restore();
            node.awaitStarted();
        }
        site.moveClock(Duration.ofHours(3));
        for (Site.Node node : site.nodes) {
            assertThat(node.alive()).as("a server ended by itself:\n%s", tail(node.output())).isTrue();
            Api api = new Api(node.clients.port());
            Site.await("a server goes on by itself", SETTLE, () -> answers(api));
        }
        Site.await("the clock's work is done", SETTLE, () -> idle("select count(*) from task where alarm_at <= '"
                + java.time.Clock.systemUTC().instant().plus(site.ahead()) + "'"));
        Site.await("nothing is under way", SETTLE, () -> idle("select count(*) from pg_stat_activity"
                + " where datname = 'fengsui' and pid <> pg_backend_pid() and xact_start is not null"));
        for (Site.Node node : site.nodes) {
            hears(node, site.nodes.get(1 - site.nodes.indexOf(node)));
        }
        if (site.backends("true").size() > site.nodes.size() * Site.CONNECTIONS) {
            ledger.violation("connections to the database have piled up: " + site.backends("true").size());
        }
    }

    /** A page that is open at one server hears by itself of what is done at the other. */
    private void hears(Site.Node node, Site.Node other) {
        Session session = new Session(node.clients.port(), "duty");
        Matcher position = POSITION.matcher(session.get("/").body());
        assertThat(position.find()).isTrue();
        Set<String> heard = ConcurrentHashMap.newKeySet();
        CompletableFuture<Void> stream = session.client.sendAsync(session.request("/live?topics=incidents&since="
                + position.group(1)).build(), HttpResponse.BodyHandlers.ofLines()).thenAccept(answer -> {
                    try (Stream<String> lines = answer.body()) {
                        lines.forEach(line -> heard.add(line.replace("data:", "")));
                    }
                });
        Api api = new Api(other.clients.port());
        Site.await("the live pages of a server hear of the other", SETTLE, () -> answers(api) && heard.contains("incidents"));
        node.clients.cut();
        assertThat(stream).as("the stream ends with its connection").failsWithin(SETTLE);
    }

    private boolean answers(Api api) {
        try {
            return api.get("duty", "/incidents?size=1").status() == 200
                    && api.post("duty", "/incidents", Map.of("title", "恢复", "hazard", "flood", "occurredAt",
                            java.time.Clock.systemUTC().instant().plus(site.ahead()).toString(), "place",
                            Map.of("name", "浦口"), "facts", Map.of(), "source", "")).status() == 201;
        } catch (java.io.UncheckedIOException | AssertionError notYet) {
            return false;
        }
    }

    private boolean idle(String query) {
        try (Connection connection = site.connect(); Statement statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() && rows.getLong(1) == 0;
        } catch (SQLException notYet) {
            return false;
        }
    }

    private String table() {
        List<String> lines = new ArrayList<>();
        lines.add("seed " + SEED);
        lines.add("");
        lines.add("| fault | times |");
        lines.add("|---|---|");
        struck.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> lines.add("| "
                + entry.getKey().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " | " + entry.getValue()
                + " |"));
        lines.add("| **all** | " + struck.values().stream().mapToInt(Integer::intValue).sum() + " |");
        lines.add("");
        ledger.counts().forEach((what, count) -> lines.add(what + ": " + count));
        lines.add("most threads of a server: " + mostThreads);
        lines.add("violations: " + ledger.violations().size());
        ledger.violations().stream().limit(60).forEach(lines::add);
        return String.join("\n", lines) + "\n";
    }

    private static String tail(String output) {
        return output.substring(Math.max(0, output.length() - 3000));
    }
}
