package org.fengsui.audit.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.fengsui.audit.Audit;
import org.fengsui.audit.AuditLog;
import org.fengsui.audit.ChainState;
import org.fengsui.audit.Verification;
import org.fengsui.audit.Who;
import org.fengsui.audit.spi.Directory;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/** The record (审计记录) for the auditor: filtered, searched, verified, exported. Others find nothing here. */
@Controller
class AuditPages {

    private static final int SIZE = 50;
    /** Counted this far; nobody pages further. */
    private static final int MOST = 10_000;
    private static final List<String> RESULTS = List.of("ok", "refused", "error");
    private static final List<String> MODULES =
            List.of("access", "incident", "response", "task", "plan", "organization", "audit");
    private static final List<String> FIELDS = List.of("q", "from", "to", "actor", "unit", "type", "result", "about");

    private final AuditLog log;
    private final Verification verification;
    private final ChainState chain;
    private final Audit audit;
    private final Directory directory;
    private final MessageSource messages;
    private final JsonMapper json;
    private final ZoneId zone;

    AuditPages(AuditLog log, Verification verification, ChainState chain, Audit audit, Directory directory,
               MessageSource messages, JsonMapper json, ZoneId zone) {
        this.log = log;
        this.verification = verification;
        this.chain = chain;
        this.audit = audit;
        this.directory = directory;
        this.messages = messages;
        this.json = json;
        this.zone = zone;
    }

    @GetMapping("/audit")
    String list(@RequestParam MultiValueMap<String, String> sent, Model model, HttpServletResponse answer) {
        Who who = audit.current();
        AuditLog.require(who);
        return page(Typed.of(sent), who, model, answer);
    }

    private String page(Typed typed, Who who, Model model, HttpServletResponse answer) {
        model.addAttribute("typed", typed);
        model.addAttribute("units", directory.unitNames());
        model.addAttribute("modules", MODULES);
        model.addAttribute("results", RESULTS);
        String address = address("/audit", "", typed);
        model.addAttribute("address", address);
        model.addAttribute("csv", address("/audit/export", "csv", typed));
        model.addAttribute("json", address("/audit/export", "json", typed));
        model.addAttribute("chain", chain.now());
        int page = typed.value("page").matches("\\d{1,5}") ? Integer.parseInt(typed.value("page")) : 0;
        model.addAttribute("page", page);
        try {
            AuditLog.Filter filter = filter(typed);
            AuditLog.Listing found = log.list(filter, page, SIZE, MOST, who);
            model.addAttribute("narrowed", !filter.equals(AuditLog.Filter.ALL));
            model.addAttribute("rows", found.content().stream().map(this::row).toList());
            model.addAttribute("total", found.totalElements());
            model.addAttribute("more", found.totalElements() > MOST && !filter.equals(AuditLog.Filter.ALL));
            model.addAttribute("pages", (found.totalElements() + SIZE - 1) / SIZE);
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            model.addAttribute("narrowed", true);
            model.addAttribute("rows", List.of());
            model.addAttribute("total", 0L);
            model.addAttribute("more", false);
            model.addAttribute("pages", 0L);
        }
        return "audit/list";
    }

    @GetMapping("/audit/{id:\\d{1,4}-\\d{1,18}}")
    String entry(@PathVariable String id, Model model) {
        int dash = id.indexOf('-');
        int lane = Integer.parseInt(id.substring(0, dash));
        long seq = Long.parseLong(id.substring(dash + 1));
        AuditLog.Entry entry = log.entry(lane, seq, audit.current());
        model.addAttribute("entry", entry);
        model.addAttribute("row", row(entry));
        model.addAttribute("detail", json.writerWithDefaultPrettyPrinter().writeValueAsString(json.readTree(entry.detail())));
        model.addAttribute("before", seq > 1 ? lane + "-" + (seq - 1) : null);
        return "audit/entry";
    }

    @PostMapping("/audit/verification")
    String verify(Model model, HttpServletResponse answer) {
        Who who = audit.current();
        AuditLog.require(who);
        try {
            verification.verify(who);
            return "redirect:/audit";
        } catch (Refusal problem) {
            model.addAttribute("problem", problem);
            String page = page(Typed.nothing(), who, model, answer);
            answer.setStatus(problem.status());
            return page;
        }
    }

    /** Where a reader lands who reloads a refused verification. */
    @GetMapping("/audit/verification")
    String afterwards() {
        AuditLog.require(audit.current());
        return "redirect:/audit";
    }

