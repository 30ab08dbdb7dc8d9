package org.fengsui.task.web;

import java.util.List;
import org.springframework.http.HttpStatus;

/**
 * Why a form was refused, for the summary at the top of the page and for the fields.
 *
 * @param form    the form that was sent
 * @param words   for the whole of it
 */
record FormProblem(HttpStatus status, String form, String words, List<Field> fields) {

    /** What is wrong with a field; empty when nothing is. */
    public String at(String sentForm, String field) {
        return !sentForm.equals(form) ? "" : fields.stream().filter(wrong -> wrong.name().equals(field))
                .map(Field::words).findFirst().orElse("");
    }

    /**
     * @param label how the field is called on the page
     * @param id    of its input on the page
     */
    record Field(String name, String id, String label, String words) {
    }
}
