package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.fengsui.support.Api;
import org.fengsui.support.ServerTest;
import org.fengsui.support.Session;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A site of many plans, each with a next version that is being made. What a page costs does not grow with them: statements
 * are counted, and among them those that fetch a model to read it.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyPlansTests {

    private static final String KEY = "many-";
    private static final int FEW = 40;
    private static final int MANY = 400;
    /** Of the plans that one page shows. */
    private static final int PAGE = 20;

    @LocalServerPort
    int port;
    @Autowired
    ApplicationContext context;
    @Autowired
    JdbcClient jdbc;
    @Autowired
    TestClock clock;
    private final Statements statements = new Statements();

    @BeforeAll
    void count() {
        clock.reset();
        statements.begin();
    }

    @AfterAll
    void forget() {
        statements.end();
        jdbc.sql("delete from plan_date where plan_key like ?").param(KEY + "%").update();
        LifePlans.forget(context, KEY);
    }

    @Test
    void aPageCostsTheSameForManyPlansAsForFew() {
        plans(1, FEW);
        Map<String, Cost> few = costs();
        plans(FEW + 1, MANY);
        Map<String, Cost> many = costs();
        assertThat(many).allSatisfy((page, cost) -> {
            assertThat(cost.models()).as(page + ": models").isLessThanOrEqualTo(
                    page.contains("duties") || page.contains("api /plans?") ? PAGE : 0);
            assertThat(cost.statements()).as(page + ": statements, with few " + few.get(page)).isLessThanOrEqualTo(
                    few.get(page).statements() + 5);
            // The calendar to subscribe to holds every day of every plan.
            if (!page.endsWith(".ics")) {
                assertThat(cost.lines()).as(page + ": lines").isLessThanOrEqualTo(Math.max(few.get(page).lines(), 60) + 20);
            }
        });
    }

    private Map<String, Cost> costs() {
        Map<String, Cost> costs = new LinkedHashMap<>();
        for (String user : List.of("planner", "duty", "office", "reviewer", "government", "water")) {
            Session session = new Session(port, user);
            for (String path : List.of("/", "/plans", "/plans/calendar", "/plans/calendar?page=3", "/plans/calendar?duty=filing",
                    "/plans/calendar.ics", "/duties?unit=water", "/duties?unit=water&page=1")) {
                if (!(path.startsWith("/duties") && (user.equals("planner") || user.equals("reviewer")))) {
                    costs.put(user + " " + path, cost(session, path));
                }
            }
        }
        Api api = new Api(port);
        for (String path : List.of("/plans?size=20", "/plans?size=20&page=1", "/plans/calendar?size=200")) {
            costs.put("api " + path, cost(() -> api.get("planner", path).expect(200).toString()));
        }
        return costs;
    }

    private Cost cost(Session session, String path) {
        return cost(() -> {
            HttpResponse<String> answer = session.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            return answer.body();
        });
    }

    /** Of the second time: whoever comes for the first time is looked up. */
    private Cost cost(Supplier<String> page) {
        page.get();
        statements.forget();
        String answer = page.get();
        return new Cost(statements.all(), statements.models(),
                (int) Pattern.compile("<li").matcher(answer).results().count());
    }

    /** Half of them printed five weeks ago. Every next version is a draft, or awaits the review or the approval. */
    private void plans(int from, int to) {
        Plan plan = LifePlans.special(KEY + "0", "黄色响应");
        if (from == 1) {
            LifePlans.at(context, plan, Plans.Status.PUBLISHED);
        }
        String many = " from generate_series(%d, %d) n, ".formatted(from, to);
        String template = " t where t.plan_key = '" + KEY + "0' and t.version = 1";
        for (int version : List.of(1, 2)) {
            jdbc.sql("""
                    insert into plan_version (plan_key, version, name, hazard, status, bpmn, dmn, digest, process_id,
                        decision_id, published_at, writer, writer_unit, drafted_at, shipped)
                    select '%1$s' || n, %2$d, '多预案' || n, hazard, %3$s, bpmn, dmn, digest, process_id,
                        decision_id, %4$s, writer, writer_unit, drafted_at, false""".formatted(KEY, version, version == 1
                    ? "'published'" : "(array['draft', 'submitted', 'reviewed'])[1 + n %% 3]".replace("%%", "%"),
                    version == 1 ? "published_at" : "null") + many + "plan_version" + template).update();
            jdbc.sql("""
                    insert into plan_step (plan_key, version, type, at, actor, actor_name, unit, post, comment, digest)
                    select '%s' || n, %d, 'drafted', now(), 'planner', '预案编制员', 'emergency', 'planner', '', ''"""
                    .formatted(KEY, version) + " from generate_series(%d, %d) n".formatted(from, to)).update();
            jdbc.sql("""
                    insert into plan_entry (plan_key, version, made_of, type, tier, lead, source, notice, cumulative,
                        drill_months, drill_clause, duties, levels, actions, text, grams)
                    select '%s' || n, %d, made_of, type, tier, lead, source, notice, cumulative, drill_months, drill_clause,
                        duties || '{water}'::text[], levels, actions, '', '{}'""".formatted(KEY, version)
                    + many + "plan_entry" + template).update();
        }
        jdbc.sql("""
                insert into plan_date (id, plan_key, version, kind, held_on, number, note, recorded_by, recorded_at)
                select gen_random_uuid(), '%s' || n, 1, 'printing', '2026-05-25', '', '', 'planner', now()""".formatted(KEY)
                + " from generate_series(%d, %d) n where n %% 2 = 0".formatted(from, to)).update();
    }

    /** @param models how many of the statements fetch models to read them; {@code lines}: of lists on the page */
    private record Cost(int statements, int models, int lines) {
    }

    /** What the threads that serve requests ask the database, as Spring logs it. */
    private static final class Statements extends AppenderBase<ILoggingEvent> {

        private final Logger logger = (Logger) LoggerFactory.getLogger("org.springframework.jdbc.core.JdbcTemplate");
        private int all;
        private int models;

        void begin() {
            logger.setLevel(Level.DEBUG);
            logger.setAdditive(false);
            start();
            logger.addAppender(this);
        }

        void end() {
            logger.detachAppender(this);
            logger.setAdditive(true);
            logger.setLevel(null);
        }

        synchronized void forget() {
            all = 0;
            models = 0;
        }

        synchronized int all() {
            return all;
        }

        synchronized int models() {
            return models;
        }

        @Override
        protected synchronized void append(ILoggingEvent event) {
            if (event.getThreadName().contains("exec") && event.getFormattedMessage().startsWith("Executing prepared SQL")) {
                all++;
                models += event.getFormattedMessage().contains("select bpmn, dmn") ? 1 : 0;
            }
        }
    }
}
