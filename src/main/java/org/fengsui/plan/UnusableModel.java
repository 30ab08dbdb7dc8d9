package org.fengsui.plan;

import java.util.List;

/** Models that break the conventions of {@code docs/plan-model.md}; tells all problems at once. */
public class UnusableModel extends RuntimeException {

    private final transient List<Problem> problems;

    UnusableModel(List<Problem> problems) {
        super(String.join("\n", problems.stream().map(p -> p.where() + ": " + p.message()).toList()));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
