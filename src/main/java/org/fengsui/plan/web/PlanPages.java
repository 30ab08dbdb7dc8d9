package org.fengsui.plan.web;

import java.nio.charset.StandardCharsets;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Models;
import org.fengsui.plan.PlanForms;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.NotFound;
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
    private final PlanSections sections;
    private final PlanForms forms;

    PlanPages(Plans plans, PlanSections sections, PlanForms forms) {
        this.plans = plans;
        this.sections = sections;
        this.forms = forms;
    }

    @GetMapping("/plans/{key}")
    String plan(@PathVariable String key, @RequestParam(defaultValue = "") String version,
                @RequestParam(defaultValue = "") String level, @RequestParam(defaultValue = "") String unit,
                @RequestParam(defaultValue = "") String kind, Actor actor, Model model) {
        Plans.Version shown = version.isEmpty() ? plans.shown(key, actor) : plans.version(key, number(version), actor);
        model.addAttribute("version", shown);
        model.addAttribute("forms", forms.of(shown));
        sections.tell(shown.plan(), new PlanSections.Filter(level, unit, kind), model);
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

    static int number(String version) {
        if (!version.matches("\\d{1,6}")) {
            throw new NotFound("plan");
        }
        return Integer.parseInt(version);
    }
}
