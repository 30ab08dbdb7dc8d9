package org.fengsui.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fengsui.plan.LifePlans;
import org.fengsui.plan.Models;

/**
 * A site with 2,000 plans in force: in the library each is the shipped flood plan with a place, a hazard, a kind and a tier of
 * its own, so that common words are in all of them. Its models are those of a small plan, which can be read. Every second was
 * printed once, and every fourth has a next version that is a draft or waits for a signature.
 */
final class Library {

    private static final int PLANS = Integer.getInteger("bench.plans", 2_000);
    private static final int VIEWS = 60;

    private final Site site;
    private final Table table;

    Library(Site site, Table table) {
        this.site = site;
        this.table = table;
    }

    void measure() throws Exception {
        plans();
        Map<String, String> searches = new LinkedHashMap<>();
        searches.put("the list", "");
        searches.put("its last page", "page=" + (PLANS / 20 - 1));
        searches.put("a word of two letters that is in every plan", "q=" + text("防汛"));
        searches.put("a word of five that is in every plan", "q=" + text("应急管理局"));
        searches.put("two words, on the last page", "q=" + text("天气预报 签收") + "&page=90");
        searches.put("a word that is in one plan", "q=" + text("甲" + PLANS / 2 + "市"));
        searches.put("a word that is in none", "q=" + text("火山喷发"));
        searches.put("a word, filtered by hazard and kind", "q=" + text("转移") + "&hazard=h3&type=special");
        for (Map.Entry<String, String> search : searches.entrySet()) {
            String path = "/plans?" + search.getValue();
            site.times("duty", path, Map.of(), VIEWS / 3);
            table.row("library of %,d plans: %s".formatted(PLANS, search.getKey()), site.times("duty", path, Map.of(), VIEWS),
                    "p95 < 200 ms");
        }
        for (String user : List.of("planner", "reviewer", "office", "duty", "water")) {
            row("home of " + user, user, "/");
        }
        row("the calendar of plans", "duty", "/plans/calendar");
        row("its last page", "duty", "/plans/calendar?page=999");
        row("the calendar as a file", "duty", "/plans/calendar.ics");
        row("duties of a unit", "meteorology", "/duties");
        row("the library with what is being made", "planner", "/plans");
    }

    private void row(String name, String user, String path) throws Exception {
        site.times(user, path, Map.of(), VIEWS / 3);
        table.row("%,d plans: %s".formatted(PLANS, name), site.times(user, path, Map.of(), VIEWS), "p95 < 200 ms");
    }

    private void plans() throws Exception {
        Models models = LifePlans.models(LifePlans.special("bench-small", "黄色响应"));
        site.sql("create table bench_model (bpmn text, dmn text)");
        site.query("insert into bench_model values (?, ?) returning 1", models.bpmn(), models.dmn());
        versions(1, "status", "published_at", "");
        versions(2, "(array['draft', 'submitted', 'reviewed'])[1 + n / 4 % 3]", "null", " and n % 4 = 0");
        site.sql("""
                insert into plan_line (plan_key, version, line, kind, place, title, text, search)
                select 'bench-' || n, 1, line, kind, place, replace(title, '南京', '甲' || n || '市'), text,
                    replace(search, '南京', '甲' || n || '市')""" + many("plan_line"), """
                insert into plan_date (id, plan_key, version, kind, held_on, number, note, recorded_by, recorded_at)
                select gen_random_uuid(), 'bench-' || n, 1, 'printing', current_date - 30 - n / 4, '', '', 'planner', now()
                from generate_series(2, %d, 2) n""".formatted(PLANS));
        site.sql("analyze plan_version", "analyze plan_entry", "analyze plan_line", "analyze plan_date", "analyze plan_step");
    }

    private void versions(int version, String status, String published, String which) throws Exception {
        site.sql("""
                insert into plan_version (plan_key, version, name, hazard, status, bpmn, dmn, digest, process_id, decision_id,
                    published_at, writer, writer_unit, drafted_at, shipped)
                select 'bench-' || n, %1$d, replace(name, '南京', '甲' || n || '市'), 'h' || n %% 7, %2$s,
                    (select bpmn from bench_model), (select dmn from bench_model), digest || n || '-%1$d',
                    process_id, decision_id, %3$s, 'planner', 'emergency', drafted_at, false"""
                .formatted(version, status, published) + many("plan_version") + which, """
                insert into plan_step (plan_key, version, type, at, actor, actor_name, unit, post, comment, digest)
                select plan_key, version, 'drafted', drafted_at, 'planner', '预案编制员', 'emergency', 'planner', '', digest
                from plan_version where plan_key like 'bench-%%' and version = %d""".formatted(version), """
                insert into plan_entry (plan_key, version, made_of, type, tier, lead, source, notice, cumulative, drill_months,
                    drill_clause, duties, levels, actions, text, grams)
                select 'bench-' || n, %d, made_of, (array['special', 'department', 'unit'])[1 + n %% 3],
                    (array['city', 'county'])[1 + n %% 2], lead, source, notice, cumulative, drill_months, drill_clause,
                    duties, levels, actions, replace(text, '南京', '甲' || n || '市'),
                    grams || array(select substr('甲' || n || '市', i, 2) from generate_series(1, 8) i)"""
                .formatted(version) + many("plan_entry") + which);
    }

    private static String many(String table) {
        return " from generate_series(1, %d) n, %s where plan_key = 'flood-nanjing' and version = 1".formatted(PLANS, table);
    }

    private static String text(String words) {
        return URLEncoder.encode(words, StandardCharsets.UTF_8);
    }
}
