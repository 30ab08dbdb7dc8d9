package org.fengsui.refusal;

/** The thing does not exist, or the actor may not see it; answered as 404 without telling which. */
public final class NotFound extends Refusal {

    public NotFound(String what) {
        super("not-found", what);
    }

    @Override
    public int status() {
        return 404;
    }
}
