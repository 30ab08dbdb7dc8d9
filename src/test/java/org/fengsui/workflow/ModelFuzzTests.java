package org.fengsui.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plans and forms that a fuzzer thinks of, each run a little further; {@code scripts/fuzz} does it for as long as is
 * asked for. What it found is kept as a named test beside the reader that was at fault.
 */
class ModelFuzzTests {

    @Test
    void whatIsShippedAndEditsOfEachKindAreReadOrRefusedPrecisely() throws IOException {
        ModelFuzz.shipped().forEach(ModelFuzz::fuzzerTestOneInput);
        ModelFuzz.edits().forEach(ModelFuzz::fuzzerTestOneInput);
    }

    /** Jazzer in a process of its own: its agents change classes, which no other test should notice. */
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = {"amd64", "x86_64"})
    void aFuzzerThatWatchesWhatIsReachedFindsNothing(@TempDir Path folder) throws Exception {
        int seconds = Integer.getInteger("fuzz.seconds", 6);
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        int number = 0;
        for (byte[] seed : seconds > 60 ? ModelFuzz.seeds() : ModelFuzz.edits()) {
            Files.write(corpus.resolve("seed-" + number++), seed);
        }
        Path log = Path.of("target", "fuzz.log");
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-cp", classPath,
                "com.code_intelligence.jazzer.Jazzer", "--target_class=" + ModelFuzz.class.getName(),
                "--instrumentation_includes=org.fengsui.plan.**:org.fengsui.form.**:org.fengsui.workflow.**",
                "--reproducer_path=" + folder, "-artifact_prefix=" + folder + "/", "-timeout=20",
                // In a short run as long as the edits that a plan may undergo; more would be slow and tell no more.
                "-max_len=" + (seconds > 60 ? 200_000 : 1_000),
                "-max_total_time=" + seconds, corpus.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process jazzer = builder.start();
        try {
            assertThat(jazzer.waitFor(seconds + 120L, TimeUnit.SECONDS)).as("ends by itself").isTrue();
        } finally {
            jazzer.destroyForcibly();
        }
        String said = Files.readString(log);
        assertThat(jazzer.exitValue()).as(said.substring(Math.max(0, said.length() - 8_000))).isZero();
        assertThat(said).contains("cov:").containsPattern("Done \\d+ runs");
    }
}
