package org.fengsui.live.spi;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells what pages show that is of the browser or the session that asks, and not of its user alone: only browsers for
 * which it is equal share an answer.
 */
public interface OwnParts {

    Object of(HttpServletRequest request);
}
