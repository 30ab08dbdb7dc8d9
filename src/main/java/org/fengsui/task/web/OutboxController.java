package org.fengsui.task.web;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.fengsui.organization.Actor;
import org.fengsui.task.Task;
import org.fengsui.task.TaskLists;
import org.fengsui.task.Tasks;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * The outbox (待发送) of a phone: what was filled in without a network waits there, in the browser's own database. The
 * server only gives the frame of the page, and what the script needs to send later.
 */
@Controller
@RequestMapping("/tasks/outbox")
class OutboxController {

    /** Tasks whose pages a phone keeps for the time without a network. */
    private static final int KEPT = 30;

    private final TaskLists lists;

    OutboxController(TaskLists lists) {
        this.lists = lists;
    }

    @GetMapping
    String page() {
        return "task/outbox";
    }

    /**
     * Who is signed in, and the token for what is sent in this session.
     *
     * @param header name of the header that carries the token
     */
    record Session(String user, String header, String token) {
    }

    @GetMapping("/session")
    ResponseEntity<Session> session(Actor actor, CsrfToken token) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore())
                .body(new Session(actor.username(), token.getHeaderName(), token.getToken()));
    }

    record Running(List<UUID> tasks) {
    }

    /** The unit's own running tasks and then those that it supports, each in the order of its inbox. */
    @GetMapping("/running")
    ResponseEntity<Running> running(Actor actor) {
        TaskLists.Page own = lists.own(new TaskLists.Filter("running", "", "", "", null), 0, KEPT, actor);
        TaskLists.Page supported = lists.supported(new TaskLists.Filter("running", "", "", "", null), 0, KEPT, actor);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore())
                .body(new Running(Stream.concat(own.content().stream(), supported.content().stream()).map(Task::id)
                        .limit(KEPT).toList()));
    }
}
