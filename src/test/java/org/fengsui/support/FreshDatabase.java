package org.fengsui.support;

import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives a Spring context a database and files of its own. It acts after the settings of the site were checked, so that a
 * test has the defaults of the embedded site without its data folder.
 */
public class FreshDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        String url = TestPostgres.freshDatabase();
        String name = url.substring(url.lastIndexOf('/') + 1);
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("fresh database", Map.of(
                "spring.datasource.url", url,
                "spring.datasource.username", TestPostgres.USERNAME,
                "spring.datasource.password", TestPostgres.PASSWORD,
                "fengsui.access.key-file", folder("test-access", name) + "/access.key",
                "fengsui.audit.anchor", folder("test-audit", name) + "/anchor",
                "fengsui.audit.key", folder("test-audit", name) + "/anchor.key",
                "fengsui.task.attachments", folder("test-attachments", name))));
    }

    private static String folder(String kind, String name) {
        return "target/" + kind + "/" + ProcessHandle.current().pid() + "-" + name;
    }
}
