package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import biweekly.Biweekly;
import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.util.DateTimeComponents;
import com.microsoft.playwright.Page;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fengsui.organization.Actor;
import org.fengsui.plan.PlanRhythm.Duty;
import org.fengsui.plan.PlanRhythm.Standing;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Rejected;
import org.fengsui.support.Actors;
import org.fengsui.support.Api;
import org.fengsui.support.Browser;
import org.fengsui.support.Pictures;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Dates of a plan, from the printing to the next version, and what is said of them on the pages. */
@ServerTest
class PlanCalendarTests {

    private static final String KEY = "dates-plan";
    private static final Actor PLANNER = LifePlans.PLANNER;

    @Autowired
    ApplicationContext context;
    @Autowired
    PlanCalendar calendar;
    @Autowired
    TestClock clock;
    @Autowired
    JdbcClient jdbc;
    @LocalServerPort
    int port;

    @BeforeEach
    void aPlanIsInForce() {
        today("2026-08-10");
        LifePlans.at(context, KEY, Plans.Status.PUBLISHED);
    }

    @AfterEach
    void forget() {
        for (String table : List.of("plan_date", "plan_safety", "plan_revision")) {
            jdbc.sql("delete from " + table + " where plan_key = ?").param(KEY).update();
        }
        LifePlans.forget(context, KEY);
        clock.reset();
    }

    @Test
    void nothingIsDueUntilThePrintingIsRecorded() {
        assertThat(standings()).containsExactly("FILING UNDATED", "RELEASE UNDATED", "EVALUATION UNDATED", "DRILL UNDATED");
        assertThatThrownBy(() -> record("filing", "2026-08-10", "回执"))
                .isInstanceOfSatisfying(Rejected.class, refused -> assertThat(refused.code()).isEqualTo("plan-not-printed"));

        record("printing", "2026-07-06", "");
        assertThat(standings()).containsExactly("FILING OVERDUE", "RELEASE OVERDUE", "EVALUATION LATER", "DRILL LATER");
        record("filing", "2026-07-20", "省防办回执 12 号");
        record("withheld", "2026-08-10", "涉密，经审定不公开");
        record("drill", "2026-08-01", "桌面推演，报告存档案室");
        assertThat(standings()).containsExactly("FILING DONE", "RELEASE DONE_LATE", "EVALUATION LATER", "DRILL LATER");
        assertThat(due(Duty.DRILL).on()).isEqualTo("2029-08-01");

        calendar.classify(KEY, "government", PLANNER);
        assertThat(due(Duty.DRILL).on()).isEqualTo("2028-08-01");
        assertThat(due(Duty.DRILL).rule()).isEqualTo("order-708-government");
    }

    @Test
    void theSameAgainChangesNothingAndAnotherDateTakesThePlaceOfTheFirst() {
        PlanCalendar.Entry first = record("printing", "2026-07-06", "");
        assertThat(record("printing", "2026-07-06", "").id()).isEqualTo(first.id());
        record("filing", "2026-07-20", "回执");
        record("printing", "2026-07-13", "");
        PlanCalendar.Sheet sheet = calendar.sheet(KEY);
        assertThat(sheet.known().printed()).isEqualTo("2026-07-13");
        assertThat(sheet.entries()).hasSize(3).filteredOn(entry -> entry.struckAt() != null).singleElement()
                .satisfies(entry -> assertThat(entry.id()).isEqualTo(first.id()));
        wrong("on: printed-after", () -> record("printing", "2026-07-21", ""));
        wrong("on: before-printing", () -> record("filing", "2026-07-01", "回执"));
        wrong("on: future-day", () -> record("drill", "2026-08-11", "桌面推演"));
        wrong("note: required", () -> record("filing", "2026-07-21", " "));
        wrong("kind: unknown-plan-date", () -> record("party", "2026-07-21", "x"));
    }

    @Test
    void whatWasRecordedInErrorIsStruckWithAReason() {
        record("printing", "2023-01-10", "");
        PlanCalendar.Entry drill = record("drill", "2026-08-01", "桌面推演");
        wrong("why: required", () -> calendar.strike(KEY, drill.id(), "", PLANNER));
        calendar.strike(KEY, drill.id(), "是另一预案的演练", Actors.OFFICE);
        assertThat(calendar.sheet(KEY).known().drilled()).isNull();
        assertThat(due(Duty.DRILL).on()).isEqualTo("2026-01-10");
        assertThatThrownBy(() -> calendar.strike(KEY, UUID.randomUUID(), "x", PLANNER)).isInstanceOf(NotFound.class);
    }

