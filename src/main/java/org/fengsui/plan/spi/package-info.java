/** Ports that the plan module asks others to serve. */
@org.springframework.modulith.NamedInterface("spi")
package org.fengsui.plan.spi;
