package org.fengsui.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The library of plans with 2,000 plans in force: each the shipped flood plan with a place, a hazard, a kind and a tier of
 * its own, so that common words are in all of them.
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
    }

    private void plans() throws Exception {
        String many = " from generate_series(1, %d) n, ".formatted(PLANS);
        String template = " where plan_key = 'flood-nanjing' and version = 1";
        site.sql("""
                insert into plan_version (plan_key, version, name, hazard, status, bpmn, dmn, digest, process_id, decision_id,
                    published_at, writer, writer_unit, drafted_at, shipped)
                select 'bench-' || n, 1, replace(name, '南京', '甲' || n || '市'), 'h' || n %% 7, status, '', '', digest || n,
                    process_id, decision_id, published_at, writer, writer_unit, drafted_at, false""".formatted()
                + many + "plan_version" + template);
        site.sql("""
                insert into plan_entry (plan_key, version, made_of, type, tier, lead, source, levels, actions, text, grams)
                select 'bench-' || n, 1, made_of, (array['special', 'department', 'unit'])[1 + n %% 3],
                    (array['city', 'county'])[1 + n %% 2], lead, source, levels, actions,
                    replace(text, '南京', '甲' || n || '市'),
                    grams || array(select substr('甲' || n || '市', i, 2) from generate_series(1, 8) i)""".formatted()
                + many + "plan_entry" + template);
        site.sql("""
                insert into plan_line (plan_key, version, line, kind, place, title, text, search)
                select 'bench-' || n, 1, line, kind, place, replace(title, '南京', '甲' || n || '市'), text,
                    replace(search, '南京', '甲' || n || '市')""" + many + "plan_line" + template);
        site.sql("analyze plan_version", "analyze plan_entry", "analyze plan_line");
    }

    private static String text(String words) {
        return URLEncoder.encode(words, StandardCharsets.UTF_8);
    }
}
