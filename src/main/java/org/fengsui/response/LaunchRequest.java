package org.fengsui.response;

import java.util.List;
import java.util.UUID;

/**
 * A request to launch (启动响应).
 *
 * @param requestId  chosen by the caller: the same request twice launches once
 * @param scope      codes of districts; null or empty = the whole city
 * @param situations codes of situations; null = those that the facts indicate
 */
public record LaunchRequest(String requestId, UUID incidentId, String planKey, String level, List<String> scope,
                            List<String> situations, boolean exercise, String reason) {
}
