package org.fengsui.plan.workbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fengsui.plan.KnownForms;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanRules.Subject;
import org.fengsui.plan.Reading;
import org.springframework.context.MessageSource;

/**
 * Reads a plan from its workbook (预案工作簿), or tells all problems at once, each with sheet and cell, e.g.
 * {@code 启动条件!F12}, and what to do. What officers may write in each cell stands in {@code docs/workbook.md}.
 */
class WorkbookReader {

    /** Where a problem of the file as a whole stands. */
    static final String WHOLE_FILE = "xlsx";

    private final MessageSource messages;
    private final Names site;

    /** @param site units of the site by code */
    WorkbookReader(MessageSource messages, Names site) {
        this.messages = messages;
        this.site = site;
    }

    /**
     * @param forms  those that the plan may name
     * @param locale language of the problems' messages
     */
    Reading read(byte[] content, KnownForms forms, Locale locale) {
        try {
            return read(XlsxFile.read(content), forms, locale);
        } catch (XlsxFile.Refused refused) {
            Problems problems = new Problems(messages, locale);
            problems.error(WHOLE_FILE, refused.code(), refused.value(), "");
            return new Reading(Optional.empty(), problems.sorted());
        }
    }

    /** @param sheets by title */
    Reading read(Map<String, XlsxFile.Raw> sheets, KnownForms forms, Locale locale) {
        Problems problems = new Problems(messages, locale);
        OpenBook book = new OpenBook(sheets, site, messages, problems);
        ConditionSheets conditions = new ConditionSheets(book);
        // What others refer to by name is read before them.
        OrganizationSheets organization = new OrganizationSheets(book, site);
        List<Plan.Member> members = organization.members();
        List<Plan.Fact> facts = conditions.facts();
        List<Plan.Situation> situations = situations(book);
        List<Plan.WorkGroup> workGroups = organization.workGroups();
        List<Plan.Role> headquarters = organization.headquarters();
        book.levels.readAuthorities();
        List<Plan.Trigger> triggers = conditions.triggers();
        AboutSheet sheet = new AboutSheet(book);
        Plan.About about = sheet.about();
        Amounts.Time written = book.cells.time(sheet.entry(Item.WRITTEN));
        Plan plan = new Plan(sheet.entry(Item.KEY).text(), sheet.entry(Item.NAME).raw(),
                sheet.entry(Item.HAZARD).text(), about,
                book.cells.word(sheet.entry(Item.DISTRICT), Words.YES_NO, Boolean.class, false, false).orElse(false),
                sheet.entry(Item.DISTRICT_CLAUSE).raw(), written.length(), written.assumed(), book.levels.all(),
                headquarters, members, facts, triggers, situations, workGroups,
                new ActionSheets(book).actions(about.cumulative()), endConditions(book), provisions(book));
        new Findings(book, sheet, conditions).tell(plan, forms);
        book.tellUnread();
        return new Reading(problems.noErrors() ? Optional.of(plan) : Optional.empty(), problems.sorted());
    }

    private static List<Plan.Situation> situations(OpenBook book) {
        List<Plan.Situation> read = new ArrayList<>();
        Codes codes = new Codes("s", book.lines(Sheet.SITUATIONS));
        for (Line line : book.lines(Sheet.SITUATIONS)) {
            String code = codes.of(line);
            if (book.places.isNew(Subject.SITUATION, code, line, Column.CODE, line.text(Column.NAME))) {
                read.add(new Plan.Situation(code, line.raw(Column.NAME), line.raw(Column.CLAUSE)));
                book.places.situations.add(code, line.raw(Column.NAME));
            }
        }
        return read;
    }

    private static List<Plan.EndCondition> endConditions(OpenBook book) {
        List<Plan.EndCondition> read = new ArrayList<>();
        for (Line line : book.lines(Sheet.END_CONDITIONS)) {
            List<String> of = new ArrayList<>();
            Entry entry = line.entry(Column.LEVEL);
            Words.names(entry.raw()).forEach(written -> book.levels.level(entry, written).ifPresent(of::add));
            read.add(new Plan.EndCondition(line.raw(Column.CONDITION), of, line.raw(Column.CLAUSE)));
            book.places.put(Subject.END_CONDITION, String.valueOf(read.size()), line, line.text(Column.CONDITION));
        }
        return read;
    }

    private static List<Plan.Provision> provisions(OpenBook book) {
        List<Plan.Provision> read = new ArrayList<>();
        for (Line line : book.lines(Sheet.PROVISIONS)) {
            read.add(new Plan.Provision(line.raw(Column.TITLE), line.raw(Column.CONTENT), line.raw(Column.CLAUSE)));
            book.places.put(Subject.PROVISION, String.valueOf(read.size()), line, line.text(Column.TITLE));
        }
        return read;
    }
}
