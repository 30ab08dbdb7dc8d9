package org.fengsui.plan.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.organization.Unit;
import org.fengsui.plan.LevelWords;
import org.fengsui.plan.Models;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The plans (预案) as officers read them: levels, triggers, actions by level and unit, work groups, the models. */
@Controller
class PlanPages {

    private final Plans plans;
    private final Organization organization;
    private final LevelWords levels;
    private final MessageSource messages;

    PlanPages(Plans plans, Organization organization, LevelWords levels, MessageSource messages) {
        this.plans = plans;
        this.organization = organization;
        this.levels = levels;
        this.messages = messages;
    }

    @GetMapping("/plans")
    String list(Model model) {
        model.addAttribute("versions", plans.published());
        return "plan/list";
    }

    @GetMapping("/plans/{key}")
    String plan(@PathVariable String key, @RequestParam(defaultValue = "") String version,
                @RequestParam(defaultValue = "") String level, @RequestParam(defaultValue = "") String unit,
                Actor actor, Model model) {
        Plans.Version shown = version.isEmpty() ? plans.shown(key, actor) : plans.version(key, number(version), actor);
        Plan plan = shown.plan();
        Plan.Level chosen = plan.level(level).orElse(null);
        List<Plan.Action> actions = plan.actions().stream()
                .filter(action -> chosen == null || action.levels().containsKey(chosen.code()))
                .filter(action -> unit.isEmpty() || concerns(action, unit)).toList();
        model.addAttribute("version", shown);
        model.addAttribute("plan", plan);
        model.addAttribute("history", plans.history(key, actor));
        model.addAttribute("levels", plan.levels().stream().map(l -> new LevelRow(l, posts(l.authority().posts()),
                posts(l.authority().delegated()))).toList());
        model.addAttribute("triggers", triggers(plan));
        model.addAttribute("level", chosen);
        model.addAttribute("unit", unit);
        model.addAttribute("units", units(plan));
        model.addAttribute("active", rows(plan, actions, Plan.Phase.ACTIVE, chosen));
        model.addAttribute("closing", rows(plan, actions, Plan.Phase.CLOSING, chosen));
        model.addAttribute("groups", plan.workGroups().stream().map(group -> new GroupRow(group.name(),
                organization.name(group.lead()), organization.names(group.members()), group.task(), group.clause()))
                .toList());
        return "plan/plan";
    }

    @GetMapping("/plans/{key}/versions/{version}/model")
    ResponseEntity<byte[]> model(@PathVariable String key, @PathVariable String version, Actor actor) {
        plans.version(key, number(version), actor);
        return download(plans.models(key, number(version)), true, key, version);
    }

    @GetMapping("/plans/{key}/versions/{version}/decisions")
    ResponseEntity<byte[]> decisions(@PathVariable String key, @PathVariable String version, Actor actor) {
        plans.version(key, number(version), actor);
        return download(plans.models(key, number(version)), false, key, version);
    }

    private static ResponseEntity<byte[]> download(Models models, boolean bpmn, String key, String version) {
        String name = key + "-" + version + (bpmn ? ".bpmn" : ".dmn");
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_XML)
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename(name).build().toString())
                .body((bpmn ? models.bpmn() : models.dmn()).getBytes(StandardCharsets.UTF_8));
    }

    private static int number(String version) {
        if (!version.matches("\\d{1,6}")) {
            throw new NotFound("plan");
        }
        return Integer.parseInt(version);
    }

    private boolean concerns(Plan.Action action, String unit) {
        return action.unit().equals(unit) || action.supporting().contains(unit)
                || action.everyDistrict() && organization.unit(unit).map(Unit::isDistrict).orElse(false);
    }

    /** Facts × levels: which values propose which level. */
    private static List<TriggerRow> triggers(Plan plan) {
        List<TriggerRow> rows = new ArrayList<>();
        for (Plan.Fact fact : plan.facts()) {
            Map<String, List<String>> cells = new LinkedHashMap<>();
            List<String> clauses = new ArrayList<>();
            for (Plan.Trigger trigger : plan.triggersOf(fact.name())) {
                for (Plan.Condition condition : trigger.conditions()) {
                    if (!condition.fact().equals(fact.name())) {
                        continue;
                    }
                    cells.computeIfAbsent(trigger.level(), l -> new ArrayList<>()).add(condition.band() == null
                            ? condition.choice() : condition.band().text(""));
                    if (!clauses.contains(trigger.clause())) {
                        clauses.add(trigger.clause());
                    }
                }
            }
            if (!cells.isEmpty()) {
                rows.add(new TriggerRow(fact, plan.levels().stream()
                        .map(l -> String.join("；", cells.getOrDefault(l.code(), List.of()))).toList(),
                        String.join("；", clauses)));
            }
        }
        return rows;
    }

    private List<UnitChoice> units(Plan plan) {
        return organization.units().stream().filter(unit -> plan.actions().stream()
                        .anyMatch(action -> concerns(action, unit.code())))
                .map(unit -> new UnitChoice(unit.code(), organization.name(unit.code()))).toList();
    }

    private List<ActionRow> rows(Plan plan, List<Plan.Action> actions, Plan.Phase phase, Plan.Level chosen) {
        Map<String, Integer> order = new HashMap<>();
        organization.units().forEach(unit -> order.put(unit.code(), order.size()));
        Map<String, String> groups = new HashMap<>();
        plan.workGroups().forEach(group -> groups.put(group.code(), group.name()));
        return actions.stream().filter(action -> action.phase() == phase)
                .sorted(Comparator.comparing(action -> order.getOrDefault(action.unit(), Integer.MAX_VALUE)))
                .map(action -> new ActionRow(action, action.everyDistrict() ? "" : organization.name(action.unit()),
                        organization.names(action.supporting()), action.kind().name().toLowerCase(Locale.ROOT),
                        groups.getOrDefault(action.workGroup(), ""),
                        plan.situation(action.situation()).map(Plan.Situation::name).orElse(""),
                        terms(plan, action, chosen)))
                .toList();
    }

    /** The terms of an action, levels with the same terms in one row. */
    private List<TermsRow> terms(Plan plan, Plan.Action action, Plan.Level chosen) {
        Map<Plan.Terms, List<String>> names = new LinkedHashMap<>();
        for (Plan.Level level : plan.levels()) {
            if (action.levels().containsKey(level.code()) && (chosen == null || chosen.equals(level))) {
                names.computeIfAbsent(action.levels().get(level.code()), terms -> new ArrayList<>()).add(levels.name(level));
            }
        }
        return names.entrySet().stream().map(entry -> new TermsRow(
                String.join(message("layout.list-comma"), entry.getValue()), entry.getKey())).toList();
    }

    private String posts(List<String> codes) {
        return String.join(message("layout.list-comma"), codes.stream().filter(code -> Post.of(code).isPresent())
                .map(code -> message("post." + code)).toList());
    }

    private String message(String key) {
        return messages.getMessage(key, null, LocaleContextHolder.getLocale());
    }

    record LevelRow(Plan.Level level, String posts, String delegated) {
    }

    /** @param cells one per level, the lowest first */
    record TriggerRow(Plan.Fact fact, List<String> cells, String clause) {
    }

    record UnitChoice(String code, String name) {
    }

    record ActionRow(Plan.Action action, String unit, String supporting, String kind, String workGroup,
                     String situation, List<TermsRow> terms) {
    }

    record TermsRow(String levels, Plan.Terms terms) {
    }

    record GroupRow(String name, String lead, String members, String task, String clause) {
    }
}
