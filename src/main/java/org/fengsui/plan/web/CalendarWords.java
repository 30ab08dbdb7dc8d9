package org.fengsui.plan.web;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.PlanCalendar;
import org.fengsui.plan.PlanRhythm;
import org.fengsui.plan.PlanRhythm.Due;
import org.fengsui.plan.PlanRhythm.Standing;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** The calendar of plans in words; pages reach it as {@code @planDates}. */
@Component("planDates")
class CalendarWords {

    /** As many of any list on the home page. */
    private static final int SHOWN = 8;

    private final PlanCalendar calendar;
    private final Organization organization;
    private final MessageSource messages;

    CalendarWords(PlanCalendar calendar, Organization organization, MessageSource messages) {
        this.calendar = calendar;
        this.organization = organization;
        this.messages = messages;
    }

    /** What falls due with a plan in force; null when there is none. */
    public SheetView of(String key) {
        return calendar.find(key).map(this::view).orElse(null);
    }

    /** What was recorded of a plan, be it in force or not. */
    public Recorded recorded(String key) {
        return new Recorded(entries(calendar.entries(key)), revisions(calendar.revisions(key)));
    }

    /** What the reader is reminded of on the home page: the most urgent, and how many there are. */
    public Reminders reminders(Actor actor) {
        List<PlanCalendar.Line> all = calendar.reminders(actor);
        return new Reminders(all.stream().limit(SHOWN).map(this::view).toList(), all.size());
    }

    SheetView view(PlanCalendar.Sheet sheet) {
        LocalDate today = calendar.today();
        PlanRhythm.Filing filing = PlanRhythm.filing(sheet.version().about());
        List<PlanRhythm.DrillRule> drills = PlanRhythm.drillRules(sheet.version().about(), sheet.safety());
        return new SheetView(sheet, sheet.dues().stream().map(due -> due(due, due.standing(today), drills.stream().findFirst(),
                        sheet.version().about().drillClause())).toList(),
                say("filing." + filing.to()), filing.reading(),
                drills.stream().map(rule -> drill(rule, sheet.version().about().drillClause())).toList(),
                entries(sheet.entries()), revisions(sheet.revisions()),
                code(sheet.safety()), unknown(sheet.dues().stream().map(Due::unknown).flatMap(Set::stream)
                        .collect(Collectors.toCollection(TreeSet::new))));
    }

    private List<EntryView> entries(List<PlanCalendar.Entry> entries) {
        return entries.stream().map(entry -> new EntryView(entry, code(entry.kind()),
                organization.person(entry.recordedBy()))).toList();
    }

    private List<RevisionView> revisions(List<PlanCalendar.Revision> revisions) {
        return revisions.stream().map(one -> new RevisionView(one, code(one.reason()),
                one.matters().stream().map(matter -> messages.getMessage("plan.difference.matter." + code(matter),
                        null, LocaleContextHolder.getLocale())).collect(Collectors.joining(comma())),
                organization.person(one.openedBy()))).toList();
    }

    LineView view(PlanCalendar.Line line) {
        DueView due = line.revision() == null
                ? due(line.due(), line.standing(), Optional.ofNullable(line.drill()), line.plan().about().drillClause())
                : new DueView(code(line.due().duty()), line.due().on(), null, code(line.standing()),
                        line.due().on() == null ? say("revision-open", date(line)) : left(line.due(), line.standing()),
                        say(line.revision().fullProcedure() ? "revision-full" : "revision-simple"), line.revision().text());
        return new LineView(line, due);
    }

    private String date(PlanCalendar.Line line) {
        return LocalDate.ofInstant(line.revision().openedAt(), calendar.zone()).toString();
    }

    private DueView due(Due due, Standing standing, Optional<PlanRhythm.DrillRule> drill, String clause) {
        String rule = due.duty() == PlanRhythm.Duty.DRILL ? drill.map(one -> drill(one, clause)).orElseThrow()
                : say("rule." + due.rule());
        return new DueView(code(due.duty()), due.on(), due.done(), code(standing), left(due, standing), rule, "");
    }

    private String drill(PlanRhythm.DrillRule rule, String clause) {
        String said = rule.code().equals("own") ? clause.isEmpty() ? say("rule.own", rule.months())
                : say("rule.own-clause", rule.months(), clause) : say("rule." + rule.code());
        return rule.reading() ? say("reading", said) : said;
    }

    /** {@code 还有 12 天}, {@code 逾期 30 天}. */
    private String left(Due due, Standing standing) {
        return switch (standing) {
            case DONE -> say("done", due.done().toString());
            case DONE_LATE -> say("done-late", due.done().toString());
            case UNDATED -> say(switch (due.duty()) {
                case PRINTING -> "not-yet";
                case FILING, RELEASE -> "undated";
                default -> "undated-since";
            });
            default -> {
                long days = ChronoUnit.DAYS.between(calendar.today(), due.on());
                yield days < 0 ? say("late", -days) : days == 0 ? say("today") : say("left", days);
            }
        };
    }

    /** The years as a list; empty when all are known. */
    String unknown(Set<Integer> years) {
        return years.stream().map(String::valueOf).collect(Collectors.joining(comma()));
    }

    /** The years whose days off are known: {@code 2023、2024、2025、2026}. */
    public String knownYears() {
        return unknown(new TreeSet<>(calendar.knownYears()));
    }

    private String comma() {
        return messages.getMessage("layout.list-comma", null, LocaleContextHolder.getLocale());
    }

    private String say(String key, Object... arguments) {
        Object[] texts = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            texts[i] = String.valueOf(arguments[i]);
        }
        return messages.getMessage("plan.calendar." + key, texts, LocaleContextHolder.getLocale());
    }

    static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @param standing overdue, near, soon, later, undated, done or done-late
     * @param left     how long it has, or when it was done
     * @param about    what a revision is about; else empty
     */
    record DueView(String duty, LocalDate on, LocalDate done, String standing, String left, String rule, String about) {

        /** Classes of its badge. */
        public String badge() {
            return switch (standing) {
                case "overdue" -> "badge badge--late";
                case "near" -> "badge badge--wait";
                case "done", "done-late" -> "badge badge--done";
                case "undated" -> "badge badge--off";
                default -> "badge";
            };
        }

        public boolean late() {
            return standing.equals("overdue");
        }
    }

    record LineView(PlanCalendar.Line line, DueView due) {
    }

    record Recorded(List<EntryView> entries, List<RevisionView> revisions) {
        public boolean any() {
            return !entries.isEmpty() || !revisions.isEmpty();
        }
    }

    /** @param total of all, with those that are not shown */
    record Reminders(List<LineView> lines, int total) {
        public int more() {
            return total - lines.size();
        }
    }

    /**
     * @param filing  to whom it is filed and copied
     * @param reading whether that row of art. 26 is our reading
     * @param drills  the rules on drills, the strictest first
     * @param unknown years on the way whose days off are not known, as a list
     */
    record SheetView(PlanCalendar.Sheet sheet, List<DueView> dues, String filing, boolean reading, List<String> drills,
                     List<EntryView> entries, List<RevisionView> revisions, String safety, String unknown) {

        public List<RevisionView> open() {
            return revisions.stream().filter(one -> one.revision().open()).toList();
        }
    }

    record EntryView(PlanCalendar.Entry entry, String kind, String by) {
    }

    record RevisionView(PlanCalendar.Revision revision, String reason, String matters, String by) {
    }
}
