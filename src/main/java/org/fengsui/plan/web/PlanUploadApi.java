package org.fengsui.plan.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.PlanReader;
import org.fengsui.plan.Plans;
import org.fengsui.plan.Problem;
import org.fengsui.plan.Reading;
import org.fengsui.plan.workbook.Workbooks;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
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
    private final PlanReader models;
    private final Workbooks workbooks;
    private final MessageSource messages;

    PlanUploadApi(Plans plans, PlanLife life, PlanReader models, Workbooks workbooks, MessageSource messages) {
        this.plans = plans;
        this.life = life;
        this.models = models;
        this.workbooks = workbooks;
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
     * @param forms     forms are part of the program and can't be uploaded; refused by name
     */
    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<Object> uploadPlan(@RequestParam(required = false) MultipartFile workbook,
                                      @RequestParam(required = false) MultipartFile model,
                                      @RequestParam(required = false) MultipartFile decisions,
                                      @RequestParam(required = false) List<MultipartFile> forms, Actor actor)
            throws IOException {
        if (!actor.holds(Post.PLANNER)) {
            throw new Forbidden("planner-only");
        }
        Checks checks = new Checks();
        if ((workbook == null) == (model == null)) {
            checks.refuse(workbook == null ? "workbook" : "model", workbook == null ? "required" : "workbook-or-model");
        }
        checks.done();
        Locale locale = LocaleContextHolder.getLocale();
        Reading reading = workbook != null ? workbook(workbook, locale) : model(model, decisions, locale);
        List<Problem> problems = new ArrayList<>(reading.problems());
        if (workbook != null && decisions != null) {
            problems.add(problem("decisions", "unwanted-decisions", "", locale));
        }
        for (MultipartFile form : forms == null ? List.<MultipartFile>of() : forms) {
            problems.add(problem("forms", "unwanted-form", String.valueOf(form.getOriginalFilename()), locale));
        }
        if (problems.stream().anyMatch(Problem::isError) || reading.plan().isEmpty()) {
            return unusable(problems, locale);
        }
        Plans.Version version = life.draft(reading.plan().get(), actor);
        return ResponseEntity.created(URI.create("/api/v1/plans/" + version.key() + "/versions/" + version.number()))
                .body(new Drafted(version.key(), version.number(), version.status(), problems));
    }

    private Reading workbook(MultipartFile workbook, Locale locale) throws IOException {
        try (InputStream content = workbook.getInputStream()) {
            return workbooks.read(content, locale);
        }
    }

    private Reading model(MultipartFile model, MultipartFile decisions, Locale locale) throws IOException {
        if (decisions == null) {
            return new Reading(Optional.empty(),
                    List.of(problem("decisions", "missing-decisions", "", locale)));
        }
        for (MultipartFile file : List.of(model, decisions)) {
            if (file.getSize() > Workbooks.LARGEST) {
                return new Reading(Optional.empty(), List.of(problem(file.getName(), "xml-too-large", "",
                        locale)));
            }
        }
        return models.read(model.getBytes(), decisions.getBytes(), locale);
    }

    private Problem problem(String where, String code, String of, Locale locale) {
        return new Problem(where, code, messages.getMessage("plan.problem." + code, new Object[] {of}, locale),
                Problem.ERROR);
    }

    private ResponseEntity<Object> unusable(List<Problem> problems, Locale locale) {
        ProblemDetail answer = ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_ENTITY,
                messages.getMessage("refusal.unusable-plan", null, locale));
        answer.setProperty("code", "unusable-plan");
        answer.setProperty("problems", problems);
        return ResponseEntity.status(HttpStatus.UNPROCESSABLE_ENTITY)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON).body(answer);
    }

    @GetMapping(path = "/{key}/versions/{version}/workbook", produces = Workbooks.MEDIA_TYPE)
    ResponseEntity<byte[]> planWorkbook(@PathVariable String key, @PathVariable int version, Actor actor) {
        Plans.Version shown = plans.version(key, version, actor);
        return PlanUploads.file(workbooks.of(shown.plan()), key + "-" + version + ".xlsx");
    }
}
