/** How a command is refused: rejected, invalid, forbidden, not found. */
@org.springframework.modulith.ApplicationModule(displayName = "refusal", allowedDependencies = {})
package org.fengsui.refusal;
