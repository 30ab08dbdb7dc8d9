package org.fengsui.plan;

/**
 * Something that keeps a plan's model from being used, or that its writer should look at.
 *
 * @param where    where it stands: element id and line, e.g. {@code userTask_patrol:120}; sheet and cell in a workbook
 * @param code     stable code, e.g. {@code missing-receipt}
 * @param message  what is wrong and what to do, in the reader's language
 * @param severity {@code error} when the model can't be used, else {@code warning}
 */
public record Problem(String where, String code, String message, String severity) {

    public static final String ERROR = "error";
    public static final String WARNING = "warning";

    public boolean isError() {
        return ERROR.equals(severity);
    }
}
