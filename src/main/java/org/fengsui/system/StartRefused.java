package org.fengsui.system;

import java.util.List;

import org.springframework.boot.ExitCodeGenerator;

/**
 * The server must not start: each line names a setting and what to do about it. {@link StartFailureReporter} prints
 * the lines and nothing else.
 */
class StartRefused extends RuntimeException implements ExitCodeGenerator {

    /** EX_CONFIG of sysexits.h, so that a supervisor can tell a wrong setting from a crash. */
    static final int EXIT_CODE = 78;

    private final transient List<String> lines;

    StartRefused(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = List.copyOf(lines);
    }

    StartRefused(String line, Throwable cause) {
        super(line, cause);
        this.lines = List.of(line);
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
