package org.fengsui.plan.web;

import java.util.List;
import java.util.stream.Collectors;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.organization.Unit;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Checks;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Cards of a plan (应急处置卡、操作流程卡) and the duties of a unit, for systems that show them in their own way. */
@RestController
@RequestMapping("/api/v1")
class CardApi {

    private final Plans plans;
    private final PlanCards cards;
    private final UnitDuties duties;
    private final Organization organization;

    CardApi(Plans plans, PlanCards cards, UnitDuties duties, Organization organization) {
        this.plans = plans;
        this.cards = cards;
        this.duties = duties;
        this.organization = organization;
    }

    /**
     * @param kind     emergency or procedure
     * @param who      the unit or post, by name
     * @param plan     by name
     * @param level    code; null where it is for all levels
     * @param supports what the unit helps others with
     * @param reports  to whom it reports
     */
    record CardView(String kind, String who, String plan, int version, String level, List<LineView> lines,
                    List<String> supports, String reports) {

        static CardView of(PlanCards.Card one) {
            return new CardView(one.kindCode(), one.who(), one.plan(), one.version(),
                    one.level() == null ? null : one.level().code(), one.lines().stream().map(LineView::of).toList(),
                    one.supports(), one.reports());
        }
    }

    /** @param limits by when, in words; may be empty */
    record LineView(String title, String limits, String note, String clause) {

        static LineView of(PlanCards.Line one) {
            return new LineView(one.title(), one.limits(), one.note(), one.clause());
        }
    }

    /**
     * Cards of a version: the one in force, or else the newest that the caller may read.
     *
     * @param unit  code; without unit and post it is the caller's own
     * @param post  code of a post that signs
     * @param level code; missing = a card for each level
     * @param card  emergency (应急处置卡) or procedure (操作流程卡)
     */
    @GetMapping("/plans/{key}/cards")
    List<CardView> planCards(@PathVariable String key, @RequestParam(required = false) Integer version,
                             @RequestParam(defaultValue = "") String unit, @RequestParam(defaultValue = "") String post,
                             @RequestParam(defaultValue = "") String level,
                             @RequestParam(defaultValue = "emergency") String card, Actor actor) {
        Plans.Version shown = version == null ? plans.shown(key, actor) : plans.version(key, version, actor);
        Checks checks = new Checks();
        if (!unit.isEmpty() && organization.unit(unit).isEmpty()) {
            checks.refuse("unit", "unknown-unit", unit);
        }
        if (!post.isEmpty() && Post.of(post).isEmpty()) {
            checks.refuse("post", "unknown-post", post);
        }
        if (!level.isEmpty() && shown.plan().level(level).isEmpty()) {
            checks.refuse("level", "unknown-level", level, shown.plan().levels().stream().map(Plan.Level::code)
                    .collect(Collectors.joining(", ")));
        }
        if (!card.equals("emergency") && !card.equals("procedure")) {
            checks.refuse("card", "unknown-choice", "emergency, procedure");
        }
        checks.done();
        return cards.choose(shown, new PlanCards.Asked(unit, post, level, card), actor).cards().stream()
                .map(CardView::of).toList();
    }

    /** @param content one for each plan in force that has something for the unit to do */
    record DutiesPage(String unit, String name, List<DutiesView> content, int page, int size, long totalElements) {
    }

    /**
     * @param member duty of the unit as a member (成员单位); may be empty
     * @param groups work groups that it leads or belongs to
     */
    record DutiesView(String plan, String name, int version, String member, List<LineView> groups,
                      List<LevelDutiesView> levels) {

        static DutiesView of(UnitDuties.ByPlan one) {
            return new DutiesView(one.key(), one.name(), one.version(), one.member(), views(one.groups()),
                    one.levels().stream().map(level -> new LevelDutiesView(level.level().code(), views(level.lines()),
                            level.supports(), views(level.closing()))).toList());
        }
    }

    /**
     * @param lines    what the unit leads while the level holds, the most urgent first
     * @param supports what it helps others with
     * @param closing  what it leads after the end
     */
    record LevelDutiesView(String level, List<LineView> lines, List<String> supports, List<LineView> closing) {
    }

    /** What a unit has to do by all plans in force. @param unit code; missing = the caller's own */
    @GetMapping("/duties")
    DutiesPage unitDuties(@RequestParam(defaultValue = "") String unit, @RequestParam(defaultValue = "0") int page,
                          @RequestParam(defaultValue = "50") int size, Actor actor) {
        Checks checks = new Checks();
        checks.page(page, size);
        checks.done();
        Unit shown = duties.unit(unit, actor);
        UnitDuties.Listing found = duties.of(shown, page, size);
        return new DutiesPage(shown.code(), organization.name(shown.code()),
                found.plans().stream().map(DutiesView::of).toList(), page, size, found.total());
    }

    private static List<LineView> views(List<PlanCards.Line> lines) {
        return lines.stream().map(LineView::of).toList();
    }
}
