package org.fengsui.system;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fengsui.database.TextSearch;
import org.fengsui.incident.Crossing;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.plan.Plan;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.fengsui.response.Orders;
import org.fengsui.response.Response;
import org.fengsui.response.ResponseLists;
import org.fengsui.response.Responses;
import org.fengsui.task.TaskLists;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Search everywhere (查找): incidents, responses, tasks and orders. Each module answers for its own rows, and for what
 * the reader may see of them; a unit finds its own tasks, its responses and their incidents, and the orders to it.
 */
@Controller
class SearchPage {

    private static final int PER_KIND = 5;
    private static final int PER_PAGE = 20;
    /** Incidents whose responses are found with them. */
    private static final int INCIDENTS = 1000;
    private static final int LONGEST = 100;
    private static final int SNIPPET = 70;

    private static final Map<String, List<String>> STATES = new LinkedHashMap<>();

    static {
        STATES.put("incidents", List.of("undecided"));
        STATES.put("responses", List.of("awaiting-approval", "active", "ended", "closed", "rejected"));
        STATES.put("tasks", List.of("late", "open", "received", "done", "returned", "withdrawn"));
        STATES.put("orders", List.of());
    }

    private final Incidents incidents;
    private final Responses responses;
    private final ResponseLists responseLists;
    private final TaskLists lists;
    private final Orders orders;
    private final Organization organization;
    private final Snapshot snapshot;
    private final Clock clock;
    private final ZoneId zone;

    SearchPage(Incidents incidents, Responses responses, ResponseLists responseLists, TaskLists lists, Orders orders,
               Organization organization,
               Snapshot snapshot, Clock clock, ZoneId zone) {
        this.incidents = incidents;
        this.responses = responses;
        this.responseLists = responseLists;
        this.lists = lists;
        this.orders = orders;
        this.organization = organization;
        this.snapshot = snapshot;
        this.clock = clock;
        this.zone = zone;
    }

    @GetMapping("/search")
    String search(@RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                  HttpServletResponse answer) {
        Typed typed = Typed.of(sent);
        model.addAttribute("typed", typed);
        model.addAttribute("states", STATES);
        model.addAttribute("units", actor.oversees()
                ? organization.units().stream().filter(unit -> unit.parent() != null)
                        .map(unit -> new Choice(unit.code(), organization.name(unit.code()))).toList()
                : List.of());
        model.addAttribute("oversees", actor.oversees());
        try {
            Query query = read(typed);
            model.addAttribute("asked", query.narrowed());
            model.addAttribute("kind", query.kind());
            model.addAttribute("page", query.page());
            model.addAttribute("address", query.address());
            model.addAttribute("groups", query.narrowed() ? snapshot.of(() -> groups(query, actor)) : List.of());
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
            model.addAttribute("asked", false);
            model.addAttribute("groups", List.of());
        }
        return "search";
    }

    private Query read(Typed typed) {
        Checks checks = new Checks();
        String text = checks.optional("q", typed.value("q"), LONGEST);
        String kind = oneOf("kind", typed.value("kind"), List.copyOf(STATES.keySet()), checks);
        String state = oneOf("state", typed.value("state"),
                STATES.values().stream().flatMap(List::stream).toList(), checks);
        String unit = typed.value("unit");
        if (!unit.isEmpty() && organization.unit(unit).isEmpty()) {
            checks.refuse("unit", "unknown-unit", unit);
        }
        LocalDate from = typed.date("from", checks);
        LocalDate to = typed.date("to", checks);
        if (from != null && to != null && to.isBefore(from)) {
            checks.refuse("to", "before-from", from);
        }
        checks.done();
        String page = typed.value("page");
        return new Query(text, kind, unit, state, start(from), start(to == null ? null : to.plusDays(1)),
                page.matches("\\d{1,3}") ? Integer.parseInt(page) : 0, typed);
    }

    private static String oneOf(String field, String value, List<String> known, Checks checks) {
        if (!value.isEmpty() && !known.contains(value)) {
            checks.refuse(field, "unknown-choice", String.join(", ", known));
        }
        return value;
    }

    private Instant start(LocalDate date) {
        return date == null ? null : date.atStartOfDay(zone).toInstant();
    }

