package org.fengsui.plan.workbook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JRuntimeException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackageRelationship;
import org.apache.poi.openxml4j.opc.PackagingURIHelper;
import org.apache.poi.openxml4j.opc.TargetMode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellReference;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The cells of an uploaded spreadsheet, read part by part as a stream and within limits. Whatever is no plain xlsx
 * workbook is refused by its name, before any cell is looked at: other files, encrypted ones, macros, links to other
 * files, embedded objects, document types and entities, bombs.
 */
class XlsxFile {

    /** Largest file, in bytes. */
    static final int LARGEST = 5 * 1024 * 1024;
    /** Most rows with something in them, over all sheets. */
    static final int MOST_ROWS = 5_000;
    /** Most columns of a sheet. */
    static final int MOST_COLUMNS = 120;
    /** Most bytes that the file's parts may have together when unpacked. */
    static final long MOST_UNPACKED = 48L * 1024 * 1024;
    private static final int MOST_PARTS = 400;
    private static final int MOST_STRINGS = 300_000;
    private static final int MOST_MERGES = 2_000;
    private static final int LONGEST_TEXT = 32_767;

    private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    /** The file can't be used as a whole. */
    static class Refused extends Exception {
        private final transient String code;
        private final transient String value;

        Refused(String code, Object value) {
            super(code, null, false, false);
            this.code = code;
            this.value = String.valueOf(value);
        }

        String code() {
            return code;
        }

        String value() {
            return value;
        }
    }

    /**
     * A cell that holds something.
     *
     * @param text    its text
     * @param trouble code of the problem that keeps it from being used; null = none
     */
    record Cell(String text, String trouble) {
    }

    /** @param rows by row and column, both from 0 */
    record Raw(TreeMap<Integer, TreeMap<Integer, Cell>> rows, List<CellRangeAddress> merged) {
    }

    private final Map<String, Raw> sheets = new LinkedHashMap<>();
    private final List<String> strings = new ArrayList<>();
    private final List<Integer> styles = new ArrayList<>();
    private final Map<Integer, String> formats = new HashMap<>();
    private int rows;

    private XlsxFile() {
    }

    /** Sheets by their title, in the file's order. */
    static Map<String, Raw> read(byte[] content) throws Refused {
        XlsxFile file = new XlsxFile();
        refuseOthers(content);
        measure(content);
        try (OPCPackage pack = OPCPackage.open(new ByteArrayInputStream(content))) {
            file.read(pack);
        } catch (OpenXML4JException | OpenXML4JRuntimeException | IOException | SAXException
                 | ParserConfigurationException | IllegalArgumentException | IllegalStateException
                 | IndexOutOfBoundsException e) {
            if (e instanceof Stop stop) {
                throw stop.why;
            }
            boolean type = e instanceof SAXParseException && String.valueOf(e.getMessage()).contains("DOCTYPE");
            throw new Refused(type ? "file-doctype" : "file-broken", "");
        }
        return file.sheets;
    }

    // --- what the file is -------------------------------------------------------------------------------------------

    private static void refuseOthers(byte[] content) throws Refused {
        if (content.length == 0) {
            throw new Refused("file-empty", "");
        }
        if (content.length > LARGEST) {
            throw new Refused("file-too-large", LARGEST / 1024 / 1024);
        }
        if (starts(content, 0xD0, 0xCF, 0x11, 0xE0)) {
            throw new Refused(ole(content), "");
        }
        if (!starts(content, 'P', 'K', 3, 4)) {
            throw new Refused(starts(content, '%', 'P', 'D', 'F') ? "file-pdf" : isText(content) ? "file-text"
                    : "file-unknown", "");
        }
    }

    private static boolean starts(byte[] content, int... first) {
        for (int i = 0; i < first.length; i++) {
            if (content.length <= i || (content[i] & 0xFF) != first[i]) {
                return false;
            }
        }
        return true;
    }

    private static String ole(byte[] content) {
        try (POIFSFileSystem files = new POIFSFileSystem(new ByteArrayInputStream(content))) {
            return files.getRoot().hasEntry("EncryptedPackage") ? "file-encrypted"
                    : files.getRoot().hasEntry("Workbook") || files.getRoot().hasEntry("Book") ? "file-xls"
                    : "file-unknown";
        } catch (IOException | RuntimeException e) {
            return "file-unknown";
        }
    }

