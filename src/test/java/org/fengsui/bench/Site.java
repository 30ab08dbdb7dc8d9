package org.fengsui.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fengsui.support.Api;
import org.fengsui.support.Session;
import org.fengsui.system.ServerProcess;
import tools.jackson.databind.JsonNode;

/** The real server in a process of its own, on its embedded PostgreSQL, with the heap of a small machine. */
final class Site implements AutoCloseable {

    static final String HEAP = "-Xmx512m";
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");

    private final Path home;
    private final ServerProcess process;
    final int port;
    final Api api;
    private final Map<String, String> cookies = new ConcurrentHashMap<>();

    Site() throws Exception {
        home = Files.createTempDirectory("fengsui-bench");
        process = ServerProcess.start(home, entry -> false, List.of(HEAP));
        try {
            process.awaitReady();
        } catch (Exception failure) {
            process.close();
            throw failure;
        }
        Matcher address = ADDRESS.matcher(process.output());
        if (!address.find()) {
            throw new IllegalStateException("the server does not say where it is:\n" + process.output());
        }
        port = Integer.parseInt(address.group(1));
        api = new Api(port);
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Launches the flood plan for the whole city; the gravest level opens the most tasks. */
    String response(String level) {
        String incident = api.post("office", "/incidents", Map.of("title", "长江南京水位上涨", "hazard", "flood",
                "occurredAt", java.time.Clock.systemUTC().instant().toString(), "place", Map.of("name", "全市"),
                "facts", Map.of("长江南京", 10.3), "source", "水文站")).expect(201).path("id").asString();
        JsonNode launched = api.post("office", "/responses", Map.of("requestId", UUID.randomUUID().toString(),
                "incidentId", incident, "planKey", "flood-nanjing", "level", level, "scope", List.of(),
                "exercise", false, "reason", "达到条件")).json();
        String id = launched.path("id").asString();
        for (String signer : List.of("deputy", "commander", "government")) {
            if (!api.get("office", "/responses/" + id).expect(200).path("status").asString().equals("active")) {
                api.post(signer, "/responses/" + id + "/approval", Map.of("decision", "approved", "comment", "同意"));
            }
        }
        return id;
    }

    JsonNode tasks(String response) {
        return api.get("office", "/responses/" + response + "/tasks?size=200").expect(200).path("content");
    }

    /** The cookie of a session of the account; one for each account. */
    String cookie(String username) {
        return cookies.computeIfAbsent(username, name -> new Session(port, name).cookie());
    }

    void sql(String... statements) throws IOException, SQLException {
        Path data = home.resolve("data/postgres");
        int database = Integer.parseInt(Files.readAllLines(data.resolve("cluster/postmaster.pid")).get(3).strip());
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + database + "/fengsui",
                "postgres", Files.readString(data.resolve("password")).strip());
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    /** Used heap after a full collection, in MB. */
    long heap() throws IOException, InterruptedException {
        jcmd("GC.run");
        Matcher used = Pattern.compile("used (\\d+)K").matcher(jcmd("GC.heap_info"));
        if (!used.find()) {
            throw new IllegalStateException("jcmd does not tell the heap");
        }
        return Long.parseLong(used.group(1)) / 1024;
    }

    /** Resident memory of the process without its database, in MB. */
    long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst().orElseThrow() / 1024;
    }

    /** Processor time of the process so far, without its database, in ms. */
    double processor() throws IOException {
        String[] numbers = Files.readString(Path.of("/proc/" + process.pid() + "/stat")).replaceFirst(".*\\) ", "").split(" ");
        // The kernel counts in hundredths of a second.
        return (Long.parseLong(numbers[11]) + Long.parseLong(numbers[12])) * 10.0;
    }

    long threads() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            return all.count();
        }
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(process.pid()), command).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return said;
    }

    @Override
    public void close() throws IOException {
        process.close();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
