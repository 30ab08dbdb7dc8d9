package org.fengsui.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL that outlived its killed server and still holds the data folder. The caller holds the folder's lock, so
 * no living server uses it.
 */
final class OrphanedPostgres {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanedPostgres.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private OrphanedPostgres() {
    }

    /**
     * Stops the orphan, if there is one, with PostgreSQL's fast shutdown: what was committed is on disk.
     *
     * @throws IOException when it does not stop
     */
    static void stop(Path cluster) throws IOException {
        Path pidFile = cluster.resolve("postmaster.pid");
        Optional<ProcessHandle> named = process(pidFile);
        if (named.isEmpty()) {
            return;
        }
        ProcessHandle process = named.get();
        if (!isPostgresOn(cluster, process)) {
            // The number was given to another program since, typically after the machine restarted. PostgreSQL
            // would take that program for itself and refuse.
            LOG.warn("{} names process {}, which is no PostgreSQL on this folder: file removed", pidFile,
                    process.pid());
            Files.deleteIfExists(pidFile);
            return;
        }
        LOG.warn("PostgreSQL {} outlived its server on {}: stopping it", process.pid(), cluster);
        interrupt(process.pid());
        awaitGone(pidFile, process);
    }

    private static Optional<ProcessHandle> process(Path pidFile) throws IOException {
        try {
            List<String> lines = Files.readAllLines(pidFile);
            return lines.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
        }
        catch (NoSuchFileException stoppedCleanly) {
            return Optional.empty();
        }
        catch (NumberFormatException damaged) {
            throw new IOException(pidFile + " does not begin with a process id", damaged);
        }
    }

    /** The server process alone has the folder in its arguments; its workers carry a title instead. */
    static boolean isPostgresOn(Path cluster, ProcessHandle process) throws IOException {
        boolean postgres = process.info().command()
                .map(command -> Path.of(command).getFileName().toString().equals("postgres")).orElse(false);
        String[] arguments = process.info().arguments().orElse(new String[0]);
        for (int i = 0; postgres && i + 1 < arguments.length; i++) {
            if (arguments[i].equals("-D")) {
                Path folder = Path.of(arguments[i + 1]);
                return Files.exists(folder) && Files.isSameFile(folder, cluster);
            }
        }
        return false;
    }

    /** SIGINT is the fast shutdown; Java itself can send SIGTERM only, which would wait for every client to leave. */
    private static void interrupt(long pid) throws IOException {
        try {
            int exit = new ProcessBuilder("sh", "-c", "kill -INT " + pid).start().waitFor();
            if (exit != 0) {
                throw new IOException("kill -INT " + pid + " ended with " + exit);
            }
        }
        catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while stopping process " + pid, interrupted);
        }
    }

    /** PostgreSQL removes its pid file last; the process may stay listed where nobody collects dead children. */
    private static void awaitGone(Path pidFile, ProcessHandle process) throws IOException {
        long deadline = System.nanoTime() + STOP_WITHIN.toNanos();
        while (Files.exists(pidFile) && process.isAlive()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("PostgreSQL " + process.pid() + " did not stop within " + STOP_WITHIN);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
