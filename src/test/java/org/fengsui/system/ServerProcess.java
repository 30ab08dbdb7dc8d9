package org.fengsui.system;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real server in a process of its own, so that a test can kill it. */
public final class ServerProcess implements AutoCloseable {

    private static final Duration START_WITHIN = Duration.ofSeconds(180);

    private final Process process;
    private final Path errors;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    private ServerProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        Thread reader = new Thread(this::read, "server output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the server in the folder with the class path of the tests, less their own classes and what is left out. */
    public static ServerProcess start(Path home, Predicate<String> leftOut, String... settings) throws IOException {
        return start(home, leftOut, List.of("-XX:TieredStopAtLevel=1"), settings);
    }

    /** @param machine options of the Java machine */
    public static ServerProcess start(Path home, Predicate<String> leftOut, List<String> machine, String... settings)
            throws IOException {
        return start(home, leftOut, machine, "org.fengsui.Fengsui", null, settings);
    }

    /**
     * @param main  class whose {@code main} starts the server
     * @param added folder of further classes; null = none
     */
    public static ServerProcess start(Path home, Predicate<String> leftOut, List<String> machine, String main,
                                      Path added, String... settings) throws IOException {
        String classPath = Stream.concat(Stream.ofNullable(added).map(Path::toString),
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> !entry.endsWith("test-classes")).filter(leftOut.negate()))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dfile.encoding=UTF-8"));
        command.addAll(machine);
        command.addAll(List.of("-cp", classPath, main, "--server.port=0"));
        command.addAll(List.of(settings));
        Path errors = Files.createTempFile(home, "stderr", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile())
                .redirectError(errors.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return new ServerProcess(builder.start(), errors);
    }

    public static ServerProcess start(Path home, String... settings) throws IOException {
        return start(home, entry -> false, settings);
    }

    public long pid() {
        return process.pid();
    }

    public ServerProcess awaitReady() throws Exception {
        if (!ready.get(START_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server ended before it was ready:\n" + output() + errors());
        }
        return this;
    }

    /** SIGKILL: nothing in the server can react. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM, as a service manager sends it. */
    void terminate() {
        process.destroy();
    }

    int awaitExit() {
        return process.onExit().orTimeout(START_WITHIN.toSeconds(), TimeUnit.SECONDS).join().exitValue();
    }

    public boolean alive() {
        return process.isAlive();
    }

    public String output() {
        return String.join("\n", output);
    }

    public String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            terminate();
            awaitExit();
        }
    }

    private void read() {
        try (BufferedReader reader = new BufferedReader(
                process.inputReader(StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
                if (line.contains("Fengsui is ready")) {
                    ready.complete(true);
                }
            }
        }
        catch (IOException closedWithTheProcess) {
            ready.completeExceptionally(new UncheckedIOException(closedWithTheProcess));
        }
        ready.complete(false);
    }
}
