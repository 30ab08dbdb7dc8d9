/** Responses: launch, approval, level changes, the end; orders; the timeline. */
@org.springframework.modulith.ApplicationModule(displayName = "response",
        allowedDependencies = {"audit", "organization", "plan", "plan :: spi", "incident", "incident :: spi", "task",
                "task :: spi", "refusal", "database", "words", "live", "live :: spi"})
package org.fengsui.response;
