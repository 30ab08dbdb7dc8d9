package org.fengsui.plan.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.fengsui.plan.KnownForms;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Problem;
import org.fengsui.plan.RandomPlans;
import org.fengsui.plan.Reading;
import org.fengsui.plan.TestPlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plan, its workbook and its models say the same, whichever it is read from. */
class WorkbookRoundTripTests {

    static Stream<Integer> seeds() {
        return IntStream.range(0, 60).boxed();
    }

    static List<String> shipped() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("processes"))) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyPlanIsTheSameAfterItsWorkbook(int seed) throws Exception {
        holds(RandomPlans.plan(seed));
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void aShippedPlanIsTheSameAfterItsWorkbook(String key) throws Exception {
        holds(TestPlans.shipped(key));
    }

    @Test
    void aPlanWithOwnActionsAtEveryLevelIsTheSameAfterItsWorkbook() throws Exception {
        holds(TestPlans.threeLevelNonCumulative());
    }

    /** Opened in LibreOffice 7.4 and saved again: with its own styles, types of cells and order of parts. */
    @Test
    void aWorkbookThatAnotherProgramHasSavedIsTheSamePlan() throws Exception {
        Path saved = Path.of("src/test/resources/workbooks");
        for (Map.Entry<String, Plan> one : Map.of("three-levels", TestPlans.threeLevelNonCumulative(),
                "everything", TestPlans.everything()).entrySet()) {
            Reading reading = Books.read(Files.readAllBytes(saved.resolve(one.getKey() + ".xlsx")));

            assertThat(reading.problems().stream().filter(Problem::isError)).isEmpty();
            assertThat(reading.plan()).contains(one.getValue());
        }
    }

    private static void holds(Plan plan) throws Exception {
        byte[] workbook = WorkbookWriter.of(plan, Books.SITE);
        Reading reading = Books.read(workbook);

        assertThat(reading.problems().stream().filter(Problem::isError)).isEmpty();
        assertThat(reading.plan()).contains(plan);
        // The cells are the same again, and so are the models.
        assertThat(Books.cells(WorkbookWriter.of(reading.plan().orElseThrow(), Books.SITE)))
                .isEqualTo(Books.cells(workbook));
        List<String> models = TestPlans.compiled(plan);
        Plan fromModels = TestPlans.read(models.get(0), models.get(1));
        assertThat(Books.cells(WorkbookWriter.of(fromModels, Books.SITE))).isEqualTo(Books.cells(workbook));
        assertThat(TestPlans.compiled(reading.plan().orElseThrow())).isEqualTo(models);
    }

    /** A spreadsheet deletes a row of a protected sheet only where no cell of it is locked, to the last column. */
    @Test
    void rowsCanBeDeletedAndColumnsOfAFurtherLevelAddedThoughTheHeadsAreProtected() {
        byte[] plan = WorkbookWriter.of(TestPlans.threeLevelNonCumulative(), Books.SITE);
        Books.changed(plan, book -> book.forEach(sheet -> {
            int heads = sheet.getRow(0).getLastCellNum();
            assertThat(sheet.getProtect()).isTrue();
            assertThat(((XSSFSheet) sheet).isDeleteRowsLocked()).isFalse();
            assertThat(sheet.getRow(0).getCell(0).getCellStyle().getLocked()).isTrue();
            for (int column : new int[] {1, heads, heads + 3, 16_383}) {
                assertThat(sheet.getColumnStyle(column).getLocked()).as(sheet.getSheetName()).isFalse();
            }
            int first = sheet.getSheetName().equals(Sheet.ABOUT.title) ? 1 : 0;
            for (int row = 2; row <= sheet.getLastRowNum(); row++) {
                for (int column = first; column < heads; column++) {
                    assertThat(sheet.getRow(row).getCell(column).getCellStyle().getLocked()).isFalse();
                }
            }
        }));

        byte[] more = Books.changed(plan, book -> {
            List.of("A6 紫", "B6 紫色响应", "E6 4").forEach(cell -> Books.put("响应分级!" + cell.substring(0, 2),
                    cell.substring(3)).accept(book));
            Books.put("启动权限!A6", "紫").accept(book);
            Books.put("启动权限!B6", "政府").accept(book);
            for (String sheet : List.of("响应行动", "信息报告")) {
                List.of("AB1 紫 签收", "AC1 紫 时限", "AD1 紫 说明", "AE1 紫 间隔").forEach(cell ->
                        Books.put(sheet + "!" + cell.substring(0, 3), cell.substring(4)).accept(book));
            }
            Books.put("响应行动!AB3", "10分钟").accept(book);
        });

        assertThat(Books.read(more).problems()).filteredOn(Problem::isError).isEmpty();
        assertThat(Books.read(more).plan().orElseThrow().action("remind-outdoor").orElseThrow().levels())
                .containsOnlyKeys("黄", "紫");
    }

    @Test
    void theEmptyWorkbookAsksForWhatIsMissingAndForNothingElse() {
        Reading reading = Books.read(WorkbookWriter.empty(List.of("Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ")));

        assertThat(reading.plan()).isEmpty();
        assertThat(reading.problems().stream().filter(Problem::isError).map(problem -> problem.where() + " "
                + problem.code())).containsExactly("基本信息!B2 bad-key", "基本信息!B3 missing-name",
                "基本信息!B4 missing-hazard", "基本信息!B5 choose-word", "基本信息!B6 choose-word",
                "基本信息!B10 choose-word", "响应分级!B3 missing-name", "响应分级!B4 missing-name",
                "响应分级!B5 missing-name", "响应分级!B6 missing-name", "启动权限!B3 missing-authority",
                "启动权限!B4 missing-authority", "启动权限!B5 missing-authority", "启动权限!B6 missing-authority",
                "响应行动!A3 no-actions");
        assertThat(reading.problems()).extracting(Problem::message).allMatch(message -> !message.isBlank());
    }

    @Test
    void messagesAreThereInEnglishToo() {
        byte[] empty = WorkbookWriter.empty(List.of("A", "B"));

        assertThat(new WorkbookReader(Books.MESSAGES, Books.SITE).read(empty, KnownForms.ANY, Locale.ENGLISH)
                .problems().get(0).message())
                .startsWith("The code");
    }
}
