/** Who comes in: sign-in, passwords, second factors, sessions, tokens, invitations. */
@org.springframework.modulith.ApplicationModule(displayName = "access",
        allowedDependencies = {"organization", "organization :: spi", "audit", "live", "refusal", "database", "words"})
package org.fengsui.access;
