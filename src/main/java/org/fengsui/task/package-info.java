/** Unit tasks: receipt, progress, evidence, completion, overdue, chase-up. */
@org.springframework.modulith.ApplicationModule(displayName = "task",
        allowedDependencies = {"audit", "organization", "refusal", "database", "words", "live", "live :: spi", "form"})
package org.fengsui.task;
