package org.fengsui.plan.workbook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fengsui.organization.Post;
import org.fengsui.plan.Problem;
import org.springframework.context.MessageSource;

/** What the cells of any sheet mean: words to choose from, numbers, times, posts, units and other names. */
class Cells {

    private final OpenBook book;
    private final Places places;
    private final MessageSource messages;
    private final Map<Column, Map<String, String>> spellings = new EnumMap<>(Column.class);

    /** @param messages the site's own words for posts */
    Cells(OpenBook book, MessageSource messages) {
        this.book = book;
        places = book.places;
        this.messages = messages;
    }

    /** @param otherwise for an empty cell @param wanted whether an empty cell is an error */
    <T> Optional<T> word(Entry entry, Words words, Class<T> type, T otherwise, boolean wanted) {
        String written = entry.text();
        if (written.isEmpty()) {
            if (wanted) {
                entry.error("choose-word", "", words.listed());
            }
            return Optional.ofNullable(otherwise);
        }
        Optional<T> meaning = words.meaning(written, type);
        if (meaning.isEmpty()) {
            entry.error("unknown-word", Problems.shortened(written), words.listed());
        }
        return meaning;
    }

    /** Words that put things together (分线, 分组, units) are written as they were first, where they look the same. */
    String alike(Line line, Column column) {
        return spellings.computeIfAbsent(column, any -> new HashMap<>())
                .computeIfAbsent(Amounts.normal(line.raw(column)), any -> line.text(column));
    }

    int whole(Entry entry, int otherwise) {
        String written = entry.text();
        if (written.isEmpty()) {
            return otherwise;
        }
        return Amounts.whole(written).orElseGet(() -> {
            entry.error("not-whole", Problems.shortened(written), "");
            return otherwise;
        });
    }

    Amounts.Time time(Entry entry) {
        String written = entry.text();
        try {
            return Amounts.time(written.length() > 60 ? "?" : written);
        } catch (Amounts.Unreadable e) {
            entry.error("bad-time", Problems.shortened(written), "");
            return Amounts.Time.NONE;
        }
    }

    Duration every(Entry entry) {
        String written = entry.text();
        try {
            return Amounts.interval(written.length() > 60 ? "?" : written);
        } catch (Amounts.Unreadable e) {
            entry.error("bad-interval", Problems.shortened(written), "");
            return null;
        }
    }

    String unit(Entry entry) {
        String written = entry.text();
        return written.isEmpty() ? "" : unit(entry, written).orElse("");
    }

    List<String> units(Entry entry) {
        List<String> codes = new ArrayList<>();
        Words.names(entry.raw()).forEach(written -> unit(entry, written).ifPresent(codes::add));
        return codes;
    }

    private Optional<String> unit(Entry entry, String written) {
        Optional<String> code = places.units.code(written);
        if (code.isEmpty()) {
            if (!book.unsure(Sheet.MEMBERS, Column.UNIT) && !places.units.lost(written)) {
                List<String> like = places.units.like(written);
                entry.error(places.units.ambiguous(written) ? "unit-ambiguous"
                        : like.isEmpty() ? "unknown-unit" : "unknown-unit-like", Problems.shortened(written),
                        String.join(Words.LIST, like));
            }
        } else if (!places.units.knows(code.get()) && !book.unsure(Sheet.MEMBERS, Column.UNIT)) {
            book.problems.add(entry.at(), "unit-not-at-site", Problem.WARNING, written, "");
        }
        return code;
    }

    /** @param source the sheet whose things these names are @param problem code for a name that is not among them */
    String reference(Entry entry, Names names, Sheet source, String problem) {
        String written = entry.text();
        if (written.isEmpty()) {
            return "";
        }
        Optional<String> code = names.code(written);
        if (code.isEmpty() && !book.unsure(source, Column.NAME) && !names.lost(written)) {
            entry.error(names.ambiguous(written) ? "name-ambiguous" : problem, Problems.shortened(written), "");
        }
        return code.orElse("");
    }

    /** @param delegated gets the posts marked （授权）; null where the mark has no meaning */
    List<String> posts(Entry entry, Set<String> delegated) {
        Map<String, String> posts = new LinkedHashMap<>();
        for (String written : Words.names(entry.raw())) {
            String plain = Amounts.normal(written);
            boolean marked = delegated != null && plain.endsWith(Amounts.normal(Words.DELEGATED));
            String name = marked
                    ? plain.substring(0, plain.length() - Amounts.normal(Words.DELEGATED).length()) : plain;
            String post = post(name).map(Post::code).orElse(null);
            if (post == null) {
                entry.error("unknown-post", Problems.shortened(written),
                        String.join(Words.LIST, Words.postsToChoose()));
                continue;
            }
            String before = posts.putIfAbsent(post, written);
            if (before != null) {
                entry.error("same-post", Problems.shortened(before), Problems.shortened(written));
            }
            if (marked) {
                delegated.add(post);
            }
        }
        return List.copyOf(posts.keySet());
    }

    private Optional<Post> post(String name) {
        Optional<Post> known = Words.POSTS.meaning(name, Post.class).or(() -> Post.of(name));
        return known.isPresent() ? known : List.of(Post.values()).stream().filter(post -> Amounts.normal(
                messages.getMessage("post." + post.code(), null, Locale.CHINESE)).equals(name)).findFirst();
    }
}
