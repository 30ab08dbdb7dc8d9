package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.WebApplicationContext;

/** While the database is away, every page says so and keeps what was typed. */
@ServerTest
class DatabaseAwayPageTests {

    private static final FilterChain AWAY = (request, response) -> {
        throw new ServletException(new DataAccessResourceFailureException("connection refused at db.internal"));
    };

    @Autowired
    DatabaseAwayPage page;
    @Autowired
    WebApplicationContext context;
    @LocalServerPort
    int port;

    @Test
    void aPageThatIsReadSaysSoAndComesByItself() throws Exception {
        MockHttpServletResponse response = answer(request("GET", "/responses"));

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("5");
        assertThat(response.getContentAsString()).contains("数据库暂时没有应答", "http-equiv=\"refresh\"")
                .doesNotContain("db.internal", "Exception");
    }

    @Test
    void aFormComesBackWithAllThatWasTypedAndCanBeSentAgain() throws Exception {
        MockHttpServletResponse response = answer(order());

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getContentAsString()).contains("action=\"/responses/1/orders\"", "value=\"加强&lt;巡堤&gt;\"",
                "name=\"requestId\" value=\"4711\"", "name=\"_csrf\" value=\"the-token-it-came-with\"", "再发一次")
                .doesNotContain("http-equiv=\"refresh\"", "<巡堤>");
    }

    @Test
    void aFormOfAnotherSiteIsNotHandedOn() throws Exception {
        MockHttpServletRequest request = order();
        request.removeHeader("Origin");
        request.addHeader("Origin", "https://elsewhere.example");

        assertThat(answer(request).getContentAsString()).contains("数据库暂时没有应答").doesNotContain("巡堤", "<form");
    }

    @Test
    void theApiIsAnsweredInItsOwnWayWhereItsTokenCouldNotBeLookedUp() throws Exception {
        MockHttpServletResponse response = answer(request("POST", "/api/v1/incidents"));

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getContentType()).startsWith("application/problem+json");
        assertThat(response.getHeader("Retry-After")).isEqualTo("5");
        assertThat(response.getContentAsString()).contains("database-unavailable").doesNotContain("db.internal");
    }

    @Test
    void aPasswordIsNotShown() throws Exception {
        MockHttpServletRequest request = request("POST", "/login");
        request.setContentType("application/x-www-form-urlencoded");
        request.addHeader("Origin", "http://localhost");
        request.setParameter("password", "fengsui-demo");

        assertThat(answer(request).getContentAsString()).contains("数据库暂时没有应答").doesNotContain("fengsui-demo");
    }

    @Test
    void aBugIsNotCalledTheDatabaseAway() {
        assertThatThrownBy(() -> page.doFilter(request("GET", "/"), new MockHttpServletResponse(), (request, response) -> {
            throw new IllegalStateException("a bug");
        })).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theReaderSeesWhatToDoOnDeskAndPhone() throws Exception {
        try (Browser browser = new Browser(port)) {
            for (int width : new int[] {390, 1440}) {
                picture(browser, answer(order()), width, "away-form-" + width);
                picture(browser, answer(request("GET", "/responses")), width, "away-page-" + width);
            }
        }
    }

    private void picture(Browser browser, MockHttpServletResponse answer, int width, String name) throws IOException {
        Page opened = browser.stranger(width, true);
        String body = answer.getContentAsString();
        opened.route("**/away", route -> route.fulfill(new Route.FulfillOptions().setStatus(200)
                .setContentType("text/html; charset=utf-8").setBody(body)));
        opened.navigate("http://localhost:" + port + "/away");
        assertThat(opened.locator("h1").innerText()).isEqualTo("数据库暂时没有应答");
        assertThat((Boolean) opened.evaluate("document.documentElement.scrollWidth <= innerWidth")).isTrue();
        Pictures.whole(opened, name);
        opened.close();
    }

    private MockHttpServletRequest order() {
        MockHttpServletRequest request = request("POST", "/responses/1/orders");
        request.setContentType("application/x-www-form-urlencoded");
        request.addHeader("Origin", "http://localhost");
        request.setParameter("_csrf", "the-token-it-came-with");
        request.setParameter("requestId", "4711");
        request.setParameter("title", "加强<巡堤>");
        request.setParameter("text", "请浦口区加派两组巡堤人员，每小时报一次。");
        request.setParameter("units", "pukou", "water");
        return request;
    }

    private MockHttpServletRequest request(String method, String path) {
        MockHttpServletRequest request = new MockHttpServletRequest(context.getServletContext(), method, path);
        request.addHeader("Host", "localhost");
        return request;
    }

    private MockHttpServletResponse answer(MockHttpServletRequest request) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        page.doFilter(request, response, AWAY);
        return response;
    }
}
