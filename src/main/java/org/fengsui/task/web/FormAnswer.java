package org.fengsui.task.web;

import java.util.List;

/**
 * What became of a form that the page's script has sent, maybe long after it was filled in. Only an answer of this shape
 * tells a phone that its item was taken: a sign-in page, or the page of somebody's wireless network, never does.
 *
 * @param outcome  taken or refused
 * @param words    the notice, or why it was refused
 * @param location page of the task; empty when it can not be seen
 * @param code     of the refusal; empty when taken
 * @param now      what has become of the task, when and by whom; empty while it runs
 * @param fields   what is wrong with the fields
 * @param may      what the sender may do on the task now
 */
record FormAnswer(String outcome, String words, String location, String code, String now,
                  List<FormProblem.Field> fields, List<String> may) {

    static FormAnswer taken(String words, String location) {
        return new FormAnswer("taken", words, location, "", "", List.of(), List.of());
    }

    static FormAnswer refused(String words, String location, String code, String now, List<FormProblem.Field> fields,
                              List<String> may) {
        return new FormAnswer("refused", words, location, code, now, fields, may);
    }
}
