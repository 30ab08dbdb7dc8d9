package org.fengsui.plan.web;

import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.organization.Actor;
import org.fengsui.plan.PlanCalendar;
import org.fengsui.plan.PlanDifference.Matter;
import org.fengsui.plan.PlanRhythm.Duty;
import org.fengsui.plan.PlanRhythm.Safety;
import org.fengsui.plan.PlanRhythm.Standing;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
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
import org.springframework.web.util.UriComponentsBuilder;

/** What is to be done with plans and when (预案管理日历): over all plans, and of one, where it is recorded. */
@Controller
class CalendarPages {

    private static final MediaType ICS = new MediaType("text", "calendar", StandardCharsets.UTF_8);
    private static final int SIZE = 50;
    private static final int[] REMINDED_DAYS = {30, 7};

    private final PlanCalendar calendar;
    private final CalendarWords words;
    private final MessageSource messages;
    private final Clock clock;
    private final URI address;

    CalendarPages(PlanCalendar calendar, CalendarWords words, MessageSource messages, Clock clock,
                  @Value("${fengsui.public-address}") URI address) {
        this.calendar = calendar;
        this.words = words;
        this.messages = messages;
        this.clock = clock;
        this.address = address;
    }

    @GetMapping("/plans/calendar")
    String all(@RequestParam(defaultValue = "") String duty, @RequestParam(defaultValue = "0") String page, Model model) {
        List<PlanCalendar.Line> lines = calendar.lines().stream()
                .filter(line -> duty.isEmpty() || CalendarWords.code(line.due().duty()).equals(duty)).toList();
        List<PlanCalendar.Line> late = lines.stream().filter(line -> line.standing() == Standing.OVERDUE).toList();
        List<PlanCalendar.Line> undated = lines.stream().filter(line -> line.due().on() == null && !line.waits()).toList();
        // A plan whose printing is not recorded waits with all its duties: one entry.
        Collection<List<PlanCalendar.Line>> waiting = lines.stream().filter(PlanCalendar.Line::waits)
                .collect(Collectors.groupingBy(line -> line.plan().key(), LinkedHashMap::new, Collectors.toList())).values();
        List<List<PlanCalendar.Line>> entries = Stream.concat(Stream.of(late, lines.stream().filter(line ->
                line.due().on() != null && line.standing() != Standing.OVERDUE).toList(), undated).flatMap(List::stream)
                .map(List::of), waiting.stream()).toList();
        int number = page.matches("\\d{1,6}") ? Integer.parseInt(page) : 0;
        List<List<CalendarWords.LineView>> shown = entries.stream().skip((long) number * SIZE).limit(SIZE)
                .map(entry -> entry.stream().map(words::view).toList()).toList();
        List<CalendarWords.LineView> single = shown.stream().map(entry -> entry.get(0))
                .filter(line -> !line.line().waits()).toList();
        Map<YearMonth, List<CalendarWords.LineView>> months = new LinkedHashMap<>();
        single.stream().filter(line -> line.due().on() != null && !line.due().late()).forEach(line ->
                months.computeIfAbsent(YearMonth.from(line.due().on()), month -> new ArrayList<>()).add(line));
        model.addAttribute("duty", duty);
        model.addAttribute("duties", Stream.of(Duty.values()).map(CalendarWords::code).toList());
        model.addAttribute("late", single.stream().filter(line -> line.due().late()).toList());
        model.addAttribute("lateCount", late.size());
        model.addAttribute("months", months);
        model.addAttribute("undated", single.stream().filter(line -> line.due().on() == null).toList());
        model.addAttribute("undatedCount", undated.size());
        model.addAttribute("waiting", shown.stream().filter(entry -> entry.get(0).line().waits()).toList());
        model.addAttribute("waitingCount", waiting.size());
        model.addAttribute("unknown", words.unknown(lines.stream().flatMap(line -> line.due().unknown().stream())
                .collect(Collectors.toCollection(TreeSet::new))));
        model.addAttribute("page", number);
        model.addAttribute("pages", (entries.size() + SIZE - 1) / SIZE);
        model.addAttribute("address", UriComponentsBuilder.fromPath("/plans/calendar").queryParam("duty", "{d}").encode()
                .buildAndExpand(duty).toUriString());
        return "plan/calendar";
    }

