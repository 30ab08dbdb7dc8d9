package org.fengsui.attachment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes away files that no row names: those of commands that failed after the file was written, or whose server was killed.
 * They lie untouched for a day first, by the disk's own time.
 */
@Component
class AttachmentSweep {

    private static final Logger log = LoggerFactory.getLogger(AttachmentSweep.class);
    private static final Duration UNTOUCHED = Duration.ofDays(1);

    private final AttachmentFolder folder;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    AttachmentSweep(AttachmentFolder folder, JdbcClient jdbc, TransactionTemplate transaction) {
        this.folder = folder;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Until the transaction ends, nobody else stores or takes away this file. */
    static void lock(JdbcClient jdbc, String digest) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext(?))").param("attachment:" + digest).query(rs -> { });
    }

    @Scheduled(initialDelayString = "PT5M", fixedDelayString = "PT6H")
    void sweep() {
        try {
            // The disk stamps files with its own time, whatever clock the server goes by.
            Path stamp = Files.createTempFile(Files.createDirectories(folder.path()), AttachmentFolder.INCOMING, "");
            Instant before = Files.getLastModifiedTime(stamp).toInstant().minus(UNTOUCHED);
            Files.delete(stamp);
            sweep(before);
        } catch (IOException | DataAccessException | TransactionException e) {
            log.error("Left-over files of attachments could not be taken away; the next sweep tries again", e);
        }
    }

    /** Takes away what no row names and nobody has touched since. */
    void sweep(Instant before) throws IOException {
        for (Path file : filesBefore(folder.path(), before)) {
            if (file.getFileName().toString().startsWith(AttachmentFolder.INCOMING)) {
                Files.deleteIfExists(file);
            }
        }
        List<Path> parts;
        try (Stream<Path> inside = Files.list(folder.path())) {
            parts = inside.filter(path -> path.getFileName().toString().matches("[0-9a-f]{2}")).toList();
        }
        for (Path part : parts) {
            for (Path file : filesBefore(part, before)) {
                String digest = file.getFileName().toString().replace(AttachmentFolder.THUMBNAIL, "");
                if (!named(digest)) {
                    remove(file, digest, before);
                }
            }
        }
    }

    private void remove(Path file, String digest, Instant before) {
        transaction.executeWithoutResult(status -> {
            lock(jdbc, digest);
            try {
                // Somebody may have sent the same file in the meantime.
                if (!named(digest) && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.delete(file);
                    log.info("Took away {}, which belongs to nothing", file);
                }
            } catch (NoSuchFileException gone) {
                log.debug("Another node was faster", gone);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private boolean named(String digest) {
        return jdbc.sql("select exists (select from attachment_file where digest = ?)").param(digest)
                .query(Boolean.class).single();
    }

    private static List<Path> filesBefore(Path folder, Instant before) throws IOException {
        List<Path> found = new java.util.ArrayList<>();
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path path : inside.filter(Files::isRegularFile).toList()) {
                try {
                    if (Files.getLastModifiedTime(path).toInstant().isBefore(before)) {
                        found.add(path);
                    }
                } catch (NoSuchFileException gone) {
                    log.debug("Another node was faster", gone);
                }
            }
        }
        return found;
    }
}
