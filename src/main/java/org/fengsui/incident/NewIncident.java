package org.fengsui.incident;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/**
 * What is reported (接报).
 *
 * @param requestId  makes a repeated report the same incident; null or empty = none
 * @param occurredAt when it began
 * @param facts      fact name → value: a number, a text such as {@code 9.20 m}, or {@code {value, unit}}
 */
public record NewIncident(String requestId, String title, String hazard, Instant occurredAt, Place place,
                          Map<String, ?> facts, String source) {

    /**
     * Where (发生地点).
     *
     * @param district  code of the district; null or empty = the whole city
     * @param longitude degrees east, WGS 84; null = unknown; latitude likewise, degrees north
     */
    public record Place(String name, String district, BigDecimal longitude, BigDecimal latitude) {
    }
}
