package org.fengsui.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** The folder in which attachments lie, named by the digest of their content. All nodes share it. */
@Component
class AttachmentFolder {

    static final String INCOMING = "incoming";
    static final String THUMBNAIL = ".thumbnail";
    private static final int BUFFER = 64 * 1024;

    private final Path folder;
    private final long reserve;

    /** @param reserve what is to stay free on the disk: a full disk stops more than attachments */
    AttachmentFolder(@Value("${fengsui.task.attachments:data/attachments}") Path folder,
                     @Value("${fengsui.task.attachments-reserve:200MB}") DataSize reserve) {
        this.folder = folder;
        this.reserve = reserve.toBytes();
    }

    Path path() {
        return folder;
    }

    Path path(String digest) {
        return folder.resolve(digest.substring(0, 2)).resolve(digest);
    }

    /**
     * Writes what comes in beside the attachments; it becomes one by {@link Incoming#keep}, and is gone otherwise. Where
     * there is no room it is read all the same: it may be here already.
     */
    Incoming receive(InputStream content) throws IOException {
        Files.createDirectories(folder);
        // A disk that is full to the last block takes no new file either.
        Path path = free() > reserve ? Files.createTempFile(folder, INCOMING, "") : null;
        try (OutputStream out = path == null ? OutputStream.nullOutputStream() : Files.newOutputStream(path)) {
            MessageDigest sha256 = sha256();
            long size = 0;
            boolean whole = path != null;
            byte[] buffer = new byte[BUFFER];
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                sha256.update(buffer, 0, n);
                size += n;
                whole = whole && written(out, buffer, n);
            }
            return new Incoming(path, HexFormat.of().formatHex(sha256.digest()), size, whole);
        } catch (IOException | RuntimeException failure) {
            remove(path);
            throw failure;
        }
    }

    private static void remove(Path path) throws IOException {
        if (path != null) {
            Files.deleteIfExists(path);
        }
    }

    /** @return whether there was room for something that can be done without */
    boolean spare(Path target, byte[] content) throws IOException {
        if (free() < reserve + content.length) {
            return false;
        }
        Path path = Files.createTempFile(folder, INCOMING, "");
        try {
            Files.write(path, content);
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } finally {
            Files.deleteIfExists(path);
        }
    }

    private boolean written(OutputStream out, byte[] buffer, int length) throws IOException {
        try {
            out.write(buffer, 0, length);
            return true;
        } catch (IOException failure) {
            // The words of the operating system differ; that the disk is full can be seen.
            if (free() > reserve) {
                throw failure;
            }
            return false;
        }
    }

    private long free() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file that has come in, and is none of the attachments yet. */
    final class Incoming implements AutoCloseable {

        private final Path path;
        private final String digest;
        private final long size;
        private final boolean whole;

        /** @param path null where nothing could be written */
        private Incoming(Path path, String digest, long size, boolean whole) {
            this.path = path;
            this.digest = digest;
            this.size = size;
            this.whole = whole;
        }

        Path path() {
            return path;
        }

        String digest() {
            return digest;
        }

        /** In bytes. */
        long size() {
            return size;
        }

        /** Whether all of it could be written. */
        boolean whole() {
            return whole;
        }

        /** Puts it where attachments lie, safe from a loss of power. */
        void keep() throws IOException {
            force(path, StandardOpenOption.WRITE);
            Path target = AttachmentFolder.this.path(digest);
            if (Files.notExists(target.getParent())) {
                Files.createDirectories(target.getParent());
                force(folder, StandardOpenOption.READ);
            }
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            force(target.getParent(), StandardOpenOption.READ);
        }

        private static void force(Path what, StandardOpenOption how) throws IOException {
            try (FileChannel channel = FileChannel.open(what, how)) {
                channel.force(true);
            }
        }

        @Override
        public void close() throws IOException {
            remove(path);
        }
    }
}
