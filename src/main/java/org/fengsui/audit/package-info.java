/** The record: every command, sign-in, refusal and export, append-only and hash-chained. */
@org.springframework.modulith.ApplicationModule(displayName = "audit",
        allowedDependencies = {"refusal", "database", "words"})
package org.fengsui.audit;
