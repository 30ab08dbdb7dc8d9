/** Unit tasks: receipt, progress, evidence, completion, overdue, chase-up. */
@org.springframework.modulith.ApplicationModule(displayName = "task", allowedDependencies = {
    "attachment", "audit", "form", "organization", "refusal", "database", "words", "live", "live :: spi"})
package org.fengsui.task;
