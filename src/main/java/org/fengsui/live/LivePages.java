package org.fengsui.live;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Gives every page the position at which it was made, and ends the streams of a session with it. */
@ControllerAdvice(annotations = Controller.class)
class LivePages implements HttpSessionListener {

    private final LiveHub hub;

    LivePages(LiveHub hub) {
        this.hub = hub;
    }

    /** Taken before the page reads anything: what changes from then on is told. */
    @ModelAttribute("livePosition")
    String position() {
        return hub.position();
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        hub.endSession(event.getSession().getId());
    }
}
