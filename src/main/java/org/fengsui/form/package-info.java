/** Forms: what a form may hold, whoever brings it. */
@org.springframework.modulith.ApplicationModule(displayName = "form", allowedDependencies = {})
package org.fengsui.form;
