package org.fengsui.plan.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.fengsui.plan.KnownForms;
import org.fengsui.plan.Reading;
import org.fengsui.plan.TestPlans;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The workbook that is kept beside a shipped plan's models says exactly what they say. */
class ShippedWorkbooksTests {

    static List<String> plans() throws IOException {
        return WorkbookRoundTripTests.shipped();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aShippedWorkbookIsReadWithoutAProblemAndIsThePlanOfItsModels(String key) throws IOException {
        Names demo = new Names(null);
        Files.readAllLines(Path.of("src/main/resources/demo/units.csv")).stream().skip(1).map(line -> line.split(","))
                .forEach(cells -> demo.add(cells[0], cells[1]));

        Reading reading = new WorkbookReader(Books.MESSAGES, demo)
                .read(Files.readAllBytes(Path.of("processes", key, key + ".xlsx")), KnownForms.ANY, Locale.CHINESE);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.plan()).contains(TestPlans.shipped(key));
        assertThat(TestPlans.compiled(reading.plan().orElseThrow())).containsExactly(
                Files.readString(Path.of("processes", key, key + ".bpmn")),
                Files.readString(Path.of("processes", key, key + ".dmn")));
    }
}
