/** Plans: versions, models read and compiled, levels, triggers, actions. */
@org.springframework.modulith.ApplicationModule(displayName = "plan", allowedDependencies = {"organization", "refusal", "database"})
package org.fengsui.plan;
