package org.fengsui.access.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fengsui.access.Client;
import org.fengsui.access.SignIn;
import org.fengsui.access.Tokens;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Checks;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens (令牌) of the API. */
@RestController
@RequestMapping("/api/v1")
class TokensApi {

    private final SignIn signIn;
    private final Tokens tokens;

    TokensApi(SignIn signIn, Tokens tokens) {
        this.signIn = signIn;
        this.tokens = tokens;
    }

    /**
     * @param code     of the second factor, where there is one
     * @param name     for the list of tokens; may be missing
     * @param scope    read, act, or calendar for the address of a calendar program; missing = act
     * @param validFor missing = 12 hours
     */
    record Credentials(String username, String password, String code, String name, String scope, Duration validFor) {
        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }

    record TokenView(UUID id, String token, Instant expiresAt) {
    }

    /** @param usedAt to the minute; null when never */
    record ListedToken(UUID id, String name, String scope, Instant createdAt, Instant expiresAt, Instant usedAt) {
        static ListedToken of(Tokens.Token token) {
            return new ListedToken(token.id(), token.name(), token.scope().code(), token.createdAt(), token.expiresAt(),
                    token.usedAt());
        }
    }

    record TokenPage(List<ListedToken> content, int page, int size, long totalElements) {
    }

    @PostMapping("/tokens")
    @ResponseStatus(HttpStatus.CREATED)
    TokenView createToken(@RequestBody Credentials sent, HttpServletRequest request) {
        Checks checks = new Checks();
        String username = checks.required("username", sent.username(), Checks.TITLE);
        checks.required("password", sent.password(), Checks.TITLE);
        checks.done();
        Tokens.Issued issued = tokens.issue(signIn.verifyProgram(username, sent.password(), sent.code(), Client.of(request)),
                sent.name(), sent.scope(), sent.validFor());
        return new TokenView(issued.id(), issued.token(), issued.expiresAt());
    }

    @GetMapping("/tokens")
    TokenPage tokens(@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size, Actor actor) {
        Checks checks = new Checks();
        checks.page(page, size);
        checks.done();
        List<Tokens.Token> all = tokens.of(actor.username());
        return new TokenPage(all.stream().skip((long) page * size).limit(size).map(ListedToken::of).toList(), page, size,
                all.size());
    }

    @DeleteMapping("/tokens/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeToken(@PathVariable UUID id, Actor actor) {
        tokens.revoke(id, actor.username(), actor.username());
    }
}
