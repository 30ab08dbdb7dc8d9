/** The only house of the process engine: it serves the ports of other modules. */
@org.springframework.modulith.ApplicationModule(displayName = "workflow",
        allowedDependencies = {"plan :: spi", "response :: spi"})
package org.fengsui.workflow;
