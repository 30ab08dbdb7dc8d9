package org.fengsui.plan.web;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fengsui.database.TextSearch;

/** Shows where the words that were looked for stand in a text. */
class Marked {

    private static final int SNIPPET = 90;

    private final Pattern words;

    Marked(String text) {
        // Spaces inside do not count, as the library's search does not count them.
        String any = TextSearch.words(text).stream().map(word -> word.codePoints()
                .mapToObj(letter -> Pattern.quote(Character.toString(letter))).collect(Collectors.joining("\\s*")))
                .collect(Collectors.joining("|"));
        words = any.isEmpty() ? null : Pattern.compile(any, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** A piece of a text. @param hit whether it is one of the words */
    public record Piece(String text, boolean hit) {
    }

    /** The whole text in pieces. */
    public List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        Matcher matcher = words == null ? null : words.matcher(text);
        while (matcher != null && matcher.find()) {
            if (matcher.start() > from) {
                pieces.add(new Piece(text.substring(from, matcher.start()), false));
            }
            pieces.add(new Piece(matcher.group(), true));
            from = matcher.end();
        }
        if (from < text.length()) {
            pieces.add(new Piece(text.substring(from), false));
        }
        return pieces;
    }

    /** A long text about where the first word is. */
    public List<Piece> snippet(String text) {
        Matcher matcher = words == null ? null : words.matcher(text);
        int at = matcher != null && matcher.find() ? matcher.start() : 0;
        int from = Math.max(0, at - SNIPPET / 3);
        int to = Math.min(text.length(), from + SNIPPET);
        // Not through the middle of a character of two halves.
        from -= from > 0 && Character.isLowSurrogate(text.charAt(from)) ? 1 : 0;
        to += to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? 1 : 0;
        return pieces((from > 0 ? "…" : "") + text.substring(from, to).replace('\n', ' ') + (to < text.length() ? "…" : ""));
    }
}
