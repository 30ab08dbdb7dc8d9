package org.fengsui.task.web;

import java.time.Instant;
import java.util.List;
import org.fengsui.form.Form;
import org.fengsui.task.Attachments;

/**
 * Everything of a task for its page.
 *
 * @param handler     name of the officer who works on it; empty until received
 * @param openedBy    name of whoever opened it
 * @param ended       what happened to a task that is not running any more; null while it runs
 * @param form        fields to fill in when it is completed, or handed in with its progress; empty without a form
 * @param filled      what was filled in, field by field; empty before completion
 * @param colleagues  people of the unit to whom it can be handed, without the present handler
 * @param units       units to which a returned task can be given again; empty when that is not due
 * @param actions     what the reader may do now: receipt, progress, completion, return, handover, chase-answer, chase,
 *                    reassignment, return-acceptance
 */
record TaskPage(TaskCard card, String handler, String openedBy, Ended ended, List<Form.Field> form,
                List<Filled> filled, List<Choice> colleagues, List<Choice> units, List<String> actions,
                List<Line> history, List<Attachments.Attachment> attachments) {

    public boolean may(String action) {
        return actions.contains(action);
    }

    public boolean chased() {
        return card.task().chaseOpen();
    }

    /**
     * How a task came to its end.
     *
     * @param how  done, returned, return-accepted, or why it was withdrawn
     * @param text the result or the reason; may be empty
     */
    record Ended(String how, Instant at, String who, String unit, String text) {
    }

    /** A field with what was filled in, in words. */
    record Filled(String label, String text) {
    }

    /** A choice of a select. */
    record Choice(String value, String label) {
    }

    /**
     * One line of what happened.
     *
     * @param type opened, received, completed, withdrawn, attached, or the type of an entry
     */
    record Line(Instant at, String who, String unit, String type, String text) {
    }
}
