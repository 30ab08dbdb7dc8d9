package org.fengsui.faults;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.fengsui.Fengsui;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The server with a clock that another process can move: how many milliseconds it is ahead stands in a file that both
 * map. Registered by name, and no component, so that no other server finds it.
 */
public class FaultServer {

    private static final String FILE = "faults.clock";

    public static void main(String[] arguments) {
        new SpringApplication(Fengsui.class, FaultServer.class).run(arguments);
    }

    @Bean
    @Primary
    Clock movedClock() throws IOException {
        return new MovedClock(ahead(Path.of(System.getProperty(FILE))), ZoneOffset.UTC);
    }

    static MappedByteBuffer ahead(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
            mapped.order(ByteOrder.nativeOrder());
            return mapped;
        }
    }

    static String setting(Path file) {
        return "-D" + FILE + "=" + file;
    }

    static final class MovedClock extends Clock {

        private final Clock real = Clock.systemUTC();
        private final MappedByteBuffer ahead;
        private final ZoneId zone;

        MovedClock(MappedByteBuffer ahead, ZoneId zone) {
            this.ahead = ahead;
            this.zone = zone;
        }

        @Override
        public Instant instant() {
            return real.instant().plusMillis(ahead.getLong(0));
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new MovedClock(ahead, other);
        }
    }
}
