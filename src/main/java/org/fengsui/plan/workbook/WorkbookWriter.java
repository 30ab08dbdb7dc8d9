package org.fengsui.plan.workbook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.poi.ss.SpreadsheetVersion;
import org.apache.poi.ss.usermodel.BorderStyle;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.ClientAnchor;
import org.apache.poi.ss.usermodel.Comment;
import org.apache.poi.ss.usermodel.DataValidation;
import org.apache.poi.ss.usermodel.DataValidationConstraint;
import org.apache.poi.ss.usermodel.DataValidationHelper;
import org.apache.poi.ss.usermodel.Drawing;
import org.apache.poi.ss.usermodel.FillPatternType;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.Footer;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.VerticalAlignment;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellRangeAddressList;
import org.apache.poi.xssf.streaming.SXSSFSheet;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.apache.poi.xssf.usermodel.XSSFCellStyle;
import org.apache.poi.xssf.usermodel.XSSFClientAnchor;
import org.apache.poi.xssf.usermodel.XSSFColor;
import org.apache.poi.xssf.usermodel.XSSFFont;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.fengsui.plan.Plan;
import org.fengsui.refusal.Rejected;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.CTCol;

/**
 * Writes the plan workbook (预案工作簿): empty, or filled from a plan. Cells hold text only; lists to choose from stand
 * where the words are fixed, notes on the heads say what may be written, and heads can't be changed by accident.
 */
class WorkbookWriter {

    /** Lists to choose from reach down to here; what is written further down is read all the same. */
    private static final int LAST_ROW = 500;

    private static final String HEAD = "DCE3EA";
    private static final String TERM_HEAD = "E9EDE3";
    private static final String LINE = "B8C0C8";
    private static final String SOFT = "6B7480";

    private final SXSSFWorkbook book = new SXSSFWorkbook(null, 200, false, true);
    private final CellStyle headStyle = style(HEAD, true, false, true);
    private final CellStyle termHeadStyle = style(TERM_HEAD, true, false, false);
    private final CellStyle exampleStyle = style("F6F7F8", false, true, true);
    private final CellStyle cellStyle = style(null, false, false, false);
    private final CellStyle spareStyle = unruled(style(null, false, false, false));
    private final List<String> levels;

    private WorkbookWriter(List<String> levels) {
        this.levels = levels;
    }

    /** The empty workbook for a plan of these levels, the lowest first. */
    static byte[] empty(List<String> levels) {
        return new WorkbookWriter(levels).write(Map.of(Sheet.ABOUT, emptyItems(),
                Sheet.LEVELS, numbered(levels), Sheet.AUTHORITY, levels.stream().map(List::of).toList()));
    }

    private static List<List<String>> emptyItems() {
        List<List<String>> rows = new ArrayList<>();
        for (Item item : Item.values()) {
            rows.add(List.of(item.title, ""));
        }
        return rows;
    }

