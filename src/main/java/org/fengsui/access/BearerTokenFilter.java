package org.fengsui.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Signs a request in by its bearer token; without a valid one it goes on unsigned and is refused further in. The
 * calendar is read by a token in its address too: it stands in the query, which goes into no log and no record of ours.
 */
public class BearerTokenFilter extends OncePerRequestFilter {

    /** Authority of a token that may do more than read. */
    public static final String ACT = "act";

    /** The address that a token of a calendar opens. */
    public static final String CALENDAR = "/api/v1/plans/calendar.ics";

    /** Attribute of a request that was signed in by an address: the moment at which that ends. */
    public static final String ENDS = "org.fengsui.access.ends";

    private static final String PREFIX = "Bearer ";
    private static final String IN_ADDRESS = "token";
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final Tokens tokens;

    public BearerTokenFilter(Tokens tokens) {
        this.tokens = tokens;
    }

    /** What is pasted into a calendar program. */
    public static String calendarAddress(String publicAddress, String token) {
        return publicAddress + CALENDAR + "?" + IN_ADDRESS + "=" + token;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null && header.startsWith(PREFIX)) {
            tokens.bearer(header.substring(PREFIX.length()).strip()).ifPresent(bearer -> signIn(bearer, request));
        } else if (CALENDAR.equals(request.getRequestURI()) && READS.contains(request.getMethod())
                && request.getParameter(IN_ADDRESS) != null) {
            tokens.calendar(request.getParameter(IN_ADDRESS)).ifPresent(bearer -> {
                request.setAttribute(ENDS, bearer.expiresAt());
                signIn(bearer, request);
            });
        }
        chain.doFilter(request, response);
    }

    private static void signIn(Tokens.Bearer bearer, HttpServletRequest request) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(bearer.who().authentication(Client.of(request),
                bearer.scope() == Tokens.Scope.ACT ? List.of(new SimpleGrantedAuthority(ACT)) : List.of()));
        SecurityContextHolder.setContext(context);
    }
}
