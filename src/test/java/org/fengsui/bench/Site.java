package org.fengsui.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
    private final HttpClient client = HttpClient.newHttpClient();
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

    long pid() {
        return process.pid();
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Reports an incident of the flood plan's hazard; tells its id. */
    String incident() {
        return api.post("duty", "/incidents", Map.of("title", "长江南京水位上涨", "hazard", "flood",
                "occurredAt", java.time.Clock.systemUTC().instant().toString(), "place", Map.of("name", "全市"),
                "facts", Map.of("长江南京", 10.3), "source", "水文站")).expect(201).path("id").asString();
    }

    /** Launches the flood plan for the whole city in one call, by the commander, who signs for all levels but the gravest. */
    String launched(String incident, String level) {
        JsonNode launched = launch("commander", incident, level);
        if (!launched.path("status").asString().equals("active")) {
            throw new IllegalStateException("the launch waits for somebody else: " + launched);
        }
        return launched.path("id").asString();
    }

    /** The same with all the signatures it needs; the gravest level opens the most tasks. */
    String response(String level) {
        String id = launch("office", incident(), level).path("id").asString();
        for (String signer : List.of("deputy", "commander", "government")) {
            if (!api.get("office", "/responses/" + id).expect(200).path("status").asString().equals("active")) {
                api.post(signer, "/responses/" + id + "/approval", Map.of("decision", "approved", "comment", "同意"));
            }
        }
        return id;
    }

    private JsonNode launch(String username, String incident, String level) {
        return api.post(username, "/responses", Map.of("requestId", UUID.randomUUID().toString(),
                "incidentId", incident, "planKey", "flood-nanjing", "level", level, "scope", List.of(),
                "exercise", false, "reason", "达到条件")).expect(201);
    }

    JsonNode tasks(String response) {
        return api.get("office", "/responses/" + response + "/tasks?size=200").expect(200).path("content");
    }

    /** The cookie of a session of the account; one for each account. */
    String cookie(String username) {
        return cookies.computeIfAbsent(username, name -> new Session(port, name).cookie());
    }

    /** A page as a browser asks for it, under a session of the account. */
    HttpResponse<byte[]> get(String username, String path, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path)).header("Cookie", cookie(username));
        headers.forEach(request::header);
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " is answered with " + answer.statusCode());
        }
        return answer;
    }

    /** One request after another. */
    Numbers times(String username, String path, Map<String, String> headers, int number) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            long start = System.nanoTime();
            get(username, path, headers);
            times.add((System.nanoTime() - start) / 1e6);
        }
        return new Numbers(times);
    }

    void sql(String... statements) throws IOException, SQLException {
        try (Connection connection = connection(); Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    /** The rows of a query, with texts for its parameters. */
    List<Object[]> query(String sql, String... parameters) throws IOException, SQLException {
        try (Connection connection = connection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<Object[]> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Object[] row = new Object[rows.getMetaData().getColumnCount()];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = rows.getObject(i + 1);
                    }
                    found.add(row);
                }
            }
            return found;
        }
    }

    private Connection connection() throws IOException, SQLException {
        return DriverManager.getConnection(database("fengsui"), "postgres", databasePassword());
    }

    /** Address of a database on the server's own PostgreSQL. */
    String database(String name) throws IOException {
        return "jdbc:postgresql://127.0.0.1:" + postmaster().get(3).strip() + "/" + name;
    }

    String databasePassword() throws IOException {
        return Files.readString(home.resolve("data/postgres/password")).strip();
    }

    /** Its first line is the process, its fourth the port. */
    private List<String> postmaster() throws IOException {
        return Files.readAllLines(home.resolve("data/postgres/cluster/postmaster.pid"));
    }

    /** Memory of all processes of the database in MB, what they share counted once. */
    long residentDatabase() throws IOException {
        long main = Long.parseLong(postmaster().get(0).strip());
        long kilobytes = 0;
        for (ProcessHandle one : Stream.concat(ProcessHandle.of(main).stream(),
                ProcessHandle.of(main).orElseThrow().descendants()).toList()) {
            kilobytes += kilobytes(Path.of("/proc/" + one.pid() + "/smaps_rollup"), "Pss:");
        }
        return kilobytes / 1024;
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
        return kilobytes(Path.of("/proc/" + process.pid() + "/status"), "VmRSS:") / 1024;
    }

    private static long kilobytes(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream().filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
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
