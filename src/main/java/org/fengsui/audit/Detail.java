package org.fengsui.audit;

import java.io.InputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What was asked for, as compact JSON: without secrets and files, and never longer than {@link #LONGEST}. */
final class Detail {

    /** Characters of one text that are kept. */
    static final int TEXT = 1000;
    /** Characters in all. */
    static final int LONGEST = 16_000;

    private static final int ENTRIES = 100;
    private static final int DEPTH = 6;
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|passwd|token|secret|otp|passcode|recovery|credential|cookie).*");
    private static final String LEFT_OUT = "***";

    private Detail() {
    }

    static String json(Map<String, ?> asked, JsonMapper json) {
        Map<String, Object> shown = new LinkedHashMap<>();
        asked.forEach((name, value) -> {
            if (SECRET.matcher(name).matches()) {
                shown.put(name, LEFT_OUT);
            } else if (!(value instanceof InputStream) && !(value instanceof byte[])) {
                shown.put(name, value instanceof Collection<?> many && many.size() > ENTRIES
                        ? many.stream().limit(ENTRIES).toList() : value);
            }
        });
        JsonNode whole = json.valueToTree(shown);
        for (int longest = TEXT; longest > 1; longest /= 4) {
            String text = json.writeValueAsString(shortened(whole, longest, DEPTH));
            if (text.length() <= LONGEST) {
                return storable(text);
            }
        }
        return "{\"leftOut\":" + whole.size() + "}";
    }

    private static JsonNode shortened(JsonNode node, int longest, int depth) {
        if (node.isString()) {
            String text = node.asString();
            return text.length() <= longest ? node
                    : StringNode.valueOf(text.substring(0, longest) + "…(" + text.length() + ")");
        }
        if (node.isArray()) {
            ArrayNode kept = ((ArrayNode) node).arrayNode();
            node.forEach(one -> {
                if (kept.size() < ENTRIES && depth > 0) {
                    kept.add(shortened(one, longest, depth - 1));
                }
            });
            return kept;
        }
        if (node.isObject()) {
            ObjectNode kept = ((ObjectNode) node).objectNode();
            node.properties().forEach(field -> {
                if (kept.size() < ENTRIES && depth > 0 && !field.getValue().isNull()) {
                    kept.set(field.getKey(), SECRET.matcher(field.getKey()).matches() ? StringNode.valueOf(LEFT_OUT)
                            : shortened(field.getValue(), longest, depth - 1));
                }
            });
            return kept;
        }
        return node;
    }

    /** PostgreSQL stores no NUL, and half a surrogate pair is no character: what was refused may hold both. */
    static String storable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                kept.append(c).append(text.charAt(++i));
            } else {
                kept.append(c == 0 || Character.isSurrogate(c) ? '\uFFFD' : c);
            }
        }
        return kept.toString();
    }
}
