package org.fengsui.plan.web;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanLibrary;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** The library of plans (预案库): filtered, searched down to the line, paged. */
@Controller
class LibraryPages {

    static final int SIZE = 20;
    static final int LONGEST = 100;

    private final PlanLibrary library;

    LibraryPages(PlanLibrary library) {
        this.library = library;
    }

    @GetMapping("/plans")
    String list(@RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "") String hazard,
                @RequestParam(defaultValue = "") String type, @RequestParam(defaultValue = "") String tier,
                @RequestParam(defaultValue = "") String status, @RequestParam(defaultValue = "0") String page,
                Actor actor, Model model) {
        String text = q.length() <= LONGEST ? q.strip() : q.strip().substring(0, LONGEST);
        PlanLibrary.State state = state(status);
        int number = page.matches("\\d{1,6}") ? Integer.parseInt(page) : 0;
        PlanLibrary.Listing listing = library.list(new PlanLibrary.Query(text, hazard, type, tier, state), number, SIZE,
                actor);
        model.addAttribute("q", text);
        model.addAttribute("hazard", hazard);
        model.addAttribute("type", type);
        model.addAttribute("tier", tier);
        model.addAttribute("status", code(state));
        model.addAttribute("hazards", library.hazards());
        model.addAttribute("types", codes(Plan.Type.values()));
        model.addAttribute("tiers", codes(Plan.Tier.values()));
        model.addAttribute("states", library.states(actor).stream().map(LibraryPages::code).toList());
        model.addAttribute("narrowed", !(text + hazard + type + tier).isEmpty() || state != PlanLibrary.State.PUBLISHED);
        model.addAttribute("entries", listing.entries());
        model.addAttribute("marked", new Marked(text));
        model.addAttribute("total", listing.total());
        model.addAttribute("page", number);
        model.addAttribute("pages", (listing.total() + SIZE - 1) / SIZE);
        model.addAttribute("address", UriComponentsBuilder.fromPath("/plans").queryParam("q", "{q}")
                .queryParam("hazard", "{h}").queryParam("type", "{t}").queryParam("tier", "{r}").queryParam("status", "{s}")
                .encode().buildAndExpand(text, hazard, type, tier, code(state)).toUriString());
        model.addAttribute("mayWrite", actor.holds(Post.PLANNER));
        model.addAttribute("ownUnit", actor.workUnit());
        return "plan/list";
    }

    private static PlanLibrary.State state(String code) {
        return Stream.of(PlanLibrary.State.values()).filter(state -> code(state).equals(code)).findFirst()
                .orElse(PlanLibrary.State.PUBLISHED);
    }

    private static List<String> codes(Enum<?>[] constants) {
        return Stream.of(constants).map(LibraryPages::code).toList();
    }

    private static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
