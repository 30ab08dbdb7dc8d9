package org.fengsui.task.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.task.Attachments;
import org.fengsui.task.Task;
import org.fengsui.task.TaskLists;
import org.fengsui.task.Tasks;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The inbox of a unit, and the page of a task with all that can be done on it. */
@Controller
@RequestMapping("/tasks")
class TaskController {

    /** Tabs of the unit's own tasks; late is reached from its own line. */
    private static final List<String> TABS = List.of("open", "received", "done", "all");
    /** The tab of what other units do and this one supports. */
    private static final String SUPPORTING = "supporting";
    private static final int PAGE_SIZE = 20;
    private static final int LONGEST_SEARCH = 100;

    private final Tasks tasks;
    private final TaskLists lists;
    private final Attachments attachments;
    private final TaskViews views;
    private final FormProblems problems;

    TaskController(Tasks tasks, TaskLists lists, Attachments attachments, TaskViews views, FormProblems problems) {
        this.tasks = tasks;
        this.lists = lists;
        this.attachments = attachments;
        this.views = views;
        this.problems = problems;
    }

    @GetMapping
    String inbox(@RequestParam(defaultValue = "open") String state, @RequestParam(defaultValue = "") String response,
                 @RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "0") String page, Actor actor,
                 Model model) {
        String tab = TABS.contains(state) || state.equals("late") || state.equals(SUPPORTING) ? state : "open";
        boolean supporting = tab.equals(SUPPORTING);
        String text = searchable(q);
        UUID chosen = id(response).orElse(null);
        TaskLists.Page own = lists.own(new TaskLists.Filter(supporting ? "running" : state(tab), "", "", text, chosen),
                pageNumber(page), PAGE_SIZE, actor);
        TaskLists.Page supported = lists.supported(new TaskLists.Filter("running", "", "", text, chosen), pageNumber(page),
                PAGE_SIZE, actor);
        TaskLists.Page found = supporting ? supported : own;
        List<TaskCard> cards = views.cards(found.content(), actor);
        Map<String, Long> counts = new LinkedHashMap<>();
        TABS.forEach(name -> counts.put(name, own.counts().get(state(name))));
        if (supporting || supported.totalElements() > 0) {
            counts.put(SUPPORTING, supported.totalElements());
        }
        model.addAttribute("tab", tab);
        model.addAttribute("counts", counts);
        model.addAttribute("late", own.counts().get("late"));
        model.addAttribute("cards", cards);
        model.addAttribute("receivable", cards.stream().filter(TaskCard::mayReceive).count());
        model.addAttribute("responses", views.responses(chosen, actor));
        model.addAttribute("response", chosen == null ? "" : chosen.toString());
        model.addAttribute("q", text);
        model.addAttribute("page", found.page());
        model.addAttribute("total", found.totalElements());
        model.addAttribute("counted", TaskLists.COUNTED);
        // Of a list that is not counted to its end, it is only known whether it goes on.
        model.addAttribute("pages", found.totalElements() < TaskLists.COUNTED
                ? (found.totalElements() + PAGE_SIZE - 1) / PAGE_SIZE
                : found.page() + (found.content().size() < PAGE_SIZE ? 1 : 2));
        return "task/inbox";
    }

    /** Acknowledges one task or several from the inbox, and comes back to it. */
    @PostMapping("/receipts")
    String receive(@RequestParam(defaultValue = "") List<String> ids, @RequestParam(defaultValue = "open") String state,
                   @RequestParam(defaultValue = "") String response, @RequestParam(defaultValue = "") String q,
                   Actor actor, RedirectAttributes redirect) {
        List<UUID> chosen = ids.stream().flatMap(text -> id(text).stream()).toList();
        int received = tasks.receiveAll(chosen, actor).size();
        redirect.addFlashAttribute("notice", chosen.isEmpty() ? "task.notice.none-ticked"
                : received == 0 ? "task.notice.received-before" : "task.notice.received-several");
        redirect.addFlashAttribute("noticeCount", received);
        redirect.addAttribute("state", state);
        if (id(response).isPresent()) {
            redirect.addAttribute("response", response);
        }
        if (!q.isBlank()) {
            redirect.addAttribute("q", searchable(q));
        }
        return "redirect:/tasks";
    }

    @GetMapping("/{id}")
    String task(@PathVariable UUID id, @RequestParam(name = "do", defaultValue = "") String form, Actor actor,
                Model model) {
        return show(views.page(id, actor), form, null, SentForm.nothing(), model);
    }

    /** Where a form's own address is opened again, after signing in anew or in the other language. */
    @GetMapping("/{id}/{form}")
    String form(@PathVariable UUID id, @PathVariable String form, RedirectAttributes redirect) {
        redirect.addAttribute("do", form);
        return "redirect:/tasks/" + id;
    }

    @PostMapping("/{id}/receipt")
    Object receipt(@PathVariable UUID id, Actor actor, @RequestParam MultiValueMap<String, String> sent, Model model,
                   HttpServletResponse response, RedirectAttributes redirect) {
        return act(id, SentForm.of("receipt", sent), actor, model, response, redirect,
                typed -> tasks.receive(id, typed.requestId(), actor));
    }

    @PostMapping("/{id}/progress")
    Object progress(@PathVariable UUID id, @RequestParam(required = false) List<MultipartFile> files,
                    @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                    HttpServletResponse response, RedirectAttributes redirect) {
        return act(id, SentForm.of("progress", sent), actor, model, response, redirect, typed -> {
            boolean attached = attach(id, files, actor);
            // Photos alone are progress too: their names stand in the history.
            return attached && (typed.text("text") == null || typed.text("text").isBlank()) ? tasks.task(id, actor)
                    : tasks.progress(id, typed.requestId(), typed.text("text"), actor);
        });
    }

    @PostMapping("/{id}/completion")
    Object completion(@PathVariable UUID id, @RequestParam(required = false) List<MultipartFile> files,
                      @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                      HttpServletResponse response, RedirectAttributes redirect) {
        return act(id, SentForm.of("completion", sent), actor, model, response, redirect, typed -> {
            attach(id, files, actor);
            return tasks.complete(id, typed.requestId(), typed.text("result"), typed.form(), actor);
        });
    }

    @PostMapping("/{id}/return")
    Object giveBack(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                    HttpServletResponse response, RedirectAttributes redirect) {
        return act(id, SentForm.of("return", sent), actor, model, response, redirect,
                typed -> tasks.giveBack(id, typed.requestId(), typed.text("reason"), actor));
    }

    @PostMapping("/{id}/handover")
    Object handOver(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                    HttpServletResponse response, RedirectAttributes redirect) {
        return act(id, SentForm.of("handover", sent), actor, model, response, redirect,
                typed -> tasks.handOver(id, typed.requestId(), typed.text("to"), typed.text("note"), typed.text("from"),
                        actor));
    }

    @PostMapping("/{id}/chase-answer")
    Object answerChase(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor,
                       Model model, HttpServletResponse response, RedirectAttributes redirect) {
        return act(id, SentForm.of("chase-answer", sent), actor, model, response, redirect,
                typed -> tasks.answerChase(id, typed.requestId(), typed.text("answer"), actor));
    }

    @PostMapping("/{id}/chase")
    Object chase(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                 HttpServletResponse response, RedirectAttributes redirect) {
        return act(id, SentForm.of("chase", sent), actor, model, response, redirect,
                typed -> tasks.chase(id, typed.text("reason"), actor));
    }

    @PostMapping("/{id}/reassignment")
    Object reassign(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                    HttpServletResponse response, RedirectAttributes redirect) {
        return act(id, SentForm.of("reassignment", sent), actor, model, response, redirect,
                typed -> tasks.reassign(id, typed.text("unit"), typed.text("note"), actor));
    }

    @PostMapping("/{id}/return-acceptance")
    Object acceptReturn(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor,
                        Model model, HttpServletResponse response, RedirectAttributes redirect) {
        return act(id, SentForm.of("return-acceptance", sent), actor, model, response, redirect,
                typed -> tasks.acceptReturn(id, typed.text("reason"), actor));
    }

    private interface Command {
        Task run(SentForm typed);
    }

    /**
     * Runs a command; when it is refused, shows the page again with the reason and all that was typed. The page's script
     * is answered in short, and keeps what was typed itself.
     */
    private Object act(UUID id, SentForm typed, Actor actor, Model model, HttpServletResponse response,
                       RedirectAttributes redirect, Command command) {
        try {
            Task task = command.run(typed);
            String notice = "task.notice." + typed.action();
            if (typed.byScript()) {
                return ResponseEntity.ok(FormAnswer.taken(problems.message(notice), "/tasks/" + task.id()));
            }
            redirect.addFlashAttribute("notice", notice);
            return "redirect:/tasks/" + task.id();
        } catch (NotFound e) {
            if (typed.byScript()) {
                return ResponseEntity.status(e.status()).body(FormAnswer.refused(problems.message("refusal.not-found"),
                        "", e.code(), "", List.of(), List.of()));
            }
            throw e;
        } catch (Refusal e) {
            TaskPage view = views.page(id, actor);
            FormProblem problem = problems.of(e, typed.action(), view.card().task().form());
            if (typed.byScript()) {
                return ResponseEntity.status(problem.status()).body(FormAnswer.refused(problem.words(), "/tasks/" + id,
                        e.code(), problems.ended(view.ended()), problem.fields(), view.actions()));
            }
            response.setStatus(problem.status().value());
            return show(view, typed.action(), problem,
                    e.code().equals("task-request-used") ? typed.renewed() : typed, model);
        }
    }

    private String show(TaskPage view, String form, FormProblem problem, SentForm typed, Model model) {
        model.addAttribute("view", view);
        model.addAttribute("open", form);
        model.addAttribute("problem", problem);
        model.addAttribute("typed", typed);
        // The form is gone with the state of the task; what was typed must not go with it.
        Map<String, String> unsent = new LinkedHashMap<>();
        if (problem != null && !view.may(typed.action())) {
            typed.values().forEach((field, values) -> {
                String text = String.join("、", values);
                if (!text.isBlank() && !field.equals("from")) {
                    unsent.put(problems.label(field, view.card().task().form()), text);
                }
            });
        }
        model.addAttribute("unsent", unsent);
        return "task/task";
    }

    /**
     * Stores the files that were sent. Those that can be stored are, whatever becomes of the others.
     *
     * @return whether there was any
     * @throws Invalid naming each file that was refused
     */
    private boolean attach(UUID id, List<MultipartFile> files, Actor actor) {
        List<Invalid.Field> refused = new ArrayList<>();
        boolean any = false;
        for (MultipartFile file : files == null ? List.<MultipartFile>of() : files) {
            String name = file.getOriginalFilename();
            if (name == null || name.isEmpty()) {
                continue;
            }
            any = true;
            try (InputStream content = file.getInputStream()) {
                attachments.add(id, name, content, actor);
            } catch (Invalid e) {
                e.fields().forEach(field -> refused.add(
                        new Invalid.Field("files", "of-file", name, problems.words(field))));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        if (!refused.isEmpty()) {
            throw new Invalid(refused);
        }
        return any;
    }

    /** What is late stands under what is to be done, whether acknowledged or not. */
    private static String state(String tab) {
        return tab.equals("open") ? "todo" : tab;
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text.strip()));
        } catch (IllegalArgumentException e) {
            // Not an id: a filter that names nothing, as an old link may.
            return Optional.empty();
        }
    }

    private static int pageNumber(String text) {
        return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }

    /** What can be looked for: no control characters, no half characters, not too long. */
    private static String searchable(String text) {
        StringBuilder kept = new StringBuilder();
        text.strip().codePoints().filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
                .limit(LONGEST_SEARCH).forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
