package org.fengsui.system;

import jakarta.servlet.DispatcherType;
import org.fengsui.access.BearerTokenFilter;
import org.fengsui.access.SessionContext;
import org.fengsui.access.Tokens;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.RequestCache;

/** Who comes in: form login for pages, bearer tokens for the API. What one may do is decided by the modules. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /**
     * Nothing from outside, no inline script or style. Trusted types are not asked for: a page is brought in line from
     * what {@code DOMParser} reads, and every browser that has trusted types would refuse that.
     */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";

    /** The camera is a phone's own file dialog, which needs no permission. */
    private static final String PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";

    @Bean
    @Order(1)
    SecurityFilterChain api(HttpSecurity http, Tokens tokens, ApiProblems problems) throws Exception {
        return http.securityMatcher("/api/**")
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(new BearerTokenFilter(tokens), AuthorizationFilter.class)
                .authorizeHttpRequests(requests -> requests
                        .requestMatchers(HttpMethod.POST, "/api/v1/tokens").permitAll()
                        .requestMatchers(HttpMethod.GET, "/**").authenticated()
                        .requestMatchers(HttpMethod.HEAD, "/**").authenticated()
                        .anyRequest().hasAuthority(BearerTokenFilter.ACT))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(problems::unauthenticated)
                        .accessDeniedHandler(problems::readsOnly))
                .build();
    }

    @Bean
    SecurityFilterChain pages(HttpSecurity http, LostForms lost, RequestCache pages, SessionContext context,
                              CsrfTokenRepository csrf) throws Exception {
        return http
                .authorizeHttpRequests(requests -> requests
                        // The end of a live stream, whose request was checked when it came.
                        .dispatcherTypeMatchers(DispatcherType.ASYNC).permitAll()
                        .requestMatchers("/login", "/login/**", "/invitation/*", "/setup/*", "/help", "/error", "/css/**", "/js/**", "/images/**", "/sw.js",
                                "/manifest.webmanifest", "/offline", "/actuator/health", "/v3/api-docs/**").permitAll()
                        .anyRequest().authenticated())
                .securityContext(security -> security.securityContextRepository(context))
                .csrf(mark -> mark.csrfTokenRepository(csrf))
                .logout(logout -> logout.logoutSuccessHandler((request, response, out) ->
                        response.sendRedirect(next(request.getParameter("next")))))
                .requestCache(cache -> cache.requestCache(pages))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(lost).accessDeniedHandler(lost))
                .headers(headers -> headers
                        .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(policy -> policy.policy(PERMISSIONS_POLICY)))
                .build();
    }

    /** Where to go after signing out: a page of ours, which then asks for the next person's sign-in. */
    private static String next(String wanted) {
        return wanted != null && wanted.matches("/(?![/\\\\])[\\x21-\\x7e]{0,500}") && !wanted.contains("\\") ? wanted : "/login?out";
    }
}
