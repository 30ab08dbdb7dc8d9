/** Incidents: what was reported and observed, and the level that it proposes. */
@org.springframework.modulith.ApplicationModule(displayName = "incident",
        allowedDependencies = {"audit", "organization", "plan", "refusal", "database", "live", "live :: spi"})
package org.fengsui.incident;
