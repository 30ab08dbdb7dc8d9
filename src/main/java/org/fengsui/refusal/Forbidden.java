package org.fengsui.refusal;

/** The actor may see the thing but not do this; answered as 403. */
public final class Forbidden extends Refusal {

    public Forbidden(String code, Object... arguments) {
        super(code, arguments);
    }

    @Override
    public int status() {
        return 403;
    }
}
