package org.fengsui.response.web;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.LevelWords;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.NotFound;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.fengsui.response.Timelines;
import org.fengsui.task.TaskLists;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.util.UriComponentsBuilder;

/** What the command page shows the newest of, in full: the timeline, the attachments, the people, the facts. */
@Controller
class RecordPages {

    private static final int LINES = 50;
    private static final int FILES = 24;

    private final Responses responses;
    private final Incidents incidents;
    private final Timelines timeline;
    private final TaskLists lists;
    private final Plans plans;
    private final Organization organization;
    private final ResponseHead heads;
    private final Gallery gallery;
    private final People people;
    private final FactSeries facts;
    private final LevelWords levels;
    private final Words words;
    private final TimelineWords timelines;

    RecordPages(Responses responses, Incidents incidents, Timelines timeline, TaskLists lists, Plans plans,
                Organization organization, ResponseHead heads, Gallery gallery, People people, FactSeries facts,
                LevelWords levels, Words words, TimelineWords timelines) {
        this.responses = responses;
        this.incidents = incidents;
        this.timeline = timeline;
        this.lists = lists;
        this.plans = plans;
        this.organization = organization;
        this.heads = heads;
        this.gallery = gallery;
        this.people = people;
        this.facts = facts;
        this.levels = levels;
        this.words = words;
        this.timelines = timelines;
    }

    @GetMapping("/responses/{id}/timeline")
    String ofResponse(@PathVariable UUID id, @RequestParam Map<String, String> sent, Actor actor, Model model) {
        heads.tell(id, actor, model);
        Timelines.Filter filter = filter(sent);
        int page = page(sent);
        lines(filter, page, timeline.ofResponse(id, filter, page, LINES, actor), timeline.unitsOfResponse(id, actor),
                "/responses/" + id + "/timeline", model);
        return "response/timeline";
    }

    @GetMapping("/incidents/{id:[0-9a-f-]{36}}/timeline")
    String ofIncident(@PathVariable UUID id, @RequestParam Map<String, String> sent, Actor actor, Model model) {
        model.addAttribute("incident", incidents.incident(id));
        Timelines.Filter filter = filter(sent);
        int page = page(sent);
        lines(filter, page, timeline.ofIncident(id, filter, page, LINES, actor), timeline.unitsOfIncident(id, actor),
                "/incidents/" + id + "/timeline", model);
        return "response/timeline";
    }

    @GetMapping("/responses/{id}/attachments")
    String attachments(@PathVariable UUID id, @RequestParam Map<String, String> sent, Actor actor, Model model) {
        heads.tell(id, actor, model);
        int page = page(sent);
        Gallery.Shown files = gallery.ofResponse(id, page, FILES, lists.ofResponse(id, actor), actor);
        model.addAttribute("files", files);
        model.addAttribute("page", page);
        model.addAttribute("pages", (files.total() + FILES - 1) / FILES);
        model.addAttribute("address", "/responses/" + id + "/attachments");
        return "response/attachments";
    }

    @GetMapping("/responses/{id}/people")
    String people(@PathVariable UUID id, Actor actor, Model model) {
        heads.tell(id, actor, model);
        model.addAttribute("posts", people.commandPost());
        model.addAttribute("units", people.ofUnits(lists.ofResponse(id, actor)));
        return "response/people";
    }

    /**
     * The facts over time with the plan's thresholds, as the chart draws them.
     *
     * @param response whose version of the plan counts; without it the plans in force do
     */
    @GetMapping("/incidents/{id:[0-9a-f-]{36}}/facts/series")
    @ResponseBody
    List<Chart> series(@PathVariable UUID id, @RequestParam(required = false) UUID response, Actor actor) {
        List<Plan> known;
        if (response == null) {
            known = plans.published(incidents.incident(id).hazard()).stream().map(Plans.Version::plan).toList();
        } else {
            Response found = responses.response(response, actor);
            if (!found.incidentId().equals(id)) {
                throw new NotFound("incident");
            }
            known = List.of(responses.version(found).plan());
        }
        return facts.observed(id, known).series().stream().filter(FactSeries.Series::numeric).map(one -> new Chart(
                one.name(), one.unit(), one.note(),
                one.points().stream().map(p -> new ChartPoint(p.at().toEpochMilli(), p.value(), p.source())).toList(),
                one.thresholds().stream().map(t -> new ChartLine(t.at().toPlainString(), levels.text(t.level()),
                        t.condition())).toList())).toList();
    }

    private void lines(Timelines.Filter filter, int page, Timelines.Listing found, Set<String> units, String address,
                       Model model) {
        Map<String, Integer> order = words.order();
        model.addAttribute("timeline", timelines.page(found));
        model.addAttribute("filter", filter);
        model.addAttribute("units", units.stream().filter(order::containsKey).sorted(Comparator.comparing(order::get))
                .map(code -> new Words.Choice(code, organization.name(code))).toList());
        model.addAttribute("page", page);
        model.addAttribute("pages", (found.totalElements() + LINES - 1) / LINES);
        model.addAttribute("own", address);
        model.addAttribute("address", UriComponentsBuilder.fromPath(address)
                .queryParam("kind", "{kind}").queryParam("unit", "{unit}").queryParam("text", "{text}").encode()
                .buildAndExpand(filter.kind(), filter.unit(), filter.text()).toUriString());
    }

    private static Timelines.Filter filter(Map<String, String> sent) {
        String kind = sent.getOrDefault("kind", "");
        return new Timelines.Filter(Timelines.KINDS.contains(kind) ? kind : "", sent.getOrDefault("unit", ""),
                sent.getOrDefault("text", ""));
    }

    private static int page(Map<String, String> sent) {
        String page = sent.getOrDefault("page", "0");
        return page.matches("\\d{1,6}") ? Integer.parseInt(page) : 0;
    }

    /** One fact that can be drawn. */
    record Chart(String name, String unit, String note, List<ChartPoint> points, List<ChartLine> lines) {
    }

    /** @param at milliseconds since 1970 */
    record ChartPoint(long at, String value, String source) {
    }

    record ChartLine(String at, String level, String condition) {
    }
}
