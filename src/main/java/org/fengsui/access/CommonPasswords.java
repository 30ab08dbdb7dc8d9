package org.fengsui.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.core.io.ClassPathResource;

/**
 * Passwords that are tried first (弱口令): well-known words, Chinese names in pinyin, rows of the keyboard, runs, dates;
 * each also with figures and signs around it, in capitals, and with figures for letters. Made from rules and a list of words
 * of our own, {@code access/common-words.txt}; it is no list of leaked passwords.
 */
final class CommonPasswords {

    private static final List<String> ROWS = List.of("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "qweasdzxc", "147258369", "789456123",
            "!@#$%^&*()");
    private static final int SHORTEST_RUN = 4;
    private static final int MOST_BESIDE_RUNS = 4;
    private static final int MOST_DISTINCT = 5;
    private static final Set<String> WORDS = words();

    private CommonPasswords() {
    }

    static boolean known(String password) {
        String plain = PasswordRules.plain(password);
        String letters = plain.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", "");
        String unmasked = unmasked(plain.replaceAll("[^\\p{L}]+$", ""));
        return WORDS.contains(letters) || WORDS.contains(unmasked) || WORDS.contains(plain)
                || plain.chars().distinct().count() <= Math.min(MOST_DISTINCT, Math.max(2, plain.length() / 2 - 1))
                || plain.matches("(.{1,4})\\1+")
                || runs(plain) || runs(plain.replaceAll("[^\\p{L}\\d]", ""))
                || plain.matches("\\p{L}{0,3}(19|20)\\d{2}(0?[1-9]|1[0-2])([0-2]?\\d|3[01])\\p{L}{0,3}[^\\p{L}\\d]{0,2}");
    }

    /** Whether it is made of nothing but runs of neighbouring keys or letters, at most with some figures and signs. */
    private static boolean runs(String plain) {
        String left = plain;
        for (String row : ROWS) {
            for (String way : List.of(row, new StringBuilder(row).reverse().toString())) {
                for (int length = way.length(); length >= SHORTEST_RUN; length--) {
                    for (int from = 0; from + length <= way.length(); from++) {
                        left = left.replace(way.substring(from, from + length), "");
                    }
                }
            }
        }
        return left.length() < plain.length() && left.length() <= MOST_BESIDE_RUNS;
    }

    private static String unmasked(String plain) {
        return plain.replace('@', 'a').replace('4', 'a').replace('3', 'e').replace('1', 'i').replace('!', 'i')
                .replace('0', 'o').replace('$', 's').replace('5', 's').replace('7', 't');
    }

    private static Set<String> words() {
        try {
            Set<String> words = new HashSet<>();
            List<String> lines = new ClassPathResource("access/common-words.txt").getContentAsString(StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).toList();
            List<String> surnames = List.of(lines.get(0).split(" "));
            List<String> given = List.of(lines.get(1).split(" "));
            surnames.forEach(surname -> {
                words.add(surname);
                given.forEach(name -> words.add(surname + name));
            });
            lines.stream().skip(2).forEach(line -> words.addAll(List.of(line.split(" "))));
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
