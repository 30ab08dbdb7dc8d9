package org.fengsui.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Signs a request in by its bearer token; without a valid one it goes on unsigned and is refused further in. */
public class BearerTokenFilter extends OncePerRequestFilter {

    /** Authority of a token that may do more than read. */
    public static final String ACT = "act";

    private static final String PREFIX = "Bearer ";

    private final Tokens tokens;

    public BearerTokenFilter(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null && header.startsWith(PREFIX)) {
            tokens.bearer(header.substring(PREFIX.length()).strip()).ifPresent(bearer -> {
                SecurityContext context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(bearer.who().authentication(Client.of(request),
                        bearer.scope() == Tokens.Scope.ACT ? List.of(new SimpleGrantedAuthority(ACT)) : List.of()));
                SecurityContextHolder.setContext(context);
            });
        }
        chain.doFilter(request, response);
    }
}
