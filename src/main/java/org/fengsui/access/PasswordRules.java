package org.fengsui.access;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.fengsui.refusal.Checks;

/**
 * The two sets of rules for passwords, which contradict each other: those of 等级保护 (GB/T 22239) ask for kinds of
 * characters and a change from time to time, OWASP ASVS 5.0 (6.2.5, 6.2.10) forbids both. Common passwords, and words that
 * anybody would try here, are refused by both.
 */
public enum PasswordRules {
    DENGBAO, ASVS;

    static final int SHORTEST = 8;
    static final int LONGEST = 128;
    private static final int KINDS = 3;
    /** A word of the site counts when it makes up this much: in a long sentence it does no harm. */
    private static final int LEFT = 6;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a password must be changed from time to time, and may not come back. */
    boolean rotates() {
        return this == DENGBAO;
    }

    /**
     * Refuses a new password at its field for every rule that it breaks.
     *
     * @param context words that anybody would try: the name, the unit, the product
     */
    void check(Checks checks, String field, String password, String username, List<String> context) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST) {
            checks.refuse(field, "password-short", SHORTEST, length);
        } else if (length > LONGEST) {
            checks.refuse(field, "too-long", LONGEST, length);
        }
        if (this == DENGBAO && kinds(password) < KINDS) {
            checks.refuse(field, "password-kinds", KINDS);
        }
        String plain = plain(password);
        if (username.length() > 2 && (plain.contains(plain(username)) || plain.contains(reversed(plain(username))))) {
            checks.refuse(field, "password-username");
        } else if (context.stream().map(PasswordRules::plain).filter(word -> word.length() > 1)
                .anyMatch(word -> plain.contains(word) && plain.length() - word.length() < LEFT)) {
            checks.refuse(field, "password-context");
        } else if (CommonPasswords.known(password)) {
            checks.refuse(field, "password-common");
        }
    }

    private static long kinds(String password) {
        return Stream.of("\\p{Lu}", "\\p{Ll}", "\\p{Nd}", "[^\\p{Lu}\\p{Ll}\\p{Nd}]")
                .filter(kind -> password.matches("(?s).*" + kind + ".*")).count();
    }

    static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).replaceAll("[\\s_.-]", "");
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }
}
