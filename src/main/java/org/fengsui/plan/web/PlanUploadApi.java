package org.fengsui.plan.web;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fengsui.organization.Actor;
import org.fengsui.plan.PlanForms;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.Plans;
import org.fengsui.plan.Problem;
import org.fengsui.plan.workbook.Workbooks;
import org.fengsui.refusal.Checks;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** New plans from outside: a workbook, or a process model with its decision table. */
@RestController
@RequestMapping("/api/v1/plans")
class PlanUploadApi {

    private final Plans plans;
    private final PlanLife life;
    private final PlanIntake intake;
    private final Workbooks workbooks;
    private final PlanForms forms;
    private final MessageSource messages;

    PlanUploadApi(Plans plans, PlanLife life, PlanIntake intake, Workbooks workbooks, PlanForms forms,
                  MessageSource messages) {
        this.plans = plans;
        this.life = life;
        this.intake = intake;
        this.workbooks = workbooks;
        this.forms = forms;
        this.messages = messages;
    }

    /** @param problems warnings: what keeps a plan from being used is answered with 422 */
    record Drafted(String key, int version, String status, List<Problem> problems) {
    }

    /**
     * Keeps an uploaded plan as a draft.
     *
     * @param workbook  plan workbook (xlsx); or
     * @param model     process model (BPMN), with
     * @param decisions its decision table (DMN)
     * @param forms     forms (Camunda Forms JSON) that its actions name, beside the shipped ones; each file is called
     *                  as its form's id, with {@code .form}
     */
    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<Object> uploadPlan(@RequestParam(required = false) MultipartFile workbook,
                                      @RequestParam(required = false) MultipartFile model,
                                      @RequestParam(required = false) MultipartFile decisions,
                                      @RequestParam(required = false) List<MultipartFile> forms, Actor actor)
            throws IOException {
        PlanUploads.requirePlanner(actor);
        Checks checks = new Checks();
        if ((workbook == null) == (model == null)) {
            checks.refuse(workbook == null ? "workbook" : "model", workbook == null ? "required" : "workbook-or-model");
        }
        checks.done();
        PlanIntake.Taken taken = workbook != null ? intake.workbook(workbook, decisions, forms)
                : intake.models(model, decisions, forms);
        if (taken.plan().isEmpty()) {
            return unusable(taken.problems());
        }
        Plans.Version version = life.draft(taken.plan().get(), taken.forms(), actor);
        return ResponseEntity.created(URI.create("/api/v1/plans/" + version.key() + "/versions/" + version.number()))
                .body(new Drafted(version.key(), version.number(), version.status(), taken.problems()));
    }

    private ResponseEntity<Object> unusable(List<Problem> problems) {
        ProblemDetail answer = ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_ENTITY,
                messages.getMessage("refusal.unusable-plan", null, LocaleContextHolder.getLocale()));
        answer.setProperty("code", "unusable-plan");
        answer.setProperty("problems", problems);
        return ResponseEntity.status(HttpStatus.UNPROCESSABLE_ENTITY)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON).body(answer);
    }

    /** The workbook to fill in. @param levels codes, the lowest first, parted by commas; missing = Ⅳ to Ⅰ */
    @GetMapping(path = "/new/workbook", produces = Workbooks.MEDIA_TYPE)
    ResponseEntity<byte[]> emptyPlanWorkbook(@RequestParam(defaultValue = "") String levels, Actor actor) {
        PlanUploads.requirePlanner(actor);
        return PlanUploads.file(workbooks.empty(PlanUploads.codes(levels)), "plan.xlsx");
    }

    @GetMapping(path = "/{key}/versions/{version}/workbook", produces = Workbooks.MEDIA_TYPE)
    ResponseEntity<byte[]> planWorkbook(@PathVariable String key, @PathVariable int version, Actor actor) {
        Plans.Version shown = plans.version(key, version, actor);
        return PlanUploads.file(workbooks.of(shown.plan()), key + "-" + version + ".xlsx");
    }

    /** A form that the version's actions name, as it was written. */
    @GetMapping(path = "/{key}/versions/{version}/forms/{form}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> planForm(@PathVariable String key, @PathVariable int version, @PathVariable String form,
                                    Actor actor) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON)
                .body(forms.text(plans.version(key, version, actor), form).getBytes(StandardCharsets.UTF_8));
    }
}
