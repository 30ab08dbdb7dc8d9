package org.fengsui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.organization.Post;
import org.junit.jupiter.api.Test;

/** Every word that a user reads exists in Chinese and in English. */
class MessagesTests {

    private static final Path SOURCE = Path.of("src/main/java");
    private static final Properties CHINESE = read("messages.properties");
    private static final Properties ENGLISH = read("messages_en.properties");
    /** Types that are put together from parts. */
    private static final List<String> COMPOSED = List.of("timeline.approved", "timeline.rejected",
            "timeline.oral-approved", "timeline.oral-rejected", "timeline.delegated-approved",
            "timeline.delegated-rejected", "approval.launch", "approval.level", "approval.end",
            "withdrawn.level-changed", "withdrawn.response-ended", "withdrawn.turn-missed", "withdrawn.reassigned");

    @Test
    void bothLanguagesHaveTheSameKeys() {
        assertThat(CHINESE.stringPropertyNames()).containsExactlyInAnyOrderElementsOf(ENGLISH.stringPropertyNames());
    }

    @Test
    void everyCodeInTheSourceHasWords() {
        Set<String> keys = new TreeSet<>(COMPOSED);
        keys.addAll(codes("refusal.", "new (?:Rejected|Forbidden)\\(\\s*\"([a-z-]+)\""));
        keys.addAll(codes("refusal.", "worded\\([^;\"]*\"([a-z-]+)\""));
        keys.addAll(codes("refusal.", "case \\d{3} -> \"([a-z-]+)\""));
        keys.addAll(codes("refusal.", "default -> \"(bad-[a-z-]+)\""));
        keys.addAll(List.of("refusal.invalid", "refusal.not-found"));
        keys.addAll(codes("invalid.", "(?:refuse|new Invalid)\\((?:[^;\"]|\"[^\"]*\")*?,\\s*\"([a-z-]+)\""));
        keys.addAll(codes("invalid.", "return \"(not-a[a-z-]+|wrong-type)\""));
        keys.addAll(codesIn("response", "timeline.", "write\\([^;\"]*\"([a-z-]*[a-z])\""));
        keys.addAll(codesIn("response", "timeline.", "\"(level-raised|level-lowered)\""));
        keys.addAll(codesIn("task", "timeline.task-", "(?:publish|saved)\\(\\w+, \"([a-z-]+)\""));
        keys.addAll(codesIn("incident", "timeline.incident-", "publish\\(\"([a-z-]+)\""));
        Stream.of(Post.values()).forEach(post -> keys.add("post." + post.code()));
        keys.addAll(operations());

        assertThat(keys).hasSizeGreaterThan(150);
        keys.removeAll(CHINESE.stringPropertyNames());
        assertThat(keys).isEmpty();
    }

    @Test
    void noTextHasAnApostropheThatTheFormatWouldSwallow() {
        for (Properties texts : List.of(CHINESE, ENGLISH)) {
            texts.forEach((key, text) -> {
                assertThat((String) text).as((String) key).isNotBlank().doesNotContainPattern("(?<!')'(?!')");
                new MessageFormat((String) text, Locale.ENGLISH);
            });
        }
    }

    @Test
    void bothLanguagesSayTheSameArguments() {
        CHINESE.forEach((key, text) -> assertThat(arguments((String) text)).as((String) key)
                .isEqualTo(arguments(ENGLISH.getProperty((String) key))));
    }

    private static Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        for (Path file : files(SOURCE)) {
            if (file.getFileName().toString().endsWith("Api.java")) {
                matches(file, "@(?:Get|Post|Put|Delete)Mapping(?:\\([^)]*\\))?\\s+(?:@ResponseStatus\\([^)]*\\)\\s+)?"
                        + "[\\w.<>\\[\\]]+ (\\w+)\\(").forEach(name -> operations.add("api.op." + name));
            }
        }
        assertThat(operations).hasSizeGreaterThan(30);
        return operations;
    }

    private static Set<String> codes(String prefix, String pattern) {
        return codesUnder(SOURCE, prefix, pattern);
    }

    private static Set<String> codesIn(String module, String prefix, String pattern) {
        return codesUnder(SOURCE.resolve("org/fengsui").resolve(module), prefix, pattern);
    }

    private static Set<String> codesUnder(Path folder, String prefix, String pattern) {
        Set<String> codes = new TreeSet<>();
        files(folder).forEach(file -> matches(file, pattern).forEach(code -> codes.add(prefix + code)));
        assertThat(codes).as(pattern).isNotEmpty();
        return codes;
    }

    private static List<String> matches(Path file, String pattern) {
        try {
            List<String> matches = new ArrayList<>();
            Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
            while (matcher.find()) {
                matches.add(matcher.group(1));
            }
            return matches;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> arguments(String text) {
        return Pattern.compile("\\{(\\d)").matcher(text).results().map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Properties read(String name) {
        Properties texts = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("src/main/resources", name), StandardCharsets.UTF_8)) {
            texts.load(reader);
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
