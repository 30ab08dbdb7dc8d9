package org.fengsui.plan;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes indented XML, the same input always giving the same bytes. */
class XmlWriter {

    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** @param attributes name, value, name, value …; a null value leaves its attribute out */
    XmlWriter start(String name, String... attributes) {
        tag(name, attributes).append(">\n");
        open.push(name);
        return this;
    }

    XmlWriter empty(String name, String... attributes) {
        tag(name, attributes).append("/>\n");
        return this;
    }

    XmlWriter text(String name, String text, String... attributes) {
        tag(name, attributes).append('>').append(escaped(text, false)).append("</").append(name).append(">\n");
        return this;
    }

    XmlWriter end() {
        String name = open.pop();
        indent().append("</").append(name).append(">\n");
        return this;
    }

    private StringBuilder tag(String name, String... attributes) {
        indent().append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            if (attributes[i + 1] != null) {
                out.append(' ').append(attributes[i]).append("=\"").append(escaped(attributes[i + 1], true)).append('"');
            }
        }
        return out;
    }

    private StringBuilder indent() {
        return out.append("  ".repeat(open.size()));
    }

    private static String escaped(String text, boolean attribute) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '\r' -> escaped.append("&#13;");
                case '"' -> escaped.append(attribute ? "&quot;" : "\"");
                // A parser turns plain line ends and tabs of an attribute into spaces.
                case '\n' -> escaped.append(attribute ? "&#10;" : "\n");
                case '\t' -> escaped.append(attribute ? "&#9;" : "\t");
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return out.toString();
    }
}
