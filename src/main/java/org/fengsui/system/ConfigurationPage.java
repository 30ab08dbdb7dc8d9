package org.fengsui.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.refusal.Forbidden;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The settings in effect (配置), for the system administrator to read; they are changed where the server is started. */
@Controller
class ConfigurationPage {

    private static final long GIGABYTE = 1L << 30;

    private final SystemSettings settings;
    private final Environment environment;
    private final JdbcClient jdbc;

    ConfigurationPage(SystemSettings settings, Environment environment, JdbcClient jdbc) {
        this.settings = settings;
        this.environment = environment;
        this.jdbc = jdbc;
    }

    /** Names and places only: whatever a password could stand in is left out. */
    @GetMapping("/configuration")
    String configuration(Actor actor, Model model) {
        if (!actor.holds(Post.SYSADMIN)) {
            throw new Forbidden("sysadmin-only");
        }
        Path attachments = Path.of(environment.getRequiredProperty(SiteSettings.ATTACHMENTS)).toAbsolutePath().normalize();
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put(SiteSettings.PUBLIC_ADDRESS, settings.publicAddress().toString());
        rows.put(SiteSettings.ZONE, settings.zone().toString());
        rows.put(SiteSettings.DEMO, String.valueOf(settings.demo()));
        rows.put(SiteSettings.ATTACHMENTS, attachments.toString());
        model.addAttribute("rows", rows);
        model.addAttribute("free", free(attachments));
        model.addAttribute("embedded", !SiteSettings.production(environment));
        model.addAttribute("database", jdbc.sql("select current_database() || ' · PostgreSQL ' || current_setting('server_version')")
                .query(String.class).single());
        model.addAttribute("migration", jdbc.sql("select version from flyway_schema_history where success and version is not null"
                + " order by installed_rank desc limit 1").query(String.class).single());
        model.addAttribute("version", Objects.requireNonNullElse(getClass().getPackage().getImplementationVersion(), "-"));
        return "configuration";
    }

    /** Whole gigabytes free where the folder is, or will be when the first file comes. */
    private static long free(Path folder) {
        Path there = folder;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return Files.getFileStore(there).getUsableSpace() / GIGABYTE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
