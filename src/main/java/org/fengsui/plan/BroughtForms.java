package org.fengsui.plan;

import java.util.Comparator;
import java.util.List;
import org.fengsui.audit.Recorded;
import org.fengsui.form.FormText;

/** The forms (表单) that a version of a plan is kept with; the shipped ones that it names are none of them. */
public record BroughtForms(List<FormText> all) implements Recorded {

    public static final BroughtForms NONE = new BroughtForms(List.of());

    /** In one order: two who keep the same forms never wait for each other. */
    public BroughtForms {
        all = all.stream().sorted(Comparator.comparing(FormText::ref)).toList();
    }

    /** What names each of them. */
    List<String> refs() {
        return all.stream().map(FormText::ref).toList();
    }

    @Override
    public Object recorded() {
        return refs();
    }
}
