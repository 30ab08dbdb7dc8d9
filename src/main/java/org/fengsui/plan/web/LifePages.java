package org.fengsui.plan.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.plan.PlanAttachments;
import org.fengsui.plan.PlanComments;
import org.fengsui.plan.PlanLife;
import org.fengsui.plan.PlanStep;
import org.fengsui.plan.Plans;
import org.fengsui.plan.ReferenceModels;
import org.fengsui.plan.spi.AskedLaunches;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** The steps in the life of a version (送审、审核、审批、发布、停用), its papers, and the history of a plan. */
@Controller
class LifePages {

    private static final String VERSION = "/plans/{key}/versions/{version}";
    private static final String STEP = VERSION + "/{step:submission|recall|approval|publication|withdrawal}";

    private final PlanLife life;
    private final ReferenceModels models;
    private final Plans plans;
    private final PlanComments comments;
    private final PlanAttachments attachments;
    private final LifeHead head;
    private final Organization organization;
    private final AskedLaunches launches;

    LifePages(PlanLife life, ReferenceModels models, Plans plans, PlanComments comments, PlanAttachments attachments,
              LifeHead head, Organization organization, AskedLaunches launches) {
        this.life = life;
        this.models = models;
        this.plans = plans;
        this.comments = comments;
        this.attachments = attachments;
        this.head = head;
        this.organization = organization;
        this.launches = launches;
    }

    /** The page that says what a step will do, before it is done. */
    @GetMapping(STEP)
    String step(@PathVariable String key, @PathVariable String version, @PathVariable String step, Actor actor,
                Model model) {
        return step(plans.version(key, number(version), actor), step, Typed.nothing(), actor, model);
    }

    @PostMapping(STEP)
    String take(@PathVariable String key, @PathVariable String version, @PathVariable String step,
                @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model, HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        int number = number(version);
        try {
            switch (step) {
                case "submission" -> life.submit(key, number, typed.value("comment"), actor);
                case "recall" -> life.recall(key, number, typed.value("comment"), actor);
                case "approval" -> life.sign(key, number, typed.value("decision"), typed.value("comment"),
                        new PlanLife.Seen(typed.value("status"), typed.value("digest")), actor);
                case "publication" -> life.publish(key, number, actor);
                default -> life.withdraw(key, number, typed.value("reason"), actor);
            }
            return "redirect:/plans/" + key + "?version=" + number + "#life";
        } catch (NotFound hidden) {
            throw hidden;
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return step(plans.version(key, number, actor), step, typed, actor, model);
        }
    }

    private String step(Plans.Version version, String step, Typed typed, Actor actor, Model model) {
        PlanLife.Options options = life.options(version, actor);
        boolean open = switch (step) {
            case "submission" -> options.submit();
            case "recall" -> options.recall();
            case "approval" -> options.sign();
            case "publication" -> options.publish();
            default -> options.withdraw();
        };
        if (!open && !model.containsAttribute("problem") && !entitled(version, step, actor)) {
            throw new Forbidden("plan-not-yours");
        }
        model.addAttribute("version", version);
        model.addAttribute("step", step);
        model.addAttribute("open", open);
        model.addAttribute("twice", step.equals("approval") && options.twice());
        // Where the state has moved on, the page is still the one that was sent.
        model.addAttribute("review", (open || typed.value("status").isEmpty() ? version.status() : typed.value("status"))
                .equals(Plans.Status.SUBMITTED.code()));
        model.addAttribute("reviewers", head.holders(new org.fengsui.plan.PlanApproval(Post.REVIEWER, "")));
        model.addAttribute("approvers", head.holders(version.approval()));
        model.addAttribute("unsettled", comments.of(version).stream().filter(PlanComments.Comment::open).toList());
        model.addAttribute("said", life.steps(version).stream().filter(one -> !one.comment().isEmpty()).toList());
        model.addAttribute("attachments",
                attachments.of(version, actor).stream().filter(file -> !file.struck()).toList());
        model.addAttribute("asked", asked(version, step));
        model.addAttribute("typed", typed);
        model.addAttribute("life", head.of(version, actor));
        return "plan/step";
    }

    /** Launches that can be approved no more once the step is taken: it takes their version out of force. */
    private List<AskedLaunches.Asked> asked(Plans.Version version, String step) {
        return step.equals("publication") || step.equals("withdrawal") && !version.open()
                ? plans.inForce(version.key()).map(now -> launches.waiting(now.key(), now.number())).orElse(List.of())
                : List.of();
    }

