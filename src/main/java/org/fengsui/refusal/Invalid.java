package org.fengsui.refusal;

import java.util.List;

/** The input is wrong; every wrong field is named. Answered as 422. */
public final class Invalid extends Refusal {

    private final transient List<Field> fields;

    public Invalid(List<Field> fields) {
        super("invalid");
        this.fields = List.copyOf(fields);
    }

    public Invalid(String field, String code, Object... arguments) {
        this(List.of(new Field(field, code, arguments)));
    }

    @Override
    public int status() {
        return 422;
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
