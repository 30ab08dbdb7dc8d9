package org.fengsui.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.fengsui.access.spi.Destination;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.authentication.builders.AuthenticationManagerBuilder;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Sign-in by a provider (统一身份认证登录): OpenID Connect's code flow with PKCE, state and nonce, by the security framework.
 * It ends where the password's ends, in {@link SignIn}: with the same session, and nothing of the provider's kept.
 */
public final class OidcLogin {

    private static final Logger log = LoggerFactory.getLogger(OidcLogin.class);
    /** In a session: what the provider calls a person who has no account here. */
    private static final String STRANGER = OidcLogin.class.getName();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Set<String> AWAY = Set.of(OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE, OAuth2ErrorCodes.SERVER_ERROR);
    /** {@link SignIn} says who has come in: to the framework even somebody without an account has. */
    private static final AuthenticationEventPublisher SILENT = new AuthenticationEventPublisher() {
        @Override
        public void publishAuthenticationSuccess(Authentication authentication) {
        }

        @Override
        public void publishAuthenticationFailure(AuthenticationException exception, Authentication authentication) {
        }
    };

    private final SignIn signIn;
    private final Destination destination;
    private final AccessSettings.Oidc settings;
    private final JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
            HttpClient.newBuilder().connectTimeout(CONNECT).build());

    OidcLogin(SignIn signIn, Destination destination, AccessSettings.Oidc settings) {
        this.signIn = signIn;
        this.destination = destination;
        this.settings = settings;
        requests.setReadTimeout(ANSWER);
    }

    /** Adds it to the way into the pages. */
    public void addTo(HttpSecurity http) throws Exception {
        http.getSharedObject(AuthenticationManagerBuilder.class).authenticationEventPublisher(SILENT);
        // The ID token says who it is: one answer fewer that can fail.
        OidcUserService users = new OidcUserService();
        users.setRetrieveUserInfo(request -> false);
        http.oauth2Login(login -> login.loginPage("/login")
                .authorizedClientRepository(new NothingKept())
                .tokenEndpoint(token -> token.accessTokenResponseClient(tokens()))
                .userInfoEndpoint(info -> info.oidcUserService(users))
                .successHandler(this::vouched)
                .failureHandler(this::failed)
                .withObjectPostProcessor(new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                    @Override
                    public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(F filter) {
                        filter.setAuthenticationFailureHandler(OidcLogin.this::notBegun);
                        return filter;
                    }
                }));
    }

    /** What the provider calls a person who has just been refused for having no account; told once, null otherwise. */
    public static String stranger(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(STRANGER) instanceof String name)) {
            return null;
        }
        session.removeAttribute(STRANGER);
        return name;
    }

    private void vouched(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        // Who asks is the account, if there is one, from the next request on.
        SecurityContextHolder.clearContext();
        String name = ((OidcUser) authentication.getPrincipal()).getIdToken().getClaimAsString(settings.claim());
        try {
            String step = signIn.vouched(name, settings.trustedSecondFactor(), request, response);
            response.sendRedirect(step == null ? destination.of(request) : step);
        } catch (SignInRefused stranger) {
            if (name == null) {
                log.warn("The ID token has no claim {} (fengsui.access.oidc.claim): nobody can come in by it", settings.claim());
            }
            request.getSession().setAttribute(STRANGER, name == null ? "" : name);
            leadBack(response, stranger.code());
        }
    }

    private void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException why) throws IOException {
        boolean away = away(why);
        // What comes without a flow of ours was never anybody's sign-in: an old page, or a link from somewhere.
        if (!code(why).equals("authorization_request_not_found")) {
            tell(why);
            if (!away) {
                signIn.notVouched(request);
            }
        }
        leadBack(response, away ? "provider-away" : "bad-answer");
    }

    private void notBegun(HttpServletRequest request, HttpServletResponse response, AuthenticationException why) throws IOException {
        // The framework's own, for a registration that there is not.
        if (why.getCause() instanceof IllegalArgumentException) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        tell(why);
        leadBack(response, "provider-away");
    }

    private static void leadBack(HttpServletResponse response, String code) throws IOException {
        response.sendRedirect("/login?refused=" + code);
    }

    private static boolean away(AuthenticationException why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof HttpServerErrorException) {
                return true;
            }
        }
        return AWAY.contains(code(why));
    }

    private static String code(AuthenticationException why) {
        return why instanceof OAuth2AuthenticationException oidc ? oidc.getError().getErrorCode() : "";
    }

    /** For whoever runs the site. A part of it comes from outside. */
    private static void tell(AuthenticationException why) {
        Throwable last = why;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        log.warn("A sign-in by a provider failed: {}", (why + (last == why ? "" : ": " + last)).replaceAll("\\p{Cntrl}", " "));
    }

    private RestClientAuthorizationCodeTokenResponseClient tokens() {
        RestClientAuthorizationCodeTokenResponseClient client = new RestClientAuthorizationCodeTokenResponseClient();
        client.setRestClient(RestClient.builder().requestFactory(requests)
                .configureMessageConverters(converters -> converters.addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler()).build());
        return client;
    }

    /** Reads ID tokens as the framework does, but gives the provider longer than half a second to tell its keys. */
    JwtDecoderFactory<ClientRegistration> decoders() {
        Map<String, JwtDecoder> known = new ConcurrentHashMap<>();
        return provider -> known.computeIfAbsent(provider.getRegistrationId(), id -> {
            NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(provider.getProviderDetails().getJwkSetUri())
                    // All with a public key: the provider's own keys say which one it is.
                    .jwsAlgorithms(algorithms -> algorithms.addAll(Arrays.asList(SignatureAlgorithm.values())))
                    .restOperations(new RestTemplate(requests)).build();
            decoder.setClaimSetConverter(new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
            decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                    List.of(new JwtTimestampValidator(), new OidcIdTokenValidator(provider))));
            return decoder;
        });
    }

    /** The provider's tokens are good for nothing here, and are not kept. */
    private static final class NothingKept implements OAuth2AuthorizedClientRepository {

        @Override
        public <T extends OAuth2AuthorizedClient> T loadAuthorizedClient(String id, Authentication principal, HttpServletRequest request) {
            return null;
        }

        @Override
        public void saveAuthorizedClient(OAuth2AuthorizedClient client, Authentication principal, HttpServletRequest request,
                                         HttpServletResponse response) {
        }

        @Override
        public void removeAuthorizedClient(String id, Authentication principal, HttpServletRequest request,
                                           HttpServletResponse response) {
        }
    }
}
