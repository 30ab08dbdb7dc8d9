package org.fengsui.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fengsui.plan.workbook.LargeWorkbooks;
import org.fengsui.plan.workbook.Workbooks;
import tools.jackson.databind.JsonNode;

/** From a workbook to a plan in force, and to its tasks: a plan larger than any city's, and the largest workbook. */
final class PlanWork {

    private static final int ACTIONS = 300;
    private static final int UNITS = 60;
    private static final int TIMES = 5;

    private final Site site;
    private final Table table;

    PlanWork(Site site, Table table) {
        this.site = site;
        this.table = table;
    }

    void measure() throws Exception {
        Map<String, String> units = units();
        List<Double> drafts = new ArrayList<>();
        List<Double> publications = new ArrayList<>();
        List<Double> both = new ArrayList<>();
        List<Double> launches = new ArrayList<>();
        for (int i = -1; i < TIMES; i++) {
            String key = "large-" + (i + 2);
            byte[] workbook = LargeWorkbooks.of(key, key, units, ACTIONS);
            long start = System.nanoTime();
            String version = "/plans/" + key + "/versions/" + draft(workbook).path("version").asInt();
            double draft = since(start);
            site.api.post("planner", version + "/submission", Map.of()).expect(200);
            approve("reviewer", version);
            approve("government", version);
            long publish = System.nanoTime();
            site.api.post("planner", version + "/publication", Map.of()).expect(200);
            double publication = since(publish);
            String incident = incident(key);
            long launch = System.nanoTime();
            JsonNode launched = site.api.post("commander", "/responses", Map.of("requestId", key, "incidentId", incident,
                    "planKey", key, "level", "Ⅰ", "scope", List.of(), "exercise", false, "reason", "测量")).expect(201);
            double launchTime = since(launch);
            int tasks = site.api.get("office", "/responses/" + launched.path("id").asString() + "/tasks?size=1").expect(200)
                    .path("totalElements").asInt();
            if (tasks != ACTIONS) {
                throw new IllegalStateException("the launch opened " + tasks + " tasks, not " + ACTIONS);
            }
            if (i >= 0) {
                drafts.add(draft);
                publications.add(publication);
                both.add(draft + publication);
                launches.add(launchTime);
            }
        }
        String plan = "a plan of 5 levels × %d units × %d actions".formatted(UNITS, ACTIONS);
        table.row(plan + ": from the workbook's upload to the checked draft", new Numbers(drafts), "");
        table.row("its publication, deployed to the engine", new Numbers(publications), "");
        table.row("both together", new Numbers(both), "< 5000 ms");
        table.row("its launch at the gravest level, %d tasks".formatted(ACTIONS), new Numbers(launches), "< 3000 ms");
        largest(units);
    }

    private void largest(Map<String, String> units) throws Exception {
        // Rows of the other sheets: members, levels, authorities, triggers, the fact, what stands for every plan.
        int actions = Workbooks.MOST_ROWS - units.size() - 60;
        byte[] workbook = LargeWorkbooks.of("largest", "largest", units, actions);
        long before = site.resident();
        long start = System.nanoTime();
        int status = site.api.upload("planner", "/plans", "workbook", "plan.xlsx", workbook).status();
        table.row("the largest workbook (%d actions, %.1f MB) at %s: answered %d; memory of the server before and after"
                .formatted(actions, workbook.length / 1e6, Site.HEAP, status), before + " MB", site.resident() + " MB",
                "no error, took " + Numbers.ms(since(start)));
    }

    private Map<String, String> units() {
        Map<String, String> units = new LinkedHashMap<>();
        for (JsonNode unit : site.api.get("duty", "/units").expect(200).path("content")) {
            if (units.size() < UNITS) {
                units.put(unit.path("code").asString(), unit.path("name").asString());
            }
        }
        if (units.size() < UNITS) {
            throw new IllegalStateException("the site has " + units.size() + " units only");
        }
        return units;
    }

    private JsonNode draft(byte[] workbook) {
        return site.api.upload("planner", "/plans", "workbook", "plan.xlsx", workbook).expect(201);
    }

    private void approve(String account, String version) {
        site.api.post(account, version + "/approval", Map.of("decision", "approved", "comment", "")).expect(200);
    }

    private String incident(String hazard) {
        return site.api.post("duty", "/incidents", Map.of("title", "测量", "hazard", hazard,
                "occurredAt", java.time.Clock.systemUTC().instant().toString(), "place", Map.of("name", "全市"),
                "facts", Map.of("水位", 55), "source", "测量")).expect(201).path("id").asString();
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
