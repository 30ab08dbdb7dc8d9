package org.fengsui.live;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a page shows and can be told about, written {@code kind:id}.
 *
 * @param id empty where there is only one of the kind
 */
public record Topic(String kind, String id) {

    /** What the command post as a whole has before it: its home page. */
    public static final Topic COMMAND = new Topic("command", "");

    /** The list of incidents, with the thresholds that wait for a decision. */
    public static final Topic INCIDENTS = new Topic("incidents", "");

    /** The plans in force and their calendar, as everybody reads them. */
    public static final Topic PLANS = new Topic("plans", "");

    /** The versions of all plans that are being made. */
    public static final Topic DRAFTS = new Topic("drafts", "");

    /** The end of a session: told to the hub, not to browsers. */
    static final String SESSION = "session";

    private static final Pattern WRITTEN = Pattern.compile("[a-z]{1,20}(:[A-Za-z0-9_-]{1,64})?");

    public static Topic response(UUID id) {
        return new Topic("response", id.toString());
    }

    public static Topic incident(UUID id) {
        return new Topic("incident", id.toString());
    }

    /** What everybody reads of a plan: its version in force and its dates. */
    public static Topic plan(String key) {
        return new Topic("plan", key);
    }

    /** What those see of a plan who write, sign and oversee it: versions in the making, comments, files. */
    public static Topic draft(String key) {
        return new Topic("draft", key);
    }

    /** The work of a unit: its inbox and its tasks. */
    public static Topic unit(String code) {
        return new Topic("unit", code);
    }

    /** The topic as written; empty when it is not one. */
    public static Optional<Topic> of(String written) {
        if (!WRITTEN.matcher(written).matches()) {
            return Optional.empty();
        }
        int colon = written.indexOf(':');
        return Optional.of(colon < 0 ? new Topic(written, "")
                : new Topic(written.substring(0, colon), written.substring(colon + 1)));
    }

    /** The id, where it is that of a response or an incident. */
    public Optional<UUID> uuid() {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return id.isEmpty() ? kind : kind + ":" + id;
    }
}
