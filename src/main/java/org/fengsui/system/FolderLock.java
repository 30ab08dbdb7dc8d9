package org.fengsui.system;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The right of one server to a data folder. The operating system drops it with the process, however that dies. */
final class FolderLock implements AutoCloseable {

    /** A second channel on the file would, when closed, drop the lock of the first: look here before opening one. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Empty when another server holds the folder. */
    static Optional<FolderLock> tryOn(Path folder) throws IOException {
        Path file = folder.resolve("server.lock");
        if (!HELD_HERE.add(file)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid())
                        .getBytes(StandardCharsets.US_ASCII)));
                FolderLock lock = new FolderLock(file, channel);
                channel = null;
                return Optional.of(lock);
            }
            return Optional.empty();
        }
        finally {
            if (channel != null) {
                channel.close();
                HELD_HERE.remove(file);
            }
        }
    }

    /** The process id that the holder wrote, for the operator's eyes only. */
    static String holder(Path folder) throws IOException {
        Path file = folder.resolve("server.lock");
        return HELD_HERE.contains(file) ? Long.toString(ProcessHandle.current().pid()) : Files.readString(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD_HERE.remove(file);
    }
}
