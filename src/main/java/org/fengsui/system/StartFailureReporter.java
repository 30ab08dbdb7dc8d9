package org.fengsui.system;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Prints a start that was refused as one line per setting, in place of a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StartFailureReporter implements SpringBootExceptionReporter {

    StartFailureReporter(ConfigurableApplicationContext context) {
        // Spring Boot hands every reporter the context, which is null when the environment was refused.
    }

    @Override
    public boolean reportException(Throwable failure) {
        List<String> lines = lines(failure);
        if (lines.isEmpty()) {
            return false;
        }
        // Not System.err: under LANG=C its charset would turn the Chinese into question marks.
        @SuppressWarnings("resource")
        PrintStream console = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        lines.forEach(console::println);
        return true;
    }

    static List<String> lines(Throwable failure) {
        return cause(failure, StartRefused.class).map(StartRefused::lines)
                .or(() -> cause(failure, PortInUseException.class)
                        .map(taken -> List.of(StartTexts.line("server.port", "system.start.portInUse",
                                Integer.toString(taken.getPort())))))
                .orElse(List.of());
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            if (type.isInstance(one)) {
                return Optional.of(type.cast(one));
            }
        }
        return Optional.empty();
    }
}
