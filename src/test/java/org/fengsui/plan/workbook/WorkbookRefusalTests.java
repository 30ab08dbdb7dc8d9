package org.fengsui.plan.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.usermodel.XSSFCell;
import org.apache.poi.xssf.usermodel.XSSFCellStyle;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xssf.usermodel.XSSFWorkbookType;
import org.fengsui.plan.KnownForms;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Problem;
import org.fengsui.plan.Reading;
import org.fengsui.plan.TestPlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no plan workbook is refused by its name; what is wrong in one is told by sheet and cell. */
class WorkbookRefusalTests {

    // --- files ----------------------------------------------------------------------------------------------------

    @Test
    void otherFilesAreRefusedByTheirName() throws IOException {
        assertThat(Books.problems(new byte[0])).containsExactly("xlsx file-empty");
        assertThat(Books.problems(new byte[XlsxFile.LARGEST + 1])).containsExactly("xlsx file-too-large");
        assertThat(Books.problems("级别,名称\nⅣ,四级\n".getBytes(StandardCharsets.UTF_8))).containsExactly("xlsx file-text");
        assertThat(Books.problems("级别,名称\r\n四级".getBytes(Charset.forName("GB18030"))))
                .containsExactly("xlsx file-text");
        assertThat(Books.problems("%PDF-1.7 ...".getBytes(StandardCharsets.UTF_8))).containsExactly("xlsx file-pdf");
        assertThat(Books.problems(new byte[] {1, 2, 0, 4})).containsExactly("xlsx file-unknown");
        assertThat(Books.problems(zip(Map.of("a.txt", bytes("a"))))).containsExactly("xlsx file-zip");
        assertThat(Books.problems(zip(Map.of("mimetype", bytes("application/vnd.oasis.opendocument.spreadsheet"),
                "content.xml", bytes("<a/>"))))).containsExactly("xlsx file-ods");
        assertThat(Books.problems(parts("[Content_Types].xml", xml -> xml.replace(
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                "application/vnd.ms-excel.sheet.binary.macroEnabled.main")))).containsExactly("xlsx file-xlsb");
        try (HSSFWorkbook old = new HSSFWorkbook(); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            old.createSheet("a");
            old.write(out);
            assertThat(Books.problems(out.toByteArray())).containsExactly("xlsx file-xls");
        }
        try (POIFSFileSystem files = new POIFSFileSystem(); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            files.createDocument(new ByteArrayInputStream(new byte[100]), "EncryptedPackage");
            files.writeFilesystem(out);
            assertThat(Books.problems(out.toByteArray())).containsExactly("xlsx file-encrypted");
        }
        assertThat(Books.problems(parts("[Content_Types].xml", xml -> xml.replace(
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"))))
                .containsExactly("xlsx file-word");
    }

    @Test
    void macrosAreRefusedWhateverTheFileIsCalled() throws IOException {
        try (XSSFWorkbook book = new XSSFWorkbook(XSSFWorkbookType.XLSM);
             ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            book.createSheet("a");
            book.write(out);
            assertThat(Books.problems(out.toByteArray())).containsExactly("xlsx file-macro");
        }
        TreeMap<String, byte[]> parts = unzip(Books.heat(book -> { }));
        parts.put("xl/vbaProject.bin", new byte[10]);
        parts.computeIfPresent("[Content_Types].xml", (name, xml) -> bytes(text(xml).replace("<Override ",
                "<Default Extension=\"bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/><Override ")
                .replaceFirst("(?s)(<Override .*)(<Default Extension=\"bin\"[^>]*/>)", "$1")));
        assertThat(Books.problems(zip(parts))).containsExactly("xlsx file-macro");
    }

    @Test
    void whatIsDamagedIsRefused() {
        byte[] sound = Books.heat(book -> { });
        assertThat(Books.problems(java.util.Arrays.copyOf(sound, sound.length / 2))).containsExactly("xlsx file-broken");
        assertThat(Books.problems(parts("xl/worksheets/sheet1.xml", xml -> xml.substring(0, xml.length() / 2))))
                .containsExactly("xlsx file-broken");
        assertThat(Books.problems(parts("xl/worksheets/sheet1.xml", xml -> xml.replaceFirst("r=\"A1\"", "r=\"!!\""))))
                .containsExactly("xlsx file-broken");
    }

    @Test
    void aBombIsRefusedBeforeItGoesOff() {
        TreeMap<String, byte[]> parts = unzip(Books.heat(book -> { }));
        parts.put("xl/media/image1.bin", new byte[60 * 1024 * 1024]);
        byte[] bomb = zip(parts);

        assertThat(bomb.length).isLessThan(XlsxFile.LARGEST);
        assertThat(Books.problems(bomb)).containsExactly("xlsx file-bomb");
        TreeMap<String, byte[]> many = new TreeMap<>(Map.of("[Content_Types].xml", bytes("")));
        for (int i = 0; i < 500; i++) {
            many.put("xl/" + i, new byte[0]);
        }
        assertThat(Books.problems(zip(many))).containsExactly("xlsx file-bomb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml",
        "_rels/.rels"})
    void noPartMayDeclareEntities(String part) {
        assertThat(Books.problems(parts(part, xml -> xml.replaceFirst("(\\?>\\s*)?<(?=[A-Za-z])",
                "$1<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><")))).singleElement().asString()
                .matches("xlsx file-(doctype|broken|zip)");
    }

    @Test
    void linksToOtherFilesAndProgramsAreRefused() {
        assertThat(Books.problems(parts("xl/workbook.xml", xml -> xml.replace("</sheets>",
                "</sheets><definedNames><definedName name=\"a\">[1]Sheet1!$A$1</definedName></definedNames>"))))
                .containsExactly("xlsx file-links");
        assertThat(Books.problems(parts("xl/workbook.xml", xml -> xml.replace("</sheets>",
                "</sheets><definedNames><definedName name=\"a\">cmd|'/c calc'!A0</definedName></definedNames>"))))
                .containsExactly("xlsx file-links");
        assertThat(Books.problems(parts("xl/_rels/workbook.xml.rels", xml -> xml.replace("</Relationships>",
                "<Relationship Id=\"x9\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
                + "externalLinkPath\" Target=\"file:///x.xlsx\" TargetMode=\"External\"/></Relationships>"))))
                .containsExactly("xlsx file-links");
        TreeMap<String, byte[]> parts = unzip(Books.heat(book -> { }));
        parts.put("xl/embeddings/oleObject1.xml", bytes("<a/>"));
        assertThat(Books.problems(zip(parts))).containsExactly("xlsx file-embedded");
        TreeMap<String, byte[]> linked = unzip(Books.heat(book -> { }));
        linked.put("xl/externalLinks/externalLink1.xml", bytes("<a/>"));
        assertThat(Books.problems(zip(linked))).containsExactly("xlsx file-links");
    }

    @Test
    void tooManyRowsAndColumnsAreRefused() {
        StringBuilder rows = new StringBuilder();
        for (int i = 10; i < 200_000; i++) {
            rows.append("<row r=\"").append(i).append("\"><c r=\"A").append(i).append("\"><v>1</v></c></row>");
        }
        assertThat(Books.problems(parts("xl/worksheets/sheet2.xml",
                xml -> xml.replace("</sheetData>", rows + "</sheetData>")))).containsExactly("xlsx too-many-rows");
        assertThat(Books.problems(Books.heat(Books.put("启动条件!ZZ5", "x")))).containsExactly("xlsx too-many-columns");
    }

    // --- cells ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "基本信息!B2,Flood Plan,bad-key", "基本信息!B2,calendar,reserved-key", "基本信息!B2,new,reserved-key",
        "基本信息!B5,防汛类,unknown-word", "基本信息!B14,两年,not-whole",
        "基本信息!A4,灾害,unknown-item", "指挥机构!C3,局长,unknown-post", "成员单位!A3,不知何局,成员单位!B3 member-without-code",
        "响应分级!E4,1,bad-rank", "响应分级!D3,紫,unknown-word", "响应分级!A4,黄,duplicate-row",
        "监测要素!B3,数字,unknown-word", "监测要素!A4,最高气温,duplicate-row", "启动条件!B3,蓝,unknown-level",
        "启动条件!E3,气温,unknown-fact-name", "启动条件!F3,35度左右,condition-number",
        "启动条件!F3,35m以上,condition-unit", "启动条件!F3,≥36且<38,启动条件!F4 overlapping-bands", "启动条件!D3,3项,need-unreadable",
        "启动条件!F6,或许,condition-yes-no", "启动条件!G3,停水,unknown-situation", "启动权限!B3,,missing-authority",
        "启动权限!C3,指挥长,delegated-without-post", "响应行动!G3,水务部,unknown-unit", "响应行动!E3,常做,unknown-word",
        "响应行动!N3,行动：没有的,unknown-action", "响应行动!P3,2小时许,bad-time", "响应行动!Q3,,receipt-empty",
        "响应行动!C3,,missing-name", "响应行动!D3,${x},expression-in-text", "响应行动!A3,第一,not-whole",
        "启动条件!F3,≥38且<36,empty-band", "响应行动!H3,市水务局、water,duplicate",
        "响应行动!V4,,interval-empty", "信息报告!Z3,,interval-empty", "响应行动!R3,随时,interval-unwanted",
        "启动权限!B4,副指挥长、常务副指挥长（授权）,same-post", "信息报告!E3,一次,not-a-report",
        "响应行动!C1,题目,响应行动 missing-column", "响应行动!D3,=cmd|'/c calc'!A0,cell-dde"})
    void aWrongCellIsToldByItsPlace(String where, String text, String code) {
        assertThat(Books.problems(Books.heat(Books.put(where, text == null ? "" : text)))).anySatisfy(problem ->
                assertThat(problem).isEqualTo(code.contains(" ") ? code : where + " " + code));
    }

    /** Beyond what a plan may have; a cell holds more. */
    @ParameterizedTest
    @CsvSource({
        "响应行动!C3,201,too-long", "响应行动!D3,4001,too-long", "响应行动!S3,4001,too-long", "启动权限!D3,4001,too-long",
        "响应分级!B3,201,too-long", "启动条件!H3,4001,too-long", "基本信息!B3,201,too-long", "基本信息!B8,4001,too-long",
        "成员单位!C3,4001,too-long", "附则!B3,4001,too-long", "响应行动!B3,101,bad-key", "基本信息!B2,30000,bad-key",
        "启动条件!A3,101,bad-key", "监测要素!A6,101,bad-fact-name"})
    void aTextThatIsTooLongIsToldByItsCell(String where, int length, String code) {
        String text = (code.equals("too-long") ? "𠮷" : "a").repeat(length);
        Consumer<XSSFWorkbook> other = where.startsWith("成员单位") ? Books.put("成员单位!A3", "市水务局")
                : where.startsWith("附则") ? Books.put("附则!A3", "术语")
                : where.startsWith("监测要素") ? Books.put("监测要素!B6", "数值") : book -> { };

        Reading reading = Books.read(Books.heat(other.andThen(Books.put(where, text))));

        assertThat(reading.problems()).filteredOn(Problem::isError).first().satisfies(problem -> {
            assertThat(problem.where() + " " + problem.code()).isEqualTo(where + " " + code);
            assertThat(problem.message().length()).isLessThan(400);
        });
    }

    /** A time that would be kept as something else, or that the clock can't count. */
    @ParameterizedTest
    @CsvSource({
        "响应行动!P3,0分钟,响应行动!P3 due-out-of-range", "响应行动!P3,1.5秒,响应行动!P3 due-out-of-range",
        "响应行动!P3,4000天,响应行动!P3 due-out-of-range", "响应行动!Q3,PT999999H,响应行动!Q3 receipt-out-of-range",
        "响应行动!R4,59秒,响应行动!R4 interval-out-of-range", "基本信息!B13,0天,基本信息!B13 bad-duration",
        "响应分级!E4,10000,响应分级!E4 bad-rank"})
    void anAmountThatIsOutOfRangeIsToldByItsCell(String where, String text, String problem) {
        assertThat(Books.problems(Books.heat(Books.put(where, text)))).contains(problem);
    }

    /** What a level has from the one below is told of where it is written. */
    @Test
    void aTimeThatOtherLevelsTakeOverIsToldOnce() {
        byte[] book = Books.heat(Books.put("基本信息!B10", "逐级累加").andThen(workbook ->
                List.of("T", "U", "V", "W", "X", "Y", "Z", "AA").forEach(column ->
                        Books.cell(workbook, "响应行动!" + column + "3").setBlank())).andThen(Books.put("响应行动!P3", "0分钟")));

        assertThat(Books.problems(book)).filteredOn(problem -> problem.endsWith("out-of-range"))
                .containsExactly("响应行动!P3 due-out-of-range");
    }

    @Test
    void moreThanAPlanMayHaveIsToldByItsCell() {
        assertThat(Books.problems(Books.heat(workbook -> {
            for (int i = 0; i <= 100; i++) {
                Books.put("成员单位!A" + (i + 3), "单位" + i).andThen(Books.put("成员单位!B" + (i + 3), "u" + i)).accept(workbook);
            }
            Books.put("响应行动!H3", IntStream.rangeClosed(0, 100).mapToObj(i -> "u" + i).collect(Collectors.joining("、")))
                    .accept(workbook);
            Books.put("监测要素!A6", "信号").andThen(Books.put("监测要素!B6", "选项")).andThen(Books.put("监测要素!D6",
                    IntStream.rangeClosed(0, 100).mapToObj(String::valueOf).collect(Collectors.joining("、")))).accept(workbook);
        }))).contains("响应行动!H3 too-many-units", "监测要素!D6 too-many-choices");
        byte[] many = Books.heat(workbook -> {
            for (int i = 0; i < 1_100; i++) {
                Books.put("启动条件!B" + (i + 8), "黄").andThen(Books.put("启动条件!E" + (i + 8), "中暑人数"))
                        .andThen(Books.put("启动条件!F" + (i + 8), "≥" + (i + 1))).accept(workbook);
            }
        });
        assertThat(Books.problems(many)).filteredOn(problem -> problem.endsWith("too-many-conditions")).hasSize(1).first()
                .asString().startsWith("启动条件!A10");
    }

    /** Texts that look a little like a command take no time to tell from one. */
    @Test
    @Timeout(60)
    void cellsFullOfBarsAreReadAtOnce() {
        String bars = "=" + "|".repeat(32_000);

        assertThat(Books.problems(Books.heat(workbook -> {
            for (int i = 0; i < 300; i++) {
                Books.put("附则!B" + (i + 3), bars).accept(workbook);
            }
        }))).contains("附则!B3 too-long");
    }

    @Test
    void whatIsDoubledIsNamedAtItsCell() {
        Reading reading = Books.read(everything(workbook -> {
            Books.put("监测要素!D3", "无、关注、蓝、黄、蓝").accept(workbook);
            Books.put("监测要素!F12", "甲坡受威胁、乙坡受威胁、甲坡受威胁").accept(workbook);
            Books.put("启动条件!E9", "持续位移").accept(workbook);
            Books.put("启动条件!F9", "30cm以上").accept(workbook);
            Books.put("响应行动!H4", "市公安局、市气象局、police").accept(workbook);
            Books.put("工作组!B3", "巡查组").accept(workbook);
            Books.put("工作组!C3", "市水务局").accept(workbook);
            Books.put("工作组!D3", "市气象局、市气象局").accept(workbook);
            Books.put("终止条件!B4", "黄、红色响应、黄").accept(workbook);
        }));

        assertThat(reading.problems()).filteredOn(Problem::isError).extracting(Problem::code).containsOnly("duplicate");
        assertThat(reading.problems()).filteredOn(Problem::isError)
                .extracting(problem -> problem.where() + " " + problem.message().replaceFirst("写了两次.*", ""))
                .containsExactlyInAnyOrder("监测要素!D3 “蓝”", "监测要素!F12 “甲坡受威胁”", "启动条件!F9 “持续位移 ≥ 30 cm”",
                        "响应行动!H4 “市公安局”", "工作组!D3 “市气象局”", "终止条件!B4 “黄”");
    }

    @Test
    void whatIsHeldCanNotBeBelowSomething() {
        assertThat(wrong(everything(Books.put("启动条件!F8", "低于30")))).containsExactly("启动条件!F8 held-without-lower-end");
        assertThat(wrong(everything(Books.put("启动条件!F8", "30~40")))).isEmpty();
    }

    @Test
    void aBandIsNamedWhereItStandsAmongTheConditionsOfATrigger() {
        byte[] book = everything(workbook -> {
            Books.put("启动条件!F9", "≥9且<5").accept(workbook);
            Books.put("启动条件!E12", "位移").accept(workbook);
            Books.put("启动条件!F12", "≥50").accept(workbook);
            Books.put("启动条件!A13", "slide").accept(workbook);
            Books.put("启动条件!B13", "黄").accept(workbook);
            Books.put("启动条件!D13", "任一").accept(workbook);
            Books.put("启动条件!E13", "小时雨量").accept(workbook);
            Books.put("启动条件!F13", "≥90").accept(workbook);
            Books.put("启动条件!A14", "slide").accept(workbook);
            Books.put("启动条件!E14", "位移").accept(workbook);
            Books.put("启动条件!F14", "40~60").accept(workbook);
            Books.put("启动条件!D11", "任一").accept(workbook);
        });

        assertThat(Books.problems(book)).filteredOn(problem -> problem.startsWith("启动条件!"))
                .containsExactly("启动条件!F9 empty-band", "启动条件!F12 overlapping-bands");
    }

    /** What would be missing, unknown or empty only because something else could not be read is not told beside it. */
    @ParameterizedTest
    @EnumSource(org.fengsui.plan.workbook.Sheet.class)
    void aMissingSheetIsToldAlone(org.fengsui.plan.workbook.Sheet sheet) throws XlsxFile.Refused {
        Map<String, XlsxFile.Raw> sheets = XlsxFile.read(everything(book -> { }));
        sheets.remove(sheet.title);

        assertThat(wrong(sheets)).containsExactly(sheet.title + " missing-sheet");
    }

    @ParameterizedTest
    @EnumSource(org.fengsui.plan.workbook.Sheet.class)
    void aMisspeltHeadIsToldAlone(org.fengsui.plan.workbook.Sheet sheet) throws XlsxFile.Refused {
        byte[] sound = everything(book -> { });
        int heads = XlsxFile.read(sound).get(sheet.title).rows().get(0).size();
        for (int i = 0; i < heads; i++) {
            String where = sheet.title + "!" + CellReference.convertNumToColString(i) + "1";
            Map<String, XlsxFile.Raw> sheets = XlsxFile.read(sound);
            sheets.get(sheet.title).rows().get(0).put(i, new XlsxFile.Cell("表头", null));

            assertThat(wrong(sheets)).as(where).filteredOn(problem -> !problem.equals(where + " unknown-column"))
                    .containsExactly(sheet.title
                            + (i < sheet.heads.size() ? " missing-column" : " missing-level-columns"));
        }
    }

    @ParameterizedTest
    @EnumSource(org.fengsui.plan.workbook.Sheet.class)
    void aCellThatCannotBeReadIsToldAlone(org.fengsui.plan.workbook.Sheet sheet) throws XlsxFile.Refused {
        byte[] sound = everything(book -> { });
        for (Map.Entry<Integer, TreeMap<Integer, XlsxFile.Cell>> row : XlsxFile.read(sound).get(sheet.title).rows()
                .tailMap(sheet.firstRow() - 1).entrySet()) {
            for (int column : row.getValue().keySet()) {
                String where = sheet.title + "!" + new CellReference(row.getKey(), column).formatAsString(false);
                Map<String, XlsxFile.Raw> sheets = XlsxFile.read(sound);
                sheets.get(sheet.title).rows().get(row.getKey()).put(column, new XlsxFile.Cell("2", "cell-formula"));

                assertThat(wrong(sheets)).as(where).containsExactly(where + " cell-formula");
            }
        }
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(Books.problems(Books.heat(workbook -> {
            workbook.removeSheetAt(workbook.getSheetIndex("指挥机构"));
            Books.put("响应分级!E4", "1").accept(workbook);
            // Two rules broken in one cell: neither a title nor a level at which it is done.
            List.of("C3", "P3", "Q3", "S3").forEach(cell -> Books.put("响应行动!" + cell, "").accept(workbook));
            // An unknown post at one level does not hide that another level has none.
            Books.put("启动权限!B3", "局长").accept(workbook);
            Books.put("启动权限!B5", "").accept(workbook);
        }))).contains("指挥机构 missing-sheet", "响应分级!E4 bad-rank", "响应行动!C3 missing-name",
                "响应行动!C3 action-without-levels", "启动权限!B3 unknown-post", "启动权限!B5 missing-authority")
                .doesNotContain("启动权限!B3 missing-authority");
    }

    @Test
    void aWrongCodeOfAUnitIsToldWhereItStandsAndNotWhereTheUnitIsNamed() {
        assertThat(Books.problems(Books.heat(workbook -> {
            Books.put("成员单位!A3", "市防汛仓库").accept(workbook);
            Books.put("成员单位!B3", "Depot 1").accept(workbook);
            Books.put("成员单位!A4", "市园林局").accept(workbook);
            Books.put("响应行动!G3", "市防汛仓库").accept(workbook);
            Books.put("响应行动!H4", "市防汛仓库").accept(workbook);
            Books.put("响应行动!G5", "市园林局").accept(workbook);
        }))).filteredOn(problem -> problem.contains("unit") || problem.contains("member"))
                .containsExactlyInAnyOrder("成员单位!B3 bad-unit", "成员单位!B4 member-without-code",
                        "响应行动!G6 unit-not-at-site", "响应行动!G7 unit-not-at-site",
                        "信息报告!G3 unit-not-at-site");
    }

    @Test
    void aUnitThatTheSiteLacksIsToldWhereItsCodeStands() {
        Names site = new Names(null);
        site.add("water-1", "水务站");
        site.add("water-2", "水务站");
        byte[] book = Books.heat(workbook -> {
            Books.put("成员单位!A3", "市海事局").accept(workbook);
            Books.put("成员单位!B3", "harbour").accept(workbook);
            Books.put("成员单位!A4", "水务站").accept(workbook);
        });

        assertThat(new WorkbookReader(Books.MESSAGES, site).read(book, KnownForms.ANY, Locale.CHINESE).problems())
                .filteredOn(problem -> problem.where().startsWith("成员单位"))
                .extracting(problem -> problem.where() + " " + problem.code() + " " + problem.severity())
                .containsExactly("成员单位!B4 unit-ambiguous error", "成员单位!B3 unit-not-at-site warning");
    }

    @Test
    void aPostMarkedAsDelegatedIsOneByDelegation() {
        Reading reading = Books.read(Books.heat(workbook -> {
            Books.put("启动权限!B4", "副指挥长、办公室主任（授权）").accept(workbook);
            Books.put("启动权限!C4", "").accept(workbook);
        }));

        assertThat(reading.plan().orElseThrow().level("橙").orElseThrow().authority().delegated())
                .containsExactly("office");
        assertThat(Books.problems(Books.heat(workbook -> {
            Books.put("指挥机构!A3", "指挥长").accept(workbook);
            Books.put("指挥机构!C3", "指挥长（授权）").accept(workbook);
        }))).contains("指挥机构!C3 unknown-post");
    }

    @Test
    void aReportIsGivenOnceOrHasAnIntervalAtEveryLevel() {
        Reading once = Books.read(Books.heat(workbook -> {
            Books.put("信息报告!V3", "").accept(workbook);
            Books.put("信息报告!Z3", "").accept(workbook);
        }));

        assertThat(once.plan().orElseThrow().action("count-patients").orElseThrow().recurs()).isFalse();
        assertThat(Books.problems(Books.heat(workbook -> {
            Books.put("信息报告!V3", "随时").accept(workbook);
            Books.put("信息报告!Z3", "").accept(workbook);
        }))).contains("信息报告!V3 any-time-only", "信息报告!Z3 interval-empty");
        assertThat(Books.read(Books.heat(Books.put("信息报告!V3", "随时"))).plan().orElseThrow()
                .action("count-patients").orElseThrow().levels().get("橙").every()).isNull();
    }

    @Test
    void whatASpreadsheetMadeOfACellIsNamed() {
        byte[] book = Books.heat(workbook -> {
            Books.cell(workbook, "响应行动!P3").setCellFormula("1+1");
            XSSFCell date = Books.cell(workbook, "启动条件!I3");
            date.setCellValue(45292.0);
            date.getCellStyle().setDataFormat((short) 14);
            Books.cell(workbook, "启动条件!F4").setCellErrorValue((byte) 42);
        });
        Reading reading = Books.read(book);

        assertThat(reading.plan()).isEmpty();
        assertThat(Books.problems(book)).contains("响应行动!P3 cell-formula", "启动条件!I3 cell-date",
                "启动条件!F4 cell-error");
        assertThat(reading.problems()).filteredOn(problem -> problem.code().equals("cell-date"))
                .extracting(Problem::message).first().asString().contains("2024-01-01").contains("文本");
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 22, 27, 31, 33, 36, 46, 50, 58})
    void aDateIsKnownByTheNumberOfItsFormat(int format) {
        assertThat(Books.problems(formatted(45292.0, format)))
                .contains("启动条件!I3 cell-date");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yyyy\"年\"m\"月\"d\"日\";@", "m\"月\"d\"日\"", "h\"时\"mm\"分\"", "上午/下午h\"时\"mm\"分\"",
        "[$-804]aaaa", "d-m", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy"})
    void aDateIsKnownByItsFormat(String format) {
        assertThat(Books.problems(formatted(45292.5, format))).contains("启动条件!I3 cell-date");
    }

    @ParameterizedTest
    @ValueSource(strings = {"General", "0.00_ ", "#,##0.00", "0.0\"m\"", "0\"日\"", "[红色]0.00"})
    void aNumberIsNoDateForTheWordBesideIt(String format) {
        assertThat(Books.problems(formatted(8.7, format))).doesNotContain("启动条件!I3 cell-date");
    }

    @Test
    void plainNumbersAreReadAsTheyLook() {
        Reading reading = Books.read(Books.heat(workbook -> {
            Books.cell(workbook, "响应分级!E3").setCellValue(1);
            Books.cell(workbook, "响应行动!A3").setCellValue(1.0);
            Books.cell(workbook, "启动条件!I3").setCellValue(2.1);
        }));

        assertThat(reading.problems().stream().filter(Problem::isError)).isEmpty();
        assertThat(reading.plan().orElseThrow().triggers().get(0).clause()).isEqualTo("2.1");
    }

    @Test
    void cellsMergedDownwardsSayTheSameAndOthersAreRefused() {
        assertThat(Books.problems(Books.heat(workbook -> {
            Books.cell(workbook, "响应行动!K4").setBlank();
            workbook.getSheet("响应行动").addMergedRegion(CellRangeAddress.valueOf("K3:K4"));
        }))).contains("响应行动!K3 merged-rows");
        assertThat(Books.problems(Books.heat(workbook ->
                workbook.getSheet("响应行动").addMergedRegion(CellRangeAddress.valueOf("C3:D3")))))
                .contains("响应行动!C3 merged-columns");
    }

    @Test
    void sheetsAndExamplesOutOfPlaceAreTold() {
        assertThat(Books.problems(Books.heat(workbook -> workbook.removeSheetAt(1)))).contains("指挥机构 missing-sheet");
        assertThat(Books.problems(Books.heat(workbook -> workbook.createSheet("草稿").createRow(0).createCell(0)
                .setCellValue("x")))).contains("草稿 unknown-sheet");
        assertThat(Books.problems(Books.heat(Books.put("响应分级!B2", "五级")))).contains("响应分级!A2 example-row");
    }

    @Test
    void onlyTheSecondRowIsAnExampleAndOursWhereverItWasSortedTo() {
        Reading reading = Books.read(everything(workbook -> {
            Books.put("终止条件!A5", "例：险情解除").accept(workbook);
            Books.put("终止条件!A6", "例：被困群众全部解救").accept(workbook);
            Books.put("终止条件!C6", "8.2").accept(workbook);
        }));

        assertThat(reading.plan().orElseThrow().endConditions()).extracting(Plan.EndCondition::text)
                .containsExactly("险情排除", "受威胁群众妥善安置", "例：险情解除");
        assertThat(reading.problems()).extracting(problem -> problem.where() + " " + problem.code())
                .contains("终止条件!A5 example-as-data", "终止条件!A6 example-row");
    }

    @ParameterizedTest
    @ValueSource(strings = {"蓝，黄，橙", "蓝,黄", "蓝/黄/橙", "蓝 黄 橙", "蓝;黄"})
    void choicesThatAreOnePieceAreAskedAbout(String written) {
        assertThat(wrong(everything(Books.put("监测要素!D3", written)))).contains("监测要素!D3 choices-run-together")
                .noneMatch(problem -> problem.endsWith("condition-choice"));
        Plan.Fact one = Books.read(everything(workbook -> {
            Books.put("监测要素!A13", "其他信号").accept(workbook);
            Books.put("监测要素!B13", "选项").accept(workbook);
            Books.put("监测要素!D13", written + "、").accept(workbook);
        })).plan().orElseThrow().fact("其他信号").orElseThrow();
        assertThat(one.choices()).containsExactly(written);
        assertThat(Words.items(Words.choices(one.choices()))).containsExactly(written);
        assertThat(Words.areRunTogether(Words.choices(one.choices()))).isFalse();
    }

    @Test
    void numbersOfStartingConditionsMayBeNumbers() {
        Reading reading = Books.read(everything(workbook -> {
            Books.put("启动条件!A3", "１").accept(workbook);
            Books.put("启动条件!A4", "Ⅳ-1").accept(workbook);
            Books.put("启动条件!A5", "雨-1").accept(workbook);
            Books.put("启动条件!A6", "3.1").accept(workbook);
            for (int row = 8; row <= 10; row++) {
                Books.put("启动条件!A" + row, "2").accept(workbook);
            }
        }));

        assertThat(reading.plan().orElseThrow().triggers()).extracting(Plan.Trigger::id)
                .containsExactly("t-1", "IV-1", "雨-1", "t-3.1", "rain-red", "t-2", "people");
        assertThat(wrong(everything(Books.put("启动条件!A3", "第 1 条")))).containsExactly("启动条件!A3 bad-key");
    }

    @Test
    void whatLooksTheSameIsTheSame() {
        Reading reading = Books.read(everything(workbook -> {
            Books.put("监测要素!C4", "mm ").accept(workbook);
            Books.put("监测要素!C11", "ｍｍ").accept(workbook);
            Books.put("监测要素!H5", "监测 ").accept(workbook);
            Books.put("启动条件!C7", "降雨 ").accept(workbook);
            Books.put("启动条件!B9", "黄色响应").accept(workbook);
            Books.put("启动条件!C9", " 前兆").accept(workbook);
        }));

        assertThat(reading.problems()).filteredOn(Problem::isError).isEmpty();
        Plan plan = reading.plan().orElseThrow();
        assertThat(plan.facts()).extracting(Plan.Fact::unit).containsOnly("", "mm", "cm", "人");
        assertThat(plan.facts()).extracting(Plan.Fact::group).containsOnly("监测");
        assertThat(plan.triggers()).extracting(Plan.Trigger::track).containsOnly("预警", "降雨", "前兆");
        assertThat(wrong(everything(Books.put("启动条件!B9", "红")))).containsExactly("启动条件!B9 trigger-differs");
    }

    @Test
    void levelsAreFoundInEitherScript() {
        byte[] empty = WorkbookWriter.empty(java.util.List.of("Ⅱ", "Ⅰ"));
        byte[] book = Books.changed(empty, workbook -> {
            String[] about = {"heat-x", "预案", "heat", "专项", "市", "", "", "", "各级单列"};
            for (int i = 0; i < about.length; i++) {
                Books.put("基本信息!B" + (i + 2), about[i]).accept(workbook);
            }
            Books.put("响应分级!B3", "二级").accept(workbook);
            Books.put("响应分级!B4", "一级").accept(workbook);
            Books.put("启动权限!A3", "II").accept(workbook);
            Books.put("启动权限!A4", "ＩＩ").accept(workbook);
            Books.put("启动权限!B3", "指挥").accept(workbook);
            Books.put("终止条件!A3", "险情解除").accept(workbook);
            Books.put("终止条件!B3", "二级、Ｉ级").accept(workbook);
            Books.put("响应行动!C3", "会商").accept(workbook);
            Books.put("响应行动!E3", "一次").accept(workbook);
            Books.put("响应行动!G3", "市水务局").accept(workbook);
            Books.put("响应行动!P3", "半小时").accept(workbook);
            Books.put("响应行动!Q3", "15分钟（默认）").accept(workbook);
        });

        assertThat(Books.problems(book)).contains("启动权限!A4 duplicate-row").doesNotContain("启动权限!A3 unknown-level",
                "终止条件!B3 unknown-level");
    }

    // --- damage -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void randomDamageNeverCrashesTheReader(int seed) {
        Random random = new Random(seed);
        byte[] damaged = Books.heat(workbook -> {
            for (int i = 0; i < 1 + random.nextInt(40); i++) {
                damage(workbook, random);
            }
        });
        if (seed % 4 == 0) {
            for (int i = 0; i < 5; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
        }

        assertThatCode(() -> {
            Reading reading = Books.read(damaged);
            assertThat(reading.plan().isPresent())
                    .isEqualTo(reading.problems().stream().noneMatch(Problem::isError));
            assertThat(reading.problems()).allSatisfy(problem -> {
                assertThat(problem.where()).isNotBlank();
                assertThat(problem.message()).isNotBlank().doesNotContain("{0}", "{1}");
            });
        }).doesNotThrowAnyException();
    }

    private static void damage(XSSFWorkbook workbook, Random random) {
        Sheet sheet = workbook.getSheetAt(random.nextInt(workbook.getNumberOfSheets()));
        int number = random.nextInt(sheet.getLastRowNum() + 3);
        Row row = sheet.getRow(number) == null ? sheet.createRow(number) : sheet.getRow(number);
        Cell cell = row.getCell(random.nextInt(28), Row.MissingCellPolicy.CREATE_NULL_AS_BLANK);
        String[] texts = {"", " ", "例", "—", "Ⅱ", "≥", "8.70~", "全部", "2", "各区", "行动：", "（默认）", "a b", "\u0000", "＝", "是",
            "99999999999", "P1D", "、、；", "黄", "heat-red", "-5~-9", "，", "指挥长（授权）", "\uD800", "${a}", "1\n2"};
        switch (random.nextInt(6)) {
            case 0 -> cell.setCellValue(random.nextDouble() * Math.pow(10, random.nextInt(18)));
            case 1 -> cell.setCellValue(random.nextBoolean());
            case 2 -> row.removeCell(cell);
            default -> cell.setCellValue(texts[random.nextInt(texts.length)]);
        }
    }

    // --- help -------------------------------------------------------------------------------------------------------

    /** The workbook of the plan that says all that a plan can say, after something was done to it. */
    private static byte[] everything(Consumer<XSSFWorkbook> change) {
        return Books.of(TestPlans.everything(), change);
    }

    /** Problems, but for units that the site lacks: whether it does is not known of what could not be read. */
    private static List<String> wrong(byte[] workbook) {
        try {
            return wrong(XlsxFile.read(workbook));
        } catch (XlsxFile.Refused e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> wrong(Map<String, XlsxFile.Raw> sheets) {
        return new WorkbookReader(Books.MESSAGES, Books.SITE).read(sheets, KnownForms.ANY, Locale.CHINESE).problems().stream()
                .map(problem -> problem.where() + " " + problem.code())
                .filter(problem -> !problem.endsWith(" unit-not-at-site")).toList();
    }

    private static byte[] parts(String part, UnaryOperator<String> change) {
        TreeMap<String, byte[]> parts = unzip(Books.heat(book -> { }));
        assertThat(parts).containsKey(part);
        parts.computeIfPresent(part, (name, content) -> bytes(change.apply(text(content))));
        return zip(parts);
    }

    /** @param format number of a format, or a format written out */
    private static byte[] formatted(double value, Object format) {
        return Books.heat(workbook -> {
            XSSFCell cell = Books.cell(workbook, "启动条件!I3");
            XSSFCellStyle style = workbook.createCellStyle();
            style.setDataFormat(format instanceof Integer number ? number
                    : workbook.createDataFormat().getFormat((String) format));
            cell.setCellValue(value);
            cell.setCellStyle(style);
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static TreeMap<String, byte[]> unzip(byte[] file) {
        TreeMap<String, byte[]> parts = new TreeMap<>();
        try (ZipArchiveInputStream zip = new ZipArchiveInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return parts;
    }

    private static byte[] zip(Map<String, byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
