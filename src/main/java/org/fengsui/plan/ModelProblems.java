package org.fengsui.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fengsui.plan.PlanRules.Subject;
import org.fengsui.refusal.Checks;
import org.springframework.context.MessageSource;

/** What is found wrong in models while they are read, and where each thing of the plan stands in them. */
class ModelProblems {

    /** Of each severity: who brings a file of another kind need not read of its ten thousand elements. */
    private static final int MOST_PROBLEMS = 200;

    private final MessageSource messages;
    private final Locale locale;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Subject, Map<String, String>> places = new HashMap<>();

    /** @param locale language of the messages */
    ModelProblems(MessageSource messages, Locale locale) {
        this.messages = messages;
        this.locale = locale;
    }

    List<Problem> all() {
        return problems;
    }

    boolean noErrors() {
        return problems.stream().noneMatch(Problem::isError);
    }

    boolean told(String code) {
        return problems.stream().anyMatch(problem -> problem.code().equals(code));
    }

    /** Where a thing of the plan stands; empty when it was not placed. @param of its key, code, name or id */
    Optional<String> place(Subject subject, String of) {
        return Optional.ofNullable(places.getOrDefault(subject, Map.of()).get(of));
    }

    void place(Subject subject, String of, String where) {
        places.computeIfAbsent(subject, any -> new HashMap<>()).put(of, where);
    }

    void placeInBag(Subject subject, String of, XmlElement element, PlanProperties.Bag bag, String prefix) {
        place(subject, of, at(element, bag.line(prefix + of + ".")));
    }

    void placeNumbered(Subject subject, int count, XmlElement element, PlanProperties.Bag bag,
                        String prefix) {
        for (int i = 1; i <= count; i++) {
            placeInBag(subject, String.valueOf(i), element, bag, prefix);
        }
    }

    static String at(XmlElement element, int line) {
        return line == 0 ? element.where() : element.nearestId() + ":" + line;
    }

    /** At the line of an entry's text, with the id of what people know it by. */
    void errorIn(XmlElement element, XmlElement entry, String code, String value) {
        add(at(element, entry.first("text").orElse(entry).line), code, Problem.ERROR, element.nearestId(), value);
    }

    void error(XmlElement element, String code, String value) {
        add(element.where(), code, Problem.ERROR, element.nearestId(), value);
    }

    void add(String where, String code, String severity, String of, String value) {
        long told = problems.stream().filter(problem -> problem.severity().equals(severity)).count();
        if (told >= MOST_PROBLEMS) {
            return;
        }
        if (told == MOST_PROBLEMS - 1) {
            code = "more-problems";
        }
        Object[] said = {Checks.shown(of, PlanRules.LONGEST_SHOWN),
            Checks.shown(value, PlanRules.LONGEST_SHOWN)};
        String message = messages.getMessage("plan.problem." + code, said, locale);
        problems.add(new Problem(where, code, message, severity));
    }
}
