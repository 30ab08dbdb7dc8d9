package org.fengsui.access.spi;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

/** Where somebody goes who has just signed in. */
public interface Destination {

    /** An address of this site: what was wanted before the sign-in; the home page otherwise. */
    String of(HttpServletRequest request);

    /** Whether something typed waits for the sign-in of this session. */
    boolean waits(HttpSession session);
}
