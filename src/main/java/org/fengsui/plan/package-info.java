/** Plans: versions, models read and compiled, levels, triggers, actions. */
@org.springframework.modulith.ApplicationModule(displayName = "plan",
        allowedDependencies = {"attachment", "audit", "form", "organization", "refusal", "database", "words", "pdf"})
package org.fengsui.plan;
