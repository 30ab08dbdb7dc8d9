package org.fengsui.bench;

import com.sun.tools.attach.VirtualMachine;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Where the time of a request goes: the stack of the thread that serves it, looked at again and again while requests
 * follow one another. Waiting counts, for the database above all.
 */
final class Profile {

    private static final int PAUSE_MILLIS = 3;

    private final Site site;
    private final Table table;

    Profile(Site site, Table table) {
        this.site = site;
        this.table = table;
    }

    void measure() throws Exception {
        String response = site.response("Ⅰ");
        List<Load.Work> work = Load.completable(site, response);
        for (Load.Work one : work.subList(0, 10)) {
            Load.complete(site, one);
        }
        shares("a completion through the API", () -> {
            for (Load.Work one : work.subList(10, work.size())) {
                Load.complete(site, one);
            }
        });
        launches(10);
        shares("a launch at Ⅱ through the API", () -> launches(30));
        site.times("duty", "/responses/" + response, Map.of(), 20);
        shares("the command page", () -> site.times("duty", "/responses/" + response, Map.of(), 60));
    }

    private void launches(int number) {
        for (int i = 0; i < number; i++) {
            site.launched(site.incident(), "Ⅱ");
        }
    }

    private void shares(String name, Crowd.Deed deed) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(site.pid()));
        String address = machine.startLocalManagementAgent();
        machine.detach();
        Map<String, Integer> seen = new LinkedHashMap<>();
        List.of("engine", "its SQL", "record", "SQL", "commit", "rendering", "rest").forEach(part -> seen.put(part, 0));
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(connector.getMBeanServerConnection(),
                    ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            long[] servers = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                    .filter(thread -> thread != null && thread.getThreadName().matches(".*-exec-\\d+"))
                    .mapToLong(ThreadInfo::getThreadId).toArray();
            AtomicBoolean over = new AtomicBoolean();
            Thread watcher = new Thread(() -> {
                while (!over.get()) {
                    for (ThreadInfo thread : threads.getThreadInfo(servers, 400)) {
                        if (thread != null) {
                            part(thread.getStackTrace()).ifPresent(part -> seen.merge(part, 1, Integer::sum));
                        }
                    }
                    pause();
                }
            }, "profile");
            watcher.start();
            try {
                deed.run();
            } finally {
                over.set(true);
                watcher.join();
            }
        }
        int all = seen.values().stream().mapToInt(Integer::intValue).sum();
        if (all == 0) {
            throw new IllegalStateException("no request was seen at work");
        }
        table.row("where the time of %s goes (%,d looks)".formatted(name, all), seen.entrySet().stream()
                .map(part -> String.format(Locale.ROOT, "%s %.0f %%", part.getKey(), 100.0 * part.getValue() / all))
                .collect(Collectors.joining(", ")), "", "");
    }

    /** What a request is at; empty for a thread that has none, or is reading or writing it. */
    private static java.util.Optional<String> part(StackTraceElement[] stack) {
        if (!any(stack, frame -> frame.startsWith("org.springframework.web.servlet.DispatcherServlet.doDispatch")
                || frame.startsWith("org.springframework.security.web.FilterChainProxy"))) {
            return java.util.Optional.empty();
        }
        boolean database = any(stack, frame -> frame.startsWith("org.postgresql."));
        return java.util.Optional.of(
                any(stack, frame -> frame.startsWith("org.fengsui.audit.AuditRows")) ? "record"
                : any(stack, frame -> frame.startsWith("org.camunda.")) ? database ? "its SQL" : "engine"
                : any(stack, frame -> frame.endsWith("DataSourceTransactionManager.doCommit")
                        || frame.endsWith("JdbcTransactionManager.doCommit")) ? "commit"
                : database ? "SQL"
                : any(stack, frame -> frame.startsWith("org.thymeleaf.") || frame.startsWith("tools.jackson.")) ? "rendering"
                : "rest");
    }

    private static boolean any(StackTraceElement[] stack, Predicate<String> wanted) {
        return Arrays.stream(stack).anyMatch(frame -> wanted.test(frame.getClassName() + "." + frame.getMethodName()));
    }

    /** Between two looks at the stacks: the rhythm of the sampling, nothing is waited for. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
