package org.fengsui.access;

import org.fengsui.access.spi.Destination;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.ConditionalOnOAuth2ClientRegistrationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;

/** Sign-in by a provider: there only where the site has named one. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnOAuth2ClientRegistrationProperties
@EnableConfigurationProperties(OAuth2ClientProperties.class)
class OidcConfiguration {

    @Bean
    OidcProviders oidcProviders(OAuth2ClientProperties properties) {
        return new OidcProviders(properties);
    }

    @Bean
    OidcLogin oidcLogin(SignIn signIn, Destination destination, AccessSettings settings) {
        return new OidcLogin(signIn, destination, settings.oidc());
    }

    @Bean
    JwtDecoderFactory<ClientRegistration> idTokenDecoders(OidcLogin login) {
        return login.decoders();
    }
}
