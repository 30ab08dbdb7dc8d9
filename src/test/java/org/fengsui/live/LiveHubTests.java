package org.fengsui.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.catalina.Context;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

@ServerTest
class LiveHubTests {

    private static final Topic A = Topic.unit("a");
    private static final Topic B = Topic.unit("b");
    private static final Topic C = Topic.unit("c");

    @Autowired
    ApplicationContext context;
    @Autowired
    LiveHub hub;
    @Autowired
    Signals signals;
    @Autowired
    Tasks tasks;
    @Autowired
    DataSource dataSource;
    @Autowired
    JdbcClient jdbc;
    @Autowired
    TransactionTemplate transaction;
    @LocalServerPort
    int port;

    Scenario scenario;

    @BeforeEach
    void reset() {
        scenario = new Scenario(context);
        scenario.clock.reset();
    }

    @Test
    void aBrowserIsToldOnlyOfWhatItsUserMaySee() {
        Response response = scenario.active("Ⅳ", "pukou");
        String topics = "response:%s,incident:%s,command,unit:pukou,unit:gulou,nonsense,response:7"
                .formatted(response.id(), response.incidentId());
        List<String> heardByStranger = listen(new Session(port, "gulou"), topics);
        List<String> heardByPart = listen(new Session(port, "pukou"), topics);
        List<String> heardByOffice = listen(new Session(port, "office"), topics);

        tasks.receive(scenario.tasks(response.id()).stream().filter(t -> t.unit().equals("pukou")).findFirst()
                .orElseThrow().id(), Actors.officer("pukou"));
        signals.changed(Set.of(Topic.unit("gulou"), Topic.unit("pukou")));

        await(() -> heardByStranger.contains("unit:gulou"));
        await(() -> heardByPart.contains("response:" + response.id()));
        await(() -> heardByOffice.contains("command"));
        assertThat(heardByStranger).doesNotContain("response:" + response.id(), "unit:pukou", "command");
        assertThat(heardByPart).doesNotContain("unit:gulou", "command");
        assertThat(heardByOffice).contains("response:" + response.id(), "unit:pukou");
        assertThat(String.join(" ", heardByOffice)).as("ids only").doesNotContain("浦口");
    }

    @Test
    void whoeverIsNotSignedInHearsNothing() throws Exception {
        HttpResponse<Void> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(address("/live")).build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(302);
    }

