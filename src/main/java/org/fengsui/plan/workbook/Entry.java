package org.fengsui.plan.workbook;

/** What is written in a line under a head. */
class Entry {

    private final Line line;
    private final Integer column;

    /**
     * @param line   null where it is missing
     * @param column null where the head is missing
     */
    Entry(Line line, Integer column) {
        this.line = line;
        this.column = column;
    }

    /** Without a cell there is no place to point at: what is missing was told already. */
    boolean exists() {
        return line != null && column != null;
    }

    String at() {
        return line == null ? Sheet.ABOUT.title : line.table.at(line.number, column == null ? 0 : column);
    }

    private XlsxFile.Cell cell() {
        return exists() ? line.cells.get(column) : null;
    }

    /** The cell's text as it stands: spaces and lines of a plan's text are its own. */
    String raw() {
        return cell() == null || unreadable() ? "" : cell().text();
    }

    String text() {
        return raw().strip();
    }

    /** Whether the cell holds something that can't be used, which is told. */
    boolean unreadable() {
        return cell() != null && cell().trouble() != null;
    }

    /** Tells why the cell is unreadable. */
    void tell() {
        line.table.book.problems.error(at(), cell().trouble(), Problems.shortened(cell().text()), "");
    }

    /** Tells what is wrong there, unless there is nothing to point at or the cell could not even be read. */
    void error(String code, String of, String value) {
        if (exists() && !unreadable()) {
            line.table.book.problems.error(at(), code, of, value);
        }
    }
}