    private static List<List<String>> numbered(List<String> levels) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            rows.add(List.of(levels.get(i), "", "", "", String.valueOf(i + 1), Words.YES_NO.word(false)));
        }
        return rows;
    }

    /**
     * A plan's workbook.
     *
     * @param site units of the site by code
     * @throws Rejected when a text is longer than a cell can be
     */
    static byte[] of(Plan plan, Names site) {
        return new WorkbookWriter(plan.levels().stream().map(Plan.Level::code).toList())
                .write(PlanTables.of(plan, site));
    }

    private byte[] write(Map<Sheet, List<List<String>>> tables) {
        try (book; ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            for (Sheet sheet : Sheet.values()) {
                write(sheet, tables.getOrDefault(sheet, List.of()));
            }
            // Archives of more than 4 GB are not to be expected, and not every program reads their kind.
            book.setZip64Mode(Zip64Mode.AsNeeded);
            book.getXSSFWorkbook().lockStructure();
            book.write(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Sheet sheet, List<List<String>> rows) {
        SXSSFSheet to = book.createSheet(sheet.title);
        Drawing<?> notes = to.createDrawingPatriarch();
        int columns = heads(sheet, to, notes);
        int number = 1;
        if (sheet.hasExample()) {
            Row example = to.createRow(number++);
            for (int i = 0; i < columns; i++) {
                cell(example, i, i < sheet.heads.size() ? sheet.heads.get(i).example() : termExample(sheet, i),
                        exampleStyle);
            }
        }
        for (List<String> values : rows) {
            Row row = to.createRow(number++);
            for (int i = 0; i < columns; i++) {
                boolean item = sheet == Sheet.ABOUT && i == 0;
                cell(row, i, i < values.size() ? values.get(i) : "", item ? headStyle : cellStyle);
                if (item) {
                    note(to, notes, row.getCell(0), Item.values()[row.getRowNum() - 1].note);
                }
            }
        }
        for (int i = 0; i < columns; i++) {
            // Cells that nobody has written in yet look and behave like those that were.
            to.setDefaultColumnStyle(i, cellStyle);
        }
        spare(to, columns);
        lists(sheet, to, Math.max(LAST_ROW, number + 100));
        // The heads stay in sight, and with them what says which line it is.
        to.createFreezePane(sheet.hasTerms() ? 3 : 1, 1);
        print(to, columns);
        protect(to);
    }

    /**
     * Nobody has to lift the protection for a new level's columns, to the right of the others. Beside that, a
     * spreadsheet lets no row be deleted that has a locked cell anywhere.
     */
    private void spare(SXSSFSheet to, int columns) {
        CTCol spare = book.getXSSFWorkbook().getSheet(to.getSheetName()).getCTWorksheet().getColsArray(0).addNewCol();
        spare.setMin(columns + 1L);
        spare.setMax(SpreadsheetVersion.EXCEL2007.getMaxColumns());
        spare.setStyle(spareStyle.getIndex());
    }

    private int heads(Sheet sheet, SXSSFSheet to, Drawing<?> notes) {
        Row row = to.createRow(0);
        int column = 0;
        for (Sheet.Head head : sheet.heads) {
            note(to, notes, cell(row, column, head.column().title, headStyle), head.note());
            width(to, column++, head.width());
        }
        if (sheet.hasTerms()) {
            for (String level : levels) {
                for (Sheet.Term term : Sheet.Term.values()) {
                    note(to, notes, cell(row, column, Words.termTitle(level, term), termHeadStyle), term.note);
                    width(to, column++, term == Sheet.Term.NOTE ? 20 : 13);
                }
            }
        }
        row.setHeightInPoints(30);
        return column;
    }

    private String termExample(Sheet sheet, int column) {
        Sheet.Term term = Sheet.Term.values()[(column - sheet.heads.size()) % Sheet.Term.values().length];
        return switch (term) {
            case DUE -> Words.EXAMPLE_DUE;
            case RECEIPT -> Words.EXAMPLE_RECEIPT;
            case EVERY -> sheet == Sheet.ACTIONS ? Words.EXAMPLE_EVERY : "";
            case NOTE -> "";
        };
    }

    private static Cell cell(Row row, int column, String text, CellStyle style) {
        if (text.length() > SpreadsheetVersion.EXCEL2007.getMaxTextLength()) {
            throw new Rejected("text-too-long-for-cell");
        }
        Cell cell = row.createCell(column);
        cell.setCellStyle(style);
        if (!text.isEmpty()) {
            cell.setCellValue(XlsxFile.escaped(text));
        }
        return cell;
    }

    private static void width(SXSSFSheet sheet, int column, int characters) {
        sheet.setColumnWidth(column, characters * 256);
    }

    private void note(SXSSFSheet sheet, Drawing<?> notes, Cell cell, String text) {
        ClientAnchor anchor = new XSSFClientAnchor(0, 0, 0, 0, cell.getColumnIndex() + 1, cell.getRowIndex(),
                cell.getColumnIndex() + 4, cell.getRowIndex() + 5);
        Comment comment = notes.createCellComment(anchor);
        comment.setString(book.getCreationHelper().createRichTextString(text));
        cell.setCellComment(comment);
    }

    private CellStyle style(String fill, boolean bold, boolean italic, boolean locked) {
        XSSFCellStyle style = (XSSFCellStyle) book.createCellStyle();
        XSSFFont font = (XSSFFont) book.createFont();
        font.setFontName(Words.FONT);
        font.setFontHeightInPoints((short) 11);
        font.setBold(bold);
        font.setItalic(italic);
        if (italic) {
            font.setColor(new XSSFColor(rgb(SOFT)));
        } else {
            font.setColor(Font.COLOR_NORMAL);
        }
        style.setFont(font);
        style.setWrapText(true);
        style.setVerticalAlignment(bold ? VerticalAlignment.CENTER : VerticalAlignment.TOP);
        style.setLocked(locked);
        // As text: else a spreadsheet makes a date of 1-2, and 8.7 of 8.70.
        style.setDataFormat(book.createDataFormat().getFormat("@"));
        XSSFColor line = new XSSFColor(rgb(LINE));
        style.setBorderBottom(BorderStyle.THIN);
        style.setBorderRight(BorderStyle.THIN);
        style.setBottomBorderColor(line);
        style.setRightBorderColor(line);
        if (fill != null) {
            style.setFillPattern(FillPatternType.SOLID_FOREGROUND);
            style.setFillForegroundColor(new XSSFColor(rgb(fill)));
        }
        return style;
    }

    private static CellStyle unruled(CellStyle style) {
        style.setBorderBottom(BorderStyle.NONE);
        style.setBorderRight(BorderStyle.NONE);
        return style;
    }

    private static byte[] rgb(String hex) {
        return java.util.HexFormat.of().parseHex(hex);
    }

    // --- lists to choose from -------------------------------------------------------------------------------------------

    private void lists(Sheet sheet, SXSSFSheet to, int last) {
        switch (sheet) {
            case ABOUT -> {
                item(to, Item.TYPE, Words.TYPES.all());
                item(to, Item.TIER, Words.TIERS.all());
                item(to, Item.MODE, Words.MODES.all());
                item(to, Item.DISTRICT, Words.YES_NO.all());
            }
            case HEADQUARTERS -> list(sheet, to, Column.POST, last, Words.postsToChoose(), true);
            case LEVELS -> {
                list(sheet, to, Column.COLOR, last, Words.COLORS.all(), true);
                list(sheet, to, Column.AUTOMATIC, last, Words.YES_NO.all(), true);
            }
            case FACTS -> {
                list(sheet, to, Column.TYPE, last, Words.FACT_TYPES.all(), true);
                list(sheet, to, Column.COMPUTE, last, Words.HOWS.all(), true);
            }
            case TRIGGERS -> {
                from(sheet, to, Column.LEVEL, last, Sheet.LEVELS, Column.LEVEL, true);
                list(sheet, to, Column.NEED, last, List.of(Words.ANY, Words.ALL, "2", "3"), false);
                from(sheet, to, Column.FACT, last, Sheet.FACTS, Column.FACT, true);
                from(sheet, to, Column.SITUATION, last, Sheet.SITUATIONS, Column.NAME, false);
            }
            case AUTHORITY -> from(sheet, to, Column.LEVEL, last, Sheet.LEVELS, Column.LEVEL, true);
            case ACTIONS, REPORTS -> {
                list(sheet, to, Column.KIND, last, sheet == Sheet.REPORTS
                        ? List.of(Words.KINDS.word(Plan.Kind.REPORT)) : Words.KINDS.all().subList(0, 3), true);
                list(sheet, to, Column.PHASE, last, Words.PHASES.all(), true);
                from(sheet, to, Column.LEAD, last, Sheet.MEMBERS, Column.UNIT, false);
                from(sheet, to, Column.SITUATION, last, Sheet.SITUATIONS, Column.NAME, false);
                from(sheet, to, Column.WORK_GROUP, last, Sheet.WORK_GROUPS, Column.NAME, false);
                list(sheet, to, Column.SINCE, last, Words.SINCE.all().subList(0, 4), false);
                list(sheet, to, Column.LEVELS_ASSUMED, last, Words.YES_NO.all(), true);
            }
            case WORK_GROUPS -> from(sheet, to, Column.GROUP_LEAD, last, Sheet.MEMBERS, Column.UNIT, false);
            default -> { }
        }
    }

    private static void item(SXSSFSheet to, Item item, List<String> words) {
        DataValidationHelper helper = to.getDataValidationHelper();
        int row = item.ordinal() + 1;
        add(to, helper.createExplicitListConstraint(words.toArray(String[]::new)),
                new CellRangeAddressList(row, row, 1, 1), true);
    }

    private static void list(Sheet sheet, SXSSFSheet to, Column column, int last, List<String> words, boolean only) {
        add(to, to.getDataValidationHelper().createExplicitListConstraint(words.toArray(String[]::new)),
                range(sheet, column, last), only);
    }

    /** A list that is another sheet's column. */
    private static void from(Sheet sheet, SXSSFSheet to, Column column, int last, Sheet source, Column listed,
                             boolean only) {
        char letter = (char) ('A' + source.index(listed));
        add(to, to.getDataValidationHelper().createFormulaListConstraint("'" + source.title + "'!$" + letter + "$3:$"
                + letter + "$" + LAST_ROW), range(sheet, column, last), only);
    }

    private static CellRangeAddressList range(Sheet sheet, Column column, int last) {
        int index = sheet.index(column);
        return new CellRangeAddressList(sheet.firstRow() - 1, last, index, index);
    }

    /** @param only false = other words are allowed, too: the list is a help */
    private static void add(SXSSFSheet to, DataValidationConstraint constraint, CellRangeAddressList range,
                            boolean only) {
        DataValidation validation = to.getDataValidationHelper().createValidation(constraint, range);
        validation.setEmptyCellAllowed(true);
        validation.setSuppressDropDownArrow(true);
        validation.setShowErrorBox(only);
        if (only) {
            validation.setErrorStyle(DataValidation.ErrorStyle.STOP);
            validation.createErrorBox(Words.CHOOSE_TITLE, Words.CHOOSE_TEXT);
        }
        to.addValidationData(validation);
    }

    // --- print, protection ------------------------------------------------------------------------------------------------

    private static void print(SXSSFSheet sheet, int columns) {
        sheet.getPrintSetup().setLandscape(columns > 3);
        sheet.getPrintSetup().setPaperSize(columns > 20 ? (short) 8 : (short) 9);
        sheet.setFitToPage(true);
        sheet.getPrintSetup().setFitWidth((short) 1);
        sheet.getPrintSetup().setFitHeight((short) 0);
        sheet.setRepeatingRows(CellRangeAddress.valueOf("1:1"));
        Footer footer = sheet.getFooter();
        footer.setLeft("&A");
        footer.setRight("&P / &N");
    }

    /**
     * Heads and examples are kept from slips of the hand, without a password: rows, widths, sorting and the columns to
     * the right stay the officers'.
     */
    private void protect(SXSSFSheet to) {
        XSSFSheet sheet = book.getXSSFWorkbook().getSheet(to.getSheetName());
        sheet.lockFormatCells(false);
        sheet.lockFormatColumns(false);
        sheet.lockFormatRows(false);
        sheet.lockInsertRows(false);
        sheet.lockDeleteRows(false);
        sheet.lockSort(false);
        sheet.lockAutoFilter(false);
        sheet.enableLocking();
    }
}
