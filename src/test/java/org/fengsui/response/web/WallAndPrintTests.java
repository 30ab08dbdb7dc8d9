package org.fengsui.response.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Media;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.fengsui.response.LaunchRequest;
import org.fengsui.response.Response;
import org.fengsui.response.Timelines;
import org.fengsui.support.Actors;
import org.fengsui.support.Pictures;
import org.junit.jupiter.api.Test;

/** The command page for a wall and for paper. */
class WallAndPrintTests extends NightPages {

    @Test
    void theWallIsOneScreenOfLargeWordsThatStandStill() {
        for (int[] size : List.of(new int[] {1920, 1080}, new int[] {NOTEBOOK, 768}, new int[] {3840, 2160})) {
            Page page = open("duty", night.page() + "?view=wall", size[0]);
            page.setViewportSize(size[0], size[1]);
            assertThat(page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"))
                    .isEqualTo(List.of(size[0], size[1]));
            // Han of 65 mm are read from ten metres: a twentieth of a screen that is 1.3 m high.
            assertThat(((Number) page.evaluate("""
                    () => Math.min(...[...document.querySelectorAll('main *')].filter(it => it.textContent.trim() !== '')
                        .map(it => parseFloat(getComputedStyle(it).fontSize))) / innerHeight""")).doubleValue())
                    .isGreaterThanOrEqualTo(0.05);
            assertThat(page.evaluate("document.getAnimations().length")).isEqualTo(0);
            Pictures.screen(page, "wall-" + size[0]);
        }
    }

    @Test
    void inEnglishTheWallIsOneScreenTooWhileItRunsAndWhenItHasEnded() {
        Night own = new Night(context);
        Page page = open("duty", own.page() + "?view=wall&lang=en", 1920);
        for (boolean ended : List.of(false, true)) {
            if (ended) {
                own.scenario.responses.end(own.response.id(), "险情解除", Actors.EVERY_POST);
            }
            for (int[] size : List.of(new int[] {1920, 1080}, new int[] {1440, 900}, new int[] {1280, 720})) {
                page.setViewportSize(size[0], size[1]);
                page.reload();
                assertThat(page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"))
                        .as("ended: %s", ended).isEqualTo(List.of(size[0], size[1]));
            }
            Pictures.screen(page, ended ? "wall-en-ended" : "wall-en");
        }
    }

    @Test
    void theWallSaysLevelAgeProposalLateAndTheWorstUnitsInFourColoursAtMost() {
        Page page = open("duty", night.page() + "?view=wall", 1920);
        assertThat(page.locator("main").textContent()).contains("二级", "Ⅱ", "1 小时", "达到一级（Ⅰ）条件，未决定", "12 分",
                "超时", "待签收", "浦口区防指", "指挥");
        assertThat(page.locator(".bar-nav, main a, main button").count()).isZero();
        page.locator(".bar-back").focus();
        assertThat(page.locator(".bar-back").isVisible()).isTrue();
        assertThat((List<?>) page.evaluate("""
                () => { const colours = new Set();
                    for (const it of document.querySelectorAll('main *')) {
                        const style = getComputedStyle(it);
                        if ([...it.childNodes].some(n => n.nodeType === 3 && n.data.trim() !== '')) colours.add(style.color);
                        if (parseFloat(style.borderLeftWidth) > 4) colours.add(style.borderLeftColor);
                    }
                    return [...colours]; }""")).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void thePrintIsCompleteAndBlackOnWhite() {
        Page page = open("duty", night.page() + "?view=print", 1440);
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        String text = page.locator("main").textContent();
        assertThat(text).contains(night.response.number(), "《南京市防汛预案》第 1 版", "打印于 2026-07-01 09:", "封闭纬七路下穿隧道",
                "装车现场1.png", "≥ 10.22 m", "指挥部岗位");
        night.scenario.tasks(night.response.id()).forEach(task -> assertThat(text).contains(task.title()));
        long lines = context.getBean(Timelines.class).ofResponse(night.response.id(), Timelines.Filter.NONE, 0, 1,
                Actors.DUTY).totalElements();
        assertThat(page.locator(".timeline li").count()).isEqualTo((int) lines);
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor")).isEqualTo("rgb(255, 255, 255)");
        assertThat(page.evaluate("getComputedStyle(document.querySelector('.print-sheets > thead')).display"))
                .as("the head comes again on every sheet").isEqualTo("table-header-group");
        assertThat(page.locator(".no-print").isVisible()).isFalse();
        byte[] pdf = page.pdf(new Page.PdfOptions().setPreferCSSPageSize(true));
        assertThat(Pattern.compile("/Type\\s*/Page\\b").matcher(new String(pdf, StandardCharsets.ISO_8859_1)).results()
                .count()).isGreaterThan(5);
    }

    @Test
    void aDrillSaysSoOnEveryView() {
        Response drill = night.scenario.responses.launch(new LaunchRequest(UUID.randomUUID().toString(),
                night.scenario.flood(Map.of()), "flood-nanjing", "Ⅳ", List.of(), List.of(), true, "年度演练"),
                Actors.EVERY_POST).response();
        Page page = open("duty", "/", 1440);
        for (String view : List.of("", "?view=wall", "?view=print")) {
            page.navigate("/responses/" + drill.id() + view);
            assertThat(page.title()).as(view).startsWith("演练");
            assertThat(page.locator("main").textContent()).as(view).contains("演练");
            assertThat(page.evaluate("getComputedStyle(document.querySelector('main'), '::before').backgroundImage")
                    .toString()).as(view).contains("repeating-linear-gradient");
        }
        night.scenario.responses.end(drill.id(), "演练结束", Actors.EVERY_POST);
    }
}
