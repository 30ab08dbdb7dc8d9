package org.fengsui.plan.workbook;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanRules;
import org.fengsui.plan.Problem;
import org.fengsui.plan.Reading;
import org.fengsui.refusal.Rejected;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/**
 * Plan workbooks (预案工作簿): what officers fill in to write a plan, and what a plan looks like as such. Sheets, columns
 * and cells are described in {@code docs/workbook.md}.
 */
@Component
public class Workbooks {

    /** Largest workbook that is read, in bytes. */
    public static final int LARGEST = XlsxFile.LARGEST;
    /** Most rows with something in them, over all sheets. */
    public static final int MOST_ROWS = XlsxFile.MOST_ROWS;

    public static final String MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    /** Where a problem of the file as a whole stands. */
    public static final String WHOLE_FILE = WorkbookReader.WHOLE_FILE;
    /** The levels of most plans, the lowest first. */
    public static final List<String> USUAL_LEVELS = List.of("\u2163", "\u2162", "\u2161", "\u2160");

    private final ReentrantLock oneAtATime = new ReentrantLock(true);
    private final MessageSource messages;
    private final Organization organization;

    Workbooks(MessageSource messages, Organization organization) {
        this.messages = messages;
        this.organization = organization;
    }

    /**
     * The empty workbook.
     *
     * @param levels codes of the plan's levels, the lowest first
     * @throws Rejected when there are none, too many, or one could not stand in a head
     */
    public byte[] empty(List<String> levels) {
        if (levels.isEmpty() || levels.size() > PlanRules.MOST_LEVELS || levels.stream().distinct().count() < levels.size()
                || levels.stream().anyMatch(level -> !level.matches("[\\p{L}\\p{N}]{1,8}"))) {
            throw new Rejected("workbook-levels");
        }
        return WorkbookWriter.empty(levels);
    }

    /** A plan as its workbook. @throws Rejected when a text is longer than a cell can be */
    public byte[] of(Plan plan) {
        return WorkbookWriter.of(plan, site());
    }

    /**
     * A plan from its workbook, or all that keeps it from being one.
     *
     * @param content is read to its end, but no further than the largest workbook
     * @param locale  language of the problems' messages
     */
    public Reading read(InputStream content, Locale locale) throws IOException {
        byte[] workbook = content.readNBytes(LARGEST + 1);
        // One at a time: the largest takes a good part of a small server's memory.
        oneAtATime.lock();
        try {
            return new WorkbookReader(messages, site()).read(workbook, locale);
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Sheet of a problem, e.g. 启动条件; for what concerns the whole file {@code xlsx}. */
    public static String sheet(Problem problem) {
        int end = problem.where().indexOf('!');
        return end < 0 ? problem.where() : problem.where().substring(0, end);
    }

    private Names site() {
        Names names = new Names(null);
        for (Unit unit : organization.units()) {
            names.add(unit.code(), unit.name());
        }
        return names;
    }
}
