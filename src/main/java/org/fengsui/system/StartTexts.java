package org.fengsui.system;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of a start, read before Spring's message source exists. */
final class StartTexts {

    private static final ResourceBundle.Control EXACT =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private StartTexts() {
    }

    static String chinese(String key, Object... arguments) {
        return text(Locale.ROOT, key, arguments);
    }

    static String english(String key, Object... arguments) {
        return text(Locale.ENGLISH, key, arguments);
    }

    /** One line for the operator, whose console may be set to either language: the setting, Chinese, English. */
    static String line(String setting, String key, Object... arguments) {
        return setting + ": " + chinese(key, arguments) + " / " + english(key, arguments);
    }

    private static String text(Locale locale, String key, Object... arguments) {
        return new MessageFormat(ResourceBundle.getBundle("messages", locale, EXACT).getString(key), locale)
                .format(arguments);
    }
}
