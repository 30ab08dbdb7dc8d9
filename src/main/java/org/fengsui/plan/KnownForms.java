package org.fengsui.plan;

/** Which forms (表单) the actions of a plan may name: the shipped ones, and those that came with it. */
@FunctionalInterface
public interface KnownForms {

    /** For what is kept already: it was asked when it came. */
    KnownForms ANY = (plan, form) -> true;

    /** @param plan key of the plan @param form key that an action names */
    boolean known(String plan, String form);
}
