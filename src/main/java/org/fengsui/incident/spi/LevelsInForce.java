package org.fengsui.incident.spi;

import java.util.List;
import java.util.UUID;

/** The responses to an incident, as the incident module sees them. */
public interface LevelsInForce {

    /** The levels in force for an incident, one for each active response that is no drill. */
    List<InForce> of(UUID incidentId);

    /**
     * A level in force.
     *
     * @param planVersion the version that the response runs on; the plan's version in force may be another, or none
     * @param level       code of the level, as that version has it
     */
    record InForce(String planKey, int planVersion, String level) {
    }
}
