/** Ports that the incident module asks others to serve. */
@org.springframework.modulith.NamedInterface("spi")
package org.fengsui.incident.spi;
