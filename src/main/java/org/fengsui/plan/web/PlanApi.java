package org.fengsui.plan.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Checks;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Plans and their models, for reading. */
@RestController
@RequestMapping("/api/v1/plans")
class PlanApi {

    private static final MediaType XML = new MediaType(MediaType.APPLICATION_XML, StandardCharsets.UTF_8);

    private final Plans plans;

    PlanApi(Plans plans) {
        this.plans = plans;
    }

    record PlanPage(List<PlanView> content, int page, int size, long totalElements) {
    }

    /** The versions in force. */
    @GetMapping
    PlanPage plans(@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size,
                   Actor actor) {
        Checks checks = new Checks();
        checks.page(page, size);
        checks.done();
        Plans.Listing found = plans.published(page, size);
        return new PlanPage(found.versions().stream().map(PlanView::of).toList(), page, size, found.total());
    }

    /** The version in force; where there is none, the newest that the caller may see. */
    @GetMapping("/{key}")
    PlanView plan(@PathVariable String key, Actor actor) {
        return PlanView.of(plans.shown(key, actor));
    }

    @GetMapping("/{key}/versions/{version}")
    PlanView planVersion(@PathVariable String key, @PathVariable int version, Actor actor) {
        return PlanView.of(plans.version(key, version, actor));
    }

    @GetMapping(path = "/{key}/versions/{version}/model", produces = MediaType.APPLICATION_XML_VALUE)
    ResponseEntity<byte[]> planModel(@PathVariable String key, @PathVariable int version, Actor actor) {
        plans.version(key, version, actor);
        return xml(plans.models(key, version).bpmn());
    }

    @GetMapping(path = "/{key}/versions/{version}/decisions", produces = MediaType.APPLICATION_XML_VALUE)
    ResponseEntity<byte[]> planDecisions(@PathVariable String key, @PathVariable int version, Actor actor) {
        plans.version(key, version, actor);
        return xml(plans.models(key, version).dmn());
    }

    private static ResponseEntity<byte[]> xml(String model) {
        return ResponseEntity.ok().contentType(XML).body(model.getBytes(StandardCharsets.UTF_8));
    }
}