    @Test
    void nothingIsToldThatWasNotCommitted() {
        Heard heard = new Heard();
        hub.open(Set.of(A, B), hub.position(), "", heard);
        transaction.executeWithoutResult(status -> {
            signals.changed(Set.of(A));
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> signals.changed(Set.of(B)));
        await(() -> heard.topics.contains("unit:b"));
        assertThat(heard.topics).doesNotContain("unit:a");
    }

    @Test
    void everyNodeHearsACommandGivenOnOne() {
        Response response = scenario.active("Ⅳ");
        Task task = scenario.tasks(response.id()).get(0);
        LiveHub otherNode = new LiveHub(scenario.clock, Runnable::run, 100);
        SignalListener listener = new SignalListener(dataSource, otherNode);
        otherNode.start();
        listener.start();
        try {
            Heard here = new Heard();
            Heard there = new Heard();
            hub.open(Set.of(Topic.response(response.id())), hub.position(), "", here);
            otherNode.open(Set.of(Topic.response(response.id())), otherNode.position(), "", there);
            // The other node has begun to listen when it says that anything may have changed.
            await(() -> !there.topics.isEmpty());
            there.topics.clear();
            tasks.receive(task.id(), Actors.officer(task.unit()));
            await(() -> !here.topics.isEmpty() && !there.topics.isEmpty());
        } finally {
            listener.stop();
            otherNode.stop();
        }
    }

    @Test
    void aBrowserIsToldAtOnceWhatItMissed() {
        LiveHub node = new LiveHub(scenario.clock, Runnable::run, 2);
        node.start();
        String page = node.position();
        assertThat(opened(node, page, A)).isEmpty();
        node.changed(A);
        assertThat(opened(node, page, A, B)).containsExactly("unit:a");
        assertThat(opened(node, node.position(), A, B)).isEmpty();
        assertThat(opened(node, "of another node", B)).containsExactly("unit:b");
        // Only two topics are remembered: of the forgotten one nobody can say that it did not change.
        String before = node.position();
        node.changed(B);
        node.changed(C);
        node.changed(B);
        assertThat(opened(node, page, A)).containsExactly("unit:a");
        assertThat(opened(node, before, A)).isEmpty();
        assertThat(opened(node, before, B, C)).containsExactlyInAnyOrder("unit:b", "unit:c");
    }

    @Test
    void signalsMissedWithoutTheDatabaseAreMadeUpFor() {
        List<Integer> backends = new CopyOnWriteArrayList<>();
        DataSource recorded = new DelegatingDataSource(dataSource) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                backends.add(connection.unwrap(PGConnection.class).getBackendPID());
                return connection;
            }
        };
        LiveHub node = new LiveHub(scenario.clock, Runnable::run, 100);
        SignalListener listener = new SignalListener(recorded, node);
        node.start();
        listener.start();
        try {
            Heard heard = new Heard();
            node.open(Set.of(A), node.position(), "", heard);
            await(() -> heard.topics.contains("unit:a"));
            heard.topics.clear();
            jdbc.sql("select pg_terminate_backend(?)").param(backends.get(0)).query(row -> { });
            await(() -> heard.topics.contains("unit:a"));
            assertThat(backends).hasSizeGreaterThan(1);
        } finally {
            listener.stop();
            node.stop();
        }
    }

    @Test
    void aStoppingServerEndsItsStreamsAtOnce() {
        LiveHub node = new LiveHub(scenario.clock, Runnable::run, 100);
        node.start();
        Heard heard = new Heard();
        node.open(Set.of(A), "", "", heard);
        node.stop();
        assertThat(heard.ended).isTrue();
        assertThat(node.size()).isZero();
        assertThat(node.open(Set.of(A), "", "", new Heard())).isFalse();
    }

    @Test
    void aSlowBrowserHoldsUpNoOther() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        CompletableFuture<Void> telling = new CompletableFuture<>();
        LiveHub node = new LiveHub(scenario.clock, CompletableFuture::runAsync, 100);
        node.start();
        Heard fast = new Heard();
        Heard slow = new Heard() {
            @Override
            public void tell(String id, String event, String data) throws IOException {
                if (event.equals("changed")) {
                    telling.complete(null);
                    held.join();
                }
                super.tell(id, event, data);
            }
        };
        node.open(Set.of(A, B), node.position(), "", slow);
        node.open(Set.of(A, B), node.position(), "", fast);
        node.changed(A);
        await(() -> fast.topics.contains("unit:a") && telling.isDone());
        node.changed(A);
        node.changed(B);
        held.complete(null);
        await(() -> slow.topics.contains("unit:b"));
        assertThat(slow.topics).as("what waited is told together").containsExactly("unit:a", "unit:a", "unit:b");
    }

    @Test
    void aStreamEndsWithItsSession() throws Exception {
        Session office = new Session(port, "office");
        List<String> heard = listen(office, "command");
        int open = hub.size();
        assertThat(office.post("/logout", "", "").statusCode()).isEqualTo(403);
        office.post("/logout", Session.token(office.get("/incidents").body()), "");
        await(() -> heard.contains("ended"));
        assertThat(hub.size()).isLessThan(open);
    }

    @Test
    void fiveHundredBrowsersThatGoAwayWithoutAWordTwentyTimesLeaveNothingBehind() throws Exception {
        Session session = new Session(port, "office");
        byte[] request = ("GET /live?topics=command,unit:water HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + session.cookie()
                + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        int before = hub.size();
        int sessions = sessions();
        int threads = 0;
        for (int round = 0; round < 20; round++) {
            List<SocketChannel> browsers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                SocketChannel browser = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                // Gone without a word, and without a trace in the machine's list of connections.
                browser.setOption(StandardSocketOptions.SO_LINGER, 0);
                browser.write(ByteBuffer.wrap(request));
                browsers.add(browser);
            }
            for (SocketChannel browser : browsers) {
                ByteBuffer head = ByteBuffer.allocate(12);
                while (head.hasRemaining() && browser.read(head) >= 0) { }
                assertThat(new String(head.array(), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            }
            // Not "before + 500": a stream of an earlier test may be found gone meanwhile.
            assertThat(hub.size()).isGreaterThanOrEqualTo(500);
            assertThat(session.get("/incidents").statusCode()).as("streams hold no thread").isEqualTo(200);
            for (SocketChannel browser : browsers) {
                browser.close();
            }
            await(() -> {
                // A browser that has gone is noticed by the second sign of life at the latest.
                hub.beat();
                return hub.size() <= before;
            });
            if (round == 4) {
                threads = ManagementFactory.getThreadMXBean().getThreadCount();
            }
        }
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThanOrEqualTo(threads + 5);
        assertThat(sessions()).as("sessions").isLessThanOrEqualTo(sessions + 1);
    }

    private int sessions() {
        TomcatWebServer tomcat = (TomcatWebServer) ((WebServerApplicationContext) context).getWebServer();
        return ((Context) tomcat.getTomcat().getHost().findChildren()[0]).getManager().getActiveSessions();
    }

    @Test
    void whoSaysGoodByeAndWhoIsFoundGoneAreBothForgotten() {
        LiveHub node = new LiveHub(scenario.clock, Runnable::run, 100);
        node.start();
        for (int round = 0; round < 20; round++) {
            List<Heard> browsers = Stream.generate(Heard::new).limit(500).toList();
            browsers.forEach(browser -> node.open(Set.of(A, B), node.position(), "", browser));
            node.changed(A);
            assertThat(browsers).allMatch(browser -> browser.topics.equals(List.of("unit:a")));
            assertThat(node.size()).isEqualTo(500);
            // Half of them say good-bye, the others are found out by the next sign of life.
            browsers.subList(0, 250).forEach(browser -> browser.atEnd.run());
            browsers.forEach(browser -> browser.gone = true);
            node.beat();
            assertThat(node.size()).isZero();
        }
    }

    private static List<String> opened(LiveHub node, String since, Topic... topics) {
        Heard heard = new Heard();
        node.open(Set.of(topics), since, "", heard);
        return heard.topics;
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** What a stream says: the topics, and "ended". Returns when the stream is open. */
    private List<String> listen(Session session, String topics) {
        List<String> heard = new CopyOnWriteArrayList<>();
        session.client.sendAsync(session.request("/live?topics=" + topics + "&since=" + hub.position()).build(),
                HttpResponse.BodyHandlers.ofLines()).thenAccept(answer -> {
                    try (Stream<String> lines = answer.body()) {
                        lines.filter(line -> line.startsWith("data:"))
                                .forEach(line -> heard.addAll(List.of(line.substring(5).split(" "))));
                    } finally {
                        heard.add("ended");
                    }
                });
        await(() -> !heard.isEmpty());
        return heard;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** A browser that takes down the topics it is told of. */
    private static class Heard implements LiveHub.Line {

        final List<String> topics = new CopyOnWriteArrayList<>();
        volatile boolean ended;
        volatile boolean gone;
        Runnable atEnd;

        @Override
        public void tell(String id, String event, String data) throws IOException {
            if (gone) {
                throw new IOException("Broken pipe");
            }
            if (event.equals("changed")) {
                topics.addAll(List.of(data.split(" ")));
            }
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void onEnd(Runnable action) {
            atEnd = action;
        }
    }
}
