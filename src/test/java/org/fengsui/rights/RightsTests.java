package org.fengsui.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fengsui.organization.Post;
import org.fengsui.plan.LifePlans;
import org.fengsui.rights.Line.Answer;
import org.fengsui.rights.Line.Body;
import org.fengsui.support.Api;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.http.server.PathContainer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.util.UriUtils;

/** Walks every page and every call of the API as every role, and compares with the table of {@link Rights}. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsTests {

    private static final Path TABLE = Path.of("docs/rights.md");
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)(?::(?:[^{}]|\\{[^}]*})*)?}");
    private static final Set<String> OWN_SESSION = Set.of("/login", "/logout", "/api/v1/tokens");

    @Autowired
    ApplicationContext context;
    @Autowired
    JdbcClient jdbc;
    @LocalServerPort
    int port;

    private final List<Line> table = Rights.table();
    private final Map<Role, Visitor> visitors = new EnumMap<>(Role.class);
    private Api api;
    private Stage stage;

    @AfterAll
    void forgetThePlans() {
        LifePlans.forget(context, "rights-");
    }

    @BeforeAll
    void setTheStage() {
        stage = new Stage(context);
        api = new Api(port);
        for (Role role : Role.values()) {
            visitors.put(role, new Visitor(role));
        }
    }

    @Test
    void everyPageAndCallHasALineAndEveryLineIsOne() {
        Set<String> mapped = new TreeSet<>();
        infos().forEach(info -> info.getPatternValues().forEach(pattern -> {
            if (info.getMethodsCondition().getMethods().isEmpty()) {
                mapped.add("* " + pattern);
            }
            info.getMethodsCondition().getMethods().forEach(method -> mapped.add(method + " " + pattern));
        }));
        Set<String> written = table.stream().filter(line -> line.mapped).map(Line::key)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> missing = new TreeSet<>(mapped);
        missing.removeAll(written);
        assertThat(missing).as("pages and calls without rights: add a line for each to %s", Rights.class.getName())
                .isEmpty();
        written.removeAll(mapped);
        assertThat(written).as("lines of %s without a page or call: take them out", Rights.class.getName()).isEmpty();
        assertThat(table.stream().map(Line::key)).as("one line for each").doesNotHaveDuplicates();
        assertThat(table.stream().filter(line -> !line.complete()).map(Line::key))
                .as("lines that do not say how every role is answered").isEmpty();
    }

    @Test
    void everyPostHasItsRoleAndTheUnitOutsideTakesNoPart() {
        assertThat(Arrays.stream(Role.values()).map(role -> role.post).filter(post -> post != null).distinct())
                .containsExactlyInAnyOrder(Post.values());
        for (Role role : Role.SIGNED_IN) {
            assertThat(jdbc.sql("select array_agg(post) from organization_grant where username = ? and ends_at is null").param(role.account)
                    .query((row, n) -> Arrays.asList((String[]) row.getArray(1).getArray())).single())
                    .as(role.account).contains(role.post.code());
        }
        Function<String, List<UUID>> parties = unit -> jdbc.sql("select response_id from task_party where unit = ?")
                .param(unit).query(UUID.class).list();
        assertThat(parties.apply(Stage.OWN)).contains(stage.response);
        assertThat(parties.apply(Stage.PARTNER)).contains(stage.response);
        assertThat(parties.apply(Stage.OUTSIDER)).isEmpty();
    }

    @Test
    void everyLineAnswersEveryRoleAsTheTableSays() {
        List<String> wrong = new ArrayList<>();
        for (Line line : table) {
            // Refusals first: what a refused call had changed would show in the one that is done.
            List<Role> roles = Arrays.stream(Role.values())
                    .sorted(Comparator.comparing(role -> line.answer(role) == Answer.OK)).toList();
            Object id = null;
            for (Role role : roles) {
                if (OWN_SESSION.contains(line.pattern) && line.write() && role != Role.NOBODY && role != Role.DUTY) {
                    // Whoever signs in is not known before, and out again goes everybody alike.
                    continue;
                }
                if (id == null) {
                    id = line.id.apply(stage);
                }
                Got got = call(line, role, id);
                if (!got.is(line.answer(role), line)) {
                    wrong.add(line.key() + " as " + role + ": " + line.answer(role) + " expected, was " + got);
                }
                if (line.write() && got.done()) {
                    id = null;
                }
            }
            if (!line.closed && roles.stream().noneMatch(role -> line.answer(role) == Answer.OK)) {
                wrong.add(line.key() + ": nobody may");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aFormWithoutTheTokenOfItsSessionIsRefused() {
        for (Line line : table) {
            if (line.write() && !line.api() && !line.closed && !OWN_SESSION.contains(line.pattern)) {
                Role role = Arrays.stream(Role.values()).filter(one -> line.answer(one) == Answer.OK).findFirst()
                        .orElseThrow();
                Got got = send(visitors.get(role), line.method, path(line, UUID.randomUUID()), Body.FORM, Map.of(), null);
                assertThat(got.status()).as("%s as %s without a token", line.key(), role).isEqualTo(403);
            }
        }
    }

    @Test
    void methodsThatNothingIsMappedToAreRefused() {
        List<String> wrong = new ArrayList<>();
        Visitor commander = visitors.get(Role.COMMANDER);
        for (String address : table.stream().filter(line -> line.mapped && !line.method.equals("*"))
                .map(line -> path(line, line.write() ? UUID.randomUUID() : line.id.apply(stage))).distinct().toList()) {
            Set<String> mapped = methods(address);
            table.stream().filter(line -> !line.mapped && line.pattern.equals(address)).forEach(line -> mapped.add(line.method));
            for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")) {
                if (!mapped.contains(method)) {
                    Got got = send(commander, method, address, Body.NONE, Map.of(), commander.csrf);
                    if (got.status() != 405 && got.status() != 404) {
                        wrong.add(method + " " + address + " was " + got);
                    }
                }
            }
            Got options = send(commander, "OPTIONS", address, Body.NONE, Map.of(), commander.csrf);
            if (options.status() != 200 || !options.body().isEmpty()) {
                wrong.add("OPTIONS " + address + " was " + options);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void headAnswersAsGetDoesWithoutTheContent() {
        List<String> wrong = new ArrayList<>();
        for (Line line : table) {
            // A stream of signals has no head: it would stay open.
            if (line.method.equals("GET") && !line.pattern.equals("/live")) {
                for (Role role : List.of(Role.NOBODY, Role.OUTSIDER)) {
                    Object id = line.id.apply(stage);
                    Got get = call(line, role, id);
                    Got head = send(visitors.get(role), "HEAD", path(line, id), Body.NONE, Map.of(), null);
                    if (head.status() != get.status() || !head.body().isEmpty()) {
                        wrong.add("HEAD " + line.pattern + " as " + role + ": " + head + ", GET " + get);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** The script's header changes what is sent, not who may have it; and programs' answers not at all. */
    @Test
    void anOpenPageThatFetchesItselfIsAnsweredAsThePageIs() {
        List<String> wrong = new ArrayList<>();
        for (Line line : table) {
            if (line.method.equals("GET")) {
                for (Role role : List.of(Role.DUTY, Role.OUTSIDER, Role.SYSADMIN)) {
                    Object id = line.id.apply(stage);
                    Got page = call(line, role, id);
                    Got part = send(visitors.get(role), "GET", path(line, id), Body.NONE, Map.of(), null, "Fengsui-Live", "part",
                            "Accept", "*/*");
                    if (part.status() != page.status() || !part.location().equals(page.location())) {
                        wrong.add(line.pattern + " as " + role + ": " + part + ", without the header " + page);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theTableIsWrittenDown() throws IOException {
        String written = written();
        if (!Files.exists(TABLE) || !Files.readString(TABLE).equals(written)) {
            Path fresh = Path.of("target/rights.md");
            Files.writeString(fresh, written);
            assertThat(Files.exists(TABLE) ? Files.readString(TABLE) : "")
                    .as("docs/rights.md is out of date: copy %s over it", fresh).isEqualTo(written);
        }
    }

    private List<RequestMappingInfo> infos() {
        return context.getBeansOfType(RequestMappingInfoHandlerMapping.class).values().stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream()).toList();
    }

    /** What is mapped for an address, by whichever pattern. */
    private Set<String> methods(String address) {
        PathContainer path = PathContainer.parsePath(address.replaceFirst("\\?.*", ""));
        return infos().stream().filter(info -> info.getPathPatternsCondition() != null
                        && info.getPathPatternsCondition().getPatterns().stream().anyMatch(pattern -> pattern.matches(path)))
                .flatMap(info -> info.getMethodsCondition().getMethods().stream()).map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Got call(Line line, Role role, Object id) {
        Visitor visitor = OWN_SESSION.contains(line.pattern) && line.write() && !line.api() ? new Visitor(role) : visitors.get(role);
        return send(visitor, line.method.equals("*") ? "GET" : line.method, path(line, id), line.body,
                line.body == Body.JSON || line.body == Body.FORM ? line.content.apply(stage, id) : Map.of(), visitor.csrf);
    }

    private static String path(Line line, Object id) {
        String path = VARIABLE.matcher(line.pattern).replaceAll((MatchResult variable) ->
                id instanceof Map<?, ?> named && named.containsKey(variable.group(1)) ? String.valueOf(named.get(variable.group(1)))
                        : variable.group(1).equals("id") ? String.valueOf(id) : line.values.get(variable.group(1)));
        String query = line.query.apply(id);
        return query.isEmpty() ? path : path + "?" + UriUtils.encodeQuery(query, StandardCharsets.UTF_8);
    }

    private Got send(Visitor visitor, String method, String path, Body kind, Map<String, ?> content, String csrf,
                     String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        boolean program = path.startsWith("/api/");
        HttpRequest.BodyPublisher body = switch (kind) {
            case NONE -> BodyPublishers.noBody();
            case JSON -> {
                request.header("Content-Type", "application/json");
                yield BodyPublishers.ofString(Api.JSON.writeValueAsString(content));
            }
            case FORM -> {
                request.header("Content-Type", "application/x-www-form-urlencoded");
                yield BodyPublishers.ofString(content.entrySet().stream().map(field -> field.getKey() + "="
                        + URLEncoder.encode(String.valueOf(field.getValue()), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
            }
            case FILE -> {
                request.header("Content-Type", "multipart/form-data; boundary=rights");
                byte[] head = "--rights\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8);
                yield BodyPublishers.ofByteArrays(List.of(head, Stage.png(),
                        "\r\n--rights--\r\n".getBytes(StandardCharsets.UTF_8)));
            }
        };
        if (program && visitor.role.account != null) {
            request.header("Authorization", "Bearer " + visitor.token());
        } else if (!program && csrf != null && !method.equals("GET")) {
            request.header("X-CSRF-TOKEN", csrf);
        }
        try {
            HttpResponse<InputStream> answer = visitor.client.send(request.method(method, body).build(),
                    BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                boolean stream = answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
                return new Got(answer.statusCode(), answer.headers().firstValue("Location").orElse(""),
                        stream ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8), program);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + " as " + visitor.role, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private record Got(int status, String location, String body, boolean program) {

        boolean is(Answer answer, Line line) {
            return switch (answer) {
                case OK -> status == line.ok && !toSignIn() && !location.contains("error");
                case SIGN_IN -> program ? status == 401 : toSignIn();
                case FORBIDDEN -> status == 403;
                case NOT_FOUND -> status == 404;
                case CONFLICT -> status == 409;
            };
        }

        private boolean toSignIn() {
            return status == 302 && location.endsWith("/login");
        }

        boolean done() {
            return status < 400 && !toSignIn();
        }

        @Override
        public String toString() {
            return status + (location.isEmpty() ? "" : " to " + location)
                    + (status >= 400 && program ? " " + body : "");
        }
    }

    /** A role with its session, its form token, and its token for the API. */
    private final class Visitor {

        final Role role;
        final HttpClient client;
        final String csrf;
        private String token;

        Visitor(Role role) {
            this.role = role;
            client = role.account == null ? HttpClient.newBuilder().cookieHandler(new CookieManager()).build()
                    : new Session(port, role.account).client;
            // Nobody has a session and its token too: what refuses is the missing sign-in, not the missing token.
            csrf = Session.token(send(this, "GET", role.account == null ? "/login" : "/help", Body.NONE, Map.of(), null)
                    .body());
        }

        String token() {
            if (token == null) {
                token = api.token(role.account);
            }
            return token;
        }
    }

    private String written() {
        StringBuilder text = new StringBuilder("""
                # 权限表 Table of rights

                每个页面和接口调用一行：谁可以，其余的人得到什么。本表由 `RightsTests` 写出；该测试以每个角色走遍每一行并比对，
                多一个页面而没有一行、或行为与本表不符，构建即失败。
                Every page and call of the API has one line: who may, and how the others are answered. `RightsTests` writes this
                table; it walks every line as every role and compares. A page without a line, or one that behaves otherwise,
                fails the build.

                权限只随岗位和单位，不随个人；在服务层检查，查询再检查一次。
                Rights follow post and unit, never the person; they are checked in the service layer and once more by query.

                - **可以 may**：看得到，或能办成。It is shown, or done.
                - **无权 refused**：看得到，但不由其办理（403）。They see it, but it is not theirs to do.
                - **不存在 unknown**：不可见，与不存在一样（404）。Not theirs to see: the same as if it did not exist.
                - 未登录的人到登录页（接口得 401），除非列在“可以”之中。Who is not signed in gets to the sign-in page (401 from the
                  API), unless listed under "may".

                三类管理员 The three administrators:

                - **系统管理员、安全管理员**管账号和设置，不看响应内容，不启动、不签批。The system and the security administrator
                  keep accounts and settings: they see nothing of responses, launch nothing and sign nothing.
                - **审计员**审的是办事记录，所以看得到响应的全部内容，但什么都不能写。The auditor examines how things were done and so
                  reads everything of a response, and writes nothing.

                """);
        text.append("| 角色 Role | |\n|---|---|\n");
        names(Role.COMMAND, "指挥部", "command post", text);
        names(Role.OVERSIGHT, "监督岗位", "oversight", text);
        names(Role.OWN, "本单位", "unit concerned", text);
        names(Role.PARTNER, "参与的其他单位", "other units of the response", text);
        Map<String, List<Line>> modules = new LinkedHashMap<>();
        table.forEach(line -> modules.computeIfAbsent(line.module, module -> new ArrayList<>()).add(line));
        modules.forEach((module, lines) -> {
            text.append("\n## ").append(module).append("\n\n| 做什么 What | 调用 Call | 可以 May | 无权 Refused (403) | 不存在 Unknown (404) |\n")
                    .append("|---|---|---|---|---|\n");
            lines.forEach(line -> text.append("| ").append(line.chinese).append("<br>").append(line.english)
                    .append(line.reasonChinese.isEmpty() ? "" : "<br><i>" + line.reasonChinese + "<br>" + line.reasonEnglish + "</i>")
                    .append(" | `").append(line.method.equals("*") ? "" : line.method + " ")
                    .append(VARIABLE.matcher(line.pattern).replaceAll("{$1}")).append("` | ")
                    .append(who(line, Answer.OK)).append(" | ").append(who(line, Answer.FORBIDDEN)).append(" | ")
                    .append(who(line, Answer.NOT_FOUND)).append(" |\n"));
        });
        return text.toString();
    }

    private static void names(Set<Role> group, String chinese, String english, StringBuilder text) {
        text.append("| **").append(chinese).append(' ').append(english).append("** | ")
                .append(group.stream().map(role -> role.chinese + " " + role.english).collect(Collectors.joining("；")))
                .append(" |\n");
    }

    /** Groups before single roles. */
    private static String who(Line line, Answer answer) {
        Set<Role> left = new LinkedHashSet<>(Arrays.stream(Role.values()).filter(role -> line.answer(role) == answer).toList());
        if (left.containsAll(Role.ANYBODY)) {
            return "任何人 anybody";
        }
        if (left.containsAll(Role.SIGNED_IN)) {
            return "所有登录的人 everyone signed in";
        }
        if (left.size() > Role.SIGNED_IN.size() / 2 && answer != Answer.OK) {
            return "其余 all others";
        }
        List<String> names = new ArrayList<>();
        group(left, Role.COMMAND, "指挥部 command post", names);
        group(left, Role.OVERSIGHT, "监督岗位 oversight", names);
        group(left, Role.OWN, "本单位 unit concerned", names);
        group(left, Role.PARTNER, "参与的其他单位 other units of the response", names);
        left.forEach(role -> names.add(role.chinese + " " + role.english));
        return String.join("；", names);
    }

    private static void group(Set<Role> left, Set<Role> group, String name, List<String> names) {
        if (left.containsAll(group)) {
            left.removeAll(group);
            names.add(name);
        }
    }
}
