/** Files that people attach: told by their content, stored once by its digest, within a quota. */
@org.springframework.modulith.ApplicationModule(displayName = "attachment", allowedDependencies = {"refusal"})
package org.fengsui.attachment;
