package org.fengsui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The style sheet's promises: every colour is a token, each token has a dark counterpart, and what is told by colour can
 * be read in both themes and without colour. Ratios are those of WCAG 2.2, 1.4.3 and 1.4.11.
 */
class LooksTests {

    private static final Path CSS = Path.of("src/main/resources/static/css/fengsui.css");
    private static final Path TEMPLATES = Path.of("src/main/resources/templates");
    private static final double TEXT = 4.5;
    private static final double EDGE = 3;

    /** Text and what it stands on, beyond the pairs that one rule names together. */
    private static final Map<List<String>, List<String>> STANDS_ON = Map.of(
            List.of("ink", "ink-soft", "ink-faint", "link", "link-hover", "alarm", "alarm-strong", "wait", "good"),
            List.of("paper", "ground", "tint"),
            List.of("head-ink", "head-soft", "head-bright"), List.of("head", "head-field"),
            List.of("ink", "ink-soft", "link", "alarm", "alarm-strong"), List.of("alarm-ground"),
            List.of("ink", "ink-soft", "link", "wait"), List.of("wait-ground"),
            List.of("level-red-text", "level-orange-text", "level-yellow-text", "level-blue-text"), List.of("paper"));

    /** Edges of controls, marks of focus and parts of pictures that say something, and what they stand on. */
    private static final Map<List<String>, List<String>> EDGES = Map.of(
            List.of("line-strong", "field", "focus", "main-line"), List.of("paper", "ground", "tint"),
            List.of("line-strong", "field", "focus", "alarm"), List.of("alarm-ground"),
            List.of("line-strong", "field", "focus", "wait"), List.of("wait-ground"),
            List.of("alarm", "done", "good", "level-red-line", "level-orange-line", "level-yellow-line",
                    "level-blue-line"), List.of("paper"),
            List.of("head-bright", "head-line"), List.of("head"), List.of("mark-line"), List.of("paper", "ground"));

    /** Only divides, or fills what is told in words beside it. */
    private static final Set<String> ORNAMENT = Set.of("line", "alarm-line", "wait-line", "running", "rest");

    private final String css = read(CSS);
    private final Map<String, String> light = tokens(":root {");
    private final Map<String, String> dark = tokens(":root[data-theme=dark] {");

    @Test
    void everyColourIsAToken() {
        String rules = css.substring(css.indexOf("/* Ground */"));
        assertThat(found(rules, "(?:#[0-9a-fA-F]{3,8}\\b|(?:rgb|hsl|oklch|color)a?\\([^)]*\\))")).isEmpty();
        assertThat(found(rules, "(?<=[:\\s])(?:white|black|red|orange|yellow|blue|gr[ae]y)(?=[;\\s])")).isEmpty();
        Set<String> used = new TreeSet<>(found(rules, "var\\(--([a-z-]+)\\)"));
        assertThat(light.keySet()).as("tokens that no rule uses").allMatch(name -> used.contains(name)
                || name.startsWith("level-"));
        assertThat(used).allMatch(name -> light.containsKey(name) || css.contains("--" + name + ":"));
    }