    /** The entries that the filter leaves, all of them, written as they come out of the database. */
    @GetMapping("/audit/export")
    void export(@RequestParam(defaultValue = "csv") String format, @RequestParam MultiValueMap<String, String> sent, HttpServletResponse answer)
            throws IOException {
        Who who = audit.current();
        AuditLog.require(who);
        AuditLog.Filter filter = filter(Typed.of(sent));
        switch (format) {
            case "csv" -> {
                Writer out = begin("text/csv", "csv", answer);
                // Without the mark, Excel reads Chinese as if it were written on an old machine.
                out.write('\uFEFF');
                out.write(Csv.line(List.of("id", "at", "node", "actor", "actorName", "unit", "posts", "origin", "type",
                        "result", "incidentId", "responseId", "taskId", "detail", "algorithm", "previous", "hash")));
                log.export(filter, format, who, e -> write(out, Csv.line(List.of(e.id(), e.at().toString(), e.node(),
                        e.actor(), e.actorName(), e.unit(), String.join(" ", e.posts()), e.origin(), e.type(),
                        e.result(), text(e.incidentId()), text(e.responseId()), text(e.taskId()), e.detail(),
                        e.algorithm(), e.previous(), e.hash()))));
                out.flush();
            }
            case "json" -> {
                Writer out = begin("application/json", "json", answer);
                String[] between = {"[\n"};
                log.export(filter, format, who, e -> {
                    write(out, between[0] + json.writeValueAsString(AuditApi.EntryView.of(e)));
                    between[0] = ",\n";
                });
                out.write(between[0].equals("[\n") ? "[]\n" : "\n]\n");
                out.flush();
            }
            default -> throw new NotFound("format");
        }
    }

    private static Writer begin(String type, String ending, HttpServletResponse answer) throws IOException {
        answer.setContentType(type);
        answer.setCharacterEncoding(StandardCharsets.UTF_8.name());
        answer.setHeader("Content-Disposition", "attachment; filename=\"fengsui-audit." + ending + "\"");
        answer.setHeader("Cache-Control", "no-store");
        return answer.getWriter();
    }

    private static void write(Writer out, String text) {
        try {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(UUID id) {
        return id == null ? "" : id.toString();
    }

    private AuditLog.Filter filter(Typed typed) {
        Checks checks = new Checks();
        String text = checks.optional("q", typed.value("q"), Checks.TITLE);
        String actor = checks.optional("actor", typed.value("actor"), Checks.TITLE);
        String unit = checks.optional("unit", typed.value("unit"), Checks.TITLE);
        String type = checks.optional("type", typed.value("type"), Checks.TITLE);
        choice(typed.value("result"), checks);
        LocalDate from = typed.date("from", checks);
        LocalDate to = typed.date("to", checks);
        if (from != null && to != null && to.isBefore(from)) {
            checks.refuse("to", "before-from", from);
        }
        UUID about = null;
        if (!typed.value("about").isEmpty()) {
            try {
                about = UUID.fromString(typed.value("about").strip());
            } catch (IllegalArgumentException noId) {
                checks.refuse("about", "not-an-id");
            }
        }
        checks.done();
        return new AuditLog.Filter(start(from), start(to == null ? null : to.plusDays(1)), actor, unit, type,
                typed.value("result"), text, about);
    }

    static void choice(String result, Checks checks) {
        if (!result.isEmpty() && !RESULTS.contains(result)) {
            checks.refuse("result", "unknown-choice", String.join(", ", RESULTS));
        }
    }

    private Instant start(LocalDate day) {
        return day == null ? null : day.atStartOfDay(zone).toInstant();
    }

    private static String address(String path, String format, Typed typed) {
        UriComponentsBuilder address = UriComponentsBuilder.fromPath(path);
        if (!format.isEmpty()) {
            address.queryParam("format", format);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (String field : FIELDS) {
            if (!typed.value(field).isEmpty()) {
                address.queryParam(field, "{" + field + "}");
                values.put(field, typed.value(field));
            }
        }
        return address.encode().buildAndExpand(values).toUriString();
    }

    private Row row(AuditLog.Entry entry) {
        Locale locale = LocaleContextHolder.getLocale();
        String comma = messages.getMessage("layout.list-comma", null, "、", locale);
        String posts = String.join(comma, entry.posts().stream().sorted()
                .map(post -> messages.getMessage("post." + post, null, post, locale)).toList());
        String result = entry.done() || entry.result().equals(Audit.FAILED)
                ? messages.getMessage("audit.result." + entry.result(), null, locale)
                : messages.getMessage("audit.refused-as", new Object[] {entry.result()}, locale);
        return new Row(entry, messages.getMessage("audit.type." + entry.type(), null, entry.type(), locale),
                entry.unit().isEmpty() ? "" : directory.unitName(entry.unit()), posts, result);
    }

    /** An entry in the reader's words. */
    record Row(AuditLog.Entry entry, String type, String unit, String posts, String result) {
    }
}
