package org.fengsui.plan.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Reading;
import org.junit.jupiter.api.Test;

/** The worked example of the documentation is a plan, as it stands there. */
class WorkbookExampleTests {

    @Test
    void theExampleIsReadWithoutAProblem() throws IOException {
        Reading reading = Books.read(example("docs/workbook.zh-CN.md"));

        assertThat(reading.problems()).isEmpty();
        Plan plan = reading.plan().orElseThrow();
        assertThat(plan.level("关注").orElseThrow().automatic()).isTrue();
        assertThat(plan.triggers()).extracting(Plan.Trigger::need).contains(1, 2);
        assertThat(plan.actions()).extracting(Plan.Action::since).contains(Plan.Since.values());
        // Cumulative: what is empty is as at the level below, and — in 签收 is not at this level.
        assertThat(plan.actions().get(0).levels().keySet()).containsExactly("关注", "Ⅱ", "Ⅰ");
        assertThat(plan.actions().get(2).levels().keySet()).containsExactly("Ⅱ");
        assertThat(plan.level("Ⅰ").orElseThrow().endingAuthority().posts()).containsExactly("government");
        assertThat(Books.read(WorkbookWriter.of(plan, Books.SITE)).plan()).contains(plan);
    }

    @Test
    void bothLanguagesShowTheSameExample() throws IOException {
        assertThat(tables("docs/workbook.md")).isEqualTo(tables("docs/workbook.zh-CN.md"));
    }

    private static byte[] example(String file) throws IOException {
        Map<String, List<List<String>>> tables = tables(file);
        assertThat(tables).hasSize(Sheet.values().length);
        return Books.changed(WorkbookWriter.empty(List.of("关注", "Ⅱ", "Ⅰ")), book -> tables.forEach((title, rows) -> {
            List<String> heads = rows.get(0);
            for (int i = 0; i < heads.size(); i++) {
                assertThat(book.getSheet(title).getRow(0).getCell(i).getStringCellValue()).isEqualTo(heads.get(i));
            }
            int first = Sheet.of(title).orElseThrow().firstRow();
            for (int r = 1; r < rows.size(); r++) {
                for (int c = 0; c < rows.get(r).size(); c++) {
                    Books.put(title + "!" + org.apache.poi.ss.util.CellReference.convertNumToColString(c)
                            + (first + r - 1), rows.get(r).get(c)).accept(book);
                }
            }
        }));
    }

    /** The first table under every heading of a sheet. */
    private static Map<String, List<List<String>>> tables(String file) throws IOException {
        Map<String, List<List<String>>> tables = new LinkedHashMap<>();
        String sheet = "";
        for (String line : Files.readAllLines(Path.of(file))) {
            if (line.startsWith("#")) {
                sheet = line.startsWith("### ") ? line.replaceFirst("### \\d+ ", "") : "";
            } else if (!sheet.isEmpty() && line.startsWith("| ")) {
                tables.computeIfAbsent(sheet, any -> new ArrayList<>()).add(Arrays.stream(
                        line.substring(1, line.length() - 1).split("\\|", -1)).map(String::strip).toList());
            }
        }
        return tables;
    }
}
