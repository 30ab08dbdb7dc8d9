package org.fengsui.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.fengsui.organization.Organization;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/**
 * Who asks, by the session: it holds the username alone. Posts and unit are looked up for every request, so that whatever
 * changes in them holds at once.
 */
@Component
public class SessionContext implements SecurityContextRepository {

    private static final String TRIED = SessionContext.class.getName();

    private final Sessions sessions;
    private final Organization organization;

    SessionContext(Sessions sessions, Organization organization) {
        this.sessions = sessions;
        this.organization = organization;
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new Deferred(request);
    }

    @Override
    @Deprecated
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return load(holder.getRequest());
    }

    /** A sign-in is begun by {@link SignIn}. */
    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session != null && sessions.username(session) != null;
    }

    private SecurityContext load(HttpServletRequest request) {
        // When the database is away, the page that says so must not ask it again.
        if (request.getDispatcherType() == DispatcherType.ERROR && "tried".equals(request.getAttribute(TRIED))) {
            return SecurityContextHolder.createEmptyContext();
        }
        request.setAttribute(TRIED, "tried");
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        HttpSession session = request.getSession(false);
        String username = session == null ? null : sessions.username(session);
        if (username != null) {
            organization.account(username).ifPresent(account -> {
                // Pages that bring themselves up to date keep no session alive that nobody sits at.
                if (request.getHeader("Fengsui-Live") == null && !request.getRequestURI().equals("/live")) {
                    sessions.seen(session);
                }
                context.setAuthentication(new SignedIn(account.actor()).authentication(Client.of(request)));
            });
        }
        request.setAttribute(TRIED, "read");
        return context;
    }

    private final class Deferred implements DeferredSecurityContext {

        private final HttpServletRequest request;
        private SecurityContext context;

        private Deferred(HttpServletRequest request) {
            this.request = request;
        }

        @Override
        public SecurityContext get() {
            if (context == null) {
                context = load(request);
            }
            return context;
        }

        @Override
        public boolean isGenerated() {
            return get().getAuthentication() == null;
        }
    }
}
