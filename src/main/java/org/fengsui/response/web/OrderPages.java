package org.fengsui.response.web;

import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Issuing an order (下达指令). */
@Controller
class OrderPages {

    private static final List<Duration> RECEIPTS = List.of(Duration.ofMinutes(5), Duration.ofMinutes(10),
            Duration.ofMinutes(15), Duration.ofMinutes(30), Duration.ofHours(1));
    private static final List<Duration> DUES = List.of(Duration.ofMinutes(30), Duration.ofHours(1), Duration.ofHours(2),
            Duration.ofHours(4), Duration.ofHours(12), Duration.ofHours(24));

    private final Responses responses;
    private final Orders orders;
    private final Incidents incidents;
    private final Organization organization;

    OrderPages(Responses responses, Orders orders, Incidents incidents, Organization organization) {
        this.responses = responses;
        this.orders = orders;
        this.incidents = incidents;
        this.organization = organization;
    }

    @GetMapping("/responses/{id}/orders/new")
    String blank(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model) {
        return form(id, Typed.of(sent), actor, model);
    }

    @PostMapping("/responses/{id}/orders/new")
    String issue(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                 HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        try {
            Checks checks = new Checks();
            Duration receiptWithin = limit("receiptWithin", typed, checks);
            Duration dueWithin = limit("dueWithin", typed, checks);
            checks.done();
            orders.issue(id, typed.value("requestId"), typed.value("title"), typed.value("text"),
                    typed.values("units"), receiptWithin, dueWithin, actor);
            return "redirect:/responses/" + id + "#orders";
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            return form(id, typed, actor, model);
        }
    }

    private static Duration limit(String field, Typed typed, Checks checks) {
        String text = typed.value(field);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            checks.refuse(field, "not-a-duration", text);
            return null;
        }
    }

    private String form(UUID id, Typed typed, Actor actor, Model model) {
        Response response = responses.response(id, actor);
        if (!actor.commands()) {
            throw new Forbidden("command-post-only");
        }
        typed.preset("requestId", UUID.randomUUID().toString());
        Map<String, List<Words.Choice>> kinds = new LinkedHashMap<>();
        for (Unit unit : organization.units()) {
            if (unit.parent() != null) {
                kinds.computeIfAbsent(unit.kind(), kind -> new java.util.ArrayList<>())
                        .add(new Words.Choice(unit.code(), organization.name(unit.code())));
            }
        }
        model.addAttribute("response", response);
        model.addAttribute("incident", incidents.incident(response.incidentId()));
        model.addAttribute("kinds", kinds);
        model.addAttribute("receipts", RECEIPTS);
        model.addAttribute("dues", DUES);
        model.addAttribute("receiptDefault", Orders.RECEIPT_WITHIN);
        model.addAttribute("dueDefault", Orders.DUE_WITHIN);
        model.addAttribute("typed", typed);
        return "response/order";
    }
}
