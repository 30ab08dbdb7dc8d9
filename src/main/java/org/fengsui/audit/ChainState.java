package org.fengsui.audit;

import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How the record stands: how much there is, when it was last verified and anchored. */
@Service
public class ChainState {

    private final AuditLog log;
    private final AnchorFile anchor;
    private final JsonMapper json;

    ChainState(AuditLog log, AnchorFile anchor, JsonMapper json) {
        this.log = log;
        this.anchor = anchor;
        this.json = json;
    }

    public State now() {
        Optional<AuditLog.Entry> last = log.lastVerification();
        JsonNode found = json.readTree(last.map(AuditLog.Entry::detail).orElse("{}"));
        AnchorFile.State anchored = anchor.state();
        return new State(log.all(), last.map(AuditLog.Entry::at).orElse(null),
                last.map(AuditLog.Entry::actorName).orElse(""), found.path("ok").asBoolean(false),
                found.path("entries").asLong(0), found.path("firstBroken").asString(""),
                found.path("reason").asString(""), anchored.writtenAt(), !anchored.problem().isEmpty());
    }

    /**
     * @param verifiedAt  null when it never was; all of its findings are empty then
     * @param anchoredAt  when this node last anchored it; null when it has not yet
     * @param unanchored  whether that could not be done the last time
     */
    public record State(long entries, Instant verifiedAt, String verifiedBy, boolean ok, long verifiedEntries,
                        String firstBroken, String reason, Instant anchoredAt, boolean unanchored) {
    }
}
