/** Ports that the response module asks others to serve. */
@org.springframework.modulith.NamedInterface("spi")
package org.fengsui.response.spi;
