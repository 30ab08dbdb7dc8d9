package org.fengsui;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;

/** The generated user of Spring Security is left out: who there is, the access module knows. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
public class Fengsui {

    public static void main(String[] arguments) {
        // Otherwise a second thread may log before the logging is there, and SLF4J warns on the error output, where an
        // operator looks for the one line that says why the server does not start.
        System.setProperty("spring.backgroundpreinitializer.ignore", "true");
        SpringApplication.run(Fengsui.class, arguments);
    }
}
