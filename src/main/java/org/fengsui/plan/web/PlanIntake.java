package org.fengsui.plan.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.fengsui.form.FormRules;
import org.fengsui.plan.BroughtForms;
import org.fengsui.plan.FactClashes;
import org.fengsui.plan.KnownForms;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanForms;
import org.fengsui.plan.PlanReader;
import org.fengsui.plan.Problem;
import org.fengsui.plan.Reading;
import org.fengsui.plan.workbook.Workbooks;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MultipartFile;

/** What somebody uploads to make a version of a plan of it, read with everything that is wrong with it at once. */
@Component
class PlanIntake {

    private final PlanReader models;
    private final Workbooks workbooks;
    private final PlanForms forms;
    private final FactClashes clashes;
    private final MessageSource messages;

    PlanIntake(PlanReader models, Workbooks workbooks, PlanForms forms, FactClashes clashes,
               MessageSource messages) {
        this.models = models;
        this.workbooks = workbooks;
        this.forms = forms;
        this.clashes = clashes;
        this.messages = messages;
    }

    /**
     * What came of it.
     *
     * @param plan     empty when anything of it can't be used
     * @param forms    that the plan is to be kept with
     * @param problems where it can't be used, all that keeps it from being; else what its writer should look at
     */
    record Taken(Optional<Plan> plan, BroughtForms forms, List<Problem> problems) {
    }

    private interface Reader {
        Reading read(KnownForms forms, Locale locale) throws IOException;
    }

    /** @param decisions belong to models only: refused by name unless null @param forms may be null */
    Taken workbook(MultipartFile workbook, MultipartFile decisions, List<MultipartFile> forms) throws IOException {
        return take(forms, (known, locale) -> {
            try (InputStream content = workbook == null ? InputStream.nullInputStream() : workbook.getInputStream()) {
                Reading reading = workbooks.read(content, known, locale);
                return decisions == null ? reading : new Reading(Optional.empty(), Stream.concat(
                        reading.problems().stream(),
                        Stream.of(error("decisions", "unwanted-decisions", locale))).toList());
            }
        });
    }

    /** @param decisions may be null @param forms may be null */
    Taken models(MultipartFile model, MultipartFile decisions, List<MultipartFile> forms) throws IOException {
        return take(forms, (known, locale) -> {
            if (decisions == null) {
                return new Reading(Optional.empty(), List.of(error("decisions", "missing-decisions", locale)));
            }
            for (MultipartFile file : List.of(model, decisions)) {
                if (file.getSize() > Workbooks.LARGEST) {
                    return new Reading(Optional.empty(), List.of(error(file.getName(), "xml-too-large", locale)));
                }
            }
            return models.read(model.getBytes(), decisions.getBytes(), known, locale);
        });
    }

    private Taken take(List<MultipartFile> files, Reader reader) throws IOException {
        Locale locale = LocaleContextHolder.getLocale();
        PlanForms.Upload upload = forms.upload(files(files), locale);
        Reading reading = reader.read(upload, locale);
        List<Problem> problems = new ArrayList<>(reading.problems());
        problems.addAll(upload.problems());
        if (reading.plan().isEmpty() || !upload.problems().isEmpty()) {
            return new Taken(Optional.empty(), BroughtForms.NONE, problems);
        }
        Plan plan = reading.plan().get();
        problems.addAll(upload.warnings(plan));
        problems.addAll(clashes.of(plan, locale));
        return new Taken(reading.plan(), upload.of(plan), problems);
    }

    /** A browser sends an empty part without a name where nobody chose a file. */
    private static List<PlanForms.File> files(List<MultipartFile> parts) throws IOException {
        List<PlanForms.File> files = new ArrayList<>();
        for (MultipartFile part : parts == null ? List.<MultipartFile>of() : parts) {
            String name = part.getOriginalFilename() == null ? "" : part.getOriginalFilename();
            if (!name.isEmpty() || !part.isEmpty()) {
                try (InputStream content = part.getInputStream()) {
                    files.add(new PlanForms.File(name, content.readNBytes(FormRules.LARGEST + 1)));
                }
            }
        }
        return files;
    }

    private Problem error(String where, String code, Locale locale) {
        return new Problem(where, code, messages.getMessage("plan.problem." + code, null, locale), Problem.ERROR);
    }
}
