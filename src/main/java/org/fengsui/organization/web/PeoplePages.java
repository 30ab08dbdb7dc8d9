package org.fengsui.organization.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Deputies;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Person;
import org.fengsui.organization.Personnel;
import org.fengsui.organization.Post;
import org.fengsui.organization.Rights;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.util.UriUtils;

/**
 * The people (人员): the system administrator lets them join, move and leave, the security administrator grants and
 * withdraws their posts; both on the same pages, each with the own work only.
 */
@Controller
class PeoplePages {

    private static final int SIZE = 50;

    private final Personnel personnel;
    private final Rights rights;
    private final Deputies deputies;
    private final Organization organization;
    private final HistoryWords history;
    private final URI address;
    private final ZoneId zone;
    private final Clock clock;

    PeoplePages(Personnel personnel, Rights rights, Deputies deputies, Organization organization, HistoryWords history,
                @Value("${fengsui.public-address}") URI address, ZoneId zone, Clock clock) {
        this.personnel = personnel;
        this.rights = rights;
        this.deputies = deputies;
        this.organization = organization;
        this.history = history;
        this.address = address;
        this.zone = zone;
        this.clock = clock;
    }

    @GetMapping("/organization/people")
    String list(@RequestParam MultiValueMap<String, String> sent, Actor actor, Model model) {
        return list(Typed.of(sent), actor, model);
    }

