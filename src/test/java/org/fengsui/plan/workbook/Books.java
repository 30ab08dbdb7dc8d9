package org.fengsui.plan.workbook;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.usermodel.XSSFCell;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.fengsui.plan.KnownForms;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Reading;
import org.fengsui.plan.TestPlans;
import org.springframework.context.support.ResourceBundleMessageSource;

/** Workbooks for tests, and what officers and others do to them. */
class Books {

    static final ResourceBundleMessageSource MESSAGES = new ResourceBundleMessageSource();
    static final Names SITE = new Names(null);

    static {
        MESSAGES.setBasename("messages");
        MESSAGES.setDefaultEncoding("UTF-8");
        MESSAGES.setFallbackToSystemLocale(false);
        Map.of("water", "市水务局", "meteorology", "市气象局", "emergency", "市应急管理局", "police", "市公安局",
                "power", "市供电公司", "office", "市防办").forEach(SITE::add);
    }

    private Books() {
    }

    static Reading read(byte[] workbook) {
        return new WorkbookReader(MESSAGES, SITE).read(workbook, KnownForms.ANY, Locale.CHINESE);
    }

    /** Problems as {@code 启动条件!F12 condition-number}. */
    static List<String> problems(byte[] workbook) {
        return read(workbook).problems().stream().map(problem -> problem.where() + " " + problem.code())
                .collect(Collectors.toList());
    }

    /** All cells by sheet, row and column. */
    static Map<String, TreeMap<Integer, TreeMap<Integer, XlsxFile.Cell>>> cells(byte[] workbook)
            throws XlsxFile.Refused {
        return XlsxFile.read(workbook).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().rows()));
    }

    /** The small three-level plan's workbook, after something was done to it. */
    static byte[] heat(Consumer<XSSFWorkbook> change) {
        return changed(WorkbookWriter.of(TestPlans.threeLevelNonCumulative(), SITE), change);
    }

    static byte[] of(Plan plan, Consumer<XSSFWorkbook> change) {
        return changed(WorkbookWriter.of(plan, SITE), change);
    }

    static byte[] changed(byte[] workbook, Consumer<XSSFWorkbook> change) {
        try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(workbook));
             ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            change.accept(book);
            book.write(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param where as in problems, e.g. {@code 启动条件!F12} */
    static XSSFCell cell(XSSFWorkbook book, String where) {
        XSSFSheet sheet = book.getSheet(where.substring(0, where.indexOf('!')));
        CellReference at = new CellReference(where.substring(where.indexOf('!') + 1));
        Row row = sheet.getRow(at.getRow()) == null ? sheet.createRow(at.getRow()) : sheet.getRow(at.getRow());
        return (XSSFCell) (row.getCell(at.getCol()) == null ? row.createCell(at.getCol()) : row.getCell(at.getCol()));
    }

    static Consumer<XSSFWorkbook> put(String where, String text) {
        return book -> cell(book, where).setCellValue(text);
    }
}
