package org.fengsui.live;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The open streams of this node, and what they are told. Signals are numbered, and the last number of each topic is
 * remembered: a browser that says where it was is told what it missed, so that nothing is lost between the making of a
 * page and the opening of its stream, nor in a cut.
 */
@Component
class LiveHub implements SmartLifecycle {

    /** Browsers take a stream without a sign of life for dead after more than two beats. */
    static final long BEAT_MILLIS = 15_000;

    private static final Logger log = LoggerFactory.getLogger(LiveHub.class);
    /** A stream is opened anew now and then, so that whoever may see no more is told no more. */
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final Pattern POSITION = Pattern.compile("([0-9a-f]{12})-(\\d{1,18})");

    private final Clock clock;
    private final Executor executor;
    private final int remembered;
    private final String node = UUID.randomUUID().toString().substring(24);
    private final Set<Stream> streams = new LinkedHashSet<>();
    private final Map<Topic, Long> lastChange = new LinkedHashMap<>();
    private long number;
    private long forgotten;
    private boolean running;

    @org.springframework.beans.factory.annotation.Autowired
    LiveHub(Clock clock, @Qualifier("applicationTaskExecutor") Executor executor) {
        this(clock, executor, 10_000);
    }

    /** @param remembered topics whose last change is kept */
    LiveHub(Clock clock, Executor executor, int remembered) {
        this.clock = clock;
        this.executor = executor;
        this.remembered = remembered;
    }

    /** Where this node stands: a page that carries it can ask later for what it missed. */
    synchronized String position() {
        return node + "-" + number;
    }

    /**
     * Opens a stream.
     *
     * @param since   position of the page, or of the last event that the browser had; anything else = knows nothing
     * @param session ends with it
     * @return false when the server is stopping
     */
    boolean open(Set<Topic> topics, String since, String session, Line line) {
        Stream stream = new Stream(topics, session, line);
        line.onEnd(() -> forget(stream));
        synchronized (this) {
            if (!running) {
                return false;
            }
            streams.add(stream);
            long known = known(since);
            topics.stream().filter(topic -> lastChange.getOrDefault(topic, forgotten) > known)
                    .forEach(stream.pending::add);
            stream.beat = true;
            stream.telling = true;
        }
        // By this thread, that of the request: until the first bytes are out, no other may write to the answer.
        tell(stream);
        return true;
    }

    void changed(Topic topic) {
        List<Stream> concerned;
        synchronized (this) {
            number++;
            // Taken out first, so that the eldest is the one that changed longest ago.
            lastChange.remove(topic);
            lastChange.put(topic, number);
            if (lastChange.size() > remembered) {
                Topic eldest = lastChange.keySet().iterator().next();
                forgotten = Math.max(forgotten, lastChange.remove(eldest));
            }
            concerned = streams.stream().filter(stream -> stream.topics.contains(topic)).toList();
            concerned.forEach(stream -> stream.pending.add(topic));
        }
        concerned.forEach(this::wake);
    }

    /** After a time without the database's signals: any topic may have changed. */
    void anythingMayHaveChanged() {
        List<Stream> all;
        synchronized (this) {
            number++;
            forgotten = number;
            lastChange.clear();
            all = List.copyOf(streams);
            all.forEach(stream -> stream.pending.addAll(stream.topics));
        }
        all.forEach(this::wake);
    }

    /** A sign of life with the server's time; finds the streams whose browser has gone. */
    @Scheduled(fixedRate = BEAT_MILLIS)
    void beat() {
        long now = System.nanoTime();
        end(stream -> now - stream.opened > LIFETIME.toNanos());
        List<Stream> all;
        synchronized (this) {
            all = List.copyOf(streams);
            all.forEach(stream -> stream.beat = true);
        }
        all.forEach(this::wake);
    }

    void endSession(String session) {
        end(stream -> stream.session.equals(session));
    }

    synchronized int size() {
        return streams.size();
    }

    @Override
    public synchronized void start() {
        running = true;
    }

    /** Before the web server waits for open requests: the streams would hold it up. */
    @Override
    public void stop() {
        synchronized (this) {
            running = false;
        }
        end(stream -> true);
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    private void end(Predicate<Stream> which) {
        List<Stream> ending;
        synchronized (this) {
            ending = streams.stream().filter(which).toList();
            streams.removeAll(ending);
        }
        ending.forEach(stream -> stream.line.end());
    }

    private synchronized void forget(Stream stream) {
        streams.remove(stream);
    }

    private long known(String since) {
        Matcher matcher = POSITION.matcher(since);
        return matcher.matches() && matcher.group(1).equals(node) ? Long.parseLong(matcher.group(2)) : -1;
    }

    /** Has the stream told what waits, by one thread at a time: a slow browser holds up no other. */
    private void wake(Stream stream) {
        synchronized (this) {
            if (stream.telling) {
                return;
            }
            stream.telling = true;
        }
        executor.execute(() -> tell(stream));
    }

    private void tell(Stream stream) {
        while (true) {
            Collection<Topic> topics;
            boolean beat;
            String position;
            synchronized (this) {
                if (stream.pending.isEmpty() && !stream.beat || !streams.contains(stream)) {
                    stream.telling = false;
                    return;
                }
                topics = new ArrayList<>(stream.pending);
                stream.pending.clear();
                beat = stream.beat;
                stream.beat = false;
                position = position();
            }
            try {
                if (!topics.isEmpty()) {
                    stream.line.tell(position, "changed",
                            topics.stream().map(Topic::toString).collect(Collectors.joining(" ")));
                }
                if (beat) {
                    stream.line.tell(position, "beat", String.valueOf(clock.millis()));
                }
            } catch (IOException | IllegalStateException gone) {
                log.debug("A browser has gone", gone);
                forget(stream);
                stream.line.end();
                return;
            }
        }
    }

    /** The way to one browser. */
    interface Line {

        /** @throws IOException or IllegalStateException when the browser has gone */
        void tell(String id, String event, String data) throws IOException;

        void end();

        void onEnd(Runnable action);
    }

    /** What is changeable in it is guarded by the hub. */
    private static final class Stream {

        final Set<Topic> topics;
        final String session;
        final Line line;
        final long opened = System.nanoTime();
        final Set<Topic> pending = new LinkedHashSet<>();
        boolean beat;
        boolean telling;

        Stream(Set<Topic> topics, String session, Line line) {
            this.topics = topics;
            this.session = session;
            this.line = line;
        }
    }
}
