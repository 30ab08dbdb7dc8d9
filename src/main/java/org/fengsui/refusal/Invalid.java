package org.fengsui.refusal;

import java.util.List;

/** The input is wrong; every wrong field is named. Answered as 422, or 507 when there is no room for it. */
public final class Invalid extends Refusal {

    private static final int UNPROCESSABLE = 422;
    private static final int INSUFFICIENT_STORAGE = 507;

    private final transient List<Field> fields;
    private final int status;

    public Invalid(List<Field> fields) {
        this(fields, UNPROCESSABLE);
    }

    private Invalid(List<Field> fields, int status) {
        super("invalid");
        this.fields = List.copyOf(fields);
        this.status = status;
    }

    /** Nothing is wrong with what was sent, but there is no room to keep it. */
    public static Invalid noRoom(String field, String code, Object... arguments) {
        return new Invalid(List.of(new Field(field, code, arguments)), INSUFFICIENT_STORAGE);
    }

    public Invalid(String field, String code, Object... arguments) {
        this(List.of(new Field(field, code, arguments)));
    }

    @Override
    public int status() {
        return status;
    }

    public List<Field> fields() {
        return fields;
    }

    /**
     * One wrong field.
     *
     * @param field     its name as sent, with dots for nesting, e.g. {@code facts.长江南京}
     * @param code      stable code; the words are the message {@code invalid.<code>}
     * @param arguments for the words
     */
    public record Field(String field, String code, Object... arguments) {
    }
}