    @Test
    void onlyThePlannerAndTheOfficeKeepIt() {
        for (Actor other : List.of(Actors.DUTY, Actors.GOVERNMENT, Actors.officer("water"), LifePlans.REVIEWER)) {
            assertThatThrownBy(() -> calendar.record(KEY, null, "printing", LocalDate.parse("2026-07-06"), "", "", other))
                    .isInstanceOf(Forbidden.class);
            assertThatThrownBy(() -> calendar.revise(KEY, "law", "x", List.of(), null, other)).isInstanceOf(Forbidden.class);
            assertThatThrownBy(() -> calendar.classify(KEY, "none", other)).isInstanceOf(Forbidden.class);
            assertThat(calendar.reminders(other)).isEmpty();
        }
    }

    @Test
    void aRevisionIsOpenUntilTheNextVersionIsInForce() {
        wrong("reason: required", () -> calendar.revise(KEY, "", "指挥部调整", List.of(), null, PLANNER));
        wrong("wantedOn: past-day", () -> calendar.revise(KEY, "law", "x", List.of(), LocalDate.parse("2026-08-09"), PLANNER));
        PlanCalendar.Revision revision = calendar.revise(KEY, "command", "指挥部调整", List.of("command"),
                LocalDate.parse("2026-08-15"), PLANNER);
        assertThat(revision.fullProcedure()).isTrue();
        assertThat(calendar.revise(KEY, "command", "指挥部调整", List.of("command"),
                LocalDate.parse("2026-08-15"), PLANNER).id()).isEqualTo(revision.id());
        assertThat(calendar.revise(KEY, "other", "电话更新", List.of(), null, PLANNER).fullProcedure()).isFalse();
        assertThat(mine()).extracting(line -> line.due().duty() + " " + line.standing())
                .contains("REVISION NEAR", "REVISION UNDATED");

        LifePlans.at(context, LifePlans.special(KEY, "黄色预警响应"), Plans.Status.PUBLISHED);
        assertThat(calendar.sheet(KEY).revisions()).allSatisfy(one -> assertThat(one.doneIn()).isEqualTo(2));
        PlanCalendar.Revision again = calendar.revise(KEY, "risk", "新增风险", List.of(), null, PLANNER);
        assertThat(calendar.endRevision(KEY, again.id(), "经研究不修订", PLANNER).open()).isFalse();
    }

    /** Monday's new law is not in what was written the week before, though it is published on Tuesday. */
    @Test
    void aVersionThatWasWrittenBeforeDoesNotEndARevision() {
        Plans.Version second = LifePlans.at(context, LifePlans.special(KEY, "黄色预警响应"), Plans.Status.APPROVED);
        today("2026-08-17");
        PlanCalendar.Revision revision = calendar.revise(KEY, "law", "上位法已修订", List.of(), null, PLANNER);
        today("2026-08-18");
        context.getBean(PlanLife.class).publish(KEY, second.number(), PLANNER);
        assertThat(calendar.sheet(KEY).revisions()).singleElement().satisfies(one -> assertThat(one.open()).isTrue());
        LifePlans.at(context, LifePlans.special(KEY, "黄色等级响应"), Plans.Status.PUBLISHED);
        assertThat(calendar.sheet(KEY).revisions()).singleElement().satisfies(one -> {
            assertThat(one.id()).isEqualTo(revision.id());
            assertThat(one.doneIn()).isEqualTo(3);
        });
    }

