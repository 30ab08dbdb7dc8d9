package org.fengsui.audit;

import java.util.Set;

/** Who acts, as the record needs to know it. */
public interface Who {

    /** Name of the account; {@code system} for what the clock brings about. */
    String username();

    /** As shown. */
    String name();

    /** Code of the unit; empty for the system. */
    String unit();

    /** Codes of the posts (岗位) held. */
    Set<String> postCodes();
}
