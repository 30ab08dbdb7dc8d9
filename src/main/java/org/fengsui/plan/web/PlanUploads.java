package org.fengsui.plan.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fengsui.form.FormRules;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.plan.PlanForms;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.Plans;
import org.fengsui.plan.Problem;
import org.fengsui.plan.workbook.Workbooks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Refusal;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** New plans from workbooks (预案工作簿): the empty one to fill in, the upload with its problems, any version as one. */
@Controller
class PlanUploads {

    private final Plans plans;
    private final PlanLife life;
    private final PlanIntake intake;
    private final Workbooks workbooks;
    private final PlanForms forms;

    PlanUploads(Plans plans, PlanLife life, PlanIntake intake, Workbooks workbooks, PlanForms forms) {
        this.plans = plans;
        this.life = life;
        this.intake = intake;
        this.workbooks = workbooks;
        this.forms = forms;
    }

    @GetMapping("/plans/new")
    String blank(Actor actor, Model model) {
        requirePlanner(actor);
        return page("", model);
    }

    private String page(String levels, Model model) {
        model.addAttribute("typedLevels", levels);
        model.addAttribute("largest", Workbooks.LARGEST / 1024 / 1024);
        model.addAttribute("mostRows", Workbooks.MOST_ROWS);
        model.addAttribute("mostForms", PlanForms.MOST);
        model.addAttribute("largestForm", FormRules.LARGEST / 1000);
        model.addAttribute("shippedForms", forms.shipped());
        return "plan/new";
    }

    /** @param levels codes, the lowest first, parted by spaces or commas; empty = Ⅳ to Ⅰ */
    @GetMapping("/plans/new/workbook")
    Object emptyWorkbook(@RequestParam(defaultValue = "") String levels, Actor actor, Model model,
                         HttpServletResponse answer) {
        requirePlanner(actor);
        try {
            return file(workbooks.empty(codes(levels)), "plan.xlsx");
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return page(levels, model);
        }
    }

    /** Codes of levels as typed: parted by spaces or commas; none = the usual four. */
    static List<String> codes(String levels) {
        return levels.isBlank() ? Workbooks.USUAL_LEVELS : List.of(levels.strip().split("[\\s,、，]+"));
    }

    @PostMapping("/plans/new")
    String upload(@RequestParam(required = false) MultipartFile file,
                  @RequestParam(required = false) List<MultipartFile> forms, Actor actor, Model model,
                  RedirectAttributes redirect, HttpServletResponse answer) throws IOException {
        requirePlanner(actor);
        PlanIntake.Taken taken = intake.workbook(file, null, forms);
        if (taken.plan().isEmpty()) {
            answer.setStatus(HttpStatus.UNPROCESSABLE_ENTITY.value());
            model.addAttribute("fileName", file == null ? "" : file.getOriginalFilename());
            model.addAttribute("sheets", sheets(taken.problems()));
            model.addAttribute("errors", taken.problems().stream().filter(Problem::isError).count());
            model.addAttribute("warnings", taken.problems().stream().filter(p -> !p.isError()).count());
            return page("", model);
        }
        try {
            Plans.Version version = life.draft(taken.plan().get(), taken.forms(), actor);
            redirect.addFlashAttribute("uploaded", sheets(taken.problems()));
            redirect.addAttribute("version", version.number());
            return "redirect:/plans/" + version.key();
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return page("", model);
        }
    }

    @GetMapping("/plans/{key}/versions/{version}/workbook")
    ResponseEntity<byte[]> workbook(@PathVariable String key, @PathVariable String version, Actor actor) {
        Plans.Version shown = plans.version(key, PlanPages.number(version), actor);
        return file(workbooks.of(shown.plan()), key + "-" + shown.number() + ".xlsx");
    }

    static ResponseEntity<byte[]> file(byte[] workbook, String name) {
        return ResponseEntity.ok().contentType(MediaType.parseMediaType(Workbooks.MEDIA_TYPE))
                .header(HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name, StandardCharsets.UTF_8).build().toString())
                .body(workbook);
    }

    static void requirePlanner(Actor actor) {
        if (!actor.holds(Post.PLANNER)) {
            throw new Forbidden("planner-only");
        }
    }

    /** Problems sheet by sheet: first the sheets that keep the workbook from being used. */
    private static List<SheetProblems> sheets(List<Problem> problems) {
        Map<String, List<Problem>> bySheet = new LinkedHashMap<>();
        problems.forEach(problem -> bySheet.computeIfAbsent(Workbooks.sheet(problem), any -> new ArrayList<>())
                .add(problem));
        return bySheet.entrySet().stream().map(entry -> new SheetProblems(
                entry.getKey().equals(Workbooks.WHOLE_FILE) ? "" : entry.getKey(), entry.getValue())).toList();
    }

    /** @param sheet the sheet, or a form's file; empty = the workbook as a whole */
    record SheetProblems(String sheet, List<Problem> problems) {
        /** Whether they are about all forms together. */
        public boolean ofForms() {
            return sheet.equals(PlanForms.ALL);
        }

        /** What stands after the sheet's name in a place: the cell. */
        public String cell(Problem problem) {
            int end = problem.where().indexOf('!');
            return end < 0 ? "" : problem.where().substring(end + 1);
        }
    }
}
