package org.fengsui.form;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A form as somebody wrote it.
 *
 * @param key  its id, and the name of its file without {@code .form}
 * @param text Camunda Forms JSON
 */
public record FormText(String key, String text) {

    /** Parts the key from the digest: no key holds it. */
    private static final char DIGEST = '@';

    /** What names this very text for good: the key, {@code @}, and its SHA-256 in hex. */
    public String ref() {
        try {
            return key + DIGEST + HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key in a {@link #ref}; of a key, itself. */
    public static String key(String ref) {
        int end = ref.indexOf(DIGEST);
        return end < 0 ? ref : ref.substring(0, end);
    }
}