    private List<Group> groups(Query query, Actor actor) {
        List<Group> groups = new ArrayList<>();
        int size = query.kind().isEmpty() ? PER_KIND : PER_PAGE;
        for (String kind : STATES.keySet()) {
            boolean state = query.state().isEmpty() || STATES.get(kind).contains(query.state())
                    // A unit's part of an order is a task: orders are narrowed by the states of tasks.
                    || kind.equals("orders") && STATES.get("tasks").contains(query.state());
            if (state && (query.kind().isEmpty() || query.kind().equals(kind))) {
                groups.add(switch (kind) {
                    case "incidents" -> incidents(query, size, actor);
                    case "responses" -> responses(query, size, actor);
                    case "tasks" -> tasks(query, size, actor);
                    default -> orders(query, size, actor);
                });
            }
        }
        return groups;
    }

    private Group incidents(Query query, int size, Actor actor) {
        if (!actor.oversees() && query.state().equals("undecided")) {
            // What is not decided yet is the command post's.
            return new Group("incidents", 0, size, List.of());
        }
        Incidents.Listing found = incidents.search(query.text(), query.from(), query.until(),
                query.state().equals("undecided"), among(query, actor), query.page(), size);
        Map<UUID, Crossing> undecided = (actor.oversees() ? incidents.undecided() : List.<Crossing>of()).stream()
                .collect(Collectors.toMap(Crossing::incidentId, crossing -> crossing, (first, later) -> first));
        return new Group("incidents", found.totalElements(), size, found.content().stream().map(incident ->
                new Hit("/incidents/" + incident.id(), marked(incident.title(), query),
                        marked(place(incident) + " · " + incident.number()
                                + (incident.source().isEmpty() ? "" : " · " + incident.source()), query),
                        undecided.containsKey(incident.id()) ? "undecided" : "",
                        undecided.containsKey(incident.id()) ? "late" : "", incident.occurredAt(), null, null,
                        incident.sample())).toList());
    }

    /** The incidents that the reader may be told of; null = all. */
    private List<UUID> among(Query query, Actor actor) {
        List<UUID> own = actor.oversees() ? null : responseLists.incidentsOf(actor.workUnit());
        if (query.unit().isEmpty()) {
            return own;
        }
        List<UUID> units = responseLists.incidentsOf(query.unit());
        return own == null ? units : units.stream().filter(own::contains).toList();
    }

    private Group responses(Query query, int size, Actor actor) {
        List<UUID> incidentIds = query.text().isEmpty() ? List.of()
                : incidents.search(query.text(), null, null, false, null, 0, INCIDENTS).content().stream()
                        .map(Incident::id).toList();
        ResponseLists.Listing found = responseLists.search(query.text(), incidentIds, query.unit(), query.state(), query.from(),
                query.until(), query.page(), size, actor);
        return new Group("responses", found.totalElements(), size, found.content().stream().map(response -> {
            Incident incident = incidents.incident(response.incidentId());
            String status = status(response);
            String scope = organization.districtNames(response.scope());
            return new Hit("/responses/" + response.id(), marked(incident.title(), query),
                    marked(response.number() + " · " + (scope.isEmpty() ? "" : scope + " · ") + snippet(response.reason(), query), query),
                    status, status.equals("active") ? "running" : status.equals("awaiting-approval") ? "wait" : "off",
                    response.requestedAt(), level(response), null, incident.sample());
        }).toList());
    }

    private String status(Response response) {
        return response.status() == Response.Status.REJECTED && responses.approvals(response.id()).stream()
                .anyMatch(approval -> "withdrawn".equals(approval.decision())) ? "withdrawn" : response.status().code();
    }

    private Group tasks(Query query, int size, Actor actor) {
        TaskLists.Found found = lists.search(new TaskLists.Filter(query.state().isEmpty() ? "all" : query.state(), query.unit(),
                "", query.text(), null), query.from(), query.until(), query.page(), size, actor);
        Instant now = clock.instant();
        return new Group("tasks", found.totalElements(), size, found.content().stream().map(task -> {
            String text = containing(query, task.text(), task.result(), task.clause());
            return new Hit("/tasks/" + task.id(), marked(task.title(), query),
                    marked(organization.name(task.unit()) + (text.isEmpty() ? "" : " · " + text), query),
                    task.receiptOverdue(now) ? "late-receipt" : task.completionOverdue(now) ? "late-due"
                            : task.status().name().toLowerCase(Locale.ROOT),
                    task.overdue(now) ? "late" : switch (task.status()) {
                        case OPEN, RETURNED -> "wait";
                        case RECEIVED -> "running";
                        case DONE -> "done";
                        case WITHDRAWN -> "off";
                    }, task.openedAt(), null, null, false);
        }).toList());
    }