    private static boolean isText(byte[] content) {
        for (byte one : content) {
            if (one == 0) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return true;
        } catch (CharacterCodingException e) {
            // Lists that Excel saves in Chinese are GB 18030: text, too, where no byte below a space but line ends is.
            for (byte one : content) {
                if (one >= 0 && one < ' ' && one != '\n' && one != '\r' && one != '\t') {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Unpacks every part once and keeps nothing: only what stays within the limits is opened at all, by the same reader
     * of archives.
     */
    private static void measure(byte[] content) throws Refused {
        long unpacked = 0;
        int parts = 0;
        boolean office = false;
        boolean openDocument = false;
        byte[] buffer = new byte[16 * 1024];
        try (ZipArchiveInputStream zip = new ZipArchiveInputStream(new ByteArrayInputStream(content))) {
            for (ZipArchiveEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                office |= entry.getName().equals("[Content_Types].xml");
                if (++parts > MOST_PARTS) {
                    throw new Refused("file-bomb", "");
                }
                boolean kind = entry.getName().equals("mimetype");
                for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
                    openDocument |= kind
                            && new String(buffer, 0, read, StandardCharsets.US_ASCII).contains("opendocument");
                    unpacked += read;
                    if (unpacked > MOST_UNPACKED) {
                        throw new Refused("file-bomb", MOST_UNPACKED / 1024 / 1024);
                    }
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused("file-broken", "");
        }
        if (!office) {
            throw new Refused(openDocument ? "file-ods" : "file-zip", "");
        }
    }

    private void read(OPCPackage pack) throws OpenXML4JException, IOException, SAXException,
            ParserConfigurationException, Refused {
        PackageRelationship main = null;
        for (PackageRelationship relationship : pack.getRelationships()) {
            if (relationship.getRelationshipType().endsWith("/officeDocument")) {
                main = relationship;
            }
        }
        PackagePart workbook = main == null || main.getTargetMode() == TargetMode.EXTERNAL ? null : pack.getPart(main);
        if (workbook == null) {
            throw new Refused("file-zip", "");
        }
        String type = workbook.getContentType().toLowerCase(Locale.ROOT);
        if (type.contains("sheet.binary")) {
            throw new Refused("file-xlsb", "");
        }
        if (type.contains("macroenabled")) {
            throw new Refused("file-macro", "");
        }
        if (!type.contains("spreadsheetml.sheet.main")) {
            throw new Refused(type.contains("word") ? "file-word" : "file-unknown", "");
        }
        refuseParts(pack);
        readWorkbook(pack, workbook);
    }

    /** Parts that could run or fetch something. */
    private static void refuseParts(OPCPackage pack) throws OpenXML4JException, Refused {
        for (PackagePart part : pack.getParts()) {
            String name = part.getPartName().getName().toLowerCase(Locale.ROOT);
            String type = part.getContentType().toLowerCase(Locale.ROOT);
            if (name.contains("vbaproject") || type.contains("vbaproject") || type.contains("macrosheet")
                    || name.contains("/macrosheets/")) {
                throw new Refused("file-macro", "");
            }
            if (name.contains("/externallinks/") || type.contains("externallink") || name.endsWith("/connections.xml")
                    || type.contains("connections+xml") || type.contains("querytable")) {
                throw new Refused("file-links", name);
            }
            if (name.contains("/embeddings/") || name.contains("/activex/") || type.contains("oleobject")
                    || type.contains("activex") || type.contains("controlproperties")) {
                throw new Refused("file-embedded", name);
            }
            if (part.isRelationshipPart()) {
                continue;
            }
            for (PackageRelationship relationship : part.getRelationships()) {
                // A hyperlink in a cell is text to us; anything else outside the file would be fetched by a spreadsheet.
                if (relationship.getTargetMode() == TargetMode.EXTERNAL
                        && !relationship.getRelationshipType().endsWith("/hyperlink")) {
                    throw new Refused("file-links", name);
                }
            }
        }
    }

    private void readWorkbook(OPCPackage pack, PackagePart workbook) throws OpenXML4JException, IOException,
            SAXException, ParserConfigurationException, Refused {
        Map<String, String> sheetIds = new LinkedHashMap<>();
        parse(workbook, new DefaultHandler() {
            private final StringBuilder name = new StringBuilder();
            private boolean defined;

            @Override
            public void startElement(String uri, String local, String qualified, Attributes attributes)
                    throws SAXException {
                if (local.equals("sheet") && attributes.getValue("name") != null) {
                    String id = null;
                    for (int i = 0; i < attributes.getLength(); i++) {
                        id = attributes.getLocalName(i).equals("id") ? attributes.getValue(i) : id;
                    }
                    if (id == null || sheetIds.putIfAbsent(attributes.getValue("name"), id) != null) {
                        throw new Stop("file-broken", "");
                    }
                }
                defined = local.equals("definedName");
                name.setLength(0);
            }

            @Override
            public void characters(char[] characters, int start, int length) {
                if (defined) {
                    name.append(characters, start, length);
                }
            }

            @Override
            public void endElement(String uri, String local, String qualified) throws SAXException {
                // Names for other files and other programs: [1]Sheet1!A1, cmd|'/c calc'!A0.
                if (defined && (name.indexOf("[") >= 0 || name.indexOf("|") >= 0)) {
                    throw new Stop("file-links", name);
                }
                defined = false;
            }
        });
        for (PackageRelationship relationship : workbook.getRelationships()) {
            if (relationship.getRelationshipType().endsWith("/sharedStrings")) {
                parse(target(pack, relationship), new Strings());
            } else if (relationship.getRelationshipType().endsWith("/styles")) {
                parse(target(pack, relationship), new Styles());
            }
        }
        for (Map.Entry<String, String> sheet : sheetIds.entrySet()) {
            PackageRelationship relationship = workbook.getRelationship(sheet.getValue());
            if (relationship == null) {
                throw new Refused("file-broken", "");
            }
            Raw raw = new Raw(new TreeMap<>(), new ArrayList<>());
            sheets.put(sheet.getKey(), raw);
            if (relationship.getRelationshipType().endsWith("/worksheet")) {
                parse(target(pack, relationship), new Cells(raw));
            }
        }
    }

    private static PackagePart target(OPCPackage pack, PackageRelationship relationship)
            throws OpenXML4JException, Refused {
        PackagePart part = pack.getPart(PackagingURIHelper.createPartName(relationship.getTargetURI()));
        if (part == null) {
            throw new Refused("file-broken", "");
        }
        return part;
    }

    // --- parts, as streams --------------------------------------------------------------------------------------------

    /** Ends the parsing with a refusal. */
    private static class Stop extends SAXException {
        private final transient Refused why;

        Stop(String code, Object value) {
            why = new Refused(code, value);
        }
    }

    private static void parse(PackagePart part, DefaultHandler handler)
            throws IOException, SAXException, ParserConfigurationException {
        SAXParserFactory factory = SAXParserFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setXIncludeAware(false);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
        factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
        SAXParser parser = factory.newSAXParser();
        try (InputStream stream = part.getInputStream()) {
            parser.parse(new InputSource(stream), handler);
        }
    }

    /** Text in {@code t} elements, but for phonetic hints. */
    private abstract static class Texts extends DefaultHandler {
        final StringBuilder text = new StringBuilder();
        private boolean inText;
        private int phonetic;

        @Override
        public void startElement(String uri, String local, String qualified, Attributes attributes)
                throws SAXException {
            phonetic += local.equals("rPh") ? 1 : 0;
            inText = takes(local) && phonetic == 0;
        }

        @Override
        public void endElement(String uri, String local, String qualified) throws SAXException {
            phonetic -= local.equals("rPh") ? 1 : 0;
            inText = false;
        }

        @Override
        public void characters(char[] characters, int start, int length) throws SAXException {
            if (inText && text.length() <= LONGEST_TEXT) {
                text.append(characters, start, length);
            }
        }

        boolean takes(String local) {
            return local.equals("t");
        }
    }

    private class Strings extends Texts {
        @Override
        public void endElement(String uri, String local, String qualified) throws SAXException {
            super.endElement(uri, local, qualified);
            if (local.equals("si")) {
                strings.add(unescaped(text.toString()));
                text.setLength(0);
                if (strings.size() > MOST_STRINGS) {
                    throw new Stop("too-many-rows", MOST_ROWS);
                }
            }
        }
    }

    private class Styles extends DefaultHandler {
        private boolean cells;

        @Override
        public void startElement(String uri, String local, String qualified, Attributes attributes) {
            if (local.equals("numFmt")) {
                formats.put(number(attributes.getValue("numFmtId")), attributes.getValue("formatCode"));
            } else if (local.equals("cellXfs")) {
                cells = true;
            } else if (local.equals("xf") && cells) {
                styles.add(number(attributes.getValue("numFmtId")));
            }
        }

        @Override
        public void endElement(String uri, String local, String qualified) {
            cells &= !local.equals("cellXfs");
        }
    }

    private class Cells extends Texts {
        private final Raw raw;
        private int row = -1;
        private int column = -1;
        private int lastCounted = -1;
        private String type = "";
        private int style;
        private boolean formula;

        Cells(Raw raw) {
            this.raw = raw;
        }

        @Override
        boolean takes(String local) {
            return local.equals(type.equals("inlineStr") ? "t" : "v");
        }

        @Override
        public void startElement(String uri, String local, String qualified, Attributes attributes)
                throws SAXException {
            super.startElement(uri, local, qualified, attributes);
            switch (local) {
                case "row" -> {
                    row = attributes.getValue("r") == null ? row + 1 : number(attributes.getValue("r")) - 1;
                    column = -1;
                }
                case "c" -> {
                    String reference = attributes.getValue("r");
                    if (reference == null) {
                        column++;
                    } else {
                        CellReference at = new CellReference(reference);
                        column = at.getCol();
                        row = at.getRow();
                    }
                    type = attributes.getValue("t") == null ? "n" : attributes.getValue("t");
                    style = attributes.getValue("s") == null ? 0 : number(attributes.getValue("s"));
                    formula = false;
                    text.setLength(0);
                }
                case "f" -> formula = true;
                case "mergeCell" -> {
                    raw.merged().add(CellRangeAddress.valueOf(attributes.getValue("ref")));
                    if (raw.merged().size() > MOST_MERGES) {
                        throw new Stop("too-many-merges", MOST_MERGES);
                    }
                }
                default -> { }
            }
        }

        @Override
        public void endElement(String uri, String local, String qualified) throws SAXException {
            super.endElement(uri, local, qualified);
            if (!local.equals("c")) {
                return;
            }
            Cell cell = cell();
            if (cell.trouble() == null && cell.text().isEmpty()) {
                return;
            }
            if (row < 0 || column < 0) {
                throw new Stop("file-broken", "");
            }
            if (column >= MOST_COLUMNS) {
                throw new Stop("too-many-columns", MOST_COLUMNS);
            }
            if (row != lastCounted) {
                lastCounted = row;
                if (++rows > MOST_ROWS) {
                    throw new Stop("too-many-rows", MOST_ROWS);
                }
            }
            raw.rows().computeIfAbsent(row, any -> new TreeMap<>()).put(column, cell);
        }

        /** What holds nothing but spaces is no row. */
        @Override
        public void endDocument() {
            raw.rows().values().removeIf(row -> row.values().stream()
                    .allMatch(cell -> cell.trouble() == null && cell.text().isBlank()));
        }

        private Cell cell() {
            String value = text.toString();
            if (formula) {
                return new Cell(value, "cell-formula");
            }
            switch (type) {
                case "s" -> {
                    int index = number(value);
                    value = index >= 0 && index < strings.size() ? strings.get(index) : "";
                }
                case "inlineStr", "str" -> value = unescaped(value);
                case "b" -> value = Words.YES_NO.word(value.strip().equals("1"));
                case "e" -> {
                    return new Cell(value, "cell-error");
                }
                case "d" -> {
                    return new Cell(value, "cell-date");
                }
                default -> {
                    return value.isBlank() ? new Cell("", null) : numeric(value.strip());
                }
            }
            return new Cell(value, value.length() > LONGEST_TEXT ? "cell-too-long"
                    : callsProgram(value) ? "cell-dde" : null);
        }

        /** Whether spreadsheets take it for a call of another program: {@code =cmd|'/c calc'!A0}. */
        private static boolean callsProgram(String value) {
            int bar = value.indexOf('|');
            return bar > 0 && "=+@-".indexOf(value.charAt(0)) >= 0 && value.indexOf('!', bar) > 0;
        }

        private Cell numeric(String value) {
            double number;
            try {
                number = Double.parseDouble(value);
            } catch (NumberFormatException e) {
                return new Cell(value, "cell-error");
            }
            if (Double.isNaN(number) || Double.isInfinite(number) || Math.abs(number) > 1e15) {
                return new Cell(value, "cell-error");
            }
            int format = style >= 0 && style < styles.size() ? styles.get(style) : 0;
            String code = formats.getOrDefault(format, "");
            if (isDate(format, code)) {
                return new Cell(DateUtil.isValidExcelDate(number)
                        ? DateUtil.getLocalDateTime(number).toString().replace('T', ' ') : value, "cell-date");
            }
            BigDecimal plain = new BigDecimal(Double.toString(number));
            boolean percent = format == 9 || format == 10 || code.contains("%");
            plain = (percent ? plain.movePointRight(2) : plain).stripTrailingZeros();
            return new Cell(plain.toPlainString() + (percent ? "%" : ""), null);
        }
    }

    /**
     * Chinese programs name some dates and times by number only (ECMA-376 part 1, 18.8.30: 27–36 and 50–58). Where a
     * format is written out, words in quotes (时, 分) and those for half a day say nothing; aaa is the day of the week.
     */
    private static boolean isDate(int format, String code) {
        boolean chinese = format >= 27 && format <= 36 || format >= 50 && format <= 58;
        String bare = code.replaceAll("\"[^\"]*\"|上午/下午", "").replaceAll("a{3,4}", "ddd");
        return chinese && code.isEmpty() || DateUtil.isADateFormat(format, bare);
    }

    private static int number(String text) {
        return text != null && text.strip().matches("\\d{1,9}") ? Integer.parseInt(text.strip()) : -1;
    }

    /** Spreadsheets keep characters that XML can't as {@code _x000D_}. */
    private static String unescaped(String text) {
        if (!text.contains("_x")) {
            return text;
        }
        Matcher escaped = ESCAPED.matcher(text);
        return escaped.replaceAll(match ->
                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }

    static String escaped(String text) {
        return text.contains("_x") ? text.replaceAll("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_") : text;
    }
}
