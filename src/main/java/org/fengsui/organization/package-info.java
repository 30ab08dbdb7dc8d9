/** Units, people at posts, their accounts. */
@org.springframework.modulith.ApplicationModule(displayName = "organization",
        allowedDependencies = {"audit", "audit :: spi", "refusal", "database"})
package org.fengsui.organization;