    private Group orders(Query query, int size, Actor actor) {
        Orders.Listing found = orders.search(query.text(), query.unit(), query.state(), query.from(), query.until(),
                query.page(), size, actor);
        Map<UUID, TaskLists.OrderCount> counts = lists.orderCounts(
                found.content().stream().map(Orders.Order::id).toList(), actor);
        return new Group("orders", found.totalElements(), size, found.content().stream().map(order -> {
            Response response = responses.response(order.responseId(), actor);
            Incident incident = incidents.incident(response.incidentId());
            return new Hit("/responses/" + order.responseId() + "#orders", marked(order.title(), query),
                    marked(incident.title() + " · " + response.number()
                            + (order.text().isEmpty() ? "" : " · " + snippet(order.text(), query)), query),
                    "", "", order.issuedAt(), null, counts.get(order.id()), incident.sample());
        }).toList());
    }

    private Plan.Level level(Response response) {
        return responses.version(response).plan().level(response.level()).orElseThrow();
    }

    private String place(Incident incident) {
        String district = incident.place().district();
        return district == null ? incident.place().name() : organization.districtName(district) + " "
                + incident.place().name();
    }

    /** The first of the texts in which a word is found; empty when it is in none. */
    private static String containing(Query query, String... texts) {
        for (String text : texts) {
            if (text != null && query.pattern() != null && query.pattern().matcher(text).find()) {
                return snippet(text, query);
            }
        }
        return "";
    }

    /** A long text about where the words are. */
    private static String snippet(String text, Query query) {
        Matcher hit = query.pattern() == null ? null : query.pattern().matcher(text);
        int at = hit != null && hit.find() ? hit.start() : 0;
        int from = Math.max(0, at - SNIPPET / 3);
        int to = Math.min(text.length(), from + SNIPPET);
        // Not through the middle of a character of two halves.
        from -= from > 0 && Character.isLowSurrogate(text.charAt(from)) ? 1 : 0;
        to += to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? 1 : 0;
        return (from > 0 ? "…" : "") + text.substring(from, to).replace('\n', ' ') + (to < text.length() ? "…" : "");
    }

    private static List<Part> marked(String text, Query query) {
        List<Part> parts = new ArrayList<>();
        int end = 0;
        if (query.pattern() != null) {
            Matcher matcher = query.pattern().matcher(text);
            while (matcher.find()) {
                parts.add(new Part(text.substring(end, matcher.start()), false));
                parts.add(new Part(matcher.group(), true));
                end = matcher.end();
            }
        }
        parts.add(new Part(text.substring(end), false));
        return parts.stream().filter(part -> !part.text().isEmpty()).toList();
    }

    record Choice(String code, String name) {
    }

    /** @param until exclusive */
    record Query(String text, String kind, String unit, String state, Instant from, Instant until, int page,
                 Pattern pattern, String address) {

        Query(String text, String kind, String unit, String state, Instant from, Instant until, int page, Typed typed) {
            this(text, kind, unit, state, from, until, page, pattern(text), address(typed));
        }

        boolean narrowed() {
            return !text.isEmpty() || !unit.isEmpty() || !state.isEmpty() || from != null || until != null
                    || !kind.isEmpty();
        }

        private static Pattern pattern(String text) {
            List<String> words = TextSearch.words(text);
            return words.isEmpty() ? null : Pattern.compile(
                    words.stream().map(Pattern::quote).collect(Collectors.joining("|")),
                    Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        }

        /** This search without its kind and its page. */
        private static String address(Typed typed) {
            UriComponentsBuilder address = UriComponentsBuilder.fromPath("/search");
            for (String field : List.of("q", "unit", "state", "from", "to")) {
                if (!typed.value(field).isBlank()) {
                    address.queryParam(field, "{" + field + "}");
                }
            }
            return address.encode().buildAndExpand(Map.of("q", typed.value("q"), "unit", typed.value("unit"), "state",
                    typed.value("state"), "from", typed.value("from"), "to", typed.value("to"))).toUriString();
        }
    }

    /** What was found of one kind. */
    record Group(String kind, long total, int size, List<Hit> hits) {
        public boolean uncounted() {
            return total > TextSearch.MOST;
        }

        public long counted() {
            return Math.min(total, TextSearch.MOST);
        }

        public long pages() {
            return (counted() + size - 1) / size;
        }
    }

    /**
     * One thing found.
     *
     * @param state end of its words' key; empty = none
     * @param look  end of the class of its badge
     * @param level of a response; otherwise null
     * @param order how far an order is; otherwise null
     */
    record Hit(String href, List<Part> title, List<Part> about, String state, String look, Instant at,
               Plan.Level level, TaskLists.OrderCount order, boolean sample) {
    }

    /** A piece of a text, found or not. */
    record Part(String text, boolean hit) {
    }
}
