package org.fengsui.access;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Gives the people of the demo organisation their published password. Runs once, after they were laid down. */
@Component
@ConditionalOnProperty("fengsui.demo")
@Order(1)
class DemoPasswords implements ApplicationRunner {

    static final String PASSWORD = "fengsui-demo";

    private final Passwords passwords;

    DemoPasswords(Passwords passwords) {
        this.passwords = passwords;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        passwords.setForEveryone(PASSWORD);
    }
}
