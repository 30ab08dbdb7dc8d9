package org.fengsui.plan;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading a plan's models: a plan that can run, or at least one problem that is an error; warnings may
 * come with either.
 */
public record Reading(Optional<Plan> plan, List<Problem> problems) {

    public Reading {
        problems = List.copyOf(problems);
    }
}