    @GetMapping("/plans/calendar.ics")
    ResponseEntity<byte[]> icalendar() {
        return ResponseEntity.ok().contentType(ICS)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"fengsui-plans.ics\"").body(ics());
    }

    byte[] ics() {
        Icalendar days = new Icalendar(message("plan.calendar"), clock.instant());
        calendar.lines().stream().filter(line -> line.due().on() != null).map(words::view).forEach(one -> {
            String key = one.line().plan().key();
            String what = one.line().revision() == null ? one.due().duty() : "revision-" + one.line().revision().id();
            days.day(key + "-" + one.line().version() + "-" + what + "@" + address.getHost(), one.due().on(),
                    message("plan.calendar.duty." + one.due().duty()) + " " + one.line().plan().name(),
                    Stream.of(one.due().rule(), one.due().about()).filter(text -> !text.isEmpty())
                            .collect(Collectors.joining("\n")),
                    address.toString().replaceFirst("/$", "") + "/plans/" + key + "/calendar", REMINDED_DAYS);
        });
        return days.bytes();
    }

    @GetMapping("/plans/{key}/calendar")
    String one(@PathVariable String key, @RequestParam(defaultValue = "") String kind, Actor actor, Model model) {
        return page(key, Typed.nothing().preset("kind", kind), actor, model);
    }

    @PostMapping("/plans/{key}/calendar/{form:date|strike|safety|revision|end}")
    String keep(@PathVariable String key, @PathVariable String form, @RequestParam MultiValueMap<String, String> sent,
                Actor actor, Model model, HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        Map<String, Supplier<Object>> forms = Map.of(
                "date", () -> calendar.record(key, number(typed.value("version")), typed.value("kind"), day("on", typed),
                        typed.value("number"), typed.value("note"), actor),
                "strike", () -> calendar.strike(key, id(typed), typed.value("why"), actor),
                "safety", () -> calendar.classify(key, typed.value("safety"), actor),
                "revision", () -> calendar.revise(key, typed.value("reason"), typed.value("text"), typed.values("matters"),
                        day("wantedOn", typed), actor),
                "end", () -> calendar.endRevision(key, id(typed), typed.value("ending"), actor));
        try {
            forms.get(form).get();
            return "redirect:/plans/" + key + "/calendar";
        } catch (NotFound gone) {
            throw gone;
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            model.addAttribute("refused", form);
            return page(key, typed, actor, model);
        }
    }

    @GetMapping("/plans/{key}/calendar/{form:date|strike|safety|revision|end}")
    String afterKeeping(@PathVariable String key, @PathVariable String form) {
        return "redirect:/plans/" + key + "/calendar";
    }

    private String page(String key, Typed typed, Actor actor, Model model) {
        CalendarWords.SheetView sheet = words.view(calendar.sheet(key));
        if (typed.value("kind").isEmpty()) {
            typed.replace("kind", sheet.sheet().known().printed() == null ? "printing"
                    : sheet.dues().stream().filter(due -> due.done() == null).map(CalendarWords.DueView::duty).findFirst()
                    .orElse("drill"));
        }
        typed.preset("version", String.valueOf(sheet.sheet().version().number()));
        model.addAttribute("sheet", sheet);
        model.addAttribute("versions", calendar.recordable(key));
        model.addAttribute("typed", typed);
        model.addAttribute("keeps", PlanCalendar.keeps(actor));
        model.addAttribute("kinds", Stream.of(PlanCalendar.Kind.values()).map(PlanCalendar.Kind::code).toList());
        model.addAttribute("safeties", Stream.of(Safety.values()).map(CalendarWords::code).toList());
        model.addAttribute("reasons", Stream.of(PlanCalendar.Reason.values()).map(CalendarWords::code).toList());
        model.addAttribute("matters", Stream.of(Matter.values()).map(CalendarWords::code).toList());
        model.addAttribute("today", calendar.today());
        return "plan/dates";
    }

    /** Null for what is no version. */
    private static Integer number(String version) {
        return version.matches("\\d{1,6}") ? Integer.valueOf(version) : null;
    }

    private static LocalDate day(String field, Typed typed) {
        Checks checks = new Checks();
        LocalDate day = typed.date(field, checks);
        checks.done();
        return day;
    }

    private static UUID id(Typed typed) {
        try {
            return UUID.fromString(typed.value("id"));
        } catch (IllegalArgumentException e) {
            throw new NotFound("plan-date");
        }
    }

    private String message(String key) {
        return messages.getMessage(key, null, LocaleContextHolder.getLocale());
    }
}