    @Test
    void theDarkColoursAreTheSameForWhoeverChoseThemAndForTheDevice() {
        assertThat(dark.keySet()).isEqualTo(light.keySet());
        assertThat(tokens(":root[data-theme=auto] {")).isEqualTo(dark);
        assertThat(css).contains("@media screen and (prefers-color-scheme: dark)");
        assertThat(block(":root {")).contains("color-scheme: light");
        assertThat(block(":root[data-theme=dark] {")).contains("color-scheme: dark");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyTextCanBeReadAndEveryEdgeBeSeen(boolean night) {
        Map<String, String> colours = night ? dark : light;
        Map<String, Double> weak = new LinkedHashMap<>();
        Set<String> judged = new TreeSet<>(ORNAMENT);
        STANDS_ON.forEach((texts, grounds) -> check(colours, texts, grounds, TEXT, weak, judged));
        EDGES.forEach((edges, grounds) -> check(colours, edges, grounds, EDGE, weak, judged));
        // What one rule names together is used together.
        Pattern.compile("\\{([^{}]*)}").matcher(css.substring(css.indexOf("/* Ground */"))).results()
                .map(rule -> rule.group(1)).forEach(rule -> {
                    List<String> text = found(rule, "(?<![a-z-])color: var\\(--([a-z-]+)\\)");
                    List<String> ground = found(rule, "background(?:-color)?: var\\(--([a-z-]+)\\)");
                    check(colours, text, ground, TEXT, weak, judged);
                });
        assertThat(weak).isEmpty();
        assertThat(judged).as("every token is judged").containsAll(colours.keySet());
    }

    @Test
    void everyStateHasAShapeBesideItsWord() {
        List<String> used = templates().flatMap(text -> Stream.concat(
                found(text, "badge--([a-z]+)").stream(), found(text, "'(?:OPEN|RECEIVED|DONE|WITHDRAWN|RETURNED)': '([a-z]+)'")
                        .stream())).distinct().toList();
        assertThat(used).contains("late", "wait", "running", "done", "off");
        assertThat(used).allSatisfy(state -> assertThat(css).as(state)
                .containsPattern("\\.badge--" + state + "::before \\{ content: \"[▲○◐✓–◇] ?\""));
        for (String state : List.of("live", "reconnecting", "offline", "signed-out")) {
            assertThat(css).containsPattern("(?s)\\.live(?:--" + state + ")?::before[^{]*\\{ content: ");
        }
    }

    /** 红橙黄蓝 are set by law for warnings; how a plan colours its levels is its own matter. */
    @Test
    void theColourOfALevelIsThePlansAndNeverDerived() throws IOException {
        List<String> places = templates().flatMap(text -> text.lines())
                .filter(line -> line.matches(".*(?:level|headline)--(?!past|none|big).*")).toList();
        assertThat(places).isNotEmpty().allSatisfy(line -> assertThat(line).contains("level.color"));
        String sources = Stream.concat(templates(), java()).collect(Collectors.joining());
        assertThat(sources).doesNotContainPattern("[Ⅰ-Ⅳ]['\"]?\\s*(?:\\?|:|->|,)\\s*['\"](?:red|orange|yellow|blue)")
                .doesNotContainPattern("rank\\(?\\)?\\s*[=<>]+\\s*\\d\\s*\\?\\s*['\"](?:red|orange|yellow|blue)");
    }

    @Test
    void bracketsInTheStyleSheetAreInOrder() {
        int depth = 0;
        int line = 1;
        for (char c : css.replaceAll("\"[^\"]*\"", "").toCharArray()) {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            line += c == '\n' ? 1 : 0;
            assertThat(depth).as("line %d", line).isBetween(0, 2);
        }
        assertThat(depth).isZero();
        // Every rule of a width stands under its own heading, indented.
        assertThat(Pattern.compile("(?s)@media \\(max-width[^{]*\\{\\n(.*?)\\n}").matcher(css).results()
                .flatMap(media -> media.group(1).lines()).filter(rule -> !rule.isBlank() && !rule.startsWith("  "))).isEmpty();
    }

    private void check(Map<String, String> colours, List<String> fronts, List<String> grounds, double wanted,
                       Map<String, Double> weak, Set<String> judged) {
        for (String front : fronts) {
            for (String ground : grounds) {
                if (colours.containsKey(front) && colours.containsKey(ground)) {
                    judged.add(front);
                    judged.add(ground);
                    double ratio = ratio(colours.get(front), colours.get(ground));
                    if (ratio < wanted) {
                        weak.put(front + " on " + ground, ratio);
                    }
                }
            }
        }
    }

    private Map<String, String> tokens(String head) {
        Map<String, String> tokens = new LinkedHashMap<>();
        Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});").matcher(block(head)).results()
                .forEach(token -> tokens.put(token.group(1), token.group(2)));
        assertThat(tokens).hasSizeGreaterThan(30);
        return tokens;
    }

    private String block(String head) {
        int start = css.indexOf(head);
        assertThat(start).as(head).isNotNegative();
        return css.substring(start, css.indexOf('}', start));
    }

    private static double ratio(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    /** Relative luminance of an sRGB colour, as WCAG defines it. */
    private static double luminance(String colour) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double part = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results()
                .map((MatchResult match) -> match.group(match.groupCount())).toList();
    }

    private static Stream<String> templates() {
        return all(TEMPLATES, ".html");
    }

    private static Stream<String> java() {
        return all(Path.of("src/main/java"), ".java");
    }

    private static Stream<String> all(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream().map(LooksTests::read);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
