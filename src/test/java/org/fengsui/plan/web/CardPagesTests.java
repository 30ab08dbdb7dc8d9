package org.fengsui.plan.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** Cards and duty lists say what the plan says, on the page and in the PDF, whose text can be taken out as it was written. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CardPagesTests {

    private static final String CARDS = "/plans/flood-nanjing/cards";

    @LocalServerPort
    int port;
    @Autowired
    ApplicationContext context;
    @Autowired
    Plans plans;
    private Browser browser;

    @BeforeAll
    void open() {
        browser = new Browser(port);
    }

    @AfterAll
    void close() {
        browser.close();
    }

    @Test
    void aUnitsEmergencyCardHoldsEveryActionThatItLeadsAtTheLevel() throws IOException {
        List<String> titles = plans.current("flood-nanjing").plan().actions().stream()
                .filter(action -> action.unit().equals("water") && action.levels().containsKey("Ⅳ")
                        && action.phase() == Plan.Phase.ACTIVE).map(Plan.Action::title).toList();
        assertThat(titles).hasSizeGreaterThan(5);
        Page page = browser.signedIn("water", Browser.PHONE);
        page.navigate(CARDS + "?level=Ⅳ");
        assertThat(page.locator("main").textContent()).contains(titles).contains("应急处置卡", "市水务局", "报告对象");

        try (PDDocument pdf = pdf(page, CARDS + ".pdf?unit=water&level=%E2%85%A3")) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(1);
            assertThat(text(pdf)).contains(titles).contains("应急处置卡", "市水务局", "四级", "Ⅳ", "日");
            for (PDPage sheet : pdf.getPages()) {
                for (var name : sheet.getResources().getFontNames()) {
                    assertThat(sheet.getResources().getFont(name).isEmbedded()).as(name.getName()).isTrue();
                }
            }
            BufferedImage picture = new PDFRenderer(pdf).renderImageWithDPI(0, 40);
            assertThat(IntStream.range(0, picture.getHeight()).filter(y -> IntStream.range(0, picture.getWidth())
                    .anyMatch(x -> (picture.getRGB(x, y) & 0xff) < 128)).count()).isGreaterThan(100);
        }
    }

    @Test
    void everyLevelIsACardOfItsOwn() throws IOException {
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate(CARDS + "?unit=water");
        assertThat(page.locator(".sheet").count()).isEqualTo(4);
        try (PDDocument pdf = pdf(page, CARDS + ".pdf?unit=water")) {
            assertThat(pdf.getNumberOfPages()).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void theProcedureCardLeadsFromTheTaskToTheEnd() {
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate(CARDS + "?unit=water&level=Ⅱ&card=procedure");
        assertThat(page.locator(".sheet-title").allTextContents()).containsSubsequence("接收任务", "签收", "报送洪水预报",
                "报告进展，办完后完成", "响应终止后");
    }

    @Test
    void aPostsCardSaysWhatItSignsAtWhichLevel() {
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        page.navigate(CARDS + "?post=government");
        assertThat(page.locator(".sheet-title").allTextContents()).anySatisfy(title -> assertThat(title).contains("一级"))
                .noneSatisfy(title -> assertThat(title).contains("四级"));
    }

    @Test
    void aUnitSeesItsOwnDutiesAndTheCommandPostThoseOfAny() throws IOException {
        Page unit = browser.signedIn("water", Browser.PHONE);
        unit.navigate("/duties");
        assertThat(unit.locator("main").textContent()).contains("市水务局", "报送洪水预报", "南京市防汛预案");
        assertThat(unit.navigate("/duties?unit=meteorology").status()).isEqualTo(404);
        Page duty = browser.signedIn("duty", Browser.DESKTOP);
        try (PDDocument pdf = pdf(duty, "/duties.pdf?unit=meteorology")) {
            assertThat(text(pdf)).contains("市气象局", "天气预报");
        }
    }

    /** What a unit helps with, what it does after the end, and its work groups are its duties too. */
    @Test
    void nothingOfAUnitsDutiesIsLeftOut() throws IOException {
        Plan plan = plans.current("flood-nanjing").plan();
        Page page = browser.signedIn("duty", Browser.DESKTOP);
        for (String unit : List.of("water", "power", "health", "office")) {
            List<String> expected = Stream.concat(plan.actions().stream()
                            .filter(action -> action.unit().equals(unit) || action.supporting().contains(unit))
                            .map(Plan.Action::title), plan.workGroups().stream().filter(group -> group.lead().equals(unit)
                            || group.members().contains(unit)).map(Plan.WorkGroup::name)).toList();
            page.navigate("/duties?unit=" + unit);
            assertThat(page.locator("main").textContent()).as(unit).contains(expected);
        }
        assertThat(plan.actions()).anyMatch(action -> action.phase() == Plan.Phase.CLOSING && action.unit().equals("water"));
        try (PDDocument pdf = pdf(page, "/duties.pdf?unit=water")) {
            assertThat(text(pdf)).contains("配合", "后期处置");
        }
    }

    @Test
    void aUnitThatOnlyHelpsOrOnlyClosesHasDuties() {
        LifePlans.at(context, LifePlans.special("duties-plan", "黄色响应"), Plans.Status.PUBLISHED);
        try {
            Page page = browser.signedIn("duty", Browser.DESKTOP);
            page.navigate("/duties?unit=construction");
            assertThat(page.locator("main").textContent()).contains("虚构预案 duties-plan", "提醒户外作业单位");
            page.navigate("/duties?unit=culture-tourism");
            assertThat(page.locator("main").textContent()).doesNotContain("虚构预案 duties-plan");
            page.navigate("/duties?unit=xuanwu");
            assertThat(page.locator("main").textContent()).contains("虚构预案 duties-plan", "开放纳凉点");
        } finally {
            LifePlans.forget(context, "duties-plan");
        }
        for (int width : List.of(Browser.DESKTOP, Browser.PHONE)) {
            Page page = browser.signedIn("duty", width);
            page.navigate("/duties?unit=water");
            Pictures.whole(page, "duties-" + width);
        }
    }

    private static PDDocument pdf(Page page, String path) throws IOException {
        APIResponse answer = page.request().get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("content-type")).startsWith("application/pdf");
        return Loader.loadPDF(answer.body());
    }

    private static String text(PDDocument pdf) throws IOException {
        return new PDFTextStripper().getText(pdf);
    }
}
