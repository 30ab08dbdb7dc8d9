package org.fengsui.refusal;

/**
 * A command that was understood and refused. Nothing was changed. The code is stable; the words for people are the
 * message {@code refusal.<code>} with the arguments.
 */
public abstract sealed class Refusal extends RuntimeException permits Rejected, Invalid, Forbidden, NotFound {

    private final String code;
    private final transient Object[] arguments;

    Refusal(String code, Object... arguments) {
        super(code, null, false, false);
        this.code = code;
        this.arguments = arguments;
    }

    /** HTTP status of the answer. */
    public abstract int status();

    public String code() {
        return code;
    }

    public Object[] arguments() {
        return arguments;
    }
}