    /** One post to everybody who was ticked. */
    @PostMapping("/organization/people")
    String grant(@RequestParam MultiValueMap<String, String> sent, Actor actor, Model model, HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        try {
            Checks checks = new Checks();
            Instant from = typed.time("from", zone, checks);
            Instant until = typed.time("until", zone, checks);
            checks.done();
            rights.grantAll(typed.values("people"), typed.value("grant"), from, until, actor);
            return "redirect:/organization/people?unit=" + encoded(typed.value("unit")) + "&post=" + encoded(typed.value("post"));
        } catch (Refusal problem) {
            refuse(problem, model, answer);
            return list(typed, actor, model);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String list(Typed typed, Actor actor, Model model) {
        int page = typed.value("page").matches("\\d{1,6}") ? Integer.parseInt(typed.value("page")) : 0;
        Personnel.Page found = personnel.list(new Personnel.Filter(typed.value("text").replace("\0", ""),
                typed.value("unit").replace("\0", ""), typed.value("post").replace("\0", ""), typed.value("state")),
                page, SIZE, actor);
        model.addAttribute("typed", typed);
        model.addAttribute("rows", found.content().stream().map(this::row).toList());
        model.addAttribute("total", found.totalElements());
        model.addAttribute("page", page);
        model.addAttribute("pages", (found.totalElements() + SIZE - 1) / SIZE);
        model.addAttribute("manages", actor.holds(Post.SYSADMIN));
        model.addAttribute("units", organization.allUnits());
        model.addAttribute("posts", Post.values());
        return "organization/people";
    }

    @GetMapping("/organization/join")
    String blank(Actor actor, Model model) {
        return join(Typed.nothing(), actor, model);
    }

    @PostMapping("/organization/join")
    String join(@RequestParam MultiValueMap<String, String> sent, Actor actor, Model model, HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        try {
            Personnel.Joined joined = personnel.join(new Personnel.Newcomer(typed.value("username"), typed.value("name"),
                    typed.value("unit"), typed.value("phone")), actor);
            return invited(joined.person().username(), joined.invitation(), actor, model);
        } catch (Refusal problem) {
            refuse(problem, model, answer);
            return join(typed, actor, model);
        }
    }

    @PostMapping("/organization/join/import")
    String importList(@RequestParam(required = false) MultipartFile file, Actor actor, Model model,
                      HttpServletResponse answer) throws IOException {
        try {
            if (file == null || file.isEmpty()) {
                throw new Invalid("file", "empty-file");
            }
            Personnel.Imported imported = personnel.importList(file.getBytes(), actor);
            model.addAttribute("imported", imported);
            model.addAttribute("links", imported.joined().stream().filter(person ->
                    !imported.invitations().get(person.username()).isEmpty()).map(person -> new Link(row(person),
                    link(imported.invitations().get(person.username())))).toList());
        } catch (Refusal problem) {
            refuse(problem, model, answer);
        }
        return join(Typed.nothing(), actor, model);
    }

    @GetMapping("/organization/join/import")
    String afterImport() {
        return "redirect:/organization/join";
    }

    private String join(Typed typed, Actor actor, Model model) {
        if (!actor.holds(Post.SYSADMIN)) {
            throw new Forbidden("sysadmin-only");
        }
        model.addAttribute("typed", typed);
        model.addAttribute("units", organization.units());
        return "organization/join";
    }

    @GetMapping("/organization/people.csv")
    ResponseEntity<byte[]> export(Actor actor) {
        return csv("people.csv", personnel.export(actor));
    }

    static ResponseEntity<byte[]> csv(String name, String text) {
        return ResponseEntity.ok().header(HttpHeaders.CONTENT_TYPE, "text/csv;charset=UTF-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename(name).build().toString())
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    @GetMapping("/organization/people/{username}")
    String person(@PathVariable String username, Actor actor, Model model) {
        return person(username, Typed.nothing(), actor, model);
    }

    @GetMapping("/organization/people/{username}/{action}")
    String afterAction(@PathVariable String username, @PathVariable String action) {
        return "redirect:/organization/people/" + UriUtils.encodePathSegment(username, StandardCharsets.UTF_8);
    }

    @PostMapping("/organization/people/{username}/{action}")
    String act(@PathVariable String username, @PathVariable String action,
               @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model, HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        try {
            String invitation = carryOut(username, action, typed, actor);
            return invitation == null ? afterAction(username, action) : invited(username, invitation, actor, model);
        } catch (Refusal problem) {
            refuse(problem, model, answer);
            model.addAttribute("refused", action);
            return person(username, typed, actor, model);
        }
    }

    /** The token of an invitation, where one was made; null otherwise. */
    private String carryOut(String username, String action, Typed typed, Actor actor) {
        Long seen = typed.value("seen").matches("\\d{1,18}") ? Long.valueOf(typed.value("seen")) : null;
        Checks checks = new Checks();
        Instant from = typed.time("from", zone, checks);
        Instant until = typed.time("until", zone, checks);
        Instant at = typed.time("at", zone, checks);
        checks.done();
        switch (action) {
            case "correction" -> personnel.correct(username, typed.value("name"), typed.value("phone"), seen, actor);
            case "move" -> personnel.move(username, typed.value("unit"), at, seen, actor);
            case "move-cancellation" -> personnel.cancelMove(username, seen, actor);
            case "leaving" -> personnel.leave(username, seen, actor);
            case "return" -> {
                return personnel.comeBack(username, typed.value("unit"), seen, actor).invitation();
            }
            case "invitation" -> {
                return personnel.invite(username, actor);
            }
            case "grant" -> rights.grant(username, typed.value("grant"), from, until, seen, actor);
            case "withdrawal" -> rights.withdraw(username, typed.value("post"), seen, actor);
            case "deputy" -> deputies.deputise(username, typed.value("deputy"), typed.value("post"), from, until, actor);
            default -> throw new NotFound("action");
        }
        return null;
    }

    private String invited(String username, String invitation, Actor actor, Model model) {
        if (!invitation.isEmpty()) {
            model.addAttribute("invitation", link(invitation));
        }
        return person(username, Typed.nothing(), actor, model);
    }

    private String link(String invitation) {
        return address.toString().replaceAll("/$", "") + "/invitation/" + invitation;
    }

    private String person(String username, Typed typed, Actor actor, Model model) {
        Person person = personnel.person(username, actor);
        Instant now = clock.instant();
        model.addAttribute("typed", typed);
        model.addAttribute("row", row(person));
        model.addAttribute("manages", actor.holds(Post.SYSADMIN));
        model.addAttribute("grants", rights.ofPerson(username, actor).stream().map(grant -> new GrantRow(grant,
                organization.name(grant.unit()), organization.person(grant.by()), grant.open(now),
                grant.ended() == null ? "" : organization.person(grant.endedBy()))).toList());
        model.addAttribute("held", Stream.of(Post.values()).filter(post -> rights.ofPerson(username, actor).stream()
                .anyMatch(grant -> grant.post() == post && grant.open(now))).toList());
        model.addAttribute("deputies", DeputyPages.rows(deputies.of(username, actor), organization, now));
        model.addAttribute("history", history.rows(personnel.history(username, actor)));
        model.addAttribute("units", organization.units());
        model.addAttribute("posts", Post.values());
        return "organization/person";
    }

    private static void refuse(Refusal problem, Model model, HttpServletResponse answer) {
        if (problem instanceof NotFound) {
            throw problem;
        }
        answer.setStatus(problem.status());
        model.addAttribute("problem", problem);
    }

    private Row row(Person person) {
        return new Row(person, organization.name(person.actor().unit()), person.granted().stream().sorted().toList(),
                Optional.ofNullable(person.nextUnit()).map(organization::name).orElse(""));
    }

    record Row(Person person, String unit, List<Post> posts, String nextUnit) {
        /** The posts held as a deputy, with the names of whom for. */
        public Map<Post, String> deputyOf() {
            return person.actor().deputyOf();
        }
    }

    record GrantRow(Rights.Grant grant, String unit, String by, boolean open, String endedBy) {
    }

    record Link(Row row, String link) {
    }
}
