package org.fengsui.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a version of a plan is kept as: its models as text, BPMN 2.0 and DMN 1.3, and the forms that came with it.
 *
 * @param forms what names each, {@link org.fengsui.form.FormText#ref}, sorted
 */
public record Models(String bpmn, String dmn, List<String> forms) {

    public Models {
        forms = forms.stream().sorted().toList();
    }

    Models with(List<String> forms) {
        return new Models(bpmn, dmn, forms);
    }

    /** SHA-256 of all of it, in hex: the same plan with the same forms always gives the same. */
    public String digest() {
        try {
            String all = String.join("\n", Stream.concat(Stream.of(bpmn, dmn), forms.stream()).toList());
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
