/** Pages as PDF, with a Chinese font of their own. */
@org.springframework.modulith.ApplicationModule(displayName = "pdf", allowedDependencies = {})
package org.fengsui.pdf;
