package org.fengsui.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.support.Api;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What the auditor sees of the record, and nobody else. */
@ServerTest
class AuditPagesTests {

    @LocalServerPort
    private int port;
    @Autowired
    private ApplicationContext context;
    @Autowired
    private JdbcClient jdbc;
    @Autowired
    private Audit audit;
    @Autowired
    private AnchorFile anchor;
    @Autowired
    private AuditSettings settings;

    private List<Map<String, Object>> entries(String condition, Object... parameters) {
        return jdbc.sql("select * from audit_entry where " + condition + " order by at, lane, seq").params(parameters)
                .query().listOfRows();
    }

    @Test
    void onlyTheAuditorFindsTheRecord() {
        Session water = new Session(port, "water");
        for (String path : List.of("/audit", "/audit/0-1", "/audit/export?format=csv", "/audit/export?format=json")) {
            assertThat(water.get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(water.get("/").body()).doesNotContain("href=\"/audit\"");
        Api api = new Api(port);
        api.get("sysadmin", "/audit").expect(404);
        api.post("sysadmin", "/audit/verification", null).expect(404);
        assertThat(entries("actor = 'water' and type = 'access.refused' and detail like '%/audit/export%'")).isNotEmpty();

        Session auditor = new Session(port, "auditor");
        assertThat(auditor.get("/").body()).contains("href=\"/audit\"");
        assertThat(auditor.get("/audit").body()).contains("审计记录").contains("立即核验");
    }

    @Test
    void signingInAndOutAndFailingToAreOnRecordWithTheAddress() throws Exception {
        Session session = new Session(port, "traffic");
        session.post("/logout", Session.token(session.get("/").body()), "");
        assertThat(entries("actor = 'traffic' and type like 'access.sign-%'")).extracting(row -> row.get("type"))
                .containsSequence("access.sign-in", "access.sign-out");
        assertThat(entries("actor = 'traffic' and type = 'access.sign-in'").get(0))
                .containsEntry("origin", "127.0.0.1").containsEntry("unit", "traffic");
        session.post("/login", Session.token(session.get("/login").body()), "username=housing&password=wrong");
        session.post("/login", Session.token(session.get("/login").body()), "username=My-Passw0rd&password=wrong");
        assertThat(entries("actor = 'housing' and type = 'access.sign-in'")).extracting(row -> row.get("result"))
                .contains("bad-credentials");
        assertThat(entries("detail like '%Passw0rd%' or actor like '%Passw0rd%'"))
                .as("what is no account's name may be a password").isEmpty();
        assertThat(entries("actor = '' and type = 'access.sign-in' and result = 'bad-credentials'")).isNotEmpty();
    }

    @Test
    void theApiListsPagesAndVerifies() throws Exception {
        UUID incident = new Scenario(context).flood(Map.of("长江南京", 9.3));
        Api api = new Api(port);
        JsonNode found = api.get("auditor", "/audit?actor=duty&type=incident.report&about=" + incident).expect(200);
        assertThat(found.path("totalElements").asLong()).isEqualTo(1);
        assertThat(found.path("content").get(0).path("detail").path("sent").path("title").asString()).isEqualTo("汛情");
        assertThat(api.get("auditor", "/audit?from=2001-01-01T00:00:00Z&to=2001-01-02T00:00:00Z").expect(200)
                .path("content")).isEmpty();
        api.get("auditor", "/audit?size=0").expect(422);
        api.get("auditor", "/audit?result=good").expect(422);

        anchor.anchor();
        JsonNode verdict = api.post("auditor", "/audit/verification", null).expect(200);
        assertThat(verdict.path("ok").asBoolean()).isTrue();
        assertThat(verdict.path("firstBroken").isNull()).isTrue();
        assertThat(verdict.path("entries").asLong()).isGreaterThan(10);
        assertThat(verdict.path("anchors").asLong()).isPositive();
        assertThat(entries("type = 'audit.verification' and actor = 'auditor'")).isNotEmpty();
    }

    @Test
    void theAnchorLiesOutsideTheDatabaseUnderAKeyThatOnlyTheServerReads() throws Exception {
        anchor.anchor();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings.key()))).isEqualTo("rw-------");
        assertThat(Files.readString(Path.of(settings.anchor() + ".pub"))).contains("PUBLIC KEY").doesNotContain("PRIVATE");
        long lines = Files.lines(settings.anchor()).count();
        audit.record(audit.person("duty"), "organization.demo", Map.of());
        anchor.anchor();
        assertThat(Files.lines(settings.anchor()).count()).isGreaterThan(lines);
        assertThat(entries("type = 'audit.anchor'")).isNotEmpty();
    }

    @Test
    void theExportIsTextToASpreadsheetAndOnRecord() {
        String mark = UUID.randomUUID().toString();
        audit.refused(audit.person("=cmd|' /C calc'!A0"), "organization.demo", "=1+1", Map.of("mark", mark));
        Session auditor = new Session(port, "auditor");
        HttpResponse<byte[]> csv = auditor.bytes("/audit/export?format=csv&type=organization.demo&q=" + mark);
        String text = new String(csv.body(), StandardCharsets.UTF_8);
        assertThat(text).startsWith("\uFEFF\"id\",").contains("\"'=cmd|' /C calc'!A0\"").contains("\"'=1+1\"")
                .doesNotContain(",\"=").hasLineCount(2);
        JsonNode json = Api.JSON.readTree(auditor.get("/audit/export?format=json&type=organization.&q=" + mark).body());
        assertThat(json).hasSize(1);
        assertThat(json.get(0).path("detail").path("mark").asString()).isEqualTo(mark);
        assertThat(entries("type = 'audit.export' and detail like ?", "%" + mark + "%")).extracting(row -> row.get("actor"))
                .containsExactly("auditor", "auditor");
        assertThat(auditor.get("/audit/export?format=xml").statusCode()).isEqualTo(404);
        assertThat(auditor.get("/audit/export?format=csv&from=gestern").statusCode()).isEqualTo(422);
    }

    @Test
    void thePageWorksInABrowserOnDesktopAndPhone() {
        UUID incident = new Scenario(context).flood(Map.of("长江南京", 9.3));
        try (Browser browser = new Browser(port)) {
            for (int width : List.of(Browser.DESKTOP, 1366, Browser.PHONE, 320)) {
                Page page = browser.signedIn("auditor", width);
                page.navigate("/audit");
                page.getByText("立即核验").click();
                page.locator(".audit-state .good").waitFor();
                Pictures.screen(page, "audit-" + width);
                assertThat((Integer) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
                page.locator("summary").first().click();
                page.fill("#actor", "duty");
                page.selectOption("#type", "incident.");
                page.locator("main button[type=submit]").last().click();
                page.locator("tbody a").first().click();
                page.locator(".audit-detail").waitFor();
                assertThat(page.locator(".audit-fields").first().textContent()).contains("incident.").contains("duty");
                Pictures.whole(page, "audit-entry-" + width);
                assertThat((Integer) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
                page.context().close();
            }
        }
        assertThat(incident).isNotNull();
    }

    @Test
    void thePageFiltersAndShowsAnEntryInFull() {
        UUID incident = new Scenario(context).flood(Map.of());
        Session auditor = new Session(port, "auditor");
        String page = auditor.get("/audit?type=incident.&about=" + incident).body();
        assertThat(page).contains("接报").contains("值班员").contains("1 条");
        String address = page.replaceAll("(?s).*href=\"(/audit/\\d+-\\d+)\".*", "$1");
        String entry = auditor.get(address).body();
        assertThat(entry).contains("incident.report").contains(incident.toString()).contains("汛情").contains("SHA-256");
        assertThat(auditor.get("/audit?from=x&result=y").body()).contains("from-error").contains("result-error");
        assertThat(auditor.get("/audit/0-99999999").statusCode()).isEqualTo(404);
        assertThat(auditor.post("/audit/verification", Session.token(auditor.get("/audit").body()), "").statusCode())
                .isEqualTo(302);
        assertThat(auditor.get("/audit").body()).contains("完好");
        assertThat(entries("type = 'audit.reading' and actor = 'auditor' and detail like ?", "%" + incident + "%")).isNotEmpty();
    }
}
