package org.fengsui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
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

    /** Beginnings of keys that end in a code: of a state, a refusal, a kind. */
    private static final Set<String> PUT_TOGETHER = new TreeSet<>(List.of("access.done.", "access.lock.", "access.rules.", "access.scope.", "api.op.", "api.tag.", "approval.", "audit.module.", "audit.reason.", "audit.result.", "audit.type.", "audit.type.task.", "field.",
            "home.guide.", "invalid.", "keys.do.", "configuration.", "organization.did.", "organization.state.", "layout.nav.", "layout.error.", "layout.login.demo.", "layout.theme.", "level.label.",
            "page.approve.", "page.asked.", "page.by-name.", "page.by.", "page.decision.", "page.diagram.",
            "page.feedback.", "page.hazard.",
            "page.home.sign.", "page.home.why.", "page.kind-of-unit.", "page.kind.", "page.next-limit.", "page.pending.",
            "page.state.", "page.status.", "page.task.", "page.timeline.", "plan.problem.", "plan.problem.form-",
            "plan.problem.form-hint.", "plan.problem.not-",
            "post.", "resume.field.", "resume.value.", "resume.what.", "search.kind.", "search.state.", "since.",
            "plan.card.post.", "plan.card.post-note.", "plan.library.", "plan.line.",
            "plan.rehearsal.did.", "plan.status.", "plan.tier.", "plan.type.", "plan.calendar.",
            "plan.calendar.duty.", "plan.calendar.filing.", "plan.calendar.kind.", "plan.calendar.reason.",
            "plan.calendar.rule.", "plan.calendar.safety.", "plan.difference.", "plan.difference.color.",
            "plan.difference.field.", "plan.difference.form.length.", "plan.difference.form.range.",
            "plan.difference.form.type.", "plan.difference.is.facttype.", "plan.difference.is.how.",
            "plan.difference.is.kind.", "plan.difference.is.phase.", "plan.difference.is.since.",
            "plan.difference.is.tier.", "plan.difference.is.type.", "plan.difference.kind.",
            "plan.difference.matter.", "plan.difference.need.", "plan.difference.section.",
            "plan.difference.version.", "plan.holidays.", "plan.about.", "plan.approval-by.", "plan.file.",
            "plan.go.", "plan.next.", "plan.stage.", "plan.step-title.", "plan.step.",
            "refusal.", "system.ready.account.", "system.ready.try.", "task.empty.", "task.ended.", "task.field.",
            "task.kind.", "task.late.", "task.line.", "task.notice.", "task.tab.", "timeline.",
            "timeline.delegated-", "timeline.incident-", "timeline.oral-", "timeline.task-", "withdrawn.",
            "workbook.problem.", "task.since."));
    /** Quoted as they are by English texts: a name that a user types, and words of a workbook's cells. */
    private static final List<String> EXAMPLES = List.of("长江南京", "随时", "持续", "时限");
    private static final Set<String> CHINESE_SOURCES = Set.of("DemoOrganization.java", "ProcessModel.java",
            "DecisionModel.java", "Band.java", "FactReader.java", "LevelWords.java", "Organization.java", "Actor.java",
            "SampleFeed.java", "Amounts.java", "Column.java", "Item.java", "Sheet.java", "Words.java",
            "FactWords.java", "XlsxFile.java");

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
        keys.addAll(codesIn("form", "plan.problem.form-",
                "add\\((?!new )(?:[^;\"]|\"[^\"]*\")*?[,?]\\s*\"([a-z]+(?:-[a-z]+)*)\""));
        Stream.of(Post.values()).forEach(post -> keys.add("post." + post.code()));
        keys.addAll(operations());

        assertThat(keys).hasSizeGreaterThan(150);
        keys.removeAll(CHINESE.stringPropertyNames());
        assertThat(keys).isEmpty();
    }

    @Test
    void everyKeyThatIsNamedHasWords() {
        Set<String> named = new TreeSet<>();
        for (String source : sources()) {
            named.addAll(found(source, "#\\{([a-z][\\w.-]*\\w)[(}]"));
            named.addAll(found(source, "msg\\('([a-z][\\w.-]*\\w)'"));
            named.addAll(found(source, "(?:getMessage|message)\\(\\s*\"([a-z][\\w-]*\\.[\\w.-]*\\w)\""));
            found(source, "\\bword\\('([\\w.-]*\\w)'").forEach(key ->
                    named.add(CHINESE.containsKey(key) ? key : "layout." + key));
        }
        assertThat(named).hasSizeGreaterThan(300);
        named.removeAll(CHINESE.stringPropertyNames());
        // A process, too, has messages.
        named.removeIf(key -> key.startsWith("response."));
        assertThat(named).isEmpty();
    }

    @Test
    void everyWordIsUsed() {
        String all = String.join("\n", sources());
        Set<String> named = new TreeSet<>(found(all, "([A-Za-z][\\w-]*(?:\\.[\\w-]+)+)"));
        // What stands in the sources as a code, or as a constant that is told as one.
        Set<String> codes = new TreeSet<>(found(all, "([\\w-]+(?:\\.[\\w-]+)*)"));
        found(all, "\\b([A-Z][A-Z_]+)\\b").forEach(name -> codes.add(name.toLowerCase(Locale.ROOT).replace('_', '-')));
        // The kinds of hazard are those of the shipped plans.
        codes.addAll(found(models(), "name=\"plan\\.hazard\" value=\"([\\w-]+)\""));

        Set<String> unused = new TreeSet<>(CHINESE.stringPropertyNames());
        unused.removeAll(named);
        Set<String> needed = new TreeSet<>();
        unused.removeIf(key -> PUT_TOGETHER.stream().anyMatch(prefix -> key.startsWith(prefix)
                && codes.contains(key.substring(prefix.length()).replaceFirst("\\.(?:text|id)$", ""))
                && (needed.add(prefix) || true)));
        assertThat(unused).as("words that nothing shows").isEmpty();
        assertThat(PUT_TOGETHER).as("prefixes that no key needs").isEqualTo(needed);
    }

    @Test
    void englishTextsAreEnglishAndChineseTextsAreChinese() {
        Pattern chinese = Pattern.compile("\\p{IsHan}");
        ENGLISH.forEach((key, text) -> assertThat(chinese.matcher(EXAMPLES.stream().reduce((String) text,
                (rest, example) -> rest.replace(example, ""))).find()).as("%s = %s", key, text).isFalse());
        CHINESE.forEach((key, text) -> assertThat(((String) key).startsWith("keys.key.") || chinese.matcher((String) text).find()
                || ((String) text).replaceAll("\\{\\d}", "").matches("[\\p{Punct}：，；（）、“”\\s]*|[yMdHm: -]+"))
                .as("%s = %s", key, text).isTrue());
    }

    /** Chinese in the sources is what a plan's model is drawn with, the demo data, and terms of the plans themselves. */
    @Test
    void noChineseWordStandsInTheSources() {
        for (Path file : files(SOURCE)) {
            if (CHINESE_SOURCES.contains(file.getFileName().toString())) {
                continue;
            }
            String code = content(file).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "");
            assertThat(found(code, "\"([^\"\\n]*\\p{IsHan}[^\"\\n]*)\"")).as(file.toString()).isEmpty();
        }
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
        return found(content(file), pattern);
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** Java, templates and scripts. */
    private static List<String> sources() {
        return Stream.of(files(SOURCE, ".java"), files(Path.of("src/main/resources/templates"), ".html"),
                files(Path.of("src/main/frontend/src"), ".js")).flatMap(List::stream).map(MessagesTests::content).toList();
    }

    private static String models() {
        return files(Path.of("processes"), ".bpmn").stream().map(MessagesTests::content).collect(Collectors.joining());
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder) {
        return files(folder, ".java");
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
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
