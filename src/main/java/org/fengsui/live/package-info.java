/** Tells open pages that something they show has changed: signals carry names only, never what they show. */
@org.springframework.modulith.ApplicationModule(displayName = "live", allowedDependencies = {"organization", "refusal"})
package org.fengsui.live;
