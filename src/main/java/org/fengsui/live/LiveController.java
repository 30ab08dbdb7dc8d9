package org.fengsui.live;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fengsui.live.spi.LiveTopics;
import org.fengsui.organization.Actor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Opens the stream of a browser. Topics that it may not be told of are passed over in silence. */
@Controller
class LiveController {

    private static final Logger log = LoggerFactory.getLogger(LiveController.class);
    /** Of all tabs of a browser together. */
    private static final int MOST_TOPICS = 50;

    private final LiveHub hub;
    private final List<LiveTopics> modules;

    LiveController(LiveHub hub, List<LiveTopics> modules) {
        this.hub = hub;
        this.modules = modules;
    }

    /**
     * @param topics separated by commas
     * @param since  position of the page or of the last event heard
     */
    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter open(@RequestParam(defaultValue = "") String topics, @RequestParam(defaultValue = "") String since,
                    Actor actor, HttpServletRequest request, HttpServletResponse response) {
        Set<Topic> visible = Arrays.stream(topics.split(",")).limit(MOST_TOPICS).map(Topic::of)
                .flatMap(Optional::stream)
                .filter(topic -> modules.stream().anyMatch(module -> module.visible(topic, actor)))
                .collect(Collectors.toUnmodifiableSet());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // A proxy that collects the answer first would hold back every signal.
        response.setHeader("X-Accel-Buffering", "no");
        SseEmitter emitter = new SseEmitter(0L);
        if (!hub.open(visible, since, (String) request.getSession().getAttribute(Signals.SESSION), new EmitterLine(emitter))) {
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
        }
        return emitter;
    }

    private record EmitterLine(SseEmitter emitter) implements LiveHub.Line {

        @Override
        public void tell(String id, String event, String data) throws IOException {
            emitter.send(SseEmitter.event().id(id).name(event).data(data));
        }

        @Override
        public void end() {
            try {
                emitter.complete();
            } catch (IllegalStateException gone) {
                log.debug("The browser had gone already", gone);
            }
        }

        @Override
        public void onEnd(Runnable action) {
            emitter.onCompletion(action);
            emitter.onError(error -> action.run());
        }
    }
}
