/** Answered by the modules whose changes are told. */
@org.springframework.modulith.NamedInterface("spi")
package org.fengsui.live.spi;
