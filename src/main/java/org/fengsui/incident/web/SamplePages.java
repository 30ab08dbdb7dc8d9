package org.fengsui.incident.web;

import org.fengsui.incident.SampleFeed;
import org.fengsui.organization.Actor;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** The buttons of the sample readings (示例水情), which stand on the home page. */
@Controller
@RequestMapping("/sample")
class SamplePages {

    private final SampleFeed sample;

    SamplePages(SampleFeed sample) {
        this.sample = sample;
    }

    /** Where a reader lands who reloads the answer to a button. */
    @GetMapping({"/start", "/stop", "/clear"})
    String home() {
        return "redirect:/#sample";
    }

    @PostMapping("/start")
    String start(Actor actor) {
        sample.start(actor);
        return home();
    }

    @PostMapping("/stop")
    String stop(Actor actor) {
        sample.stop(actor);
        return home();
    }

    @PostMapping("/clear")
    String clear(Actor actor) {
        sample.clear(actor);
        return home();
    }
}
