package org.fengsui.plan.web;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fengsui.organization.Actor;
import org.fengsui.plan.PlanLibrary;
import org.fengsui.refusal.Checks;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The library of plans (预案库): what is found in which version. */
@RestController
class LibraryApi {

    private final PlanLibrary library;

    LibraryApi(PlanLibrary library) {
        this.library = library;
    }

    /**
     * A version of a plan.
     *
     * @param type        kind of plan
     * @param lead        code of the unit that leads it; empty when none is named
     * @param publishedAt null when it never was
     * @param actions     how many it has
     * @param lines       where the words were found, at most five
     * @param moreLines   how many more there are
     */
    record EntryView(String key, int version, String name, String hazard, String type, String tier, String lead,
                     String status, Instant publishedAt, List<LevelView> levels, int actions, List<LineView> lines,
                     long moreLines) {

        static EntryView of(PlanLibrary.Entry one) {
            return new EntryView(one.key(), one.version(), one.name(), one.hazard(), one.type(), one.tier(), one.lead(),
                    one.status(), one.publishedAt(), one.levels().stream().map(level -> new LevelView(level.code(),
                    level.name(), level.rank())).toList(), one.actions(), one.lines().stream().map(line ->
                    new LineView(line.kind(), line.title(), line.text())).toList(), one.moreLines());
        }
    }

    record LevelView(String code, String name, int rank) {
    }

    /** @param kind of the line: name, level, role, member, trigger, action, group, end or provision */
    record LineView(String kind, String title, String text) {
    }

    record EntryPage(List<EntryView> content, int page, int size, long totalElements) {
    }

    /**
     * Versions that the caller may read, by name.
     *
     * @param q      words that all have to occur in the plan
     * @param type   of plan: overall, special, department …
     * @param status published (in force), making, or past
     */
    @GetMapping("/api/v1/plans/library")
    EntryPage planLibrary(@RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "") String hazard,
                          @RequestParam(defaultValue = "") String type, @RequestParam(defaultValue = "") String tier,
                          @RequestParam(defaultValue = "published") String status,
                          @RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size,
                          Actor actor) {
        Checks checks = new Checks();
        checks.page(page, size);
        String words = checks.optional("q", q, LibraryPages.LONGEST);
        Optional<PlanLibrary.State> state = Stream.of(PlanLibrary.State.values())
                .filter(one -> CalendarWords.code(one).equals(status)).findFirst();
        if (state.isEmpty()) {
            checks.refuse("status", "unknown-choice", Stream.of(PlanLibrary.State.values()).map(CalendarWords::code)
                    .collect(Collectors.joining(", ")));
        }
        checks.done();
        PlanLibrary.Listing listing = library.list(new PlanLibrary.Query(words, hazard, type, tier,
                state.orElseThrow()), page, size, actor);
        return new EntryPage(listing.entries().stream().map(EntryView::of).toList(), page, size, listing.total());
    }
}
