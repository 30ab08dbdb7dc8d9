package org.fengsui.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fengsui.Fengsui;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.NewIncident;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.response.LaunchRequest;
import org.fengsui.response.Responses;
import org.fengsui.support.Actors;
import org.fengsui.support.TestPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The roles of {@code docs/operations.md}, made as it says: the server works under them, and cannot change its record. */
class DatabaseRightsTests {

    private static final Actor AUDITOR = new Actor("auditor", "审计员", "emergency", Set.of(Post.AUDITOR));
    private static final String OWNER_PASSWORD = "change-me-1";
    private static final String SERVER_PASSWORD = "change-me-2";

    @Test
    void theServersOwnAccountCannotChangeTheRecord() throws Exception {
        String url = TestPostgres.freshDatabase();
        JdbcClient superuser = client(url, TestPostgres.USERNAME, TestPostgres.PASSWORD);
        statements("roles").forEach(sql -> superuser.sql(sql).update());
        Path folder = Files.createTempDirectory(Path.of("target"), "rights");
        try (ConfigurableApplicationContext server = new SpringApplicationBuilder(Fengsui.class).run(
                "--server.port=0", "--spring.datasource.url=" + url, "--spring.datasource.username=fengsui",
                "--spring.datasource.password=" + SERVER_PASSWORD, "--spring.flyway.user=fengsui_owner",
                "--spring.flyway.password=" + OWNER_PASSWORD, "--fengsui.demo=true",
                "--fengsui.public-address=http://127.0.0.1", "--fengsui.task.attachments=" + folder.resolve("files"),
                "--fengsui.audit.anchor=" + folder.resolve("anchor"), "--fengsui.audit.key=" + folder.resolve("key"))) {
            JdbcClient owner = client(url, "fengsui_owner", OWNER_PASSWORD);
            statements("record").forEach(sql -> owner.sql(sql).update());

            UUID incident = server.getBean(Incidents.class).report(new NewIncident(null, "汛情", "flood",
                    java.time.Clock.systemUTC().instant(), new NewIncident.Place("全市", null, null, null), Map.of(), "水文站"), Actors.DUTY).incident().id();
            server.getBean(Responses.class).launch(new LaunchRequest(UUID.randomUUID().toString(), incident,
                    "flood-nanjing", "Ⅳ", List.of(), List.of(), false, "研判后启动"), Actors.EVERY_POST);
            JdbcClient own = server.getBean(JdbcClient.class);
            assertThat(own.sql("select current_user").query(String.class).single()).isEqualTo("fengsui");
            assertThat(own.sql("select type from audit_entry where incident_id = ? order by lane, seq").param(incident)
                    .query(String.class).list()).contains("incident.report", "response.launch");
            server.getBean(AnchorFile.class).anchor();
            assertThat(server.getBean(Verification.class).verify(AUDITOR)).matches(Verdict::ok);

            for (String attempt : List.of("update audit_entry set result = 'ok'", "delete from audit_entry",
                    "truncate audit_entry", "drop table audit_entry", "alter table audit_entry disable trigger all",
                    "update audit_lane set seq = 0", "delete from audit_lane", "insert into audit_lane values (99, 0, '')",
                    "insert into audit_retired (lane, seq, hash) values (0, 1, '')", "select audit_retire(0, 1)",
                    "drop function audit_append() cascade", "alter function audit_append() owner to fengsui",
                    "create or replace function audit_append() returns trigger language plpgsql as 'begin return new; end'")) {
                assertThatThrownBy(() -> own.sql(attempt).query(row -> { })).as(attempt).rootCause()
                        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
            }
            own.sql("""
                    insert into audit_entry (lane, seq, at, node, actor, actor_name, unit, posts, origin, type, result, detail,
                        algorithm, previous, hash)
                    values (0, 1, now() - interval '1 year', '', 'x', '', '', '', '', 'x', 'ok', '{}', 'none', '', '')""").update();
            assertThat(server.getBean(Verification.class).verify(AUDITOR)).as("it can only be added at the end")
                    .matches(Verdict::ok);
        }
    }

    private static JdbcClient client(String url, String user, String password) {
        return JdbcClient.create(new DriverManagerDataSource(url, user, password));
    }

    private static List<String> statements(String name) throws IOException {
        Matcher matcher = Pattern.compile("<!-- tried by DatabaseRightsTests: " + name + " -->\\s*```sql(.*?)```",
                Pattern.DOTALL).matcher(Files.readString(Path.of("docs/operations.md")));
        assertThat(matcher.find()).isTrue();
        return Arrays.stream(matcher.group(1).split(";")).map(String::strip).filter(sql -> !sql.isEmpty()).toList();
    }
}
