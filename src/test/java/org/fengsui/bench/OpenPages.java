package org.fengsui.bench;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Many open pages as the browser's script behaves ({@code live.js}): each has a stream, waits a moment after a signal,
 * fetches the main part by its address with the tag of what it shows, and fetches again when told so meanwhile.
 */
final class OpenPages implements AutoCloseable {

    /** As in {@code live.js}. */
    private static final long PAUSE_MILLIS = 700;
    private static final int JITTER_MILLIS = 200;
    private static final Pattern POSITION = Pattern.compile("data-position=\"([^\"]+)\"");

    private final Site site;
    private final ExecutorService work = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(work).build();
    private final List<Page> pages = new ArrayList<>();
    private final Random random = new Random(7);
    final AtomicLong fetches = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong failures = new AtomicLong();

    OpenPages(Site site) {
        this.site = site;
    }

    /** Opens a page and its stream; returns when the stream is open. */
    void open(String username, String address, String topic) throws Exception {
        String full = client.send(request(username, address).build(), BodyHandlers.ofString()).body();
        Matcher position = POSITION.matcher(full);
        if (!position.find()) {
            throw new IllegalStateException(username + " does not see " + address);
        }
        Page page = new Page(username, address);
        pages.add(page);
        page.stream = client.sendAsync(request(username, "/live?topics=" + topic + "&since=" + position.group(1)).build(),
                info -> BodySubscribers.fromLineSubscriber(page));
        if (!page.open.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the stream of " + username + " does not open");
        }
    }

    int size() {
        return pages.size();
    }

    /**
     * Makes a change and waits until every page shows it.
     *
     * @param text what a page shows when it is up to date
     * @return how long each page took from before the change was sent, in milliseconds
     */
    List<Double> change(String text, Runnable command) throws InterruptedException {
        CountDownLatch missing = new CountDownLatch(pages.size());
        long start = System.nanoTime();
        pages.forEach(page -> page.expect(text, start, missing));
        command.run();
        if (!missing.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(missing.getCount() + " pages do not show the change");
        }
        return pages.stream().map(page -> page.tookMillis).toList();
    }

    private HttpRequest.Builder request(String username, String path) {
        return HttpRequest.newBuilder(site.address(path)).header("Cookie", site.cookie(username));
    }

    @Override
    public void close() {
        pages.forEach(page -> page.subscription.cancel());
        timer.shutdownNow();
        work.shutdownNow();
    }

    private final class Page implements Flow.Subscriber<String> {

        private final String username;
        private final String address;
        private CompletableFuture<HttpResponse<Void>> stream;
        private Flow.Subscription subscription;
        private String tag = "";
        private boolean wanted;
        private boolean scheduled;
        private boolean running;
        private long startedAt;
        private final CountDownLatch open = new CountDownLatch(1);
        private String expected = "";
        private long since;
        private CountDownLatch missing;
        private volatile double tookMillis;

        Page(String username, String address) {
            this.username = username;
            this.address = address;
        }

        synchronized void expect(String text, long start, CountDownLatch latch) {
            expected = text;
            since = start;
            missing = latch;
        }

        @Override
        public void onSubscribe(Flow.Subscription toStream) {
            subscription = toStream;
            toStream.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith("event:beat")) {
                open.countDown();
            } else if (line.startsWith("event:changed")) {
                synchronized (this) {
                    wanted = true;
                    schedule();
                }
            }
        }

        @Override
        public void onError(Throwable error) {
            if (!work.isShutdown()) {
                failures.incrementAndGet();
            }
        }

        @Override
        public void onComplete() {
        }

        private void schedule() {
            if (scheduled || running) {
                return;
            }
            scheduled = true;
            long wait = Math.max(0, startedAt + PAUSE_MILLIS - System.nanoTime() / 1_000_000)
                    + random.nextInt(JITTER_MILLIS);
            timer.schedule(this::fetch, wait, TimeUnit.MILLISECONDS);
        }

        private void fetch() {
            HttpRequest.Builder request;
            synchronized (this) {
                scheduled = false;
                wanted = false;
                running = true;
                startedAt = System.nanoTime() / 1_000_000;
                request = request(username, address).header("Fengsui-Live", "part").header("Accept-Encoding", "gzip")
                        .timeout(Duration.ofSeconds(15));
                if (!tag.isEmpty()) {
                    request.header("If-None-Match", tag);
                }
            }
            client.sendAsync(request.build(), BodyHandlers.ofByteArray()).whenComplete(this::take);
        }

        private synchronized void take(HttpResponse<byte[]> answer, Throwable error) {
            running = false;
            if (error != null || answer.statusCode() != 200 && answer.statusCode() != 304) {
                failures.incrementAndGet();
                wanted = true;
            } else {
                fetches.incrementAndGet();
                bytes.addAndGet(answer.body().length);
                tag = answer.headers().firstValue("ETag").orElse("");
                if (missing != null && answer.statusCode() == 200 && text(answer).contains(expected)) {
                    tookMillis = (System.nanoTime() - since) / 1e6;
                    missing.countDown();
                    missing = null;
                }
            }
            if (wanted) {
                schedule();
            }
        }

        private String text(HttpResponse<byte[]> answer) {
            try (GZIPInputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(answer.body()))) {
                return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
