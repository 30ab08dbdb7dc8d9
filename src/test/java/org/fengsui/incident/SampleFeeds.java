package org.fengsui.incident;

import org.springframework.context.ApplicationContext;

/** Lets the sample readings that are due come in now: in tests the scheduler's moments are too far apart. */
public final class SampleFeeds {

    private SampleFeeds() {
    }

    public static void feed(ApplicationContext context) {
        context.getBean(SampleFeed.class).feed();
    }
}
