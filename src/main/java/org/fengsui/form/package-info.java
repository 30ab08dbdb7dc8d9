/** Forms: what a form may hold, whoever brings it, and all forms that there are. */
@org.springframework.modulith.ApplicationModule(displayName = "form", allowedDependencies = {})
package org.fengsui.form;
