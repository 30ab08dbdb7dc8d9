/** Units, people at posts, their accounts. */
@org.springframework.modulith.ApplicationModule(displayName = "organization",
        allowedDependencies = {"refusal", "database"})
package org.fengsui.organization;