    /** Whether the step is of this person's work, though not at this moment: then the page says why not. */
    private static boolean entitled(Plans.Version version, String step, Actor actor) {
        boolean writes = version.writer().equals(actor.username()) && actor.holds(Post.PLANNER);
        return switch (step) {
            case "submission", "recall" -> writes;
            case "approval" -> actor.holds(Post.REVIEWER) || version.approval().isOf(actor);
            case "publication" -> writes || actor.holds(Post.OFFICE);
            default -> writes || actor.holds(Post.OFFICE) || version.approval().isOf(actor);
        };
    }

    /** Comments and files of a version. */
    @GetMapping(VERSION + "/papers")
    String papers(@PathVariable String key, @PathVariable String version,
                  @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model) {
        return papers(plans.version(key, number(version), actor), Typed.of(sent), actor, model);
    }

    @PostMapping(VERSION + "/comments")
    String comment(@PathVariable String key, @PathVariable String version,
                   @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                   HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        int number = number(version);
        // One list of parts; the number of a clause is typed.
        String[] on = typed.value("about").split(":", 2);
        boolean clause = !typed.value("clause").isBlank() && on[0].equals("plan");
        return paper(key, number, typed, actor, model, answer, "#comments", () -> {
            try {
                comments.add(key, number, clause ? "clause" : on[0], clause ? typed.value("clause")
                        : on.length > 1 ? on[1] : "", typed.value("text"), actor);
            } catch (Invalid wrong) {
                throw new Invalid(wrong.fields().stream().map(field -> field.field().equals("about")
                        || field.field().equals("target") ? new Invalid.Field(clause ? "clause" : "about", field.code(),
                        field.arguments()) : field).toList());
            }
        });
    }

    @PostMapping(VERSION + "/comments/{id}/{act:answer|settlement}")
    String answer(@PathVariable String key, @PathVariable String version, @PathVariable UUID id,
                  @PathVariable String act, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                  HttpServletResponse answer) {
        Typed typed = Typed.of(sent).preset("answered", id.toString());
        return paper(key, number(version), typed, actor, model, answer, "#comments", () -> {
            if (act.equals("answer")) {
                comments.answer(id, typed.value("text"), actor);
            } else {
                comments.settle(id, actor);
            }
        });
    }

    @PostMapping(VERSION + "/attachments")
    String attach(@PathVariable String key, @PathVariable String version, @RequestParam(required = false) MultipartFile file,
                  @RequestParam(defaultValue = PlanAttachments.OTHER) String kind, @RequestParam MultiValueMap<String, String> sent,
                  Actor actor, Model model, HttpServletResponse answer) {
        int number = number(version);
        return paper(key, number, Typed.of(sent), actor, model, answer, "#attachments", () -> {
            if (file == null || file.isEmpty() && (file.getOriginalFilename() == null || file.getOriginalFilename().isEmpty())) {
                throw new Invalid("file", "required");
            }
            try (InputStream content = file.getInputStream()) {
                attachments.add(key, number, kind, file.getOriginalFilename(), content, actor);
            }
        });
    }

    @PostMapping(VERSION + "/attachments/{id}/strike")
    String strike(@PathVariable String key, @PathVariable String version, @PathVariable UUID id,
                  @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                  HttpServletResponse answer) {
        Typed typed = Typed.of(sent).preset("struck", id.toString());
        return paper(key, number(version), typed, actor, model, answer, "#attachments",
                () -> attachments.strike(id, typed.value("reason"), actor));
    }

    private interface Doing {
        void run() throws IOException;
    }

