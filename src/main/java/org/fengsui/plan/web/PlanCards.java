package org.fengsui.plan.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.organization.Unit;
import org.fengsui.plan.LevelWords;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/**
 * Cards for the wall and the pocket, made from a plan. The emergency card (应急处置卡) says what one unit or post does at
 * one level, in the order of time; the procedure card (操作流程卡) how it goes about it, from the message to the end
 * (国办发〔2024〕5号 art. 17: 工作手册、行动方案, and 应急处置卡 of units and posts).
 */
@Component
class PlanCards {

    private static final Duration LAST = Duration.ofDays(3650);

    private final Organization organization;
    private final LevelWords levels;
    private final PlanWords words;
    private final MessageSource messages;

    PlanCards(Organization organization, LevelWords levels, PlanWords words, MessageSource messages) {
        this.organization = organization;
        this.levels = levels;
        this.words = words;
        this.messages = messages;
    }

    /** Kinds of card. */
    enum Kind { EMERGENCY, PROCEDURE }

    /**
     * One card: one sheet of paper.
     *
     * @param who     the unit or post
     * @param level   null where it is for all levels
     * @param reports to whom it reports
     */
    record Card(Kind kind, String who, String plan, int version, Plan.Level level, List<Line> lines, List<String> supports,
                String reports) {
        public String kindCode() {
            return kind.name().toLowerCase(Locale.ROOT);
        }
    }

    /** One line. @param limits by when; may be empty. @param note what else; may be empty */
    record Line(String title, String limits, String note, String clause) {
    }

    /** Cards of a unit. @param chosen null = one card for each level at which the unit has to do something */
    List<Card> ofUnit(Plans.Version version, String unit, Plan.Level chosen, Kind kind) {
        Plan plan = version.plan();
        List<Card> cards = new ArrayList<>();
        for (Plan.Level level : plan.levels()) {
            if (chosen == null || chosen.equals(level)) {
                List<Plan.Action> own = actions(plan, unit, level);
                List<String> supports = supports(plan, unit, level);
                if (!own.isEmpty() || !supports.isEmpty()) {
                    cards.add(new Card(kind, organization.name(unit), version.name(), version.number(), level,
                            kind == Kind.EMERGENCY ? lines(plan, own, level)
                                    : procedure(plan, own, level, closing(plan, unit, level)),
                            kind == Kind.EMERGENCY ? supports : List.of(), message("plan.card.reports-to-office")));
                }
            }
        }
        return cards;
    }

    /** The card of a post that signs: at which level, by whose authority, and how. */
    List<Card> ofPost(Plans.Version version, Post post, Kind kind) {
        Plan plan = version.plan();
        List<Line> lines = new ArrayList<>();
        for (Plan.Level level : plan.levels()) {
            if (level.authority().posts().contains(post.code())) {
                lines.add(new Line(message("plan.card.sign-launch", levels.text(level)), "", level.authority().text(),
                        level.authority().clause()));
            }
            if (level.endingAuthority().posts().contains(post.code())) {
                lines.add(new Line(message("plan.card.sign-end", levels.text(level)), "", level.endingAuthority().text(),
                        level.endingAuthority().clause()));
            }
        }
        if (lines.isEmpty()) {
            return List.of();
        }
        if (kind == Kind.PROCEDURE) {
            String written = plan.writtenApprovalWithin() == null ? "" : message("plan.card.written",
                    words.duration(plan.writtenApprovalWithin()));
            lines = Stream.of("asked", "basis", "decide", "oral", "change", "end").map(step -> new Line(
                    message("plan.card.post." + step), step.equals("oral") ? written : "",
                    message("plan.card.post-note." + step), "")).toList();
        }
        return List.of(new Card(kind, message("post." + post.code()), version.name(), version.number(), null, lines,
                List.of(), message("plan.card.reports-to-post")));
    }

    /** Units that have something to do in a plan, in the order of the organisation. */
    List<Unit> units(Plan plan) {
        return organization.units().stream().filter(unit -> plan.levels().stream().anyMatch(level ->
                !actions(plan, unit.code(), level).isEmpty() || !supports(plan, unit.code(), level).isEmpty())).toList();
    }

    /** Posts that sign something in a plan. */
    List<Post> posts(Plan plan) {
        return Stream.of(Post.values()).filter(post -> plan.levels().stream().anyMatch(level ->
                level.authority().posts().contains(post.code())
                        || level.endingAuthority().posts().contains(post.code()))).toList();
    }

