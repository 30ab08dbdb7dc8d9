package org.fengsui;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;

/** The generated user of Spring Security is left out: who there is, the access module knows. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
public class Fengsui {

    public static void main(String[] arguments) {
        SpringApplication.run(Fengsui.class, arguments);
    }
}
