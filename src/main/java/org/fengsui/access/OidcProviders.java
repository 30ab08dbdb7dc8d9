package org.fengsui.access;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.OidcScopes;

/**
 * The providers (统一身份认证) that the site has named under {@code spring.security.oauth2.client}. What a provider tells
 * about itself is asked for at the first sign-in, not at the start: a provider that is away must not keep this server
 * from starting.
 */
public final class OidcProviders implements ClientRegistrationRepository {

    private final OAuth2ClientProperties properties;
    private final Map<String, ClientRegistration> known = new ConcurrentHashMap<>();

    OidcProviders(OAuth2ClientProperties properties) {
        this.properties = properties;
    }

    /**
     * A provider, as the sign-in page names it.
     *
     * @param id   of the registration
     * @param name the {@code client-name} of the registration; its id when it has none
     */
    public record Named(String id, String name) {
    }

    public List<Named> named() {
        return properties.getRegistration().entrySet().stream().map(entry -> new Named(entry.getKey(),
                entry.getValue().getClientName() == null ? entry.getKey() : entry.getValue().getClientName())).toList();
    }

    /**
     * @return null when there is none of this id
     * @throws OAuth2AuthenticationException with {@code temporarily_unavailable} when the provider does not tell about
     *                                       itself
     */
    @Override
    public ClientRegistration findByRegistrationId(String id) {
        ClientRegistration found = known.get(id);
        if (found == null && properties.getRegistration().containsKey(id)) {
            found = ask(id);
            known.put(id, found);
        }
        return found;
    }

    private ClientRegistration ask(String id) {
        OAuth2ClientProperties one = new OAuth2ClientProperties();
        one.getRegistration().put(id, properties.getRegistration().get(id));
        one.getProvider().putAll(properties.getProvider());
        try {
            ClientRegistration told = new OAuth2ClientPropertiesMapper(one).asClientRegistrations().get(id);
            // Without this scope a provider lets programs in and says nothing about persons.
            Set<String> scopes = new HashSet<>(told.getScopes() == null ? Set.of() : told.getScopes());
            scopes.add(OidcScopes.OPENID);
            return ClientRegistration.withClientRegistration(told).scope(scopes).build();
        } catch (RuntimeException e) {
            throw new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE), e);
        }
    }
}
