package org.fengsui.task.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.fengsui.form.Form;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.task.Attachments;
import org.fengsui.task.Forms;
import org.fengsui.task.Task;
import org.fengsui.task.TaskLists;
import org.fengsui.task.Tasks;
import org.springframework.context.MessageSource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartFile;

/** Unit tasks: receipt, progress, completion, return, chase-up, attachments. */
@RestController
@RequestMapping("/api/v1")
class TaskApi {

    private final Tasks tasks;
    private final TaskLists lists;
    private final Attachments attachments;
    private final Forms forms;
    private final MessageSource messages;
    private final Clock clock;

    TaskApi(Tasks tasks, TaskLists lists, Attachments attachments, Forms forms, MessageSource messages, Clock clock) {
        this.tasks = tasks;
        this.lists = lists;
        this.attachments = attachments;
        this.forms = forms;
        this.messages = messages;
        this.clock = clock;
    }

    /** @param counts number of tasks by state, under the other filters */
    record TaskPage(List<TaskView> content, int page, int size, long totalElements, Map<String, Long> counts) {
    }

    /**
     * The tasks of the caller's unit, late ones first.
     *
     * @param status all, open, received, running, late, done, withdrawn or returned
     * @param q      in the title, text or clause
     */
    @GetMapping("/tasks")
    TaskPage tasks(@RequestParam(defaultValue = "all") String status, @RequestParam(defaultValue = "") String unit,
                   @RequestParam(defaultValue = "") String actionKey, @RequestParam(defaultValue = "") String q,
                   @RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size,
                   Actor actor) {
        return page(lists.inbox(filter(status, unit, actionKey, q, page, size), page, size, actor));
    }

