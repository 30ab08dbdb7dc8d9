/** Units, people at posts, their accounts. */
@org.springframework.modulith.ApplicationModule(displayName = "organization",
        allowedDependencies = {"audit", "audit :: spi", "refusal", "database", "words"})
package org.fengsui.organization;
