package org.fengsui.access;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.MessageSource;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Gives the people of the demo organisation their published password. Runs once, after they were laid down. */
@Component
@ConditionalOnProperty("fengsui.demo")
@Order(1)
class DemoPasswords implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(DemoPasswords.class);
    static final String PASSWORD = "fengsui-demo";

    private final Passwords passwords;
    private final MessageSource messages;
    private final boolean external;

    DemoPasswords(Passwords passwords, MessageSource messages, Environment environment) {
        this.passwords = passwords;
        this.messages = messages;
        this.external = environment.containsProperty("spring.datasource.url");
    }

    @Override
    public void run(ApplicationArguments arguments) {
        passwords.setForEveryone(PASSWORD);
        if (external) {
            log.warn("fengsui.demo: {} / {}", messages.getMessage("access.demo.external", null, Locale.SIMPLIFIED_CHINESE),
                    messages.getMessage("access.demo.external", null, Locale.ENGLISH));
        }
    }
}
