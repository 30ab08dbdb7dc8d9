package org.fengsui.form;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The store as it would be if one form came with the program, without a database. */
public final class ShippedForms {

    private ShippedForms() {
    }

    public static FormStore of(String key, String text) {
        try {
            return store(key, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FormStore store(String key, String text) throws IOException {
        return new FormStore(new PathMatchingResourcePatternResolver() {
            @Override
            public Resource[] getResources(String pattern) {
                return new Resource[] {new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)) {
                    @Override
                    public String getFilename() {
                        return key + ".form";
                    }
                }};
            }
        }, null);
    }
}
