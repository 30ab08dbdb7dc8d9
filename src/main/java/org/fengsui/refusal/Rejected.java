package org.fengsui.refusal;

/** The state of things does not allow the command; answered as 409. */
public final class Rejected extends Refusal {

    public Rejected(String code, Object... arguments) {
        super(code, arguments);
    }

    @Override
    public int status() {
        return 409;
    }
}
