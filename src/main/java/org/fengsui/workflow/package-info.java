/** The only house of the process engine: it serves the ports of other modules. */
@org.springframework.modulith.ApplicationModule(displayName = "workflow",
        allowedDependencies = {"plan :: spi", "plan :: xml", "response :: spi"})
package org.fengsui.workflow;