    /** The tasks of a response that the caller may see. */
    @GetMapping("/responses/{id}/tasks")
    TaskPage responseTasks(@PathVariable UUID id, @RequestParam(defaultValue = "all") String status,
                           @RequestParam(defaultValue = "") String unit,
                           @RequestParam(defaultValue = "") String actionKey,
                           @RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "0") int page,
                           @RequestParam(defaultValue = "200") int size, Actor actor) {
        TaskLists.Filter filter = filter(status, unit, actionKey, q, page, size);
        return page(lists.ofResponse(id, filter, page, size, actor));
    }

    record EntryView(Instant at, String actor, String unit, String type, String text) {
    }

    record TaskDetails(@JsonUnwrapped TaskView task, List<EntryView> entries, List<AttachmentView> attachments) {
    }

    @GetMapping("/tasks/{id}")
    TaskDetails task(@PathVariable UUID id, Actor actor) {
        return new TaskDetails(view(tasks.task(id, actor)),
                tasks.entries(id, actor).stream().map(entry -> new EntryView(entry.at(), entry.actor(), entry.unit(),
                        entry.type(), entry.text())).toList(),
                attachments(id, actor));
    }

    /** @param requestId optional, as in all that a unit sends: the same again succeeds, and changes nothing */
    record Receipt(String requestId) {
    }

    @PostMapping("/tasks/{id}/receipt")
    TaskView receiveTask(@PathVariable UUID id, @RequestBody(required = false) Receipt sent, Actor actor) {
        return view(tasks.receive(id, sent == null ? null : sent.requestId(), actor));
    }

    record Receipts(String requestId, List<UUID> ids) {
    }

    /** @param received those acknowledged by this call */
    record ReceiptsView(List<TaskView> received) {
    }

    @PostMapping("/tasks/receipts")
    ReceiptsView receiveTasks(@RequestBody Receipts sent, Actor actor) {
        if (sent.ids() == null || sent.ids().isEmpty() || sent.ids().stream().anyMatch(Objects::isNull)) {
            throw new Invalid("ids", "required");
        }
        if (sent.ids().size() > Checks.LARGEST_PAGE) {
            throw new Invalid("ids", "too-many", Checks.LARGEST_PAGE);
        }
        return new ReceiptsView(tasks.receiveAll(sent.ids(), sent.requestId(), actor).stream().map(this::view).toList());
    }

    record Progress(String requestId, String text) {
    }

    @PostMapping("/tasks/{id}/progress")
    TaskView reportProgress(@PathVariable UUID id, @RequestBody Progress sent, Actor actor) {
        return view(tasks.progress(id, sent.requestId(), sent.text(), actor));
    }

    /** @param form by field of the task's form; null where it has none */
    record Completion(String requestId, String result, Map<String, Object> form) {
    }

    @PostMapping("/tasks/{id}/completion")
    TaskView completeTask(@PathVariable UUID id, @RequestBody Completion sent, Actor actor) {
        return view(tasks.complete(id, sent.requestId(), sent.result(), sent.form(), actor));
    }

    record Return(String requestId, String reason) {
    }

    @PostMapping("/tasks/{id}/return")
    TaskView returnTask(@PathVariable UUID id, @RequestBody Return sent, Actor actor) {
        return view(tasks.giveBack(id, sent.requestId(), sent.reason(), actor));
    }

    /**
     * @param to   username of a colleague of the same unit
     * @param from optional: username of the handler from whom it is taken; refused when that has changed
     */
    record Handover(String requestId, String to, String note, String from) {
    }

    @PostMapping("/tasks/{id}/handover")
    TaskView handOverTask(@PathVariable UUID id, @RequestBody Handover sent, Actor actor) {
        return view(tasks.handOver(id, sent.requestId(), sent.to(), sent.note(), sent.from(), actor));
    }

    record GivenReason(String reason) {
    }

    @PostMapping("/tasks/{id}/chase")
    TaskView chaseTask(@PathVariable UUID id, @RequestBody GivenReason sent, Actor actor) {
        return view(tasks.chase(id, sent.reason(), actor));
    }

    record ChaseAnswer(String requestId, String answer) {
    }

    @PostMapping("/tasks/{id}/chase-answer")
    TaskView answerChase(@PathVariable UUID id, @RequestBody ChaseAnswer sent, Actor actor) {
        return view(tasks.answerChase(id, sent.requestId(), sent.answer(), actor));
    }

    record Reassignment(String unit, String note) {
    }

    /** @return the task opened in place of the returned one */
    @PostMapping("/tasks/{id}/reassignment")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<TaskView> reassignTask(@PathVariable UUID id, @RequestBody Reassignment sent, Actor actor) {
        TaskView view = view(tasks.reassign(id, sent.unit(), sent.note(), actor));
        return ResponseEntity.created(URI.create("/api/v1/tasks/" + view.id())).body(view);
    }

    @PostMapping("/tasks/{id}/return-acceptance")
    TaskView acceptReturn(@PathVariable UUID id, @RequestBody GivenReason sent, Actor actor) {
        return view(tasks.acceptReturn(id, sent.reason(), actor));
    }

    /** @param size in bytes */
    record AttachmentView(UUID id, UUID taskId, String name, String mediaType, long size, Instant uploadedAt,
                          String uploadedBy, String unit) {
        static AttachmentView of(Attachments.Attachment a) {
            return new AttachmentView(a.id(), a.taskId(), a.name(), a.mediaType(), a.size(), a.uploadedAt(),
                    a.uploadedBy(), a.unit());
        }
    }

    @PostMapping(path = "/tasks/{id}/attachments", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<AttachmentView> addAttachment(@PathVariable UUID id, @RequestParam MultipartFile file, Actor actor)
            throws IOException {
        if (file.getSize() > Attachments.LARGEST) {
            throw new MaxUploadSizeExceededException(Attachments.LARGEST);
        }
        try (InputStream content = file.getInputStream()) {
            AttachmentView view = AttachmentView.of(
                    attachments.add(id, file.getOriginalFilename(), content, actor));
            return ResponseEntity.created(URI.create("/api/v1/attachments/" + view.id())).body(view);
        }
    }

    @GetMapping("/tasks/{id}/attachments")
    List<AttachmentView> attachments(@PathVariable UUID id, Actor actor) {
        return attachments.ofTask(id, actor).stream().map(AttachmentView::of).toList();
    }

    /** The content, always to be saved and never to be shown as a page of this site. */
    @GetMapping(path = "/attachments/{id}", produces = MediaType.ALL_VALUE)
    ResponseEntity<Resource> attachment(@PathVariable UUID id, Actor actor) {
        Attachments.Attachment attachment = attachments.attachment(id, actor);
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(attachment.mediaType()))
                .contentLength(attachment.size())
                .cacheControl(CacheControl.maxAge(Duration.ofDays(1)).cachePrivate())
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment()
                        .filename(attachment.name(), StandardCharsets.UTF_8).build().toString())
                .header("X-Content-Type-Options", "nosniff")
                .body(new FileSystemResource(attachments.file(attachment)));
    }

    /** A form that a task asks for on completion. */
    record FormView(String key, List<FieldView> fields) {
        static FormView of(Form form) {
            return new FormView(form.key(), form.fields().stream().filter(Form.Field::input)
                    .map(f -> new FieldView(f.key(), f.type(), f.label(), f.description(), f.required(),
                            f.minLength(), f.maxLength(), f.min(), f.max(),
                            f.pattern() == null ? null : f.pattern().pattern(), f.options())).toList());
        }
    }

    record FieldView(String key, String type, String label, String description, boolean required, Integer minLength,
                     Integer maxLength, BigDecimal min, BigDecimal max, String pattern,
                     List<Form.Option> options) {
    }

    @GetMapping("/forms/{key}")
    FormView form(@PathVariable String key, Actor actor) {
        return FormView.of(forms.form(key).orElseThrow(() -> new NotFound("form")));
    }

    private static TaskLists.Filter filter(String status, String unit, String actionKey, String q, int page, int size) {
        Checks checks = new Checks();
        checks.page(page, size);
        String ofUnit = checks.optional("unit", unit, Checks.TITLE);
        String ofAction = checks.optional("actionKey", actionKey, Checks.TITLE);
        String text = checks.optional("q", q, Checks.TITLE);
        checks.done();
        return new TaskLists.Filter(status, ofUnit, ofAction, text, null);
    }

    private TaskPage page(TaskLists.Page page) {
        return new TaskPage(page.content().stream().map(this::view).toList(), page.page(), page.size(),
                page.totalElements(), page.counts());
    }

    private TaskView view(Task task) {
        return TaskView.of(task, clock.instant(), messages);
    }
}
