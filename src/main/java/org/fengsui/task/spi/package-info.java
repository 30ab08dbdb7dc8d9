/** Ports that the task module asks others to serve. */
@org.springframework.modulith.NamedInterface("spi")
package org.fengsui.task.spi;
