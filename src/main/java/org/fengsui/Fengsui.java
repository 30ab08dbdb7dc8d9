package org.fengsui;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Fengsui {

    public static void main(String[] arguments) {
        SpringApplication.run(Fengsui.class, arguments);
    }
}
