package org.fengsui.plan.web;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Differences;
import org.fengsui.plan.PlanDifference;
import org.fengsui.plan.PlanDifference.Item;
import org.fengsui.plan.PlanDifference.Kind;
import org.fengsui.plan.PlanDifference.Line;
import org.fengsui.plan.PlanDifference.Section;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.NotFound;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** What changed between two versions of a plan (版本差异), clause by clause. */
@Controller
class DifferencePages {

    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    private final Plans plans;
    private final Differences differences;
    private final Organization organization;

    DifferencePages(Plans plans, Differences differences, Organization organization) {
        this.plans = plans;
        this.differences = differences;
        this.organization = organization;
    }

    /** Without versions: from the one in force to the newest, or from the one before to the one in force. */
    @GetMapping("/plans/{key}/difference")
    String difference(@PathVariable String key, @RequestParam(defaultValue = "") String from,
                      @RequestParam(defaultValue = "") String to, @RequestParam(defaultValue = "") String section,
                      @RequestParam(defaultValue = "") String kind, @RequestParam(defaultValue = "") String unit,
                      @RequestParam(defaultValue = "") String matter, Actor actor, Model model) {
        List<Plans.Version> versions = plans.history(key, actor);
        if (versions.isEmpty()) {
            throw new NotFound("plan");
        }
        Plans.Version newer = to.isEmpty() ? versions.stream().filter(one -> !one.status().equals("withdrawn")).findFirst()
                .orElse(versions.get(0)) : version(versions, to);
        Plans.Version older = from.isEmpty() ? before(versions, newer) : version(versions, from);
        PlanDifference difference = differences.between(older, newer);
        Set<String> units = difference.items().stream().map(Item::units).flatMap(Set::stream).collect(Collectors.toSet());
        List<SectionView> shown = Stream.of(Section.values())
                .filter(one -> section.isEmpty() || CalendarWords.code(one).equals(section))
                .map(one -> new SectionView(CalendarWords.code(one), difference.in(one).stream()
                        .filter(item -> kind.isEmpty() || CalendarWords.code(item.kind()).equals(kind))
                        .filter(item -> unit.isEmpty() || item.units().contains(unit))
                        .filter(item -> matter.isEmpty() || !item.matters().isEmpty())
                        .map(DifferencePages::view).toList()))
                .filter(one -> !one.items().isEmpty()).toList();
        model.addAttribute("plan", newer.plan());
        model.addAttribute("versions", versions);
        model.addAttribute("older", older);
        model.addAttribute("newer", newer);
        model.addAttribute("empty", difference.empty());
        model.addAttribute("count", difference.items().size());
        model.addAttribute("full", difference.fullProcedure());
        model.addAttribute("matters", codes(difference.matters()));
        model.addAttribute("sections", shown);
        model.addAttribute("allSections", codes(List.of(Section.values())));
        model.addAttribute("unchanged", codes(difference.unchanged()));
        model.addAttribute("kinds", codes(List.of(Kind.values())));
        model.addAttribute("units", organization.allUnits().stream().filter(one -> units.contains(one.code()))
                .map(one -> new Choice(one.code(), organization.name(one.code()))).toList());
        model.addAttribute("section", section);
        model.addAttribute("kind", kind);
        model.addAttribute("unit", unit);
        model.addAttribute("matter", matter);
        model.addAttribute("filtered", !(section + kind + unit + matter).isEmpty());
        return "plan/difference";
    }

    /** What a version is compared with if nobody says: the one in force; for that one, the version before it. */
    static Plans.Version before(List<Plans.Version> versions, Plans.Version newer) {
        return versions.stream().filter(one -> one.status().equals("published") && one.number() != newer.number()).findFirst()
                .filter(one -> one.number() < newer.number())
                .or(() -> versions.stream().filter(one -> one.number() < newer.number()).findFirst()).orElse(newer);
    }

    private static Plans.Version version(List<Plans.Version> versions, String number) {
        return versions.stream().filter(one -> String.valueOf(one.number()).equals(number)).findFirst()
                .orElseThrow(() -> new NotFound("plan"));
    }

    private static ItemView view(Item item) {
        return new ItemView(CalendarWords.code(item.kind()), item.name(), item.key(), item.clause(), item.lines().stream()
                .map(line -> new LineView(line, line.matter() == null ? "" : CalendarWords.code(line.matter()),
                        language(line.before()), language(line.after()), language(line.field()))).toList(),
                codes(item.matters()));
    }

    /** The plan's own words are Chinese in every language. Null where there is none. */
    private static String language(String text) {
        return HAN.matcher(text).find() ? "zh-CN" : null;
    }

    private static List<String> codes(Collection<? extends Enum<?>> constants) {
        return constants.stream().map(CalendarWords::code).toList();
    }

    record SectionView(String code, List<ItemView> items) {
    }

    record ItemView(String kind, String name, String key, String clause, List<LineView> lines, List<String> matters) {
    }

    /** Languages of the value before, the one after, and the field; null = the page's. */
    record LineView(Line line, String matter, String before, String after, String field) {
    }

    record Choice(String code, String name) {
    }
}
