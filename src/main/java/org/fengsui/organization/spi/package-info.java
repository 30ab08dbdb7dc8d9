/** What the organisation needs from others. */
@org.springframework.modulith.NamedInterface("spi")
package org.fengsui.organization.spi;
