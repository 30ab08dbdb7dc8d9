package org.fengsui.plan.web;

import java.nio.charset.StandardCharsets;
import org.fengsui.organization.Actor;
import org.fengsui.plan.Differences;
import org.fengsui.plan.PlanForms;
import org.fengsui.plan.Plans;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The forms (表单) that a version's actions ask for: what each asks, and its file. */
@Controller
class FormPages {

    private final Plans plans;
    private final PlanForms forms;
    private final Differences words;

    FormPages(Plans plans, PlanForms forms, Differences words) {
        this.plans = plans;
        this.forms = forms;
        this.words = words;
    }

    @GetMapping("/plans/{key}/versions/{version}/forms/{form}")
    String form(@PathVariable String key, @PathVariable String version, @PathVariable String form, Actor actor,
                Model model) {
        Plans.Version shown = plans.version(key, PlanPages.number(version), actor);
        PlanForms.Named named = forms.of(shown, form);
        model.addAttribute("version", shown);
        model.addAttribute("named", named);
        model.addAttribute("fields", named.form().fields().stream()
                .map(field -> new FieldRow(field.label(), field.input(), words.asks(field))).toList());
        return "plan/form";
    }

    @GetMapping("/plans/{key}/versions/{version}/forms/{form}/file")
    ResponseEntity<byte[]> file(@PathVariable String key, @PathVariable String version, @PathVariable String form,
                                Actor actor) {
        String text = forms.text(plans.version(key, PlanPages.number(version), actor), form);
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment()
                        .filename(form + PlanForms.ENDING, StandardCharsets.UTF_8).build().toString())
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param asks what is to be filled in; of a text between the fields only that it is one */
    record FieldRow(String label, boolean input, String asks) {
    }
}
