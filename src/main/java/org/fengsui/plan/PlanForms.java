package org.fengsui.plan;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fengsui.form.Form;
import org.fengsui.form.FormRules;
import org.fengsui.form.FormStore;
import org.fengsui.form.FormText;
import org.fengsui.plan.Plans.Version;
import org.fengsui.refusal.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/**
 * The forms (表单) of plans: those that come with an upload, judged, and those that a version's actions name. A version
 * has the forms that came with it and that its actions name; what an upload does not bring again it has from the version
 * that it replaces or follows. All other forms are the shipped ones.
 */
@Component
public class PlanForms {

    /** Most forms that one upload may bring. */
    public static final int MOST = 20;
    /** How the name of a form's file ends; what stands before is its key. */
    public static final String ENDING = ".form";
    /** Where a problem of all forms together stands: the part of the upload. */
    public static final String ALL = "forms";
    /** Parts a file's name from the path in it, as a sheet from its cell. */
    private static final char PATH = '!';
    /** Problems told of one form. */
    private static final int MOST_PROBLEMS = 50;
    private static final Pattern COMPONENT = Pattern.compile("components\\[(\\d+)]\\.?(.*)");

    private final FormStore store;
    private final Plans plans;
    private final MessageSource messages;

    PlanForms(FormStore store, Plans plans, MessageSource messages) {
        this.store = store;
        this.plans = plans;
        this.messages = messages;
    }

    /** A file that somebody brings. */
    public record File(String name, byte[] content) {
    }

    /**
     * A form that actions of a version name.
     *
     * @param shipped whether it comes with the program, and not with the version
     * @param form    null when there is none: only versions of before forms were asked for name such
     */
    public record Named(String key, boolean shipped, Form form, List<Plan.Action> actions) {
    }

    /** The keys of the forms that come with the program. */
    public Set<String> shipped() {
        return store.shipped();
    }

    /** The forms that the actions of a version name, by key. */
    public List<Named> of(Version version) {
        Map<String, List<Plan.Action>> actions = version.plan().actions().stream()
                .filter(action -> !action.form().isEmpty()).collect(Collectors.groupingBy(Plan.Action::form));
        return actions.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(entry -> new Named(entry.getKey(),
                !version.forms().containsKey(entry.getKey()), store.form(version.form(entry.getKey())).orElse(null),
                entry.getValue())).toList();
    }

    /** @throws NotFound when no action of the version names it, or there is none */
    public Named of(Version version, String key) {
        return of(version).stream().filter(named -> named.key().equals(key) && named.form() != null).findFirst()
                .orElseThrow(() -> new NotFound("form"));
    }

    /** The form as it was written. @throws NotFound as {@link #of(Version, String)} */
    public String text(Version version, String key) {
        return store.text(version.form(of(version, key).key())).orElseThrow(() -> new NotFound("form"));
    }

    /** @param locale language of the problems' messages */
    public Upload upload(List<File> files, Locale locale) {
        return new Upload(files, locale);
    }

    /** The forms of one upload. */
    public final class Upload implements KnownForms {

        private final Locale locale;
        private final List<Problem> problems = new ArrayList<>();
        private final Map<String, FormText> brought = new LinkedHashMap<>();
        private final Map<String, Map<String, Kept>> kept = new HashMap<>();

        private Upload(List<File> files, Locale locale) {
            this.locale = locale;
            if (files.size() > MOST) {
                error(ALL, "too-many-forms", String.valueOf(MOST), String.valueOf(files.size()));
            }
            for (int i = 0; i < files.size(); i++) {
                take(files.get(i), i < MOST);
            }
        }

        /** A form of the plan's earlier version. */
        private record Kept(String ref, int version) {
        }

        /** What can't be used counts as brought all the same: that it is named is not told as another problem. */
        private void take(File file, boolean judged) {
            String name = shown(file.name());
            if (!name.toLowerCase(Locale.ROOT).endsWith(ENDING)) {
                error(name, "form-file-name", name);
                return;
            }
            String key = name.substring(0, name.length() - ENDING.length());
            String text = text(file.content());
            if (brought.put(key, new FormText(key, text)) != null) {
                error(name, "form-twice", name);
            } else if (judged) {
                if (store.shipped().contains(key)) {
                    error(name, "form-shipped", key);
                }
                judge(name, key, text);
            }
        }

