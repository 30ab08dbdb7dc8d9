package org.fengsui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.DependencyType;

/** The house's own rules: modules use each other as they say, the engine lives in one package, time comes from a clock. */
class StructureTests {

    private static final Path PICTURE = Path.of("docs/modules.md");
    /** Help that every module may use: left out of the picture, where it would hide what matters. */
    private static final Set<String> HELP = Set.of("refusal", "database", "words");

    private static final ApplicationModules MODULES = ApplicationModules.of(Fengsui.class);
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.fengsui");

    @Test
    void modulesUseEachOtherOnlyAsTheyDeclare() {
        MODULES.verify();
    }

    @Test
    void engineClassesLiveInTheWorkflowModuleOnly() {
        noClasses().that().resideOutsideOfPackage("org.fengsui.workflow..")
                .should().dependOnClassesThat().resideInAPackage("org.camunda..").check(CLASSES);
    }

    @Test
    void timeComesFromTheClock() {
        noClasses().should().callMethod(java.time.Instant.class, "now")
                .orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(java.time.LocalDateTime.class, "now")
                .orShould().callConstructor(java.util.Date.class).check(CLASSES);
    }

    @Test
    void thePictureOfTheModulesIsTheirs() throws IOException {
        String picture = picture();
        if (!Files.exists(PICTURE) || !Files.readString(PICTURE).equals(picture)) {
            Path fresh = Path.of("target/modules.md");
            Files.writeString(fresh, picture);
            assertThat(Files.exists(PICTURE) ? Files.readString(PICTURE) : "")
                    .as("docs/modules.md is out of date: copy %s over it", fresh).isEqualTo(picture);
        }
    }

    private String picture() {
        List<ApplicationModule> shown = MODULES.stream()
                .filter(module -> !HELP.contains(name(module)))
                .sorted(Comparator.comparing(StructureTests::name)).toList();
        StringBuilder text = new StringBuilder("""
                # Modules

                Written by `StructureTests`, which fails when it is out of date. An arrow says "uses". `refusal`,
                `database` and `words` are small help that every module may use; they are left out.

                ```mermaid
                flowchart TD
                """);
        for (ApplicationModule module : shown) {
            text.append("    ").append(name(module)).append('\n');
        }
        for (ApplicationModule module : shown) {
            Set<String> used = new TreeSet<>(module.getDirectDependencies(MODULES, DependencyType.values())
                    .uniqueModules().map(StructureTests::name).filter(name -> !HELP.contains(name))
                    .collect(Collectors.toSet()));
            used.forEach(name -> text.append("    ").append(name(module)).append(" --> ").append(name).append('\n'));
        }
        text.append("```\n\n| module | what it owns |\n|---|---|\n");
        for (ApplicationModule module : shown) {
            text.append("| `").append(name(module)).append("` | ").append(purpose(module)).append(" |\n");
        }
        return text.toString();
    }

    /** The sentence of the module's {@code package-info.java}. */
    private static String purpose(ApplicationModule module) {
        Path info = Path.of("src/main/java", module.getBasePackage().getName().replace('.', '/'), "package-info.java");
        try {
            return Files.readString(info).lines().findFirst().orElseThrow().replaceAll("^/\\*\\*\\s*|\\s*\\*/$", "");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String name(ApplicationModule module) {
        return module.getIdentifier().toString().toLowerCase(Locale.ROOT);
    }
}
