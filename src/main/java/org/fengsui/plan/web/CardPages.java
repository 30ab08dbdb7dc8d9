package org.fengsui.plan.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.organization.Unit;
import org.fengsui.pdf.PdfPages;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanLibrary;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.NotFound;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.util.UriComponentsBuilder;

/** Cards of a plan and the duty list of a unit, as pages to print and as PDF: both show the same part. */
@Controller
class CardPages {

    private final Plans plans;
    private final PlanCards cards;
    private final UnitDuties duties;
    private final Organization organization;
    private final PdfPages pdf;

    CardPages(Plans plans, PlanCards cards, UnitDuties duties, Organization organization, PdfPages pdf) {
        this.plans = plans;
        this.cards = cards;
        this.duties = duties;
        this.organization = organization;
        this.pdf = pdf;
    }

    @GetMapping("/plans/{key}/cards")
    String page(@PathVariable String key, @RequestParam(defaultValue = "") String version,
                @RequestParam(defaultValue = "") String unit, @RequestParam(defaultValue = "") String post,
                @RequestParam(defaultValue = "") String level, @RequestParam(defaultValue = "") String card,
                Actor actor, Model model) {
        cards(key, version, unit, post, level, card, actor, model);
        return "plan/cards";
    }

    @GetMapping("/plans/{key}/cards.pdf")
    View sheets(@PathVariable String key, @RequestParam(defaultValue = "") String version,
                @RequestParam(defaultValue = "") String unit, @RequestParam(defaultValue = "") String post,
                @RequestParam(defaultValue = "") String level, @RequestParam(defaultValue = "") String card,
                Actor actor, Model model) {
        if (cards(key, version, unit, post, level, card, actor, model).isEmpty()) {
            throw new NotFound("plan");
        }
        return pdf.of("plan/cards-pdf", key + "-cards.pdf");
    }

    @GetMapping("/duties")
    String duties(@RequestParam(defaultValue = "") String unit, @RequestParam(defaultValue = "0") String page, Actor actor,
                  Model model) {
        duties(actor, unit, page, model);
        return "plan/duties";
    }

    @GetMapping("/duties.pdf")
    View dutiesOnPaper(@RequestParam(defaultValue = "") String unit, @RequestParam(defaultValue = "0") String page,
                       Actor actor, Model model) {
        Unit shown = duties(actor, unit, page, model);
        return pdf.of("plan/duties-pdf", shown.code() + "-duties.pdf");
    }

    private List<PlanCards.Card> cards(String key, String number, String unit, String post, String level, String card,
                                       Actor actor, Model model) {
        Plans.Version version = number.isEmpty() ? plans.shown(key, actor)
                : plans.version(key, PlanPages.number(number), actor);
        Plan plan = version.plan();
        Plan.Level chosen = plan.level(level).orElse(null);
        PlanCards.Kind kind = card.equals("procedure") ? PlanCards.Kind.PROCEDURE : PlanCards.Kind.EMERGENCY;
        Optional<Post> signing = Post.of(post).filter(cards.posts(plan)::contains);
        String chosenUnit = !unit.isEmpty() || signing.isPresent() ? unit
                : cards.units(plan).stream().map(Unit::code).filter(actor.workUnit()::equals).findFirst().orElse("");
        List<PlanCards.Card> made = new ArrayList<>();
        if (!chosenUnit.isEmpty()) {
            made.addAll(cards.ofUnit(version, chosenUnit, chosen, kind));
        }
        signing.ifPresent(one -> made.addAll(cards.ofPost(version, one, kind)));
        model.addAttribute("version", version);
        model.addAttribute("plan", plan);
        model.addAttribute("units", cards.units(plan).stream()
                .map(one -> new PlanSections.UnitChoice(one.code(), organization.name(one.code()))).toList());
        model.addAttribute("posts", cards.posts(plan).stream().map(Post::code).toList());
        model.addAttribute("unit", chosenUnit);
        model.addAttribute("post", signing.map(Post::code).orElse(""));
        model.addAttribute("level", chosen);
        model.addAttribute("card", kind.name().toLowerCase(Locale.ROOT));
        model.addAttribute("cards", made);
        return made;
    }

    /** The page and the paper show the same plans: each is read for it, and a unit may be named in thousands. */
    private Unit duties(Actor actor, String asked, String page, Model model) {
        Unit unit = duties.unit(asked, actor);
        int number = page.matches("\\d{1,6}") ? Integer.parseInt(page) : 0;
        UnitDuties.Listing listing = duties.of(unit, number, LibraryPages.SIZE);
        model.addAttribute("units", PlanLibrary.seesAll(actor) ? organization.units().stream()
                .filter(one -> one.parent() != null)
                .map(one -> new PlanSections.UnitChoice(one.code(), organization.name(one.code()))).toList() : List.of());
        model.addAttribute("unit", unit.code());
        model.addAttribute("unitName", organization.name(unit.code()));
        model.addAttribute("duties", listing.plans());
        model.addAttribute("page", number);
        model.addAttribute("pages", (listing.total() + LibraryPages.SIZE - 1) / LibraryPages.SIZE);
        model.addAttribute("address", UriComponentsBuilder.fromPath("/duties").queryParam("unit", "{u}").encode()
                .buildAndExpand(unit.code()).toUriString());
        return unit;
    }
}
