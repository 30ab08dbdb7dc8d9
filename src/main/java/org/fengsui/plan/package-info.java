/** Plans: versions, models read and compiled, levels, triggers, actions. */
@org.springframework.modulith.ApplicationModule(displayName = "plan",
        allowedDependencies = {"access", "attachment", "audit", "form", "organization", "live", "live :: spi", "refusal",
                "database", "words", "pdf"})
package org.fengsui.plan;
