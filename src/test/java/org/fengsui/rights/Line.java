package org.fengsui.rights;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** One page or call, and how it answers to whom. */
final class Line {

    /** How a call answers. */
    enum Answer {
        /** It is shown, or done. */
        OK,
        /** To the sign-in page, or 401 for programs. */
        SIGN_IN,
        /** Seen, but not theirs to do. */
        FORBIDDEN,
        /** Not theirs to see: the same as if it did not exist. */
        NOT_FOUND,
        /** Done for others, but not for whoever did the step before. */
        CONFLICT
    }

    enum Body { NONE, JSON, FORM, FILE }

    final String module;
    final String method;
    final String pattern;
    final String chinese;
    final String english;
    private final Map<Role, Answer> answers = new EnumMap<>(Role.class);
    String reasonChinese = "";
    String reasonEnglish = "";
    /** Status when it is shown or done; 302 must not lead to the sign-in page. */
    int ok;
    Function<Stage, Object> id = stage -> null;
    BiFunction<Stage, Object, Map<String, ?>> content = (stage, id) -> Map.of();
    Function<Object, String> query = id -> "";
    /** Of the variables of the pattern, except the id. */
    final Map<String, String> values = new HashMap<>(Map.of("version", "1", "form", "receipt", "action", "hide"));
    Body body = Body.NONE;
    /** Answered by a filter or the static resources, and no mapping of a controller. */
    boolean mapped = true;
    /** For nobody at all. */
    boolean closed;

    Line(String module, String method, String pattern, String chinese, String english) {
        this.module = module;
        this.method = method;
        this.pattern = pattern;
        this.chinese = chinese;
        this.english = english;
        this.ok = write() && !api() ? 302 : 200;
        answers.put(Role.NOBODY, Answer.SIGN_IN);
        values.put("key", pattern.startsWith("/api/v1/forms/") ? "situation-report" : "flood-nanjing");
        if (pattern.contains("/responses/{id")) {
            id = stage -> stage.response;
        } else if (pattern.contains("/tasks/{id")) {
            id = stage -> stage.task;
        } else if (pattern.contains("/incidents/{id")) {
            id = stage -> stage.incident;
        } else if (pattern.contains("/attachments/{id")) {
            id = stage -> stage.attachment;
        }
    }

    String key() {
        return method + " " + pattern;
    }

    boolean api() {
        return pattern.startsWith("/api/");
    }

    boolean write() {
        return method.equals("POST") || method.equals("PUT") || method.equals("DELETE") || method.equals("PATCH");
    }

    Answer answer(Role role) {
        return answers.get(role);
    }

    boolean complete() {
        return answers.size() == Role.values().length;
    }

    /** Shown to them, or done for them. */
    @SafeVarargs
    final Line ok(Set<Role>... who) {
        return put(Answer.OK, who);
    }

    @SafeVarargs
    final Line forbidden(Set<Role>... who) {
        return put(Answer.FORBIDDEN, who);
    }

    @SafeVarargs
    final Line notFound(Set<Role>... who) {
        return put(Answer.NOT_FOUND, who);
    }

    @SafeVarargs
    final Line conflict(Set<Role>... who) {
        return put(Answer.CONFLICT, who);
    }

    Line othersForbidden() {
        Role.SIGNED_IN.forEach(role -> answers.putIfAbsent(role, Answer.FORBIDDEN));
        return this;
    }

    Line othersNotFound() {
        Role.SIGNED_IN.forEach(role -> answers.putIfAbsent(role, Answer.NOT_FOUND));
        return this;
    }

    Line because(String chinese, String english) {
        reasonChinese = chinese;
        reasonEnglish = english;
        return this;
    }

    Line status(int status) {
        ok = status;
        return this;
    }

    /**
     * What {@code {id}} stands for, instead of what the address suggests; or several variables, as a map by their names.
     * Made anew after each call that was done.
     */
    Line on(Function<Stage, Object> thing) {
        id = thing;
        return this;
    }

    /** A body that is really carried out, given the stage and the id. */
    Line json(BiFunction<Stage, Object, Map<String, ?>> content) {
        this.content = content;
        body = Body.JSON;
        return this;
    }

    /** The fields of a form that is really carried out, given the stage and the id. */
    Line form(BiFunction<Stage, Object, Map<String, ?>> content) {
        this.content = content;
        body = Body.FORM;
        return this;
    }

    /** What a variable of the pattern stands for. */
    Line with(String variable, String value) {
        values.put(variable, value);
        return this;
    }

    /** The upload of a picture, as {@code file}. */
    Line file() {
        body = Body.FILE;
        return this;
    }

    Line query(Function<Object, String> query) {
        this.query = query;
        return this;
    }

    Line closed() {
        closed = true;
        return othersNotFound();
    }

    Line unmapped() {
        mapped = false;
        return this;
    }

    @SafeVarargs
    private Line put(Answer answer, Set<Role>... who) {
        for (Set<Role> group : who) {
            group.forEach(role -> answers.put(role, answer));
        }
        return this;
    }
}
