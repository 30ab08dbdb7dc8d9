package org.fengsui.audit;

import java.util.Locale;
import java.util.Map;
import org.fengsui.audit.spi.Directory;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.AuthenticationFailureDisabledEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.stereotype.Component;

/** Puts on record who came in, who was kept out and who left. */
@Component
class SignInRecord {

    private final Audit audit;
    private final Directory directory;

    SignInRecord(Audit audit, Directory directory) {
        this.audit = audit;
        this.directory = directory;
    }

    @EventListener
    void on(AuthenticationSuccessEvent event) {
        audit.record(audit.person(event.getAuthentication().getName()), "access.sign-in", Map.of());
    }

    @EventListener
    void on(AbstractAuthenticationFailureEvent event) {
        String typed = event.getAuthentication().getName();
        // What is no account's name may be a password, typed one field too early.
        String known = directory.person(typed).isPresent() ? typed : "";
        // A name that a provider vouches for was typed by nobody here: it says who has no account, or none any more.
        audit.refused(audit.person(known), "access.sign-in", code(event), event instanceof AuthenticationFailureDisabledEvent
                ? Map.of("known", !known.isEmpty(), "vouched", typed) : Map.of("known", !known.isEmpty()));
    }

    @EventListener
    void on(LogoutSuccessEvent event) {
        audit.record(audit.person(event.getAuthentication().getName()), "access.sign-out", Map.of());
    }

    /** {@code AuthenticationFailureBadCredentialsEvent} is bad-credentials. */
    private static String code(AbstractAuthenticationFailureEvent event) {
        return event.getClass().getSimpleName().replaceAll("^AuthenticationFailure|Event$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
