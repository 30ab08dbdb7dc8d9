package org.fengsui.organization.web;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Deputies;
import org.fengsui.organization.Person;
import org.fengsui.organization.Personnel;
import org.fengsui.organization.Post;
import org.fengsui.organization.Rights;
import org.fengsui.refusal.Checks;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * People and their posts, for the administrators. What was done already is answered as done: every call may be repeated.
 * {@code seen} is that of the person as it was read; without it, the command does not ask whether another came between.
 */
@RestController
@RequestMapping("/api/v1")
class PeopleApi {

    private final Personnel personnel;
    private final Rights rights;
    private final Deputies deputies;

    PeopleApi(Personnel personnel, Rights rights, Deputies deputies) {
        this.personnel = personnel;
        this.rights = rights;
        this.deputies = deputies;
    }

    /** @param deputises posts held now as a deputy only */
    record PersonView(String username, String name, String phone, String unit, List<String> posts,
                      List<String> deputises, String nextUnit, Instant movesAt, Instant leftAt, long seen) {
        static PersonView of(Person person) {
            return new PersonView(person.username(), person.actor().name(), person.phone(), person.actor().unit(),
                    codes(person.granted()), codes(person.actor().deputyOf().keySet()), person.nextUnit(),
                    person.movesAt(), person.leftAt(), person.seen());
        }

        private static List<String> codes(Collection<Post> posts) {
            return posts.stream().sorted().map(Post::code).toList();
        }
    }

    record PersonPage(List<PersonView> content, int page, int size, long totalElements) {
    }

    /** @param state here, left or all */
    @GetMapping("/people")
    PersonPage people(@RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "") String unit,
                      @RequestParam(defaultValue = "") String post, @RequestParam(defaultValue = "here") String state,
                      @RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size,
                      Actor actor) {
        Checks checks = new Checks();
        checks.page(page, size);
        String text = checks.optional("q", q, Checks.TITLE);
        String ofUnit = checks.optional("unit", unit, Checks.TITLE);
        String withPost = checks.optional("post", post, Checks.TITLE);
        if (!List.of("here", "left", "all").contains(state)) {
            checks.refuse("state", "unknown-choice", "here, left, all");
        }
        checks.done();
        Personnel.Page found = personnel.list(new Personnel.Filter(text, ofUnit, withPost, state), page, size, actor);
        return new PersonPage(found.content().stream().map(PersonView::of).toList(), page, size, found.totalElements());
    }

    @GetMapping("/people/{username}")
    PersonView person(@PathVariable String username, Actor actor) {
        return PersonView.of(personnel.person(username, actor));
    }

    record Newcomer(String username, String name, String unit, String phone) {
    }

    /** @param invitation the token of the link {@code /invitation/{token}}, told once; null when it was told before */
    record JoinedView(PersonView person, String invitation) {
        static JoinedView of(Personnel.Joined joined) {
            return new JoinedView(PersonView.of(joined.person()),
                    joined.invitation().isEmpty() ? null : joined.invitation());
        }
    }

    @PostMapping("/people")
    ResponseEntity<JoinedView> joinPerson(@RequestBody Newcomer sent, Actor actor) {
        Personnel.Joined joined = personnel.join(new Personnel.Newcomer(sent.username(), sent.name(), sent.unit(),
                sent.phone()), actor);
        return ResponseEntity.status(HttpStatus.CREATED).body(JoinedView.of(joined));
    }

    /** @param at null = at once */
    record Move(String unit, Instant at, Long seen) {
    }

    @PostMapping("/people/{username}/move")
    PersonView movePerson(@PathVariable String username, @RequestBody Move sent, Actor actor) {
        return PersonView.of(personnel.move(username, sent.unit(), sent.at(), sent.seen(), actor));
    }

    record Seen(Long seen) {
    }

    @PostMapping("/people/{username}/leaving")
    PersonView leavePerson(@PathVariable String username, @RequestBody Seen sent, Actor actor) {
        return PersonView.of(personnel.leave(username, sent.seen(), actor));
    }

    record Return(String unit, Long seen) {
    }

    @PostMapping("/people/{username}/return")
    JoinedView returnPerson(@PathVariable String username, @RequestBody Return sent, Actor actor) {
        return JoinedView.of(personnel.comeBack(username, sent.unit(), sent.seen(), actor));
    }

    /** @param from null = at once; {@code until} null = until further notice */
    record Grant(String post, Instant from, Instant until, Long seen) {
    }

    @PostMapping("/people/{username}/posts")
    PersonView grantPost(@PathVariable String username, @RequestBody Grant sent, Actor actor) {
        return PersonView.of(rights.grant(username, sent.post(), sent.from(), sent.until(), sent.seen(), actor));
    }

    @PostMapping("/people/{username}/posts/{post}/withdrawal")
    PersonView withdrawPost(@PathVariable String username, @PathVariable String post, @RequestBody Seen sent,
                            Actor actor) {
        return PersonView.of(rights.withdraw(username, post, sent.seen(), actor));
    }

    record Deputising(String deputy, String post, Instant from, Instant until) {
    }

    record DeputyView(long id, String principal, String deputy, String post, Instant from, Instant until,
                      Instant endedAt) {
        static DeputyView of(Deputies.Deputy deputy) {
            return new DeputyView(deputy.id(), deputy.principal(), deputy.deputy(), deputy.post().code(), deputy.from(),
                    deputy.until(), deputy.ended());
        }
    }

    /** Names a deputy for a post of the person: the person itself, or the security administrator. */
    @PostMapping("/people/{username}/deputies")
    DeputyView deputise(@PathVariable String username, @RequestBody Deputising sent, Actor actor) {
        return DeputyView.of(deputies.deputise(username, sent.deputy(), sent.post(), sent.from(), sent.until(), actor));
    }

    @PostMapping("/deputies/{id}/end")
    DeputyView endDeputy(@PathVariable long id, Actor actor) {
        return DeputyView.of(deputies.end(id, actor));
    }
}
