package org.fengsui.incident.spi;

import java.util.UUID;

/** The responses to an incident, as the incident module sees them. */
public interface LevelsInForce {

    /** @return rank of the gravest level in force for an incident by a plan; 0 when no response is active */
    int rank(UUID incidentId, String planKey);
}
