package org.fengsui.plan.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Differences;
import org.fengsui.plan.PlanCalendar;
import org.fengsui.plan.PlanDifference;
import org.fengsui.plan.PlanRhythm;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.NotFound;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What changed between versions of a plan, what is to be done with plans, and what was. */
@RestController
@RequestMapping("/api/v1/plans")
class CalendarApi {

    private final Plans plans;
    private final Differences differences;
    private final PlanCalendar calendar;

    CalendarApi(Plans plans, Differences differences, PlanCalendar calendar) {
        this.plans = plans;
        this.differences = differences;
        this.calendar = calendar;
    }

    /**
     * @param fullProcedure whether the revision goes through the full procedure (国办发〔2024〕5号 art. 36)
     * @param matters       what it touches of art. 36: command, procedure, measures, grading
     */
    record DifferenceView(String key, int from, int to, boolean fullProcedure, List<String> matters,
                          List<ChangeView> changes, List<String> unchanged) {
    }

    /** @param kind added, removed, changed or moved */
    record ChangeView(String section, String kind, String key, String name, String clause, Set<String> units,
                      List<FieldView> fields) {
    }

    /** @param matter null when it touches nothing of art. 36 */
    record FieldView(String field, String before, String after, String matter) {
    }

    /** From another version to this one; without {@code from}, from the one in force. */
    @GetMapping("/{key}/versions/{version}/difference")
    DifferenceView planDifference(@PathVariable String key, @PathVariable int version,
                                  @RequestParam(required = false) Integer from, Actor actor) {
        List<Plans.Version> versions = plans.history(key, actor);
        Plans.Version newer = find(versions, version);
        Plans.Version older = from == null ? DifferencePages.before(versions, newer) : find(versions, from);
        PlanDifference difference = differences.between(older.plan(), newer.plan());
        return new DifferenceView(key, older.number(), newer.number(), difference.fullProcedure(),
                codes(difference.matters()), difference.items().stream().map(CalendarApi::view).toList(),
                codes(difference.unchanged()));
    }

    private static Plans.Version find(List<Plans.Version> versions, int number) {
        return versions.stream().filter(one -> one.number() == number).findFirst().orElseThrow(() -> new NotFound("plan"));
    }

    private static ChangeView view(PlanDifference.Item item) {
        return new ChangeView(CalendarWords.code(item.section()), CalendarWords.code(item.kind()), item.key(), item.name(),
                item.clause(), new TreeSet<>(item.units()), item.lines().stream().map(line -> new FieldView(line.field(),
                line.before(), line.after(), line.matter() == null ? null : CalendarWords.code(line.matter()))).toList());
    }

    private static List<String> codes(Collection<? extends Enum<?>> constants) {
        return constants.stream().map(CalendarWords::code).toList();
    }

    /**
     * @param on           last day; null when it can't be told yet
     * @param standing     overdue, near (7 days), soon (30 days), later, undated, done, done-late
     * @param unknownYears years on the way whose days off are not known
     */
    record DueView(String plan, String name, String duty, LocalDate on, LocalDate done, String standing, String rule,
                   Set<Integer> unknownYears) {
    }

    record DuePage(List<DueView> content, int page, int size, long totalElements) {
    }

    /** What is to be done with plans in force: what is late first, then by day, what has no day last. */
    @GetMapping("/calendar")
    DuePage plansCalendar(@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size,
                          Actor actor) {
        Checks checks = new Checks();
        checks.page(page, size);
        checks.done();
        List<PlanCalendar.Line> all = calendar.lines();
        return new DuePage(all.stream().skip((long) page * size).limit(size).map(line -> due(line.plan().key(),
                line.plan().name(), line.due(), line.standing())).toList(), page, size, all.size());
    }

    private static DueView due(String key, String name, PlanRhythm.Due due, PlanRhythm.Standing standing) {
        return new DueView(key, name, CalendarWords.code(due.duty()), due.on(), due.done(), CalendarWords.code(standing),
                due.rule(), new TreeSet<>(due.unknown()));
    }

    /** @param safety whether order 708 applies: none, government, high-risk; assumed until somebody says so */
    record CalendarView(String plan, String name, int version, LocalDate printed, String number, String safety,
                        boolean safetyAssumed, List<DueView> dues, List<EntryView> entries, List<RevisionView> revisions) {
    }

    record EntryView(UUID id, int version, String kind, LocalDate on, String number, String note, String recordedBy,
                     Instant recordedAt, Instant struckAt, String struckReason) {

        static EntryView of(PlanCalendar.Entry entry) {
            return new EntryView(entry.id(), entry.version(), entry.kind().code(), entry.on(), entry.number(), entry.note(),
                    entry.recordedBy(), entry.recordedAt(), entry.struckAt(), entry.struckReason());
        }
    }

    record RevisionView(UUID id, int version, String reason, String text, List<String> matters, boolean fullProcedure,
                        LocalDate wantedOn, String openedBy, Instant openedAt, Integer doneInVersion, Instant endedAt,
                        String endedText) {

        static RevisionView of(PlanCalendar.Revision one) {
            return new RevisionView(one.id(), one.version(), CalendarWords.code(one.reason()), one.text(),
                    codes(one.matters()), one.fullProcedure(), one.wantedOn(), one.openedBy(), one.openedAt(), one.doneIn(),
                    one.endedAt(), one.endedText());
        }
    }

    /** What falls due with a plan in force, and what was recorded of it; of one out of use, what was recorded. */
    @GetMapping("/{key}/calendar")
    CalendarView planCalendar(@PathVariable String key, Actor actor) {
        PlanCalendar.Sheet sheet = calendar.sheet(key);
        return new CalendarView(key, sheet.version().name(), sheet.version().number(), sheet.known().printed(),
                sheet.number(), CalendarWords.code(sheet.safety()), sheet.assumed(),
                sheet.dues().stream().map(due -> due(key, sheet.version().name(), due, due.standing(calendar.today()))).toList(),
                sheet.entries().stream().map(EntryView::of).toList(),
                sheet.revisions().stream().map(RevisionView::of).toList());
    }

    /**
     * @param version that it was done with, which is or was in force; null = the one in force
     * @param kind    printing, filing, release, withheld, evaluation or drill
     */
    record NewDate(Integer version, String kind, LocalDate on, String number, String note) {
    }

    /** Records what was done with a version, and when. The same again changes nothing. */
    @PostMapping("/{key}/calendar/dates")
    @ResponseStatus(HttpStatus.CREATED)
    EntryView recordPlanDate(@PathVariable String key, @RequestBody NewDate date, Actor actor) {
        return EntryView.of(calendar.record(key, date.version(), date.kind(), date.on(), date.number(),
                date.note(), actor));
    }

    /**
     * @param reason  law, command, risk, resources, practice or other (art. 35)
     * @param matters of command, procedure, measures, grading (art. 36)
     */
    record NewRevision(String reason, String text, List<String> matters, LocalDate wantedOn) {
    }

    /**
     * Says that a plan has to be revised. The same again changes nothing; for the same reason in the same words, but with
     * another day or other matters, it takes the place of the former.
     */
    @PostMapping("/{key}/calendar/revisions")
    @ResponseStatus(HttpStatus.CREATED)
    RevisionView openPlanRevision(@PathVariable String key, @RequestBody NewRevision revision, Actor actor) {
        return RevisionView.of(calendar.revise(key, revision.reason(), revision.text(), revision.matters(),
                revision.wantedOn(), actor));
    }
}
