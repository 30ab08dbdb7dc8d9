package org.fengsui.access;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The settings of a site. */
final class Settings {

    private Settings() {
    }

    /** @param set what the site sets under {@code fengsui.access}; the rest as shipped */
    static AccessSettings of(Map<String, String> set) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        set.forEach((name, value) -> source.put("fengsui.access." + name, value));
        return new Binder(source).bindOrCreate("fengsui.access", AccessSettings.class);
    }
}
