package org.fengsui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents say is shown by a test is shown by one that exists, and no item is left out. */
class SecurityDocumentTests {

    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern NAMED = Pattern.compile("`(\\w+Tests)(?:[.#](\\w+))?(?:…)?`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+\\.\\d+\\.\\d+) \\|");

    /** The items of levels 1 and 2 of OWASP ASVS 5.0.0: section, first, last. */
    private static final String ITEMS = """
            1.1 1 2, 1.2 1 9, 1.3 1 11, 1.4 1 3, 1.5 1 2, 2.1 1 3, 2.2 1 3, 2.3 1 4, 2.4 1 1, 3.2 1 2, 3.3 1 4, 3.4 1 6,
            3.5 1 5, 3.7 1 2, 4.1 1 3, 4.2 1 1, 4.3 1 2, 4.4 1 4, 5.1 1 1, 5.2 1 3, 5.3 1 2, 5.4 1 3, 6.1 1 3, 6.2 1 12,
            6.3 1 4, 6.4 1 4, 6.5 1 5, 6.6 1 3, 6.8 1 4, 7.1 1 3, 7.2 1 4, 7.3 1 2, 7.4 1 5, 7.5 1 2, 7.6 1 2, 8.1 1 2,
            8.2 1 3, 8.3 1 1, 8.4 1 1, 9.1 1 3, 9.2 1 4, 10.1 1 2, 10.2 1 2, 10.3 1 4, 10.4 1 11, 10.5 1 5, 10.6 1 2,
            10.7 1 3, 11.1 1 2, 11.2 1 3, 11.3 1 3, 11.4 1 4, 11.5 1 1, 11.6 1 1, 12.1 1 3, 12.2 1 2, 12.3 1 4, 13.1 1 1,
            13.2 1 5, 13.3 1 2, 13.4 1 5, 14.1 1 2, 14.2 1 4, 14.3 1 3, 15.1 1 3, 15.2 1 3, 15.3 1 7, 16.1 1 1, 16.2 1 5,
            16.3 1 4, 16.4 1 3, 16.5 1 3, 17.1 1 1, 17.2 1 4, 17.3 1 2""";

    @ParameterizedTest
    @ValueSource(strings = {"docs/security.md", "docs/ux-rules.md", "docs/performance.md", "docs/operations.md"})
    void everyTestThatIsNamedExists(String document) throws IOException {
        Map<String, Class<?>> classes = testClasses();
        List<String> missing = new ArrayList<>();
        Matcher named = NAMED.matcher(Files.readString(Path.of(document)));
        while (named.find()) {
            Class<?> type = classes.get(named.group(1));
            String method = named.group(2);
            if (type == null || method != null && Arrays.stream(type.getDeclaredMethods()).map(Method::getName)
                    .noneMatch(name -> named.group().contains("…") ? name.startsWith(method) : name.equals(method))) {
                missing.add(named.group());
            }
        }
        assertThat(missing).as("named in " + document + ", but there is no such test").isEmpty();
    }

    @Test
    void everyItemOfTheStandardHasItsLine() throws IOException {
        String document = Files.readString(Path.of("docs/security.md"));
        String levels = document.substring(0, document.indexOf("### Of level 3"));
        List<String> items = Stream.of(ITEMS.split(",\\s*")).flatMap(section -> {
            String[] parts = section.strip().split(" ");
            return IntStream.rangeClosed(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]))
                    .mapToObj(item -> parts[0] + "." + item);
        }).toList();
        assertThat(items).hasSize(253);
        assertThat(ROW.matcher(levels).results().map(row -> row.group(1))).containsExactlyElementsOf(items);
    }

    @Test
    void everyLineSaysHowItStands() throws IOException {
        assertThat(Files.readAllLines(Path.of("docs/security.md")).stream()
                .filter(line -> line.matches("\\| (\\d+\\.\\d+\\.\\d+|\\p{IsHan}+( \\d+)?) \\|.*"))
                .filter(line -> !line.matches("\\| [^|]+ \\| [^|]+ \\| (met|part|not met|–) \\| [^|]+ \\|")))
                .as("lines without state or reason").isEmpty();
    }

    private static Map<String, Class<?>> testClasses() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.toString().endsWith("Tests.java")).collect(Collectors.toMap(
                    file -> file.getFileName().toString().replace(".java", ""), SecurityDocumentTests::type,
                    (one, other) -> one, TreeMap::new));
        }
    }

    private static Class<?> type(Path file) {
        String name = TESTS.relativize(file).toString().replace(".java", "").replace('/', '.');
        try {
            return Class.forName(name, false, SecurityDocumentTests.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
