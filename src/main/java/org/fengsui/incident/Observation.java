package org.fengsui.incident;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Facts observed at one moment (监测信息、续报).
 *
 * @param facts fact name → number, text or boolean
 */
public record Observation(UUID id, Instant observedAt, Instant recordedAt, String recordedBy, String source,
                          Map<String, Object> facts) {
}
