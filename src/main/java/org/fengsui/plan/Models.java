package org.fengsui.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A plan's models as text: BPMN 2.0 and DMN 1.3. */
public record Models(String bpmn, String dmn) {

    /** SHA-256 of both, in hex: the same plan always compiles to the same. */
    public String digest() {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest((bpmn + '\n' + dmn).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
