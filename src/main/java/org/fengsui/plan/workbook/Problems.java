package org.fengsui.plan.workbook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.fengsui.plan.Problem;
import org.fengsui.refusal.Checks;
import org.springframework.context.MessageSource;

/** What is found wrong in a workbook while it is read; the same is told once. */
class Problems {

    private static final int MOST = 500;

    private final MessageSource messages;
    private final Locale locale;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> wrong = new HashSet<>();
    private final Set<String> added = new HashSet<>();

    /** @param locale language of the messages */
    Problems(MessageSource messages, Locale locale) {
        this.messages = messages;
        this.locale = locale;
    }

    boolean noErrors() {
        return problems.stream().noneMatch(Problem::isError);
    }

    /** Whether an error was told there. @param where e.g. {@code 启动条件!F12} */
    boolean isWrong(String where) {
        return wrong.contains(where);
    }

    /** Places at which an error was told so far. */
    Set<String> wrongSoFar() {
        return Set.copyOf(wrong);
    }

    void error(String where, String code, String of, String value) {
        add(where, code, Problem.ERROR, of, value);
    }

    void add(String where, String code, String severity, String of, String value) {
        if (severity.equals(Problem.ERROR)) {
            wrong.add(where);
        }
        if (problems.size() == MOST) {
            problems.add(problem(WorkbookReader.WHOLE_FILE, "more-problems", Problem.ERROR, String.valueOf(MOST), ""));
        }
        if (problems.size() < MOST && added.add(where + " " + code + " " + value)) {
            problems.add(problem(where, code, severity, of, value));
        }
    }

    private Problem problem(String where, String code, String severity, String of, String value) {
        Object[] arguments = {of, value};
        String own = messages.getMessage("workbook.problem." + code, arguments, null, locale);
        return new Problem(where, code, own != null ? own
                : messages.getMessage("plan.problem." + code, arguments, locale), severity);
    }

    private static String sheetOf(String where) {
        return where.contains("!") ? where.substring(0, where.indexOf('!')) : where;
    }

    private static int rowOf(String where) {
        String row = where.replaceFirst("^[^!]*!?[A-Z]*", "");
        return row.matches("\\d{1,7}") ? Integer.parseInt(row) : 0;
    }

    /** Not more of a text than a message can hold. */
    static String shortened(String text) {
        return Checks.shown(text.replaceAll("\\s+", " ").strip(), 40);
    }

    /** Errors before warnings, each in the order of the sheets and their lines. */
    List<Problem> sorted() {
        List<String> sheets = List.of(Sheet.values()).stream().map(sheet -> sheet.title).toList();
        return problems.stream().sorted(Comparator.comparing((Problem problem) -> !problem.isError())
                .thenComparing(problem -> sheets.indexOf(sheetOf(problem.where())))
                .thenComparing(problem -> rowOf(problem.where()))).toList();
    }
}
