package org.fengsui.response.web;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Checks;
import org.fengsui.response.Approval;
import org.fengsui.response.EndCheck;
import org.fengsui.response.LaunchRequest;
import org.fengsui.response.Orders;
import org.fengsui.response.Previews;
import org.fengsui.response.Response;
import org.fengsui.response.ResponseLists;
import org.fengsui.response.Responses;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Responses: launch, approval, level, end, situations, orders, timeline. */
@RestController
@RequestMapping("/api/v1")
class ResponseApi {

    private final Responses responses;
    private final ResponseLists responseLists;
    private final Previews previews;
    private final Orders orders;

    ResponseApi(Responses responses, ResponseLists responseLists, Previews previews, Orders orders) {
        this.responses = responses;
        this.responseLists = responseLists;
        this.previews = previews;
        this.orders = orders;
    }

    /**
     * @param scope      codes of districts; null or empty = the whole city
     * @param situations codes of situations; null = those that the facts indicate
     * @param exercise   null = false
     */
    record Launch(String requestId, UUID incidentId, String planKey, String level, List<String> scope,
                  List<String> situations, Boolean exercise, String reason) {
    }

    @PostMapping("/responses")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<ResponseView> launch(@RequestBody Launch sent, Actor actor) {
        Responses.Launched launched = responses.launch(new LaunchRequest(sent.requestId(), sent.incidentId(),
                sent.planKey(), sent.level(), sent.scope(), sent.situations(), Boolean.TRUE.equals(sent.exercise()),
                sent.reason()), actor);
        ResponseView view = view(launched.response(), actor);
        return launched.created()
                ? ResponseEntity.created(URI.create("/api/v1/responses/" + view.id())).body(view)
                : ResponseEntity.ok(view);
    }

    @GetMapping("/responses/preview")
    ChangeView.PreviewView previewLaunch(@RequestParam UUID incidentId, @RequestParam String planKey,
                                         @RequestParam String level,
                                         @RequestParam(required = false) List<String> scope,
                                         @RequestParam(required = false) List<String> situations, Actor actor) {
        return ChangeView.PreviewView.of(
                previews.launch(incidentId, planKey, level, scope, situations, actor));
    }

    record ResponsePage(List<ResponseView> content, int page, int size, long totalElements) {
    }

    /** @param archived those to archived incidents instead of all others */
    @GetMapping("/responses")
    ResponsePage responses(@RequestParam(defaultValue = "false") boolean archived,
                           @RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size,
                           Actor actor) {
        Checks checks = new Checks();
        checks.page(page, size);
        checks.done();
        ResponseLists.Listing listing = responseLists.list(archived, page, size, actor);
        return new ResponsePage(listing.content().stream().map(one -> view(one, actor)).toList(), page, size,
                listing.totalElements());
    }

    @GetMapping("/incidents/{id}/responses")
    List<ResponseView> responsesOfIncident(@PathVariable UUID id, Actor actor) {
        return responses.ofIncident(id, actor).stream().map(one -> view(one, actor)).toList();
    }

    @GetMapping("/responses/{id}")
    ResponseView response(@PathVariable UUID id, Actor actor) {
        return view(responses.response(id, actor), actor);
    }

    /**
     * @param decision approved or rejected
     * @param oral     recorded by the command post when the post agreed orally; null when the caller signs
     * @param approvalId the request that was read, so that no later one is signed by mistake; null = the one that waits
     */
    record Decision(String decision, String comment, OralSent oral, UUID approvalId) {
    }

    /** @param by code of the post */
    record OralSent(String by, Instant at) {
    }

    @PostMapping("/responses/{id}/approval")
    ResponseView approve(@PathVariable UUID id, @RequestBody Decision sent, Actor actor) {
        Approval.Oral oral = sent.oral() == null ? null : new Approval.Oral(sent.oral().by(), sent.oral().at());
        return view(responses.approve(id, sent.approvalId(), sent.decision(), sent.comment(), oral, actor), actor);
    }

    record GivenReason(String reason) {
    }

    /** Takes back what is asked for and not yet decided. */
    @PostMapping("/responses/{id}/approval/withdrawal")
    ResponseView withdrawRequest(@PathVariable UUID id, @RequestBody GivenReason sent, Actor actor) {
        return view(responses.withdrawRequest(id, sent.reason(), actor), actor);
    }

    /** @param requestId optional: the same again is the same change, whatever the level has become since */
    record LevelSent(String requestId, String level, String reason) {
    }

    @PostMapping("/responses/{id}/level")
    ChangeView changeLevel(@PathVariable UUID id, @RequestBody LevelSent sent, Actor actor) {
        return change(responses.changeLevel(id, sent.requestId(), sent.level(), sent.reason(), actor));
    }

    @GetMapping("/responses/{id}/level/preview")
    ChangeView.PreviewView previewLevel(@PathVariable UUID id, @RequestParam String level, Actor actor) {
        return ChangeView.PreviewView.of(previews.level(id, level, actor));
    }

    /**
     * @param requestId   optional, as for a level change
     * @param conditions  the words of the plan's conditions for ending that hold; null = the caller says nothing of them
     * @param unmetReason why it is ended although some of them are not named; wanted only where some are not
     */
    record EndSent(String requestId, String reason, List<String> conditions, String unmetReason) {
    }

    @PostMapping("/responses/{id}/end")
    ChangeView endResponse(@PathVariable UUID id, @RequestBody EndSent sent, Actor actor) {
        return change(responses.end(id, sent.requestId(), sent.reason(),
                sent.conditions() == null ? null : new EndCheck(sent.conditions(), sent.unmetReason()), actor));
    }

    @GetMapping("/responses/{id}/end/preview")
    ChangeView.PreviewView previewEnd(@PathVariable UUID id, Actor actor) {
        return ChangeView.PreviewView.of(previews.end(id, actor));
    }

    record SituationsSent(List<String> situations) {
    }

    @PostMapping("/responses/{id}/situations")
    ChangeView addSituations(@PathVariable UUID id, @RequestBody SituationsSent sent, Actor actor) {
        return change(responses.addSituations(id, sent.situations(), actor));
    }

    /** @param receiptWithin null = the default, likewise {@code dueWithin} */
    record OrderSent(String requestId, String title, String text, List<String> units, Duration receiptWithin,
                     Duration dueWithin) {
    }

    @PostMapping("/responses/{id}/orders")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<Orders.Order> issueOrder(@PathVariable UUID id, @RequestBody OrderSent sent, Actor actor) {
        Orders.Issued issued = orders.issue(id, sent.requestId(), sent.title(), sent.text(), sent.units(),
                sent.receiptWithin(), sent.dueWithin(), actor);
        return ResponseEntity.status(issued.created() ? 201 : 200).body(issued.order());
    }

    @GetMapping("/responses/{id}/orders")
    List<Orders.Order> orders(@PathVariable UUID id, Actor actor) {
        return orders.ofResponse(id, actor);
    }

    @GetMapping("/responses/{id}/timeline")
    List<Responses.TimelineLine> responseTimeline(@PathVariable UUID id, Actor actor) {
        return responses.timeline(id, actor);
    }

    private ResponseView view(Response response, Actor actor) {
        return ResponseView.of(response, responses.approvals(response.id(), actor));
    }

    private ChangeView change(Responses.Changed changed) {
        return ChangeView.of(changed, responses.pending(changed.response().id()).orElse(null));
    }
}