        private void judge(String name, String key, String text) {
            List<FormRules.Finding> findings = text == null ? List.of(new FormRules.Finding("", "not-json", ""))
                    : FormRules.check(key, text);
            findings.stream().limit(MOST_PROBLEMS).forEach(finding ->
                    error(finding.path().isEmpty() ? name : name + PATH + finding.path(), "form-" + finding.code(), key,
                            place(finding.path()), finding.value().isEmpty() ? "" : "“" + finding.value() + "”",
                            hint(finding.path())));
            if (findings.size() > MOST_PROBLEMS) {
                error(name, "form-more-problems", key, String.valueOf(findings.size() - MOST_PROBLEMS));
            }
        }

        /** A path as people count: the property, of which component. */
        private String place(String path) {
            Matcher component = COMPONENT.matcher(path);
            return !component.matches() ? path : messages.getMessage("plan.problem.form-place",
                    new Object[] {String.valueOf(Integer.parseInt(component.group(1)) + 1), component.group(2)}, locale);
        }

        /** What may stand there instead. */
        private String hint(String path) {
            String property = path.substring(path.lastIndexOf('.') + 1);
            return messages.getMessage("plan.problem.form-hint." + switch (property) {
                case "id", "type", "components", "label", "text", "key", "required", "pattern", "subtype", "values",
                        "value" -> property;
                case "minLength", "maxLength" -> "length";
                case "min", "max" -> "bound";
                case "decimalDigits" -> "decimal-digits";
                default -> "other";
            }, null, locale);
        }

        @Override
        public boolean known(String plan, String form) {
            return brought.containsKey(form) || store.shipped().contains(form) || kept(plan).containsKey(form);
        }

        /** The forms of the draft that is replaced, then those in force, then those of earlier versions. */
        private Map<String, Kept> kept(String plan) {
            return kept.computeIfAbsent(plan, key -> {
                Map<String, Kept> forms = new HashMap<>();
                // PostgreSQL takes no NUL: no plan has such a key.
                List<Version> history = key.indexOf('\0') >= 0 ? List.of() : plans.history(key);
                history.stream().filter(version -> version.open() || version.publishedAt() != null)
                        .sorted(Comparator.comparing((Version version) -> !version.open())
                                .thenComparing(version -> version.state() != Plans.Status.PUBLISHED))
                        .forEach(version -> version.forms().forEach((form, ref) ->
                                forms.putIfAbsent(form, new Kept(ref, version.number()))));
                return forms;
            });
        }

        /** What is wrong with the files, whatever plan they come with. */
        public List<Problem> problems() {
            return List.copyOf(problems);
        }

        /** What the plan's writer should look at: forms brought for nothing, forms of an earlier version. */
        public List<Problem> warnings(Plan plan) {
            List<Problem> warnings = new ArrayList<>();
            Set<String> named = named(plan);
            brought.keySet().stream().filter(key -> !named.contains(key)).forEach(key ->
                    warnings.add(problem(key + ENDING, "form-unused", Problem.WARNING, key)));
            named.stream().filter(key -> !brought.containsKey(key)).forEach(key ->
                    Optional.ofNullable(kept(plan.key()).get(key)).ifPresent(form -> warnings.add(problem(key + ENDING,
                            "form-kept", Problem.WARNING, key, String.valueOf(form.version())))));
            return warnings;
        }

        /** The forms that the plan is kept with: of those that its actions name, the brought ones, then those of before. */
        public BroughtForms of(Plan plan) {
            return new BroughtForms(named(plan).stream().flatMap(key -> Optional.ofNullable(brought.get(key))
                    .or(() -> Optional.ofNullable(kept(plan.key()).get(key)).flatMap(form -> store.text(form.ref()))
                            .map(text -> new FormText(key, text))).stream()).toList());
        }

        private static Set<String> named(Plan plan) {
            return plan.actions().stream().map(Plan.Action::form).filter(form -> !form.isEmpty()).sorted()
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        private void error(String where, String code, String... of) {
            problems.add(problem(where, code, Problem.ERROR, of));
        }

        private Problem problem(String where, String code, String severity, String... of) {
            return new Problem(where, code, messages.getMessage("plan.problem." + code, of, locale), severity);
        }
    }

    /** The name without the folders that some programs send, and not longer than a page can show. */
    private static String shown(String name) {
        String last = name == null ? "" : name.replaceFirst("(?s)^.*[/\\\\]", "").replaceAll("\\p{Cntrl}", "");
        return last.length() <= 100 ? last : last.substring(last.length() - 100);
    }

    /** Null when the bytes are no UTF-8. */
    private static String text(byte[] content) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
