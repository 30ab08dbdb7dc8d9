package org.fengsui.audit;

/** An argument of commands that is too large to go on record whole. */
public interface Recorded {

    /** What goes on record of it: enough to know which one it was. */
    Object recorded();
}
