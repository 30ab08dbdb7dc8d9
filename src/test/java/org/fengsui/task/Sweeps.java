package org.fengsui.task;

import org.springframework.context.ApplicationContext;

/** Lets tests beat the clock's drum themselves instead of waiting for it. */
public final class Sweeps {

    private Sweeps() {
    }

    /** Acts on every deadline that has come by the server's clock. */
    public static void deadlines(ApplicationContext context) {
        context.getBean(DeadlineSweep.class).sweep();
    }
}
