/** Small help for reading and writing rows. */
@org.springframework.modulith.ApplicationModule(displayName = "database", allowedDependencies = {})
package org.fengsui.database;
