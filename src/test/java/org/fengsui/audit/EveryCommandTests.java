package org.fengsui.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.transaction.annotation.Transactional;

/** No change without a record: every command that somebody gives is annotated, wherever it is written. */
class EveryCommandTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.fengsui");

    @Test
    void everyPublicCommandIsAudited() {
        List<JavaMethod> commands = methods().filter(EveryCommandTests::command).toList();
        assertThat(commands).hasSizeGreaterThan(25);
        assertThat(commands.stream().filter(method -> !method.isAnnotatedWith(Audited.class)).map(JavaMethod::getFullName))
                .as("public transactional methods with an actor and without @Audited").isEmpty();
    }

    @Test
    void whatIsAuditedRunsInATransaction() {
        assertThat(methods().filter(method -> method.isAnnotatedWith(Audited.class))
                .filter(method -> !method.getModifiers().contains(JavaModifier.PUBLIC)
                        || !method.isAnnotatedWith(Transactional.class)
                        && !method.getOwner().isAnnotatedWith(Transactional.class))
                .map(JavaMethod::getFullName)).isEmpty();
    }

    @Test
    void everyKindOfEntryHasItsWordsInBothLanguages() throws java.io.IOException {
        Properties chinese = PropertiesLoaderUtils.loadAllProperties("messages.properties");
        Properties english = PropertiesLoaderUtils.loadAllProperties("messages_en.properties");
        for (String type : methods().filter(method -> method.isAnnotatedWith(Audited.class))
                .map(method -> method.getAnnotationOfType(Audited.class).value()).distinct().toList()) {
            assertThat(chinese).as(type).containsKey("audit.type." + type);
            assertThat(english).as(type).containsKey("audit.type." + type);
        }
    }

    private Stream<JavaMethod> methods() {
        return CLASSES.stream().map(JavaClass::getMethods).flatMap(Set::stream);
    }

    private static boolean command(JavaMethod method) {
        Transactional transactional = method.isAnnotatedWith(Transactional.class)
                ? method.getAnnotationOfType(Transactional.class)
                : method.getOwner().isAnnotatedWith(Transactional.class)
                ? method.getOwner().getAnnotationOfType(Transactional.class) : null;
        return transactional != null && !transactional.readOnly()
                && method.getModifiers().contains(JavaModifier.PUBLIC)
                && method.getRawParameterTypes().stream().anyMatch(type -> type.isAssignableTo(Who.class));
    }
}
