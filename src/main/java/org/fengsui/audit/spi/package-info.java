/** Ports that the audit module asks others to serve. */
@org.springframework.modulith.NamedInterface("spi")
package org.fengsui.audit.spi;