    private String paper(String key, int number, Typed typed, Actor actor, Model model, HttpServletResponse answer,
                         String part, Doing doing) {
        try {
            doing.run();
            return "redirect:/plans/" + key + "/versions/" + number + "/papers" + part;
        } catch (NotFound hidden) {
            throw hidden;
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return papers(plans.version(key, number, actor), typed, actor, model);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Where a reader lands who reloads a refused form. */
    @GetMapping({VERSION + "/comments", VERSION + "/attachments", VERSION + "/comments/{id}/{act:answer|settlement}",
        VERSION + "/attachments/{id}/strike"})
    String afterPaper(@PathVariable String key, @PathVariable String version) {
        return "redirect:/plans/" + key + "/versions/" + number(version) + "/papers";
    }

    private String papers(Plans.Version version, Typed typed, Actor actor, Model model) {
        if (!version.inside(actor)) {
            throw new NotFound("plan");
        }
        List<PlanComments.Comment> all = comments.of(version);
        model.addAttribute("version", version);
        model.addAttribute("comments", all.stream().map(comment -> new CommentRow(comment,
                comments.maySettle(comment, version, actor))).toList());
        model.addAttribute("mayComment", comments.may(version, actor));
        model.addAttribute("kept", model.containsAttribute("problem") ? kept(typed, all, version, actor) : "");
        model.addAttribute("mayAttach", attachments.may(version, actor));
        model.addAttribute("mayStrike", attachments.mayStrike(version, actor));
        model.addAttribute("maySign", life.options(version, actor).sign());
        model.addAttribute("files", files(version, actor));
        model.addAttribute("typed", typed);
        return "plan/papers";
    }

    /** What was typed into a form that stands on the page no more; empty where the form has it. */
    private String kept(Typed typed, List<PlanComments.Comment> all, Plans.Version version, Actor actor) {
        String answered = typed.value("answered");
        boolean takes = !typed.value("struck").isEmpty() ? attachments.mayStrike(version, actor)
                : comments.may(version, actor) && (answered.isEmpty()
                || all.stream().anyMatch(comment -> comment.open() && comment.id().toString().equals(answered)));
        return takes ? "" : typed.value("text") + typed.value("reason");
    }

    private List<FileRow> files(Plans.Version version, Actor actor) {
        return attachments.of(version, actor).stream().map(file -> new FileRow(file,
                organization.person(file.uploadedBy()), file.earlier(version),
                file.struck() ? organization.person(file.struckBy()) : "")).toList();
    }

    @GetMapping("/plans/{key}/attachments/{id}")
    ResponseEntity<Resource> attachment(@PathVariable String key, @PathVariable UUID id, Actor actor) {
        PlanAttachments.Attachment file = attachments.download(key, id, actor);
        return content(file, attachments.file(file));
    }

    /** Always to be saved, and never to be shown as a page of this site. */
    static ResponseEntity<Resource> content(PlanAttachments.Attachment file, Path content) {
        return ResponseEntity.ok().contentType(MediaType.parseMediaType(file.mediaType()))
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment()
                        .filename(file.name(), StandardCharsets.UTF_8).build().toString())
                .header("X-Content-Type-Options", "nosniff")
                .body(new FileSystemResource(content));
    }

    /** Every version of a plan with who did what when, its comments and files. */
    @GetMapping("/plans/{key}/history")
    String history(@PathVariable String key, Actor actor, Model model) {
        List<Plans.Version> versions = plans.history(key, actor);
        if (versions.isEmpty()) {
            throw new NotFound("plan");
        }
        List<PlanStep> steps = life.steps(key);
        model.addAttribute("key", key);
        model.addAttribute("name", versions.get(0).name());
        model.addAttribute("versions", versions.stream().map(version -> new VersionRow(version,
                steps.stream().filter(step -> step.version() == version.number())
                        .map(step -> new StepRow(step, organization.name(step.unit()))).toList(),
                version.inside(actor) ? comments.of(version) : List.of(),
                files(version, actor), organization.person(version.writer()),
                version.inside(actor))).toList());
        return "plan/history";
    }

    @PostMapping("/plans/{key}/offer")
    String takeOver(@PathVariable String key, Actor actor) {
        return "redirect:/plans/" + key + "?version=" + models.takeOver(key, actor).number() + "#life";
    }

    @GetMapping("/plans/{key}/offer")
    String afterOffer(@PathVariable String key) {
        return "redirect:/plans/" + key;
    }

    private static int number(String version) {
        if (!version.matches("\\d{1,6}")) {
            throw new NotFound("plan");
        }
        return Integer.parseInt(version);
    }

    record CommentRow(PlanComments.Comment comment, boolean maySettle) {
    }

    /**
     * @param earlier  whether the version said something else when the file came
     * @param struckBy name of who struck it; empty when nobody did
     */
    record FileRow(PlanAttachments.Attachment file, String by, boolean earlier, String struckBy) {
    }

    record StepRow(PlanStep step, String unit) {
    }

    record VersionRow(Plans.Version version, List<StepRow> steps, List<PlanComments.Comment> comments, List<FileRow> files,
                      String writer, boolean inside) {
    }
}
