package org.fengsui.plan.spi;

import java.util.List;
import java.util.UUID;

/** The responses, as the plan module sees them. */
public interface AskedLaunches {

    /** Launches by a version of a plan that wait for a signature (待批的启动请示): the longest first. */
    List<Asked> waiting(String planKey, int version);

    /** @param number of the response, as people call it */
    record Asked(UUID responseId, String number) {
    }
}
