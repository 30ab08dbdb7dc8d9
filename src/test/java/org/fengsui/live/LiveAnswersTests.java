package org.fengsui.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.fengsui.task.Task;
import org.fengsui.task.Tasks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** What a page gets that fetches itself again. */
@ServerTest
class LiveAnswersTests {

    private static final String[] PART = {"Fengsui-Live", "part"};
    private static final String[] ZIPPED = {"Fengsui-Live", "part", "Accept-Encoding", "gzip"};

    @Autowired
    ApplicationContext context;
    @Autowired
    Tasks tasks;
    @Autowired
    Orders orders;
    @LocalServerPort
    int port;

    Scenario scenario;

    @BeforeEach
    void reset() {
        scenario = new Scenario(context);
        scenario.clock.reset();
    }

    @Test
    void aLiveUpdateOfTheCommandPageWithAHundredAndFifteenTasksWeighsUnderTwentyKilobytes() {
        Response response = scenario.active("Ⅰ");
        int planned = scenario.tasks(response.id()).size();
        List<String> units = scenario.tasks(response.id()).stream().map(Task::unit).distinct().toList();
        for (int missing = 115 - planned; missing > 0; missing -= units.size()) {
            orders.issue(response.id(), UUID.randomUUID().toString(), "报告值守情况", "",
                    units.subList(0, Math.min(missing, units.size())), null, null, Actors.OFFICE);
        }
        int n = 0;
        for (Task task : scenario.tasks(response.id())) {
            if (n++ % 3 == 0) {
                tasks.receive(task.id(), Actors.officer(task.unit()));
                tasks.progress(task.id(), "", "已到现场，正在处置", Actors.officer(task.unit()));
            }
        }
        scenario.clock.advance(Duration.ofMinutes(20));
        assertThat(scenario.tasks(response.id())).hasSizeGreaterThanOrEqualTo(115);
        Session duty = new Session(port, "duty");
        for (String view : List.of("", "?by=task", "?by=group")) {
            HttpResponse<byte[]> part = duty.bytes("/responses/" + response.id() + view, ZIPPED);
            assertThat(part.statusCode()).isEqualTo(200);
            assertThat(part.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(part.body().length).as(view).isLessThan(20 * 1024);
        }
        scenario.responses.end(response.id(), "试验结束", Actors.EVERY_POST);
    }

    @Test
    void theAnswerIsTheMainPartAloneAndSaysWhoseItIs() {
        Response response = scenario.active("Ⅳ", "pukou");
        String part = new Session(port, "duty").get("/responses/" + response.id(), PART).body();
        assertThat(part).contains("<main", "data-user=\"duty\"", "<title>")
                .doesNotContain("class=\"bar\"", "data-words", "/js/app");
    }

    @Test
    void whereNothingVisibleHasChangedTheAnswerIsNotSentAgain() {
        Response response = scenario.active("Ⅳ", "pukou");
        Session duty = new Session(port, "duty");
        String path = "/responses/" + response.id();
        String tag = duty.get(path, PART).headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> same = duty.get(path, "Fengsui-Live", "part", "If-None-Match", tag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        tasks.receive(scenario.tasks(response.id()).stream().filter(t -> t.unit().equals("pukou")).findFirst()
                .orElseThrow().id(), Actors.officer("pukou"));
        // The signal takes its way through the database.
        HttpResponse<String> changed = null;
        for (int i = 0; i < 500 && (changed == null || changed.statusCode() == 304); i++) {
            changed = duty.get(path, "Fengsui-Live", "part", "If-None-Match", tag);
        }
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.headers().firstValue("ETag")).get().isNotEqualTo(tag);
    }

    @Test
    void timesThatRunOnByThemselvesMakeNoDifference() {
        Task task = scenario.tasks(scenario.active("Ⅳ", "pukou").id()).stream()
                .filter(t -> t.unit().equals("pukou")).findFirst().orElseThrow();
        Session pukou = new Session(port, "pukou");
        HttpResponse<String> now = pukou.get("/tasks/" + task.id(), PART);
        scenario.clock.advance(Duration.ofMinutes(2));
        HttpResponse<String> later = pukou.get("/tasks/" + task.id(), PART);
        assertThat(later.body()).as("the words of the time are new").isNotEqualTo(now.body());
        assertThat(later.headers().firstValue("ETag")).isEqualTo(now.headers().firstValue("ETag"));
    }

    @Test
    void browsersOfOneUserShareAnAnswerInWhichNothingIsOfTheSession() {
        Response response = scenario.responses.launch(scenario.request(scenario.flood(Map.of()), "Ⅳ"), Actors.DUTY)
                .response();
        Session one = new Session(port, "office");
        Session other = new Session(port, "office");
        String path = "/responses/" + response.id();
        String shared = one.get(path, PART).body();
        assertThat(shared).as("a form to sign, without a token").contains("name=\"approvalId\"")
                .doesNotContain("_csrf");
        assertThat(other.get(path, PART).body()).isEqualTo(shared);
        String commander = new Session(port, "duty").get(path, PART).body();
        assertThat(commander).contains("data-user=\"duty\"").doesNotContain("name=\"decision\"");
        scenario.responses.approve(response.id(), "rejected", "", null, Actors.EVERY_POST);
    }

    @Test
    void whatOneBrowserHasHiddenIsSharedWithItsLikesOnly() {
        Session hidden = new Session(port, "duty");
        Session shown = new Session(port, "duty");
        hidden.post("/guide/hide", Session.token(hidden.get("/").body()), "");
        for (Session first : List.of(hidden, shown)) {
            scenario.clock.advance(Duration.ofSeconds(5));
            first.get("/", PART);
            assertThat(hidden.get("/", PART).body()).doesNotContain("id=\"guide\"");
            assertThat(shown.get("/", PART).body()).contains("id=\"guide\"");
        }
    }

    @Test
    void noTwoPagesGetTheNumberOfOneSending() {
        Task task = scenario.tasks(scenario.active("Ⅳ", "pukou").id()).stream().filter(t -> t.unit().equals("pukou"))
                .findFirst().orElseThrow();
        Session pukou = new Session(port, "pukou");
        List<String> bodies = IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> pukou.get("/tasks/" + task.id(), PART).body()))
                .toList().stream().map(CompletableFuture::join).toList();
        Pattern request = Pattern.compile("name=\"requestId\" value=\"([^\"]+)\"");
        assertThat(bodies.stream().map(body -> {
            Matcher found = request.matcher(body);
            assertThat(found.find()).isTrue();
            return found.group(1);
        }).distinct().toList()).hasSize(12);
    }

    @Test
    void whoeverMayNotSeeAPageGetsNoneOfIt() {
        Response response = scenario.active("Ⅳ", "pukou");
        Session duty = new Session(port, "duty");
        Session gulou = new Session(port, "gulou");
        String path = "/responses/" + response.id();
        assertThat(duty.get(path, PART).statusCode()).isEqualTo(200);
        assertThat(gulou.get(path, PART).statusCode()).isEqualTo(404);
        String page = duty.get("/incidents").body();
        duty.post("/logout", Session.token(page), "");
        assertThat(duty.get(path, PART).headers().firstValue("Location")).get().asString().contains("/login");
    }

    @Test
    void aLimitThatPassesMakesANewAnswerAtOnce() {
        Response response = scenario.active("Ⅳ", "pukou");
        Session duty = new Session(port, "duty");
        String path = "/responses/" + response.id() + "?by=task";
        assertThat(duty.get(path, PART).body()).doesNotContain("is-late");
        scenario.clock.advance(Duration.ofHours(2));
        assertThat(duty.get(path, PART).body()).contains("is-late");
    }

    @Test
    void theTokenOfASessionIsAnsweredToThatSessionAlone() {
        Session one = new Session(port, "water");
        Session other = new Session(port, "water");
        HttpResponse<String> ofOne = one.get("/tasks/outbox/session", PART);
        HttpResponse<String> ofOther = other.get("/tasks/outbox/session", PART);
        assertThat(ofOne.statusCode()).isEqualTo(200);
        assertThat(ofOther.statusCode()).isEqualTo(200);
        assertThat(ofOne.body()).contains("token").isNotEqualTo(ofOther.body());
        assertThat(one.get("/tasks", PART).body()).doesNotContain("_csrf");
    }
}
