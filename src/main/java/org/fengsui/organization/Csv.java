package org.fengsui.organization;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Invalid;
import org.springframework.context.support.DefaultMessageSourceResolvable;

/** Lists in spreadsheets' CSV: read in UTF-8, with or without its mark, or GB18030 as Excel writes it in China. */
final class Csv {

    /** Most lines of one list. */
    static final int LINES = 5000;
    private static final char MARK = '\uFEFF';
    private static final String FORMULA = "=+-@\t\r";

    private Csv() {
    }

    /** @param number of the line in the file, the heading being 1 */
    record Line(long number, Map<String, String> cells) {
        String cell(String column) {
            return cells.getOrDefault(column, "");
        }
    }

    /**
     * @param required columns that the heading must name
     * @throws Invalid naming the file, when it is no such list
     */
    static List<Line> read(byte[] file, List<String> required) {
        String text = text(file);
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setTrim(true)
                .setIgnoreEmptyLines(true).get();
        try (CSVParser parser = format.parse(new StringReader(text))) {
            for (String column : required) {
                if (!parser.getHeaderMap().containsKey(column)) {
                    throw new Invalid("file", "csv-no-column", column);
                }
            }
            List<Line> lines = new ArrayList<>();
            for (CSVRecord row : parser) {
                if (lines.size() == LINES) {
                    throw new Invalid("file", "too-many", LINES);
                }
                Map<String, String> cells = new LinkedHashMap<>();
                row.toMap().forEach((column, cell) -> cells.put(column, plain(cell)));
                lines.add(new Line(row.getRecordNumber() + 1, cells));
            }
            if (lines.isEmpty()) {
                throw new Invalid("file", "empty-file");
            }
            return lines;
        } catch (CSVException | IllegalArgumentException | IllegalStateException | UncheckedIOException broken) {
            throw new Invalid("file", "csv-broken");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] file) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
        } catch (CharacterCodingException notUtf8) {
            text = new String(file, Charset.forName("GB18030"));
        }
        return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }

    /** With the mark by which spreadsheets know UTF-8. A cell that they would take for a formula is written as text. */
    static String write(List<String> heading, List<List<String>> lines) {
        StringBuilder out = new StringBuilder().append(MARK);
        try (CSVPrinter printer = new CSVPrinter(out, CSVFormat.EXCEL)) {
            printer.printRecord(heading);
            for (List<String> line : lines) {
                printer.printRecord(line.stream().map(Csv::harmless).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static String harmless(String cell) {
        return !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }

    /** What {@link #harmless} had put before a cell is taken off again. */
    private static String plain(String cell) {
        return cell.length() > 1 && cell.charAt(0) == '\'' && FORMULA.indexOf(cell.charAt(1)) >= 0 ? cell.substring(1) : cell;
    }

    /** Tells in which line and column a list is wrong. */
    static void refuse(Checks checks, long line, Invalid.Field wrong) {
        checks.refuse("file", "csv-line", String.valueOf(line),
                new DefaultMessageSourceResolvable("field." + wrong.field()),
                new DefaultMessageSourceResolvable(new String[] {"invalid." + wrong.code()}, wrong.arguments()));
    }
}
