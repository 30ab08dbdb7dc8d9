package org.fengsui.organization.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.fengsui.organization.Actor;
import org.fengsui.organization.HistoryLine;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Post;
import org.fengsui.organization.Unit;
import org.fengsui.organization.Units;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Typed;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** The units (单位), for the system administrator. */
@Controller
class UnitPages {

    private final Units units;
    private final Organization organization;
    private final HistoryWords history;

    UnitPages(Units units, Organization organization, HistoryWords history) {
        this.units = units;
        this.organization = organization;
        this.history = history;
    }

    @GetMapping("/organization/units")
    String list(@RequestParam(defaultValue = "") String text, Actor actor, Model model) {
        requireSystemAdministrator(actor);
        String wanted = text.strip();
        model.addAttribute("text", text);
        model.addAttribute("rows", organization.allUnits().stream()
                .filter(unit -> unit.code().contains(wanted) || unit.name().contains(wanted)
                        || unit.nameEn().toLowerCase().contains(wanted.toLowerCase()))
                .map(unit -> new Row(unit, unit.parent() == null ? "" : organization.name(unit.parent()))).toList());
        return "organization/units";
    }

    @PostMapping("/organization/units")
    String importList(@RequestParam(required = false) MultipartFile file, Actor actor, Model model,
                      HttpServletResponse answer) throws IOException {
        try {
            if (file == null || file.isEmpty()) {
                throw new Invalid("file", "empty-file");
            }
            model.addAttribute("imported", units.importList(file.getBytes(), actor));
        } catch (Refusal problem) {
            answer.setStatus(problem.status());
            model.addAttribute("problem", problem);
        }
        return list("", actor, model);
    }

    @GetMapping("/organization/units.csv")
    ResponseEntity<byte[]> export(Actor actor) {
        return PeoplePages.csv("units.csv", units.export(actor));
    }

    @GetMapping("/organization/unit")
    String blank(Actor actor, Model model) {
        return form(null, Typed.nothing(), actor, model);
    }

    @PostMapping("/organization/unit")
    String make(@RequestParam MultiValueMap<String, String> sent, Actor actor, Model model, HttpServletResponse answer) {
        return save(null, Typed.of(sent), actor, model, answer);
    }

    @GetMapping("/organization/units/{code}")
    String unit(@PathVariable String code, Actor actor, Model model) {
        return form(code, Typed.nothing(), actor, model);
    }

    @PostMapping("/organization/units/{code}")
    String change(@PathVariable String code, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                  HttpServletResponse answer) {
        return save(code, Typed.of(sent), actor, model, answer);
    }

    @PostMapping("/organization/units/{code}/retirement")
    String retire(@PathVariable String code, @RequestParam MultiValueMap<String, String> sent, Actor actor, Model model,
                  HttpServletResponse answer) {
        try {
            units.retire(code, seen(Typed.of(sent)), actor);
            return "redirect:/organization/units/" + code;
        } catch (Refusal problem) {
            return refused(problem, code, Typed.nothing(), actor, model, answer);
        }
    }

    @GetMapping("/organization/units/{code}/retirement")
    String afterRetirement(@PathVariable String code) {
        return "redirect:/organization/units/" + code;
    }

    private String save(String code, Typed typed, Actor actor, Model model, HttpServletResponse answer) {
        try {
            units.save(new Units.Wanted(code == null ? typed.value("code") : code, typed.value("name"),
                    typed.value("nameEn"), typed.value("parent"), typed.value("kind"), typed.value("order")),
                    code == null, seen(typed), actor);
            return "redirect:/organization/units";
        } catch (Refusal problem) {
            return refused(problem, code, typed, actor, model, answer);
        }
    }

    private String refused(Refusal problem, String code, Typed typed, Actor actor, Model model,
                           HttpServletResponse answer) {
        if (problem instanceof NotFound) {
            throw problem;
        }
        answer.setStatus(problem.status());
        model.addAttribute("problem", problem);
        return form(code, typed, actor, model);
    }

    private static Long seen(Typed typed) {
        return typed.value("seen").matches("\\d{1,18}") ? Long.valueOf(typed.value("seen")) : null;
    }

    private String form(String code, Typed typed, Actor actor, Model model) {
        requireSystemAdministrator(actor);
        Unit unit = code == null ? null : organization.unit(code).orElseThrow(() -> new NotFound("unit"));
        if (unit != null) {
            typed.preset("name", unit.name()).preset("nameEn", unit.nameEn()).preset("kind", unit.kind())
                    .preset("parent", Objects.requireNonNullElse(unit.parent(), ""))
                    .preset("order", String.valueOf(unit.order()));
        }
        model.addAttribute("typed", typed);
        model.addAttribute("unit", unit);
        model.addAttribute("root", unit == null ? organization.allUnits().isEmpty() : unit.parent() == null);
        model.addAttribute("units", organization.units());
        model.addAttribute("kinds", Unit.KINDS);
        List<HistoryLine> lines = unit == null ? List.of() : units.history(code, actor);
        model.addAttribute("seen", lines.isEmpty() ? 0 : lines.get(0).id());
        model.addAttribute("history", history.rows(lines));
        return "organization/unit";
    }

    private static void requireSystemAdministrator(Actor actor) {
        if (!actor.holds(Post.SYSADMIN)) {
            throw new Forbidden("sysadmin-only");
        }
    }

    record Row(Unit unit, String parent) {
    }
}