    @Test
    void aCorrectedRevisionTakesThePlaceOfTheFirst() {
        PlanCalendar.Revision first = calendar.revise(KEY, "law", "上位法已修订", List.of(), LocalDate.parse("2026-09-01"), PLANNER);
        PlanCalendar.Revision second = calendar.revise(KEY, "law", "上位法已修订", List.of("grading"),
                LocalDate.parse("2026-12-01"), PLANNER);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.fullProcedure()).isTrue();
        assertThat(calendar.revise(KEY, "law", "上位法已修订", List.of("grading"), LocalDate.parse("2026-12-01"), PLANNER).id())
                .isEqualTo(second.id());
        assertThat(calendar.revisions(KEY)).filteredOn(PlanCalendar.Revision::open).singleElement()
                .satisfies(one -> assertThat(one.wantedOn()).isEqualTo("2026-12-01"));
        assertThat(new Session(port, "planner").get("/plans/" + KEY + "/calendar").body()).contains("已更正");
    }

    @Test
    void whoeverKeepsItIsRemindedToRecordThePrinting() {
        assertThat(reminded(KEY)).containsExactly(Duty.PRINTING);
        assertThat(new Session(port, "planner").get("/").body()).contains("登记印发日期");
        assertThat(new Session(port, "planner").get("/plans/calendar?duty=printing").body()).contains("虚构预案 " + KEY);
        record("printing", "2026-08-10", "");
        assertThat(reminded(KEY)).containsExactly(Duty.FILING, Duty.RELEASE);
        LifePlans.ship(context, LifePlans.special(KEY + "-shipped", "黄色响应"));
        assertThat(calendar.lines()).filteredOn(line -> line.plan().key().equals(KEY + "-shipped"))
                .isNotEmpty().noneMatch(line -> line.due().duty() == Duty.PRINTING);
    }

    @Test
    void aPlanThatIsRevisedAgainAndAgainIsDueForADrillAllTheSame() {
        record("printing", "2022-05-10", "");
        LifePlans.at(context, LifePlans.special(KEY, "黄色预警响应"), Plans.Status.PUBLISHED);
        record("printing", "2026-08-03", "");
        assertThat(calendar.sheet(KEY).known().printed()).isEqualTo("2026-08-03");
        assertThat(due(Duty.DRILL).on()).isEqualTo("2025-05-10");
        assertThat(due(Duty.FILING).on()).isEqualTo("2026-08-31");
        calendar.strike(KEY, calendar.entries(KEY).stream().filter(entry -> entry.version() == 1).findFirst().orElseThrow().id(),
                "日期有误", PLANNER);
        assertThat(due(Duty.DRILL).on()).isEqualTo("2029-08-03");
    }

    /** The office publishes the next version while the planner's page of the first is open. */
    @Test
    void aDateIsRecordedOfTheVersionThatWasLookedAt() {
        record("printing", "2026-07-06", "");
        Session planner = new Session(port, "planner");
        String page = planner.get("/plans/" + KEY + "/calendar").body();
        assertThat(page).contains("name=\"version\" value=\"1\"");
        LifePlans.at(context, LifePlans.special(KEY, "黄色预警响应"), Plans.Status.PUBLISHED);
        planner.post("/plans/" + KEY + "/calendar/date", Session.token(page),
                "version=1&kind=filing&on=2026-07-20&number=&note=回执");
        assertThat(calendar.entries(KEY)).filteredOn(entry -> entry.kind() == PlanCalendar.Kind.FILING).singleElement()
                .satisfies(entry -> assertThat(entry.version()).isEqualTo(1));
        assertThat(calendar.sheet(KEY).known().filed()).isNull();
        assertThat(planner.get("/plans/" + KEY + "/calendar").body()).contains("<select id=\"version\"");
        LifePlans.at(context, LifePlans.special(KEY, "黄色等级响应"), Plans.Status.DRAFT);
        wrong("version: never-in-force", () -> calendar.record(KEY, 3, "printing", LocalDate.parse("2026-08-10"), "", "",
                PLANNER));
        new Api(port).post("planner", "/plans/" + KEY + "/calendar/dates", Map.of("version", 1, "kind", "release",
                "on", "2026-07-20")).expect(201);
        assertThat(calendar.entries(KEY)).filteredOn(entry -> entry.kind() == PlanCalendar.Kind.RELEASE)
                .extracting(PlanCalendar.Entry::version).containsExactly(1);
    }

    @Test
    void whatWasRecordedStaysWhenThePlanIsTakenOutOfUse() {
        record("printing", "2026-07-06", "");
        record("filing", "2026-07-20", "省防办回执 12 号");
        calendar.revise(KEY, "law", "上位法已修订", List.of(), null, PLANNER);
        context.getBean(PlanLife.class).withdraw(KEY, 1, "机构撤并", Actors.OFFICE);
        Session reader = new Session(port, "water");
        for (String path : List.of("/calendar", "/history")) {
            assertThat(reader.get("/plans/" + KEY + path).body()).as(path).contains("省防办回执 12 号", "上位法已修订");
        }
        assertThat(calendar.sheet(KEY).dues()).isEmpty();
        assertThat(calendar.lines()).noneMatch(line -> line.plan().key().equals(KEY));
        assertThat(new Api(port).get("water", "/plans/" + KEY + "/calendar").expect(200).path("entries").size()).isEqualTo(2);
        record(1, "release", "2026-07-21", "");
        assertThatThrownBy(() -> calendar.revise(KEY, "law", "x", List.of(), null, PLANNER)).isInstanceOf(NotFound.class);
        try (Browser browser = new Browser(port)) {
            for (int width : List.of(Browser.DESKTOP, Browser.PHONE)) {
                Page page = browser.signedIn("planner", width);
                page.navigate("/plans/" + KEY + "/calendar");
                Pictures.whole(page, "plan-dates-withdrawn-" + width);
                page.navigate("/plans/" + KEY + "/history");
                Pictures.whole(page, "plan-history-dates-" + width);
            }
        }
    }

    @Test
    void aYearThatNobodyCanMeanIsRefusedByName() {
        Api api = new Api(port);
        assertThat(api.post("planner", "/plans/" + KEY + "/calendar/dates", Map.of("kind", "printing", "on", "-9999-01-01"))
                .expect(422).toString()).contains("\"on\"");
        assertThat(api.post("planner", "/plans/" + KEY + "/calendar/revisions", Map.of("reason", "law", "text", "x",
                "wantedOn", "+999999-01-01")).expect(422).toString()).contains("\"wantedOn\"");
        assertThat(api.post("planner", "/plans/" + KEY + "/calendar/revisions", Map.of("reason", "law", "text", "x",
                "matters", Arrays.asList((String) null))).expect(422).toString()).contains("\"matters\"");
    }

    /** The calendar that others subscribe to is read by a library that is not ours. */
    @Test
    void theCalendarIsReadByOthers() throws Exception {
        record("printing", "2026-08-03", "");
        calendar.revise(KEY, "practice", "演练发现：转移路线；电话，均须更新。\n" + "说明".repeat(60), List.of(),
                LocalDate.parse("2026-09-01"), PLANNER);
        HttpResponse<byte[]> answer = new Session(port, "planner").bytes("/plans/calendar.ics");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/calendar;charset=UTF-8");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8).split("\r\n")).allSatisfy(line ->
                assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(75));
        ICalendar read = Biweekly.parse(new ByteArrayInputStream(answer.body())).first();
        assertThat(read.validate(ICalVersion.V2_0)).isEmpty();
        List<VEvent> own = read.getEvents().stream()
                .filter(event -> event.getUid().getValue().startsWith(KEY)).toList();
        assertThat(own.stream().map(event -> day(event.getDateStart().getValue().getRawComponents()) + " "
                + event.getSummary().getValue().split(" ")[0]).collect(Collectors.toSet())).isEqualTo(Set.of(
                "2026-08-31 备案", "2026-08-31 公布", "2029-08-03 评估", "2029-08-03 演练", "2026-09-01 修订"));
        assertThat(own).filteredOn(event -> event.getSummary().getValue().startsWith("修订")).singleElement()
                .satisfies(event -> assertThat(event.getDescription().getValue()).contains("转移路线；电话，均须更新。\n说明"));
    }

    @Test
    void thePagesSayWhatIsLateAndWhatToDo() {
        record("printing", "2026-07-06", "");
        try (Browser browser = new Browser(port)) {
            for (int width : List.of(Browser.DESKTOP, Browser.PHONE)) {
                Page page = browser.signedIn("planner", width);
                page.navigate("/");
                assertThat(page.locator("main").textContent()).contains("备案", "逾期 7 天");
                Pictures.screen(page, "plan-home-" + width);
                page.navigate("/plans/calendar");
                Pictures.whole(page, "plans-calendar-" + width);
            }
            Page page = browser.signedIn("planner", Browser.PHONE);
            page.navigate("/plans/" + KEY + "/calendar?kind=filing");
            page.locator("#on").fill("2026-07-20");
            page.locator("#record button[type=submit]").click();
            assertThat(page.title()).startsWith("错误");
            assertThat(page.locator("#on").inputValue()).isEqualTo("2026-07-20");
            assertThat(page.locator("#kind").inputValue()).isEqualTo("filing");
            page.locator("#note").fill("省防办回执 12 号");
            page.locator("#record button[type=submit]").click();
            assertThat(page.locator("main").textContent()).contains("已办（2026-07-20）", "省防办回执 12 号");
            calendar.revise(KEY, "command", "指挥部调整", List.of("command"), LocalDate.parse("2026-08-15"), PLANNER);
            for (int width : List.of(Browser.DESKTOP, Browser.PHONE)) {
                Page wide = browser.signedIn("planner", width);
                wide.navigate("/plans/" + KEY + "/calendar");
                Pictures.whole(wide, "plan-dates-" + width);
            }
            Page unit = browser.signedIn("water", Browser.DESKTOP);
            unit.navigate("/plans/" + KEY + "/calendar");
            assertThat(unit.locator("main form[method=post]").count()).isZero();
        }
    }

    @Test
    void whoeverMayReadAVersionSeesWhatChangedInIt() {
        Plan old = LifePlans.special(KEY, "黄色响应");
        Plan.Level level = old.levels().get(0);
        Plan.Action action = old.actions().get(0);
        Plan edited = new Plan(old.key(), old.name(), old.hazard(), old.about(), true, "2.1", old.writtenApprovalWithin(), false,
                old.levels().stream().map(one -> one != level ? one : new Plan.Level(one.code(), one.name(), "一般", one.color(),
                        one.rank(), one.automatic(), new Plan.Authority(List.of("deputy", "office"), List.of("office"),
                        "副指挥或授权办公室", "3.1"), null)).toList(),
                old.headquarters(), old.members(), old.facts(), old.triggers().subList(1, old.triggers().size()),
                old.situations(), old.workGroups(), old.actions().stream().map(one -> one != action ? one : new Plan.Action(
                one.key(), one.title(), one.text(), one.kind(), one.phase(), "water", false, List.of("power"), one.levels(),
                one.levelsAssumed(), one.situation(), one.workGroup(), "3.2", one.form(), "照片", one.since(), one.after()))
                .toList(), old.endConditions(), List.of(new Plan.Provision("解释", "本预案由市气象局解释。", "9")));
        LifePlans.at(context, edited, Plans.Status.DRAFT);
        try (Browser browser = new Browser(port)) {
            for (int width : List.of(Browser.DESKTOP, Browser.PHONE)) {
                Page page = browser.signedIn("planner", width);
                page.navigate("/plans/" + KEY + "/difference");
                assertThat(page.locator("main").textContent()).contains("须走完整程序", "分级标准", "市水务局", "没有变化：");
                Pictures.whole(page, "plan-difference-" + width);
                page.navigate("/plans/" + KEY + "/difference?kind=added");
                assertThat(page.locator("main .card h2").allTextContents()).containsExactly("附则");
            }
            Page unit = browser.signedIn("water", Browser.DESKTOP);
            unit.navigate("/plans/" + KEY + "/difference");
            assertThat(unit.locator("main").textContent()).contains("没有更早的版本可比");
            assertThat(unit.navigate("/plans/" + KEY + "/difference?to=2").status()).isEqualTo(404);
        }
    }

    private List<String> standings() {
        return calendar.sheet(KEY).dues().stream().map(due -> due.duty() + " " + due.standing(calendar.today())).toList();
    }

    private PlanRhythm.Due due(Duty duty) {
        return calendar.sheet(KEY).dues().stream().filter(due -> due.duty() == duty).findFirst().orElseThrow();
    }

    private static LocalDate day(DateTimeComponents date) {
        return LocalDate.of(date.getYear(), date.getMonth(), date.getDate());
    }

    private List<PlanCalendar.Line> mine() {
        return calendar.reminders(PLANNER).stream().filter(line -> line.plan().key().equals(KEY)
                && (line.standing().reminded() || line.standing() == Standing.UNDATED)).toList();
    }

    private PlanCalendar.Entry record(String kind, String on, String note) {
        return calendar.record(KEY, null, kind, LocalDate.parse(on), "", note, PLANNER);
    }

    private PlanCalendar.Entry record(int version, String kind, String on, String note) {
        return calendar.record(KEY, version, kind, LocalDate.parse(on), "", note, PLANNER);
    }

    private List<Duty> reminded(String key) {
        return calendar.reminders(PLANNER).stream().filter(line -> line.plan().key().equals(key))
                .map(line -> line.due().duty()).toList();
    }

    private void today(String day) {
        clock.set(Instant.parse(day + "T02:00:00Z"));
    }

    private static void wrong(String field, org.assertj.core.api.ThrowableAssert.ThrowingCallable command) {
        assertThatThrownBy(command).isInstanceOfSatisfying(Invalid.class, invalid ->
                assertThat(invalid.fields()).extracting(one -> one.field() + ": " + one.code()).contains(field));
    }
}
