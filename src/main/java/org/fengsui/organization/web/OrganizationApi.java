package org.fengsui.organization.web;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Tokens;
import org.fengsui.organization.Unit;
import org.fengsui.refusal.Checks;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens and units. */
@RestController
@RequestMapping("/api/v1")
class OrganizationApi {

    private final Organization organization;
    private final Tokens tokens;
    private final PasswordEncoder encoder;
    /** Compared with when there is no such account, so that both take the same time. */
    private final String nobodysHash;

    OrganizationApi(Organization organization, Tokens tokens, PasswordEncoder encoder) {
        this.organization = organization;
        this.tokens = tokens;
        this.encoder = encoder;
        this.nobodysHash = encoder.encode("nobody");
    }

    record Credentials(String username, String password) {
        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }

    record TokenView(String token, Instant expiresAt) {
    }

    @PostMapping("/tokens")
    @ResponseStatus(HttpStatus.CREATED)
    TokenView createToken(@RequestBody Credentials sent) {
        Checks checks = new Checks();
        String username = checks.required("username", sent.username(), Checks.TITLE);
        checks.required("password", sent.password(), Checks.TITLE);
        checks.done();
        Optional<Organization.Account> account = organization.account(username);
        boolean matches = encoder.matches(sent.password(),
                account.map(Organization.Account::passwordHash).orElse(nobodysHash));
        if (account.isEmpty() || !matches) {
            throw new BadCredentialsException(username);
        }
        Tokens.Issued issued = tokens.issue(username);
        return new TokenView(issued.token(), issued.expiresAt());
    }

    /** @param kind city, headquarters, department, enterprise or district */
    record UnitView(String code, String name, String nameEn, String parent, String kind) {
        static UnitView of(Unit unit) {
            return new UnitView(unit.code(), unit.name(), unit.nameEn(), unit.parent(), unit.kind());
        }
    }

    record UnitPage(List<UnitView> content, int page, int size, long totalElements) {
    }

    @GetMapping("/units")
    UnitPage units(@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "200") int size,
                   Actor actor) {
        Checks checks = new Checks();
        checks.page(page, size);
        checks.done();
        List<Unit> all = organization.units();
        return new UnitPage(all.stream().skip((long) page * size).limit(size).map(UnitView::of).toList(), page, size,
                all.size());
    }
}