    /** What a unit has to do at a level, the most urgent first; what lasts comes last. */
    List<Plan.Action> actions(Plan plan, String unit, Plan.Level level) {
        return plan.actions().stream().filter(action -> action.phase() == Plan.Phase.ACTIVE)
                .filter(action -> action.levels().containsKey(level.code())).filter(action -> leads(action, unit))
                .sorted(Comparator.comparing((Plan.Action action) -> urgency(action, level))).toList();
    }

    /** What a unit leads after the end of a response at a level (后期处置). */
    List<Plan.Action> closing(Plan plan, String unit, Plan.Level level) {
        return plan.actions().stream().filter(action -> action.phase() == Plan.Phase.CLOSING)
                .filter(action -> action.levels().containsKey(level.code())).filter(action -> leads(action, unit)).toList();
    }

    /** What it helps others with, with the unit that leads. */
    List<String> supports(Plan plan, String unit, Plan.Level level) {
        return plan.actions().stream().filter(action -> action.levels().containsKey(level.code())
                        && action.supporting().contains(unit))
                .map(action -> message("plan.card.supports", action.title(), action.everyDistrict()
                        ? message("page.plan.every-district") : organization.name(action.unit()))).toList();
    }

    private boolean leads(Plan.Action action, String unit) {
        return action.everyDistrict() ? organization.unit(unit).map(Unit::isDistrict).orElse(false)
                : action.unit().equals(unit);
    }

    private static Duration urgency(Plan.Action action, Plan.Level level) {
        Plan.Terms terms = action.levels().get(level.code());
        return action.kind() == Plan.Kind.STANDING ? LAST.plusDays(1)
                : Optional.ofNullable(terms.dueWithin()).or(() -> Optional.ofNullable(terms.receiptWithin())).orElse(LAST);
    }

    List<Line> lines(Plan plan, List<Plan.Action> actions, Plan.Level level) {
        return actions.stream().map(action -> line(plan, action, level)).toList();
    }

    private Line line(Plan plan, Plan.Action action, Plan.Level level) {
        Plan.Terms terms = action.levels().get(level.code());
        String situation = plan.situation(action.situation()).map(one -> message("page.plan.situation", one.name())).orElse("");
        String note = Stream.of(situation, terms.note(), action.evidence().isEmpty() ? ""
                        : message("plan.card.evidence", action.evidence())).filter(text -> text != null && !text.isEmpty())
                .reduce((one, other) -> one + " · " + other).orElse("");
        return new Line(action.title(), words.limits(plan, action, terms), note, action.clause());
    }

    /** Receive, acknowledge, do, report, end. */
    private List<Line> procedure(Plan plan, List<Plan.Action> own, Plan.Level level, List<Plan.Action> closing) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(message("plan.card.step.receive"), "", message("plan.card.step.receive.note"), ""));
        Optional<Duration> soonest = own.stream().map(action -> action.levels().get(level.code()).receiptWithin())
                .filter(within -> within != null).min(Comparator.naturalOrder());
        lines.add(new Line(message("plan.card.step.acknowledge"),
                soonest.map(within -> message("plan.limit.receipt", words.duration(within))).orElse(""),
                message("plan.card.step.acknowledge.note"), ""));
        own.stream().filter(action -> action.kind() != Plan.Kind.REPORT)
                .forEach(action -> lines.add(line(plan, action, level)));
        List<Plan.Action> reports = own.stream().filter(action -> action.kind() == Plan.Kind.REPORT).toList();
        reports.forEach(action -> lines.add(line(plan, action, level)));
        lines.add(new Line(message("plan.card.step.report"), "", message("plan.card.step.report.note"), ""));
        lines.add(new Line(message("plan.card.step.cannot"), "", message("plan.card.step.cannot.note"), ""));
        lines.add(new Line(message("plan.card.step.change"), "", message("plan.card.step.change.note"), ""));
        lines.add(new Line(message("plan.card.step.end"), "", closing.isEmpty() ? message("plan.card.step.end.note")
                : words.listed(closing.stream().map(Plan.Action::title).toList()), ""));
        return lines;
    }

    private String message(String key, Object... arguments) {
        return messages.getMessage(key, arguments, LocaleContextHolder.getLocale());
    }
}
