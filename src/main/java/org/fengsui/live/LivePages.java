package org.fengsui.live;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Gives every page the position at which it was made. */
@ControllerAdvice(annotations = Controller.class)
class LivePages {

    private final LiveHub hub;

    LivePages(LiveHub hub) {
        this.hub = hub;
    }

    /** Taken before the page reads anything: what changes from then on is told. */
    @ModelAttribute("livePosition")
    String position() {
        return hub.position();
    }
}
