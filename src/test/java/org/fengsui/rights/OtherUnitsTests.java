package org.fengsui.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fengsui.live.Topic;
import org.fengsui.live.spi.LiveTopics;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.response.Approval;
import org.fengsui.response.Orders;
import org.fengsui.support.Actors;
import org.fengsui.support.Api;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/**
 * What one unit writes, and how decisions come about, is found nowhere by another unit: every page and list is crawled
 * for words that only they hold.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherUnitsTests {

    /** In every text of the other unit, and searched for by its beginning. */
    private static final String SEARCHED = "甲乙丙丁";
    private static final String MARKER = SEARCHED + "戊己";
    private static final Pattern LINK = Pattern.compile("(?:href|src|data-source)=\"(/[^\"#]*)");
    private static final int MOST = 200;

    @Autowired
    ApplicationContext context;
    @Autowired
    Organization organization;
    @Autowired
    Tasks tasks;
    @Autowired
    List<LiveTopics> topics;
    @LocalServerPort
    int port;

    private Stage stage;
    private UUID passedOn;

    /** One response in which everything happened that leaves words behind. */
    @BeforeAll
    void theOtherUnitWrites() {
        stage = new Stage(context);
        UUID response = stage.response;
        Actor own = Actors.officer(Stage.OWN);
        Orders.Order order = context.getBean(Orders.class).issue(response, UUID.randomUUID().toString(), MARKER + "指令",
                MARKER + "指令的内容", List.of(Stage.OWN), null, null, Actors.DUTY).order();
        UUID task = stage.scenario.tasks(response).stream().filter(one -> order.id().equals(one.orderId())).findFirst()
                .orElseThrow().id();
        tasks.receive(task, own);
        tasks.progress(task, null, MARKER + "进展", own);
        tasks.handOver(task, Stage.OWN + "-leader", MARKER + "转办说明", own);
        tasks.chase(task, MARKER + "督办", Actors.OFFICE);
        tasks.answerChase(task, MARKER + "督办反馈", own);
        stage.photo(task, MARKER + "现场.png", Stage.OWN);
        tasks.complete(task, MARKER + "结果", Map.of(), own);
        UUID returned = stage.order(response, Stage.OWN);
        tasks.giveBack(returned, MARKER + "退回理由", own);
        tasks.acceptReturn(returned, MARKER + "同意退回", Actors.OFFICE);
        // Given to the partner first, and passed on to the other unit: from then on it is that unit's alone.
        UUID first = stage.order(response, Stage.PARTNER);
        tasks.giveBack(first, "车辆都在外地", Actors.officer(Stage.PARTNER));
        passedOn = tasks.reassign(first, Stage.OWN, "请接手", Actors.OFFICE).id();
        tasks.progress(passedOn, null, MARKER + "接手后的进展", own);
        stage.photo(passedOn, MARKER + "接手.png", Stage.OWN);
        // How decisions came about, and what is not decided.
        stage.scenario.responses.changeLevel(response, "Ⅰ", MARKER + "请示的理由", Actors.OFFICE);
        stage.scenario.responses.withdrawRequest(response, MARKER + "撤回的理由", Actors.OFFICE);
        stage.scenario.responses.changeLevel(response, "Ⅰ", "再次请示", Actors.OFFICE);
        stage.scenario.responses.approve(response, "rejected", MARKER + "不批准的意见", null, Actors.GOVERNMENT);
        stage.scenario.responses.changeLevel(response, "Ⅱ", "水位上涨", Actors.DUTY);
        stage.scenario.responses.approve(response, "approved", MARKER + "批准的意见", null, Actors.COMMANDER);
        stage.scenario.responses.changeLevel(response, "Ⅰ", MARKER + "未决的请示", Actors.OFFICE);
        stage.scenario.clock.advance(Duration.ofMinutes(1));
        stage.scenario.incidents.observe(stage.incident, null, Map.of("长江南京", "10.60"), "水文站", Actors.DUTY);
        stage.scenario.incidents.decline(stage.incident, MARKER + "暂不升级的理由", Actors.DUTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {Stage.PARTNER, Stage.PARTNER + "-leader", Stage.OUTSIDER, "planner", "sysadmin", "secadmin"})
    void noPageTellsOfAnotherUnitsWork(String username) {
        Session duty = new Session(port, "duty");
        Session reader = new Session(port, username);
        Deque<String> open = new ArrayDeque<>(pages());
        Set<String> seen = new LinkedHashSet<>(open);
        Set<String> asked = Set.copyOf(open);
        List<String> telling = new ArrayList<>();
        List<String> leadingNowhere = new ArrayList<>();
        int read = 0;
        while (!open.isEmpty()) {
            String path = open.poll();
            // As open pages fetch it, right after somebody who may read everything fetched the same.
            duty.get(path, "Fengsui-Live", "part", "Accept", "text/html");
            HttpResponse<String> part = reader.get(path, "Fengsui-Live", "part", "Accept", "text/html");
            HttpResponse<String> page = reader.get(path, "Accept", "text/html");
            if (part.body().contains(MARKER) || page.body().contains(MARKER)) {
                telling.add(path + " " + around(page.body() + part.body()));
            }
            assertThat(page.statusCode()).as(path).isLessThan(500);
            if (page.statusCode() >= 400 && page.statusCode() != 406 && !asked.contains(path)) {
                leadingNowhere.add(path + " " + page.statusCode());
            }
            assertThat(part.statusCode()).as(path).isLessThan(500);
            if (page.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
                Matcher links = LINK.matcher(page.body());
                while (links.find()) {
                    String link = links.group(1).replace("&amp;", "&");
                    if (!link.matches("/(css|js|images|logout|plans).*|.*(lang|theme)=.*") && seen.size() < MOST && seen.add(link)) {
                        open.add(link);
                    }
                }
            }
            read++;
        }
        assertThat(telling).isEmpty();
        assertThat(leadingNowhere).as("links to what the reader may not see").isEmpty();
        assertThat(read).isGreaterThan(20);
    }

    @Test
    void whoMayReadItFindsEveryWord() {
        Session duty = new Session(port, "duty");
        String page = duty.get("/responses/" + stage.response + "/timeline").body();
        for (String word : List.of("指令", "进展", "转办说明", "督办", "督办反馈", "现场.png", "结果", "退回理由", "同意退回",
                "接手后的进展", "请示的理由", "撤回的理由", "不批准的意见", "批准的意见", "未决的请示", "暂不升级的理由")) {
            assertThat(page).contains(MARKER + word);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Stage.PARTNER, Stage.OUTSIDER, "planner", "sysadmin"})
    void noCallTellsOfAnotherUnitsWork(String username) {
        Api api = new Api(port);
        for (String path : List.of("/tasks", "/tasks?q=" + encoded(SEARCHED), "/responses", "/incidents",
                "/incidents/" + stage.incident, "/incidents/" + stage.incident + "/responses",
                "/responses/" + stage.response, "/responses/" + stage.response + "/timeline",
                "/responses/" + stage.response + "/orders", "/responses/" + stage.response + "/tasks",
                "/responses/" + stage.response + "/level/preview?level=" + encoded("Ⅲ"),
                "/responses/" + stage.response + "/end/preview", "/tasks/" + passedOn, "/tasks/" + passedOn + "/attachments")) {
            Api.Answer answer = api.get(username, path);
            assertThat(answer.status()).as(path).isLessThan(500);
            assertThat(answer.text()).as(path).doesNotContain(MARKER);
        }
        Api.Answer incident = api.get(username, "/incidents/" + stage.incident);
        assertThat(incident.json().path("crossings").size()).isZero();
    }

    @Test
    void aUnitIsToldOfItsOwnWorkAndOfThePublicDecisions() {
        String timeline = new Session(port, Stage.PARTNER).get("/responses/" + stage.response + "/timeline").body();
        assertThat(timeline).contains("水位上涨").contains("10.60").contains("车辆都在外地");
        assertThat(new Api(port).get(Stage.PARTNER, "/responses/" + stage.response + "/orders").json()).isNotEmpty();
        assertThat(new Api(port).get(Stage.PARTNER, "/responses/" + stage.response).json().path("approvals"))
                .isNotEmpty().allSatisfy(one -> assertThat(one.path("decision").asString()).isEqualTo("approved"));
    }

    @Test
    void signalsTellOnlyOfWhatOneMaySee() {
        record Case(String username, Topic topic, boolean told) {
        }
        Topic work = Topic.unit(Stage.OWN);
        Topic response = Topic.response(stage.response);
        for (Case one : List.of(new Case(Stage.OWN, work, true), new Case("duty", work, true), new Case("auditor", work, true),
                new Case(Stage.PARTNER, work, false), new Case(Stage.OUTSIDER, work, false), new Case("planner", work, false),
                new Case("planner", Topic.unit("emergency"), false), new Case("sysadmin", Topic.unit("emergency"), false),
                new Case(Stage.PARTNER, response, true), new Case(Stage.OUTSIDER, response, false),
                new Case("sysadmin", response, false), new Case("secadmin", response, false),
                new Case(Stage.PARTNER, Topic.COMMAND, false), new Case("government", Topic.COMMAND, true),
                new Case("sysadmin", Topic.COMMAND, false))) {
            Actor actor = organization.account(one.username()).orElseThrow().actor();
            assertThat(topics.stream().anyMatch(module -> module.visible(one.topic(), actor))).as(one.toString())
                    .isEqualTo(one.told());
        }
    }

    @Test
    void anApprovalShownToAUnitHasNoWordsOfThoseWhoSigned() {
        assertThat(stage.scenario.responses.approvals(stage.response, Actors.officer(Stage.PARTNER)))
                .isNotEmpty().extracting(Approval::comment).containsOnly("");
    }

    private List<String> pages() {
        String response = "/responses/" + stage.response;
        String incident = "/incidents/" + stage.incident;
        String found = "/search?q=" + encoded(SEARCHED);
        List<String> pages = new ArrayList<>(List.of("/", "/tasks?state=all", "/tasks?state=supporting", "/tasks?q=" + encoded(SEARCHED),
                "/responses", response, response + "?by=task", response + "?by=group", response + "?view=wall",
                response + "?view=print", response + "?by=task&unit=" + Stage.OWN, response + "/timeline",
                response + "/timeline?unit=" + Stage.OWN, response + "/timeline?text=" + encoded(SEARCHED),
                response + "/attachments", response + "/people", response + "/diagram", response + "/level",
                response + "/level?to=" + encoded("Ⅲ"), response + "/end", response + "/situations", response + "/orders/new",
                incident, incident + "/timeline", incident + "/decline", incident + "/launch", incident + "/facts/series",
                "/incidents", "/tasks/" + passedOn, "/tasks/outbox", "/tasks/outbox/running", "/tasks/outbox/session", found));
        for (String kind : List.of("incidents", "responses", "tasks", "orders")) {
            pages.add(found + "&kind=" + kind);
            pages.add("/search?kind=" + kind + "&unit=" + Stage.OWN);
        }
        return pages;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String around(String page) {
        int at = page.indexOf(MARKER);
        return page.substring(Math.max(0, at - 60), Math.min(page.length(), at + 30)).replaceAll("\\s+", " ");
    }
}
