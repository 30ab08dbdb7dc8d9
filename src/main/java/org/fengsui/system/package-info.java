/** What every page and module stands on: database, settings, clock, start and stop. */
@org.springframework.modulith.ApplicationModule(displayName = "system",
        allowedDependencies = {"audit", "organization", "access", "access :: spi", "plan", "incident", "response", "task", "live :: spi", "refusal", "database", "words"})
package org.fengsui.system;
