package org.fengsui.system;

import java.util.List;

/**
 * The server must not start: each line names a setting and what to do about it. {@link StartFailureReporter} prints
 * the lines and nothing else; the process ends with exit code 1. (A code of its own is not to be had: Spring Boot
 * would publish it to the context that has just failed, and print the stack traces of that.)
 */
class StartRefused extends RuntimeException {

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
}
