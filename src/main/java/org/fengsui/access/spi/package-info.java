/** What the access module asks of the frame of the pages. */
@org.springframework.modulith.NamedInterface("spi")
package org.fengsui.access.spi;
