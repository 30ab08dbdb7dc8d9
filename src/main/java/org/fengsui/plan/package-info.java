/** Plans: versions, models read and compiled, levels, triggers, actions. */
@org.springframework.modulith.ApplicationModule(displayName = "plan", allowedDependencies = {"attachment", "audit", "organization", "refusal", "database"})
package org.fengsui.plan;
