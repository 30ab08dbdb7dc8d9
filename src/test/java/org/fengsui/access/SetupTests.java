package org.fengsui.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import java.util.List;
import org.fengsui.organization.Founding;
import org.fengsui.organization.Post;
import org.fengsui.refusal.Rejected;
import org.fengsui.support.Browser;
import org.fengsui.support.FreshDatabase;
import org.fengsui.support.Pictures;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** The first start of a site that is no trial: a server of its own, without demo data. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "fengsui.demo=false")
@ContextConfiguration(initializers = FreshDatabase.class)
@DirtiesContext
class SetupTests {

    @Autowired
    Setup setup;
    @Autowired
    Founding founding;
    @Autowired
    JdbcClient jdbc;
    @LocalServerPort
    int port;

    @Test
    void whoHasThePrintedLinkLaysDownTheBureauAndThreePeopleAndNobodyElseDoes() {
        assertThat(jdbc.sql("select count(*) from organization_account").query(Integer.class).single()).as("no default accounts").isZero();
        assertThat(jdbc.sql("select count(*) from access_setup").query(Integer.class).single()).as("printed at the start").isEqualTo(1);
        String link = setup.offer();
        String other = setup.offer();
        try (Browser browser = new Browser(port)) {
            Page page = browser.stranger(Browser.DESKTOP, false);
            assertThat(page.navigate("/setup/" + Secrets.fresh()).status()).isEqualTo(404);
            page.navigate("/setup/" + link);
            page.locator("[id='bureau']").fill("南京市应急管理局");
            fill(page, "sysadmin", "王某", "wang");
            fill(page, "secadmin", "李某", "wang");
            fill(page, "auditor", "张某", "Zhang");
            page.locator("#fresh").fill("short");
            page.locator("#again").fill("shorter");
            page.locator("main form button").click();
            assertThat(page.locator("main").textContent()).contains("用户名不能相同", "“Zhang”不能作用户名", "两次输入不一致");
            Pictures.whole(page, "setup-errors-1440");
            fill(page, "secadmin", "李某", "li");
            fill(page, "auditor", "张某", "zhang");
            page.locator("#fresh").fill("Lantern over 9 bridges");
            page.locator("#again").fill("Lantern over 9 bridges");
            page.locator("main form button").click();
            String security = page.locator("#link-secadmin").textContent();
            Pictures.whole(page, "founded-1440");
            assertThat(page.navigate("/setup/" + link).status()).isEqualTo(404);
            assertThat(page.navigate("/setup/" + other).status()).as("any other link").isEqualTo(404);

            page.navigate("/login");
            page.locator("#username").fill("wang");
            page.locator("#password").fill("Lantern over 9 bridges");
            page.locator("main form button").click();
            page.navigate("/account");
            assertThat(page.locator("main").textContent()).contains("王某", "南京市应急管理局");
            page.navigate(security.replaceFirst("^.*/invitation/", "/invitation/"));
            assertThat(page.locator("main").textContent()).contains("李某", "li");
        }
        assertThatThrownBy(() -> founding.found("x", "x", List.of(new Founding.Administrator("x", "x", Post.SYSADMIN))))
                .isInstanceOf(Rejected.class);
        setup.print();
        assertThat(jdbc.sql("select count(*) from access_setup").query(Integer.class).single()).as("nothing more is offered").isZero();
    }

    private static void fill(Page page, String post, String name, String username) {
        page.locator("[id='" + post + ".name']").fill(name);
        page.locator("[id='" + post + ".username']").fill(username);
    }
}
