package org.fengsui.audit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** An entry on its way into the record: what it is about becomes known while the command runs. */
final class Draft {

    final String type;
    final Who who;
    final String origin;
    /** Its JSON text is written when the entry is: what it holds then. */
    final Map<String, Object> detail = new LinkedHashMap<>();
    final Map<String, UUID> references = new LinkedHashMap<>();
    String result = Audit.DONE;
    Instant at;

    Draft(String type, Who who, String origin, Map<String, ?> asked) {
        this.type = type;
        this.who = who;
        this.origin = origin;
        asked.forEach(this::add);
    }

    private void add(String name, Object value) {
        if (value instanceof UUID id && name.equals("id")) {
            references.put(type.substring(0, Math.max(0, type.indexOf('.'))), id);
        } else if (value instanceof UUID id && name.matches("(incident|response|task)Id")) {
            references.put(name.substring(0, name.length() - 2), id);
        }
        boolean column = value instanceof UUID && references.containsValue(value)
                && (id("incident") == value || id("response") == value || id("task") == value);
        if (!column && value != null) {
            detail.put(name, value instanceof Recorded large ? large.recorded() : value);
        }
    }

    UUID id(String kind) {
        return references.get(kind);
    }

    /** Commands that wait for each other anyway share a lane: those on one response, or else one incident or person. */
    int lane(int lanes) {
        Object shared = id("response") != null ? id("response") : id("incident") != null ? id("incident") : who.username();
        int hash = shared.hashCode();
        return Math.floorMod(hash ^ hash >>> 16, lanes);
    }
}
