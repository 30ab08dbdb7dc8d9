/** Plans: versions, models read and compiled, levels, triggers, actions. */
@org.springframework.modulith.ApplicationModule(displayName = "plan", allowedDependencies = {"organization"})
package org.fengsui.plan;
