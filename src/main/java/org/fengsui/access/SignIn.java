package org.fengsui.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.refusal.Invalid;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.authentication.event.AuthenticationFailureLockedEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.stereotype.Service;

/** Sign-in (登录): a name and a password are looked at, and a session or a token begins. */
@Service
public class SignIn {

    private final Organization organization;
    private final Passwords passwords;
    private final Attempts attempts;
    private final Devices devices;
    private final Sessions sessions;
    private final CsrfTokenRepository csrf;
    private final SecondFactors factors;
    private final OwnAccess own;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    SignIn(Organization organization, Passwords passwords, Attempts attempts, Devices devices, Sessions sessions,
           CsrfTokenRepository csrf, SecondFactors factors, OwnAccess own, ApplicationEventPublisher events, Clock clock) {
        this.organization = organization;
        this.passwords = passwords;
        this.attempts = attempts;
        this.devices = devices;
        this.sessions = sessions;
        this.csrf = csrf;
        this.factors = factors;
        this.own = own;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Looks at a name and a password.
     *
     * @throws SignInRefused when they are not right, or when it is too early to try again: the same for names that exist
     *                       and names that do not
     */
    public Organization.Account verify(String username, String password, Client client) {
        String device = devices.known(username, client.device());
        try {
            attempts.begin(username, client, device);
        } catch (SignInRefused early) {
            events.publishEvent(new AuthenticationFailureLockedEvent(attempted(username, client), early));
            throw early;
        }
        Optional<Organization.Account> account = organization.account(username);
        if (!passwords.matches(username, password) || account.isEmpty()) {
            SignInRefused wrong = new SignInRefused("bad-credentials");
            events.publishEvent(new AuthenticationFailureBadCredentialsEvent(attempted(username, client), wrong));
            throw wrong;
        }
        attempts.succeeded(username, client, device);
        return account.get();
    }

    /**
     * The same for a program that asks for a token. It has no cookie: what it is known by is the address that it has come
     * from before.
     *
     * @return the username
     */
    public String verifyProgram(String username, String password, String code, Client client) {
        String device = "address " + client.address();
        Organization.Account account = verify(username, password, new Client(client.address(), device, client.agent()));
        if (factors.confirmed(username)) {
            if (code == null || code.isBlank()) {
                throw new SignInRefused("code-needed");
            }
            if (!right(username, code, client)) {
                throw new SignInRefused("bad-code");
            }
        }
        String step = next(account.actor(), true);
        if (step != null) {
            throw new SignInRefused(step.equals("/login/password") ? "password-change-needed" : "second-factor-needed");
        }
        devices.remember(account.actor().username(), device);
        completed(account, client);
        return account.actor().username();
    }

    /**
     * After the password: begins the session, or tells the step that is still to be taken.
     *
     * @return its address; null when the sign-in is complete
     */
    public String proceed(Organization.Account account, HttpServletRequest request, HttpServletResponse response) {
        return proceed(account, false, request, response);
    }

    private String proceed(Organization.Account account, boolean code, HttpServletRequest request, HttpServletResponse response) {
        String step = next(account.actor(), code);
        if (step == null) {
            begin(account, request, response);
        } else {
            request.getSession();
            request.changeSessionId();
            request.getSession().setAttribute(Pending.ATTRIBUTE,
                    new Pending(account.actor().username(), clock.instant(), code));
        }
        return step;
    }

    private String next(Actor actor, boolean code) {
        boolean confirmed = factors.confirmed(actor.username());
        if (confirmed && !code) {
            return "/login/code";
        }
        if (passwords.mustChange(actor.username())) {
            return "/login/password";
        }
        return !confirmed && factors.demanded(actor) ? "/login/second-factor" : null;
    }

    /**
     * Takes the code of the second factor, and goes on.
     *
     * @return the next step; null when the sign-in is complete
     * @throws Invalid       naming the field {@code code}
     * @throws SignInRefused when codes were guessed too often
     */
    public String showCode(String code, HttpServletRequest request, HttpServletResponse response) {
        Organization.Account account = pending(request).orElseThrow();
        if (!right(account.actor().username(), code, Client.of(request))) {
            throw new Invalid("code", "code-wrong");
        }
        return proceed(account, true, request, response);
    }

    private boolean right(String username, String code, Client client) {
        String key = "code " + username;
        attempts.begin(username, client, key);
        boolean right = factors.taken(username, code);
        if (right) {
            attempts.succeeded(username, client, key);
        } else {
            events.publishEvent(new AuthenticationFailureBadCredentialsEvent(attempted(username, client),
                    new SignInRefused("bad-code")));
        }
        return right;
    }

    /** The secret of the second factor that is set up during a sign-in; empty when this is no such sign-in. */
    public Optional<String> enrolment(HttpServletRequest request) {
        return pendingOf(request).filter(pending -> organization.account(pending.username()).map(account ->
                "/login/second-factor".equals(next(account.actor(), pending.code()))).orElse(false))
                .map(pending -> factors.beginning(pending.username()));
    }

    /**
     * Takes the first code of a second factor, and completes the sign-in.
     *
     * @return the recovery codes, told once
     * @throws Invalid naming the field {@code code}
     */
    public List<String> enrol(String code, HttpServletRequest request, HttpServletResponse response) {
        Organization.Account account = pending(request).orElseThrow();
        List<String> codes = own.confirmFactor(account.actor(), code);
        proceed(account, true, request, response);
        return codes;
    }

    /** Whose sign-in is under way in this session. */
    public Optional<Organization.Account> pending(HttpServletRequest request) {
        return pendingOf(request).flatMap(pending -> organization.account(pending.username()));
    }

    private Optional<Pending> pendingOf(HttpServletRequest request) {
        return request.getSession(false) != null
                && request.getSession(false).getAttribute(Pending.ATTRIBUTE) instanceof Pending pending
                && !pending.over(clock.instant()) ? Optional.of(pending) : Optional.empty();
    }

    /**
     * Changes a password that had to be changed, and goes on.
     *
     * @return the next step; null when the sign-in is complete
     * @throws org.fengsui.refusal.Invalid naming the fields {@code fresh} and {@code again}
     */
    public String changePassword(String fresh, String again, HttpServletRequest request, HttpServletResponse response) {
        Pending pending = pendingOf(request).orElseThrow();
        Organization.Account account = organization.account(pending.username()).orElseThrow();
        if (!passwords.mustChange(pending.username())) {
            return proceed(account, pending.code(), request, response);
        }
        own.replacePassword(account.actor(), fresh, again);
        return proceed(account, pending.code(), request, response);
    }

    /** Begins the session of somebody whose sign-in is complete: with a new cookie, and a new mark against forgery. */
    private void begin(Organization.Account account, HttpServletRequest request, HttpServletResponse response) {
        Client client = Client.of(request);
        request.getSession();
        request.changeSessionId();
        request.getSession().removeAttribute(Pending.ATTRIBUTE);
        csrf.saveToken(null, request, response);
        sessions.begin(request.getSession(), account.actor().username(), client);
        String device = client.device().isEmpty() ? Secrets.fresh() : client.device();
        devices.remember(account.actor().username(), device);
        // Sent to the sign-in alone.
        response.addHeader(HttpHeaders.SET_COOKIE, ResponseCookie.from(Client.COOKIE, device).path("/login")
                .maxAge(Devices.REMEMBERED).httpOnly(true).secure(request.isSecure()).sameSite("Lax").build().toString());
        completed(account, client);
    }

    /** Says that somebody has come in. */
    void completed(Organization.Account account, Client client) {
        events.publishEvent(new AuthenticationSuccessEvent(new SignedIn(account.actor()).authentication(client)));
    }

    private static UsernamePasswordAuthenticationToken attempted(String username, Client client) {
        UsernamePasswordAuthenticationToken attempted = UsernamePasswordAuthenticationToken.unauthenticated(username, "");
        attempted.setDetails(client);
        return attempted;
    }
}
