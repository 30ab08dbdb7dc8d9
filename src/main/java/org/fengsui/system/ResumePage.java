package org.fengsui.system;

import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fengsui.incident.Incidents;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.refusal.Refusal;
import org.fengsui.response.Responses;
import org.fengsui.task.Tasks;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Tells whoever has signed in again what they had typed (继续提交), and sends it when they say so. */
@Controller
class ResumePage {

    private static final Pattern SUBJECT = Pattern.compile(
            "/(incidents|responses|tasks)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/.*)?");
    /** Part of the machinery of a form, not of what was typed. */
    private static final Set<String> MACHINERY = Set.of("requestId", "chosen", "planKey", "approvalId", "response", "show",
            "from", "state", "q");
    private static final Set<String> UNITS = Set.of("units", "scope", "unit", "place.district");
    private static final Set<String> LIMITS = Set.of("receiptWithin", "dueWithin");

    private final LostForms lost;
    private final Incidents incidents;
    private final Responses responses;
    private final Tasks tasks;
    private final Organization organization;
    private final MessageSource messages;
    private final TimeWords times;

    ResumePage(LostForms lost, Incidents incidents, Responses responses, Tasks tasks, Organization organization,
               MessageSource messages, TimeWords times) {
        this.lost = lost;
        this.incidents = incidents;
        this.responses = responses;
        this.tasks = tasks;
        this.organization = organization;
        this.messages = messages;
        this.times = times;
    }

    @GetMapping("/resume")
    String resume(HttpSession session, Actor actor, Model model) {
        Optional<LostForm> kept = lost.of(session);
        if (kept.isEmpty()) {
            return "redirect:/";
        }
        LostForm form = kept.get();
        String what = what(form.address());
        List<Part> parts = new ArrayList<>();
        form.fields().forEach((name, values) -> {
            List<String> typed = values.stream().filter(value -> !value.isBlank()).toList();
            if (!typed.isEmpty() && !MACHINERY.contains(name) && !name.startsWith("seen.")) {
                parts.add(new Part(label(name, form.address()),
                        String.join(words("layout.list-comma"), typed.stream().map(value(name, what)).toList())));
            }
        });
        model.addAttribute("form", form);
        model.addAttribute("what", words("resume.what." + what));
        model.addAttribute("subject", subject(form.address(), actor));
        model.addAttribute("parts", parts);
        return "resume";
    }

    @PostMapping("/resume/discard")
    String discard(HttpSession session) {
        lost.forget(session);
        return "redirect:/";
    }

    /** What would be done, as the end of its words' key: the last part of the address. */
    private String what(String address) {
        String[] path = address.replaceFirst("\\?.*", "").split("/");
        String last = path.length < 2 ? "" : path[path.length - 1].equals("new") ? path[path.length - 2] : path[path.length - 1];
        return messages.getMessage("resume.what." + last, null, null, locale()) == null ? "other" : last;
    }

    /** What it is about, where the reader may see that; empty otherwise. */
    private String subject(String address, Actor actor) {
        Matcher matcher = SUBJECT.matcher(address);
        if (!matcher.matches()) {
            return "";
        }
        UUID id = UUID.fromString(matcher.group(2));
        try {
            return switch (matcher.group(1)) {
                case "incidents" -> incidents.incident(id).title();
                case "responses" -> {
                    var response = responses.response(id, actor);
                    yield incidents.incident(response.incidentId()).title() + " " + response.number();
                }
                default -> tasks.task(id, actor).title();
            };
        } catch (Refusal unseen) {
            // The command itself will say that it is not theirs.
            return "";
        }
    }

    private String label(String name, String address) {
        if (name.startsWith("facts.") || name.startsWith("form.")) {
            return name.substring(name.indexOf('.') + 1);
        }
        List<String> prefixes = address.startsWith("/tasks/") ? List.of("task.field.", "resume.field.")
                : List.of("resume.field.", "field.");
        for (String prefix : prefixes) {
            String words = messages.getMessage(prefix + name, null, null, locale());
            if (words != null) {
                return words;
            }
        }
        return name;
    }

    private Function<String, String> value(String name, String what) {
        return value -> {
            if (UNITS.contains(name)) {
                return organization.name(value);
            }
            if (name.equals("to") && what.equals("handover")) {
                return organization.person(value);
            }
            if (LIMITS.contains(name) && value.matches("PT\\d{1,4}[HM]")) {
                return times.of(Duration.parse(value));
            }
            if (value.matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}")) {
                return value.replace('T', ' ');
            }
            if (name.equals("hazard")) {
                return messages.getMessage("page.hazard." + value, null, value, locale());
            }
            if (name.equals("oral.by")) {
                return messages.getMessage("post." + value, null, value, locale());
            }
            return Set.of("decision", "oral", "area").contains(name)
                    ? messages.getMessage("resume.value." + value, null, value, locale()) : value;
        };
    }

    private String words(String key) {
        return messages.getMessage(key, null, locale());
    }

    private static Locale locale() {
        return LocaleContextHolder.getLocale();
    }

    /** Something typed, with its name. */
    record Part(String label, String value) {
    }
}
