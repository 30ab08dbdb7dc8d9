package org.fengsui.task.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fengsui.task.Task;
import org.fengsui.task.spi.Background;

/**
 * A task as lists and its own page show it.
 *
 * @param state       open, received, done, withdrawn or returned
 * @param late        receipt or completion when overdue; empty otherwise
 * @param lateSince   the limit that has passed; null when not overdue
 * @param orderNumber number of the order that it carries out; null for an action of the plan
 * @param unit        name of the unit that has to do it
 * @param standsFor   the plan's name of the unit that it stands in for, because the site has none such; empty otherwise
 * @param supporting  names of the units that support it
 * @param supports    whether the reader's unit only supports it
 * @param mayReceive  whether the reader can acknowledge it now; {@code mayReturn}, {@code mayAdd}, {@code mayComplete}
 *                    likewise
 */
record TaskCard(Task task, String state, String late, Instant lateSince, Background.Level level, Background background,
                Integer orderNumber, String unit, String standsFor, List<String> supporting, boolean supports, boolean mayReceive,
                boolean mayReturn, boolean mayAdd, boolean mayComplete) {

    public UUID id() {
        return task.id();
    }

    /** The first of many supporting units, for a list. */
    public String firstSupporting() {
        return supporting.get(0);
    }
}
